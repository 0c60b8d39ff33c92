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

#[cfg(test)]
mod tests {
    use irama_events::{FIELDS, N_FIELDS, is_after, is_legal};
    use proptest::prelude::*;

    use super::*;

    /// Any row, with waits, seats and lengths that are often those of a rest, a drum or no wait.
    fn row() -> impl Strategy<Value = Event> {
        let wait = prop_oneof![Just((0, 0)), Just((15, 0)), (0u8..16, 0u8..24)];
        let seat = prop_oneof![0u8..3, 63u8..67];
        let pitch = prop_oneof![Just(0), 33u8..37, 80u8..83, Just(127)];
        let length = prop_oneof![Just(0), Just(DRUM_LENGTH), 0u8..56];
        let manner = prop_oneof![Just((0, 0)), (0u8..32, 0u8..5)];
        (wait, seat, pitch, length, manner).prop_map(|(wait, seat, pitch, length, manner)| {
            let row: [u8; N_FIELDS] = [wait.0, wait.1, seat, pitch, length, manner.0, manner.1];
            Event { row }
        })
    }

    /// A row that is legal and not the end.
    fn legal_row() -> impl Strategy<Value = Event> {
        row().prop_map(|mut event| match event.seat() {
            Seat::REST | Seat::END => Event::mark(Seat::REST, REST_STEPS),
            Seat::DRUMS => {
                event.set(Field::Length, DRUM_LENGTH);
                event.set(Field::Pitch, event.get(Field::Pitch).clamp(35, 81));
                event
            }
            _ => event,
        })
    }

    fn may_follow(last: Option<&Event>, next: &Event, seats: u128) -> bool {
        let is_open = |field: &Field| legal(last, next, *field, seats) >> next.get(*field) & 1 == 1;
        FIELDS.iter().all(is_open)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn legal_values_make_legal_events_and_no_others(
            last in legal_row(),
            next in prop_oneof![row(), legal_row()],
        ) {
            let is_right = is_legal(&next) && is_after(&last, &next);
            prop_assert_eq!(may_follow(Some(&last), &next, ANY_SEAT), is_right);
        }

        #[test]
        fn a_piece_begins_with_what_is_not_ahead_of_it(first in row()) {
            let is_early = first.seat().is_note() && first.wait() == 0 && first.get(Field::Shift) < 2;
            prop_assert_eq!(may_follow(None, &first, ANY_SEAT), is_legal(&first) && !is_early);
        }
    }

    #[test]
    fn who_does_not_play_is_not_legal() {
        let part = FramePart { seat: Seat(8), name: String::new(), program: None };
        let note = Event { row: [1, 0, 12, 60, 0, 0, 2] };
        assert!(may_follow(None, &note, ANY_SEAT));
        assert!(!may_follow(None, &note, seats_of(std::slice::from_ref(&part))));
        assert!(may_follow(None, &Event { row: [1, 0, 8, 60, 0, 0, 2] }, seats_of(&[part])));
    }
}
