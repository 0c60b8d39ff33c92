//! What each drum is made of. Frequencies in hertz, times in seconds.

use crate::sources::{DrumRecipe, Layer, ModalRecipe, Ratios, Tap};

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

pub(in crate::instruments) const KICK: DrumRecipe = DrumRecipe {
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
pub(in crate::instruments) const SNARE: DrumRecipe = DrumRecipe {
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
pub(in crate::instruments) const ELECTRIC_SNARE: DrumRecipe = DrumRecipe {
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
pub(in crate::instruments) const STICK: DrumRecipe = DrumRecipe {
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
pub(in crate::instruments) const CLAP: DrumRecipe = DrumRecipe {
    layers: &[Layer::Bursts {
        n: 4,
        gap_s: 0.011,
        hz: 1_250.0,
        resonance: 1.3,
        t60_s: 0.26,
        level: 1.5,
    }],
};
pub(in crate::instruments) const TOM: DrumRecipe = DrumRecipe {
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
pub(in crate::instruments) const SYNTH_TOM: DrumRecipe = DrumRecipe {
    layers: &[Layer::Skin { from: 420.0, to: 110.0, glide_s: 0.35, t60_s: 0.6, level: 0.9 }],
};
pub(in crate::instruments) const TAIKO: DrumRecipe = DrumRecipe {
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
pub(in crate::instruments) const CLOSED_HAT: DrumRecipe = DrumRecipe {
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
pub(in crate::instruments) const OPEN_HAT_DRUM: DrumRecipe = DrumRecipe {
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
pub(in crate::instruments) const CRASH: DrumRecipe = DrumRecipe {
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
pub(in crate::instruments) const RIDE_DRUM: DrumRecipe = DrumRecipe {
    layers: &[
        Layer::Metal { recipe: &RIDE, hz: 540.0, level: 0.28 },
        Layer::Metal { recipe: &CLANK, hz: 3_150.0, level: 0.12 },
        Layer::Rattle {
            tap: Tap::High,
            hz: 6_000.0,
            resonance: 0.8,
            attack_s: 0.0,
            t60_s: 1.4,
            level: 0.16,
        },
    ],
};
pub(in crate::instruments) const RIDE_BELL: DrumRecipe = DrumRecipe {
    layers: &[
        Layer::Metal { recipe: &BELL, hz: 780.0, level: 0.5 },
        Layer::Metal { recipe: &RIDE, hz: 540.0, level: 0.1 },
    ],
};
pub(in crate::instruments) const COWBELL: DrumRecipe =
    DrumRecipe { layers: &[Layer::Metal { recipe: &CLANK, hz: 560.0, level: 0.8 }] };
pub(in crate::instruments) const BONGO: DrumRecipe = DrumRecipe {
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
pub(in crate::instruments) const SHAKER: DrumRecipe = DrumRecipe {
    layers: &[Layer::Rattle {
        tap: Tap::High,
        hz: 5_500.0,
        resonance: 0.8,
        attack_s: 0.018,
        t60_s: 0.09,
        level: 0.55,
    }],
};
pub(in crate::instruments) const TAMBOURINE: DrumRecipe = DrumRecipe {
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
pub(in crate::instruments) const WOODEN: DrumRecipe =
    DrumRecipe { layers: &[Layer::Metal { recipe: &WOOD, hz: 780.0, level: 0.9 }] };
pub(in crate::instruments) const SCRAPE: DrumRecipe = DrumRecipe {
    layers: &[Layer::Bursts {
        n: 7,
        gap_s: 0.016,
        hz: 3_200.0,
        resonance: 2.0,
        t60_s: 0.06,
        level: 1.0,
    }],
};
pub(in crate::instruments) const LONG_SCRAPE: DrumRecipe = DrumRecipe {
    layers: &[Layer::Bursts {
        n: 16,
        gap_s: 0.02,
        hz: 3_000.0,
        resonance: 2.0,
        t60_s: 0.08,
        level: 1.0,
    }],
};
pub(in crate::instruments) const WHISTLE: DrumRecipe = DrumRecipe {
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
pub(in crate::instruments) const LONG_WHISTLE: DrumRecipe = DrumRecipe {
    layers: &[Layer::Skin { from: 2_300.0, to: 2_250.0, glide_s: 0.05, t60_s: 1.3, level: 0.45 }],
};
pub(in crate::instruments) const CUICA: DrumRecipe = DrumRecipe {
    layers: &[Layer::Skin { from: 320.0, to: 620.0, glide_s: 0.2, t60_s: 0.4, level: 0.7 }],
};
pub(in crate::instruments) const DING: DrumRecipe =
    DrumRecipe { layers: &[Layer::Metal { recipe: &TRIANGLE, hz: 2_900.0, level: 0.4 }] };
pub(in crate::instruments) const SHORT_DING: DrumRecipe =
    DrumRecipe { layers: &[Layer::Metal { recipe: &SHORT_TRIANGLE, hz: 2_900.0, level: 0.4 }] };
pub(in crate::instruments) const JINGLE: DrumRecipe =
    DrumRecipe { layers: &[Layer::Metal { recipe: &OPEN_HAT, hz: 2_600.0, level: 0.3 }] };
