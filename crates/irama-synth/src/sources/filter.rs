//! A filter of two poles whose cut-off may move at any time.
//!
//! The state variable filter by trapezoidal integration, after A. Simper, "Linear Trapezoidal
//! Integrated State Variable Filter" (Cytomic, 2014).

use std::f32::consts::PI;

/// Which of the filter's outputs is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tap {
    /// What lies below the cut-off.
    Low,
    /// What lies around it, at level 1 in the middle.
    Band,
    /// What lies above it.
    High,
}

/// One channel of the filter.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    a1: f32,
    a2: f32,
    a3: f32,
    damping: f32,
    first: f32,
    second: f32,
}

impl Filter {
    /// `resonance` is the height of the peak at the cut-off: 0.707 is flat.
    pub(crate) fn new(hz: f32, resonance: f32, sample_rate: f32) -> Self {
        let mut filter = Self::default();
        filter.tune(hz, resonance, sample_rate);
        filter
    }

    /// Moves the cut-off; it is kept below half the sample rate.
    pub(crate) fn tune(&mut self, hz: f32, resonance: f32, sample_rate: f32) {
        let g = libm::tanf(PI * (hz / sample_rate).clamp(1e-4, 0.45));
        self.damping = 1.0 / resonance;
        self.a1 = 1.0 / (1.0 + g * (g + self.damping));
        self.a2 = g * self.a1;
        self.a3 = g * self.a2;
    }

    /// Takes over the tuning of another channel.
    pub(crate) fn tune_as(&mut self, other: &Self) {
        (self.a1, self.a2, self.a3, self.damping) = (other.a1, other.a2, other.a3, other.damping);
    }

    pub(crate) fn pass(&mut self, tap: Tap, input: f32) -> f32 {
        let v3 = input - self.second;
        let v1 = self.a1 * self.first + self.a2 * v3;
        let v2 = self.second + self.a2 * self.first + self.a3 * v3;
        self.first = 2.0 * v1 - self.first;
        self.second = 2.0 * v2 - self.second;
        match tap {
            Tap::Low => v2,
            Tap::Band => v1 * self.damping,
            Tap::High => input - self.damping * v1 - v2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::sine;

    /// The level of a tone behind the filter.
    fn level(tap: Tap, hz: f32) -> f32 {
        let mut filter = Filter::new(1_000.0, 0.707, 48_000.0);
        let tone = (0..9_600).map(|it| sine(hz * it as f32 / 48_000.0));
        let out: Vec<f32> = tone.map(|it| filter.pass(tap, it)).collect();
        out[4_800..].iter().fold(0.0, |peak: f32, it| peak.max(it.abs()))
    }

    #[test]
    fn each_tap_keeps_its_side() {
        assert!((level(Tap::Low, 100.0) - 1.0).abs() < 0.01 && level(Tap::Low, 10_000.0) < 0.02);
        assert!((level(Tap::High, 10_000.0) - 1.0).abs() < 0.02 && level(Tap::High, 100.0) < 0.02);
        assert!((level(Tap::Band, 1_000.0) - 1.0).abs() < 0.01 && level(Tap::Band, 100.0) < 0.2);
        assert!((level(Tap::Low, 1_000.0) - 0.707).abs() < 0.01);
    }
}
