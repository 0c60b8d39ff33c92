//! From inputs to songs: list, read in parallel, compare, report.

use std::{
    collections::BTreeMap,
    ops::ControlFlow,
    path::PathBuf,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
};

use irama_score::{Known, Pitch};
use rayon::prelude::*;

use crate::{
    CorpusError, FileReport, Limits, Reason, Report, Song, Source, Status,
    cache::{Cache, CacheWriter},
    display_name,
    found::{Found, find},
    read::{Finding, Reader, fetch},
    tally::{Counts, Tally},
    walk::{Item, Plan},
};

/// Files that are read before their results are compared: enough to keep all threads busy, few
/// enough to keep what waits in memory small.
pub(crate) const CHUNK: usize = 1024;
/// A licence's first line is near the start of its file.
const MAX_LICENCE_BYTES: u64 = 1 << 20;
const MAX_LICENCE_CHARS: usize = 200;

/// What stays in memory of each song.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Keep {
    /// The report alone.
    Nothing,
    /// The raw stream of pitches too, a byte a note.
    Pitches,
    /// The scores too, packed: about eight bytes a note.
    #[default]
    Scores,
}

/// How a corpus is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CorpusConfig {
    /// What stays in memory.
    pub keep: Keep,
    /// Where to remember what was read, such as [`default_cache_dir`](crate::default_cache_dir);
    /// `None` to do without.
    pub cache: Option<PathBuf>,
    /// What is refused.
    pub limits: Limits,
}

/// How far the reading is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Files that are done; while they are still being looked for, files found.
    pub done: usize,
    /// Files in all; `None` while they are being looked for.
    pub total: Option<usize>,
    /// Bytes of MIDI read, unpacked.
    pub bytes: u64,
}

/// Is told how far it is, from any thread, and may say stop.
pub type Watch<'a> = dyn Fn(Progress) -> ControlFlow<()> + Sync + 'a;

/// Songs, and a report on every file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Corpus {
    /// In the order of their paths, compared folder by folder. Empty with [`Keep::Nothing`].
    pub songs: Vec<Song>,
    /// The pitches of all note-ons with velocity above 0, file by file in the order of the report,
    /// duplicates included. Empty with [`Keep::Nothing`].
    pub note_ons: Vec<Pitch>,
    /// What became of every file.
    pub report: Report,
    /// Where the songs come from, one for each input.
    pub sources: Vec<Source>,
}

impl Corpus {
    /// The raw stream of one song.
    pub fn note_ons_of(&self, song: &Song) -> &[Pitch] {
        self.note_ons.get(song.note_ons.clone()).unwrap_or_default()
    }
}

/// Reads folders, archives and single files. A bad file is dropped with its reason; an error means
/// that an input is missing or that nothing in all of them is MIDI.
///
/// Uses rayon's current pool; the result does not depend on the number of threads. `progress` is
/// called from its threads after every file, and may say stop.
pub fn read_corpus(
    inputs: &[PathBuf],
    config: &CorpusConfig,
    progress: &Watch<'_>,
) -> Result<Corpus, CorpusError> {
    find(inputs, &config.limits, progress)?.read(config, progress)
}

/// Reads what was found.
pub(crate) fn read_found(
    Found { plan, inputs, .. }: &Found,
    config: &CorpusConfig,
    progress: &Watch<'_>,
) -> Result<Corpus, CorpusError> {
    let cache = open_cache(config, plan.items.len(), progress)?;
    let mut writer = cache.as_ref().map(Cache::writer);
    let keeps_scores = config.keep == Keep::Scores;
    let reader = Reader {
        limits: &config.limits,
        cache: cache.as_ref(),
        keeps_scores,
        heavy: &Mutex::new(()),
    };
    let mut gathering = Gathering::new(inputs, config.keep);
    let outcome = read_items(&reader, &plan.items, progress, &mut gathering, writer.as_mut());
    let mut corpus = gathering.finish(plan.others.clone());
    // Also when stopped: what was read need not be read again.
    if let (Some(cache), Some(writer)) = (cache, writer)
        && let Err(error) = cache.finish(writer, outcome.is_err())
    {
        corpus.report.warnings.push(say_unwritten(config, &error));
    }
    outcome?;
    name_licences(&mut corpus.sources, plan);
    Ok(corpus)
}

/// Opens the cache, if there is to be one; an error if whoever watches says stop.
pub(crate) fn open_cache(
    config: &CorpusConfig,
    n_files: usize,
    progress: &Watch<'_>,
) -> Result<Option<Cache>, CorpusError> {
    let watched = Progress { done: n_files, total: None, bytes: 0 };
    let open = |folder| Cache::open(folder, || progress(watched).is_continue());
    config.cache.as_deref().map(|it| open(it).ok_or(CorpusError::Stopped)).transpose()
}

/// A warning that the cache could not be written.
pub(crate) fn say_unwritten(config: &CorpusConfig, error: &std::io::Error) -> String {
    let folder = config.cache.as_deref().map(display_name).unwrap_or_default();
    let text = crate::read::say_io(error);
    format!("the cache in {folder} could not be written ({text}); the next run will read all again")
}

