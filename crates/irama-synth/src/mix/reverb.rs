//! A room: eight delays that feed one another.
//!
//! A feedback delay network with a Householder matrix, after J.-M. Jot and A. Chaigne, "Digital
//! Delay Networks for Designing Artificial Reverberators" (AES 90, 1991): each delay falls by 60 dB
//! in the same time, high tones faster.

use super::DelayLine;
use crate::{
    exact::fall,
    sources::{Filter, Frame, Tap},
};

const N: usize = 8;
/// In milliseconds; no two share a divisor in samples worth hearing.
const DELAYS_MS: [f32; N] = [29.7, 34.3, 38.9, 44.1, 50.3, 55.7, 62.9, 69.1];
/// In milliseconds, left and right.
const DIFFUSERS_MS: [[f32; 2]; 2] = [[4.77, 11.3], [3.61, 12.7]];
/// Until the room is silent.
const T60_S: f32 = 1.7;
/// Until the first echo, in seconds.
const BEFORE_S: f32 = 0.016;
/// Basses stay out of the room, in hertz.
const LOW_HZ: f32 = 180.0;
/// What each round takes from high tones.
const DAMPING: f32 = 0.32;

/// A diffuser: an all-pass, which smears without colouring (M. Schroeder, 1962).
#[derive(Clone, Debug)]
struct Diffuser {
    line: DelayLine,
    n: usize,
}

impl Diffuser {
    fn new(delay_ms: f32, sample_rate: f32) -> Self {
        let n = (delay_ms * 0.001 * sample_rate) as usize;
        Self { line: DelayLine::new(n), n }
    }

    fn pass(&mut self, input: f32) -> f32 {
        const SHARE: f32 = 0.6;
        let late = self.line.ago(self.n - 1);
        let fed = input + SHARE * late;
        self.line.push(fed);
        late - SHARE * fed
    }
}

/// A room.
#[derive(Clone, Debug)]
pub(crate) struct Reverb {
    low_cut: [Filter; 2],
    before: [DelayLine; 2],
    n_before: usize,
    diffusers: [[Diffuser; 2]; 2],
    lines: [DelayLine; N],
    lengths: [usize; N],
    falls: [f32; N],
    dull: [f32; N],
}

impl Reverb {
    pub(crate) fn new(sample_rate: f32) -> Self {
        let lengths = DELAYS_MS.map(|it| (it * 0.001 * sample_rate) as usize);
        let n_before = (BEFORE_S * sample_rate) as usize;
        let low_cut = Filter::new(LOW_HZ, 0.707, sample_rate);
        Self {
            low_cut: [low_cut.clone(), low_cut],
            before: [DelayLine::new(n_before), DelayLine::new(n_before)],
            n_before,
            diffusers: DIFFUSERS_MS.map(|it| it.map(|it| Diffuser::new(it, sample_rate))),
            lines: lengths.map(DelayLine::new),
            lengths,
            falls: lengths.map(|it| fall(it as f32 / sample_rate, T60_S)),
            dull: [0.0; N],
        }
    }

    /// Adds the room's answer to `sent` to the mix.
    pub(crate) fn add(&mut self, sent: &[Frame], mix: &mut [Frame]) {
        for (input, frame) in sent.iter().zip(mix) {
            let [left, right] = self.answer(*input);
            frame[0] += left;
            frame[1] += right;
        }
    }

    fn answer(&mut self, input: Frame) -> Frame {
        let mut fed = [0.0; 2];
        for side in 0..2 {
            let cut = self.low_cut[side].pass(Tap::High, input[side]);
            self.before[side].push(cut);
            let mut late = self.before[side].ago(self.n_before);
            for diffuser in &mut self.diffusers[side] {
                late = diffuser.pass(late);
            }
            fed[side] = late;
        }
        let mut late = [0.0; N];
        for (idx, late) in late.iter_mut().enumerate() {
            let heard = self.lines[idx].ago(self.lengths[idx] - 1);
            self.dull[idx] = heard + DAMPING * (self.dull[idx] - heard);
            *late = self.dull[idx] * self.falls[idx];
        }
        let shared = 0.25 * late.iter().sum::<f32>();
        for (idx, late) in late.iter().enumerate() {
            self.lines[idx].push(late - shared + fed[idx % 2]);
        }
        let [a, b, c, d, e, f, g, h] = late;
        [0.7 * (a - c + e - g), 0.7 * (b - d + f - h)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_room_is_silent_after_its_time_and_not_before() {
        let mut reverb = Reverb::new(48_000.0);
        let mut mix = vec![[0.0; 2]; 48_000 * 3];
        let mut sent = mix.clone();
        sent[0] = [1.0, 1.0];
        reverb.add(&sent, &mut mix);
        let power = |from: f32, to: f32| {
            let range = (from * 48_000.0) as usize..(to * 48_000.0) as usize;
            mix[range].iter().map(|it| it[0] * it[0]).sum::<f32>()
        };
        assert_eq!(power(0.0, 0.015), 0.0);
        let fallen = 10.0 * (power(0.2, 0.3) / power(1.0, 1.1)).log10();
        assert!((20.0..45.0).contains(&fallen), "{fallen} dB in 0.8 s");
        assert!(power(2.5, 2.9) < 1e-9);
    }
}
