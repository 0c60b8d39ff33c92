//! Songs that come in from outside: a stranger's MIDI file, and the demo in the box.

use irama_score::{Score, read_midi};

use super::{Birth, song_of, summary::shown};
use crate::{
    documents::{Origin, Song},
    error::Refusal,
    shelf::Shelf,
};

/// The most that a page can show.
const MAX_BARS: u64 = 20_000;
const MAX_NOTES: usize = 1_000_000;
/// Letters of a name.
pub(crate) const MAX_NAME: usize = 120;

/// The song in the box.
const DEMO: &[u8] = include_bytes!("../../assets/demo.mid");

/// Takes a stranger's MIDI file.
pub(crate) fn import(shelf: &Shelf, name: &str, bytes: Vec<u8>) -> Result<Song, Refusal> {
    let score = readable(&bytes)?;
    let birth = Birth { name: name_of(name, &score), origin: Origin::Imported, parent: None };
    shelf.put_song(song_of(&score, birth), bytes)
}

/// The song in the box.
pub(crate) fn demo(shelf: &Shelf) -> Result<Song, Refusal> {
    let score = readable(DEMO)?;
    let birth = Birth { name: "Teras".into(), origin: Origin::Demo, parent: None };
    let mut song = song_of(&score, birth);
    if let Some(recipe) = irama_model::events::Recipe::of(&score) {
        song.seed = Some(recipe.seed);
    }
    shelf.put_song(song, DEMO.to_vec())
}

/// A score that can be shown; an error that says why not.
fn readable(bytes: &[u8]) -> Result<Score, Refusal> {
    let reading = read_midi(bytes).map_err(|it| {
        Refusal::unusable("not_midi", format!("this is no usable MIDI file: {it}"), MIDI_HINT)
    })?;
    let score = reading.score;
    if score.n_notes() == 0 {
        let message = "this MIDI file has no notes, so there is nothing to hear or to go on from";
        return Err(Refusal::unusable("no_notes", message, "give a file that has some"));
    }
    let (bars, notes) = (score.n_bars(), score.n_notes());
    if bars > MAX_BARS || notes > MAX_NOTES {
        let message = format!(
            "this MIDI file has {bars} bars and {notes} notes; at most {MAX_BARS} bars and \
             {MAX_NOTES} notes can be shown"
        );
        let refusal = Refusal::unusable("song_too_long", message, "cut it into several files");
        return Err(refusal.value("bars", bars).value("notes", notes));
    }
    Ok(score)
}

const MIDI_HINT: &str = "give a file that ends in .mid and plays elsewhere";

/// What a song is called: its file, or itself.
fn name_of(file: &str, score: &Score) -> String {
    let file = shown(file);
    let stem = file.rsplit(['/', '\\']).next().unwrap_or_default();
    let lower = stem.to_ascii_lowercase();
    let n_ending = [".mid", ".midi", ".kar", ".rmi"].iter().find(|it| lower.ends_with(**it));
    let stem = &stem[..stem.len() - n_ending.map_or(0, |it| it.len())];
    let name = [stem.trim(), score.name.trim()].into_iter().find(|it| !it.is_empty());
    let name: String = name.unwrap_or("MIDI").chars().take(MAX_NAME).collect();
    shown(&name)
}
