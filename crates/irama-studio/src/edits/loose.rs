//! The notes of a part by pitch and place, as long as single ones are taken and put.
//!
//! A MIDI file tells notes of one pitch apart only if they end in the order in which they begin. A
//! note that comes is made longer or shorter so that this holds; those that are there stay as they
//! are.

use std::collections::BTreeMap;

use irama_score::{Note, Pitch, Tick};

/// Notes by pitch and start; those of one place in their order.
#[derive(Debug, Default)]
pub(super) struct Loose(BTreeMap<(Pitch, Tick), Vec<Note>>);

impl Loose {
    pub(super) fn of(notes: &[Note]) -> Self {
        let mut all = Self::default();
        for note in notes {
            all.0.entry((note.pitch, note.start)).or_default().push(*note);
        }
        all
    }

    /// Whether a note begins at a place.
    pub(super) fn has(&self, pitch: Pitch, start: Tick) -> bool {
        self.0.contains_key(&(pitch, start))
    }

    /// Takes the first note at a place out.
    pub(super) fn take(&mut self, pitch: Pitch, start: Tick) -> Option<Note> {
        let here = self.0.get_mut(&(pitch, start))?;
        let note = here.remove(0);
        if here.is_empty() {
            self.0.remove(&(pitch, start));
        }
        Some(note)
    }

    /// Puts a note where none begins, and returns how it fits among those of its pitch.
    pub(super) fn put(&mut self, mut note: Note) -> Note {
        let (pitch, start) = (note.pitch, note.start);
        let before = self.0.range((pitch, Tick::ZERO)..(pitch, start)).next_back();
        let longest = before.and_then(|it| it.1.iter().map(Note::end).max());
        let after = self.0.range((pitch, Tick(start.0 + 1))..=(pitch, Tick(u64::MAX))).next();
        let first = after.and_then(|it| it.1.iter().map(Note::end).min());
        let end = note.end().max(longest.unwrap_or_default()).min(first.unwrap_or(Tick(u64::MAX)));
        note.duration = end.since(start).max(Tick(1));
        self.0.entry((pitch, start)).or_default().push(note);
        note
    }

    /// All of them, in the order of a part.
    pub(super) fn into_notes(self) -> Vec<Note> {
        let mut notes: Vec<Note> = self.0.into_values().flatten().collect();
        notes.sort_by_key(|it| (it.start, it.pitch));
        notes
    }
}
