//! Embeddings: a learned row of values for each token.

use std::ops::Range;

use rayon::prelude::*;

use crate::{
    Chance,
    arena::Layout,
    kernels::Kernels,
    sequence::{BLOCK, Sequence},
    tree::TreeSum,
};

/// One table: its sizes and where it stands in the arena.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Embedding {
    /// Tokens, `V`.
    pub n_tokens: usize,
    /// Values of a token, `E`.
    pub width: usize,
    /// The table, (V, E).
    pub table: Range<usize>,
}

impl Embedding {
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

    /// Writes the rows of `tokens`, which go by row and then step, into `y`, (B, T, E).
    pub fn forward(
        &self,
        weights: &[f32],
        tokens: &[u32],
        shape: (usize, usize),
        y: &mut Sequence,
    ) {
        let (n_rows, n_steps) = shape;
        assert_eq!(tokens.len(), n_rows * n_steps, "tokens of {n_rows} rows, {n_steps} steps");
        y.resize(n_rows, n_steps, self.width);
        let (table, width) = (&weights[self.table.clone()], self.width);
        let len = y.block_len().max(1);
        y.values_mut().par_chunks_exact_mut(len).enumerate().for_each(|(block, values)| {
            for (it, place) in values.chunks_exact_mut(width).enumerate() {
                let (step, row) = (it / BLOCK, block * BLOCK + it % BLOCK);
                if row < n_rows {
                    let token = tokens[row * n_steps + step] as usize;
                    place.copy_from_slice(&table[token * width..][..width]);
                }
            }
        });
    }

    /// Writes the gradient of the table into `gradients`, an arena. `upstream`, (B, T, E), is the
    /// loss by the output.
    pub fn backward(
        &self,
        kernels: Kernels,
        tokens: &[u32],
        upstream: &Sequence,
        gradients: &mut [f32],
    ) {
        let (n_rows, n_steps, width) = upstream.shape();
        let mut places = vec![Vec::new(); self.n_tokens];
        for block in 0..upstream.n_blocks() {
            for step in 0..n_steps {
                for row in block * BLOCK..(block * BLOCK + BLOCK).min(n_rows) {
                    places[tokens[row * n_steps + step] as usize].push((block, step, row % BLOCK));
                }
            }
        }
        let rows = gradients[self.table.clone()].par_chunks_exact_mut(width);
        rows.zip(&places).for_each(|(gradient, places)| {
            let mut tree = TreeSum::default();
            tree.clear(width);
            let mut rest = places.as_slice();
            for block in 0..upstream.n_blocks() {
                let n = rest.iter().take_while(|it| it.0 == block).count();
                let (here, after) = rest.split_at(n);
                tree.leaf(|sum| {
                    for (block, step, row) in here {
                        kernels.add(sum, upstream.row(*block, *step, *row));
                    }
                });
                rest = after;
            }
            gradient.copy_from_slice(tree.total());
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_token_gets_its_row_and_the_gradients_of_its_places() {
        let mut layout = Layout::default();
        let table = Embedding::new(&mut layout, "notes", 3, 2);
        let weights = [0.0, 1.0, 10.0, 11.0, 20.0, 21.0];
        let tokens = [2, 0, 1, 1, 2, 2, 0, 1, 2, 0, 1, 1, 0, 0, 2, 1, 1, 2];
        let mut y = Sequence::default();
        table.forward(&weights, &tokens, (9, 2), &mut y);
        assert_eq!((y.at(0, 0), y.at(8, 0)), (&[20.0, 21.0][..], &[10.0, 11.0][..]));
        let mut upstream = Sequence::new(9, 2, 2);
        let mut expected = [0.0; 6];
        for (it, token) in tokens.iter().enumerate() {
            let value = it as f32;
            upstream.at_mut(it / 2, it % 2).copy_from_slice(&[value, -value]);
            expected[*token as usize * 2] += value;
            expected[*token as usize * 2 + 1] -= value;
        }
        let mut gradients = vec![9.0; 6];
        table.backward(Kernels::best(), &tokens, &upstream, &mut gradients);
        assert_eq!(gradients, expected);
    }
}
