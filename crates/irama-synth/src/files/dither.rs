//! From numbers to whole samples.
//!
//! Rounding alone leaves a grit that follows the music; noise of a triangular distribution of two
//! steps' width turns it into a steady hiss far below it (S. Lipshitz, R. Wannamaker and J.
//! Vanderkooy, "Quantization and Dither", 1992).

use crate::{exact::noise, sources::Frame};

/// Bits of a sample.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BitDepth {
    /// As on compact discs.
    #[default]
    Bits16,
    /// As in studios.
    Bits24,
}

impl BitDepth {
    /// Bits of a sample.
    pub const fn bits(self) -> u16 {
        match self {
            Self::Bits16 => 16,
            Self::Bits24 => 24,
        }
    }

    /// Steps from silence to full scale.
    const fn steps(self) -> f32 {
        match self {
            Self::Bits16 => 32_768.0,
            Self::Bits24 => 8_388_608.0,
        }
    }
}

/// Turns frames into whole samples, with noise that depends on the place alone.
#[derive(Clone, Debug)]
pub(crate) struct Dither {
    depth: BitDepth,
    at: u64,
}

impl Dither {
    pub(crate) fn new(depth: BitDepth) -> Self {
        Self { depth, at: 0 }
    }

    /// The next frame. Digital silence stays silent.
    pub(crate) fn pass(&mut self, frame: Frame) -> [i32; 2] {
        let at = self.at as u32;
        self.at += 1;
        if frame == [0.0; 2] {
            return [0, 0];
        }
        let steps = self.depth.steps();
        let whole = |value: f32, stream: u32| {
            let triangle = 0.5 * (noise(stream, at) + noise(stream + 1, at));
            let limited = (value * steps + triangle).round().clamp(-steps, steps - 1.0);
            limited as i32
        };
        [whole(frame[0], 11), whole(frame[1], 21)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_below_one_step_is_not_lost() {
        let mut dither = Dither::new(BitDepth::Bits16);
        let level = 0.25 / 32_768.0;
        let sum: i64 = (0..40_000).map(|_| i64::from(dither.pass([level, 0.0])[0])).sum();
        assert!((sum as f32 / 40_000.0 - 0.25).abs() < 0.02);
        assert_eq!(Dither::new(BitDepth::Bits24).pass([0.0, 0.0]), [0, 0]);
        assert_eq!(Dither::new(BitDepth::Bits16).pass([9.0, -9.0]), [32_767, -32_768]);
    }
}
