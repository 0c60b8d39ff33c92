//! Bars and bells: programs 8 to 15.
//!
//! A free bar's tones lie at 1, 2.756, 5.404 and 8.933; makers tune marimba bars to 1, 4 and 10 and
//! xylophone bars to 1, 3 and 6; a tooth of a music box is clamped: 1, 6.27, 17.5.

use super::Patch;
use crate::sources::{Knock, ModalRecipe, Ratios};

const MALLET: Knock = Knock { level: 0.12, hz: 900.0, t60_s: 0.04 };

const GLOCKENSPIEL: ModalRecipe = ModalRecipe {
    ratios: Ratios::Listed(&[1.0, 2.756, 5.404, 8.933]),
    place: 0.0,
    slope: 1.0,
    bright_hz: [2_500.0, 9_000.0],
    t60_s: 7.0,
    t60_track: 0.6,
    damping: 0.5,
    knock: Some(Knock { level: 0.06, hz: 5_000.0, t60_s: 0.02 }),
    ..ModalRecipe::STRING
};

const MARIMBA: ModalRecipe = ModalRecipe {
    ratios: Ratios::Listed(&[1.0, 3.98, 9.6]),
    slope: 1.5,
    bright_hz: [700.0, 3_500.0],
    t60_s: 1.3,
    t60_track: 0.8,
    damping: 2.5,
    knock: Some(MALLET),
    ..GLOCKENSPIEL
};

const VIBRAPHONE: ModalRecipe = ModalRecipe {
    t60_s: 9.0,
    t60_track: 0.5,
    bright_hz: [600.0, 4_000.0],
    tremolo: (5.4, 0.0),
    knock: Some(Knock { level: 0.05, hz: 1_200.0, t60_s: 0.03 }),
    ..MARIMBA
};

const TUBULAR_BELL: ModalRecipe = ModalRecipe {
    ratios: Ratios::Listed(&[1.0, 2.0, 3.01, 4.17, 5.43, 6.79, 8.21]),
    slope: 0.7,
    bright_hz: [1_500.0, 4_500.0],
    t60_s: 9.0,
    t60_track: 0.4,
    damping: 0.8,
    knock: Some(Knock { level: 0.08, hz: 2_500.0, t60_s: 0.03 }),
    ..GLOCKENSPIEL
};

const DULCIMER: ModalRecipe = ModalRecipe {
    ratios: Ratios::String { b: 0.000_1, n: 40 },
    place: 0.16,
    slope: 0.7,
    bright_hz: [1_200.0, 4_500.0],
    t60_s: 3.0,
    aftersound: Some((0.45, 4.0)),
    knock: Some(Knock { level: 0.12, hz: 1_600.0, t60_s: 0.03 }),
    ..ModalRecipe::STRING
};

pub(super) const fn patch(program: u8) -> Patch {
    match program {
        8 => {
            let bar = ModalRecipe { t60_s: 3.0, slope: 1.8, ..GLOCKENSPIEL };
            Patch::modal(ModalRecipe { bright_hz: [1_500.0, 6_000.0], ..bar }, 0.8)
        }
        9 => Patch::modal(GLOCKENSPIEL, 3.0).reverb(0.35),
        10 => {
            let tooth = Ratios::Listed(&[1.0, 6.27, 17.5]);
            Patch::modal(
                ModalRecipe { ratios: tooth, t60_s: 4.5, damping: 1.6, ..GLOCKENSPIEL },
                2.0,
            )
            .reverb(0.35)
        }
        11 => Patch::modal(ModalRecipe { tremolo: (5.4, 0.35), ..VIBRAPHONE }, 0.9).reverb(0.35),
        12 => Patch::modal(MARIMBA, 1.0).width(0.4),
        13 => {
            let hard = ModalRecipe { ratios: Ratios::Listed(&[1.0, 3.0, 6.1]), ..MARIMBA };
            Patch::modal(ModalRecipe { t60_s: 0.7, bright_hz: [2_000.0, 7_000.0], ..hard }, 0.6)
                .width(0.4)
        }
        14 => Patch::modal(TUBULAR_BELL, 5.0).reverb(0.45),
        _ => Patch::modal(DULCIMER, 1.2).width(0.4),
    }
}
