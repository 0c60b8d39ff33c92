//! The meter of a piece, from where its accents fall.
//!
//! An onset is an accent by its loudness, its length and its depth: bars tend to begin with long,
//! low and loud notes (F. Lerdahl and R. Jackendoff, *A Generative Theory of Tonal Music*, MIT Press
//! 1983, chapter 4). Each meter's pattern of strong and weak sixteenths is correlated with the
//! accents, as C. Palmer and C. L. Krumhansl did (*Journal of Experimental Psychology: HPP* 16,
//! 1990), and bars should resemble their neighbours, which autocorrelation tells (J. C. Brown,
//! *Journal of the Acoustical Society of America* 94, 1993).

use std::collections::BTreeMap;

use super::{last_end, longest_held};
use crate::{Known, Meter, Score};

/// A sixteenth note in ticks: swung and human onsets go to the nearest.
const CELL: u64 = 120;
/// Fewer sounding places, or fewer bars, carry no meter.
const MIN_ONSETS: usize = 8;
const MIN_BARS: u64 = 2;
const MIN_ODD_BARS: u64 = 4;
/// Below this the accents do not care where the bar begins.
const MIN_SCORE: f64 = 0.15;
/// How far ahead of other meters the best must be, times the sixteenths that there are to judge by:
/// a fill of two bars fits anything a little.
const MIN_MARGIN_CELLS: f64 = 4.0;
/// Accents that vary by less than this share of their power are a steady pulse.
const FLAT_SHARE: f64 = 0.01;
/// Music mostly begins with a bar: another first beat must earn this much.
const SHIFT_COST: f64 = 0.02;
/// What resemblance of neighbouring bars is worth beside accents in the right places.
const RETURN_WEIGHT: f64 = 0.3;

/// How well a meter fits the accents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeterFit {
    /// The meter.
    pub meter: Meter,
    /// Comparable between meters of one score, about 0 (no relation) to 1.5.
    pub score: f64,
}

/// What a candidate expects: the strength of each sixteenth of a bar, and how common it is.
struct Pattern {
    meter: (u8, u8),
    strengths: &'static [u8],
    /// What must be earned against 4/4, and half as much again where there are two bars only.
    rarity: f64,
}

/// Odd meters have a pattern for each usual grouping.
const PATTERNS: &[Pattern] = &[
    Pattern { meter: (2, 4), strengths: &[4, 0, 1, 0, 2, 0, 1, 0], rarity: 0.16 },
    Pattern { meter: (3, 4), strengths: &[5, 0, 1, 0, 2, 0, 1, 0, 2, 0, 1, 0], rarity: 0.02 },
    Pattern {
        meter: (4, 4),
        strengths: &[5, 0, 1, 0, 2, 0, 1, 0, 4, 0, 1, 0, 2, 0, 1, 0],
        rarity: 0.0,
    },
    Pattern {
        meter: (5, 4),
        strengths: &[5, 0, 1, 0, 2, 0, 1, 0, 2, 0, 1, 0, 4, 0, 1, 0, 2, 0, 1, 0],
        rarity: 0.1,
    },
    Pattern {
        meter: (5, 4),
        strengths: &[5, 0, 1, 0, 2, 0, 1, 0, 4, 0, 1, 0, 2, 0, 1, 0, 2, 0, 1, 0],
        rarity: 0.1,
    },
    Pattern { meter: (6, 8), strengths: &[5, 0, 1, 0, 1, 0, 3, 0, 1, 0, 1, 0], rarity: 0.02 },
    Pattern { meter: (7, 8), strengths: &[5, 0, 1, 0, 3, 0, 1, 0, 3, 0, 1, 0, 1, 0], rarity: 0.11 },
    Pattern { meter: (7, 8), strengths: &[5, 0, 1, 0, 1, 0, 3, 0, 1, 0, 3, 0, 1, 0], rarity: 0.11 },
    Pattern {
        meter: (12, 8),
        strengths: &[5, 0, 1, 0, 1, 0, 3, 0, 1, 0, 1, 0, 4, 0, 1, 0, 1, 0, 3, 0, 1, 0, 1, 0],
        rarity: 0.2,
    },
];

