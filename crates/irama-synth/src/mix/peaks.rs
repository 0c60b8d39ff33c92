//! Peaks between samples.
//!
//! Four times oversampling by a windowed sinc, as annex 2 of ITU-R BS.1770 asks for.

use crate::exact::sine;

/// Samples on either side.
const REACH: usize = 8;
pub(super) const TAPS: usize = 2 * REACH;
/// Between two samples, at a quarter, a half and three quarters.
const PHASES: usize = 3;

/// Finds the highest value near each sample of one channel.
#[derive(Clone, Debug)]
pub(crate) struct Peaks {
    kernels: [[f32; TAPS]; PHASES],
    /// The sum of the largest kernel's sizes: no peak is higher than this times the highest sample.
    bound: f32,
    /// The last samples, twice in a row, so that a window never wraps.
    ring: [f32; 2 * TAPS],
    at: usize,
    /// How many samples ago one of the last was high.
    since_high: usize,
}

impl Peaks {
    /// How many samples late the peaks are.
    pub(crate) const LATE: usize = REACH;

    pub(crate) fn new() -> Self {
        let kernels = [0.25, 0.5, 0.75].map(kernel);
        let sum = |it: &[f32; TAPS]| it.iter().map(|it| it.abs()).sum::<f32>();
        let bound = kernels.iter().map(sum).fold(1.0, f32::max);
        Self { kernels, bound, ring: [0.0; 2 * TAPS], at: 0, since_high: TAPS }
    }

    /// Takes a sample; returns the highest value between the sample `LATE` before it and the next.
    /// Where nothing can reach `ignored`, a rough bound below it.
    pub(crate) fn push(&mut self, sample: f32, ignored: f32) -> f32 {
        self.at = (self.at + TAPS - 1) % TAPS;
        self.ring[self.at] = sample;
        self.ring[self.at + TAPS] = sample;
        let is_high = sample.abs() * self.bound >= ignored;
        self.since_high = if is_high { 0 } else { self.since_high.saturating_add(1) };
        let window = &self.ring[self.at..self.at + TAPS];
        let here = window[REACH].abs();
        if self.since_high >= TAPS {
            return here;
        }
        let between = self
            .kernels
            .iter()
            .map(|kernel| kernel.iter().zip(window).map(|(a, b)| a * b).sum::<f32>().abs());
        between.fold(here, f32::max)
    }
}

/// The weights of the samples around a place `share` of the way from one to the next, the latest
/// first, under a Hann window.
fn kernel(share: f32) -> [f32; TAPS] {
    let mut weights = [0.0; TAPS];
    for (idx, weight) in weights.iter_mut().enumerate() {
        // The window's sample REACH is the one before the place.
        let away = idx as f32 - REACH as f32 + share;
        let angle = std::f32::consts::PI * away;
        let window = 0.5 + 0.5 * sine(0.25 + 0.5 * away / (REACH as f32 + 0.5));
        *weight = window * if away == 0.0 { 1.0 } else { sine(0.5 * away) / angle };
    }
    let sum: f32 = weights.iter().sum();
    weights.map(|it| it / sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peaks_between_samples_are_seen() {
        // A tone of a quarter of the sample rate whose samples miss all its peaks.
        let mut peaks = Peaks::new();
        let tone = (0..400).map(|it| sine(0.25 * it as f32 + 0.125));
        let highest = tone.map(|it| peaks.push(it, 0.0)).skip(40).fold(0.0, f32::max);
        assert!((highest - 1.0).abs() < 0.02, "{highest}");
    }

    #[test]
    fn what_cannot_reach_is_not_looked_at() {
        let mut peaks = Peaks::new();
        let highest = (0..100).map(|_| peaks.push(0.2, 0.9)).fold(0.0, f32::max);
        assert_eq!(highest, 0.2);
    }
}
