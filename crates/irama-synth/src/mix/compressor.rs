//! Holds the loud and the soft together.
//!
//! A feed-forward compressor with a soft knee, its level detected on both sides together, after D.
//! Giannoulis, M. Massberg and J. Reiss, "Digital Dynamic Range Compressor Design" (JAES 60, 2012).

use crate::{
    exact::{decibels, gain},
    sources::Frame,
};

/// Above this level it works, in decibels below full scale.
const THRESHOLD_DB: f32 = -20.0;
/// Decibels in for each decibel out.
const RATIO: f32 = 2.0;
/// Decibels over which it sets in.
const KNEE_DB: f32 = 10.0;
const ATTACK_S: f32 = 0.02;
const RELEASE_S: f32 = 0.22;
/// Samples between two looks.
const STRIDE: usize = 16;

/// A compressor.
#[derive(Clone, Debug)]
pub(crate) struct Compressor {
    /// By how many decibels it holds back now.
    held_db: f32,
    gain: f32,
    /// The power of the strides so far that have not been looked at.
    power: f32,
    n_seen: usize,
    attack: f32,
    release: f32,
    rise: f32,
}

impl Compressor {
    pub(crate) fn new(sample_rate: f32) -> Self {
        let follow = |seconds: f32| libm::expf(-(STRIDE as f32) / (seconds * sample_rate));
        Self {
            held_db: 0.0,
            gain: 1.0,
            power: 0.0,
            n_seen: 0,
            attack: follow(ATTACK_S),
            release: follow(RELEASE_S),
            rise: 0.0,
        }
    }

    pub(crate) fn pass(&mut self, frames: &mut [Frame]) {
        for frame in frames {
            let [left, right] = *frame;
            self.power += left * left + right * right;
            self.n_seen += 1;
            if self.n_seen == STRIDE {
                self.look();
            }
            self.gain += self.rise;
            frame[0] = left * self.gain;
            frame[1] = right * self.gain;
        }
    }

    fn look(&mut self) {
        let level_db = 0.5 * decibels(self.power / (2 * STRIDE) as f32 + 1e-12);
        let wanted = excess(level_db);
        let follow = if wanted > self.held_db { self.attack } else { self.release };
        self.held_db = wanted + (self.held_db - wanted) * follow;
        self.rise = (gain(-self.held_db) - self.gain) / STRIDE as f32;
        (self.power, self.n_seen) = (0.0, 0);
    }
}

/// By how much to hold back at a level, in decibels.
fn excess(level_db: f32) -> f32 {
    let over = level_db - THRESHOLD_DB;
    let slope = 1.0 - 1.0 / RATIO;
    if over <= -0.5 * KNEE_DB {
        0.0
    } else if over >= 0.5 * KNEE_DB {
        slope * over
    } else {
        let into = over + 0.5 * KNEE_DB;
        slope * into * into / (2.0 * KNEE_DB)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soft_sounds_pass_and_loud_ones_are_halved_in_decibels() {
        assert_eq!(excess(-40.0), 0.0);
        assert!((excess(-10.0) - 5.0).abs() < 1e-5);
        let after = |level: f32| {
            let mut frames = vec![[level, -level]; 48_000];
            Compressor::new(48_000.0).pass(&mut frames);
            20.0 * (frames[47_999][0] / level).log10()
        };
        assert!(after(0.001).abs() < 0.01 && (after(0.5) + 7.0).abs() < 0.2);
    }
}