/// The meter of the piece: the stated one that holds longest, else the one that fits the accents.
///
/// `Unknown` if there are too few onsets, fewer than two bars, or accents without a pattern.
/// Candidates are 2/4, 3/4, 4/4, 5/4, 6/8, 7/8 and 12/8.
pub fn infer_meter(score: &Score) -> Known<Meter> {
    let stated = score.meters.iter().map(|change| (change.at, change.meter));
    if let Some(meter) = longest_held(stated, last_end(score)) {
        return Known::Stated(meter);
    }
    let fits = rank_meters(score);
    let Some(best) = fits.first() else { return Known::Unknown };
    // Two bars of 2/4 sound like one of 4/4, so they do not make each other doubtful.
    let is_rival = |fit: &&MeterFit| beats(fit.meter) != beats(best.meter);
    let rival = fits.iter().find(is_rival).map_or(0.0, |fit| fit.score);
    let n_cells = last_end(score).0 / CELL;
    let is_clear = (best.score - rival) * n_cells as f64 >= MIN_MARGIN_CELLS;
    if is_clear && best.score >= MIN_SCORE { Known::Inferred(best.meter) } else { Known::Unknown }
}

/// The candidates that the piece is long enough for, the best fit first. Stated meters do not
/// matter here. Empty if there are fewer than eight different onsets or all are alike.
pub fn rank_meters(score: &Score) -> Vec<MeterFit> {
    let accents = accents(score);
    let n_cells = match (accents.first(), accents.last()) {
        (Some(_), Some(&(last, _))) if accents.len() >= MIN_ONSETS => last + 1,
        _ => return Vec::new(),
    };
    let Some(pulse) = Pulse::of(&accents, n_cells) else { return Vec::new() };
    let mut best: BTreeMap<Meter, f64> = BTreeMap::new();
    for pattern in PATTERNS {
        let n_bar = pattern.strengths.len() as u64;
        let Some(meter) = Meter::new(pattern.meter.0, pattern.meter.1) else { continue };
        let is_odd = matches!(meter.numerator, 5 | 7);
        let min_bars = if is_odd { MIN_ODD_BARS } else { MIN_BARS };
        if n_cells <= n_bar.saturating_mul(min_bars - 1) {
            continue;
        }
        let fit = placement(&accents, &pulse, pattern.strengths);
        let returns = autocorrelation(&accents, &pulse, n_bar);
        let cost = pattern.rarity * (1.0 + n_bar as f64 / n_cells as f64);
        let total = fit + RETURN_WEIGHT * returns - cost;
        let entry = best.entry(meter).or_insert(total);
        *entry = entry.max(total);
    }
    let mut fits: Vec<MeterFit> =
        best.into_iter().map(|(meter, score)| MeterFit { meter, score }).collect();
    fits.sort_by(|a, b| b.score.total_cmp(&a.score));
    fits
}

/// The meter with its beats in groups of two or three told apart, whatever the length of the bar.
fn beats(meter: Meter) -> (u8, u8) {
    match (meter.numerator, meter.denominator) {
        (2 | 4, 4) => (2, 4),
        (6 | 12, 8) => (6, 8),
        other => other,
    }
}

/// How strong the onsets of each sixteenth are, by time.
fn accents(score: &Score) -> Vec<(u64, f64)> {
    let mut cells: BTreeMap<u64, f64> = BTreeMap::new();
    for part in &score.parts {
        let depth_limit = depth_limit(part);
        for note in &part.notes {
            let cell = note.start.0.saturating_add(CELL / 2) / CELL;
            let quarters = note.duration.0.min(4 * 480) as f64 / 480.0;
            let loudness = f64::from(note.velocity.level()) / 80.0;
            let weight = if part.is_drums {
                // The bass drum marks the bar; the snare marks what is not its beginning.
                match note.pitch.number() {
                    35 | 36 => 2.0,
                    49 | 57 => 1.5,
                    37..=40 => 0.2,
                    _ => 0.3,
                }
            } else {
                let depth = if note.pitch.number() <= depth_limit { 1.0 } else { 0.0 };
                0.3 + quarters.min(2.0) * 0.6 + depth
            };
            *cells.entry(cell).or_default() += weight * loudness * loudness;
        }
    }
    // A thick chord is an accent, but not ten of them.
    cells.into_iter().map(|(cell, weight)| (cell, weight.sqrt())).collect()
}

