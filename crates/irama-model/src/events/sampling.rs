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

/// A value that was chosen, and what the choice says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Decision {
    pub(super) value: u8,
    /// The surprise of the model at the value, in nats: of all that is legal, at temperature 1.
    pub(super) surprise: f64,
    /// The logarithm of the share that was allowed of what is likely at this temperature.
    pub(super) left: f64,
    /// The logarithm of how much likelier the value is than its proposal.
    pub(super) weight: f64,
}

impl Decision {
    /// A value where the model's own rules leave no other.
    pub(super) fn forced(value: u8) -> Self {
        Self { value, surprise: 0.0, left: 0.0, weight: 0.0 }
    }
}

/// What has to come next at the latest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Wall {
    /// Its value.
    pub(super) value: u8,
    /// The share of what comes before it that new notes are expected to have, above 0, at most 1.
    pub(super) share: f64,
}

impl Default for Sampling {
    fn default() -> Self {
        Self { temperature: 1.0, top_k: None, top_p: None, min_p: None }
    }
}

impl Sampling {
    /// Chooses a value among the `allowed` ones, of all that are `legal` by the model's own rules, a
    /// bit each; `dice` is in `0.0..1.0`. `None` as for [`Sampling::choose`].
    ///
    /// Without a wall the proposal is what is allowed, renormalised, and the weight is the share that
    /// was left. Before a wall, values are met one after another, and each is proposed just as often
    /// as it is likely by then, times the share that new notes have; what is left goes to the wall.
    /// Where what has to come is unlikely, renormalising would rather write note after note before
    /// it, though each only puts off the same price.
    pub(super) fn decide(
        &self,
        logits: &[f32],
        (legal, allowed): (u128, u128),
        wall: Option<Wall>,
        dice: f64,
    ) -> Option<Decision> {
        // What has to come may be what the model does not think legal.
        let among = if allowed & legal == 0 { allowed } else { allowed & legal };
        let Some(wall) = wall.filter(|it| allowed >> it.value & 1 == 1) else {
            let value = self.choose(logits, among, dice)?;
            return Some(self.weigh(logits, (legal, among), value));
        };
        let (legal, among) = (legal | 1 << wall.value, among | 1 << wall.value);
        let likely = self.limited(logits, among)?;
        let shares = self.shares(logits, legal);
        let proposals = proposals(&shares, among & likely, wall);
        let value = match self.temperature > 0.0 {
            true => drawn(&proposals, dice),
            false => proposals.iter().rev().max_by(|a, b| a.1.total_cmp(&b.1)).map(|it| it.0),
        };
        let value = value.unwrap_or(usize::from(wall.value));
        let decision = self.weigh(logits, (legal, among), value);
        let proposed = proposals.iter().find(|it| it.0 == value).map_or(1.0, |it| it.1);
        let likelier = maths::ln(shares[value].max(f64::MIN_POSITIVE)) - maths::ln(proposed);
        Some(Decision { weight: likelier.max(LEAST), ..decision })
    }

    /// The share of each value among the legal ones, at this temperature.
    fn shares(&self, logits: &[f32], legal: u128) -> Vec<f64> {
        let temperature = if self.temperature > 0.0 { self.temperature } else { 1.0 };
        let is_legal = |it: usize| legal >> it & 1 == 1;
        let all = 0..logits.len().min(128);
        let largest = all.clone().filter(|it| is_legal(*it)).map(|it| logits[it]);
        let largest = largest.fold(f32::NEG_INFINITY, f32::max);
        let weight = |it: usize| match is_legal(it) {
            true => f64::from(maths::exp((logits[it] - largest) / temperature)),
            false => 0.0,
        };
        let weights: Vec<f64> = all.map(weight).collect();
        let sum: f64 = weights.iter().sum();
        weights.into_iter().map(|it| it / sum).collect()
    }

    /// Of `among`, the values that the limits keep, a bit each.
    fn limited(&self, logits: &[f32], among: u128) -> Option<u128> {
        let (ranked, weights) = self.ranked(logits, among)?;
        let kept = ranked.iter().take(weights.len().max(1));
        Some(kept.fold(0, |all, it| all | 1 << it))
    }

