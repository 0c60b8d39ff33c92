//! Sums along one fixed binary tree, so that their bits do not depend on who adds what.
//!
//! The leaves are blocks of rows in order. A node joins two neighbours of equal height, and what is
//! left over at the end is joined from the smallest up: leaves 0 to 6 give
//! `((0 1) (2 3)) ((4 5) 6)`. An aligned power of two of leaves is a subtree, which one thread or
//! one machine may own.

use std::ops::Range;

use rayon::prelude::*;

/// Adds leaves of `len` values each, handed over one by one; memory for the logarithm of their number.
#[derive(Clone, Debug, Default)]
pub struct TreeSum {
    /// Finished subtrees, largest first, each twice as high as the next at the least.
    heights: Vec<u32>,
    values: Vec<f32>,
    len: usize,
}

impl TreeSum {
    /// Forgets everything; leaves have `len` values from now on.
    pub fn clear(&mut self, len: usize) {
        self.heights.clear();
        self.values.clear();
        self.len = len;
    }

    /// Adds a leaf that `fill` writes; it starts as zeros.
    pub fn leaf(&mut self, fill: impl FnOnce(&mut [f32])) {
        let start = self.values.len();
        self.values.resize(start + self.len, 0.0);
        fill(&mut self.values[start..]);
        let mut height = 0;
        while self.heights.last() == Some(&height) {
            self.heights.pop();
            self.join();
            height += 1;
        }
        self.heights.push(height);
    }

    /// The sum of all leaves; zeros if there were none.
    pub fn total(&mut self) -> &[f32] {
        if self.heights.is_empty() {
            self.leaf(|_| ());
        }
        while self.heights.len() > 1 {
            self.heights.pop();
            self.join();
        }
        &self.values
    }

    /// Adds the last subtree to the one before it.
    fn join(&mut self) {
        let middle = self.values.len() - self.len;
        let (left, right) = self.values.split_at_mut(middle);
        let left = &mut left[middle - self.len..];
        left.iter_mut().zip(right.iter()).for_each(|(left, right)| *left += right);
        self.values.truncate(middle);
    }
}

/// The sum of single numbers along the tree.
pub fn sum(leaves: &[f32]) -> f32 {
    match leaves {
        [] => 0.0,
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(n_left(leaves.len()));
            sum(left) + sum(right)
        }
    }
}

/// The sum of what `leaf` makes of each of `n` pieces, worked out in parallel. `split` takes so many
/// of the first pieces off the others.
pub(crate) fn sum_pieces<T: Send>(
    pieces: T,
    n: usize,
    split: &(impl Fn(T, usize) -> (T, T) + Sync),
    leaf: &(impl Fn(T) -> f32 + Sync),
) -> f32 {
    if n <= 1 {
        return leaf(pieces);
    }
    let (left, right) = split(pieces, n_left(n));
    let (left, right) = rayon::join(
        || sum_pieces(left, n_left(n), split, leaf),
        || sum_pieces(right, n - n_left(n), split, leaf),
    );
    left + right
}

/// How many of `n` leaves, two or more, stand below the left branch of the root.
fn n_left(n: usize) -> usize {
    n.next_power_of_two() / 2
}

/// The leaves of `n` that the `owner` among `n_owners` sums: an aligned subtree, the lowest with which
/// all leaves have owners. Owners beyond the leaves have none.
pub fn share(n: usize, owner: usize, n_owners: usize) -> Range<usize> {
    let mut len = 1;
    while n.div_ceil(len) > n_owners.max(1) {
        len *= 2;
    }
    (owner * len).min(n)..((owner + 1) * len).min(n)
}

/// Memory for sums of blocks of rows, kept from step to step.
#[derive(Clone, Debug, Default)]
pub(crate) struct BlockSums {
    leaves: Vec<f32>,
}

impl BlockSums {
    /// The sum of `n_blocks` leaves of `len` values, which `fill` writes side by side over zeros.
    pub(crate) fn sum(
        &mut self,
        n_blocks: usize,
        len: usize,
        fill: impl Fn(usize, &mut [f32]) + Sync,
    ) -> &mut [f32] {
        self.leaves.clear();
        self.leaves.resize(n_blocks.max(1) * len, 0.0);
        let leaves = self.leaves[..n_blocks * len].par_chunks_exact_mut(len);
        leaves.enumerate().for_each(|(block, leaf)| fill(block, leaf));
        join(&mut self.leaves, len)
    }
}

/// The sum of leaves of `len` values each, at least one, which stand side by side and are used up.
pub fn join(leaves: &mut [f32], len: usize) -> &mut [f32] {
    let mut subtree = len;
    while subtree < leaves.len() {
        for pair in leaves.chunks_mut(2 * subtree).filter(|it| it.len() > subtree) {
            let (left, right) = pair.split_at_mut(subtree);
            left[..len].iter_mut().zip(&right[..len]).for_each(|(left, right)| *left += right);
        }
        subtree *= 2;
    }
    &mut leaves[..len]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_are_joined_as_documented() {
        let x = [1e8_f32, 1.0, -1e8, 3.0, 5.5, 1e7, 0.125];
        let left = (x[0] + x[1]) + (x[2] + x[3]);
        let right = (x[4] + x[5]) + x[6];
        assert_eq!(sum(&x), left + right);
        assert_eq!(sum(&[]), 0.0);
        assert_eq!(sum(&x[..1]), x[0]);
    }

    #[test]
    fn all_ways_of_summing_walk_the_same_tree() {
        for n in 1..40 {
            let leaves: Vec<f32> = (0..n).map(|it| 1.0 / (it as f32 + 0.3)).collect();
            let mut tree = TreeSum::default();
            tree.clear(1);
            leaves.iter().for_each(|leaf| tree.leaf(|it| it[0] = *leaf));
            let expected = tree.total()[0];
            assert_eq!(sum(&leaves), expected, "{n} numbers");
            let pieces = sum_pieces(&leaves[..], n, &|it, n| it.split_at(n), &|it| it[0]);
            assert_eq!(pieces, expected, "{n} pieces");
            let mut blocks = BlockSums::default();
            let blocks = blocks.sum(n, 2, |block, sum| sum.fill(leaves[block]));
            assert_eq!(blocks, [expected; 2], "{n} blocks");
        }
        assert_eq!(BlockSums::default().sum(0, 2, |_, _| ()), [0.0; 2]);
    }

    #[test]
    fn owners_of_subtrees_make_the_same_sum_however_many_there_are() {
        for n in 1..40 {
            let leaves: Vec<f32> = (0..n).map(|it| 1.0 / (it as f32 + 0.3)).collect();
            for n_owners in 1..20 {
                let shares: Vec<_> = (0..n_owners).map(|it| share(n, it, n_owners)).collect();
                assert_eq!(shares.iter().map(Range::len).sum::<usize>(), n);
                let busy = shares.into_iter().filter(|it| !it.is_empty());
                let sums: Vec<f32> = busy.map(|it| sum(&leaves[it])).collect();
                assert_eq!(sum(&sums), sum(&leaves), "{n} leaves, {n_owners} owners");
            }
        }
        assert_eq!((share(4, 1, 3), share(4, 2, 3), share(5, 2, 4)), (2..4, 4..4, 4..5));
    }

    #[test]
    fn an_aligned_subtree_can_be_summed_elsewhere() {
        let leaves: Vec<f32> = (0..23).map(|it| 1.0 / (it as f32 + 0.3)).collect();
        let halves = sum(&leaves[..16]) + sum(&leaves[16..]);
        assert_eq!(sum(&leaves), halves);
    }
}
