//! The search: sequential Monte Carlo over ways through a piece.
//!
//! Ways are written side by side up to the next barrier, a bar line or a note that stays, and weighed
//! there by the probability that masks and what has to come left them; where the weights are
//! too unequal, ways are drawn anew. Reference for the resampling: Douc, Cappé and Moulines,
//! "Comparison of resampling schemes for particle filtering" (2005), the systematic one.

use irama_neural::{Chance, maths};

use super::{
    brief::Choice,
    ground::step_from,
    material::Place,
    particle::Particle,
    unmet::Unmet,
    watching::{Go, Sketch},
    writing::Desk,
};
use crate::ModelError;

/// Ways are drawn anew where fewer than this share of them count.
const ENOUGH: f64 = 0.5;
/// Bars that are kept to back up to, and how often that is done in all.
const MAX_KEPT: usize = 16;
const MAX_BACK_UPS: u64 = 200;
/// Failures at one place before it is backed up further.
const PATIENCE: u64 = 4;

/// Where chance comes from: a seed and a stream of its own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dice {
    pub(super) seed: u64,
    pub(super) stream: u64,
}

impl Dice {
    /// The numbers of a way (or of none) in a round of an attempt.
    fn of(&self, attempt: u64, round: usize, particle: usize) -> Chance {
        let step = (attempt << 44) | ((round as u64) << 13) | particle as u64;
        Chance::new(self.seed, self.stream, step)
    }
}

/// What the search came to.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) chosen: Particle,
    /// Ways that count, on average over all barriers.
    pub(super) effective_sample_size: f64,
    /// How often the search had to back up.
    pub(super) n_back_ups: u64,
    /// The bar line at which it was ended on the way.
    pub(super) stopped_at: Option<u64>,
}

/// All ways at a barrier.
#[derive(Clone, Debug)]
struct Kept {
    round: usize,
    particles: Vec<Particle>,
}

/// A search on its way.
struct Search<'a> {
    desk: &'a Desk<'a>,
    dice: Dice,
    /// The barrier that is written up to next.
    round: usize,
    particles: Vec<Particle>,
    /// Bar lines to back up to, the first and the latest ones.
    kept: Vec<Kept>,
    /// How many ways counted at each barrier.
    sizes: Vec<f64>,
    n_back_ups: u64,
    /// The furthest round in which all died, and how often.
    furthest: (usize, u64),
}

/// Searches from `first` with `n` ways; `watch` sees how far it has come, and says how to go on.
pub(super) fn search(
    desk: &Desk<'_>,
    (first, n): (Particle, usize),
    dice: Dice,
    mut watch: impl FnMut(&Sketch<'_>) -> Go,
) -> Result<Found, ModelError> {
    let orders = desk.orders;
    let wanted = orders.brief.stop_after.unwrap_or(u64::MAX);
    let mut is_to_end = false;
    let mut search = Search {
        desk,
        dice,
        round: 0,
        particles: vec![first; n],
        kept: Vec::new(),
        sizes: Vec::new(),
        n_back_ups: 0,
        furthest: (0, 0),
    };
    while let Some(place) = desk.orders.barriers.get(search.round) {
        search.keep(*place);
        if !search.write(*place) {
            return Err(ModelError::Stopped);
        }
        if search.particles.iter().any(|it| it.is_broken) {
            return Err(ModelError::Broken);
        }
        if search.particles.iter().all(|it| it.is_dead) {
            search.back_up(*place)?;
            continue;
        }
        search.draw_anew();
        search.round += 1;
        match watch(&Sketch::new(orders, &search.particles, *place)) {
            Go::On => (),
            Go::Keep => is_to_end = true,
            Go::Stop => return Err(ModelError::Stopped),
        }
        is_to_end |= orders.bars_until(place.0) >= wanted;
        let is_last = search.round == orders.barriers.len();
        if is_to_end && !is_last && orders.may_end_at(*place, &search.particles) {
            return Ok(Found { stopped_at: Some(place.0), ..search.end() });
        }
    }
    Ok(search.end())
}

impl Search<'_> {
    /// Keeps the ways at a bar line, if they can die after it.
    fn keep(&mut self, place: Place) {
        let orders = self.desk.orders;
        let can_die = orders.copying.is_on() || !orders.quotas.is_empty();
        let is_line = place.1 == 0 || self.round == 0;
        let is_later = self.kept.last().is_none_or(|it| it.round < self.round);
        if !(can_die && is_line && is_later) {
            return;
        }
        self.kept.push(Kept { round: self.round, particles: self.particles.clone() });
        if self.kept.len() > MAX_KEPT {
            self.kept.remove(1);
        }
    }

    /// Writes all ways on, each with chance of its own; false if it was stopped before the place.
    fn write(&mut self, place: Place) -> bool {
        for (idx, particle) in self.particles.iter_mut().enumerate() {
            particle.chance = self.dice.of(self.n_back_ups, self.round, idx + 1);
        }
        self.desk.write_until(&mut self.particles, place)
    }

    /// Goes back a bar, and further where that has not helped. An error if it never does.
    fn back_up(&mut self, place: Place) -> Result<(), ModelError> {
        self.n_back_ups += 1;
        let (round, n) = self.furthest;
        let n_here = if self.round > round { 1 } else { n + 1 };
        self.furthest = (round.max(self.round), n_here);
        if self.n_back_ups > MAX_BACK_UPS {
            let bars = self.desk.orders.bars.iter();
            let bar = bars.filter(|it| step_from(it.start.0) < place.0).count();
            return Err(Unmet::NoWay { bar: bar as u64 }.into());
        }
        let back = 1 + (n_here / PATIENCE) as usize;
        self.kept.truncate(self.kept.len().saturating_sub(back).max(1));
        let last = self.kept.last().ok_or(ModelError::Broken)?;
        (self.round, self.particles) = (last.round, last.particles.clone());
        Ok(())
    }

    /// Draws ways anew where too few of them count, but for the last barrier.
    fn draw_anew(&mut self) {
        let weights = weights(&self.particles);
        let (size, n) = (effective(&weights), self.particles.len());
        self.sizes.push(size);
        let is_last = self.round + 1 == self.desk.orders.barriers.len();
        if !is_last && n > 1 && size < ENOUGH * n as f64 {
            let start = self.dice.of(self.n_back_ups, self.round, 0).uniform();
            let drawn = systematic(&weights, start, n);
            self.particles = drawn_anew(std::mem::take(&mut self.particles), &drawn);
        }
    }

    fn end(mut self) -> Found {
        let dice = self.dice.of(self.n_back_ups, self.round, 0).uniform();
        let chosen = choose(&self.particles, self.desk.orders.brief.choice, dice);
        let effective_sample_size = self.sizes.iter().sum::<f64>() / self.sizes.len().max(1) as f64;
        let chosen = self.particles.swap_remove(chosen);
        Found { chosen, effective_sample_size, n_back_ups: self.n_back_ups, stopped_at: None }
    }
}

