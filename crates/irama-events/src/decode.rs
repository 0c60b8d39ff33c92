//! Events as a score, whatever they say.

use irama_score::{BarGrid, Note, Pitch, Score, Tick};

use crate::{
    Event, Field, Frame, MAX_STEP, Seat,
    band::Band,
    laid::{Laid, LaidNote, ending_at_step},
    length_ticks, tick_of, velocity_of,
};

/// The score that events say. Cannot fail: a model may say anything.
///
/// - Values out of their field's range are taken as the nearest within. An event of a seat that
///   there is not, and a rest, only waits.
/// - Events that are not in order, equal notes and overlaps are put right as in [`crate::snap`], and
///   so are drums: the score is on the grid, and encoding it gives the same score again.
/// - A seat of which the frame says nothing gets a part without a name, with the first program of
///   its family. Parts of the frame without notes vanish, because a score has no seats to keep.
/// - The piece ends at the bar line at or after the first end; notes sound no longer than that, and
///   what follows is passed over. Without an end, it ends at the bar line after the last note.
pub fn decode(frame: &Frame, events: &[Event]) -> Score {
    let mut notes = Vec::with_capacity(events.len());
    let mut end = None;
    let mut step = 0;
    for event in events {
        step += u64::from(event.wait());
        if event.seat() == Seat::END {
            end = Some(ending_at_step(&BarGrid::new(&frame.meters), step));
            break;
        }
        if event.seat().is_note() && step <= MAX_STEP {
            notes.push(LaidNote::new(event.seat(), &note_at(step, event)));
        }
    }
    let last = || notes.iter().map(|it: &LaidNote| it.start + Tick(it.ticks)).max();
    let reach = end.or_else(last).unwrap_or_default();
    let mut band = Band::default();
    band.join_frame(frame);
    let frame = Frame { parts: Vec::new(), ..frame.clone() };
    Laid::new(frame, band, notes, reach).into_score()
}

fn note_at(step: u64, event: &Event) -> Note {
    Note {
        start: tick_of(step, event.get(Field::Shift)),
        pitch: Pitch::clamped(i32::from(event.get(Field::Pitch))),
        duration: Tick(length_ticks(event.get(Field::Length))),
        velocity: velocity_of(event.get(Field::Loudness)),
    }
}
