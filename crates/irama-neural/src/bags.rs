//! Bags: a few weighted tokens at each place, such as what is known there.

use std::ops::Range;

use rayon::prelude::*;

use crate::{
    Chance,
    arena::Layout,
    kernels::Kernels,
    sequence::{BLOCK, Sequence},
    tree::TreeSum,
};

/// The bags of one row of a batch, step after step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BagRow {
    /// Where each step's bag ends.
    ends: Vec<usize>,
    items: Vec<(u32, f32)>,
}

impl BagRow {
    /// Forgets everything.
    pub fn clear(&mut self) {
        self.ends.clear();
        self.items.clear();
    }

    /// Puts a token with a weight into the bag of the current step.
    pub fn push(&mut self, token: u32, weight: f32) {
        self.items.push((token, weight));
    }

    /// Takes each token of `range` out of the bag of the current step with the probability `rate`.
    pub fn drop_some(&mut self, range: &Range<u32>, rate: f32, chance: &mut Chance) {
        let first = self.ends.last().copied().unwrap_or(0);
        let mut kept = first;
        for it in first..self.items.len() {
            let is_out = range.contains(&self.items[it].0) && chance.uniform() < f64::from(rate);
            if !is_out {
                self.items[kept] = self.items[it];
                kept += 1;
            }
        }
        self.items.truncate(kept);
    }

    /// Ends the bag of the current step; the next token goes into that of the next one.
    pub fn end_step(&mut self) {
        self.ends.push(self.items.len());
    }

    /// Steps that have ended.
    pub fn n_steps(&self) -> usize {
        self.ends.len()
    }

    /// The tokens of a step with their weights.
    pub fn step(&self, step: usize) -> &[(u32, f32)] {
        let start = step.checked_sub(1).map_or(0, |it| self.ends[it]);
        &self.items[start..self.ends[step]]
    }
}

/// A table with a row of learned values for each token; a bag gives the weighted sum of its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmbeddingBag {
    /// Tokens, `V`.
    pub n_tokens: usize,
    /// Values of a token, `E`.
    pub width: usize,
    /// The table, (V, E).
    pub table: Range<usize>,
}

/// Memory for the gradients of a table, kept from step to step.
#[derive(Clone, Debug, Default)]
pub struct BagTrace {
    /// Where each token's uses begin.
    starts: Vec<u32>,
    next: Vec<u32>,
    /// The place of each use of a token, counting blocks, steps and rows, and its weight.
    places: Vec<(u32, f32)>,
}

impl EmbeddingBag {
    /// A table that is appended to `layout`.
    pub fn new(layout: &mut Layout, name: &str, n_tokens: usize, width: usize) -> Self {
        Self { n_tokens, width, table: layout.add(format!("{name}/table"), &[n_tokens, width]) }
    }

    /// Fills the table with Gaussian values of standard deviation `deviation`.
    pub fn initialise(&self, weights: &mut [f32], deviation: f64, chance: &mut Chance) {
        weights[self.table.clone()]
            .iter_mut()
            .for_each(|it| *it = (chance.normal() * deviation) as f32);
    }

    /// Adds the weighted rows of one bag to `sum`, (E).
    pub fn add(&self, kernels: Kernels, weights: &[f32], bag: &[(u32, f32)], sum: &mut [f32]) {
        assert_eq!(sum.len(), self.width, "values of a token");
        kernels.add_bag(sum, &weights[self.table.clone()], bag);
    }