/// The ways of these rising indices; only those that are drawn twice are copied.
fn drawn_anew(particles: Vec<Particle>, drawn: &[usize]) -> Vec<Particle> {
    let mut particles: Vec<Option<Particle>> = particles.into_iter().map(Some).collect();
    let mut all = Vec::with_capacity(drawn.len());
    for (nth, idx) in drawn.iter().enumerate() {
        let is_last = drawn.get(nth + 1) != Some(idx);
        let particle = if is_last { particles[*idx].take() } else { particles[*idx].clone() };
        all.extend(particle);
    }
    all.iter_mut().for_each(|it| it.tally.weight = 0.0);
    all
}

/// The normalised weights.
fn weights(particles: &[Particle]) -> Vec<f64> {
    let alive = || particles.iter().filter(|it| !it.is_dead);
    let largest = alive().map(|it| it.tally.weight).fold(f64::NEG_INFINITY, f64::max);
    let weight = |it: &Particle| match it.is_dead {
        true => 0.0,
        false => f64::from(maths::exp((it.tally.weight - largest) as f32)),
    };
    let weights: Vec<f64> = particles.iter().map(weight).collect();
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|it| it / sum).collect()
}

/// How many ways count: 1 if one has all the weight, all if they are equal.
fn effective(weights: &[f64]) -> f64 {
    1.0 / weights.iter().map(|it| it * it).sum::<f64>()
}

/// `n` indices in proportion to weights whose sum is 1: those at evenly spaced places, of which the
/// first is `start`, 0 to 1, of a space.
fn systematic(weights: &[f64], start: f64, n: usize) -> Vec<usize> {
    let last = weights.iter().rposition(|it| *it > 0.0).unwrap_or(0);
    let (mut idx, mut reached) = (0, weights[0]);
    let places = (0..n).map(|it| (it as f64 + start) / n as f64);
    places
        .map(|place| {
            while reached <= place && idx < last {
                idx += 1;
                reached += weights[idx];
            }
            idx
        })
        .collect()
}

fn choose(particles: &[Particle], choice: Choice, dice: f64) -> usize {
    let weights = weights(particles);
    match choice {
        Choice::Random => systematic(&weights, dice, 1)[0],
        Choice::Likeliest => {
            let surprise = |it: usize| {
                let tally = &particles[it].tally;
                tally.surprise / tally.n_heard.max(1) as f64
            };
            let alive = (0..particles.len()).filter(|it| !particles[*it].is_dead);
            alive.min_by(|a, b| surprise(*a).total_cmp(&surprise(*b))).unwrap_or(0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawing_anew_keeps_proportions_to_one() {
        let weights = [0.1, 0.0, 0.65, 0.25, 0.0];
        for start in [0.0, 0.3, 0.5, 0.999_999] {
            let drawn = systematic(&weights, start, 20);
            assert_eq!(drawn.len(), 20);
            for (idx, weight) in weights.iter().enumerate() {
                let n = drawn.iter().filter(|it| **it == idx).count() as f64;
                assert!((n - 20.0 * weight).abs() <= 1.0, "{idx}: {n} of {}", 20.0 * weight);
                assert!(*weight > 0.0 || n == 0.0, "what has no weight is never drawn");
            }
        }
    }

    #[test]
    fn equal_weights_all_count_and_a_single_one_counts_alone() {
        assert!((effective(&[0.25; 4]) - 4.0).abs() < 1e-12);
        assert!((effective(&[0.0, 1.0, 0.0]) - 1.0).abs() < 1e-12);
    }
}
