//! From inputs to the notes that a model learns from.

use std::{
    fs,
    io::ErrorKind,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use irama_corpus::{
    Corpus, CorpusConfig, CorpusError, FileReport, HouseLoop, Keep, Progress, Song, Status,
    default_cache_dir, house_loops, read_corpus, split,
};
use irama_model::{
    checkpoint::Source,
    classic::{ClassicConfig, Notes, SplitBy},
};
use irama_neural::Chance;
use irama_score::{Pitch, Reading, Score, read_midi};

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
    let cache = if uses_cache { default_cache_dir() } else { None };
    let config = CorpusConfig { keep, cache, ..CorpusConfig::default() };
    let unit = voice.pick("files", "berkas");
    let voice = voice.with_bar(None, &unit);
    let watch = |progress: Progress| {
        if let Some(total) = progress.total {
            voice.set_total(total as u64, &unit);
        }
        voice.bar().set_position(progress.done as u64);
        if signals::is_stopped() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let corpus = read_corpus(inputs, &config, &watch);
    voice.bar().finish_and_clear();
    let corpus = corpus?;
    corpus.report.warnings.iter().for_each(|it| voice.warn(it));
    Ok(corpus)
}

/// Reads inputs to learn from, and says what became of the files. An error if none can be used.
pub(crate) fn read_songs(
    inputs: &[PathBuf],
    keep: Keep,
    uses_cache: bool,
    voice: &Voice,
) -> Result<Corpus, Failure> {
    let corpus = read(inputs, keep, uses_cache, voice)?;
    if !corpus.songs.is_empty() {
        say_summary(&corpus, voice);
        return Ok(corpus);
    }
    let n = corpus.report.files_found as u64;
    let first = corpus.report.files.first().map(name_dropped).unwrap_or_default();
    Err(Failure::usage(voice.pick(
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
    )))
}

/// Where the songs of a corpus come from, for the model that learns from them.
pub(crate) fn sources(corpus: &Corpus) -> Vec<Source> {
    let source = |it: &irama_corpus::Source| Source {
        path: it.path.clone(),
        licence: it.licence.clone(),
        hash: it.hash.clone(),
        notes: it.notes,
    };
    corpus.sources.iter().map(source).collect()
}

/// The notes of a corpus, shared out as `config` says.
pub(crate) fn share_out(
    corpus: &Corpus,
    config: &ClassicConfig,
    voice: &Voice,
) -> Result<Notes, Failure> {
    if config.split == SplitBy::Files {
        check_pitches(&corpus.songs, voice)?;
    }
    match (config.split, corpus.songs.as_slice()) {
        (SplitBy::Windows, _) => Ok(Notes { train: corpus.note_ons.clone(), held_out: Vec::new() }),
        (SplitBy::Files, [only]) => {
            // What no way of holding out can mend is told first.
            let by_windows = ClassicConfig { split: SplitBy::Windows, ..config.clone() };
            in_a_row(&corpus.songs).check(&by_windows)?;
            Err(Failure::usage(voice.pick(
                format!(
                    "{} is the only song, so none can be held out to check with; add files, or \
                     use --split windows",
                    only.path
                ),
                format!(
                    "{} adalah satu-satunya lagu, jadi tidak ada yang bisa disisihkan untuk \
                     menguji; tambah berkas, atau pakai --split windows",
                    only.path
                ),
            )))
        }
        (SplitBy::Files, songs) => Ok(by_files(songs, config)),
    }
}

/// Refuses songs that have nothing but drums.
pub(crate) fn check_pitches(songs: &[Song], voice: &Voice) -> Result<(), Failure> {
    if songs.iter().any(|it| !pitches_of(it).is_empty()) {
        return Ok(());
    }
    Err(Failure::usage(voice.pick(
        "there are only drums, which have no pitch to learn; add files with melodies or chords",
        "hanya ada drum, yang tidak punya nada untuk dipelajari; tambah berkas dengan melodi",
    )))
}

/// Whole songs held out, and the pitches of the parts that have pitch.
pub(crate) fn by_files(songs: &[Song], config: &ClassicConfig) -> Notes {
    let shares = split(songs, config.seed, config.held_out);
    let pitches =
        |idxs: Vec<usize>| idxs.into_iter().flat_map(|it| pitches_of(&songs[it])).collect();
    Notes { train: pitches(shares.train), held_out: pitches(shares.held_out) }
}

/// The same pitches in one line, of which the last windows can be held out.
pub(crate) fn in_a_row(songs: &[Song]) -> Notes {
    Notes { train: songs.iter().flat_map(pitches_of).collect(), held_out: Vec::new() }
}

/// The notes of the built-in loops, of which some are held out, and their source.
pub(crate) fn from_house(config: &ClassicConfig) -> (Notes, Source) {
    let mut loops: Vec<HouseLoop> = house_loops();
    let notes = loops.iter().map(|it| it.score.n_notes() as u64).sum();
    let mut hasher = blake3::Hasher::new();
    loops.iter().for_each(|it| {
        hasher.update(format!("{:?}", it.score).as_bytes());
    });
    let source = Source {
        path: "built-in loops".into(),
        licence: Some("MIT OR Apache-2.0".into()),
        hash: hasher.finalize().to_hex().to_string(),
        notes,
    };
    Chance::new(config.seed, STREAM, 0).shuffle(&mut loops);
    let n_held_out = (loops.len() as f64 * config.held_out).ceil() as usize;
    let train = loops.split_off(n_held_out.clamp(1, loops.len().saturating_sub(1).max(1)));
    let pitches = |loops: Vec<HouseLoop>| loops.iter().flat_map(|it| melodic(&it.score)).collect();
    (Notes { train: pitches(train), held_out: pitches(loops) }, source)
}

fn pitches_of(song: &Song) -> Vec<Pitch> {
    song.score().map(|it| melodic(&it)).unwrap_or_default()
}

/// The pitches of a score part after part, drums left out: in one line of pitches their
/// instruments would pass for notes.
fn melodic(score: &Score) -> Vec<Pitch> {
    let parts = score.parts.iter().filter(|it| !it.is_drums);
    parts.flat_map(|it| &it.notes).map(|it| it.pitch).collect()
}

/// The pitches of a single MIDI file, such as a prompt.
pub(crate) fn pitches_of_file(path: &PathBuf, voice: &Voice) -> Result<Vec<Pitch>, Failure> {
    let corpus = read(std::slice::from_ref(path), Keep::Scores, false, voice)?;
    if let [song] = corpus.songs.as_slice() {
        return Ok(pitches_of(song));
    }
    let shown = irama_corpus::display_name(path);
    Err(Failure::usage(match corpus.report.files.first() {
        Some(file) if corpus.songs.is_empty() => voice.pick(
            format!("the prompt cannot be used: {}", name_dropped(file)),
            format!("prompt tidak bisa dipakai: {}", name_dropped(file)),
        ),
        _ => voice.pick(
            format!("the prompt {shown} is not a single MIDI file; give one"),
            format!("prompt {shown} bukan satu berkas MIDI; berikan satu berkas"),
        ),
    }))
}

/// A single MIDI file, whatever is odd in it.
pub(crate) fn read_file(path: &Path, voice: &Voice) -> Result<Reading, Failure> {
    let shown = irama_corpus::display_name(path);
    let bytes = fs::read(path).map_err(|it| match it.kind() {
        ErrorKind::NotFound => CorpusError::Missing { path: shown.clone() }.into(),
        _ => Failure::usage(voice.pick(
            format!("could not read {shown} ({it}); check that you may"),
            format!("{shown} tidak bisa dibaca ({it}); periksa izin bacanya"),
        )),
    })?;
    read_midi(&bytes).map_err(|it| {
        Failure::usage(voice.pick(
            format!("{shown} cannot be used: {it}; give a MIDI file"),
            format!("{shown} tidak bisa dipakai: {it}; berikan berkas MIDI"),
        ))
    })
}

/// A file that was dropped and why.
fn name_dropped(file: &FileReport) -> String {
    let reason = file.reason.as_ref().map(ToString::to_string).unwrap_or_default();
    format!("{}: {reason}", file.path)
}

/// Says what became of the files, with the reasons why some were dropped.
fn say_summary(corpus: &Corpus, voice: &Voice) {
    let report = &corpus.report;
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
    files.take(limit).for_each(|it| voice.say(&format!("  {}", name_dropped(it))));
    if let Some(n) = report.files_dropped.checked_sub(limit).filter(|it| *it > 0) {
        voice.say(&voice.pick(
            format!("  and {n} more; -v lists all"),
            format!("  dan {n} lagi; -v menampilkan semua"),
        ));
    }
}
