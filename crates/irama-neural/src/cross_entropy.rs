//! Softmax and its cross entropy: how surprised a model is by a token.

use crate::{
    kernels::{Kernels, maths},
    sequence::{BLOCK, Sequence},
    tree,
};

/// The mean negative log-likelihood of `targets`, in nats, under the softmax of `logits`, (B, T, V),
/// which become the gradients of that mean. Targets go by row and then step.
pub fn cross_entropy(kernels: Kernels, logits: &mut Sequence, targets: &[u32]) -> f32 {
    let (n_rows, n_steps, width) = logits.shape();
    assert_eq!(targets.len(), n_rows * n_steps, "targets of {n_rows} rows, {n_steps} steps");
    let scale = 1.0 / targets.len() as f32;
    let (n_blocks, len) = (logits.n_blocks(), logits.block_len());
    let block = |(block, values): (usize, &mut [f32])| {
        let mut sum = 0.0;
        for (it, row) in values.chunks_exact_mut(width).enumerate() {
            let (step, row_idx) = (it / BLOCK, block * BLOCK + it % BLOCK);
            if row_idx >= n_rows {
                row.fill(0.0);
                continue;
            }
            let target = targets[row_idx * n_steps + step] as usize;
            let chosen = row[target];
            let mut total = [0.0, 0.0];
            kernels.softmax(row, scale, &mut total);
            let [largest, exponentials] = total;
            sum += (largest - chosen) + maths::ln(f64::from(exponentials)) as f32;
            row[target] -= scale;
        }
        sum
    };
    tree::sum_pieces((0, logits.values_mut()), n_blocks, &split_at(len), &block) * scale
}

/// Takes the first blocks of `len` values off the others; each part has the index of its first.
fn split_at(len: usize) -> impl Fn(Blocks<'_>, usize) -> (Blocks<'_>, Blocks<'_>) {
    move |(first, values), n| {
        let (left, right) = values.split_at_mut(n * len);
        ((first, left), (first + n, right))
    }
}

/// The index of the first block, and the values of some blocks.
type Blocks<'a> = (usize, &'a mut [f32]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loss_and_gradients_match_the_formula() {
        let (n_rows, n_steps, width) = (3, 2, 37);
        let mut logits = Sequence::new(n_rows, n_steps, width);
        let value = |row: usize, step: usize, it: usize| {
            ((row * 31 + step * 17 + it * 7) % 23) as f64 / 3.0
        };
        let targets = [1, 36, 5, 0, 20, 11];
        let mut expected = 0.0;
        let mut gradients = Vec::new();
        for row in 0..n_rows {
            for step in 0..n_steps {
                let values: Vec<f64> = (0..width).map(|it| value(row, step, it)).collect();
                let place = logits.at_mut(row, step).iter_mut().zip(&values);
                place.for_each(|(place, value)| *place = *value as f32);
                let total: f64 = values.iter().map(|it| it.exp()).sum();
                let target = targets[row * n_steps + step] as usize;
                expected += total.ln() - values[target];
                gradients.push(
                    values
                        .iter()
                        .enumerate()
                        .map(|(it, value)| {
                            (value.exp() / total - if it == target { 1.0 } else { 0.0 }) / 6.0
                        })
                        .collect::<Vec<f64>>(),
                );
            }
        }
        for kernels in Kernels::available() {
            let mut ours = logits.clone();
            let loss = cross_entropy(kernels, &mut ours, &targets);
            assert!((f64::from(loss) - expected / 6.0).abs() < 1e-5, "{loss}");
            for (it, gradients) in gradients.iter().enumerate() {
                for (ours, exact) in ours.at(it / n_steps, it % n_steps).iter().zip(gradients) {
                    assert!((f64::from(*ours) - exact).abs() < 1e-6, "{ours} is not {exact}");
                }
            }
        }
    }
}
