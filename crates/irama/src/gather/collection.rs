//! The songs that an events model learns from, in memory or in shards.

use std::path::PathBuf;

use irama_corpus::{Corpus, Keep, Kin, Limits, find, split_kin};
use irama_model::{
    checkpoint::Source,
    events::{Pieces, shards::Stored},
};
use irama_ranks::Ranks;

use super::{config, events, only_song, part, say_summary, shards, sources, with_progress};
use crate::{failure::Failure, together, voice::Voice};

/// What is read, and where it is to be.
pub(crate) struct Wanted<'a> {
    pub(crate) inputs: &'a [PathBuf],
    /// The inputs with the numbers of their styles.
    pub(crate) styles: &'a [(String, u8)],
    pub(crate) uses_cache: bool,
    /// The folder for shards, if one was named.
    pub(crate) shards: Option<&'a PathBuf>,
}

/// Songs as the model sees them, and what is known of them.
pub(crate) struct Collection {
    songs: Vec<Stored>,
    kin: Vec<Kin>,
    /// The path of the first song.
    first: String,
    pub(crate) sources: Vec<Source>,
}

impl Collection {
    /// The songs of a corpus, in memory.
    pub(crate) fn of(
        corpus: &Corpus,
        styles: &[(String, u8)],
        voice: &Voice,
    ) -> Result<Self, Failure> {
        let songs = events::songs(corpus, styles, voice)?;
        Ok(Self {
            songs: songs.into_iter().map(Stored::from).collect(),
            kin: corpus.songs.iter().map(irama_corpus::Song::kin).collect(),
            first: corpus.songs.first().map(|it| it.path.clone()).unwrap_or_default(),
            sources: sources(&corpus.sources),
        })
    }

    /// Reads the inputs on all ranks: each reads all, or its share if the songs go into shards.
    pub(crate) fn read(wanted: &Wanted<'_>, ranks: &Ranks, voice: &Voice) -> Result<Self, Failure> {
        let found = with_progress(|it| find(wanted.inputs, &Limits::default(), it), voice);
        let found = together::settle(found, ranks, voice)?;
        together::agree_on_run(|| found.fingerprint(), ranks, voice)?;
        let folder = shards::folder(wanted, found.n_files());
        let Some(folder) = together::from_first(ranks, || folder)? else {
            let config = config(Keep::Scores, wanted.uses_cache);
            let corpus = with_progress(|it| found.read(&config, it), voice).and_then(|corpus| {
                corpus.report.warnings.iter().for_each(|it| voice.warn(&voice.of_below(it)));
                say_summary(&corpus.report, voice)?;
                Self::of(&corpus, wanted.styles, voice)
            });
            return together::settle(corpus, ranks, voice);
        };
        let survey = shards::survey(found, wanted.uses_cache, ranks, voice);
        let survey = together::settle(survey, ranks, voice)?;
        let filed = shards::filed(&survey, &folder, wanted, ranks, voice);
        let filed = together::settle(filed, ranks, voice)?;
        Ok(Self {
            songs: filed.pieces(),
            kin: survey.kin().to_vec(),
            first: survey.path(0),
            sources: sources(&survey.sources),
        })
    }

    /// Rows of the songs that would be learned from.
    pub(crate) fn n_train_rows(&self, seed: u64, share: f64) -> usize {
        let train = split_kin(&self.kin, seed, share).train;
        train.iter().map(|it| self.songs[*it].n_rows()).sum()
    }

    /// Whole songs held out, and how many; of a large collection some of them are checked with.
    pub(crate) fn pieces(
        &self,
        (seed, share): (u64, f64),
        voice: &Voice,
    ) -> Result<(Pieces<Stored>, usize), Failure> {
        if self.songs.len() == 1 {
            let remedy =
                ("irama make, which holds out its end", "irama make, yang menyisihkan akhirnya");
            return Err(only_song(&self.first, remedy, voice));
        }
        let sides = split_kin(&self.kin, seed, share);
        let side = |idxs: &[usize]| -> Vec<Stored> {
            idxs.iter().map(|it| self.songs[*it].clone()).collect()
        };
        let held_out = side(&sides.held_out);
        let checked = part::some_of(&held_out, part::CHECKED_ROWS, seed);
        let held_out = checked.into_iter().map(|it| held_out[it].clone()).collect();
        Ok((Pieces { train: side(&sides.train), held_out }, sides.held_out.len()))
    }
}