/// Inputs as sources of which nothing is known yet.
pub(crate) fn sources_of(inputs: &[PathBuf]) -> Vec<Source> {
    let source = |input: &PathBuf| Source {
        path: display_name(input),
        licence: None,
        hash: String::new(),
        notes: 0,
    };
    inputs.iter().map(source).collect()
}

/// Reads what the licence files of the sources say.
pub(crate) fn name_licences(sources: &mut [Source], plan: &Plan) {
    for (source, licence) in sources.iter_mut().zip(&plan.licences) {
        source.licence = licence.as_ref().and_then(read_licence);
    }
}

fn read_items(
    reader: &Reader<'_>,
    items: &[Item],
    progress: &Watch<'_>,
    gathering: &mut Gathering,
    mut writer: Option<&mut CacheWriter>,
) -> Result<(), CorpusError> {
    let (n_done, n_bytes, stopped) =
        (AtomicUsize::new(0), AtomicU64::new(0), AtomicBool::new(false));
    let read = |item: &Item| -> Option<Finding> {
        if stopped.load(Ordering::Relaxed) {
            return None;
        }
        let finding = reader.read(item);
        let done = n_done.fetch_add(1, Ordering::Relaxed) + 1;
        let bytes = n_bytes.fetch_add(finding.n_bytes, Ordering::Relaxed) + finding.n_bytes;
        if progress(Progress { done, total: Some(items.len()), bytes }).is_break() {
            stopped.store(true, Ordering::Relaxed);
        }
        Some(finding)
    };
    for chunk in items.chunks(CHUNK) {
        let findings: Vec<Option<Finding>> = chunk.par_iter().map(read).collect();
        for (item, finding) in chunk.iter().zip(findings) {
            let Some(mut finding) = finding else { continue };
            if let Some(writer) = writer.as_deref_mut() {
                writer.saw(finding.n_bytes);
                finding.fresh.take().iter().for_each(|it| writer.add(it));
            }
            gathering.add(item, finding);
        }
        if stopped.load(Ordering::Relaxed) {
            return Err(CorpusError::Stopped);
        }
    }
    Ok(())
}

/// The corpus so far. Files are added in order, by one thread.
struct Gathering {
    keep: Keep,
    songs: Vec<Song>,
    note_ons: Vec<Pitch>,
    tally: Tally,
}

impl Gathering {
    fn new(inputs: &[PathBuf], keep: Keep) -> Self {
        Self { keep, songs: Vec::new(), note_ons: Vec::new(), tally: Tally::new(inputs) }
    }

    fn add(&mut self, item: &Item, finding: Finding) {
        let hash = self.tally.see(item.input_idx, finding.hash);
        let path = display_name(&item.path);
        let facts = match finding.outcome {
            Ok(facts) => facts,
            Err(reason) => return self.tally.report.files.push(dropped(path, reason)),
        };
        let start = self.note_ons.len();
        if self.keep >= Keep::Pitches {
            let pitches = facts.note_ons.iter().map(|&it| Pitch::clamped(i32::from(it)));
            self.note_ons.extend(pitches);
        }
        let note_ons = start..self.note_ons.len();
        let mut file = facts.report(path);
        let report = &mut self.tally.report;
        report.notes = report.notes.saturating_add(file.notes);
        let place = (report.files.len(), item.input_idx);
        let counts = Counts { n_notes: facts.n_notes, n_bars: facts.n_bars };
        let name = |report: &Report, of: usize| report.files[of].path.clone();
        if let Some(reason) = self.tally.judge(place, (counts, &facts.print), name) {
            file.status = Status::Dropped;
            file.reason = Some(reason);
        } else if self.keep > Keep::Nothing {
            self.songs.push(Song {
                path: file.path.clone(),
                hash,
                n_notes: facts.n_notes,
                n_bars: facts.n_bars,
                tempo: facts.tempo,
                key: facts.key,
                meter: facts.meter,
                note_ons,
                family: facts.print.family,
                packed: finding.packed,
            });
        }
        self.tally.report.files.push(file);
    }

    fn finish(self, other_files: BTreeMap<String, usize>) -> Corpus {
        let Self { songs, note_ons, tally, .. } = self;
        let n_files = tally.report.files.len();
        let (report, sources) = tally.finish(n_files, other_files);
        Corpus { songs, note_ons, report, sources }
    }
}

pub(crate) fn dropped(path: String, reason: Reason) -> FileReport {
    FileReport {
        path,
        status: Status::Dropped,
        reason: Some(reason),
        repairs: Vec::new(),
        notes: 0,
        bars: 0,
        parts: 0,
        tempo: Known::Unknown,
        key: Known::Unknown,
        meter: Known::Unknown,
    }
}

/// The first line of a licence that says something.
fn read_licence(licence: &Item) -> Option<String> {
    let limits = Limits { file_bytes: MAX_LICENCE_BYTES, ..Limits::default() };
    let bytes = fetch(licence, &limits).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let line = text.lines().map(str::trim).find(|line| line.chars().any(char::is_alphanumeric))?;
    Some(crate::display::clean(&line.chars().take(MAX_LICENCE_CHARS).collect::<String>()))
}
