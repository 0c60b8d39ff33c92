//! Sounds that are no instruments: programs 120 to 127.

use super::{Patch, Recipe, falling, held};
use crate::sources::{
    Breath, Cutoff, DrumRecipe, EnvelopeShape, Layer, Tap, Tremolo, Vibrato, WaveRecipe, Waveform,
};

/// Air alone.
const NOISE: WaveRecipe = WaveRecipe {
    waveform: Waveform::Sine,
    level: 0.0,
    cutoff: Cutoff { hz: 8_000.0, track: 0.0, ..Cutoff::OPEN },
    breath: Some(Breath { level: 1.0, around: -2_500.0, resonance: 0.7 }),
    ..WaveRecipe::PLAIN
};

const SHOT: DrumRecipe = DrumRecipe {
    layers: &[
        Layer::Rattle {
            tap: Tap::Low,
            hz: 2_500.0,
            resonance: 0.7,
            attack_s: 0.0,
            t60_s: 0.9,
            level: 1.4,
        },
        Layer::Skin { from: 160.0, to: 50.0, glide_s: 0.2, t60_s: 0.5, level: 0.8 },
    ],
};

const BIRD: WaveRecipe = WaveRecipe {
    waveform: Waveform::Sine,
    vibrato: Vibrato { hz: 11.0, cents: 420.0, delay_s: 0.01 },
    tremolo: Tremolo { hz: 5.5, depth: 0.9 },
    ..WaveRecipe::PLAIN
};

const TELEPHONE: WaveRecipe = WaveRecipe {
    waveform: Waveform::Glass,
    tremolo: Tremolo { hz: 20.0, depth: 0.9 },
    ..WaveRecipe::PLAIN
};

pub(super) const fn patch(program: u8) -> Patch {
    match program {
        120 => Patch::wave(around(-4_000.0, 1.5), falling(0.005, 0.25, 0.0, 0.1)),
        121 => Patch::wave(around(-1_800.0, 0.7), falling(0.08, 0.6, 0.1, 0.2)),
        122 => {
            let waves = Tremolo { hz: 0.16, depth: 0.85 };
            Patch::wave(WaveRecipe { tremolo: waves, ..around(-900.0, 0.5) }, held(1.5, 2.0))
        }
        123 => Patch::wave(BIRD, held(0.02, 0.15)).reverb(0.45),
        124 => Patch::wave(TELEPHONE, held(0.01, 0.2)),
        125 => {
            let blades = Tremolo { hz: 13.0, depth: 0.9 };
            Patch::wave(WaveRecipe { tremolo: blades, ..around(-220.0, 0.6) }, held(0.4, 0.8))
        }
        126 => {
            let hands = Tremolo { hz: 17.0, depth: 0.25 };
            Patch::wave(WaveRecipe { tremolo: hands, ..around(-1_500.0, 0.5) }, held(0.4, 1.0))
        }
        _ => Patch::new(Recipe::Drum(SHOT), EnvelopeShape::struck(2.0)).reverb(0.4),
    }
}

const fn around(around: f32, resonance: f32) -> WaveRecipe {
    WaveRecipe { breath: Some(Breath { level: 1.0, around, resonance }), ..NOISE }
}
