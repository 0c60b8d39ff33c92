//! How often each pitch is struck, and what follows from that.

use irama_score::Score;

use crate::bars::pitched_notes;

/// Steps above the tonic.
const MAJOR: [usize; 7] = [0, 2, 4, 5, 7, 9, 11];

/// Note-ons of each pitch, drums left out.
pub(crate) struct PitchCounts {
    counts: [u64; 128],
    classes: [u64; 12],
    n: u64,
}

impl PitchCounts {
    pub(crate) fn new(score: &Score) -> Self {
        let mut pitches = Self { counts: [0; 128], classes: [0; 12], n: 0 };
        for note in pitched_notes(score) {
            pitches.counts[usize::from(note.pitch.number())] += 1;
            pitches.classes[usize::from(note.pitch.class())] += 1;
            pitches.n += 1;
        }
        pitches
    }

    pub(crate) fn n_distinct(&self) -> usize {
        self.counts.iter().filter(|it| **it > 0).count()
    }

    pub(crate) fn class_entropy(&self) -> Option<f64> {
        let surprise = |count: &u64| {
            let p = *count as f64 / self.n as f64;
            -p * p.log2()
        };
        let entropy: f64 = self.classes.iter().filter(|it| **it > 0).map(surprise).sum();
        // One class alone gives minus zero.
        (self.n > 0).then_some(entropy.max(0.0))
    }

    pub(crate) fn most_common_share(&self) -> Option<f64> {
        self.share(self.counts.iter().max().copied()?)
    }

    pub(crate) fn top_seven_class_share(&self) -> Option<f64> {
        let mut classes = self.classes;
        classes.sort_unstable();
        self.share(classes[5..].iter().sum())
    }

    /// A natural minor scale has the notes of the major scale three semitones higher, so twelve
    /// scales are all there are.
    pub(crate) fn scale_consistency(&self) -> Option<f64> {
        let in_scale =
            |tonic| -> u64 { MAJOR.iter().map(|it| self.classes[(it + tonic) % 12]).sum() };
        self.share((0..12).map(in_scale).max()?)
    }

    fn share(&self, count: u64) -> Option<f64> {
        (self.n > 0).then(|| count as f64 / self.n as f64)
    }
}
