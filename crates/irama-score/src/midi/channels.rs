//! Which channel each part is written on, and which notes a track can hold.

use super::WriteError;
use crate::{Note, Part, Tick};

/// Channel 10 as musicians count: General MIDI's drums.
const DRUMS: u8 = 9;
const N_MELODIC: usize = 15;

/// A channel for each part. Drums share channel 10; every other part gets one of its own in order,
/// unless there are more than fifteen: then those share one that have the same program, no
/// controls, and no notes of one pitch at one time.
pub(super) fn assign(parts: &[Part]) -> Result<Vec<u8>, WriteError> {
    let mut shared: Vec<Vec<&Part>> = Vec::new();
    let n_sounding = parts.iter().filter(|part| !part.is_drums && is_sounding(part)).count();
    let mut channels = Vec::with_capacity(parts.len());
    for part in parts {
        channels.push(if part.is_drums {
            DRUMS
        } else if !is_sounding(part) {
            0
        } else {
            let found = (n_sounding > N_MELODIC)
                .then(|| shared.iter().position(|others| can_share(part, others)))
                .flatten();
            let idx = found.unwrap_or(shared.len());
            if idx == shared.len() {
                shared.push(Vec::new());
            }
            shared[idx].push(part);
            u8::try_from(idx)
                .map_or(u8::MAX, |idx| if idx < DRUMS { idx } else { idx.saturating_add(1) })
        });
    }
    if shared.len() > N_MELODIC {
        return Err(WriteError::TooManyParts { n_parts: shared.len() });
    }
    Ok(channels)
}

fn is_sounding(part: &Part) -> bool {
    !part.notes.is_empty() || !part.controls.is_empty()
}

fn can_share(part: &Part, others: &[&Part]) -> bool {
    let all_plain = others.iter().chain([&part]).all(|it| it.controls.is_empty());
    if !all_plain || others.iter().any(|it| it.program != part.program) {
        return false;
    }
    let mut notes: Vec<Note> =
        others.iter().chain([&part]).flat_map(|it| it.notes.iter().copied()).collect();
    notes.sort_by_key(|note| (note.pitch, note.start));
    notes.windows(2).all(|pair| pair[0].pitch != pair[1].pitch || pair[0].end() <= pair[1].start)
}

/// The notes of each part as a file holds them.
///
/// Readers take the first note-off of a key for the first of its notes. So notes of a pitch may
/// overlap where they end in the order in which they begin; one that would outlast the next is cut
/// off where that ends.
pub(super) fn held_notes(part: &Part) -> Vec<Note> {
    let mut notes = part.notes.clone();
    notes.sort_unstable();
    let mut next_ends = [Tick(u64::MAX); 128];
    for note in notes.iter_mut().rev() {
        let next_end = &mut next_ends[usize::from(note.pitch.number())];
        let end = (note.start + note.duration.max(Tick(1))).min(*next_end);
        note.duration = end.since(note.start);
        *next_end = end;
    }
    notes
}
