//! From inputs to the notes that a model learns from: what both kinds of models share.

pub(crate) mod classic;
pub(crate) mod collection;
pub(crate) mod events;
pub(crate) mod part;
mod shards;

use std::{
    fs,
    io::ErrorKind,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use irama_corpus::{
    Corpus, CorpusConfig, CorpusError, FileReport, Keep, Progress, Report, Song, Status, Watch,
    default_cache_dir, house_loops, read_corpus,
};
use irama_model::checkpoint::Source;
use irama_neural::Chance;
use irama_score::{Reading, Score, read_midi};

use crate::{
    failure::Failure,
    signals,
    voice::{Voice, counted, grouped},
};

/// The stream of chance that holds out built-in loops.
const STREAM: u64 = 5;
/// Dropped files that are named without `-v`.
const MAX_NAMED: usize = 5;

/// Reads inputs with progress; a signal stops it.
pub(crate) fn read(
    inputs: &[PathBuf],
    keep: Keep,
    uses_cache: bool,
    voice: &Voice,
) -> Result<Corpus, Failure> {
    let config = config(keep, uses_cache);
    let read = |watch: &Watch<'_>| read_corpus(inputs, &config, watch);
    let corpus = with_progress(read, voice)?;
    corpus.report.warnings.iter().for_each(|it| voice.warn(&voice.of_below(it)));
    Ok(corpus)
}

/// How inputs are read.
fn config(keep: Keep, uses_cache: bool) -> CorpusConfig {
    let cache = if uses_cache { default_cache_dir() } else { None };
    CorpusConfig { keep, cache, ..CorpusConfig::default() }
}

/// Shows how far some reading is; a signal stops it.
fn with_progress<T>(
    read: impl FnOnce(&Watch<'_>) -> Result<T, CorpusError>,
    voice: &Voice,
) -> Result<T, Failure> {
    let unit = voice.pick("files", "berkas");
    let voice = voice.with_bar("reading", None, &voice.pick("files found", "berkas ditemukan"));
    let watch = |progress: Progress| {
        if let Some(total) = progress.total {
            voice.set_total(total as u64, &unit);
        }
        voice.advance(progress.done as u64);
        if signals::is_stopped() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let read = read(&watch);
    voice.bar().finish_and_clear();
    Ok(read?)
}

/// Reads inputs to learn from, and says what became of the files. An error if none can be used.
pub(crate) fn read_songs(
    inputs: &[PathBuf],
    keep: Keep,
    uses_cache: bool,
    voice: &Voice,
) -> Result<Corpus, Failure> {
    let corpus = read(inputs, keep, uses_cache, voice)?;
    say_summary(&corpus.report, voice)?;
    Ok(corpus)
}

/// Where the songs of a corpus come from, for the model that learns from them.
pub(crate) fn sources(of_corpus: &[irama_corpus::Source]) -> Vec<Source> {
    let source = |it: &irama_corpus::Source| Source {
        path: it.path.clone(),
        licence: it.licence.clone(),
        hash: it.hash.clone(),
        notes: it.notes,
    };
    of_corpus.iter().map(source).collect()
}

/// The scores of the built-in loops to learn from, those that are held out, and their source.
pub(crate) fn from_house(seed: u64, share: f64) -> (Vec<Score>, Vec<Score>, Source) {
    let mut loops: Vec<Score> = house_loops().into_iter().map(|it| it.score).collect();
    let notes = loops.iter().map(|it| it.n_notes() as u64).sum();
    let mut hasher = blake3::Hasher::new();
    loops.iter().for_each(|it| {
        hasher.update(format!("{it:?}").as_bytes());
    });
    let source = Source {
        path: "built-in loops".into(),
        licence: Some("MIT OR Apache-2.0".into()),
        hash: hasher.finalize().to_hex().to_string(),
        notes,
    };
    Chance::new(seed, STREAM, 0).shuffle(&mut loops);
    let n_held_out = (loops.len() as f64 * share).ceil() as usize;
    let train = loops.split_off(n_held_out.clamp(1, loops.len().saturating_sub(1).max(1)));
    (train, loops, source)
}

/// The song of a single MIDI file that is to be continued.
pub(crate) fn read_prompt(path: &PathBuf, voice: &Voice) -> Result<Song, Failure> {
    let mut corpus = read(std::slice::from_ref(path), Keep::Scores, false, voice)?;
    if corpus.songs.len() == 1
        && let Some(song) = corpus.songs.pop()
    {
        return Ok(song);
    }
    let shown = irama_corpus::display_name(path);
    Err(Failure::usage(match corpus.report.files.first() {
        Some(file) if corpus.songs.is_empty() => voice.pick(
            format!("the prompt cannot be used: {}", name_dropped(file, voice)),
            format!("prompt tidak bisa dipakai: {}", name_dropped(file, voice)),
        ),
        _ => voice.pick(
            format!("the prompt {shown} is not a single MIDI file; give one"),
            format!("prompt {shown} bukan satu berkas MIDI; berikan satu berkas"),
        ),
    }))
}

/// Refuses a song that is alone, of which none can be held out.
fn only_song(path: &str, remedy: (&str, &str), voice: &Voice) -> Failure {
    Failure::usage(voice.pick(
        format!(
            "{path} is the only song, so none can be held out to check with; add files, or use {}",
            remedy.0
        ),
        format!(
            "{path} adalah satu-satunya lagu, jadi tidak ada yang bisa disisihkan untuk menguji; \
             tambah berkas, atau pakai {}",
            remedy.1
        ),
    ))
}

/// A single MIDI file, whatever is odd in it.
pub(crate) fn read_file(path: &Path, voice: &Voice) -> Result<Reading, Failure> {
    let shown = irama_corpus::display_name(path);
    let bytes = fs::read(path).map_err(|it| match it.kind() {
        ErrorKind::NotFound => CorpusError::Missing { path: shown.clone() }.into(),
        _ => Failure::usage(voice.pick(
            format!("could not read {shown} ({it}); check that you may"),
            format!("{shown} tidak bisa dibaca ({}); periksa izin bacanya", voice.of_below(&it)),
        )),
    })?;
    read_midi(&bytes).map_err(|it| {
        Failure::usage(voice.pick(
            format!("{shown} cannot be used: {it}; give a MIDI file"),
            format!("{shown} tidak bisa dipakai: {}; berikan berkas MIDI", voice.of_below(&it)),
        ))
    })
}

/// A file that was dropped and why.
fn name_dropped(file: &FileReport, voice: &Voice) -> String {
    let reason = file.reason.as_ref().map(|it| voice.of_below(it)).unwrap_or_default();
    format!("{}: {reason}", file.path)
}

/// Says what became of the files, with the reasons why some were dropped. An error if all were.
fn say_summary(report: &Report, voice: &Voice) -> Result<(), Failure> {
    if report.files_kept == 0 {
        return Err(nothing_usable(report, voice));
    }
    let [found, kept, dropped] =
        [report.files_found, report.files_kept, report.files_dropped].map(|it| it as u64);
    voice.say(&voice.pick(
        format!(
            "read {}: {} kept, {} dropped; {}",
            counted(found, "file"),
            grouped(kept),
            grouped(dropped),
            counted(report.notes, "note")
        ),
        format!(
            "{} berkas dibaca: {} dipakai, {} dilewati; {} not",
            grouped(found),
            grouped(kept),
            grouped(dropped),
            grouped(report.notes)
        ),
    ));
    let limit = if voice.is_verbose() { usize::MAX } else { MAX_NAMED };
    let files = report.files.iter().filter(|it| it.status == Status::Dropped);
    files.take(limit).for_each(|it| voice.say(&format!("  {}", name_dropped(it, voice))));
    if let Some(n) = report.files_dropped.checked_sub(limit).filter(|it| *it > 0) {
        voice.say(&voice.pick(
            format!("  and {n} more; -v lists all"),
            format!("  dan {n} lagi; -v menampilkan semua"),
        ));
    }
    Ok(())
}

fn nothing_usable(report: &Report, voice: &Voice) -> Failure {
    let n = report.files_found as u64;
    let first = report.files.first().map(|it| name_dropped(it, voice)).unwrap_or_default();
    Failure::usage(voice.pick(
        match n {
            1 => format!("nothing to learn from: {first}; give other files"),
            _ => format!(
                "nothing to learn from: none of {} can be used, such as {first}; give other files",
                counted(n, "file")
            ),
        },
        format!(
            "tidak ada yang bisa dipelajari: {n} berkas dilewati, misalnya {first}; berikan berkas \
             lain"
        ),
    ))
}
