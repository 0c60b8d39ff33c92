//! Brass, reeds and pipes: programs 56 to 79.

use super::{Patch, falling, held};
use crate::sources::{Breath, Cutoff, Unison, Vibrato, WaveRecipe, Waveform};

const PLAYERS: Unison = &[(-5.0, -0.7), (0.0, 0.0), (5.0, 0.7)];

/// Brass grows bright as it grows loud, and begins a little below.
const TRUMPET: WaveRecipe = WaveRecipe {
    waveform: Waveform::Brass,
    cutoff: Cutoff {
        hz: 2_600.0,
        track: 0.35,
        velocity: 2.2,
        sweep: 0.8,
        rise_s: 0.05,
        fall_s: 1.2,
        resonance: 0.9,
    },
    vibrato: Vibrato { hz: 5.3, cents: 6.0, delay_s: 0.7 },
    scoop: -25.0,
    ..WaveRecipe::PLAIN
};

const SAX: WaveRecipe = WaveRecipe {
    waveform: Waveform::Saxophone,
    cutoff: Cutoff { hz: 4_200.0, track: 0.3, velocity: 1.6, rise_s: 0.05, ..Cutoff::OPEN },
    vibrato: Vibrato { hz: 5.0, cents: 9.0, delay_s: 0.5 },
    breath: Some(Breath { level: 0.09, around: -2_200.0, resonance: 0.6 }),
    scoop: -20.0,
    ..WaveRecipe::PLAIN
};

const OBOE: WaveRecipe = WaveRecipe {
    waveform: Waveform::DoubleReed,
    cutoff: Cutoff { hz: 4_500.0, track: 0.2, velocity: 1.0, ..Cutoff::OPEN },
    vibrato: Vibrato { hz: 5.4, cents: 6.0, delay_s: 0.5 },
    breath: Some(Breath { level: 0.03, around: -3_000.0, resonance: 0.7 }),
    ..WaveRecipe::PLAIN
};

const FLUTE: WaveRecipe = WaveRecipe {
    waveform: Waveform::Flute,
    cutoff: Cutoff { hz: 3_600.0, track: 0.7, velocity: 1.4, ..Cutoff::OPEN },
    vibrato: Vibrato { hz: 5.0, cents: 7.0, delay_s: 0.45 },
    breath: Some(Breath { level: 0.16, around: 2.0, resonance: 1.2 }),
    ..WaveRecipe::PLAIN
};

pub(super) const fn patch(program: u8) -> Patch {
    match program {
        56..=63 => brass(program).reverb(0.3),
        64..=71 => reed(program).reverb(0.28),
        _ => pipe(program).reverb(0.38),
    }
}

const fn brass(program: u8) -> Patch {
    let lips = falling(0.035, 0.8, 0.8, 0.12);
    match program {
        56 => Patch::wave(TRUMPET, lips),
        57 => Patch::wave(opening(1_700.0, TRUMPET), falling(0.05, 0.8, 0.85, 0.14)),
        58 => Patch::wave(opening(900.0, TRUMPET), falling(0.06, 0.8, 0.85, 0.14)),
        59 => {
            let muted = Cutoff { hz: 1_800.0, resonance: 2.6, sweep: 0.2, ..TRUMPET.cutoff };
            Patch::wave(
                WaveRecipe { cutoff: muted, waveform: Waveform::DoubleReed, ..TRUMPET },
                lips,
            )
        }
        60 => Patch::wave(opening(1_100.0, TRUMPET), falling(0.07, 1.0, 0.85, 0.2)),
        61 => Patch::wave(WaveRecipe { unison: PLAYERS, ..TRUMPET }, lips),
        62 => Patch::wave(synth_brass(1_500.0, 1.8), falling(0.02, 1.0, 0.75, 0.2)).chorus(0.4),
        _ => Patch::wave(synth_brass(1_000.0, 1.2), falling(0.06, 1.2, 0.8, 0.3)).chorus(0.5),
    }
}

const fn opening(hz: f32, recipe: WaveRecipe) -> WaveRecipe {
    WaveRecipe { cutoff: Cutoff { hz, ..recipe.cutoff }, ..recipe }
}

const fn synth_brass(hz: f32, sweep: f32) -> WaveRecipe {
    let cutoff = Cutoff { hz, sweep, ..TRUMPET.cutoff };
    WaveRecipe { waveform: Waveform::Saw, unison: PLAYERS, cutoff, scoop: 0.0, ..TRUMPET }
}

const fn reed(program: u8) -> Patch {
    let tongue = falling(0.035, 0.8, 0.85, 0.12);
    match program {
        64 => Patch::wave(
            opening(4_600.0, WaveRecipe { waveform: Waveform::DoubleReed, ..SAX }),
            tongue,
        ),
        65 => Patch::wave(SAX, tongue),
        66 => Patch::wave(opening(3_200.0, SAX), tongue),
        67 => Patch::wave(opening(2_300.0, SAX), tongue),
        68 => Patch::wave(OBOE, tongue),
        69 => Patch::wave(opening(3_000.0, OBOE), tongue),
        70 => Patch::wave(opening(2_000.0, OBOE), tongue),
        _ => {
            let clarinet = WaveRecipe { waveform: Waveform::Clarinet, ..OBOE };
            let still = Vibrato { cents: 2.0, ..OBOE.vibrato };
            Patch::wave(WaveRecipe { vibrato: still, ..opening(3_800.0, clarinet) }, tongue)
        }
    }
}

const fn pipe(program: u8) -> Patch {
    let blown = held(0.05, 0.14);
    match program {
        72 => Patch::wave(opening(5_500.0, FLUTE), blown),
        73 => Patch::wave(FLUTE, blown),
        74 => Patch::wave(airy(0.08, 3.0, 3.0), held(0.03, 0.1)),
        75 => Patch::wave(airy(0.5, 1.0, 4.0), falling(0.03, 1.0, 0.6, 0.3)),
        76 => Patch::wave(airy(0.6, 1.0, 3.0), held(0.06, 0.2)),
        77 => {
            let bend = WaveRecipe { scoop: -60.0, ..airy(0.4, 1.5, 14.0) };
            Patch::wave(bend, falling(0.06, 1.0, 0.8, 0.2))
        }
        78 => Patch::wave(
            WaveRecipe { waveform: Waveform::Sine, ..airy(0.04, 2.0, 6.0) },
            held(0.03, 0.1),
        ),
        _ => Patch::wave(
            WaveRecipe { waveform: Waveform::Sine, ..airy(0.1, 2.0, 3.0) },
            held(0.04, 0.12),
        ),
    }
}

const fn airy(level: f32, around: f32, cents: f32) -> WaveRecipe {
    let breath = Some(Breath { level, around, resonance: 2.0 });
    WaveRecipe { breath, vibrato: Vibrato { cents, ..FLUTE.vibrato }, ..FLUTE }
}
