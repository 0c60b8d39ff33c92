//! The built-in instruments: a patch for each of the 128 General MIDI programs, and the drum kit.
//!
//! Patches are values: which source, how it comes and goes, how loud. A sound is changed here and
//! nowhere else. The levels were set by measuring each program (`examples/levels.rs`).

mod blown;
mod bowed;
mod effects;
mod keys;
mod kit;
mod levels;
mod mallets;
mod organs;
mod percussion;
mod plucked;
mod synths;
mod world;

pub(crate) use kit::drum;

use crate::sources::{
    DrumRecipe, EnvelopeShape, FmRecipe, ModalRecipe, Source, Stroke, WaveRecipe,
    {Drum, Fm, Modal, Wave},
};

/// How a source is made.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Recipe {
    Modal(ModalRecipe),
    Wave(WaveRecipe),
    Fm(FmRecipe),
    Drum(DrumRecipe),
}

impl Recipe {
    pub(crate) fn source(&self, stroke: Stroke) -> Source {
        match self {
            Self::Modal(it) => Source::Modal(Modal::new(it, stroke)),
            Self::Wave(it) => Source::Wave(Box::new(Wave::new(it, stroke))),
            Self::Fm(it) => Source::Fm(Fm::new(it, stroke)),
            Self::Drum(it) => Source::Drum(Drum::new(it, stroke)),
        }
    }
}

/// An instrument.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patch {
    pub(crate) recipe: Recipe,
    pub(crate) envelope: EnvelopeShape,
    /// In decibels, at the hardest stroke.
    pub(crate) level: f32,
    /// The level goes with this power of the velocity: 2 is as General MIDI recommends.
    pub(crate) dynamics: f32,
    /// How much goes through the chorus, 0 to 1.
    pub(crate) chorus: f32,
    /// How much goes to the reverb if the piece does not say, 0 to 1.
    pub(crate) reverb: f32,
    /// How far low keys stand to the left and high ones to the right, 0 to 1.
    pub(crate) width: f32,
}

impl Patch {
    const fn new(recipe: Recipe, envelope: EnvelopeShape) -> Self {
        let (level, dynamics) = (-12.0, 1.8);
        Self { recipe, envelope, level, dynamics, chorus: 0.0, reverb: 0.25, width: 0.0 }
    }

    const fn modal(recipe: ModalRecipe, release_s: f32) -> Self {
        Self::new(Recipe::Modal(recipe), EnvelopeShape::struck(release_s))
    }

    const fn wave(recipe: WaveRecipe, envelope: EnvelopeShape) -> Self {
        Self { dynamics: 1.2, ..Self::new(Recipe::Wave(recipe), envelope) }
    }

    const fn chorus(self, chorus: f32) -> Self {
        Self { chorus, ..self }
    }

    const fn reverb(self, reverb: f32) -> Self {
        Self { reverb, ..self }
    }

    const fn width(self, width: f32) -> Self {
        Self { width, ..self }
    }
}

/// Comes in `attack_s` and goes in `release_s` seconds, and is held in between.
const fn held(attack_s: f32, release_s: f32) -> EnvelopeShape {
    EnvelopeShape { attack_s, decay_s: 1.0, sustain: 1.0, release_s }
}

/// The same, falling to `sustain` in `decay_s` seconds.
const fn falling(attack_s: f32, decay_s: f32, sustain: f32, release_s: f32) -> EnvelopeShape {
    EnvelopeShape { attack_s, decay_s, sustain, release_s }
}

/// The instrument of a General MIDI program, 0 to 127.
pub(crate) fn patch(program: u8) -> Patch {
    let patch = match program {
        0..=7 => keys::patch(program),
        8..=15 => mallets::patch(program),
        16..=23 => organs::patch(program),
        24..=39 | 45 | 46 => plucked::patch(program),
        40..=44 | 48..=55 => bowed::patch(program),
        56..=79 => blown::patch(program),
        80..=103 => synths::patch(program),
        104..=111 => world::patch(program),
        47 | 112..=119 => percussion::patch(program),
        _ => effects::patch(program),
    };
    Patch { level: patch.level + levels::correction(program), ..patch }
}
