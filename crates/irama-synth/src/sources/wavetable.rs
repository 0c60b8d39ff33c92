//! Waveforms as tables: one for each half octave, with only the harmonics that can be heard there.
//!
//! So no tone folds back at half the sample rate, and a sample costs one interpolation.

use std::sync::OnceLock;

use super::{BLOCK, Waveform, waveform::N_WAVEFORMS};
use crate::exact::{phase_step, sine_of_phase};

/// Samples in a period: 2^11.
const LENGTH_BITS: u32 = 11;
const LENGTH: usize = 1 << LENGTH_BITS;
/// Where the lowest table begins, in hertz.
const LOWEST_HZ: f32 = 20.0;
const N_TABLES: usize = 20;
/// Nothing above is in the tables, in hertz: below half of the lowest sample rate.
const HIGHEST_HARMONIC_HZ: f32 = 18_000.0;

/// A period, with its first sample once more at the end.
type Table = [f32; LENGTH + 1];

/// The tables of one waveform, the lowest first. Each holds what fits below 18 kHz at its upper end.
struct Wavetable {
    tables: Vec<Table>,
}

static TABLES: [OnceLock<Wavetable>; N_WAVEFORMS] = [const { OnceLock::new() }; N_WAVEFORMS];

impl Wavetable {
    fn of(waveform: Waveform) -> &'static Self {
        TABLES[waveform as usize].get_or_init(|| Self::new(waveform))
    }

    fn new(waveform: Waveform) -> Self {
        let sines: Vec<f32> =
            (0..LENGTH).map(|it| sine_of_phase((it << (32 - LENGTH_BITS)) as u32)).collect();
        let tables: Vec<Table> =
            (0..N_TABLES).map(|idx| table(waveform, upper_hz(idx), &sines)).collect();
        Self { tables }
    }

    fn at(&self, hz: f32) -> &Table {
        let half_octaves = libm::ceilf(2.0 * libm::log2f(hz.max(LOWEST_HZ) / LOWEST_HZ));
        &self.tables[(half_octaves as usize).min(N_TABLES - 1)]
    }
}

/// The highest tone that a table is for.
fn upper_hz(idx: usize) -> f32 {
    LOWEST_HZ * libm::exp2f(0.5 * idx as f32)
}

/// At an effective level that is the same for all waveforms.
fn table(waveform: Waveform, hz: f32, sines: &[f32]) -> Table {
    let highest = ((HIGHEST_HARMONIC_HZ / hz) as u32).clamp(1, LENGTH as u32 / 4);
    let levels: Vec<f32> = (1..=highest).map(|it| waveform.level(it, hz * 0.84)).collect();
    let power: f32 = levels.iter().map(|it| it * it).sum();
    let scale = 1.0 / libm::sqrtf(power.max(1e-12));
    let mut table = [0.0; LENGTH + 1];
    for (idx, level) in levels.iter().enumerate() {
        if level.abs() * scale < 1e-5 {
            continue;
        }
        let harmonic = idx + 1;
        for (place, sample) in table.iter_mut().enumerate() {
            *sample += level * scale * sines[(place * harmonic) % LENGTH];
        }
    }
    table
}

/// A tone from a table.
#[derive(Clone, Debug)]
pub(crate) struct Oscillator {
    waveform: Waveform,
    phase: u32,
}

impl Oscillator {
    /// `phase` of 2^32 a turn.
    pub(crate) fn new(waveform: Waveform, phase: u32) -> Self {
        Self { waveform, phase }
    }

    /// Adds the next block, at an effective level of 0.7 times `level`.
    pub(crate) fn add(&mut self, hz: f32, sample_rate: f32, level: f32, out: &mut [f32; BLOCK]) {
        let table = Wavetable::of(self.waveform).at(hz);
        let step = phase_step(hz, sample_rate);
        for sample in out {
            let idx = (self.phase >> (32 - LENGTH_BITS)) as usize;
            let share = (self.phase & ((1 << (32 - LENGTH_BITS)) - 1)) as f32
                * (1.0 / (1_u32 << (32 - LENGTH_BITS)) as f32);
            let (here, next) = (table[idx], table[idx + 1]);
            *sample += level * (here + (next - here) * share);
            self.phase = self.phase.wrapping_add(step);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waveforms_are_equally_loud_and_never_wild() {
        for waveform in [Waveform::Sine, Waveform::Saw, Waveform::Pulse, Waveform::Ah] {
            for hz in [30.0, 220.0, 3_000.0] {
                let mut oscillator = Oscillator::new(waveform, 0);
                let mut all = Vec::new();
                for _ in 0..300 {
                    let mut block = [0.0; BLOCK];
                    oscillator.add(hz, 48_000.0, 1.0, &mut block);
                    all.extend(block);
                }
                let power = all.iter().map(|it| it * it).sum::<f32>() / all.len() as f32;
                assert!((power - 0.5).abs() < 0.03, "{waveform:?} {hz}: {power}");
                assert!(all.iter().all(|it| it.abs() < 4.0), "{waveform:?} {hz}");
            }
        }
    }
}