    /// Adds the sums of all bags, one [`BagRow`] a row, to `y`, (B, T, E).
    pub fn forward<'a>(
        &self,
        kernels: Kernels,
        weights: &[f32],
        bags: impl Fn(usize) -> &'a BagRow + Sync,
        y: &mut Sequence,
    ) {
        let (n_rows, _, width) = y.shape();
        assert_eq!(width, self.width, "values of a token");
        let len = y.block_len().max(1);
        y.values_mut().par_chunks_exact_mut(len).enumerate().for_each(|(block, values)| {
            for (it, sum) in values.chunks_exact_mut(width).enumerate() {
                let (step, row) = (it / BLOCK, block * BLOCK + it % BLOCK);
                if row < n_rows {
                    self.add(kernels, weights, bags(row).step(step), sum);
                }
            }
        });
    }

    /// Writes the gradient of the table into `gradients`, an arena. `upstream`, (B, T, E), is the
    /// loss by the sums of bags that were sorted before.
    pub fn backward(
        &self,
        kernels: Kernels,
        upstream: &Sequence,
        trace: &BagTrace,
        gradients: &mut [f32],
    ) {
        let BagTrace { starts, places, .. } = trace;
        let rows = gradients[self.table.clone()].par_chunks_exact_mut(self.width);
        let in_block = (upstream.block_len() / self.width) as u32;
        let n_blocks = upstream.n_blocks() as u32;
        rows.enumerate().with_min_len(16).for_each_init(TreeSum::default, |tree, it| {
            let (token, gradient) = it;
            let mut places = &places[starts[token] as usize..starts[token + 1] as usize];
            if places.is_empty() {
                gradient.fill(0.0);
                return;
            }
            tree.clear(self.width);
            for block in 1..=n_blocks {
                let n = places.partition_point(|it| it.0 < block * in_block);
                let (here, after) = places.split_at(n);
                tree.leaf(|sum| kernels.add_bag(sum, upstream.values(), here));
                places = after;
            }
            gradient.copy_from_slice(tree.total());
        });
    }

    /// Sorts all uses by token, and within these by block, step and row, for the backward pass.
    /// `sums` is of the shape (B, T, E).
    pub fn sort<'a>(
        &self,
        bags: impl Fn(usize) -> &'a BagRow,
        sums: &Sequence,
        trace: &mut BagTrace,
    ) {
        let (n_rows, n_steps, _) = sums.shape();
        let BagTrace { starts, next, places } = trace;
        starts.clear();
        starts.resize(self.n_tokens + 1, 0);
        for row in 0..n_rows {
            for (token, _) in &bags(row).items {
                starts[*token as usize + 1] += 1;
            }
        }
        for token in 0..self.n_tokens {
            starts[token + 1] += starts[token];
        }
        next.clear();
        next.extend_from_slice(&starts[..self.n_tokens]);
        places.resize(starts[self.n_tokens] as usize, (0, 0.0));
        for block in 0..sums.n_blocks() {
            for step in 0..n_steps {
                for row in 0..sums.rows_in_block(block) {
                    for (token, weight) in bags(block * BLOCK + row).step(step) {
                        let next = &mut next[*token as usize];
                        let place = (block * n_steps + step) * BLOCK + row;
                        places[*next as usize] = (place as u32, *weight);
                        *next += 1;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bag_gives_its_weighted_sum_and_each_token_its_gradient() {
        let mut layout = Layout::default();
        let table = EmbeddingBag::new(&mut layout, "known", 4, 2);
        let weights = [0.0, 1.0, 10.0, 11.0, 20.0, 21.0, 5.0, 5.0];
        let (n_rows, n_steps) = (9, 2);
        let mut rows = vec![BagRow::default(); n_rows];
        for (row, bags) in rows.iter_mut().enumerate() {
            for step in 0..n_steps {
                (0..(row + step) % 3).for_each(|it| bags.push(it as u32, it as f32 + 0.5));
                bags.end_step();
            }
        }
        let mut y = Sequence::new(n_rows, n_steps, 2);
        table.forward(Kernels::best(), &weights, |row| &rows[row], &mut y);
        assert_eq!((y.at(0, 0), y.at(0, 1)), (&[0.0, 0.0][..], &[0.0, 0.5][..]));
        assert_eq!(y.at(2, 0), [15.0, 17.0]);
        let mut upstream = Sequence::new(n_rows, n_steps, 2);
        let mut expected = [0.0; 8];
        for (row, bags) in rows.iter().enumerate() {
            for step in 0..n_steps {
                let value = (row * n_steps + step) as f32;
                upstream.at_mut(row, step).copy_from_slice(&[value, -value]);
                for (token, weight) in bags.step(step) {
                    expected[*token as usize * 2] += weight * value;
                    expected[*token as usize * 2 + 1] -= weight * value;
                }
            }
        }
        let mut gradients = vec![9.0; 8];
        let mut trace = BagTrace::default();
        table.sort(|row| &rows[row], &upstream, &mut trace);
        table.backward(Kernels::best(), &upstream, &trace, &mut gradients);
        assert_eq!(gradients, expected);
    }
}
