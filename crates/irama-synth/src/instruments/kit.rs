//! The General MIDI drum map: keys 27 to 87.

use super::{Patch, Recipe};
use crate::sources::{DrumRecipe, EnvelopeShape, Layer, ModalRecipe, Ratios, Tap};

/// Where a drum stands, from -1 to 1, and how it is tuned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) pan: f32,
    /// By times of the recipe's own pitch.
    pub(crate) tuning: f32,
}

/// Tones of a plate of bronze: none is a multiple of another.
const BRONZE: &[f32] = &[
    1.0, 1.34, 1.71, 2.09, 2.46, 2.93, 3.29, 3.78, 4.27, 4.73, 5.31, 5.86, 6.42, 7.13, 7.69, 8.37,
    9.11, 9.83, 10.6, 11.4, 12.3, 13.2, 14.1, 15.2,
];

const CYMBAL: ModalRecipe = ModalRecipe {
    ratios: Ratios::Listed(BRONZE),
    place: 0.0,
    slope: 0.1,
    bright_hz: [5_000.0, 14_000.0],
    t60_s: 2.2,
    t60_track: 0.0,
    damping: 0.08,
    knock: None,
    ..ModalRecipe::STRING
};

const HAT: ModalRecipe = ModalRecipe { t60_s: 0.12, slope: -0.2, ..CYMBAL };
const OPEN_HAT: ModalRecipe = ModalRecipe { t60_s: 0.9, ..HAT };
const RIDE: ModalRecipe = ModalRecipe { t60_s: 2.6, slope: 0.3, ..CYMBAL };
const BELL: ModalRecipe = ModalRecipe {
    ratios: Ratios::Listed(&[1.0, 1.48, 2.31, 3.12, 4.6]),
    slope: 0.6,
    t60_s: 1.6,
    ..CYMBAL
};
const CLANK: ModalRecipe = ModalRecipe { t60_s: 0.45, ..BELL };
const WOOD: ModalRecipe =
    ModalRecipe { ratios: Ratios::Listed(&[1.0, 2.6, 4.9]), slope: 1.0, t60_s: 0.14, ..BELL };
const TRIANGLE: ModalRecipe = ModalRecipe {
    ratios: Ratios::Listed(&[1.0, 2.1, 3.4, 4.9, 6.3]),
    t60_s: 3.5,
    slope: 0.2,
    ..BELL
};
const SHORT_TRIANGLE: ModalRecipe = ModalRecipe { t60_s: 0.25, ..TRIANGLE };

