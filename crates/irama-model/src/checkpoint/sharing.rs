//! States of runs that all ranks go on from: the first one reads, and the others get what it read.

use irama_ranks::Ranks;

use crate::ModelError;

/// What tells a run from others: a hash of texts about it and of its values.
pub(crate) fn identity_of(texts: [&str; 2], values: [&[f32]; 2]) -> String {
    let mut hasher = blake3::Hasher::new();
    for text in texts {
        hasher.update(text.as_bytes());
    }
    for value in values.into_iter().flatten() {
        hasher.update(&value.to_le_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// The run that the first rank `finds`, with the bytes of its state, on every rank; others `restore` it
/// from these bytes.
pub(crate) fn shared<T>(
    ranks: &Ranks,
    find: impl FnOnce() -> Result<Option<(T, Vec<u8>)>, ModelError>,
    restore: impl FnOnce(&[u8]) -> Result<T, ModelError>,
) -> Result<Option<T>, ModelError> {
    if ranks.is_alone() {
        return Ok(find()?.map(|it| it.0));
    }
    let (mut found, mut state) = (Ok(None), Vec::new());
    if ranks.is_first() {
        found = find().map(|it| {
            it.map(|(run, bytes)| {
                state = bytes;
                run
            })
        });
    }
    let state = ranks.first_says(|| state);
    if ranks.is_first() || state.is_empty() { found } else { restore(&state).map(Some) }
}
