//! A part's channel strip: chorus, volume, place.

use super::chorus::Chorus;
use crate::{
    exact::fall,
    performance::PlayedPart,
    sources::{BLOCK, Frame},
};

/// How fast volume and place move, in seconds: fast enough for any crescendo, too slow to click.
const GLIDE_S: f32 = 0.06;

/// A part's channel strip.
#[derive(Clone, Debug)]
pub(crate) struct Strip {
    chorus: Option<Chorus>,
    reverb: f32,
    /// Left and right; unknown before the first sample.
    gains: Option<Frame>,
    glide: f32,
}

impl Strip {
    pub(crate) fn new(chorus: f32, reverb: f32, sample_rate: f32) -> Self {
        Self {
            chorus: (chorus > 0.0).then(|| Chorus::new(chorus, sample_rate)),
            reverb,
            gains: None,
            glide: fall(1.0 / sample_rate, GLIDE_S),
        }
    }

    /// How much goes to the reverb.
    pub(crate) fn reverb(&self) -> f32 {
        self.reverb
    }

    pub(crate) fn pass(&mut self, from: u64, part: &PlayedPart, frames: &mut [Frame]) {
        if let Some(chorus) = &mut self.chorus {
            chorus.pass(frames);
        }
        for (idx, block) in frames.chunks_mut(BLOCK).enumerate() {
            let here = from + (idx * BLOCK) as u64;
            let wanted = gains(part.gain.at(here), part.pan.at(here));
            let now = self.gains.get_or_insert(wanted);
            for frame in block {
                for side in 0..2 {
                    now[side] = wanted[side] + (now[side] - wanted[side]) * self.glide;
                    frame[side] *= now[side];
                }
            }
        }
    }
}

/// Moves a part to one side by turning the other down: equal power, the full level in the middle.
fn gains(level: f32, pan: f32) -> Frame {
    let power = |share: f32| libm::sqrtf(share.min(1.0));
    [level * power(1.0 - pan), level * power(1.0 + pan)]
}
