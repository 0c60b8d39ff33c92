//! The key of a piece: Krumhansl and Schmuckler's algorithm.
//!
//! How long each pitch class sounds is correlated with how well listeners felt each pitch class to
//! fit a key; the best of the 24 keys wins. C. L. Krumhansl, *Cognitive Foundations of Musical
//! Pitch*, Oxford University Press 1990, chapters 2 and 4; the profiles are those of Krumhansl and
//! Kessler, *Psychological Review* 89 (1982), 334-368. One thing is added, because loops are short
//! and tend to begin at home: the first bass note speaks a little for its own keys.

use super::{
    last_end, longest_held,
    name::{NamedKey, key_in},
    names,
};
use crate::{Key, Known, Mode, Part, Score, Tick};

/// From the tonic upwards in semitones.
const MAJOR: [f64; 12] = [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88];
const MINOR: [f64; 12] = [6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17];

/// Fewer notes, or fewer different ones, carry no key.
const MIN_NOTES: usize = 8;
const MIN_CLASSES: usize = 3;
/// Below this correlation the profile is too flat, and below this margin two keys are one guess.
const MIN_CORRELATION: f64 = 0.35;
const MIN_MARGIN: f64 = 0.003;
/// A key that a name gives is believed unless the notes speak against it like this.
const CONTRADICTION: f64 = 0.0;
/// Added to the keys on the first bass note: more hurts music that begins away from home.
const OPENING: f64 = 0.08;
/// Many programs write C major unasked. It is no statement if another key fits this much better and
/// the piece is long enough to be sure.
const UNASKED_MARGIN: f64 = 0.3;
const UNASKED_NOTES: usize = 48;
const UNASKED: Key = Key { tonic: 0, mode: Mode::Major };
/// General MIDI programs from here on are percussion and noises without a pitch that counts.
const FIRST_UNPITCHED: u8 = 112;

/// How well a key fits the notes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KeyFit {
    /// The key.
    pub key: Key,
    /// Pearson's correlation of the sounding pitch classes with the key's profile, -1 to 1.
    pub correlation: f64,
    /// The correlation, and 0.08 more if the piece begins with the tonic in the bass.
    pub score: f64,
}

/// The key of the piece: the stated one that holds longest; else the one that `file_name` or the
/// name of the score or of a part gives; else the one that fits the notes best.
///
/// A stated C major does not count if the notes contradict it widely, because many programs write it
/// unasked. A key with its mode in a name (`F#min`, `C_minor`) wins over the notes unless its
/// correlation is negative: whoever wrote it knew the piece. A bare letter (`Gb`) may be anything,
/// so it only chooses between the two best keys. Both are `Inferred`. `Unknown` if there are too few
/// notes, a flat profile or a tie.
pub fn infer_key(score: &Score, file_name: Option<&str>) -> Known<Key> {
    let fits = rank_keys(score);
    let stated = score.keys.iter().map(|change| (change.at, change.key));
    match longest_held(stated, last_end(score)) {
        Some(key) if !is_unasked(key, &fits, score) => return Known::Stated(key),
        _ => {}
    }
    let named = names(score, file_name).find_map(key_in);
    let key = named.and_then(|named| believed(named, &fits)).or_else(|| clear_best(&fits, score));
    key.map_or(Known::Unknown, Known::Inferred)
}

/// Whether `key` is the one that programs write unasked, and the notes are in another.
fn is_unasked(key: Key, fits: &[KeyFit], score: &Score) -> bool {
    let correlation = |wanted: Key| fits.iter().find(|fit| fit.key == wanted);
    match (fits.first(), correlation(UNASKED)) {
        (Some(best), Some(home)) if key == UNASKED => {
            n_pitched(score) >= UNASKED_NOTES && best.score - home.score >= UNASKED_MARGIN
        }
        _ => false,
    }
}

