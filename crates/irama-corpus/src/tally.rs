//! What is counted of files and songs while they are compared, whatever is kept of them.

use std::{collections::BTreeMap, path::PathBuf};

use crate::{
    Reason, Report, Source,
    corpus::sources_of,
    duplicates::{Duplicates, Fingerprint},
};

/// What is counted of a song.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counts {
    pub(crate) n_notes: u64,
    pub(crate) n_bars: u64,
}

/// The counts so far, and what they are counted for. Files are added in order, by one thread.
#[derive(Debug)]
pub(crate) struct Tally {
    pub(crate) report: Report,
    pub(crate) sources: Vec<Source>,
    duplicates: Duplicates,
    hashers: Vec<blake3::Hasher>,
}

impl Tally {
    pub(crate) fn new(inputs: &[PathBuf]) -> Self {
        Self {
            report: Report::default(),
            sources: sources_of(inputs),
            duplicates: Duplicates::default(),
            hashers: vec![blake3::Hasher::new(); inputs.len()],
        }
    }

    /// Counts a file of an input by the hash of its bytes; what could not be read counts as nothing, but it
    /// counts. Returns the hash that it counts by.
    pub(crate) fn see(&mut self, input_idx: usize, hash: Option<[u8; 32]>) -> [u8; 32] {
        let hash = hash.unwrap_or_default();
        self.hashers[input_idx].update(&hash);
        hash
    }

    /// Why the file `file_idx` is no song, if it is none; else it is counted as one. `name` tells names of
    /// files.
    pub(crate) fn judge(
        &mut self,
        (file_idx, input_idx): (usize, usize),
        (counts, print): (Counts, &Fingerprint),
        name: impl FnOnce(&Report, usize) -> String,
    ) -> Option<Reason> {
        let (report, told) = (&mut self.report, (counts.n_notes, print));
        if let Some(reason) = self.duplicates.reason(file_idx, told, |of| name(report, of)) {
            report.duplicates += usize::from(matches!(reason, Reason::Duplicate { .. }));
            return Some(reason);
        }
        report.files_kept += 1;
        report.notes_kept = report.notes_kept.saturating_add(counts.n_notes);
        report.bars = report.bars.saturating_add(counts.n_bars);
        let source = &mut self.sources[input_idx];
        source.notes = source.notes.saturating_add(counts.n_notes);
        None
    }

    /// The report and the sources, of so many files.
    pub(crate) fn finish(
        self,
        n_files: usize,
        other_files: BTreeMap<String, usize>,
    ) -> (Report, Vec<Source>) {
        let Self { mut report, mut sources, hashers, .. } = self;
        for (source, hasher) in sources.iter_mut().zip(&hashers) {
            source.hash = hasher.finalize().to_hex().to_string();
        }
        report.files_found = n_files;
        report.files_dropped = n_files - report.files_kept;
        report.other_files = other_files;
        (report, sources)
    }
}
