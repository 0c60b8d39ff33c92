//! Waveforms by the levels of their harmonics.
//!
//! The spectra of saw, square and triangle are their Fourier series. Voices and bodies have
//! formants, which stay where they are in hertz whatever the pitch; their places are those of the
//! vowel table in G. Peterson and H. Barney, "Control Methods Used in a Study of the Vowels" (1952),
//! rounded.

/// A waveform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waveform {
    Sine,
    Triangle,
    Saw,
    Square,
    /// A pulse of a quarter of the period: nasal.
    Pulse,
    /// Drawbars 88 8000 000: the round ground of an organ.
    OrganFlute,
    /// Drawbars 88 8800 008.
    OrganRock,
    /// A rank of church pipes with its octaves.
    OrganPrincipal,
    /// Reeds of a harmonium or accordion.
    FreeReed,
    /// Odd harmonics above all, as of a clarinet.
    Clarinet,
    /// A saw through a body that speaks at 1 and 3 kHz.
    DoubleReed,
    Saxophone,
    /// Few harmonics that fall fast.
    Flute,
    Brass,
    /// A saw through the body of a violin.
    Bowed,
    /// The vowel of "father".
    Ah,
    /// The vowel of "boot".
    Ooh,
    /// Bright and hollow, for glassy pads.
    Glass,
}

/// All of them, in order of their numbers.
pub(crate) const N_WAVEFORMS: usize = Waveform::Glass as usize + 1;

impl Waveform {
    /// The level of a harmonic, from 1, of a tone of `hz`.
    pub(crate) fn level(self, harmonic: u32, hz: f32) -> f32 {
        let n = harmonic as f32;
        let is_odd = harmonic % 2 == 1;
        let at = n * hz;
        match self {
            Self::Sine => one_of(harmonic, &[1.0]),
            Self::Triangle if !is_odd => 0.0,
            Self::Triangle if harmonic % 4 == 3 => -1.0 / (n * n),
            Self::Triangle => 1.0 / (n * n),
            Self::Saw => 1.0 / n,
            Self::Square => odd(is_odd, 1.0 / n),
            Self::Pulse => crate::exact::sine(n / 8.0) / n,
            Self::OrganFlute => one_of(harmonic, &[1.0, 0.9, 0.55, 0.08]),
            Self::OrganRock => one_of(harmonic, &[1.0, 0.9, 0.5, 0.6, 0.0, 0.12, 0.0, 0.5]),
            Self::OrganPrincipal => rank(harmonic) * slope(at, 2_500.0, 1.2),
            Self::FreeReed => slope(at, 1_500.0, 1.4) / libm::sqrtf(n),
            Self::Clarinet => odd_or(is_odd, 0.08, 1.0 / n) * slope(at, 1_800.0, 1.2),
            Self::DoubleReed => {
                (formant(at, 1_050.0, 300.0) + 0.6 * formant(at, 3_000.0, 700.0) + 0.18)
                    / libm::sqrtf(n)
            }
            Self::Saxophone => {
                slope(at, 1_300.0, 1.6) * (0.5 + formant(at, 650.0, 350.0)) / libm::sqrtf(n)
            }
            Self::Flute => one_of(harmonic, &[1.0, 0.32, 0.14, 0.05, 0.03, 0.015]),
            Self::Brass => slope(at, 1_200.0, 1.5) / libm::powf(n, 0.35),
            Self::Bowed => body(at) / n,
            Self::Ah => vowel(at, [700.0, 1_150.0, 2_600.0]) / n,
            Self::Ooh => vowel(at, [330.0, 870.0, 2_250.0]) / (n * libm::sqrtf(n)),
            Self::Glass => {
                one_of(harmonic, &[1.0, 0.0, 0.3, 0.0, 0.0, 0.25, 0.0, 0.1, 0.08, 0.0, 0.12])
            }
        }
    }
}

fn one_of(harmonic: u32, levels: &[f32]) -> f32 {
    levels.get(harmonic as usize - 1).copied().unwrap_or(0.0)
}

fn odd(is_odd: bool, level: f32) -> f32 {
    if is_odd { level } else { 0.0 }
}

fn odd_or(is_odd: bool, share: f32, level: f32) -> f32 {
    if is_odd { level } else { share * level }
}

/// Pipes of one foot length an octave apart, each weaker.
fn rank(harmonic: u32) -> f32 {
    let own = 1.0 / (harmonic * harmonic) as f32;
    let octaves = [(2, 0.7), (4, 0.45), (8, 0.2)];
    let doubled = octaves.iter().filter(|it| harmonic.is_multiple_of(it.0));
    own + doubled.map(|it| it.1 * it.0 as f32 / harmonic as f32).sum::<f32>()
}

/// Falls above `corner` hertz, the more the larger `order` is.
fn slope(hz: f32, corner: f32, order: f32) -> f32 {
    1.0 / (1.0 + libm::powf(hz / corner, 2.0 * order))
}

/// A peak of height 1.
fn formant(hz: f32, centre: f32, width: f32) -> f32 {
    let off = (hz - centre) / width;
    1.0 / (1.0 + off * off)
}

fn vowel(hz: f32, [first, second, third]: [f32; 3]) -> f32 {
    formant(hz, first, 110.0)
        + 0.6 * formant(hz, second, 130.0)
        + 0.25 * formant(hz, third, 220.0)
        + 0.03
}

/// The air and wood of a string instrument: peaks near 280, 460 and 2,400 Hz, soft above 5 kHz.
fn body(hz: f32) -> f32 {
    let peaks =
        formant(hz, 280.0, 90.0) + formant(hz, 460.0, 120.0) + 0.9 * formant(hz, 2_400.0, 900.0);
    (0.55 + peaks) * slope(hz, 5_000.0, 1.0)
}