    /// What it says that a value was chosen of what is allowed, renormalised.
    pub(super) fn weigh(
        &self,
        logits: &[f32],
        (legal, allowed): (u128, u128),
        value: usize,
    ) -> Decision {
        let legal = legal | 1 << value;
        let temperature = if self.temperature > 0.0 { self.temperature } else { 1.0 };
        let left = match allowed & legal == legal {
            true => 0.0,
            false => log_share(logits, legal, allowed, temperature),
        };
        let surprise = -log_likelihood(logits, legal, value).max(LEAST);
        Decision { value: value as u8, surprise, left, weight: left }
    }

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
    fn ranked(&self, logits: &[f32], legal: u128) -> Option<(Vec<usize>, Vec<f32>)> {
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

/// How often each value is proposed before a wall and at it, in rising order: of what is `among`, as
/// often as it is likely once those before it have not come.
fn proposals(shares: &[f64], among: u128, wall: Wall) -> Vec<(usize, f64)> {
    let mut left = vec![0.0; shares.len() + 1];
    for it in (0..shares.len()).rev() {
        left[it] = left[it + 1] + shares[it];
    }
    let (mut proposals, mut survived) = (Vec::new(), 1.0);
    for value in (0..usize::from(wall.value)).filter(|it| among >> it & 1 == 1) {
        let hazard = if left[value] > 0.0 { (shares[value] / left[value]).min(MOST) } else { 0.0 };
        proposals.push((value, survived * wall.share * hazard));
        survived *= 1.0 - wall.share * hazard;
    }
    proposals.push((usize::from(wall.value), survived));
    proposals
}

/// One value by chance.
fn drawn(proposals: &[(usize, f64)], mut dice: f64) -> Option<usize> {
    for (value, share) in proposals {
        dice -= share;
        if dice < 0.0 {
            return Some(*value);
        }
    }
    proposals.last().map(|it| it.0)
}

/// The largest chance of a value before a wall.
const MOST: f64 = 1.0 - 1e-6;
/// The logarithm of the smallest share that is told apart.
const LEAST: f64 = -87.0;

/// The share that `some` values have of all `legal` ones; 1 if none of them is legal.
pub(super) fn share_of(logits: &[f32], legal: u128, some: u128) -> f64 {
    if some & legal == 0 {
        return 1.0;
    }
    f64::from(maths::exp(log_share(logits, legal, some, 1.0) as f32))
}

/// The natural logarithm of the share that `allowed` values have of all `legal` ones.
fn log_share(logits: &[f32], legal: u128, allowed: u128, temperature: f32) -> f64 {
    let values = (0..logits.len().min(128)).filter(|it| legal >> it & 1 == 1);
    let largest = values.clone().map(|it| logits[it]).fold(f32::NEG_INFINITY, f32::max);
    let (mut some, mut all) = (0.0, 0.0);
    for it in values {
        let weight = f64::from(maths::exp((logits[it] - largest) / temperature));
        all += weight;
        some += if allowed >> it & 1 == 1 { weight } else { 0.0 };
    }
    if some > 0.0 { (maths::ln(some) - maths::ln(all)).clamp(LEAST, 0.0) } else { LEAST }
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
    fn what_is_forbidden_costs_its_share() {
        let logits = [6.0_f32.ln(), 3.0_f32.ln(), 1.0_f32.ln()];
        let decide = |sampling: Sampling, allowed: u128| {
            sampling.decide(&logits, (0b111, allowed), None, 0.999).expect("a value is allowed")
        };
        let share = |it: Decision| it.left.exp();
        let free = decide(Sampling::default(), 0b111);
        assert_eq!((free.value, free.weight), (2, 0.0));
        let some = decide(Sampling::default(), 0b011);
        assert_eq!(some.value, 1);
        assert!((share(some) - 0.9).abs() < 1e-6, "{some:?}");
        assert!((some.surprise - (10.0_f64 / 3.0).ln()).abs() < 1e-6, "{some:?}");
        let bold = decide(Sampling { temperature: 0.5, ..Sampling::default() }, 0b010);
        assert!((share(bold) - 9.0 / 46.0).abs() < 1e-6, "{bold:?}");
        let outside = Sampling::default().decide(&logits, (0b001, 0b100), None, 0.5);
        assert_eq!(outside.map(|it| it.value), Some(2), "what has to come comes");
    }

    #[test]
    fn before_a_wall_values_come_as_often_as_they_are_likely_and_weights_make_up_for_it() {
        let logits = [2.0_f32.ln(), 1.0_f32.ln(), 1.0_f32.ln(), 6.0_f32.ln()];
        let sampling = Sampling::default();
        for share in [1.0, 0.3] {
            let wall = Some(Wall { value: 2, share });
            let mut sums = [0.0; 4];
            let n = 20_000;
            for it in 0..n {
                let dice = (f64::from(it) + 0.5) / f64::from(n);
                let chosen = sampling.decide(&logits, (0b1111, 0b0111), wall, dice);
                let chosen = chosen.expect("a value is allowed");
                assert!((chosen.left.exp() - 0.4).abs() < 1e-6, "{chosen:?}");
                sums[usize::from(chosen.value)] += chosen.weight.exp() / f64::from(n);
            }
            for (sum, expected) in sums.into_iter().zip([0.2, 0.1, 0.1, 0.0]) {
                assert!((sum - expected).abs() < 1e-3, "{sums:?}");
            }
        }
    }

    #[test]
    fn likelihoods_of_legal_values_sum_to_one() {
        let (logits, legal) = ([0.3, -2.0, 5.0, 1.0], 0b1011);
        let sum: f64 = [0, 1, 3].iter().map(|it| log_likelihood(&logits, legal, *it).exp()).sum();
        assert!((sum - 1.0).abs() < 1e-6, "{sum}");
    }
}
