//! The pieces that the events model learns from.

use std::{ops::Range, path::Path};

use irama_corpus::Corpus;
use irama_events::encode;
use irama_model::{
    checkpoint::Source,
    events::{Band, EventsModel, Origin, Pieces, music::Song, shards::Stored},
};
use irama_score::{MeterChange, Note, Part, Score, TempoChange, Tick};
use rayon::prelude::*;

use super::part;
use crate::{failure::Failure, signals, voice::Voice};

/// The songs of a corpus as the model sees them, in its order; `styles` are the inputs
/// with the numbers of their styles.
///
/// A signal stops it.
pub(crate) fn songs(
    corpus: &Corpus,
    styles: &[(String, u8)],
    voice: &Voice,
) -> Result<Vec<Song>, Failure> {
    let n = corpus.songs.len() as u64;
    let voice =
        voice.with_bar("encoding", Some(n), &voice.pick("songs encoded", "lagu disandikan"));
    let encoded = corpus.songs.par_iter().map(|it| {
        if signals::is_stopped() {
            return None;
        }
        let mut song = Song::new(encode(&it.score().unwrap_or_default()));
        song.given.style = style_of(&it.path, styles);
        voice.bar().inc(1);
        voice.advance(voice.bar().position());
        Some(song)
    });
    let encoded: Option<Vec<Song>> = encoded.collect();
    voice.bar().finish_and_clear();
    encoded.ok_or(Failure::Stopped)
}

/// The style of a song by its path.
pub(super) fn style_of(path: &str, styles: &[(String, u8)]) -> Option<u8> {
    // By whole names: a folder `drums` is not the start of `drums 2`.
    let style = styles.iter().find(|style| Path::new(path).starts_with(&style.0));
    style.map(|it| it.1)
}

/// The built-in loops, some held out, and their source.
pub(crate) fn from_house(seed: u64, share: f64) -> (Pieces<Stored>, Source) {
    let (train, held_out, source) = super::from_house(seed, share);
    let songs = |scores: Vec<Score>| scores.par_iter().map(stored).collect();
    (Pieces { train: songs(train), held_out: songs(held_out) }, source)
}

fn stored(score: &Score) -> Stored {
    Song::new(encode(score)).into()
}

/// The start of a lonely song to learn from and its end to check with, cut at a bar line; an error
/// if no bar line has notes on both sides.
pub(crate) fn cut(corpus: &Corpus, share: f64, voice: &Voice) -> Result<Pieces<Stored>, Failure> {
    let score = corpus.songs.first().and_then(irama_corpus::Song::score).unwrap_or_default();
    let notes = score.parts.iter().flat_map(|it| &it.notes);
    let mut starts: Vec<Tick> = notes.map(|it| it.start).collect();
    starts.sort_unstable();
    let grid = score.bar_grid();
    let wanted = starts.get((starts.len() as f64 * (1.0 - share)) as usize);
    let bars = wanted.into_iter().chain(starts.last()).map(|it| grid.bar_at(*it).start);
    let Some(cut) = bars.into_iter().find(|it| starts.first().is_some_and(|first| first < it))
    else {
        return Err(Failure::usage(voice.pick(
            "there is only one song, and too short to hold out a part of it; add files",
            "hanya ada satu lagu, dan terlalu pendek untuk disisihkan sebagian; tambah berkas",
        )));
    };
    let song = |range: Range<Tick>| vec![stored(&stretch(&score, &range))];
    Ok(Pieces { train: song(Tick::ZERO..cut), held_out: song(cut..Tick(u64::MAX)) })
}

/// The notes of a score that begin within `range`, as a score that begins there.
fn stretch(score: &Score, range: &Range<Tick>) -> Score {
    let from = range.start;
    let part = |part: &Part| {
        let notes = part.notes.iter().filter(|it| range.contains(&it.start));
        let notes = notes.map(|it| Note { start: it.start.since(from), ..*it }).collect();
        Part { notes, controls: Vec::new(), ..part.clone() }
    };
    // What was stated before holds from the start on; of several the last.
    let tempo = score.tempos.iter().rfind(|it| it.at <= from);
    let meter = score.meters.iter().rfind(|it| it.at <= from);
    Score {
        tempos: tempo.map(|it| TempoChange { at: Tick::ZERO, ..*it }).into_iter().collect(),
        meters: meter.map(|it| MeterChange { at: Tick::ZERO, ..*it }).into_iter().collect(),
        parts: score.parts.iter().map(part).collect(),
        ..Score::default()
    }
}

/// What a model of these pieces knows of its making, the model that it started from included.
pub(crate) fn origin(
    pieces: &Pieces<Stored>,
    seed: u64,
    (sources, styles): (Vec<Source>, Vec<String>),
    base: Option<&EventsModel>,
) -> Origin {
    let passages = part::passages(&pieces.train, seed);
    let bands = Band::of_stored(&pieces.train);
    match base {
        Some(base) => Origin {
            passages: base.passages.joined(&passages),
            sources: [base.sources.clone(), sources].concat(),
            styles: base.styles.clone(),
            bands,
            baseline: None,
        },
        None => Origin { sources, styles, bands, passages, baseline: None },
    }
}
