//! What can be said of a score by itself.

use irama_score::Score;
use serde::Serialize;

use crate::{
    SelfSimilarity,
    bars::{all_notes, n_bars},
    groove::groove_consistency,
    pitches::PitchCounts,
    self_similarity,
    sounding::{empty_beat_rate, polyphony},
};

/// Measures of one score. Serialises to the fields of `judge --json`; `None` where a measure has no
/// value.
///
/// Definitions follow muspy (Dong, Chen, McAuley and Berg-Kirkpatrick 2020, "MusPy: a toolkit for
/// symbolic music generation", ISMIR) or, where it departs from them, the sources that it names.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measures {
    /// `-Σ p(c) log2 p(c)` over the twelve pitch classes, p by note-ons, drums left out: 0 for one
    /// pitch class, `log2 12 = 3.58` for all alike. `None` without pitched notes. Source: Wu and
    /// Yang 2020, "The Jazz Transformer on the front line", ISMIR.
    pub pitch_class_entropy: Option<f64>,
    /// Different pitches, drums left out, 0 to 128. Source: muspy's `n_pitches_used`.
    pub distinct_pitches: usize,
    /// The share of notes that have the commonest pitch, drums left out, 1/128 to 1. `None` without
    /// pitched notes.
    pub most_common_pitch_share: Option<f64>,
    /// The share of notes in the seven commonest pitch classes, drums left out, 7/12 to 1: 1 for
    /// whatever stays in one scale. `None` without pitched notes.
    pub top_seven_pitch_class_share: Option<f64>,
    /// The largest share of notes that lie in one of the 24 major and natural minor scales, drums
    /// left out, 7/12 to 1. `None` without pitched notes. Source: Mogren 2016, "C-RNN-GAN".
    pub scale_consistency: Option<f64>,
    /// How many different pitches sound at once, on average over the time in which any does, drums
    /// left out; at least 1. `None` without pitched notes. Source: muspy's `polyphony`.
    pub polyphony: Option<f64>,
    /// Notes of all parts, drums included, divided by the bars up to the end of the last note.
    /// `None` without notes.
    pub notes_per_bar: Option<f64>,
    /// How much neighbouring bars have the same onsets, 0 to 1: see `groove.rs` for the formula.
    /// `None` below two bars. Source: Wu and Yang 2020.
    pub groove_consistency: Option<f64>,
    /// The share of quarters, up to the end of the last note, in which nothing sounds, drums
    /// included, 0 to 1. `None` without notes. Source: Dong, Hsiao and Yang 2018, "Pypianoroll".
    pub empty_beat_rate: Option<f64>,
    /// Bars that return.
    pub self_similarity: SelfSimilarity,
}

/// Measures a score.
pub fn judge(score: &Score) -> Measures {
    let pitches = PitchCounts::new(score);
    let n_bars = n_bars(score);
    Measures {
        pitch_class_entropy: pitches.class_entropy(),
        distinct_pitches: pitches.n_distinct(),
        most_common_pitch_share: pitches.most_common_share(),
        top_seven_pitch_class_share: pitches.top_seven_class_share(),
        scale_consistency: pitches.scale_consistency(),
        polyphony: polyphony(score),
        notes_per_bar: (n_bars > 0).then(|| all_notes(score).count() as f64 / n_bars as f64),
        groove_consistency: groove_consistency(score),
        empty_beat_rate: empty_beat_rate(score),
        self_similarity: self_similarity(score, u64::MAX),
    }
}