const KICK: DrumRecipe = DrumRecipe {
    layers: &[
        Layer::Skin { from: 190.0, to: 48.0, glide_s: 0.11, t60_s: 0.55, level: 1.0 },
        Layer::Rattle {
            tap: Tap::Band,
            hz: 3_200.0,
            resonance: 0.7,
            attack_s: 0.0,
            t60_s: 0.03,
            level: 0.55,
        },
    ],
};
const SNARE: DrumRecipe = DrumRecipe {
    layers: &[
        Layer::Skin { from: 260.0, to: 186.0, glide_s: 0.05, t60_s: 0.2, level: 0.55 },
        Layer::Skin { from: 330.0, to: 325.0, glide_s: 0.05, t60_s: 0.13, level: 0.25 },
        Layer::Rattle {
            tap: Tap::High,
            hz: 2_200.0,
            resonance: 0.8,
            attack_s: 0.0,
            t60_s: 0.28,
            level: 0.5,
        },
    ],
};
const ELECTRIC_SNARE: DrumRecipe = DrumRecipe {
    layers: &[
        Layer::Skin { from: 240.0, to: 170.0, glide_s: 0.04, t60_s: 0.18, level: 0.6 },
        Layer::Rattle {
            tap: Tap::Band,
            hz: 3_400.0,
            resonance: 0.6,
            attack_s: 0.0,
            t60_s: 0.35,
            level: 0.9,
        },
    ],
};
const STICK: DrumRecipe = DrumRecipe {
    layers: &[
        Layer::Metal { recipe: &WOOD, hz: 850.0, level: 0.5 },
        Layer::Rattle {
            tap: Tap::Band,
            hz: 3_000.0,
            resonance: 1.0,
            attack_s: 0.0,
            t60_s: 0.04,
            level: 0.5,
        },
    ],
};
const CLAP: DrumRecipe = DrumRecipe {
    layers: &[Layer::Bursts {
        n: 4,
        gap_s: 0.011,
        hz: 1_250.0,
        resonance: 1.3,
        t60_s: 0.26,
        level: 1.5,
    }],
};
pub(super) const TOM: DrumRecipe = DrumRecipe {
    layers: &[
        Layer::Skin { from: 210.0, to: 130.0, glide_s: 0.12, t60_s: 0.7, level: 0.85 },
        Layer::Skin { from: 300.0, to: 207.0, glide_s: 0.1, t60_s: 0.35, level: 0.25 },
        Layer::Rattle {
            tap: Tap::Band,
            hz: 1_800.0,
            resonance: 0.7,
            attack_s: 0.0,
            t60_s: 0.04,
            level: 0.35,
        },
    ],
};
pub(super) const SYNTH_TOM: DrumRecipe = DrumRecipe {
    layers: &[Layer::Skin { from: 420.0, to: 110.0, glide_s: 0.35, t60_s: 0.6, level: 0.9 }],
};
pub(super) const TAIKO: DrumRecipe = DrumRecipe {
    layers: &[
        Layer::Skin { from: 120.0, to: 70.0, glide_s: 0.1, t60_s: 1.1, level: 1.0 },
        Layer::Rattle {
            tap: Tap::Low,
            hz: 700.0,
            resonance: 0.7,
            attack_s: 0.0,
            t60_s: 0.12,
            level: 0.7,
        },
    ],
};
const CLOSED_HAT: DrumRecipe = DrumRecipe {
    layers: &[
        Layer::Metal { recipe: &HAT, hz: 1_050.0, level: 0.25 },
        Layer::Rattle {
            tap: Tap::High,
            hz: 7_500.0,
            resonance: 0.9,
            attack_s: 0.0,
            t60_s: 0.09,
            level: 0.45,
        },
    ],
};
const OPEN_HAT_DRUM: DrumRecipe = DrumRecipe {
    layers: &[
        Layer::Metal { recipe: &OPEN_HAT, hz: 1_050.0, level: 0.2 },
        Layer::Rattle {
            tap: Tap::High,
            hz: 7_000.0,
            resonance: 0.9,
            attack_s: 0.0,
            t60_s: 0.75,
            level: 0.35,
        },
    ],
};
const CRASH: DrumRecipe = DrumRecipe {
    layers: &[
        Layer::Metal { recipe: &CYMBAL, hz: 620.0, level: 0.22 },
        Layer::Rattle {
            tap: Tap::High,
            hz: 4_200.0,
            resonance: 0.7,
            attack_s: 0.003,
            t60_s: 1.9,
            level: 0.4,
        },
    ],
};
const RIDE_DRUM: DrumRecipe = DrumRecipe {
    layers: &[
        Layer::Metal { recipe: &RIDE, hz: 540.0, level: 0.28 },
        Layer::Metal { recipe: &CLANK, hz: 3_150.0, level: 0.12 },
        Layer::Rattle {
            tap: Tap::High,
            hz: 6_500.0,
            resonance: 0.8,
            attack_s: 0.0,
            t60_s: 0.5,
            level: 0.12,
        },
    ],
};
const RIDE_BELL: DrumRecipe = DrumRecipe {
    layers: &[
        Layer::Metal { recipe: &BELL, hz: 780.0, level: 0.5 },
        Layer::Metal { recipe: &RIDE, hz: 540.0, level: 0.1 },
    ],
};
const COWBELL: DrumRecipe =
    DrumRecipe { layers: &[Layer::Metal { recipe: &CLANK, hz: 560.0, level: 0.8 }] };
const BONGO: DrumRecipe = DrumRecipe {
    layers: &[
        Layer::Skin { from: 430.0, to: 390.0, glide_s: 0.03, t60_s: 0.22, level: 0.8 },
        Layer::Rattle {
            tap: Tap::Band,
            hz: 2_500.0,
            resonance: 0.8,
            attack_s: 0.0,
            t60_s: 0.02,
            level: 0.4,
        },
    ],
};
const SHAKER: DrumRecipe = DrumRecipe {
    layers: &[Layer::Rattle {
        tap: Tap::High,
        hz: 5_500.0,
        resonance: 0.8,
        attack_s: 0.018,
        t60_s: 0.09,
        level: 0.55,
    }],
};
const TAMBOURINE: DrumRecipe = DrumRecipe {
    layers: &[
        Layer::Metal { recipe: &OPEN_HAT, hz: 1_900.0, level: 0.2 },
        Layer::Rattle {
            tap: Tap::High,
            hz: 6_500.0,
            resonance: 1.0,
            attack_s: 0.004,
            t60_s: 0.25,
            level: 0.45,
        },
    ],
};
const WOODEN: DrumRecipe =
    DrumRecipe { layers: &[Layer::Metal { recipe: &WOOD, hz: 780.0, level: 0.9 }] };
