//! Guitars, basses, harp and plucked violins: programs 24 to 39, 45 and 46.

use super::{Patch, falling};
use crate::sources::{Cutoff, Knock, ModalRecipe, Ratios, Second, WaveRecipe, Waveform};

const FINGER: Knock = Knock { level: 0.07, hz: 700.0, t60_s: 0.03 };
const PICK: Knock = Knock { level: 0.09, hz: 2_600.0, t60_s: 0.02 };

const NYLON: ModalRecipe = ModalRecipe {
    ratios: Ratios::String { b: 0.000_04, n: 36 },
    place: 0.21,
    slope: 0.85,
    bright_hz: [700.0, 2_400.0],
    t60_s: 3.2,
    t60_track: 0.5,
    damping: 1.6,
    knock: Some(FINGER),
    ..ModalRecipe::STRING
};

const STEEL: ModalRecipe = ModalRecipe {
    ratios: Ratios::String { b: 0.000_08, n: 44 },
    place: 0.16,
    slope: 0.65,
    bright_hz: [1_300.0, 4_600.0],
    t60_s: 5.0,
    damping: 1.0,
    knock: Some(PICK),
    ..NYLON
};

const CLEAN: ModalRecipe = ModalRecipe {
    place: 0.23,
    slope: 0.9,
    bright_hz: [900.0, 3_200.0],
    t60_s: 6.0,
    drive: 0.5,
    cabinet_hz: 4_800.0,
    ..STEEL
};

const OVERDRIVEN: ModalRecipe = ModalRecipe {
    drive: 6.0,
    cabinet_hz: 3_400.0,
    t60_s: 9.0,
    bright_hz: [700.0, 1_500.0],
    ..CLEAN
};

const FINGERED_BASS: ModalRecipe = ModalRecipe {
    ratios: Ratios::String { b: 0.000_1, n: 28 },
    place: 0.24,
    slope: 0.95,
    bright_hz: [350.0, 1_500.0],
    t60_s: 3.0,
    t60_track: 0.4,
    damping: 2.0,
    knock: Some(Knock { level: 0.08, hz: 500.0, t60_s: 0.04 }),
    drive: 0.4,
    ..ModalRecipe::STRING
};

const UPRIGHT: ModalRecipe = ModalRecipe {
    place: 0.3,
    bright_hz: [250.0, 1_000.0],
    t60_s: 1.6,
    knock: Some(Knock { level: 0.14, hz: 240.0, t60_s: 0.06 }),
    drive: 0.0,
    ..FINGERED_BASS
};

const HARP: ModalRecipe =
    ModalRecipe { place: 0.4, slope: 1.1, bright_hz: [800.0, 2_600.0], t60_s: 4.0, ..NYLON };

const SYNTH_BASS: WaveRecipe = WaveRecipe {
    second: Some(Second { waveform: Waveform::Square, semitones: -12.0, level: 0.35 }),
    cutoff: Cutoff {
        hz: 500.0,
        track: 0.6,
        velocity: 1.6,
        sweep: 2.2,
        rise_s: 0.002,
        fall_s: 0.6,
        resonance: 1.4,
    },
    ..WaveRecipe::PLAIN
};

pub(super) const fn patch(program: u8) -> Patch {
    match program {
        24 => Patch::modal(NYLON, 0.25).width(0.2),
        25 => Patch::modal(STEEL, 0.3).width(0.2),
        26 => {
            let round = ModalRecipe { bright_hz: [450.0, 1_400.0], ..CLEAN };
            Patch::modal(round, 0.2)
        }
        27 => Patch::modal(CLEAN, 0.25).chorus(0.3),
        28 => {
            let hand =
                ModalRecipe { t60_s: 0.45, damping: 4.0, bright_hz: [600.0, 2_000.0], ..CLEAN };
            Patch::modal(hand, 0.08)
        }
        29 => Patch { dynamics: 0.8, ..Patch::modal(OVERDRIVEN, 0.2) },
        30 => {
            let hot = ModalRecipe { drive: 16.0, cabinet_hz: 3_900.0, ..OVERDRIVEN };
            Patch { dynamics: 0.5, ..Patch::modal(hot, 0.15) }
        }
        31 => {
            let touched = ModalRecipe { place: 0.5, slope: 1.6, ..CLEAN };
            Patch::modal(touched, 0.4).chorus(0.2).reverb(0.4)
        }
        45 => {
            let short =
                ModalRecipe { t60_s: 0.55, damping: 2.5, bright_hz: [700.0, 2_200.0], ..NYLON };
            Patch::modal(short, 0.3).reverb(0.4)
        }
        46 => Patch::modal(HARP, 1.2).reverb(0.4).width(0.4),
        32..=37 => bass(program).reverb(0.06),
        38 => Patch::wave(SYNTH_BASS, falling(0.003, 2.0, 0.6, 0.12)).reverb(0.05),
        _ => {
            let round = WaveRecipe { waveform: Waveform::Square, ..SYNTH_BASS };
            let cutoff =
                Cutoff { hz: 380.0, sweep: 1.6, fall_s: 0.9, resonance: 0.9, ..SYNTH_BASS.cutoff };
            Patch::wave(WaveRecipe { cutoff, ..round }, falling(0.004, 3.0, 0.7, 0.15)).reverb(0.05)
        }
    }
}

const fn bass(program: u8) -> Patch {
    match program {
        32 => Patch::modal(UPRIGHT, 0.16),
        33 => Patch::modal(FINGERED_BASS, 0.12),
        34 => {
            let plectrum =
                ModalRecipe { place: 0.15, bright_hz: [700.0, 2_600.0], ..FINGERED_BASS };
            Patch::modal(ModalRecipe { knock: Some(PICK), ..plectrum }, 0.12)
        }
        35 => {
            let wood = ModalRecipe { bright_hz: [300.0, 1_100.0], slope: 0.7, ..FINGERED_BASS };
            Patch::modal(ModalRecipe { t60_s: 4.5, drive: 0.9, ..wood }, 0.18).chorus(0.25)
        }
        _ => {
            let thumb = Knock { level: 0.22, hz: 1_900.0, t60_s: 0.025 };
            let place = if program == 36 { 0.1 } else { 0.07 };
            let slap = ModalRecipe { place, bright_hz: [800.0, 4_200.0], ..FINGERED_BASS };
            Patch::modal(ModalRecipe { knock: Some(thumb), slope: 0.6, ..slap }, 0.1)
        }
    }
}
