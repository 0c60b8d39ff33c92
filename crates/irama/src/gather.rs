//! From inputs to the notes that a model learns from.

use std::{ops::ControlFlow, path::PathBuf};

use irama_corpus::{
    Corpus, CorpusConfig, HouseLoop, Keep, Progress, Song, Status, default_cache_dir, house_loops,
    read_corpus, split,
};
use irama_model::{
    checkpoint::Source,
    classic::{ClassicConfig, Notes, SplitBy},
};
use irama_neural::Chance;
use irama_score::{Pitch, Score};

use crate::{
    failure::Failure,
    signals,
    voice::{Voice, grouped},
};

/// The stream of chance that holds out built-in loops.
const STREAM: u64 = 5;

/// Notes, and where they come from.
pub(crate) struct Gathered {
    pub(crate) notes: Notes,
    pub(crate) sources: Vec<Source>,
    /// The report's summary, for a report of our own; `None` for the built-in loops.
    pub(crate) corpus: Option<Corpus>,
}

/// Reads inputs with progress; a signal stops it.
pub(crate) fn read(
    inputs: &[PathBuf],
    keep: Keep,
    uses_cache: bool,
    voice: &Voice,
) -> Result<Corpus, Failure> {
    let cache = if uses_cache { default_cache_dir() } else { None };
    let config = CorpusConfig { keep, cache, ..CorpusConfig::default() };
    let voice = voice.with_bar(None, &voice.pick("files", "berkas"));
    let watch = |progress: Progress| {
        let bar = voice.bar();
        if let Some(total) = progress.total {
            bar.set_message(voice.pick(format!("of {total}"), format!("dari {total}")));
        }
        bar.set_position(progress.done as u64);
        if signals::is_stopped() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let corpus = read_corpus(inputs, &config, &watch);
    voice.bar().finish_and_clear();
    let corpus = corpus?;
    corpus.report.warnings.iter().for_each(|it| voice.warn(it));
    Ok(corpus)
}

/// The notes of `inputs`, shared out as `config` says.
pub(crate) fn from_inputs(
    inputs: &[PathBuf],
    config: &ClassicConfig,
    uses_cache: bool,
    voice: &Voice,
) -> Result<Gathered, Failure> {
    let keep = match config.split {
        SplitBy::Windows => Keep::Pitches,
        SplitBy::Files => Keep::Scores,
    };
    let corpus = read(inputs, keep, uses_cache, voice)?;
    say_summary(&corpus, voice);
    let notes = match config.split {
        SplitBy::Windows => Notes { train: corpus.note_ons.clone(), held_out: Vec::new() },
        SplitBy::Files => by_files(&corpus.songs, config)?,
    };
    let sources = corpus.sources.iter().map(|it| Source {
        path: it.path.clone(),
        licence: it.licence.clone(),
        hash: it.hash.clone(),
        notes: it.notes,
    });
    Ok(Gathered { notes, sources: sources.collect(), corpus: Some(corpus) })
}

/// The notes of the built-in loops; some loops are held out.
pub(crate) fn from_house(config: &ClassicConfig) -> Gathered {
    let mut loops: Vec<HouseLoop> = house_loops();
    let n_notes = loops.iter().map(|it| it.score.n_notes() as u64).sum();
    let mut hasher = blake3::Hasher::new();
    loops.iter().for_each(|it| {
        hasher.update(format!("{:?}", it.score).as_bytes());
    });
    let hash = hasher.finalize().to_hex().to_string();
    Chance::new(config.seed, STREAM, 0).shuffle(&mut loops);
    let n_held_out = (loops.len() as f64 * config.held_out).ceil() as usize;
    let train = loops.split_off(n_held_out.clamp(1, loops.len().saturating_sub(1).max(1)));
    let pitches = |loops: Vec<HouseLoop>| loops.iter().flat_map(|it| melodic(&it.score)).collect();
    let source = Source {
        path: "built-in loops".into(),
        licence: Some("MIT OR Apache-2.0".into()),
        hash,
        notes: n_notes,
    };
    let notes = Notes { train: pitches(train), held_out: pitches(loops) };
    Gathered { notes, sources: vec![source], corpus: None }
}

/// Whole songs held out, and the pitches of the parts that have pitch.
fn by_files(songs: &[Song], config: &ClassicConfig) -> Result<Notes, Failure> {
    if let [only] = songs {
        return Err(Failure::usage(format!(
            "{} is the only song, so none can be held out to check with; add files, or use --split \
             windows",
            only.path
        )));
    }
    let shares = split(songs, config.seed, config.held_out);
    let pitches = |songs_of: Vec<usize>| -> Vec<Pitch> {
        songs_of
            .into_iter()
            .filter_map(|it| songs[it].score())
            .flat_map(|it| melodic(&it))
            .collect()
    };
    Ok(Notes { train: pitches(shares.train), held_out: pitches(shares.held_out) })
}

/// The pitches of a score part after part, drums left out: in one line of pitches their
/// instruments would pass for notes.
fn melodic(score: &Score) -> Vec<Pitch> {
    let parts = score.parts.iter().filter(|it| !it.is_drums);
    parts.flat_map(|it| &it.notes).map(|it| it.pitch).collect()
}

/// The raw stream of a single MIDI file, such as a prompt.
pub(crate) fn pitches_of_file(path: &PathBuf, voice: &Voice) -> Result<Vec<Pitch>, Failure> {
    let corpus = read(std::slice::from_ref(path), Keep::Scores, false, voice)?;
    if let Some(file) = corpus.report.files.iter().find(|it| it.status == Status::Dropped) {
        let reason = file.reason.as_ref().map(ToString::to_string).unwrap_or_default();
        return Err(Failure::usage(format!("{} cannot be used: {reason}", file.path)));
    }
    Ok(corpus.songs.iter().filter_map(Song::score).flat_map(|it| melodic(&it)).collect())
}

/// Says what became of the files, with the reasons why some were dropped.
pub(crate) fn say_summary(corpus: &Corpus, voice: &Voice) {
    let report = &corpus.report;
    voice.say(&voice.pick(
        format!(
            "read {} files: {} kept, {} dropped; {} notes",
            grouped(report.files_found as u64),
            grouped(report.files_kept as u64),
            grouped(report.files_dropped as u64),
            grouped(report.notes)
        ),
        format!(
            "{} berkas dibaca: {} dipakai, {} dilewati; {} not",
            grouped(report.files_found as u64),
            grouped(report.files_kept as u64),
            grouped(report.files_dropped as u64),
            grouped(report.notes)
        ),
    ));
    let dropped = report.files.iter().filter(|it| it.status == Status::Dropped);
    let limit = if voice.is_verbose() { usize::MAX } else { 5 };
    for file in dropped.take(limit) {
        let reason = file.reason.as_ref().map(ToString::to_string).unwrap_or_default();
        voice.say(&format!("  {}: {reason}", file.path));
    }
    if report.files_dropped > limit {
        let n = report.files_dropped - limit;
        voice.say(&voice.pick(
            format!("  and {n} more; -v lists all"),
            format!("  dan {n} lagi; -v menampilkan semua"),
        ));
    }
}
