//! Which channel each part is written on, and notes that do not overlap there.

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

/// The notes of `parts` with those of one channel and pitch cut off where the next one begins. Of
/// notes that begin together the longest is kept, as loud as the loudest.
pub(super) fn without_overlaps(parts: &[Part], channels: &[u8]) -> Vec<Vec<Note>> {
    let mut all: Vec<(u8, usize, Note)> = parts
        .iter()
        .zip(channels)
        .enumerate()
        .flat_map(|(idx, (part, &channel))| part.notes.iter().map(move |&it| (channel, idx, it)))
        .collect();
    for (_, _, note) in &mut all {
        note.duration = note.duration.max(Tick(1));
    }
    all.sort_by_key(|&(channel, idx, note)| {
        (channel, note.pitch, note.start, std::cmp::Reverse(note.duration), idx)
    });
    let mut kept: Vec<(u8, usize, Note)> = Vec::with_capacity(all.len());
    for (channel, idx, note) in all {
        if let Some((last_channel, _, last)) = kept.last_mut()
            && (*last_channel, last.pitch) == (channel, note.pitch)
        {
            if last.start == note.start {
                last.velocity = last.velocity.max(note.velocity);
                continue;
            }
            last.duration = last.duration.min(note.start.since(last.start));
        }
        kept.push((channel, idx, note));
    }
    let mut notes = vec![Vec::new(); parts.len()];
    for (_, idx, note) in kept {
        notes[idx].push(note);
    }
    notes
}
