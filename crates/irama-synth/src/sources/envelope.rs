//! How a voice comes and goes.

use super::BLOCK;
use crate::exact::fall;

/// Below this a voice is over: -100 dB.
const SILENCE: f32 = 1e-5;

/// How a voice comes and goes. Times in seconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EnvelopeShape {
    /// Until it is fully there.
    pub(crate) attack_s: f32,
    /// The time of a fall by 60 dB towards the sustained level.
    pub(crate) decay_s: f32,
    /// The level while it is held, 0 to 1.
    pub(crate) sustain: f32,
    /// The time of a fall by 60 dB after it is let go.
    pub(crate) release_s: f32,
}

impl EnvelopeShape {
    /// At once and held, for what dies by itself.
    pub(crate) const fn struck(release_s: f32) -> Self {
        Self { attack_s: 0.0, decay_s: 1.0, sustain: 1.0, release_s }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Attack,
    Held,
    Release,
    Over,
}

/// The level of one voice, block by block.
#[derive(Clone, Debug)]
pub(crate) struct Envelope {
    stage: Stage,
    level: f32,
    rise: f32,
    decay: f32,
    sustain: f32,
    release: f32,
}

impl Envelope {
    pub(crate) fn new(shape: &EnvelopeShape, sample_rate: f32) -> Self {
        let block_s = BLOCK as f32 / sample_rate;
        Self {
            stage: Stage::Attack,
            level: 0.0,
            rise: block_s / shape.attack_s.max(block_s),
            decay: fall(block_s, shape.decay_s),
            sustain: shape.sustain,
            release: fall(block_s, shape.release_s),
        }
    }

    /// The level at the end of the next block; it goes there in a straight line.
    pub(crate) fn advance(&mut self, is_held: bool) -> f32 {
        if !is_held && matches!(self.stage, Stage::Attack | Stage::Held) {
            self.stage = Stage::Release;
        }
        match self.stage {
            Stage::Attack => {
                self.level = (self.level + self.rise).min(1.0);
                if self.level >= 1.0 {
                    self.stage = Stage::Held;
                }
            }
            Stage::Held => self.level = self.sustain + (self.level - self.sustain) * self.decay,
            Stage::Release => self.level *= self.release,
            Stage::Over => (),
        }
        let has_died = self.stage == Stage::Held && self.level < SILENCE;
        if has_died || (self.stage == Stage::Release && self.level < SILENCE) {
            (self.stage, self.level) = (Stage::Over, 0.0);
        }
        self.level
    }

    /// Lets go at once, for a place that another voice needs.
    pub(crate) fn hurry(&mut self, release_s: f32, sample_rate: f32) {
        let hurried = fall(BLOCK as f32 / sample_rate, release_s);
        self.release = self.release.min(hurried);
        if self.stage != Stage::Over {
            self.stage = Stage::Release;
        }
    }

    pub(crate) fn level(&self) -> f32 {
        self.level
    }

    pub(crate) fn is_over(&self) -> bool {
        self.stage == Stage::Over
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voice_comes_falls_to_its_sustain_and_goes() {
        let shape = EnvelopeShape { attack_s: 0.01, decay_s: 0.1, sustain: 0.5, release_s: 0.2 };
        let mut envelope = Envelope::new(&shape, 48_000.0);
        let blocks = |seconds: f32| (seconds * 1_500.0) as usize;
        let levels: Vec<f32> = (0..blocks(0.5)).map(|_| envelope.advance(true)).collect();
        assert!(levels[0] < 0.1 && levels[blocks(0.01) - 1] > 0.99);
        assert!((levels[blocks(0.4)] - 0.5).abs() < 0.001);
        let levels: Vec<f32> = (0..blocks(0.5)).map(|_| envelope.advance(false)).collect();
        assert!((levels[blocks(0.2)] / 0.0005 - 1.0).abs() < 0.1, "60 dB in the time stated");
        assert!(envelope.is_over() && levels.last() == Some(&0.0));
    }
}
