//! Adam (Kingma and Ba 2015) in the form that Keras uses, over a whole arena.

use std::ops::Range;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    kernels::{AdamStep, Kernels},
    tree,
};

/// Weights that a task moves at once.
const TASK: usize = 1 << 14;

/// The settings of [`Adam`]; the defaults are those of Keras.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AdamConfig {
    /// How much of the first moment stays at each step.
    pub beta_1: f32,
    /// How much of the second moment stays at each step.
    pub beta_2: f32,
    /// Added to the root of the second moment.
    pub epsilon: f32,
    /// Decay of the weights apart from their gradients (Loshchilov and Hutter 2019), times the
    /// learning rate.
    pub weight_decay: f32,
    /// Gradients are scaled down so that their norm over the whole arena is at most this.
    pub clip_norm: Option<f32>,
    /// How much of the averaged weights stays at each step; `None`: no average is kept. At step t
    /// no more than t / (t + 9) stays, so that the weights to start from are soon forgotten.
    pub average_kept: Option<f32>,
}

impl Default for AdamConfig {
    fn default() -> Self {
        Self {
            beta_1: 0.9,
            beta_2: 0.999,
            epsilon: 1e-7,
            weight_decay: 0.0,
            clip_norm: None,
            average_kept: None,
        }
    }
}

/// The moments of every weight, and how many steps there were.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Adam {
    /// The settings.
    pub config: AdamConfig,
    /// Running means of the gradients.
    pub first: Vec<f32>,
    /// Running means of their squares.
    pub second: Vec<f32>,
    /// Running means of the weights; empty unless the settings ask for them.
    pub average: Vec<f32>,
    /// Steps so far.
    pub n_steps: u64,
}

impl Adam {
    /// No step yet, for an arena of these weights.
    pub fn new(config: AdamConfig, weights: &[f32]) -> Self {
        let zeros = vec![0.0; weights.len()];
        let average = if config.average_kept.is_some() { weights.to_vec() } else { Vec::new() };
        Self { config, first: zeros.clone(), second: zeros, average, n_steps: 0 }
    }

    /// Moves `weights` by one step at `learning_rate`:
    /// `w -= lr · √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε)`.
    ///
    /// `penalties` are ranges with the factor of an L2 penalty, `factor · Σ w²`; the ranges rise
    /// and do not overlap. Clipping looks at the gradients without penalties. All is one pass over
    /// the arena, and one before it where the norm is needed.
    pub fn step(
        &mut self,
        kernels: Kernels,
        learning_rate: f32,
        penalties: &[(Range<usize>, f32)],
        weights: &mut [f32],
        gradients: &[f32],
    ) {
        self.n_steps += 1;
        let AdamConfig { beta_1, beta_2, epsilon, weight_decay, clip_norm, average_kept } =
            self.config;
        let correction =
            (1.0 - power(beta_2, self.n_steps)).sqrt() / (1.0 - power(beta_1, self.n_steps));
        let plain = AdamStep {
            rate: (f64::from(learning_rate) * correction) as f32,
            beta_1,
            beta_2,
            epsilon,
            gradient_scale: clip_norm.map_or(1.0, |it| clip_scale(kernels, gradients, it)),
            penalty: 0.0,
            kept: 1.0 - learning_rate * weight_decay,
            average_kept: average_kept.map_or(1.0, |it| it.min(warming_up(self.n_steps))),
        };
        let mut done = 0;
        for (range, penalty) in penalties {
            self.step_range(kernels, done..range.start, plain, weights, gradients);
            let penalised = AdamStep { penalty: 2.0 * penalty, ..plain };
            self.step_range(kernels, range.clone(), penalised, weights, gradients);
            done = range.end;
        }
        self.step_range(kernels, done..weights.len(), plain, weights, gradients);
    }

    fn step_range(
        &mut self,
        kernels: Kernels,
        range: Range<usize>,
        step: AdamStep,
        weights: &mut [f32],
        gradients: &[f32],
    ) {
        let first = self.first[range.clone()].par_chunks_mut(TASK);
        let moments = first.zip(self.second[range.clone()].par_chunks_mut(TASK));
        let values = weights[range.clone()]
            .par_chunks_mut(TASK)
            .zip(gradients[range.clone()].par_chunks(TASK))
            .zip(moments);
        if self.average.is_empty() {
            values.for_each(|((weights, gradients), (first, second))| {
                kernels.adam(weights, gradients, first, second, &mut [], step);
            });
        } else {
            let averages = self.average[range].par_chunks_mut(TASK);
            values.zip(averages).for_each(|(((weights, gradients), (first, second)), average)| {
                kernels.adam(weights, gradients, first, second, average, step);
            });
        }
    }
}