/// The key that a name means, if the notes can bear it.
fn believed(named: NamedKey, fits: &[KeyFit]) -> Option<Key> {
    if fits.is_empty() {
        // Without pitched notes nothing contradicts a full name.
        return named.mode.map(|mode| Key { tonic: named.tonic, mode });
    }
    let n_admitted = if named.mode.is_some() { fits.len() } else { 2 };
    let fit = fits.iter().take(n_admitted).find(|fit| named.admits(fit.key))?;
    (fit.correlation >= CONTRADICTION).then_some(fit.key)
}

/// The best key, if there are enough notes and no other key fits as well.
fn clear_best(fits: &[KeyFit], score: &Score) -> Option<Key> {
    let (best, second) = (fits.first()?, fits.get(1)?);
    let n_classes = sounding_time(score).into_iter().filter(|&time| time > 0.0).count();
    let is_enough = n_pitched(score) >= MIN_NOTES && n_classes >= MIN_CLASSES;
    let is_clear = best.correlation >= MIN_CORRELATION && best.score - second.score >= MIN_MARGIN;
    (is_enough && is_clear).then_some(best.key)
}

/// All 24 keys, the best first; the difference of the first two scores is the margin of the guess.
/// Empty if no pitched note sounds or all twelve pitch classes sound alike.
///
/// Drums and unpitched programs are left out, and stated keys and names do not matter here.
pub fn rank_keys(score: &Score) -> Vec<KeyFit> {
    let sounding = sounding_time(score);
    let opening = opening_bass(score);
    let mut fits = Vec::with_capacity(24);
    for tonic in 0..12 {
        for (mode, profile) in [(Mode::Major, MAJOR), (Mode::Minor, MINOR)] {
            if let Some(correlation) = correlation(sounding, profile, tonic) {
                let score = correlation + if opening == Some(tonic) { OPENING } else { 0.0 };
                fits.push(KeyFit { key: Key { tonic, mode }, correlation, score });
            }
        }
    }
    // Stable: of equal fits the lower tonic stays first, and the margin says that it is a tie.
    fits.sort_by(|a, b| b.score.total_cmp(&a.score));
    fits
}

fn pitched_parts(score: &Score) -> impl Iterator<Item = &Part> {
    score.parts.iter().filter(|part| {
        !part.is_drums && part.program.is_none_or(|it| it.number() < FIRST_UNPITCHED)
    })
}

fn n_pitched(score: &Score) -> usize {
    pitched_parts(score).map(|part| part.notes.len()).sum()
}

/// The pitch class of the lowest note that begins within an eighth of the first.
fn opening_bass(score: &Score) -> Option<u8> {
    let notes = || pitched_parts(score).flat_map(|part| &part.notes);
    let first = notes().map(|note| note.start).min()?;
    let opening = notes().filter(|note| note.start <= first + Tick(Tick::PER_QUARTER / 2));
    opening.map(|note| note.pitch).min().map(crate::Pitch::class)
}

/// Ticks that each pitch class sounds in all pitched parts.
fn sounding_time(score: &Score) -> [f64; 12] {
    let mut ticks = [0u64; 12];
    for note in pitched_parts(score).flat_map(|part| &part.notes) {
        let class = usize::from(note.pitch.class());
        ticks[class] = ticks[class].saturating_add(note.duration.0);
    }
    ticks.map(|it| it as f64)
}

/// Pearson's correlation of `sounding` with `profile` raised to `tonic`; `None` if it is flat.
fn correlation(sounding: [f64; 12], profile: [f64; 12], tonic: u8) -> Option<f64> {
    let mean = |values: [f64; 12]| values.iter().sum::<f64>() / 12.0;
    let (mean_sounding, mean_profile) = (mean(sounding), mean(profile));
    let (mut product, mut of_sounding, mut of_profile) = (0.0, 0.0, 0.0);
    for step in 0..12 {
        let x = sounding[(step + usize::from(tonic)) % 12] - mean_sounding;
        let y = profile[step] - mean_profile;
        product += x * y;
        of_sounding += x * x;
        of_profile += y * y;
    }
    // Equal ticks differ from their mean by rounding only.
    let is_flat = of_sounding <= 1e-12 * mean_sounding * mean_sounding;
    (!is_flat).then(|| product / (of_sounding * of_profile).sqrt())
}
