//! Instruments of many peoples: programs 104 to 111.

use super::{Patch, falling, held};
use crate::sources::{
    Breath, Cutoff, Knock, ModalRecipe, Ratios, Second, Vibrato, WaveRecipe, Waveform,
};

const SITAR: ModalRecipe = ModalRecipe {
    ratios: Ratios::String { b: 0.000_02, n: 48 },
    place: 0.08,
    slope: 0.3,
    bright_hz: [2_500.0, 5_500.0],
    t60_s: 5.0,
    damping: 0.4,
    aftersound: Some((0.4, 2.5)),
    knock: Some(Knock { level: 0.08, hz: 3_000.0, t60_s: 0.02 }),
    ..ModalRecipe::STRING
};

const BANJO: ModalRecipe = ModalRecipe {
    place: 0.12,
    slope: 0.4,
    bright_hz: [2_200.0, 5_000.0],
    t60_s: 1.1,
    damping: 0.8,
    aftersound: None,
    knock: Some(Knock { level: 0.22, hz: 800.0, t60_s: 0.05 }),
    ..SITAR
};

const KOTO: ModalRecipe =
    ModalRecipe { place: 0.14, slope: 0.75, t60_s: 3.0, bright_hz: [1_500.0, 4_500.0], ..BANJO };

const KALIMBA: ModalRecipe = ModalRecipe {
    ratios: Ratios::Listed(&[1.0, 5.9, 16.0]),
    place: 0.0,
    slope: 1.6,
    bright_hz: [900.0, 3_500.0],
    t60_s: 1.8,
    damping: 2.0,
    knock: Some(Knock { level: 0.2, hz: 400.0, t60_s: 0.04 }),
    ..ModalRecipe::STRING
};

const SHAWM: WaveRecipe = WaveRecipe {
    waveform: Waveform::DoubleReed,
    cutoff: Cutoff { hz: 5_500.0, track: 0.2, velocity: 0.6, ..Cutoff::OPEN },
    vibrato: Vibrato { hz: 5.8, cents: 9.0, delay_s: 0.3 },
    breath: Some(Breath { level: 0.05, around: -3_200.0, resonance: 0.7 }),
    scoop: -30.0,
    ..WaveRecipe::PLAIN
};

const FIDDLE: WaveRecipe = WaveRecipe {
    waveform: Waveform::Bowed,
    cutoff: Cutoff { hz: 5_500.0, track: 0.3, velocity: 1.2, ..Cutoff::OPEN },
    vibrato: Vibrato { hz: 5.8, cents: 7.0, delay_s: 0.4 },
    breath: Some(Breath { level: 0.09, around: -3_000.0, resonance: 0.6 }),
    scoop: -35.0,
    ..WaveRecipe::PLAIN
};

pub(super) const fn patch(program: u8) -> Patch {
    match program {
        104 => Patch::modal(SITAR, 0.6).reverb(0.35),
        105 => Patch::modal(BANJO, 0.2),
        106 => Patch::modal(ModalRecipe { place: 0.06, t60_s: 1.4, ..BANJO }, 0.2),
        107 => Patch::modal(KOTO, 0.7).reverb(0.35),
        108 => Patch::modal(KALIMBA, 0.8),
        109 => {
            let drone = Second { waveform: Waveform::DoubleReed, semitones: -12.0, level: 0.4 };
            let still = Vibrato { cents: 0.0, ..SHAWM.vibrato };
            let pipes = WaveRecipe { second: Some(drone), vibrato: still, scoop: 0.0, ..SHAWM };
            Patch { dynamics: 0.2, ..Patch::wave(pipes, held(0.03, 0.08)) }
        }
        110 => Patch::wave(FIDDLE, falling(0.05, 1.0, 0.9, 0.18)).reverb(0.3),
        _ => Patch::wave(SHAWM, falling(0.03, 1.0, 0.9, 0.1)).reverb(0.3),
    }
}