const SCRAPE: DrumRecipe = DrumRecipe {
    layers: &[Layer::Bursts {
        n: 7,
        gap_s: 0.016,
        hz: 3_200.0,
        resonance: 2.0,
        t60_s: 0.06,
        level: 1.0,
    }],
};
const LONG_SCRAPE: DrumRecipe = DrumRecipe {
    layers: &[Layer::Bursts {
        n: 16,
        gap_s: 0.02,
        hz: 3_000.0,
        resonance: 2.0,
        t60_s: 0.08,
        level: 1.0,
    }],
};
const WHISTLE: DrumRecipe = DrumRecipe {
    layers: &[
        Layer::Skin { from: 2_300.0, to: 2_250.0, glide_s: 0.05, t60_s: 0.4, level: 0.4 },
        Layer::Rattle {
            tap: Tap::Band,
            hz: 2_300.0,
            resonance: 6.0,
            attack_s: 0.01,
            t60_s: 0.4,
            level: 0.5,
        },
    ],
};
const LONG_WHISTLE: DrumRecipe = DrumRecipe {
    layers: &[Layer::Skin { from: 2_300.0, to: 2_250.0, glide_s: 0.05, t60_s: 1.3, level: 0.45 }],
};
const CUICA: DrumRecipe = DrumRecipe {
    layers: &[Layer::Skin { from: 320.0, to: 620.0, glide_s: 0.2, t60_s: 0.4, level: 0.7 }],
};
const DING: DrumRecipe =
    DrumRecipe { layers: &[Layer::Metal { recipe: &TRIANGLE, hz: 2_900.0, level: 0.4 }] };
const SHORT_DING: DrumRecipe =
    DrumRecipe { layers: &[Layer::Metal { recipe: &SHORT_TRIANGLE, hz: 2_900.0, level: 0.4 }] };
const JINGLE: DrumRecipe =
    DrumRecipe { layers: &[Layer::Metal { recipe: &OPEN_HAT, hz: 2_600.0, level: 0.3 }] };

/// The drum of a key: its instrument, where it stands and how it is tuned. Keys beyond the map
/// sound as a block of wood.
pub(crate) fn drum(pitch: u8) -> (Patch, Place) {
    let (recipe, pan, tuning) = match pitch {
        35 => (KICK, 0.0, 0.9),
        36 => (KICK, 0.0, 1.0),
        37 => (STICK, 0.05, 1.0),
        38 => (SNARE, 0.05, 1.0),
        40 => (ELECTRIC_SNARE, 0.05, 1.0),
        39 => (CLAP, -0.1, 1.0),
        41 | 43 | 45 | 47 | 48 | 50 => tom(pitch),
        42 => (CLOSED_HAT, 0.3, 1.0),
        44 => (CLOSED_HAT, 0.3, 0.85),
        46 => (OPEN_HAT_DRUM, 0.3, 1.0),
        49 => (CRASH, -0.4, 1.0),
        57 => (CRASH, 0.5, 1.15),
        55 => (CRASH, -0.2, 1.5),
        52 => (CRASH, 0.35, 0.75),
        51 => (RIDE_DRUM, 0.4, 1.0),
        59 => (RIDE_DRUM, -0.4, 1.12),
        53 => (RIDE_BELL, 0.4, 1.0),
        54 => (TAMBOURINE, 0.2, 1.0),
        56 => (COWBELL, 0.15, 1.0),
        58 => (LONG_SCRAPE, 0.3, 0.7),
        60..=66 => skins(pitch),
        67 => (COWBELL, 0.4, 1.7),
        68 => (COWBELL, 0.4, 1.25),
        69 | 70 | 82 => (SHAKER, -0.35, if pitch == 69 { 0.9 } else { 1.1 }),
        71 => (WHISTLE, 0.2, 1.0),
        72 => (LONG_WHISTLE, 0.2, 1.0),
        73 => (SCRAPE, -0.2, 1.0),
        74 => (LONG_SCRAPE, -0.2, 1.0),
        75 => (WOODEN, 0.1, 2.9),
        76 => (WOODEN, -0.3, 1.25),
        78 | 79 => (CUICA, 0.1, if pitch == 78 { 1.2 } else { 0.9 }),
        80 => (SHORT_DING, 0.5, 1.0),
        81 => (DING, 0.5, 1.0),
        83 | 84 => (JINGLE, -0.5, if pitch == 83 { 1.0 } else { 1.3 }),
        85 => (WOODEN, -0.1, 3.4),
        86 => (TAIKO, -0.2, 1.3),
        87 => (TAIKO, -0.2, 1.1),
        _ => (WOODEN, -0.3, 1.0),
    };
    let patch = Patch::new(Recipe::Drum(recipe), EnvelopeShape::struck(0.08));
    let level = match pitch {
        35 | 36 => -4.0,
        _ => -7.0,
    };
    (Patch { level, dynamics: 1.5, ..patch }, Place { pan, tuning })
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
