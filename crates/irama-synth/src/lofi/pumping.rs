//! The music ducks when the bass drum is struck, and rises again until the next.

use crate::{exact::fall, sources::Frame};

/// The deepest it ducks, as a factor taken off.
const DEEPEST: f32 = 0.65;
/// How fast it ducks and rises, as times for 60 dB, in seconds.
const DUCK_S: f32 = 0.03;
const RISE_S: f32 = 0.9;

pub(super) struct Pumping {
    depth: f32,
    /// By sample.
    kicks: Vec<u64>,
    /// What a stroke leaves, from 1 on.
    wanted: f32,
    ducked: f32,
    duck: f32,
    rise: f32,
}

impl Pumping {
    pub(super) fn new(strength: f32, kicks: Vec<u64>, sample_rate: f32) -> Self {
        let each = 1.0 / sample_rate;
        Self {
            depth: DEEPEST * strength,
            kicks,
            wanted: 0.0,
            ducked: 0.0,
            duck: fall(each, DUCK_S),
            rise: fall(each, RISE_S),
        }
    }

    pub(super) fn pass(&mut self, frames: &mut [Frame], at: u64) {
        if self.depth == 0.0 || self.kicks.is_empty() {
            return;
        }
        let mut next = self.kicks.partition_point(|it| *it < at);
        for (frame, here) in frames.iter_mut().zip(at..) {
            if self.kicks.get(next) == Some(&here) {
                self.wanted = 1.0;
                next += 1;
            }
            self.wanted *= self.rise;
            self.ducked = self.wanted + (self.ducked - self.wanted) * self.duck;
            let level = 1.0 - self.depth * self.ducked;
            *frame = frame.map(|it| it * level);
        }
    }
}
