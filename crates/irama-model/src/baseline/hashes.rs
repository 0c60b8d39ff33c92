//! The contexts of all rows as hashes, which grow by one element at a time.

use irama_events::Field;

use super::{
    Element,
    counts::{Counts, Question},
    rows::{HELD_OUT, Rows},
    witten_bell::Seen,
};

/// The hashes of the rows' contexts, in both ways to count pitches.
pub(super) struct Hashes {
    absolute: Vec<u64>,
    relative: Vec<u64>,
}

impl Hashes {
    pub(super) fn new(n_rows: usize) -> Self {
        Self { absolute: vec![0; n_rows], relative: vec![1; n_rows] }
    }

    pub(super) fn of(&self, is_relative: bool) -> &[u64] {
        if is_relative { &self.relative } else { &self.absolute }
    }

    pub(super) fn extended(
        &self,
        rows: &Rows,
        column: usize,
        element: Element,
        is_relative: bool,
    ) -> Vec<u64> {
        let values = rows.columns[column].iter();
        let hashes = self.of(is_relative).iter();
        let seen = values.zip(&rows.references).map(|(value, reference)| {
            if is_relative { element.seen_from(*reference, *value) } else { *value }
        });
        hashes.zip(seen).map(|(hash, value)| mix(*hash, value)).collect()
    }

    pub(super) fn extend(&mut self, rows: &Rows, column: usize, element: Element) {
        let absolute = self.extended(rows, column, element, false);
        self.relative = self.extended(rows, column, element, true);
        self.absolute = absolute;
    }
}

/// Two rounds of multiplication and shift, so that all bits of the result depend on all before.
fn mix(hash: u64, value: u32) -> u64 {
    let mut mixed = hash ^ (u64::from(value) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ mixed >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ mixed >> 32).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ mixed >> 29
}

/// What was seen in the contexts with these hashes, of the rows that are asked.
pub(super) fn look_up(
    rows: &Rows,
    field: Field,
    hashes: &[u64],
    is_relative: bool,
    asked: &[u32],
) -> Vec<Seen> {
    let is_shifted = is_relative && field == Field::Pitch;
    let origin = |row: usize| if is_shifted { rows.references[row] } else { 0 };
    let learned = (0..rows.len()).filter(|row| rows.folds[*row] != HELD_OUT);
    let counts = Counts::new(
        learned
            .map(|row| (hashes[row], rows.values[row].wrapping_sub(origin(row)), rows.folds[row])),
    );
    let question = |row: usize| Question {
        context: hashes[row],
        value: rows.values[row],
        origin: origin(row),
        legal: rows.legal[row],
        fold: rows.folds[row],
    };
    let questions: Vec<Question> = asked.iter().map(|row| question(*row as usize)).collect();
    counts.look_up(&questions)
}
