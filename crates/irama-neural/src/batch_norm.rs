//! Batch normalisation (Ioffe and Szegedy 2015), over all rows and steps of a batch, as in Keras.

use std::ops::Range;

use rayon::prelude::*;

use crate::{
    arena::Layout,
    kernels::{Kernels, NormGradients},
    sequence::{BLOCK, Sequence},
    share::Share,
    tree::BlockSums,
};

/// One layer: its width and where its values stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchNorm {
    /// Features, `N`.
    pub n: usize,
    /// Scales, (N), in the arena of weights.
    pub gamma: Range<usize>,
    /// Shifts, (N), in the arena of weights.
    pub beta: Range<usize>,
    /// Running means, (N), in the arena of statistics.
    pub moving_mean: Range<usize>,
    /// Running biased variances, (N), in the arena of statistics.
    pub moving_variance: Range<usize>,
}

/// What a forward pass leaves for the backward pass.
#[derive(Clone, Debug, Default)]
pub struct BatchNormTrace {
    /// The output, (B, T, N).
    pub output: Sequence,
    mean: Vec<f32>,
    /// 1 / √(variance + ε)
    inverse_deviation: Vec<f32>,
    scale: Vec<f32>,
    shift: Vec<f32>,
    sums: BlockSums,
    products: BlockSums,
    by_centred: Vec<f32>,
    by_sum: Vec<f32>,
}

impl BatchNorm {
    /// How much of the running statistics stays at each step.
    pub const MOMENTUM: f32 = 0.99;
    /// Added to the variance.
    pub const EPSILON: f32 = 1e-3;

    /// A layer whose weights are appended to `weights` and whose running values to `statistics`.
    pub fn new(weights: &mut Layout, statistics: &mut Layout, name: &str, n: usize) -> Self {
        Self {
            n,
            gamma: weights.add(format!("{name}/gamma"), &[n]),
            beta: weights.add(format!("{name}/beta"), &[n]),
            moving_mean: statistics.add(format!("{name}/moving_mean"), &[n]),
            moving_variance: statistics.add(format!("{name}/moving_variance"), &[n]),
        }
    }

    /// Scales and variances 1, shifts and means 0.
    pub fn initialise(&self, weights: &mut [f32], statistics: &mut [f32]) {
        weights[self.gamma.clone()].fill(1.0);
        weights[self.beta.clone()].fill(0.0);
        statistics[self.moving_mean.clone()].fill(0.0);
        statistics[self.moving_variance.clone()].fill(1.0);
    }

