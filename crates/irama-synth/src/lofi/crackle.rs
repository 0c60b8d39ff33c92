//! A dusty record: hiss, many faint ticks and a few pops.

use crate::{
    exact::noise,
    sources::{Filter, Frame, Tap},
};

/// Ticks and pops a second, and how loud.
const TICKS: (f32, f32) = (28.0, 0.035);
const POPS: (f32, f32) = (1.6, 0.16);
const HISS: f32 = 0.004;
/// Streams of chance.
const TICK: u32 = 101;
const POP: u32 = 102;
const AIR: [u32; 2] = [103, 104];

pub(super) struct Crackle {
    level: f32,
    /// Above these values of noise there is a tick or pop.
    bars: [f32; 2],
    filters: [Filter; 2],
}

impl Crackle {
    pub(super) fn new(strength: f32, sample_rate: f32) -> Self {
        let bar = |per_second: f32| 1.0 - 2.0 * per_second * strength / sample_rate;
        let filter = Filter::new(3_800.0, 0.8, sample_rate);
        let bars = [bar(TICKS.0), bar(POPS.0)];
        Self { level: strength, bars, filters: [filter.clone(), filter] }
    }

    pub(super) fn add(&mut self, frames: &mut [Frame], at: u64) {
        if self.level == 0.0 {
            return;
        }
        for (frame, here) in frames.iter_mut().zip(at..) {
            let here = here as u32;
            let dust = self.dust(here);
            for side in 0..2 {
                let hiss = HISS * noise(AIR[side], here);
                // Dust lies on one wall of the groove more than on the other.
                let share = 0.75 + 0.25 * noise(AIR[1 - side], here / 64);
                frame[side] += self.level * self.filters[side].pass(Tap::Band, hiss + dust * share);
            }
        }
    }

    fn dust(&self, here: u32) -> f32 {
        let of = |stream: u32, bar: f32, level: f32| {
            let chance = noise(stream, here);
            if chance > bar { level * (1.0 + noise(stream + 50, here)) * 2.0 } else { 0.0 }
        };
        of(TICK, self.bars[0], TICKS.1) + of(POP, self.bars[1], POPS.1)
    }
}
