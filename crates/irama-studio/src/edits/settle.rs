//! Notes that come to a part together: they give way to those that are there, and of two that come
//! to one place the longer stays.

use irama_score::Note;

use super::loose::Loose;

/// Puts notes in their places. Those that would stand exactly where one is already are left out.
pub(super) fn settle(notes: &mut Vec<Note>, mut coming: Vec<Note>) {
    coming.sort_by_key(|it| (it.start, it.pitch, std::cmp::Reverse(it.duration)));
    coming.dedup_by_key(|it| (it.start, it.pitch));
    let mut all = Loose::of(notes);
    for note in coming {
        if !all.has(note.pitch, note.start) {
            all.put(note);
        }
    }
    *notes = all.into_notes();
}
