//! Bowed strings, ensembles and choirs: programs 40 to 44 and 48 to 55.

use super::{Patch, falling, held};
use crate::sources::{
    Breath, Cutoff, EnvelopeShape, Second, Tremolo, Unison, Vibrato, WaveRecipe, Waveform,
};

const SECTION: Unison = &[(-8.0, -0.9), (0.0, 0.0), (8.0, 0.9)];

const VIOLIN: WaveRecipe = WaveRecipe {
    waveform: Waveform::Bowed,
    cutoff: Cutoff { hz: 4_500.0, track: 0.3, velocity: 1.4, rise_s: 0.12, ..Cutoff::OPEN },
    vibrato: Vibrato { hz: 5.6, cents: 11.0, delay_s: 0.5 },
    breath: Some(Breath { level: 0.05, around: -2_800.0, resonance: 0.6 }),
    scoop: -18.0,
    ..WaveRecipe::PLAIN
};

const ENSEMBLE: WaveRecipe = WaveRecipe {
    unison: SECTION,
    cutoff: Cutoff { hz: 3_600.0, ..VIOLIN.cutoff },
    vibrato: Vibrato { hz: 5.1, cents: 6.0, delay_s: 0.6 },
    scoop: 0.0,
    ..VIOLIN
};

const SYNTH_STRINGS: WaveRecipe = WaveRecipe {
    waveform: Waveform::Saw,
    unison: SECTION,
    cutoff: Cutoff { hz: 2_400.0, track: 0.4, velocity: 1.0, ..Cutoff::OPEN },
    ..WaveRecipe::PLAIN
};

const CHOIR: WaveRecipe = WaveRecipe {
    waveform: Waveform::Ah,
    unison: &[(-8.0, -0.7), (0.0, 0.0), (8.0, 0.7)],
    cutoff: Cutoff { hz: 4_000.0, track: 0.2, velocity: 0.8, ..Cutoff::OPEN },
    vibrato: Vibrato { hz: 4.9, cents: 10.0, delay_s: 0.7 },
    breath: Some(Breath { level: 0.04, around: -2_600.0, resonance: 0.7 }),
    ..WaveRecipe::PLAIN
};

const HIT: WaveRecipe = WaveRecipe {
    second: Some(Second { waveform: Waveform::Brass, semitones: -12.0, level: 0.8 }),
    cutoff: Cutoff { hz: 2_500.0, sweep: 1.5, fall_s: 0.5, velocity: 1.5, ..Cutoff::OPEN },
    breath: Some(Breath { level: 0.3, around: -1_500.0, resonance: 0.6 }),
    ..SYNTH_STRINGS
};

pub(super) const fn patch(program: u8) -> Patch {
    let bow: EnvelopeShape = falling(0.07, 1.0, 0.85, 0.22);
    match program {
        40 => Patch::wave(VIOLIN, bow).reverb(0.35),
        41 => Patch::wave(with_body(3_200.0, 10.0), bow).reverb(0.35),
        42 => Patch::wave(with_body(2_400.0, 9.0), bow).reverb(0.35),
        43 => Patch::wave(with_body(1_600.0, 6.0), falling(0.09, 1.0, 0.85, 0.25)).reverb(0.25),
        44 => {
            let shaking = WaveRecipe { tremolo: Tremolo { hz: 11.5, depth: 0.6 }, ..ENSEMBLE };
            Patch::wave(shaking, held(0.08, 0.3)).reverb(0.4)
        }
        48 => Patch::wave(ENSEMBLE, held(0.14, 0.45)).reverb(0.4),
        49 => Patch::wave(ENSEMBLE, held(0.38, 0.8)).reverb(0.45),
        50 => Patch::wave(SYNTH_STRINGS, held(0.15, 0.6)).chorus(0.4).reverb(0.35),
        51 => Patch::wave(SYNTH_STRINGS, held(0.4, 1.0)).chorus(0.5).reverb(0.4),
        52 => Patch::wave(CHOIR, held(0.16, 0.5)).reverb(0.5),
        53 => Patch::wave(WaveRecipe { waveform: Waveform::Ooh, ..CHOIR }, held(0.12, 0.45))
            .reverb(0.5),
        54 => {
            let machine = WaveRecipe { vibrato: Vibrato { cents: 4.0, ..CHOIR.vibrato }, ..CHOIR };
            Patch::wave(machine, held(0.08, 0.4)).chorus(0.5).reverb(0.4)
        }
        _ => Patch::wave(HIT, falling(0.004, 0.9, 0.0, 0.4)).reverb(0.5),
    }
}

/// A larger violin: darker, and slower to tremble.
const fn with_body(hz: f32, cents: f32) -> WaveRecipe {
    let cutoff = Cutoff { hz, ..VIOLIN.cutoff };
    let vibrato = Vibrato { hz: 5.2, cents, delay_s: 0.55 };
    WaveRecipe { cutoff, vibrato, ..VIOLIN }
}
