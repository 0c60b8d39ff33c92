//! Choosing a value under orders: what is allowed, what has to come, and what the choice weighs.

use irama_neural::maths;

use super::sampling::{Sampling, log_likelihood};

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

#[cfg(test)]
mod tests {
    use super::*;

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
}
