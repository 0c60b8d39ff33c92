//! Leads, pads and effects of synthesizers: programs 80 to 103.

use super::{Patch, Recipe, falling, held};
use crate::sources::{
    Breath, Cutoff, EnvelopeShape, FmRecipe, Pair, Second, Tremolo, Unison, Vibrato, WaveRecipe,
    Waveform,
};

const WIDE: Unison = &[(-5.0, -0.9), (0.0, 0.0), (5.0, 0.9)];
const NARROW: Unison = &[(-5.0, -0.7), (0.0, 0.0), (5.0, 0.7)];

const LEAD: WaveRecipe = WaveRecipe {
    cutoff: Cutoff {
        hz: 3_200.0,
        track: 0.5,
        velocity: 1.4,
        sweep: 0.8,
        fall_s: 1.0,
        ..Cutoff::OPEN
    },
    vibrato: Vibrato { hz: 5.5, cents: 7.0, delay_s: 0.5 },
    ..WaveRecipe::PLAIN
};

const PAD: WaveRecipe = WaveRecipe {
    unison: WIDE,
    cutoff: Cutoff {
        hz: 1_300.0,
        track: 0.4,
        velocity: 1.0,
        sweep: 0.7,
        rise_s: 0.9,
        fall_s: 12.0,
        resonance: 0.8,
    },
    ..WaveRecipe::PLAIN
};

/// Bells of glass: tones that bend one another at no simple ratio.
const CRYSTAL: &[Pair] = &[
    Pair {
        carrier: 1.0,
        modulator: 3.5,
        index: 1.6,
        index_t60_s: 2.5,
        level: 0.6,
        t60_s: 6.0,
        cents: 0.0,
    },
    Pair {
        carrier: 2.0,
        modulator: 7.0,
        index: 0.8,
        index_t60_s: 1.5,
        level: 0.3,
        t60_s: 4.0,
        cents: 0.0,
    },
];

pub(super) const fn patch(program: u8) -> Patch {
    match program {
        80..=87 => lead(program).reverb(0.25),
        88..=95 => pad(program).chorus(0.45).reverb(0.5),
        _ => effect(program).chorus(0.4).reverb(0.55),
    }
}

const fn lead(program: u8) -> Patch {
    let played = falling(0.006, 1.5, 0.8, 0.12);
    match program {
        80 => Patch::wave(WaveRecipe { waveform: Waveform::Square, ..LEAD }, played),
        81 => Patch::wave(WaveRecipe { unison: NARROW, ..LEAD }, played),
        82 => Patch::wave(WaveRecipe { waveform: Waveform::Flute, ..LEAD }, held(0.03, 0.15)),
        83 => {
            let air = Some(Breath { level: 0.25, around: 3.0, resonance: 1.5 });
            Patch::wave(WaveRecipe { waveform: Waveform::Triangle, breath: air, ..LEAD }, played)
        }
        84 => {
            let hot = Cutoff { hz: 2_400.0, resonance: 2.2, ..LEAD.cutoff };
            Patch::wave(
                WaveRecipe { waveform: Waveform::Pulse, cutoff: hot, unison: NARROW, ..LEAD },
                played,
            )
        }
        85 => Patch::wave(WaveRecipe { waveform: Waveform::Ah, ..LEAD }, held(0.05, 0.2)),
        86 => Patch::wave(with(Waveform::Saw, 7.0, 0.7), played),
        _ => Patch::wave(with(Waveform::Square, -12.0, 0.8), played),
    }
}

const fn with(waveform: Waveform, semitones: f32, level: f32) -> WaveRecipe {
    WaveRecipe { second: Some(Second { waveform, semitones, level }), ..LEAD }
}

const fn pad(program: u8) -> Patch {
    match program {
        88 => {
            let glass = Second { waveform: Waveform::Glass, semitones: 12.0, level: 0.4 };
            Patch::wave(WaveRecipe { second: Some(glass), ..PAD }, falling(0.05, 4.0, 0.6, 1.2))
        }
        89 => Patch::wave(dark(900.0, PAD), held(0.4, 1.2)),
        90 => Patch::wave(dark(2_200.0, PAD), held(0.06, 0.7)),
        91 => {
            Patch::wave(WaveRecipe { waveform: Waveform::Ah, ..dark(3_000.0, PAD) }, held(0.4, 1.2))
        }
        92 => Patch::wave(
            WaveRecipe { waveform: Waveform::Bowed, ..dark(2_600.0, PAD) },
            held(0.5, 1.2),
        ),
        93 => Patch::wave(
            WaveRecipe { waveform: Waveform::Glass, ..dark(5_000.0, PAD) },
            held(0.3, 1.5),
        ),
        94 => Patch::wave(
            WaveRecipe { waveform: Waveform::Ooh, ..dark(3_000.0, PAD) },
            held(0.6, 1.8),
        ),
        _ => {
            let cutoff =
                Cutoff { hz: 700.0, sweep: 2.6, rise_s: 2.5, resonance: 1.4, ..PAD.cutoff };
            Patch::wave(WaveRecipe { cutoff, ..PAD }, held(0.3, 1.4))
        }
    }
}

const fn dark(hz: f32, recipe: WaveRecipe) -> WaveRecipe {
    WaveRecipe { cutoff: Cutoff { hz, ..recipe.cutoff }, ..recipe }
}

const fn effect(program: u8) -> Patch {
    let struck = EnvelopeShape::struck(1.2);
    match program {
        96 => Patch::wave(plink(Waveform::Glass, 8.0), falling(0.004, 2.5, 0.0, 1.0)),
        97 => Patch::wave(
            WaveRecipe { second: Some(fifth(0.6)), ..dark(1_600.0, PAD) },
            held(0.5, 1.5),
        ),
        98 => Patch::new(Recipe::Fm(FmRecipe { pairs: CRYSTAL }), struck),
        99 => Patch::wave(plink(Waveform::Triangle, 3.0), falling(0.004, 3.5, 0.25, 1.2)),
        100 => {
            Patch::wave(dark(6_000.0, plink(Waveform::Pulse, 5.0)), falling(0.006, 4.0, 0.4, 1.0))
        }
        101 => {
            let low = Vibrato { hz: 3.1, cents: 24.0, delay_s: 0.05 };
            Patch::wave(WaveRecipe { waveform: Waveform::Ooh, vibrato: low, ..PAD }, held(0.5, 1.5))
        }
        102 => {
            let echo = Tremolo { hz: 3.0, depth: 0.85 };
            Patch::wave(
                WaveRecipe { tremolo: echo, ..dark(1_800.0, PAD) },
                falling(0.02, 5.0, 0.3, 1.5),
            )
        }
        _ => {
            let swirl = Vibrato { hz: 6.5, cents: 14.0, delay_s: 0.01 };
            Patch::wave(
                WaveRecipe { waveform: Waveform::Square, vibrato: swirl, ..dark(2_200.0, PAD) },
                held(0.1, 1.0),
            )
        }
    }
}

const fn fifth(level: f32) -> Second {
    Second { waveform: Waveform::Saw, semitones: 7.0, level }
}

const fn plink(waveform: Waveform, rate: f32) -> WaveRecipe {
    let tremolo = Tremolo { hz: rate, depth: 0.25 };
    WaveRecipe { waveform, unison: NARROW, tremolo, ..dark(4_000.0, PAD) }
}
