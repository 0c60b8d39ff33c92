//! The copy receipt: how much of a piece stands in learned files.

use std::ops::Range;

use irama_score::{Note, Score};
use serde::{Deserialize, Serialize};

use super::{
    Passages,
    line::{Line, SHORTEST_PASSAGE, windows_of},
};

/// What of a piece stands in learned files. A beat of the drums is common property, so drums are
/// told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// In parts that have pitch, in any key.
    #[serde(flatten)]
    pub pitched: Copied,
    /// In drum parts, on the same instruments.
    pub drums: Copied,
}

/// How much was copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Copied {
    /// Notes in the longest passage that stands in a learned file; 0 below
    /// [`SHORTEST_PASSAGE`].
    pub longest_notes: usize,
    /// Of all passages of 8 notes, the share that stands in learned files, 0 to 1; 0 if there are
    /// none.
    pub share_of_8: f64,
    /// The same of passages of 16 notes.
    pub share_of_16: f64,
}

impl Passages {
    /// Notes in the longest passage of these notes of one part that stands in a learned line; 0 below
    /// [`SHORTEST_PASSAGE`]. A passage ends where an exempt note stands.
    pub fn longest_without(
        &self,
        notes: &[Note],
        is_drums: bool,
        is_exempt: impl Fn(&Note) -> bool,
    ) -> usize {
        let line = Line::new(notes, is_drums);
        let mut tally = Tally::default();
        for stretch in line.notes.split(|(_, note)| is_exempt(note)) {
            let row = windows_of(stretch, is_drums);
            tally.add(row.len(), &self.suffixes.known_stretches(&row));
        }
        tally.copied().longest_notes
    }

    /// How much of `score` stands in the learned files.
    pub fn receipt(&self, score: &Score) -> Receipt {
        self.receipt_without(score, |_, _| false)
    }

    /// The same without notes that are not the composer's, such as locked and prompted ones:
    /// `is_exempt` is asked with the index of the part and the note. A passage ends where an exempt
    /// note stands.
    pub fn receipt_without(
        &self,
        score: &Score,
        is_exempt: impl Fn(usize, &Note) -> bool,
    ) -> Receipt {
        let (mut pitched, mut drums) = (Tally::default(), Tally::default());
        for (part_idx, part) in score.parts.iter().enumerate() {
            let tally = if part.is_drums { &mut drums } else { &mut pitched };
            let line = Line::new(&part.notes, part.is_drums);
            for stretch in line.notes.split(|(_, note)| is_exempt(part_idx, note)) {
                let row = windows_of(stretch, part.is_drums);
                tally.add(row.len(), &self.suffixes.known_stretches(&row));
            }
        }
        Receipt { pitched: pitched.copied(), drums: drums.copied() }
    }
}

/// Counts over the lines of a piece.
#[derive(Default)]
struct Tally {
    /// Hashes in the longest known stretch.
    longest: usize,
    of_8: Share,
    of_16: Share,
}

#[derive(Default)]
struct Share {
    n_known: usize,
    n: usize,
}

impl Tally {
    /// Adds a row of `n` hashes, of which these stretches are known.
    fn add(&mut self, n: usize, known: &[Range<usize>]) {
        let longest = known.iter().map(ExactSizeIterator::len).max().unwrap_or(0);
        self.longest = self.longest.max(longest);
        self.of_8.add(n, 1, known);
        self.of_16.add(n, 16 - SHORTEST_PASSAGE + 1, known);
    }

    fn copied(&self) -> Copied {
        Copied {
            longest_notes: match self.longest {
                0 => 0,
                n => n + SHORTEST_PASSAGE - 1,
            },
            share_of_8: self.of_8.value(),
            share_of_16: self.of_16.value(),
        }
    }
}

impl Share {
    /// Counts stretches of `length` hashes, those that lie in two known ones once.
    fn add(&mut self, n: usize, length: usize, known: &[Range<usize>]) {
        self.n += (n + 1).saturating_sub(length);
        let mut counted_to = 0;
        for it in known {
            let end = (it.end + 1).saturating_sub(length);
            self.n_known += end.saturating_sub(it.start.max(counted_to));
            counted_to = end.max(counted_to);
        }
    }

    fn value(&self) -> f64 {
        if self.n == 0 { 0.0 } else { self.n_known as f64 / self.n as f64 }
    }
}
