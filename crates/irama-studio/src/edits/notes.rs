//! Single notes: taken away, added, changed.

use std::collections::BTreeMap;

use irama_score::{Note, Pitch, Score, Tick, Velocity};

use super::{NoteChange, NotePlace, loose::Loose, part_of};
use crate::error::Refusal;

/// Where a piece has to end, at most: 40 hours at 120 quarters a minute.
const MAX_TICK: u64 = 1 << 27;

/// A song of which parts are loose as long as edits of single notes follow each other.
pub(super) struct Notes {
    score: Score,
    loose: BTreeMap<usize, Loose>,
}

impl Notes {
    pub(super) fn of(score: Score) -> Self {
        Self { score, loose: BTreeMap::new() }
    }

    /// The song, with every note in its part.
    pub(super) fn whole(&mut self) -> &mut Score {
        for (idx, loose) in std::mem::take(&mut self.loose) {
            self.score.parts[idx].notes = loose.into_notes();
        }
        &mut self.score
    }

    pub(super) fn into_score(mut self) -> Score {
        self.whole();
        self.score
    }

    pub(super) fn delete(&mut self, places: &[NotePlace]) -> Result<(), Refusal> {
        for (idx, place) in places.iter().enumerate() {
            self.take(*place).map_err(|it| within(it, &format!("notes[{idx}]")))?;
        }
        Ok(())
    }

    pub(super) fn add(&mut self, part: usize, notes: &[(u64, u64, u8, u8)]) -> Result<(), Refusal> {
        self.part(part)?;
        for (idx, &(tick, length, pitch, velocity)) in notes.iter().enumerate() {
            let note = note_of(tick, length, pitch, velocity);
            self.put(part, note.map_err(|it| within(it, &format!("notes[{idx}]")))?)?;
        }
        Ok(())
    }

    pub(super) fn change(&mut self, place: NotePlace, to: NoteChange) -> Result<(), Refusal> {
        let old = self.take(place)?;
        let note = note_of(
            to.tick.unwrap_or(old.start.0),
            to.length.unwrap_or(old.duration.0),
            to.pitch.unwrap_or(old.pitch.number()),
            to.velocity.unwrap_or(old.velocity.level()),
        );
        self.put(place.part, note.map_err(|it| within(it, "to"))?)
    }

    fn part(&mut self, idx: usize) -> Result<&mut Loose, Refusal> {
        let part = part_of(&mut self.score, idx)?;
        Ok(self.loose.entry(idx).or_insert_with(|| Loose::of(&part.notes)))
    }

    /// Takes a note out.
    fn take(&mut self, place: NotePlace) -> Result<Note, Refusal> {
        let NotePlace { part, tick, pitch } = place;
        let notes = self.part(part)?;
        let note = Pitch::new(pitch).and_then(|it| notes.take(it, Tick(tick)));
        note.ok_or_else(|| {
            let message = format!("the part {part} has no note of pitch {pitch} at tick {tick}");
            Refusal::invalid("tick", message, "load the song again: it may be another version")
        })
    }

    /// Puts a note in; the piece gets longer if it has to.
    fn put(&mut self, part: usize, note: Note) -> Result<(), Refusal> {
        let notes = self.part(part)?;
        if notes.has(note.pitch, note.start) {
            let message = format!("there is a note {} at tick {} already", note.pitch, note.start);
            let hint = "change that one, or choose another place";
            return Err(Refusal::invalid("tick", message, hint));
        }
        let end = notes.put(note).end();
        reach(&mut self.score, end);
        Ok(())
    }
}

fn within(refusal: Refusal, place: &str) -> Refusal {
    let field = refusal.body.field.clone().unwrap_or_default();
    refusal.field(format!("{place}.{field}"))
}

/// Moves the end of the piece behind its last note, to a bar line.
pub(super) fn lengthen(score: &mut Score) {
    let last = score.parts.iter().flat_map(|it| &it.notes).map(Note::end).max();
    reach(score, last.unwrap_or_default());
}

fn reach(score: &mut Score, last: Tick) {
    if last > score.end {
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
