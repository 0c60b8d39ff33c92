//! What can be inferred about a piece: key, meter, tempo and the length of a loop.
//!
//! Every answer says how it is known. What the file states wins; then what a person wrote into a
//! name; then what the notes suggest; and where there is too little, the answer is `Unknown`.

mod key;
mod loop_length;
mod meter;
mod name;
mod tempo;

pub use key::{KeyFit, infer_key, rank_keys};
pub use loop_length::{LoopLength, infer_loop_length};
pub use meter::{MeterFit, infer_meter, rank_meters};
pub use tempo::infer_tempo;

pub(crate) use name::typed_key;

use crate::{Score, Tick};

/// Of the values stated at different times, the one that holds longest until `end`; of equals, the
/// earlier. So a short pick-up bar or a slow last bar does not speak for the piece.
fn longest_held<T: Copy>(changes: impl Iterator<Item = (Tick, T)>, end: Tick) -> Option<T> {
    let mut changes = changes.peekable();
    let mut best: Option<(Tick, T)> = None;
    while let Some((at, value)) = changes.next() {
        let until = changes.peek().map_or(end, |next| next.0);
        let held = until.since(at);
        // In an empty piece the last word at one time holds, as it does for a player.
        if best.is_none_or(|(longest, _)| held > longest || longest == Tick::ZERO) {
            best = Some((held, value));
        }
    }
    best.map(|(_, value)| value)
}

/// Where the last note is let go, or the stated end if that is later.
fn last_end(score: &Score) -> Tick {
    let notes = score.parts.iter().flat_map(|part| &part.notes);
    notes.map(crate::Note::end).max().unwrap_or_default().max(score.end)
}

/// The names that a piece carries, the most deliberate first.
fn names<'a>(score: &'a Score, file_name: Option<&'a str>) -> impl Iterator<Item = &'a str> {
    let parts = score.parts.iter().map(|part| part.name.as_str());
    file_name.into_iter().chain([score.name.as_str()]).chain(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pick_up_bar_does_not_speak_for_the_piece() {
        let changes = [(Tick(0), 'a'), (Tick(480), 'b'), (Tick(9000), 'c')];
        assert_eq!(longest_held(changes.into_iter(), Tick(9600)), Some('b'));
        assert_eq!(longest_held(changes.into_iter(), Tick(0)), Some('b'));
        assert_eq!(longest_held([].into_iter(), Tick(9600)), None::<char>);
    }
}