/// Up to which pitch a note of the part counts as deep: halfway from its median to its lowest
/// notes, of which a single one is no rule.
fn depth_limit(part: &crate::Part) -> u8 {
    let mut pitches: Vec<u8> = part.notes.iter().map(|note| note.pitch.number()).collect();
    pitches.sort_unstable();
    let at = |share: usize| pitches.get(pitches.len() / share).copied().unwrap_or(0);
    let (low, middle) = (at(20), at(2));
    low + (middle - low) / 2
}

/// The correlation of the accents with a bar's strengths, at the best place of the first bar line.
fn placement(accents: &[(u64, f64)], pulse: &Pulse, strengths: &[u8]) -> f64 {
    let n_bar = strengths.len();
    let mean = |parity: usize| {
        let of_parity = strengths.iter().skip(parity).step_by(2).map(|&it| f64::from(it));
        of_parity.sum::<f64>() / (n_bar / 2) as f64
    };
    let means = [mean(0), mean(1)];
    let wanted: Vec<f64> = (0..n_bar).map(|it| f64::from(strengths[it]) - means[it % 2]).collect();
    let spread = wanted.iter().map(|it| it * it).sum::<f64>() / n_bar as f64;
    let mut folded = vec![0.0; n_bar];
    for &(cell, accent) in accents {
        folded[(cell % n_bar as u64) as usize] += accent;
    }
    let at_shift = |shift: usize| {
        let sum: f64 = (0..n_bar).map(|it| folded[(it + shift) % n_bar] * wanted[it]).sum();
        sum / (pulse.n_cells * (pulse.variance * spread).sqrt())
    };
    (0..n_bar)
        .step_by(2)
        .map(|shift| at_shift(shift) - if shift == 0 { 0.0 } else { SHIFT_COST })
        .fold(f64::NEG_INFINITY, f64::max)
}

/// How much the accents resemble themselves `lag` sixteenths later, -1 to 1. The lag is even.
fn autocorrelation(accents: &[(u64, f64)], pulse: &Pulse, lag: u64) -> f64 {
    let mut product = 0.0;
    let mut later = accents.iter().peekable();
    for &(cell, accent) in accents {
        let wanted = cell.saturating_add(lag);
        while later.next_if(|it| it.0 < wanted).is_some() {}
        if let Some((_, other)) = later.peek().filter(|it| it.0 == wanted) {
            product += accent * other;
        }
    }
    let n = (pulse.n_cells - lag as f64).max(1.0);
    let squares = pulse.means.iter().map(|it| it * it).sum::<f64>() / 2.0;
    ((product / n - squares) / pulse.variance).clamp(-1.0, 1.0)
}

/// What the running eighths and the sixteenths between them are like, silent places included: the
/// pulse is the same in every bar, so only what stands out from it tells where bars begin.
struct Pulse {
    n_cells: f64,
    /// The mean accent on the eighths and between them.
    means: [f64; 2],
    /// The mean square of what stands out.
    variance: f64,
}

impl Pulse {
    /// `None` if nothing stands out.
    fn of(accents: &[(u64, f64)], n_cells: u64) -> Option<Self> {
        let n_cells = n_cells as f64;
        let (mut sums, mut square) = ([0.0; 2], 0.0);
        for &(cell, accent) in accents {
            sums[(cell % 2) as usize] += accent;
            square += accent * accent;
        }
        let means = sums.map(|it| it / (n_cells / 2.0));
        let pulse = means.iter().map(|it| it * it).sum::<f64>() / 2.0;
        let variance = square / n_cells - pulse;
        // A steady pulse leaves what rounding and the half bar at the end leave.
        (variance > FLAT_SHARE * square / n_cells).then_some(Self { n_cells, means, variance })
    }
}
