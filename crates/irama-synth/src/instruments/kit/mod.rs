//! The General MIDI drum map: keys 27 to 87.

mod recipes;

use recipes::{
    BONGO, CLAP, CLOSED_HAT, COWBELL, CRASH, CUICA, DING, ELECTRIC_SNARE, JINGLE, KICK,
    LONG_SCRAPE, LONG_WHISTLE, OPEN_HAT_DRUM, RIDE_BELL, RIDE_DRUM, SCRAPE, SHAKER, SHORT_DING,
    SNARE, STICK, TAMBOURINE, WHISTLE, WOODEN,
};
pub(super) use recipes::{SYNTH_TOM, TAIKO, TOM};

use super::{Patch, Recipe};
use crate::sources::{DrumRecipe, EnvelopeShape};

/// Where a drum stands, from -1 to 1, and how it is tuned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) pan: f32,
    /// By times of the recipe's own pitch.
    pub(crate) tuning: f32,
}

/// The drum of a key: its instrument, where it stands and how it is tuned. Keys beyond the map
/// sound as a block of wood.
pub(crate) fn drum(pitch: u8) -> (Patch, Place) {
    let (recipe, pan, tuning) = match pitch {
        35..=59 => set(pitch),
        60..=66 => skins(pitch),
        _ => small(pitch),
    };
    let patch = Patch::new(Recipe::Drum(recipe), EnvelopeShape::struck(0.08));
    let level = match pitch {
        35 | 36 => -1.0,
        _ => -4.0,
    };
    (Patch { level, dynamics: 1.5, ..patch }, Place { pan, tuning })
}

/// What stands around the drummer.
fn set(pitch: u8) -> (DrumRecipe, f32, f32) {
    match pitch {
        35 => (KICK, 0.0, 0.9),
        37 => (STICK, 0.05, 1.0),
        38 => (SNARE, 0.05, 1.0),
        39 => (CLAP, -0.1, 1.0),
        40 => (ELECTRIC_SNARE, 0.05, 1.0),
        41 | 43 | 45 | 47 | 48 | 50 => tom(pitch),
        42 | 44 | 46 | 49 | 51..=53 | 55 | 57 | 59 => cymbal(pitch),
        54 => (TAMBOURINE, 0.2, 1.0),
        56 => (COWBELL, 0.15, 1.0),
        58 => (LONG_SCRAPE, 0.3, 0.7),
        _ => (KICK, 0.0, 1.0),
    }
}

/// Hats, crashes and rides.
fn cymbal(pitch: u8) -> (DrumRecipe, f32, f32) {
    match pitch {
        42 => (CLOSED_HAT, 0.3, 1.0),
        44 => (CLOSED_HAT, 0.3, 0.85),
        46 => (OPEN_HAT_DRUM, 0.3, 1.0),
        49 => (CRASH, -0.4, 1.0),
        51 => (RIDE_DRUM, 0.4, 1.0),
        52 => (CRASH, 0.35, 0.75),
        53 => (RIDE_BELL, 0.4, 1.0),
        55 => (CRASH, -0.2, 1.5),
        57 => (CRASH, 0.5, 1.15),
        _ => (RIDE_DRUM, -0.4, 1.12),
    }
}

/// What is held in the hand, and whatever is beyond the map.
fn small(pitch: u8) -> (DrumRecipe, f32, f32) {
    match pitch {
        67 => (COWBELL, 0.4, 1.7),
        68 => (COWBELL, 0.4, 1.25),
        69 => (SHAKER, -0.35, 0.9),
        70 | 82 => (SHAKER, -0.35, 1.1),
        71 => (WHISTLE, 0.2, 1.0),
        72 => (LONG_WHISTLE, 0.2, 1.0),
        73 => (SCRAPE, -0.2, 1.0),
        74 => (LONG_SCRAPE, -0.2, 1.0),
        75 => (WOODEN, 0.1, 2.9),
        76 => (WOODEN, -0.3, 1.25),
        78 => (CUICA, 0.1, 1.2),
        79 => (CUICA, 0.1, 0.9),
        80 => (SHORT_DING, 0.5, 1.0),
        81 => (DING, 0.5, 1.0),
        83 => (JINGLE, -0.5, 1.0),
        84 => (JINGLE, -0.5, 1.3),
        85 => (WOODEN, -0.1, 3.4),
        86 => (TAIKO, -0.2, 1.3),
        87 => (TAIKO, -0.2, 1.1),
        _ => (WOODEN, -0.3, 1.0),
    }
}

/// Six toms from the floor up, from right to left.
fn tom(pitch: u8) -> (DrumRecipe, f32, f32) {
    let step = [41, 43, 45, 47, 48, 50].iter().position(|it| *it == pitch).unwrap_or(0) as f32;
    (TOM, 0.4 - 0.16 * step, 0.62 + 0.16 * step)
}

/// Bongos, congas and timbales.
fn skins(pitch: u8) -> (DrumRecipe, f32, f32) {
    match pitch {
        60 => (BONGO, -0.3, 1.1),
        61 => (BONGO, -0.3, 0.8),
        62 => (BONGO, 0.3, 0.62),
        63 => (BONGO, 0.3, 0.56),
        64 => (BONGO, 0.3, 0.42),
        65 => (TOM, -0.3, 2.4),
        _ => (TOM, -0.3, 1.8),
    }
}
