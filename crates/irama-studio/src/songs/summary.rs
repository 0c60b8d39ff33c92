//! A song in short, from its score.

use irama_score::{Program, Score, infer_key, infer_meter, infer_tempo};

use crate::{
    clock,
    documents::{Origin, Song, SongPart},
    id,
};

/// How a song came about, as far as its notes do not say.
pub(crate) struct Birth {
    pub(crate) name: String,
    pub(crate) origin: Origin,
    pub(crate) parent: Option<String>,
}

/// A new song of these notes.
pub(crate) fn song_of(score: &Score, birth: Birth) -> Song {
    let Birth { name, origin, parent } = birth;
    let parts = score.parts.iter().map(|it| SongPart {
        name: shown(&it.name),
        program: it.program.map(Program::number),
        is_drums: it.is_drums,
        notes: it.notes.len(),
    });
    let key = score.keys.first().map(|it| it.key).or_else(|| infer_key(score, None).value());
    let meter = score.meters.first().map(|it| it.meter).or_else(|| infer_meter(score).value());
    let tempo = infer_tempo(score, None).value();
    Song {
        id: id::fresh(),
        name,
        created: clock::moment(),
        starred: false,
        origin,
        parent,
        model: None,
        seed: None,
        variation: None,
        bars: score.n_bars(),
        notes: score.n_notes(),
        seconds: score.tempo_map().seconds_at(score.end),
        tempo: tempo.map_or(120.0, |it| it.beats_per_minute()),
        key: key.map(|it| it.to_string()),
        meter: meter.unwrap_or(irama_score::Meter::COMMON).to_string(),
        parts: parts.collect(),
        nll_per_note: None,
        copied: None,
        removed_probability: None,
    }
}

/// A stranger's text without what could harm who reads it.
pub(crate) fn shown(text: &str) -> String {
    irama_corpus::display_name(text.as_ref())
}
