//! Notes that come to a part: they give way to those that are there.
//!
//! A MIDI file tells notes of one pitch apart only if they end in the order in which they begin. A
//! note that comes is made longer or shorter so that this holds; those that are there stay as they
//! are. Of two notes that come to one place the longer stays.

use irama_score::{Note, Tick};

/// Puts notes in their places. Those that would stand exactly where one is already are left out.
pub(super) fn settle(notes: &mut Vec<Note>, mut coming: Vec<Note>) {
    coming.sort_by_key(|it| (it.start, it.pitch, std::cmp::Reverse(it.duration)));
    coming.dedup_by_key(|it| (it.start, it.pitch));
    for mut note in coming {
        let same = || notes.iter().filter(|it| it.pitch == note.pitch);
        if same().any(|it| it.start == note.start) {
            continue;
        }
        let longest_before = same().filter(|it| it.start < note.start).map(Note::end).max();
        let first_after = same().filter(|it| it.start > note.start).map(Note::end).min();
        let end = note.end().max(longest_before.unwrap_or_default());
        let end = end.min(first_after.unwrap_or(Tick(u64::MAX)));
        note.duration = end.since(note.start).max(Tick(1));
        let at = notes.partition_point(|it| (it.start, it.pitch) < (note.start, note.pitch));
        notes.insert(at, note);
    }
}
