//! What can be measured about a sound.

use irama_score::Score;
use irama_synth::{Frame, SoundConfig, render};

pub(crate) const RATE: f64 = 44_100.0;

pub(crate) fn frames(score: &Score) -> Vec<Frame> {
    render(score, &SoundConfig::default()).unwrap().frames().unwrap()
}

pub(crate) fn peak(frames: &[Frame]) -> f32 {
    frames.iter().flatten().fold(0.0, |peak, it| peak.max(it.abs()))
}

/// The effective level.
pub(crate) fn rms(frames: &[Frame]) -> f64 {
    let sum: f64 = frames.iter().flatten().map(|it| f64::from(it * it)).sum();
    (sum / (2 * frames.len().max(1)) as f64).sqrt()
}

/// Both sides as one.
pub(crate) fn mono(frames: &[Frame]) -> Vec<f64> {
    frames.iter().map(|it| 0.5 * f64::from(it[0] + it[1])).collect()
}

/// How far the tone nearest to `hz` is off, in cents, by the phase that it gains between two
/// windows a few periods apart; within a third of a semitone.
pub(crate) fn cents_off(samples: &[f64], hz: f64) -> f64 {
    // Long windows tell neighbours apart; the second begins a whole number of periods later.
    let n = samples.len() / 2;
    let apart = ((8.0_f64).max(0.02 * hz) / hz * RATE).round().min(n as f64) as usize;
    let phase = |from: usize| {
        let (mut real, mut imaginary) = (0.0, 0.0);
        for idx in 0..n {
            let window = 0.5 - 0.5 * (std::f64::consts::TAU * idx as f64 / n as f64).cos();
            let angle = std::f64::consts::TAU * hz * (from + idx) as f64 / RATE;
            real += window * samples[from + idx] * angle.cos();
            imaginary -= window * samples[from + idx] * angle.sin();
        }
        imaginary.atan2(real)
    };
    let gained = phase(apart) - phase(0);
    let turned = (gained / std::f64::consts::TAU + 0.5).rem_euclid(1.0) - 0.5;
    let found = hz + turned * RATE / apart as f64;
    1200.0 * (found / hz).log2()
}

/// The largest jump of the second difference, which a click has and a tone does not.
pub(crate) fn roughest(samples: &[f64]) -> f64 {
    let bends = samples.windows(3).map(|it| (it[0] - 2.0 * it[1] + it[2]).abs());
    bends.fold(0.0, f64::max)
}