/// How much of an average may stay at a step, counted from 1.
fn warming_up(step: u64) -> f32 {
    (step as f64 / (step as f64 + 9.0)) as f32
}

/// What brings the norm of `gradients` down to `limit`; 1 if it is not above.
fn clip_scale(kernels: Kernels, gradients: &[f32], limit: f32) -> f32 {
    let n_tasks = gradients.len().div_ceil(TASK);
    let squares = tree::sum_pieces(gradients, n_tasks, &|it, n| it.split_at(n * TASK), &|chunk| {
        let mut sum = 0.0;
        kernels.add_squares(chunk, &mut sum);
        sum
    });
    let norm = squares.sqrt();
    if norm > limit { limit / norm } else { 1.0 }
}

/// `base` to the power of `n`, by squaring: the same bits everywhere, unlike a library's `pow`.
fn power(base: f32, mut n: u64) -> f64 {
    let (mut result, mut square) = (1.0, f64::from(base));
    while n > 0 {
        if n % 2 == 1 {
            result *= square;
        }
        square *= square;
        n /= 2;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_match_the_formula() {
        let (mut adam, mut weights) =
            (Adam::new(AdamConfig::default(), &[0.0; 3]), vec![1.0, -2.0, 0.5]);
        let gradients = [[0.5, -0.1, 0.0], [0.25, 0.3, 1e-4]];
        let mut expected = [1.0_f64, -2.0, 0.5];
        let (mut m, mut v) = ([0.0; 3], [0.0; 3]);
        for (t, gradients) in gradients.iter().enumerate() {
            adam.step(Kernels::best(), 0.01, &[(1..2, 0.05)], &mut weights, gradients);
            for it in 0..3 {
                let penalty = if it == 1 { 2.0 * 0.05 * expected[it] } else { 0.0 };
                let g = f64::from(gradients[it]) + penalty;
                m[it] += 0.1 * (g - m[it]);
                v[it] += 0.001 * (g * g - v[it]);
                let t = t as i32 + 1;
                let rate = 0.01 * (1.0 - 0.999_f64.powi(t)).sqrt() / (1.0 - 0.9_f64.powi(t));
                expected[it] -= rate * m[it] / (v[it].sqrt() + 1e-7);
            }
        }
        for (ours, expected) in weights.iter().zip(expected) {
            assert!((f64::from(*ours) - expected).abs() < 2e-6, "{ours} is not {expected}");
        }
    }

    #[test]
    fn clipping_decay_and_averages_match_the_formula() {
        let config = AdamConfig {
            weight_decay: 0.1,
            clip_norm: Some(0.5),
            average_kept: Some(0.9),
            ..AdamConfig::default()
        };
        let start = [1.0, -2.0];
        let (mut adam, mut weights) = (Adam::new(config, &start), start.to_vec());
        adam.step(Kernels::best(), 0.01, &[], &mut weights, &[3.0, -4.0]);
        for (it, gradient) in [0.3, -0.4].into_iter().enumerate() {
            // The first step of Adam goes by the sign of the gradient alone.
            let expected = start[it] * (1.0 - 0.001) - 0.01 * f32::signum(gradient);
            assert!((weights[it] - expected).abs() < 1e-6, "{} is not {expected}", weights[it]);
            assert!((adam.first[it] - 0.1 * gradient).abs() < 1e-6, "clipped to a norm of 0.5");
            // After the first step, a tenth of the average stays.
            let average = start[it] + 0.9 * (expected - start[it]);
            assert!((adam.average[it] - average).abs() < 1e-6);
        }
    }

    #[test]
    fn powers_by_squaring_are_powers() {
        for n in [0, 1, 2, 7, 1_000] {
            let expected = f64::from(0.999_f32).powi(n);
            assert!((power(0.999, n as u64) - expected).abs() < 1e-12, "0.999^{n}");
        }
    }
}
