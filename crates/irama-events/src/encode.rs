//! A score on the grid, and as events.

use irama_score::{Part, Score, Tick};

use crate::{
    DRUM_LENGTH, Event, Field, Frame, MAX_WAIT_STEPS, Piece, STEPS_PER_QUARTER, Seat,
    band::{Band, is_in_time, seats},
    laid::{Laid, LaidNote},
    length_class, nearest_step,
    pedal::Pedal,
};

/// How long each rest of a silence is that is too long for one wait: 15 quarters.
pub(crate) const REST_STEPS: u32 = 15 * STEPS_PER_QUARTER;

/// The score on the grid, as [`crate::decode`] gives it back after [`encode`].
///
/// - Onsets lie on grid steps and their shifts ([`nearest_step`]); velocities in the middle of
///   their class of four.
/// - The sustain pedal of a part is in the lengths of its notes, which are those of
///   [`crate::LENGTH_STEPS`]. Notes of one grid step, pitch and seat are one note, as loud as the
///   loudest and as long as the longest; a note that the next of its pitch cuts off, or the end of
///   the piece, gets the longest class that fits, or what is left where not even one step fits.
/// - Every part has its seat ([`seats`]), and parts are sorted by it; those that share a seat are
///   one part with the name and program of the first. Parts without notes vanish. Drums are those
///   of General MIDI ([`crate::gm_drum`]), a sixteenth long or up to the next stroke.
/// - The piece ends on a bar line. What begins after [`crate::MAX_STEP`] is left out.
/// - Controls, changes of program and texts are left out; name, tempos, meters and keys stay.
///
/// Snapping twice is snapping once. Takes time in proportion to `n log n` notes and controls.
pub fn snap(score: &Score) -> Score {
    lay(score).into_score()
}

/// The score as rows of small integers, laid on the grid as [`snap`] does.
///
/// A drum's length is always [`DRUM_LENGTH`] in its row, even where the next stroke cuts it off.
pub fn encode(score: &Score) -> Piece {
    let laid = lay(score);
    let end_step = laid.end_step();
    let mut notes: Vec<(u64, LaidNote)> = laid.notes.iter().map(|it| (it.step(), *it)).collect();
    notes.sort_unstable_by_key(|(step, note)| (*step, note.seat, note.pitch));
    let mut events = Vec::with_capacity(notes.len() + 1);
    let mut now = 0;
    for (step, note) in notes {
        let mut event = row(&note);
        event.set_wait(rest_until(&mut events, step - now));
        events.push(event);
        now = step;
    }
    let wait = rest_until(&mut events, end_step - now);
    events.push(Event::mark(Seat::END, wait));
    Piece { frame: laid.frame, events }
}

/// Adds the rests that a wait of `steps` takes; what is left fits one event.
fn rest_until(events: &mut Vec<Event>, mut steps: u64) -> u32 {
    while steps > u64::from(MAX_WAIT_STEPS) {
        events.push(Event::mark(Seat::REST, REST_STEPS));
        steps -= u64::from(REST_STEPS);
    }
    steps as u32
}

/// A note's event, without its wait.
fn row(note: &LaidNote) -> Event {
    let length = if note.seat.is_drums() { DRUM_LENGTH } else { length_class(note.ticks) };
    let mut event = Event::default();
    event.set(Field::Seat, note.seat.0);
    event.set(Field::Pitch, note.pitch.number());
    event.set(Field::Length, length);
    event.set(Field::Loudness, note.loudness);
    event.set(Field::Shift, nearest_step(note.start).1);
    event
}

fn lay(score: &Score) -> Laid {
    let note_ends = score.parts.iter().flat_map(|part| part.notes.iter().map(|it| it.end()));
    let end = note_ends.max().unwrap_or_default().max(score.end);
    let mut band = Band::default();
    let mut notes = Vec::with_capacity(score.n_notes());
    for (part, seat) in score.parts.iter().zip(seats(score)) {
        let Some(seat) = seat else { continue };
        band.join(seat, part);
        lay_part(part, seat, end, &mut notes);
    }
    let frame = Frame {
        name: score.name.clone(),
        tempos: score.tempos.clone(),
        meters: score.meters.clone(),
        keys: score.keys.clone(),
        parts: Vec::new(),
    };
    Laid::new(frame, band, notes, end)
}

fn lay_part(part: &Part, seat: Seat, end: Tick, notes: &mut Vec<LaidNote>) {
    let pedal = Pedal::new(&part.controls, end);
    let laid = part.notes.iter().filter(|it| is_in_time(it)).map(|note| {
        let sounding = pedal.release(note.end()).since(note.start);
        LaidNote::new(seat, &irama_score::Note { duration: sounding, ..*note })
    });
    notes.extend(laid);
}
