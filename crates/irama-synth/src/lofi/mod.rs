//! The charm of worn machines: pumping, saturation, dull tape that does not run quite even, and a
//! dusty record. Each has a strength from 0 to 1.

mod crackle;
mod pumping;
mod saturation;
mod tape;

use crackle::Crackle;
use pumping::Pumping;
use saturation::saturate;
use tape::Tape;

use crate::sources::{Filter, Frame, Tap};

/// How strong each effect is, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LofiConfig {
    /// Slow swings of the pitch, as of an eccentric record.
    pub wow: f32,
    /// Fast ones, as of worn tape.
    pub flutter: f32,
    /// Warmth of a tape that is driven hard.
    pub saturation: f32,
    /// How dull it is: 0 leaves all, 1 ends at 2 kHz.
    pub low_pass: f32,
    /// Dust and hiss of a record.
    pub crackle: f32,
    /// How far the music ducks under the bass drum.
    pub pumping: f32,
}

impl Default for LofiConfig {
    /// What one expects of a study playlist.
    fn default() -> Self {
        Self::of(0.5)
    }
}

impl LofiConfig {
    /// All effects at one strength.
    pub const fn of(strength: f32) -> Self {
        Self {
            wow: strength,
            flutter: strength,
            saturation: strength,
            low_pass: strength,
            crackle: strength,
            pumping: strength,
        }
    }
}

/// The chain at work.
pub(crate) struct Lofi {
    pumping: Pumping,
    saturation: f32,
    low_pass: Option<[Filter; 2]>,
    tape: Tape,
    crackle: Crackle,
}

impl Lofi {
    /// `period` is the length of a loop: all swings come round in it.
    pub(crate) fn new(
        config: &LofiConfig,
        kicks: Vec<u64>,
        period: Option<u64>,
        sample_rate: f32,
    ) -> Self {
        let share = |it: f32| it.clamp(0.0, 1.0);
        // Octaves below 18 kHz.
        let cutoff = 18_000.0 * libm::exp2f(-3.17 * share(config.low_pass));
        let filter = Filter::new(cutoff, 0.707, sample_rate);
        Self {
            pumping: Pumping::new(share(config.pumping), kicks, sample_rate),
            saturation: share(config.saturation),
            low_pass: (config.low_pass > 0.0).then(|| [filter.clone(), filter]),
            tape: Tape::new([share(config.wow), share(config.flutter)], period, sample_rate),
            crackle: Crackle::new(share(config.crackle), sample_rate),
        }
    }

    /// `at` is where the frames lie in the piece.
    pub(crate) fn pass(&mut self, frames: &mut [Frame], at: u64) {
        self.pumping.pass(frames, at);
        saturate(self.saturation, frames);
        if let Some(filters) = &mut self.low_pass {
            for frame in frames.iter_mut() {
                for side in 0..2 {
                    frame[side] = filters[side].pass(Tap::Low, frame[side]);
                }
            }
        }
        self.tape.pass(frames, at);
        self.crackle.add(frames, at);
    }
}
