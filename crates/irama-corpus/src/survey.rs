//! A collection that is larger than memory: what decides about its songs stays, their music is read again.
//!
//! Those who read together take turns, [`CHUNK`] files each, and tell each other what they found, so
//! that all of them know of all songs and each has read its share.

use std::{
    mem,
    ops::ControlFlow,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
};

use irama_score::Score;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    CorpusConfig, CorpusError, Kin, Limits, Progress, Reason, Report, Source, Watch,
    cache::{Cache, CacheWriter, READER},
    corpus::{CHUNK, dropped, name_licences, open_cache, say_unwritten},
    display_name,
    duplicates::Fingerprint,
    found::Found,
    read::{Finding, Reader},
    song::unpack,
    tally::{Counts, Tally},
};

/// Those who read a collection together; each calls the same.
#[derive(Clone, Copy)]
pub struct Team<'a> {
    /// The number of this one, from 0 on. The first one names dropped files.
    pub rank: usize,
    /// How many there are.
    pub size: usize,
    /// Tells something to all; returns what each told, in their order.
    pub tell: &'a dyn Fn(&[u8]) -> Vec<Vec<u8>>,
}

impl Team<'_> {
    /// One that is alone.
    pub fn alone() -> Self {
        Self { rank: 0, size: 1, tell: &|it| vec![it.to_vec()] }
    }
}

/// The songs of a collection, without their music.
#[derive(Debug)]
pub struct Survey {
    found: Found,
    /// The file of each song.
    files: Vec<u32>,
    kin: Vec<Kin>,
    /// What became of the files; of all, only dropped ones are named, and those by the first of a team.
    pub report: Report,
    /// Where the songs come from, one for each input.
    pub sources: Vec<Source>,
    limits: Limits,
    /// What was read, to be read again.
    cache: Option<Cache>,
    /// Held by whoever reads a heavy file.
    heavy: Mutex<()>,
}

/// What one tells the others after a turn.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Turn {
    is_stopped: bool,
    /// Bytes that were read.
    n_bytes: u64,
    told: Vec<Told>,
}

/// What of a file is told to others.
#[derive(Debug, Serialize, Deserialize)]
struct Told {
    hash: Option<[u8; 32]>,
    outcome: Result<Facts, String>,
}

/// What is told of a file that is MIDI.
#[derive(Debug, Serialize, Deserialize)]
struct Facts {
    n_note_ons: u64,
    n_notes: u64,
    n_bars: u64,
    print: Fingerprint,
}

impl Told {
    fn of(Finding { hash, outcome, .. }: &Finding) -> Self {
        let outcome = outcome.as_ref().map_err(ToString::to_string).map(|it| Facts {
            n_note_ons: it.note_ons.len() as u64,
            n_notes: it.n_notes,
            n_bars: it.n_bars,
            print: it.print,
        });
        Self { hash: *hash, outcome }
    }
}

pub(crate) fn survey(
    found: Found,
    config: &CorpusConfig,
    team: &Team<'_>,
    progress: &Watch<'_>,
) -> Result<Survey, CorpusError> {
    // Who is stopped here tells the others at the first turn.
    let opened = open_cache(config, found.n_files(), progress);
    let is_stopped = opened.is_err();
    let cache = opened.unwrap_or_default();
    let mut writer = cache.as_ref().map(Cache::writer);
    let reader = Reader {
        limits: &config.limits,
        cache: cache.as_ref(),
        keeps_scores: false,
        heavy: &Mutex::new(()),
    };
    let mut gathering = Gathering::new(found, team);
    let outcome =
        read_rounds(&reader, team, (progress, is_stopped), &mut gathering, writer.as_mut());
    let mut survey = gathering.finish(config);
    // Also when stopped: what was read need not be read again.
    if let (Some(cache), Some(writer)) = (cache, writer)
        && let Err(error) = cache.finish(writer, outcome.is_err())
    {
        survey.report.warnings.push(say_unwritten(config, &error));
    }
    outcome?;
    survey.cache = open_cache(config, 0, &|_| ControlFlow::Continue(()))?;
    name_licences(&mut survey.sources, &survey.found.plan);
    Ok(survey)
}

