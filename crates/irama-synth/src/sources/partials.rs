//! What a struck or plucked thing sounds like, as the tones that it is made of.
//!
//! Sources: strings with stiffness, f(n) = n f(1) sqrt(1 + B n^2), and the nodes of the place where
//! they are struck, from N. Fletcher and T. Rossing, "The Physics of Musical Instruments" (2nd ed.,
//! 1998), ch. 2 and 12; the free bar's and the membrane's modes from the same, ch. 2, 3 and 18; a
//! piano's two stages of decay from G. Weinreich, "Coupled piano strings" (1977).

use super::Stroke;

/// Where the tones of a thing lie.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ratios {
    /// Multiples, stretched by stiffness `b`, of up to so many.
    String { b: f32, n: usize },
    /// Listed, by times of the first.
    Listed(&'static [f32]),
}

/// A short noise of the stroke itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Knock {
    /// Beside the tones.
    pub(crate) level: f32,
    /// Around which frequency.
    pub(crate) hz: f32,
    /// Until it has fallen by 60 dB.
    pub(crate) t60_s: f32,
}

/// A struck or plucked thing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ModalRecipe {
    pub(crate) ratios: Ratios,
    /// Where the string is struck or plucked as a share of its length; 0 for no nodes.
    pub(crate) place: f32,
    /// The levels fall as n^-slope.
    pub(crate) slope: f32,
    /// Levels are halved at so many hertz: struck as softly and as hard as can be.
    pub(crate) bright_hz: [f32; 2],
    /// Seconds until the first tone of middle C has fallen by 60 dB.
    pub(crate) t60_s: f32,
    /// Octaves by which the time halves for each octave upwards: 1 is in proportion.
    pub(crate) t60_track: f32,
    /// How much faster high tones fall: at 1 kHz times one more than this.
    pub(crate) damping: f32,
    /// A second string for each tone: its level, and how far apart they are in cents. Falls a quarter as
    /// fast.
    pub(crate) aftersound: Option<(f32, f32)>,
    pub(crate) knock: Option<Knock>,
    /// How far the sound is bent by a pick-up or an amplifier; 0 leaves it.
    pub(crate) drive: f32,
    /// Above which frequency a loudspeaker in a wooden box stops, in hertz; 0 for none.
    pub(crate) cabinet_hz: f32,
    /// Trembling of the level: times a second, and how deep.
    pub(crate) tremolo: (f32, f32),
}

impl ModalRecipe {
    /// A plain string; recipes change what differs.
    pub(crate) const STRING: Self = Self {
        ratios: Ratios::String { b: 0.000_1, n: 40 },
        place: 0.13,
        slope: 1.0,
        bright_hz: [900.0, 4_000.0],
        t60_s: 6.0,
        t60_track: 0.6,
        damping: 1.0,
        aftersound: None,
        knock: None,
        drive: 0.0,
        cabinet_hz: 0.0,
        tremolo: (0.0, 0.0),
    };
}

/// A tone that dies.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Partial {
    pub(crate) hz: f32,
    pub(crate) level: f32,
    pub(crate) t60_s: f32,
}

/// The tones of a stroke, the lowest first, at an effective level that does not depend on how many
/// there are.
pub(crate) fn of(recipe: &ModalRecipe, stroke: Stroke) -> Vec<Partial> {
    let highest = 0.42 * stroke.sample_rate;
    let n_ratios = match recipe.ratios {
        Ratios::String { n, .. } => n,
        Ratios::Listed(all) => all.len(),
    };
    let mut partials = Vec::with_capacity(n_ratios + 8);
    for idx in 0..n_ratios {
        let ratio = ratio(recipe.ratios, idx);
        let hz = stroke.hz * ratio;
        if hz > highest {
            break;
        }
        let level = level(recipe, stroke, (idx + 1) as f32, hz);
        let t60_s = t60_s(recipe, stroke.hz, hz);
        match recipe.aftersound.filter(|_| idx < 10) {
            Some((share, cents)) => {
                // The one as far below as the other is above, so that the pitch stays.
                let off = crate::exact::ratio(0.5 * cents);
                let (below, above) = (hz / off, hz * off);
                partials.push(Partial { hz: below, level: level * (1.0 - share), t60_s });
                partials.push(Partial { hz: above, level: level * share, t60_s: 4.0 * t60_s });
            }
            None => partials.push(Partial { hz, level, t60_s }),
        }
    }
    even_out(&mut partials);
    partials
}

fn ratio(ratios: Ratios, idx: usize) -> f32 {
    let n = (idx + 1) as f32;
    match ratios {
        // In proportion to the first tone, so that it is the pitch exactly.
        Ratios::String { b, .. } => n * libm::sqrtf((1.0 + b * n * n) / (1.0 + b)),
        Ratios::Listed(all) => all[idx],
    }
}

fn level(recipe: &ModalRecipe, stroke: Stroke, n: f32, hz: f32) -> f32 {
    let nodes = match recipe.place {
        0.0 => 1.0,
        place => crate::exact::sine(0.5 * n * place),
    };
    let [soft, hard] = recipe.bright_hz;
    // Between the two by ratio, as brightness is heard; higher keys are brighter, but less so.
    let share = stroke.velocity;
    let corner = soft * libm::powf(hard / soft, share) * libm::powf(stroke.hz / 261.6, 0.35);
    let brightness = libm::exp2f(-hz / corner);
    nodes * brightness * libm::powf(n, -recipe.slope)
}

fn t60_s(recipe: &ModalRecipe, key_hz: f32, hz: f32) -> f32 {
    let of_key = recipe.t60_s * libm::powf(261.6 / key_hz, recipe.t60_track);
    let khz = hz / 1000.0;
    let first_khz = key_hz / 1000.0;
    of_key * (1.0 + recipe.damping * first_khz) / (1.0 + recipe.damping * khz)
}

fn even_out(partials: &mut Vec<Partial>) {
    let power: f32 = partials.iter().map(|it| it.level * it.level).sum();
    let scale = 1.0 / libm::sqrtf(power.max(1e-12));
    partials.iter_mut().for_each(|it| it.level *= scale);
    partials.retain(|it| it.level.abs() > 3e-5);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn partials(velocity: f32, hz: f32) -> Vec<Partial> {
        of(&ModalRecipe::STRING, Stroke { hz, velocity, chance: 0, sample_rate: 48_000.0 })
    }

    #[test]
    fn harder_strokes_are_brighter_and_not_louder() {
        let centre = |all: &[Partial]| {
            let sum: f32 = all.iter().map(|it| it.level * it.level).sum();
            assert!((sum - 1.0).abs() < 0.01);
            all.iter().map(|it| it.hz * it.level * it.level).sum::<f32>() / sum
        };
        assert!(centre(&partials(1.0, 110.0)) > 1.25 * centre(&partials(0.2, 110.0)));
    }

    #[test]
    fn the_first_tone_is_the_pitch_and_the_others_are_stretched() {
        let all = partials(0.8, 100.0);
        assert!((all[0].hz - 100.0).abs() < 1e-3 && all[9].hz > 1_000.0 && all[9].hz < 1_010.0);
        assert!(all.windows(2).all(|it| it[0].t60_s > it[1].t60_s));
        assert!(partials(1.0, 9_000.0).iter().all(|it| it.hz < 24_000.0));
    }
}
