//! Tones that bend one another: frequency modulation.
//!
//! After J. Chowning, "The Synthesis of Complex Audio Spectra by Means of Frequency Modulation"
//! (1973): a modulator of index I adds to a carrier the sidebands c + k m at levels J(k, I). As the
//! index falls, the sound grows dull, as of something struck.

use super::{BLOCK, Block, Stroke, Touch};
use crate::exact::{fall, phase_step, ratio, sine_of_phase};

/// Of a turn, in units of phase, for an index of 1: 2^32 / 2 pi.
const RADIAN: f32 = 683_565_275.6;

/// A carrier and its modulator.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair {
    /// The carrier's frequency, by times of the key's.
    pub(crate) carrier: f32,
    /// The modulator's.
    pub(crate) modulator: f32,
    /// The index at the hardest stroke, in radians; softer ones have less.
    pub(crate) index: f32,
    /// Seconds until the index has fallen by 60 dB, at middle C.
    pub(crate) index_t60_s: f32,
    pub(crate) level: f32,
    /// Seconds until the level has fallen by 60 dB, at middle C.
    pub(crate) t60_s: f32,
    /// Off the pitch, in cents.
    pub(crate) cents: f32,
}

/// Pairs side by side.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FmRecipe {
    pub(crate) pairs: &'static [Pair],
}

#[derive(Clone, Debug)]
struct Running {
    recipe: Pair,
    phases: [u32; 2],
    index: f32,
    index_fall: f32,
    level: f32,
    fall: f32,
}

/// One stroke.
#[derive(Clone, Debug)]
pub(crate) struct Fm {
    pairs: Vec<Running>,
    hz: f32,
    sample_rate: f32,
}

impl Fm {
    pub(crate) fn new(recipe: &FmRecipe, stroke: Stroke) -> Self {
        let shorter = libm::powf(261.6 / stroke.hz, 0.5);
        let block_s = BLOCK as f32 / stroke.sample_rate;
        let running = |it: &Pair| Running {
            recipe: *it,
            phases: [0, 0],
            index: it.index * index_share(it, stroke),
            index_fall: fall(block_s, it.index_t60_s * shorter),
            level: it.level,
            fall: fall(block_s, it.t60_s * shorter),
        };
        let pairs = recipe.pairs.iter().map(running).collect();
        Self { pairs, hz: stroke.hz, sample_rate: stroke.sample_rate }
    }

    pub(crate) fn fill(&mut self, touch: Touch, block: &mut Block) {
        block.left = [0.0; BLOCK];
        for pair in &mut self.pairs {
            let hz = self.hz * ratio(touch.cents + pair.recipe.cents);
            pair.add(hz, self.sample_rate, &mut block.left);
        }
        block.right = block.left;
    }

    pub(crate) fn is_spent(&self) -> bool {
        self.pairs.iter().all(|it| it.level < 1e-5)
    }
}

/// Softer and higher strokes are duller; the highest sideband that counts stays below 16 kHz.
fn index_share(pair: &Pair, stroke: Stroke) -> f32 {
    let room = (16_000.0 / stroke.hz - pair.carrier) / pair.modulator - 1.0;
    let by_velocity = 0.15 + 0.85 * stroke.velocity * stroke.velocity;
    by_velocity * (room.max(0.0) / pair.index.max(1e-3)).min(1.0)
}

impl Running {
    fn add(&mut self, hz: f32, sample_rate: f32, out: &mut [f32; BLOCK]) {
        let steps =
            [self.recipe.carrier, self.recipe.modulator].map(|it| phase_step(hz * it, sample_rate));
        let (mut level, mut index) = (self.level, self.index);
        self.level *= self.fall;
        self.index *= self.index_fall;
        let rises = [self.level - level, self.index - index].map(|it| it / BLOCK as f32);
        for sample in out {
            let [carrier, modulator] = &mut self.phases;
            let bend = (index * RADIAN * sine_of_phase(*modulator)) as i64;
            *sample += level * sine_of_phase(carrier.wrapping_add(bend as u32));
            *carrier = carrier.wrapping_add(steps[0]);
            *modulator = modulator.wrapping_add(steps[1]);
            level += rises[0];
            index += rises[1];
        }
    }
}
