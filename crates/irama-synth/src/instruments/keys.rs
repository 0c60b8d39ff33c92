//! Pianos and what stands in for them: programs 0 to 7.

use super::Patch;
use crate::{
    instruments::Recipe,
    sources::{EnvelopeShape, FmRecipe, Knock, ModalRecipe, Pair, Ratios},
};

const HAMMER: Knock = Knock { level: 0.12, hz: 260.0, t60_s: 0.09 };
const KEY: Knock = Knock { level: 0.10, hz: 1_800.0, t60_s: 0.03 };

const PIANO: ModalRecipe = ModalRecipe {
    ratios: Ratios::String { b: 0.000_35, n: 44 },
    place: 0.12,
    slope: 0.75,
    bright_hz: [420.0, 2_400.0],
    t60_s: 4.5,
    t60_track: 0.55,
    damping: 0.9,
    aftersound: Some((0.28, 0.7)),
    knock: Some(HAMMER),
    ..ModalRecipe::STRING
};

/// A tine and its tone bar: one tone, and the tine's own high ones, which are gone at once.
const RHODES: ModalRecipe = ModalRecipe {
    ratios: Ratios::Listed(&[1.0, 2.0, 3.0, 6.27, 17.5]),
    place: 0.0,
    slope: 1.5,
    bright_hz: [650.0, 4_000.0],
    t60_s: 7.0,
    t60_track: 0.45,
    damping: 9.0,
    knock: Some(Knock { level: 0.05, hz: 700.0, t60_s: 0.03 }),
    drive: 1.3,
    tremolo: (4.6, 0.3),
    ..ModalRecipe::STRING
};

/// The electric piano of the eighties: a soft body, and a tine that rings at fourteen times.
const FM_PIANO: &[Pair] = &[
    Pair {
        carrier: 1.0,
        modulator: 1.0,
        index: 1.3,
        index_t60_s: 4.0,
        level: 0.7,
        t60_s: 7.0,
        cents: -1.5,
    },
    Pair {
        carrier: 1.0,
        modulator: 14.0,
        index: 0.9,
        index_t60_s: 0.8,
        level: 0.45,
        t60_s: 5.0,
        cents: 1.5,
    },
];

const HARPSICHORD: ModalRecipe = ModalRecipe {
    ratios: Ratios::String { b: 0.000_05, n: 48 },
    place: 0.11,
    slope: 0.35,
    bright_hz: [4_200.0, 5_200.0],
    t60_s: 3.4,
    damping: 0.5,
    knock: Some(KEY),
    ..ModalRecipe::STRING
};

const CLAVINET: ModalRecipe = ModalRecipe {
    ratios: Ratios::String { b: 0.000_08, n: 36 },
    place: 0.31,
    slope: 0.45,
    bright_hz: [1_200.0, 4_800.0],
    t60_s: 2.6,
    damping: 0.8,
    knock: Some(KEY),
    drive: 1.6,
    ..ModalRecipe::STRING
};

pub(super) const fn patch(program: u8) -> Patch {
    match program {
        0 => Patch::modal(PIANO, 0.35).width(0.5),
        1 => Patch::modal(ModalRecipe { bright_hz: [650.0, 3_800.0], ..PIANO }, 0.35).width(0.5),
        2 => {
            let pickup = ModalRecipe { drive: 0.9, bright_hz: [600.0, 3_000.0], ..PIANO };
            Patch::modal(pickup, 0.3).chorus(0.35)
        }
        3 => {
            let apart = ModalRecipe { aftersound: Some((0.45, 9.0)), t60_s: 1.8, ..PIANO };
            Patch::modal(ModalRecipe { bright_hz: [650.0, 3_200.0], ..apart }, 0.3).width(0.5)
        }
        4 => Patch::modal(RHODES, 0.3).chorus(0.25),
        5 => Patch::new(Recipe::Fm(FmRecipe { pairs: FM_PIANO }), EnvelopeShape::struck(0.35))
            .chorus(0.4),
        6 => Patch { dynamics: 0.4, ..Patch::modal(HARPSICHORD, 0.15) }.width(0.3),
        _ => Patch::modal(CLAVINET, 0.08).reverb(0.12),
    }
}