fn read_rounds(
    reader: &Reader<'_>,
    team: &Team<'_>,
    (progress, is_stopped): (&Watch<'_>, bool),
    gathering: &mut Gathering,
    mut writer: Option<&mut CacheWriter>,
) -> Result<(), CorpusError> {
    let (n_files, size) = (gathering.found.n_files(), team.size);
    let (n_bytes, stopped) = (AtomicU64::new(0), AtomicBool::new(is_stopped));
    for first in (0..n_files).step_by(CHUNK * size) {
        let own = first + CHUNK * team.rank;
        let own = own.min(n_files)..(own + CHUNK).min(n_files);
        let n_done = AtomicUsize::new(first);
        let read = |item| -> Option<Finding> {
            if stopped.load(Ordering::Relaxed) {
                return None;
            }
            let finding = reader.read(item);
            let done = (n_done.fetch_add(size, Ordering::Relaxed) + size).min(n_files);
            let bytes = n_bytes.fetch_add(finding.n_bytes, Ordering::Relaxed) + finding.n_bytes;
            if progress(Progress { done, total: Some(n_files), bytes }).is_break() {
                stopped.store(true, Ordering::Relaxed);
            }
            Some(finding)
        };
        let items = &gathering.found.plan.items[own];
        let findings: Vec<Option<Finding>> = items.par_iter().map(read).collect();
        let mut turn = Turn::default();
        for finding in findings.into_iter().flatten() {
            if let (Some(writer), Some(record)) = (writer.as_deref_mut(), &finding.fresh) {
                writer.add(record);
            }
            turn.n_bytes += finding.n_bytes;
            turn.told.push(Told::of(&finding));
        }
        turn.is_stopped = stopped.load(Ordering::Relaxed);
        let n_bytes = gathering.add_round(first, team, &turn).ok_or(CorpusError::Stopped)?;
        // The cache is to hold what all have read, since another time each may read another share.
        writer.as_deref_mut().into_iter().for_each(|it| it.saw(n_bytes));
    }
    Ok(())
}

/// The songs so far. All of a team add the same files in the same order.
struct Gathering {
    found: Found,
    files: Vec<u32>,
    kin: Vec<Kin>,
    tally: Tally,
    names_dropped: bool,
}

impl Gathering {
    fn new(found: Found, team: &Team<'_>) -> Self {
        let (tally, names_dropped) = (Tally::new(&found.inputs), team.rank == 0);
        Self { found, files: Vec::new(), kin: Vec::new(), tally, names_dropped }
    }

    /// Adds what all of a team found in a round that begins with the file `first`; returns how many
    /// bytes they read. `None` if one of them was stopped.
    fn add_round(&mut self, first: usize, team: &Team<'_>, own: &Turn) -> Option<u64> {
        let own = postcard::to_stdvec(own).expect("plain values have a form in bytes");
        let (mut n_bytes, mut file) = (Some(0), first);
        for bytes in (team.tell)(&own) {
            let turn: Turn = postcard::from_bytes(&bytes)
                .expect("what is told can be read because all have one version");
            n_bytes = n_bytes.filter(|_| !turn.is_stopped).map(|it| it + turn.n_bytes);
            for told in turn.told {
                self.add(file, told);
                file += 1;
            }
        }
        n_bytes
    }

    fn add(&mut self, file: usize, Told { hash, outcome }: Told) {
        let input_idx = self.found.plan.items[file].input_idx;
        let hash = self.tally.see(input_idx, hash);
        let reason = match outcome {
            Err(text) => Reason::NotMidi(text),
            Ok(Facts { n_note_ons, n_notes, n_bars, print }) => {
                let report = &mut self.tally.report;
                report.notes = report.notes.saturating_add(n_note_ons);
                let told = (Counts { n_notes, n_bars }, &print);
                let name = |_: &Report, of: usize| display_name(self.found.path(of));
                let Some(reason) = self.tally.judge((file, input_idx), told, name) else {
                    self.files.push(u32::try_from(file).expect("fewer files than 2^32"));
                    self.kin.push(Kin { hash, family: print.family });
                    return;
                };
                reason
            }
        };
        if self.names_dropped {
            self.tally.report.files.push(dropped(display_name(self.found.path(file)), reason));
        }
    }

    fn finish(self, config: &CorpusConfig) -> Survey {
        let Self { mut found, files, kin, tally, .. } = self;
        let (report, sources) = tally.finish(found.n_files(), mem::take(&mut found.plan.others));
        let (limits, heavy) = (config.limits, Mutex::new(()));
        Survey { found, files, kin, report, sources, limits, cache: None, heavy }
    }
}

impl Survey {
    /// What decides on which side of a split each song is.
    pub fn kin(&self) -> &[Kin] {
        &self.kin
    }

    /// Where a song comes from, safe to show.
    pub fn path(&self, song: usize) -> String {
        display_name(self.file(song))
    }

    /// Tells other songs, and what another version reads in them, from these.
    pub fn hash(&self) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        hasher.update(READER.as_bytes());
        self.kin.iter().for_each(|it| {
            hasher.update(&it.hash);
        });
        *hasher.finalize().as_bytes()
    }

    /// Reads the music of a song, as [`Song::score`](crate::Song::score) has it. `None` if the file is
    /// not what it was.
    pub fn score(&self, song: usize) -> Option<Score> {
        let (limits, cache) = (&self.limits, self.cache.as_ref());
        let reader = Reader { limits, cache, keeps_scores: true, heavy: &self.heavy };
        let finding = reader.read(&self.found.plan.items[self.files[song] as usize]);
        let is_same = finding.hash == Some(self.kin[song].hash);
        finding.packed.filter(|_| is_same).and_then(|it| unpack(&it))
    }

    fn file(&self, song: usize) -> &Path {
        self.found.path(self.files[song] as usize)
    }
}
