//! Nothing above the ceiling, also between samples.
//!
//! The gain that each peak needs is known a little before it comes: the least of the next few
//! milliseconds, averaged over as many, is there in time and never moves by a step.

use std::collections::VecDeque;

use super::peaks::Peaks;
use crate::{exact::gain, sources::Frame};

/// What is asked for, in decibels below full scale between samples.
pub(crate) const CEILING_DB: f32 = -1.0;
/// Kept below it, for what a meter with more taps sees.
const MARGIN_DB: f32 = 0.12;
/// How far it looks ahead, in seconds.
const AHEAD_S: f32 = 0.004;
/// How slowly it lets go: the time for 60 dB, in seconds.
const RELEASE_S: f32 = 0.8;

/// A limiter.
#[derive(Clone, Debug)]
pub(crate) struct Limiter {
    gain: f32,
    ceiling: f32,
    peaks: [Peaks; 2],
    /// What was taken and not yet given.
    waiting: VecDeque<Frame>,
    /// Rising gains, each the least from its sample on.
    least: VecDeque<(u64, f32)>,
    n_taken: u64,
    ahead: usize,
    /// The gains of the last samples and their sum, as whole numbers, so that nothing drifts.
    averaged: VecDeque<i64>,
    sum: i64,
    released: f32,
    release: f32,
}

/// A gain of 1 as a whole number.
const UNIT: f32 = 1_073_741_824.0;

impl Limiter {
    /// Multiplies by `gain_db` first.
    pub(crate) fn new(gain_db: f32, sample_rate: f32) -> Self {
        let ahead = (AHEAD_S * sample_rate) as usize;
        Self {
            gain: gain(gain_db),
            ceiling: gain(CEILING_DB - MARGIN_DB),
            peaks: [Peaks::new(), Peaks::new()],
            waiting: VecDeque::with_capacity(ahead),
            least: VecDeque::with_capacity(ahead),
            n_taken: 0,
            ahead,
            averaged: std::iter::repeat_n(UNIT as i64, ahead).collect(),
            sum: UNIT as i64 * ahead as i64,
            released: 1.0,
            release: crate::exact::fall(1.0 / sample_rate, RELEASE_S),
        }
    }

    /// How many samples later a sample comes out again.
    pub(crate) fn n_late(&self) -> usize {
        self.ahead + Peaks::LATE
    }

    /// Takes a sample, and gives the one [`Limiter::n_late`] before it, once there is one.
    pub(crate) fn push(&mut self, frame: Frame) -> Option<Frame> {
        let frame = frame.map(|it| it * self.gain);
        let [left, right] = &mut self.peaks;
        let peak = left.push(frame[0], self.ceiling).max(right.push(frame[1], self.ceiling));
        let wanted = if peak > self.ceiling { self.ceiling / peak } else { 1.0 };
        let average = self.average(wanted);
        self.waiting.push_back(frame);
        self.n_taken += 1;
        if self.waiting.len() <= self.n_late() {
            return None;
        }
        self.waiting.pop_front().map(|it| it.map(|it| it * average))
    }

    /// The gain for the sample that goes out.
    fn average(&mut self, wanted: f32) -> f32 {
        while self.least.back().is_some_and(|it| it.1 >= wanted) {
            self.least.pop_back();
        }
        self.least.push_back((self.n_taken, wanted));
        while self.least.front().is_some_and(|it| it.0 + (self.ahead as u64) < self.n_taken) {
            self.least.pop_front();
        }
        let least = self.least.front().map_or(1.0, |it| it.1);
        self.released = least.min(1.0 - (1.0 - self.released) * self.release);
        let whole = (self.released * UNIT) as i64;
        self.averaged.push_back(whole);
        self.sum += whole - self.averaged.pop_front().unwrap_or_default();
        self.sum as f32 / (UNIT * self.ahead as f32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::sine;

    fn limited(level: f32) -> Vec<Frame> {
        let mut limiter = Limiter::new(0.0, 48_000.0);
        let tone = (0..48_000).map(|it| {
            let burst = if it % 9_000 < 40 { 3.0 } else { 1.0 };
            [level * burst * sine(it as f32 * 0.021_3), 0.1 * sine(it as f32 * 0.01)]
        });
        tone.filter_map(|it| limiter.push(it)).collect()
    }

    #[test]
    fn nothing_passes_the_ceiling_and_nothing_below_it_is_touched() {
        let highest = |all: &[Frame]| all.iter().fold(0.0, |a: f32, it| a.max(it[0].abs()));
        assert!(highest(&limited(2.0)) <= gain(CEILING_DB));
        let untouched = limited(0.25);
        assert!((highest(&untouched) - 0.75).abs() < 0.01);
    }

    #[test]
    fn samples_come_out_as_late_as_it_says() {
        let mut limiter = Limiter::new(0.0, 48_000.0);
        let late = limiter.n_late();
        let out: Vec<Frame> =
            (0..1_000).filter_map(|it| limiter.push([it as f32 * 1e-4, 0.0])).collect();
        assert_eq!(out.len(), 1_000 - late);
        assert_eq!(out[5][0], 5.0 * 1e-4);
    }
}
