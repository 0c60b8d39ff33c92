//! Organs and free reeds: programs 16 to 23.

use super::{Patch, held};
use crate::sources::{Breath, Cutoff, Second, Tremolo, Vibrato, WaveRecipe, Waveform};

const TONEWHEEL: WaveRecipe = WaveRecipe {
    waveform: Waveform::OrganFlute,
    cutoff: Cutoff { hz: 7_000.0, velocity: 0.4, ..Cutoff::OPEN },
    vibrato: Vibrato { hz: 6.3, cents: 3.0, delay_s: 0.01 },
    tremolo: Tremolo { hz: 6.3, depth: 0.12 },
    ..WaveRecipe::PLAIN
};

const CHURCH: WaveRecipe = WaveRecipe {
    waveform: Waveform::OrganPrincipal,
    second: Some(Second { waveform: Waveform::OrganFlute, semitones: -12.0, level: 0.5 }),
    cutoff: Cutoff { hz: 6_000.0, velocity: 0.2, ..Cutoff::OPEN },
    breath: Some(Breath { level: 0.03, around: 4.0, resonance: 1.0 }),
    ..WaveRecipe::PLAIN
};

const REED: WaveRecipe = WaveRecipe {
    waveform: Waveform::FreeReed,
    cutoff: Cutoff { hz: 5_500.0, velocity: 0.8, ..Cutoff::OPEN },
    ..WaveRecipe::PLAIN
};

pub(super) const fn patch(program: u8) -> Patch {
    let keyed = held(0.006, 0.09);
    let patch = match program {
        16 => Patch::wave(TONEWHEEL, keyed).chorus(0.45),
        17 => {
            let knock = Second { waveform: Waveform::Sine, semitones: 19.0, level: 0.35 };
            Patch::wave(WaveRecipe { second: Some(knock), ..TONEWHEEL }, keyed).chorus(0.35)
        }
        18 => {
            let full = WaveRecipe { waveform: Waveform::OrganRock, ..TONEWHEEL };
            let fast = Tremolo { hz: 6.8, depth: 0.25 };
            Patch::wave(WaveRecipe { tremolo: fast, ..full }, keyed).chorus(0.6)
        }
        19 => Patch::wave(CHURCH, held(0.05, 0.5)).chorus(0.2).reverb(0.6),
        20 => Patch::wave(REED, held(0.05, 0.15)),
        21 => {
            let musette = WaveRecipe { unison: &[(-5.0, -0.7), (0.0, 0.0), (5.0, 0.7)], ..REED };
            Patch::wave(musette, held(0.04, 0.1))
        }
        22 => {
            let hands = Vibrato { hz: 5.5, cents: 7.0, delay_s: 0.4 };
            let air = Some(Breath { level: 0.08, around: 5.0, resonance: 0.8 });
            Patch::wave(WaveRecipe { vibrato: hands, breath: air, ..REED }, held(0.04, 0.1))
        }
        _ => {
            let pair = WaveRecipe { unison: &[(-3.0, -0.6), (0.0, 0.0), (3.0, 0.6)], ..REED };
            let low = Second { waveform: Waveform::FreeReed, semitones: -12.0, level: 0.3 };
            Patch::wave(WaveRecipe { second: Some(low), ..pair }, held(0.03, 0.09))
        }
    };
    Patch { dynamics: 0.6, ..patch }
}
