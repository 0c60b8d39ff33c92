//! Whose rows: a batch may be spread over several machines, each with an aligned subtree of the tree
//! of sums.

use std::{fmt, ops::Range};

use crate::{sequence::BLOCK, tree};

/// The others who work on a batch.
pub trait Others: Sync {
    /// Turns sums over the rows that are here into sums over all rows, along the tree. Every share
    /// calls it as often, with as many values.
    fn join(&self, sums: &mut [f32]);
}

/// The share of a batch that is worked on here: its rows, among how many, and who has the others.
#[derive(Clone, Copy)]
pub struct Share<'a> {
    /// Rows of the batch before the first one here, a multiple of [`BLOCK`] unless there are none here.
    pub first_row: usize,
    /// Rows of the whole batch.
    pub n_rows: usize,
    /// Who has the other rows; `None`: all are here.
    pub others: Option<&'a dyn Others>,
}

impl<'a> Share<'a> {
    /// All of a batch.
    pub fn whole(n_rows: usize) -> Self {
        Self { first_row: 0, n_rows, others: None }
    }

    /// The rows of a batch of `n_rows` that the `owner` among `n_owners` has: an aligned subtree of
    /// its blocks. Owners beyond the blocks have none.
    pub fn rows_of(n_rows: usize, owner: usize, n_owners: usize) -> Range<usize> {
        let blocks = tree::share(n_rows.div_ceil(BLOCK), owner, n_owners);
        (blocks.start * BLOCK).min(n_rows)..(blocks.end * BLOCK).min(n_rows)
    }

    /// Turns sums over the rows here into sums over all rows.
    pub fn join(&self, sums: &mut [f32]) {
        if let Some(others) = self.others {
            others.join(sums);
        }
    }
}

impl fmt::Debug for Share<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rows from {} on, of {}", self.first_row, self.n_rows)
    }
}
