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
    /// How many of them there were before the moments last began anew.
    pub n_forgotten: u64,
}

impl Adam {
    /// No step yet, for an arena of these weights.
    pub fn new(config: AdamConfig, weights: &[f32]) -> Self {
        let zeros = vec![0.0; weights.len()];
        let average = if config.average_kept.is_some() { weights.to_vec() } else { Vec::new() };
        Self { config, first: zeros.clone(), second: zeros, average, n_steps: 0, n_forgotten: 0 }
    }

    /// Forgets the gradients so far and averages from `weights` on; the count of steps goes on.
    pub fn restart(&mut self, weights: &[f32]) {
        self.first.fill(0.0);
        self.second.fill(0.0);
        if !self.average.is_empty() {
            self.average.copy_from_slice(weights);
        }
        self.n_forgotten = self.n_steps;
    }

    /// Moves `weights` by one step at `learning_rate`:
    /// `w -= lr · √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε)`.
    ///
    /// `penalties` are ranges with the factor of an L2 penalty, `factor · Σ w²`; the ranges rise
    /// and do not overlap. Clipping looks at the gradients without penalties. All is one pass over
    /// the arena, and one before it that looks at the gradients: where one of them is no number, or
    /// their norm is too large for one, nothing is changed and `false` comes back.
    pub fn step(
        &mut self,
        kernels: Kernels,
        learning_rate: f32,
        penalties: &[(Range<usize>, f32)],
        weights: &mut [f32],
        gradients: &[f32],
    ) -> bool {
        let gradient_scale = match self.config.clip_norm {
            Some(limit) => clip_scale(kernels, gradients, limit),
            None => are_finite(gradients).then_some(1.0),
        };
        let Some(gradient_scale) = gradient_scale else { return false };
        self.n_steps += 1;
        let t = self.n_steps - self.n_forgotten;
        let AdamConfig { beta_1, beta_2, epsilon, weight_decay, average_kept, .. } = self.config;
        let correction = (1.0 - power(beta_2, t)).sqrt() / (1.0 - power(beta_1, t));
        let plain = AdamStep {
            rate: (f64::from(learning_rate) * correction) as f32,
            beta_1,
            beta_2,
            epsilon,
            gradient_scale,
            penalty: 0.0,
            kept: 1.0 - learning_rate * weight_decay,
            average_kept: average_kept.map_or(1.0, |it| it.min(warming_up(t))),
        };
        let mut done = 0;
        for (range, penalty) in penalties {
            self.step_range(kernels, done..range.start, plain, weights, gradients);
            let penalised = AdamStep { penalty: 2.0 * penalty, ..plain };
            self.step_range(kernels, range.clone(), penalised, weights, gradients);
            done = range.end;
        }
        self.step_range(kernels, done..weights.len(), plain, weights, gradients);
        true
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

/// Whether no value is infinite or no number at all.
pub fn are_finite(values: &[f32]) -> bool {
    // The largest exponent marks what is not finite; as integers, values are compared side by side.
    const NOT_FINITE: u32 = f32::INFINITY.to_bits();
    let largest = |chunk: &[f32]| chunk.iter().fold(0, |it, x| it.max(x.abs().to_bits()));
    values.par_chunks(TASK).all(|chunk| largest(chunk) < NOT_FINITE)
}

/// How much of an average may stay at a step, counted from 1.
fn warming_up(step: u64) -> f32 {
    (step as f64 / (step as f64 + 9.0)) as f32
}

/// What brings the norm of `gradients` down to `limit`, or 1 if it is not above; `None` if it is not
/// finite.
fn clip_scale(kernels: Kernels, gradients: &[f32], limit: f32) -> Option<f32> {
    let n_tasks = gradients.len().div_ceil(TASK);
    let squares = tree::sum_pieces(gradients, n_tasks, &|it, n| it.split_at(n * TASK), &|chunk| {
        let mut sum = 0.0;
        kernels.add_squares(chunk, &mut sum);
        sum
    });
    let norm = squares.sqrt();
    norm.is_finite().then(|| if norm > limit { limit / norm } else { 1.0 })
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
    fn what_began_anew_goes_on_like_what_begins() {
        let config = AdamConfig { average_kept: Some(0.9), ..AdamConfig::default() };
        let start = [1.0, -2.0];
        let (mut old, mut new) = (Adam::new(config, &start), Adam::new(config, &start));
        old.step(Kernels::best(), 0.1, &[], &mut start.clone(), &[3.0, 1e20]);
        old.restart(&start);
        let (mut of_old, mut of_new) = (start, start);
        for _ in 0..3 {
            old.step(Kernels::best(), 0.1, &[], &mut of_old, &[0.5, 0.1]);
            new.step(Kernels::best(), 0.1, &[], &mut of_new, &[0.5, 0.1]);
        }
        assert_eq!((of_old, &old.average), (of_new, &new.average));
    }

    #[test]
    fn what_is_not_finite_is_found_wherever_it_stands() {
        let mut values = vec![-1.0; TASK + 7];
        assert!(are_finite(&values));
        for (idx, value) in [(0, f32::NAN), (TASK + 6, f32::NEG_INFINITY), (9, -f32::NAN)] {
            let old = std::mem::replace(&mut values[idx], value);
            assert!(!are_finite(&values));
            values[idx] = old;
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
