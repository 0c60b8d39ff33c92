//! What is distributed how in one score or in many, and how much two distributions overlap.

use std::{borrow::Borrow, collections::BTreeMap};

use irama_score::{Note, Score, Tick};
use serde::{Deserialize, Serialize};

use crate::{
    Histogram,
    bars::{BarNotes, all_notes, by_bar, n_bars, pitched_parts},
};

/// The widest interval that has a class of its own, in semitones.
const WIDEST: i32 = 24;
/// Positions in a bar: twelve a quarter hold sixteenths and triplets.
const TICKS_PER_POSITION: u64 = Tick::PER_QUARTER / 12;
/// Two whole notes; later positions count as the last.
const N_POSITIONS: usize = 96;
/// Velocities in a class.
const VELOCITIES: usize = 8;
/// The note values to which lengths are counted, in ticks: 1/64, 1/32, 1/16 triplet, 1/16, 1/8
/// triplet, 1/8, 1/4 triplet, dotted 1/8, 1/4, dotted 1/4, 1/2, dotted 1/2, 1/1, dotted 1/1, 2/1.
const LENGTHS: [u64; 15] =
    [30, 60, 80, 120, 160, 240, 320, 360, 480, 720, 960, 1440, 1920, 2880, 3840];
/// The largest number of notes in each class of bars but the last.
const NOTES_PER_BAR: [u64; 15] = [0, 1, 2, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192];

/// Histograms over one score or over many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Distributions {
    /// Pitch classes of notes, C first; 12 classes, drums left out.
    pub pitch_class: Histogram,
    /// Semitones from each note to the next of its part (sorted by start, then pitch, so chords
    /// count too); 49 classes, -24 and below to 24 and above, drums left out.
    pub interval: Histogram,
    /// Lengths of notes by the note value that is nearest in ratio; 15 classes from a 64th to two
    /// whole notes, dotted and triplet ones among them, drums left out.
    pub length: Histogram,
    /// Onsets in the bar, twelve positions a quarter; 96 classes, all parts.
    pub onset: Histogram,
    /// Bars by their number of notes: 0, 1, 2, 3 to 4, 5 to 6, 7 to 8, 9 to 12, 13 to 16, 17 to 24,
    /// 25 to 32, 33 to 48, 49 to 64, 65 to 96, 97 to 128, 129 to 192, more; 16 classes, all parts.
    pub notes_per_bar: Histogram,
    /// Velocities of notes, eight to a class; 16 classes, all parts.
    pub velocity: Histogram,
}

impl Default for Distributions {
    fn default() -> Self {
        Self {
            pitch_class: Histogram::new(12),
            interval: Histogram::new(2 * WIDEST as usize + 1),
            length: Histogram::new(LENGTHS.len()),
            onset: Histogram::new(N_POSITIONS),
            notes_per_bar: Histogram::new(NOTES_PER_BAR.len() + 1),
            velocity: Histogram::new(128 / VELOCITIES),
        }
    }
}

impl Distributions {
    /// Over all of these scores together, each note counting once.
    pub fn of(scores: impl IntoIterator<Item = impl Borrow<Score>>) -> Self {
        let mut distributions = Self::default();
        scores.into_iter().for_each(|it| distributions.add(it.borrow()));
        distributions
    }

    /// Adds a score.
    pub fn add(&mut self, score: &Score) {
        for part in pitched_parts(score) {
            for note in &part.notes {
                self.pitch_class.add(usize::from(note.pitch.class()), 1);
                self.length.add(length_class(note.duration), 1);
            }
            for pair in part.notes.windows(2) {
                self.interval.add(interval_class(&pair[0], &pair[1]), 1);
            }
        }
        for note in all_notes(score) {
            self.velocity.add(usize::from(note.velocity.level()) / VELOCITIES, 1);
        }
        self.add_bars(score, &by_bar(score, all_notes(score), TICKS_PER_POSITION));
    }

    fn add_bars(&mut self, score: &Score, bars: &BTreeMap<u64, BarNotes>) {
        for bar in bars.values() {
            for note in &bar.notes {
                self.onset.add(usize::try_from(note.step).unwrap_or(N_POSITIONS), 1);
            }
            let n = bar.notes.len() as u64;
            self.notes_per_bar.add(NOTES_PER_BAR.partition_point(|most| *most < n), 1);
        }
        let n_bars = n_bars(score);
        self.notes_per_bar.add(0, n_bars - bars.range(..n_bars).count() as u64);
    }
}

/// How much two distributions have in common, each 0 to 1: the area under both histograms, see
/// [`Histogram::overlap`]. `None` where either is empty.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Overlap {
    /// Of pitch classes.
    pub pitch_class: Option<f64>,
    /// Of intervals.
    pub interval: Option<f64>,
    /// Of lengths.
    pub length: Option<f64>,
    /// Of onsets in the bar.
    pub onset: Option<f64>,
    /// Of numbers of notes in a bar.
    pub notes_per_bar: Option<f64>,
    /// Of velocities.
    pub velocity: Option<f64>,
}

/// How much two distributions have in common.
pub fn overlap(a: &Distributions, b: &Distributions) -> Overlap {
    Overlap {
        pitch_class: a.pitch_class.overlap(&b.pitch_class),
        interval: a.interval.overlap(&b.interval),
        length: a.length.overlap(&b.length),
        onset: a.onset.overlap(&b.onset),
        notes_per_bar: a.notes_per_bar.overlap(&b.notes_per_bar),
        velocity: a.velocity.overlap(&b.velocity),
    }
}

fn interval_class(from: &Note, to: &Note) -> usize {
    let interval = i32::from(to.pitch.number()) - i32::from(from.pitch.number());
    usize::try_from(interval.clamp(-WIDEST, WIDEST) + WIDEST)
        .expect("fits because no interval is below the widest")
}

/// The nearest note value in ratio; halfway between two is their geometric mean.
fn length_class(length: Tick) -> usize {
    let squared = u128::from(length.0) * u128::from(length.0);
    let is_longer = |pair: &[u64]| u128::from(pair[0] * pair[1]) < squared;
    LENGTHS.windows(2).take_while(|pair| is_longer(pair)).count()
}
