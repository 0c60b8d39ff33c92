//! Single notes: taken away, added, changed.

use irama_score::{Note, Pitch, Score, Tick, Velocity};

use super::{NoteChange, NotePlace, part_of, settle::settle};
use crate::error::Refusal;

/// Where a piece has to end, at most: 40 hours at 120 quarters a minute.
const MAX_TICK: u64 = 1 << 27;

pub(super) fn delete(score: &mut Score, places: &[NotePlace]) -> Result<(), Refusal> {
    for (idx, place) in places.iter().enumerate() {
        take(score, *place).map_err(|it| {
            let field = it.body.field.clone().unwrap_or_default();
            it.field(format!("notes[{idx}].{field}"))
        })?;
    }
    Ok(())
}

pub(super) fn add(
    score: &mut Score,
    part: usize,
    notes: &[(u64, u64, u8, u8)],
) -> Result<(), Refusal> {
    part_of(score, part)?;
    for (idx, &(tick, length, pitch, velocity)) in notes.iter().enumerate() {
        let note = note_of(tick, length, pitch, velocity).map_err(|it| {
            let field = it.body.field.clone().unwrap_or_default();
            it.field(format!("notes[{idx}].{field}"))
        })?;
        put(score, part, note)?;
    }
    Ok(())
}

pub(super) fn change(score: &mut Score, place: NotePlace, to: NoteChange) -> Result<(), Refusal> {
    let old = take(score, place)?;
    let note = note_of(
        to.tick.unwrap_or(old.start.0),
        to.length.unwrap_or(old.duration.0),
        to.pitch.unwrap_or(old.pitch.number()),
        to.velocity.unwrap_or(old.velocity.level()),
    );
    put(
        score,
        place.part,
        note.map_err(|it| {
            let field = it.body.field.clone().unwrap_or_default();
            it.field(format!("to.{field}"))
        })?,
    )
}

/// Takes a note out.
fn take(score: &mut Score, place: NotePlace) -> Result<Note, Refusal> {
    let notes = &mut part_of(score, place.part)?.notes;
    let is_it = |it: &Note| it.start.0 == place.tick && it.pitch.number() == place.pitch;
    let idx = notes.iter().position(is_it).ok_or_else(|| {
        let NotePlace { part, tick, pitch } = place;
        let message = format!("the part {part} has no note of pitch {pitch} at tick {tick}");
        Refusal::invalid("tick", message, "load the song again: it may be another version")
    })?;
    Ok(notes.remove(idx))
}

/// Puts a note in; the piece gets longer if it has to.
fn put(score: &mut Score, part: usize, note: Note) -> Result<(), Refusal> {
    let part = part_of(score, part)?;
    if part.notes.iter().any(|it| (it.start, it.pitch) == (note.start, note.pitch)) {
        let message = format!("there is a note {} at tick {} already", note.pitch, note.start);
        return Err(Refusal::invalid("tick", message, "change that one, or choose another place"));
    }
    settle(&mut part.notes, vec![note]);
    lengthen(score);
    Ok(())
}

/// Moves the end of the piece behind its last note, to a bar line.
pub(super) fn lengthen(score: &mut Score) {
    let last = score.parts.iter().flat_map(|it| &it.notes).map(Note::end).max();
    if let Some(last) = last.filter(|it| *it > score.end) {
        score.end = score.bar_grid().bar_line_from(last);
    }
}

fn note_of(tick: u64, length: u64, pitch: u8, velocity: u8) -> Result<Note, Refusal> {
    let refused = |field: &str, value: u64, wanted: String| {
        let message = format!("the {field} is {value}, but must be {wanted}");
        Refusal::invalid(field, message, format!("give {wanted}"))
    };
    if tick >= MAX_TICK {
        return Err(refused("tick", tick, format!("below {MAX_TICK}")));
    }
    if length == 0 || tick + length > MAX_TICK {
        return Err(refused("length", length, format!("1 to {}", MAX_TICK - tick)));
    }
    let wanted = || "0 to 127".to_owned();
    let pitch = Pitch::new(pitch).ok_or_else(|| refused("pitch", u64::from(pitch), wanted()))?;
    let velocity = Velocity::new(velocity)
        .ok_or_else(|| refused("velocity", u64::from(velocity), "1 to 127".into()))?;
    Ok(Note { start: Tick(tick), pitch, duration: Tick(length), velocity })
}
