//! A new song of an old one with changes.

use irama_score::{read_midi, write_midi};

use super::{Birth, song_of};
use crate::{
    documents::{Origin, Song},
    edits::{Edit, apply},
    error::Refusal,
    shelf::Shelf,
};

/// Makes a song of the song `parent` with changes.
pub(crate) fn edited(shelf: &Shelf, parent: &str, edits: &[Edit]) -> Result<Song, Refusal> {
    let old: Song = shelf.get(parent)?;
    let score = read_midi(&shelf.midi(parent)?).map_err(Refusal::failed)?.score;
    let score = apply(&score, edits)?;
    if score.n_notes() == 0 {
        let message = "the song would have no notes left";
        return Err(Refusal::invalid("edits", message, "leave one, or delete the whole song"));
    }
    let midi = write_midi(&score).map_err(Refusal::failed)?;
    let name = old.name.clone();
    let birth = Birth { name, origin: Origin::Edited, parent: Some(parent.into()) };
    let song = Song { model: old.model, seed: old.seed, ..song_of(&score, birth) };
    shelf.put_song(song, midi)
}
