//! Adam (Kingma and Ba 2015) in the form that Keras uses, over a whole arena.

use std::ops::Range;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::kernels::{AdamStep, Kernels};

/// Weights that a task moves at once.
const TASK: usize = 1 << 14;

/// The settings of [`Adam`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AdamConfig {
    /// How much of the first moment stays at each step.
    pub beta_1: f32,
    /// How much of the second moment stays at each step.
    pub beta_2: f32,
    /// Added to the root of the second moment.
    pub epsilon: f32,
}

impl Default for AdamConfig {
    fn default() -> Self {
        Self { beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 }
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
    /// Steps so far.
    pub n_steps: u64,
}

impl Adam {
    /// No step yet, for an arena of `n` weights.
    pub fn new(config: AdamConfig, n: usize) -> Self {
        Self { config, first: vec![0.0; n], second: vec![0.0; n], n_steps: 0 }
    }

    /// Moves `weights` by one step at `learning_rate`:
    /// `w -= lr · √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε)`.
    ///
    /// `penalties` are ranges with the factor of an L2 penalty, `factor · Σ w²`; the ranges rise
    /// and do not overlap.
    pub fn step(
        &mut self,
        kernels: Kernels,
        learning_rate: f32,
        penalties: &[(Range<usize>, f32)],
        weights: &mut [f32],
        gradients: &[f32],
    ) {
        self.n_steps += 1;
        let AdamConfig { beta_1, beta_2, epsilon } = self.config;
        let correction =
            (1.0 - power(beta_2, self.n_steps)).sqrt() / (1.0 - power(beta_1, self.n_steps));
        let rate = (f64::from(learning_rate) * correction) as f32;
        let mut done = 0;
        let end = std::iter::once((weights.len()..weights.len(), 0.0));
        for (range, penalty) in penalties.iter().cloned().chain(end) {
            for (range, decay) in [(done..range.start, 0.0), (range.clone(), 2.0 * penalty)] {
                let step = AdamStep { rate, beta_1, beta_2, epsilon, decay };
                let moments = self.first[range.clone()]
                    .par_chunks_mut(TASK)
                    .zip(self.second[range.clone()].par_chunks_mut(TASK));
                weights[range.clone()]
                    .par_chunks_mut(TASK)
                    .zip(gradients[range].par_chunks(TASK))
                    .zip(moments)
                    .for_each(|((weights, gradients), (first, second))| {
                        kernels.adam(weights, gradients, first, second, step);
                    });
            }
            done = range.end;
        }
    }
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
        let (mut adam, mut weights) = (Adam::new(AdamConfig::default(), 3), vec![1.0, -2.0, 0.5]);
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
    fn powers_by_squaring_are_powers() {
        for n in [0, 1, 2, 7, 1_000] {
            let expected = f64::from(0.999_f32).powi(n);
            assert!((power(0.999, n as u64) - expected).abs() < 1e-12, "0.999^{n}");
        }
    }
}