    /// Normalises `x`, (B, T, N), by its own statistics, which are those of the whole batch that it
    /// is a `share` of, and moves the running ones towards them.
    pub fn forward_training(
        &self,
        kernels: Kernels,
        (x, share): (&Sequence, Share<'_>),
        weights: &[f32],
        statistics: &mut [f32],
        trace: &mut BatchNormTrace,
    ) {
        let n_values = (share.n_rows * x.n_steps()) as f32;
        let mean = sum_rows(x, &mut trace.sums, |row, _, sum| kernels.add(sum, row));
        share.join(mean);
        trace.mean.clear();
        trace.mean.extend(mean.iter().map(|it| it / n_values));
        let mean = &trace.mean;
        let squares = sum_rows(x, &mut trace.products, |row, _, sum| {
            kernels.add_centred_products(sum, row, mean, None);
        });
        share.join(squares);
        trace.inverse_deviation.clear();
        let moving = statistics[self.moving_mean.clone()].iter_mut().zip(mean);
        moving.for_each(|(moving, mean)| *moving = towards(*moving, *mean));
        for (moving, squares) in statistics[self.moving_variance.clone()].iter_mut().zip(&*squares)
        {
            let variance = squares / n_values;
            *moving = towards(*moving, variance);
            trace.inverse_deviation.push(1.0 / (variance + Self::EPSILON).sqrt());
        }
        self.set_factors(weights, trace);
        self.normalise(kernels, x, trace);
    }

    /// Normalises `x`, (B, T, N), by the running statistics.
    pub fn forward(
        &self,
        kernels: Kernels,
        x: &Sequence,
        weights: &[f32],
        statistics: &[f32],
        trace: &mut BatchNormTrace,
    ) {
        self.take_running(weights, statistics, trace);
        self.normalise(kernels, x, trace);
    }

    /// Scales and shifts, (N) each, that normalise by the running statistics.
    pub(crate) fn running_factors(
        &self,
        weights: &[f32],
        statistics: &[f32],
    ) -> (Vec<f32>, Vec<f32>) {
        let mut trace = BatchNormTrace::default();
        self.take_running(weights, statistics, &mut trace);
        (trace.scale, trace.shift)
    }

    fn take_running(&self, weights: &[f32], statistics: &[f32], trace: &mut BatchNormTrace) {
        trace.mean.clear();
        trace.mean.extend_from_slice(&statistics[self.moving_mean.clone()]);
        let variances = statistics[self.moving_variance.clone()].iter();
        trace.inverse_deviation.clear();
        trace.inverse_deviation.extend(variances.map(|it| 1.0 / (it + Self::EPSILON).sqrt()));
        self.set_factors(weights, trace);
    }

    /// Writes the gradients of scales and shifts into `gradients`, an arena, and turns `upstream`,
    /// (B, T, N), from the loss by the output into the loss by `x`, after `forward_training`.
    pub fn backward(
        &self,
        kernels: Kernels,
        (x, share): (&Sequence, Share<'_>),
        trace: &mut BatchNormTrace,
        upstream: &mut Sequence,
        gradients: &mut [f32],
    ) {
        let (n, mean, scale) = (self.n, &trace.mean, &trace.scale);
        let sums = sum_rows(upstream, &mut trace.sums, |row, _, sum| kernels.add(sum, row));
        let products = sum_rows(x, &mut trace.products, |row, at, sum| {
            let upstream = upstream.row(at.0, at.1, at.2);
            kernels.add_centred_products(sum, row, mean, Some(upstream));
        });
        let n_values = (share.n_rows * x.n_steps()) as f32;
        share.join(sums);
        share.join(products);
        gradients[self.beta.clone()].copy_from_slice(sums);
        let gamma = gradients[self.gamma.clone()].iter_mut();
        for ((gamma, product), deviation) in gamma.zip(&*products).zip(&trace.inverse_deviation) {
            *gamma = product * deviation;
        }
        trace.by_centred.clear();
        trace.by_centred.extend((0..n).map(|it| {
            let squared = trace.inverse_deviation[it] * trace.inverse_deviation[it];
            -scale[it] * squared * products[it] / n_values
        }));
        trace.by_sum.clear();
        trace.by_sum.extend((0..n).map(|it| -scale[it] * sums[it] / n_values));
        let (by_centred, shift) = (&trace.by_centred, &trace.by_sum);
        let factors = NormGradients { mean, by_centred, by_upstream: scale, shift };
        let n_rows = upstream.n_rows();
        let len = upstream.block_len();
        upstream.values_mut().par_chunks_exact_mut(len).enumerate().for_each(|(block, values)| {
            let rows = values.chunks_exact_mut(n).zip(x.block(block).chunks_exact(n));
            for (it, (upstream, x)) in rows.enumerate() {
                if block * BLOCK + it % BLOCK < n_rows {
                    kernels.norm_backward(upstream, x, factors);
                } else {
                    upstream.fill(0.0);
                }
            }
        });
    }

    fn set_factors(&self, weights: &[f32], trace: &mut BatchNormTrace) {
        let gamma = &weights[self.gamma.clone()];
        let beta = &weights[self.beta.clone()];
        let deviations = trace.inverse_deviation.iter();
        trace.scale.clear();
        trace.scale.extend(gamma.iter().zip(deviations).map(|(gamma, it)| gamma * it));
        let centres = trace.mean.iter().zip(&trace.scale);
        trace.shift.clear();
        trace.shift.extend(beta.iter().zip(centres).map(|(beta, (mean, by))| beta - mean * by));
    }

    fn normalise(&self, kernels: Kernels, x: &Sequence, trace: &mut BatchNormTrace) {
        trace.output.resize(x.n_rows(), x.n_steps(), self.n);
        let (scale, shift, n) = (&trace.scale, &trace.shift, self.n);
        let outputs = trace.output.values_mut().par_chunks_exact_mut(BLOCK * n);
        outputs.zip(x.values().par_chunks_exact(BLOCK * n)).for_each(|(y, x)| {
            for (y, x) in y.chunks_exact_mut(n).zip(x.chunks_exact(n)) {
                kernels.scale_and_shift(y, x, scale, shift);
            }
        });
    }
}

/// A running value moved towards that of a batch.
fn towards(moving: f32, batch: f32) -> f32 {
    moving * BatchNorm::MOMENTUM + batch * (1.0 - BatchNorm::MOMENTUM)
}

/// A sum over all rows and steps, padding left out: `add` gets a row, its block, step and place in
/// the block, and the sum so far.
fn sum_rows<'a>(
    x: &Sequence,
    sums: &'a mut BlockSums,
    add: impl Fn(&[f32], (usize, usize, usize), &mut [f32]) + Sync,
) -> &'a mut [f32] {
    sums.sum(x.n_blocks(), x.width(), |block, sum| {
        for step in 0..x.n_steps() {
            for row in 0..x.rows_in_block(block) {
                add(x.row(block, step, row), (block, step, row), sum);
            }
        }
    })
}
