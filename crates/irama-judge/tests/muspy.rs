//! Our measures against muspy's numbers for notes of our own.
//!
//! muspy 0.5.0; groove consistency and empty beats with what docs/MEASURES.md says of them changed
//! (`bench/peers/muspy_measures.py`):
//!
//! ```python
//! def part(drums, notes):
//!     return muspy.Track(is_drum=drums, notes=[muspy.Note(t, p, d, 80) for t, p, d in notes])
//! music = muspy.Music(resolution=480, tracks=[part(*it) for it in parts])
//! print(muspy.pitch_class_entropy(music), muspy.n_pitches_used(music),
//!       muspy.scale_consistency(music), muspy.polyphony(music),
//!       muspy.groove_consistency(on_positions(music), bar(16)),
//!       muspy.empty_beat_rate(half_open(music)))
//! # walk   2.75                8  1.0                 1.0    1.0                 0.0
//! # waltz  1.9056390622295665  5  1.0                 1.25   0.9635416666666666  0.3571428571428571
//! # band   2.221251836004466   8  0.9166666666666666  2.935  0.9375              0.0
//! # beat   nan                 0  nan                 nan    0.96875             0.0
//! ```

#![allow(clippy::unwrap_used, reason = "a test that cannot make its notes should fail loudly")]

mod scores;

use irama_judge::judge;
use irama_score::Score;
use scores::{drums, part, score};

/// Start, pitch, duration.
type Notes = &'static [(u64, u8, u64)];

const WALK: Notes = &[
    (0, 60, 480),
    (480, 62, 480),
    (960, 64, 480),
    (1440, 65, 480),
    (1920, 67, 480),
    (2400, 69, 480),
    (2880, 71, 480),
    (3360, 72, 470),
];
const WALTZ: Notes = &[
    (0, 50, 1440),
    (480, 57, 240),
    (480, 61, 230),
    (1440, 52, 500),
    (2880, 50, 700),
    (3360, 57, 240),
    (3380, 61, 240),
    (5760, 49, 960),
];
const KEYS: Notes = &[
    (0, 60, 1900),
    (0, 63, 1900),
    (0, 67, 480),
    (240, 67, 480),
    (1920, 36, 400),
    (1920, 60, 1900),
    (1930, 64, 1800),
    (3840, 59, 200),
];
const BASS: Notes = &[(0, 36, 960), (960, 43, 700), (1920, 36, 960), (2900, 41, 700)];
const BEAT: Notes = &[
    (0, 36, 60),
    (480, 38, 60),
    (960, 36, 60),
    (1440, 38, 60),
    (1920, 36, 60),
    (2415, 38, 60),
    (2880, 36, 60),
    (3360, 42, 60),
];

/// Entropy, distinct pitches, scale consistency, polyphony, groove consistency, empty beats.
type Expected = (Option<f64>, usize, Option<f64>, Option<f64>, f64, f64);

#[track_caller]
fn check(score: &Score, expected: Expected) {
    let measures = judge(score);
    let (entropy, distinct, scale, polyphony, groove, empty) = expected;
    let pairs = [
        (measures.pitch_class_entropy, entropy),
        (measures.scale_consistency, scale),
        (measures.polyphony, polyphony),
        (measures.groove_consistency, Some(groove)),
        (measures.empty_beat_rate, Some(empty)),
    ];
    for (ours, theirs) in pairs {
        assert_eq!(ours.is_some(), theirs.is_some(), "{measures:?}");
        assert!((ours.unwrap_or(0.0) - theirs.unwrap_or(0.0)).abs() < 1e-12, "{measures:?}");
    }
    assert_eq!(measures.distinct_pitches, distinct);
}

#[test]
fn a_scale_agrees() {
    check(&score([part(WALK)]), (Some(2.75), 8, Some(1.0), Some(1.0), 1.0, 0.0));
}

#[test]
fn a_waltz_with_silent_beats_agrees() {
    let expected = (
        Some(1.905_639_062_229_566_5),
        5,
        Some(1.0),
        Some(1.25),
        0.963_541_666_666_666_6,
        0.357_142_857_142_857_1,
    );
    check(&scores::in_meter(score([part(WALTZ)]), 3, 4), expected);
}

#[test]
fn a_band_with_unisons_agrees() {
    let expected =
        (Some(2.221_251_836_004_466), 8, Some(0.916_666_666_666_666_6), Some(2.935), 0.9375, 0.0);
    check(&score([part(KEYS), part(BASS), drums(BEAT)]), expected);
}

#[test]
fn drums_alone_agree() {
    check(&score([drums(BEAT)]), (None, 0, None, None, 0.96875, 0.0));
}
