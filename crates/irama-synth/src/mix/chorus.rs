//! Chorus: the sound once more, a little later and never quite in tune, left and right apart.

use super::DelayLine;
use crate::{
    exact::{phase_step, sine_of_phase},
    sources::Frame,
};

/// In the middle of its swing, in seconds.
const DELAY_S: f32 = 0.011;
/// To either side, in seconds.
const SWING_S: f32 = 0.002_2;
/// Swings a second.
const SWING_HZ: f32 = 0.63;

/// A chorus.
#[derive(Clone, Debug)]
pub(crate) struct Chorus {
    lines: [DelayLine; 2],
    phase: u32,
    step: u32,
    level: f32,
    sample_rate: f32,
}

impl Chorus {
    /// `level` 0 to 1 beside the sound itself.
    pub(crate) fn new(level: f32, sample_rate: f32) -> Self {
        let longest = ((DELAY_S + SWING_S) * sample_rate) as usize + 2;
        Self {
            lines: [DelayLine::new(longest), DelayLine::new(longest)],
            phase: 0,
            step: phase_step(SWING_HZ, sample_rate),
            level,
            sample_rate,
        }
    }

    pub(crate) fn pass(&mut self, frames: &mut [Frame]) {
        let dry = 1.0 - 0.3 * self.level;
        for frame in frames {
            // A quarter of a turn apart.
            let phases = [self.phase, self.phase.wrapping_add(0x4000_0000)];
            for ((line, sample), phase) in self.lines.iter_mut().zip(frame).zip(phases) {
                let delay_s = DELAY_S + SWING_S * sine_of_phase(phase);
                line.push(*sample);
                let later = line.between(delay_s * self.sample_rate);
                *sample = dry * *sample + 0.7 * self.level * later;
            }
            self.phase = self.phase.wrapping_add(self.step);
        }
    }
}
