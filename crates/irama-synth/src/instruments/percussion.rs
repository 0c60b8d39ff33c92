//! Pitched and other percussion: programs 47 and 112 to 119.
//!
//! The kettle's modes lie near 1, 1.5, 2, 2.44 and 2.9 times the pitch that one hears (Fletcher and
//! Rossing, ch. 18).

use super::{Patch, Recipe, falling, kit};
use crate::sources::{
    Breath, Cutoff, DrumRecipe, EnvelopeShape, Knock, ModalRecipe, Ratios, WaveRecipe, Waveform,
};

const TIMPANI: ModalRecipe = ModalRecipe {
    ratios: Ratios::Listed(&[1.0, 1.5, 1.99, 2.44, 2.89]),
    place: 0.0,
    slope: 0.8,
    bright_hz: [200.0, 900.0],
    t60_s: 1.8,
    t60_track: 0.3,
    damping: 2.0,
    knock: Some(Knock { level: 0.3, hz: 140.0, t60_s: 0.12 }),
    ..ModalRecipe::STRING
};

const TINKLE: ModalRecipe = ModalRecipe {
    ratios: Ratios::Listed(&[1.0, 2.02, 3.3, 4.6, 6.2]),
    slope: 0.5,
    bright_hz: [3_000.0, 8_000.0],
    t60_s: 4.0,
    damping: 0.4,
    knock: None,
    ..TIMPANI
};

const AGOGO: ModalRecipe = ModalRecipe {
    ratios: Ratios::Listed(&[1.0, 1.62, 2.47, 3.9, 5.3]),
    bright_hz: [1_500.0, 4_500.0],
    t60_s: 0.8,
    knock: Some(Knock { level: 0.1, hz: 3_000.0, t60_s: 0.02 }),
    ..TINKLE
};

/// Makers of pans tune the first three tones to the octave and the twelfth.
const STEEL_PAN: ModalRecipe = ModalRecipe {
    ratios: Ratios::Listed(&[1.0, 2.0, 3.0, 4.02, 5.1, 6.3]),
    slope: 0.9,
    bright_hz: [900.0, 3_500.0],
    t60_s: 1.6,
    damping: 0.9,
    aftersound: Some((0.4, 3.0)),
    ..AGOGO
};

const WOODBLOCK: ModalRecipe =
    ModalRecipe { ratios: Ratios::Listed(&[1.0, 2.6, 4.9]), t60_s: 0.16, slope: 1.0, ..AGOGO };

const REVERSED: WaveRecipe = WaveRecipe {
    waveform: Waveform::Sine,
    level: 0.0,
    cutoff: Cutoff { hz: 9_000.0, track: 0.0, sweep: 0.0, ..Cutoff::OPEN },
    breath: Some(Breath { level: 1.2, around: -7_000.0, resonance: 0.5 }),
    ..WaveRecipe::PLAIN
};

pub(super) const fn patch(program: u8) -> Patch {
    match program {
        47 => Patch::modal(TIMPANI, 1.2).reverb(0.4),
        112 => Patch::modal(TINKLE, 2.5).reverb(0.4),
        113 => Patch::modal(AGOGO, 0.5),
        114 => Patch::modal(STEEL_PAN, 0.8).reverb(0.35),
        115 => Patch::modal(WOODBLOCK, 0.3),
        116 => tuned(kit::TAIKO),
        117 => tuned(kit::TOM),
        118 => tuned(kit::SYNTH_TOM),
        _ => Patch::wave(REVERSED, falling(1.4, 0.08, 0.0, 0.1)).reverb(0.4),
    }
}

/// A drum that follows the key.
const fn tuned(drum: DrumRecipe) -> Patch {
    Patch::new(Recipe::Drum(drum), EnvelopeShape::struck(1.0)).reverb(0.3)
}
