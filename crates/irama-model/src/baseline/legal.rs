//! Which values a field may take when it is predicted.
//!
//! What cannot be costs nothing to rule out. A model whose cost is to stand beside the baseline's
//! must renormalise over the same values, so this is public.

use irama_events::{DRUM_LENGTH, Event, Field, FramePart, MAX_WAIT_STEPS, Seat};

/// The lowest and highest drum that a piece can have.
const DRUMS: (u32, u32) = (35, 81);
/// How long a rest is, in grid steps.
const REST_STEPS: u32 = 15 * 24;

/// A set of seats, a bit each: those of `parts`, and the marks.
pub fn seats_of(parts: &[FramePart]) -> u128 {
    parts.iter().fold(bits(u32::from(Seat::REST.0), u32::from(Seat::END.0)), |all, part| {
        all | 1u128 << part.seat.0.min(Seat::END.0)
    })
}

/// All seats and marks, for pieces of which the parts are not told.
pub const ANY_SEAT: u128 = (1 << Seat::COUNT) - 1;

/// The values that `field` may take, a bit each, if the event before is `last` and the fields before
/// this one are those of `so_far`; the others are not looked at. `seats` are those of the piece.
///
/// - At zero wait (seat, pitch) rises.
/// - A rest takes 15 quarters, and what follows it waits for a quarter or longer.
/// - Drums are those of General MIDI and have one length; of a mark only the wait counts.
/// - At the very start nothing is played ahead of the grid.
pub fn legal(last: Option<&Event>, so_far: &Event, field: Field, seats: u128) -> u128 {
    let seat = so_far.seat();
    let all = bits(0, field.size() as u32 - 1);
    match field {
        Field::Beats if last.is_some_and(|it| it.seat() == Seat::REST) => all & !1,
        Field::Beats | Field::Sub => all,
        Field::Seat => seats & legal_seats(last, so_far),
        _ if !seat.is_note() => 1,
        Field::Pitch => legal_pitches(last, so_far),
        Field::Length if seat.is_drums() => 1 << DRUM_LENGTH,
        Field::Shift if last.is_none() && so_far.wait() == 0 => all & !0b11,
        Field::Length | Field::Loudness | Field::Shift => all,
    }
}

fn legal_seats(last: Option<&Event>, so_far: &Event) -> u128 {
    let rest = 1 << Seat::REST.0;
    let sounding = match last {
        Some(last) if so_far.wait() == 0 => {
            let is_full = u32::from(last.get(Field::Pitch)) >= pitches_of(last.seat()).1;
            bits(u32::from(last.seat().0) + u32::from(is_full), u32::from(Seat::END.0))
        }
        _ => ANY_SEAT,
    };
    if so_far.wait() == REST_STEPS { sounding } else { sounding & !rest }
}

fn legal_pitches(last: Option<&Event>, so_far: &Event) -> u128 {
    let (lowest, highest) = pitches_of(so_far.seat());
    match last {
        Some(last) if so_far.wait() == 0 && last.seat() == so_far.seat() => {
            bits(lowest.max(u32::from(last.get(Field::Pitch)) + 1), highest)
        }
        _ => bits(lowest, highest),
    }
}

fn pitches_of(seat: Seat) -> (u32, u32) {
    if seat.is_drums() { DRUMS } else { (0, 127) }
}

/// The bits from `first` to `last`, none if `last` lies before.
fn bits(first: u32, last: u32) -> u128 {
    if first > last { 0 } else { (u128::MAX >> (127 - last)) & (u128::MAX << first) }
}

const _: () = assert!(REST_STEPS <= MAX_WAIT_STEPS, "a rest fits one wait");
