//! Choosing a value of a field from its logits.
//!
//! Pure arithmetic: the caller rolls the dice, so one seed decides a whole piece.

use irama_neural::maths;
use serde::{Deserialize, Serialize};

/// How freely to choose. The limits apply in the order of the fields.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sampling {
    /// Divides the logits: below 1 is safer, above 1 is wilder, 0 always takes the likeliest.
    pub temperature: f32,
    /// Keep only this many of the likeliest values.
    pub top_k: Option<usize>,
    /// Of those, keep the fewest whose probabilities reach this sum.
    pub top_p: Option<f32>,
    /// Of those, keep values at least this share as likely as the likeliest.
    pub min_p: Option<f32>,
}

impl Default for Sampling {
    fn default() -> Self {
        Self { temperature: 1.0, top_k: None, top_p: None, min_p: None }
    }
}

impl Sampling {
    /// Chooses a value among the `legal` ones, a bit each; `dice` is in `0.0..1.0`. `None` if no
    /// value is legal or a logit is not a number: the model is broken, and any choice would hide it.
    pub fn choose(&self, logits: &[f32], legal: u128, dice: f64) -> Option<usize> {
        let (ranked, weights) = self.ranked(logits, legal)?;
        let kept: f32 = weights.iter().sum();
        let mut left = dice * f64::from(kept);
        for (value, weight) in ranked.iter().zip(&weights) {
            left -= f64::from(*weight);
            if left < 0.0 {
                return Some(*value);
            }
        }
        Some(ranked[weights.len().saturating_sub(1)])
    }

    /// The legal values, the likeliest first, and the weights of those that the limits keep; of the
    /// likeliest alone where the temperature is 0.
    pub(super) fn ranked(&self, logits: &[f32], legal: u128) -> Option<(Vec<usize>, Vec<f32>)> {
        let is_legal = |it: &usize| legal >> it & 1 == 1;
        let mut ranked: Vec<usize> = (0..logits.len().min(128)).filter(is_legal).collect();
        if ranked.iter().any(|it| logits[*it].is_nan()) {
            return None;
        }
        // The sort is stable: equal logits keep their order, so a seed gives the same piece anywhere.
        ranked.sort_by(|a, b| logits[*b].total_cmp(&logits[*a]));
        ranked.truncate(self.top_k.unwrap_or(usize::MAX).max(1));
        let likeliest = *ranked.first()?;
        if self.temperature <= 0.0 {
            return Some((ranked, vec![1.0]));
        }
        let weight = |it: &usize| maths::exp((logits[*it] - logits[likeliest]) / self.temperature);
        let mut weights: Vec<f32> = ranked.iter().map(weight).collect();
        if let Some(share) = self.min_p {
            let n = weights.iter().take_while(|it| **it >= share).count().max(1);
            weights.truncate(n);
        }
        let sum: f32 = weights.iter().sum();
        let nucleus = self.top_p.unwrap_or(1.0) * sum;
        let mut running = 0.0;
        let n = weights.iter().take_while(|it| {
            let is_before = running < nucleus;
            running += **it;
            is_before
        });
        let n = n.count().max(1);
        weights.truncate(n);
        Some((ranked, weights))
    }
}

/// The natural logarithm of the probability of `value` among the legal values.
pub(super) fn log_likelihood(logits: &[f32], legal: u128, value: usize) -> f64 {
    let legal = |it: &usize| legal >> it & 1 == 1;
    let values = (0..logits.len().min(128)).filter(legal);
    let largest = values.clone().map(|it| logits[it]).fold(f32::NEG_INFINITY, f32::max);
    let sum: f64 = values.map(|it| f64::from(maths::exp(logits[it] - largest))).sum();
    f64::from(logits[value] - largest) - maths::ln(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: u128 = u128::MAX;

    #[track_caller]
    fn check(logits: &[f32], sampling: Sampling, dice: f64, expected: Option<usize>) {
        assert_eq!(sampling.choose(logits, ALL, dice), expected);
    }

    #[test]
    fn dice_chooses_in_proportion() {
        let logits = [1.0_f32.ln(), 3.0_f32.ln()];
        check(&logits, Sampling::default(), 0.0, Some(1));
        check(&logits, Sampling::default(), 0.74, Some(1));
        check(&logits, Sampling::default(), 0.76, Some(0));
        check(&logits, Sampling::default(), 0.999_999_9, Some(0));
    }

    #[test]
    fn limits_keep_the_likeliest() {
        let logits = [6.0_f32.ln(), 3.0_f32.ln(), 1.0_f32.ln()];
        check(&logits, Sampling { temperature: 0.0, ..Sampling::default() }, 0.99, Some(0));
        check(&logits, Sampling { top_k: Some(2), ..Sampling::default() }, 0.99, Some(1));
        check(&logits, Sampling { top_p: Some(0.8), ..Sampling::default() }, 0.99, Some(1));
        check(&logits, Sampling { min_p: Some(0.4), ..Sampling::default() }, 0.99, Some(1));
        check(&logits, Sampling { min_p: Some(0.6), ..Sampling::default() }, 0.99, Some(0));
    }

    #[test]
    fn only_what_is_legal_is_chosen_and_a_broken_model_is_not_hidden() {
        let free = Sampling::default();
        assert_eq!(free.choose(&[9.0, 0.0, 1.0], 0b010, 0.9), Some(1));
        assert_eq!(free.choose(&[9.0, 0.0], 0, 0.9), None);
        assert_eq!(free.choose(&[f32::NAN, 0.0], ALL, 0.9), None);
    }

    #[test]
    fn likelihoods_of_legal_values_sum_to_one() {
        let (logits, legal) = ([0.3, -2.0, 5.0, 1.0], 0b1011);
        let sum: f64 = [0, 1, 3].iter().map(|it| log_likelihood(&logits, legal, *it).exp()).sum();
        assert!((sum - 1.0).abs() < 1e-6, "{sum}");
    }
}
