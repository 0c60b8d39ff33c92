//! The pitches that the classic model learns from.

use std::path::PathBuf;

use irama_corpus::{Corpus, Song, split};
use irama_model::{
    checkpoint::Source,
    classic::{ClassicConfig, Notes, SplitBy},
};
use irama_score::{Pitch, Score};

use super::{only_song, read_prompt};
use crate::{failure::Failure, voice::Voice};

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
            Err(only_song(&only.path, ("--split windows", "--split windows"), voice))
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
    let (train, held_out, source) = super::from_house(config.seed, config.held_out);
    let pitches = |scores: Vec<Score>| scores.iter().flat_map(melodic).collect();
    (Notes { train: pitches(train), held_out: pitches(held_out) }, source)
}

/// The pitches of a single MIDI file that is to be continued.
pub(crate) fn read_pitches(path: &PathBuf, voice: &Voice) -> Result<Vec<Pitch>, Failure> {
    Ok(pitches_of(&read_prompt(path, voice)?))
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
