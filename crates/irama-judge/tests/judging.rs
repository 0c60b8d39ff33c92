//! Measures of scores that can be worked out by hand.

#![allow(clippy::unwrap_used, reason = "a test that cannot make its notes should fail loudly")]

mod scores;

use irama_judge::{
    Distributions, Judgement, Reference, Return, compare, judge, overlap, self_similarity,
};
use irama_score::{Meter, MeterChange, Note, Pitch, Score, Tick, Velocity};
use proptest::prelude::*;
use scores::{drums, in_meter, part, score};
use serde_json::json;

/// A quarter for each pitch.
fn quarters(pitches: &[u8]) -> Vec<(u64, u8, u64)> {
    pitches.iter().zip(0..).map(|(pitch, nth)| (480 * nth, *pitch, 480)).collect()
}

fn returned(bars_ago: u64, equal: f64, jaccard: f64) -> Return {
    Return { bars_ago, equal: Some(equal), jaccard: Some(jaccard) }
}

#[test]
fn what_has_no_value_is_none() {
    let measures = judge(&Score::default());
    let document = serde_json::to_value(&measures).unwrap();
    for (name, value) in document.as_object().unwrap() {
        match name.as_str() {
            "distinct_pitches" => assert_eq!(value, 0),
            "self_similarity" => {
                let none = json!({ "bars_ago": 8, "equal": null, "jaccard": null });
                assert_eq!((&value["pitched"][3], &value["drums"][3]), (&none, &none));
            }
            _ => assert!(value.is_null(), "{name}: {value}"),
        }
    }
}

#[test]
fn shares_of_pitches_are_counted() {
    // Eight classes: C five times, the others once.
    let notes = quarters(&[60, 60, 60, 48, 72, 61, 62, 63, 64, 65, 66, 67]);
    let measures = judge(&score([part(&notes)]));
    assert_eq!(measures.distinct_pitches, 10);
    assert_eq!(measures.most_common_pitch_share, Some(3.0 / 12.0));
    assert_eq!(measures.top_seven_pitch_class_share, Some(11.0 / 12.0));
    // C major and others leave three of the chromatic notes out.
    assert_eq!(measures.scale_consistency, Some(9.0 / 12.0));
    assert_eq!(measures.notes_per_bar, Some(4.0));
    let one = judge(&score([part(&quarters(&[60, 60]))]));
    assert_eq!(one.pitch_class_entropy.map(f64::to_bits), Some(0.0_f64.to_bits()), "not -0");
}

#[test]
fn a_bar_that_is_repeated_to_its_last_tick_has_a_perfect_groove() {
    let measures = judge(&score([part(&quarters(&[60; 16]))]));
    assert_eq!((measures.groove_consistency, measures.empty_beat_rate), (Some(1.0), Some(0.0)));
    assert_eq!(judge(&score([part(&quarters(&[60; 4]))])).groove_consistency, None, "one bar");
    // Every other quarter is silent, though each note ends where it begins.
    let sparse: Vec<_> = (0..8).map(|it| (960 * it, 60, 480)).collect();
    assert_eq!(judge(&score([part(&sparse)])).empty_beat_rate, Some(7.0 / 15.0));
}

#[test]
fn bars_that_return_are_counted_for_each_lag() {
    // A B A' B in bars of 4/4: A' has one other note of four.
    let (a, b, c) = ([60, 62, 64, 65], [67, 69, 71, 72], [60, 62, 64, 59]);
    let piece = score([part(&quarters(&[a, b, c, b].concat()))]);
    let found = self_similarity(&piece, u64::MAX).pitched;
    assert_eq!(found[0], returned(1, 0.0, 0.0));
    assert_eq!(found[1], returned(2, 0.5, (3.0 / 5.0 + 1.0) / 2.0));
    assert_eq!(found[2], Return { bars_ago: 4, equal: None, jaccard: None });
    assert_eq!(self_similarity(&piece, 3).pitched[1], returned(2, 0.0, 3.0 / 5.0));
}

#[test]
fn silent_bars_count_only_against_bars_with_notes() {
    // Bars 0, 1 and 4 of five have notes, the same ones.
    let notes: Vec<_> = [0, 1, 4].into_iter().map(|bar| (1920 * bar, 60, 1920)).collect();
    let found = self_similarity(&score([part(&notes)]), u64::MAX);
    // Of four pairs of neighbours, the two silent bars make none.
    assert_eq!(found.pitched[0], returned(1, 1.0 / 3.0, 1.0 / 3.0));
    assert_eq!(found.pitched[2], returned(4, 1.0, 1.0));
    assert_eq!(found.drums[0].equal, None);
}

#[test]
fn each_part_returns_by_itself() {
    let (tune, beat) = (quarters(&[60, 61, 62, 63, 64, 65, 66, 67]), quarters(&[36; 8]));
    let found = self_similarity(&score([part(&tune), drums(&beat)]), u64::MAX);
    assert_eq!(found.pitched[0], returned(1, 0.0, 0.0));
    assert_eq!(found.drums[0], returned(1, 1.0, 1.0));
    // Two parts are two chances to return: the second does in its one pair of bars.
    let both = score([part(&tune), part(&quarters(&[50; 8])), drums(&beat)]);
    assert_eq!(self_similarity(&both, u64::MAX).pitched[0], returned(1, 0.5, 0.5));
}

#[test]
fn every_note_has_its_class() {
    let notes = [(0, 60, 480), (480, 64, 240), (960, 64, 239), (1920, 20, 9), (3840, 127, 99_999)];
    let piece = score([part(&notes), drums(&[(7680, 36, 60)])]);
    let found = Distributions::of([&piece]);
    let at = |histogram: &irama_judge::Histogram| -> Vec<(usize, u64)> {
        histogram.counts().iter().copied().enumerate().filter(|(_, n)| *n > 0).collect()
    };
    assert_eq!(at(&found.pitch_class), [(0, 1), (4, 2), (7, 1), (8, 1)]);
    assert_eq!(at(&found.interval), [(0, 1), (24, 1), (28, 1), (48, 1)]);
    assert_eq!(at(&found.length), [(0, 1), (5, 2), (8, 1), (14, 1)]);
    assert_eq!(at(&found.onset), [(0, 4), (12, 1), (24, 1)]);
    let n_silent = piece.n_bars() - 4;
    assert_eq!(at(&found.notes_per_bar), [(0, n_silent), (1, 3), (3, 1)]);
    assert_eq!(at(&found.velocity), [(10, 6)]);
}

#[test]
fn overlap_is_the_area_under_both() {
    let one = Distributions::of([score([part(&quarters(&[60, 60, 62, 64]))])]);
    let other = Distributions::of([score([part(&quarters(&[60, 62, 62, 65, 65, 65, 65, 65]))])]);
    let found = overlap(&one, &other);
    assert_eq!(found.pitch_class, Some(0.125 + 0.25));
    assert_eq!((found.velocity, found.onset, found.length), (Some(1.0), Some(1.0), Some(1.0)));
    assert_eq!(overlap(&one, &Distributions::default()).interval, None);
    assert_eq!(overlap(&one, &one).interval, Some(1.0));
}

#[test]
fn the_document_has_the_fields_of_the_contract() {
    let songs = [score([part(&quarters(&[60, 62, 64, 65, 67, 69, 71, 72, 74]))])];
    let piece = score([part(&quarters(&[62, 64, 66, 67, 69, 71, 73, 74, 70]))]);
    let against = Some(compare(&piece, &Reference::learn(&songs)));
    let judgement = Judgement { measures: judge(&piece), against };
    let document = serde_json::to_value(&judgement).unwrap();
    for field in [
        "pitch_class_entropy",
        "distinct_pitches",
        "most_common_pitch_share",
        "scale_consistency",
        "polyphony",
        "notes_per_bar",
        "groove_consistency",
        "empty_beat_rate",
        "self_similarity",
    ] {
        assert!(document.get(field).is_some(), "{field}");
    }
    for field in ["pitch_class", "interval", "length", "onset", "notes_per_bar", "velocity"] {
        assert!(document["against"]["overlap"][field].is_f64(), "{field}");
    }
    let nothing = json!({ "longest_notes": 0, "share_of_8": 0.0, "share_of_16": 0.0 });
    let copied =
        json!({ "longest_notes": 8, "share_of_8": 0.5, "share_of_16": 0.0, "drums": nothing });
    assert_eq!(document["against"]["copied"], copied);
}

fn any_score() -> impl Strategy<Value = Score> {
    let start = prop_oneof![0..10_000_u64, Just(u64::MAX - 3), any::<u64>()];
    let note = (start, 0..128_i32, 1..5000_u64).prop_map(|(start, pitch, duration)| Note {
        start: Tick(start),
        pitch: Pitch::clamped(pitch),
        duration: Tick(duration),
        velocity: Velocity::clamped(pitch),
    });
    let notes = prop::collection::vec(note, 0..20);
    let meter = (any::<u64>(), 0..20_u8, 0..20_u8).prop_map(|(at, numerator, denominator)| {
        MeterChange { at: Tick(at), meter: Meter { numerator, denominator } }
    });
    let meters = prop::collection::vec(meter, 0..3);
    (notes.clone(), notes, meters).prop_map(|(mut pitched, mut beats, meters)| {
        pitched.sort_unstable();
        beats.sort_unstable();
        let mut score = score([part(&[]), drums(&[])]);
        score.parts[0].notes = pitched;
        score.parts[1].notes = beats;
        Score { meters, ..score }
    })
}

proptest! {
    #[test]
    fn whatever_is_measured_has_a_value_within_its_range(piece in any_score()) {
        let measures = judge(&piece);
        let found = self_similarity(&piece, u64::MAX);
        let returns = found.pitched.into_iter().chain(found.drums);
        let shares = [
            measures.most_common_pitch_share,
            measures.top_seven_pitch_class_share,
            measures.scale_consistency,
            measures.groove_consistency,
            measures.empty_beat_rate,
        ];
        let shares = shares.into_iter().chain(returns.flat_map(|it| [it.equal, it.jaccard]));
        for share in shares.flatten() {
            prop_assert!((0.0..=1.0).contains(&share), "{share}");
        }
        prop_assert!(measures.polyphony.is_none_or(|it| (1.0..=20.0).contains(&it)));
        let against = compare(&piece, &Reference::learn([&piece]));
        let full = piece.parts.iter().filter(|it| it.notes.len() >= 8);
        let longest = full.map(|it| it.notes.len()).max().unwrap_or(0);
        let copied = against.copied;
        prop_assert_eq!(copied.pitched.longest_notes.max(copied.drums.longest_notes), longest);
        prop_assert!(against.overlap.velocity.is_none_or(|it| it > 0.999_999));
    }

    #[test]
    fn a_key_changes_nothing_but_pitch_classes(
        pitches in prop::collection::vec(20..100_u8, 1..40),
        up in 1..12_u8,
    ) {
        let higher: Vec<u8> = pitches.iter().map(|it| it + up).collect();
        let (low, high) = (score([part(&quarters(&pitches))]), score([part(&quarters(&higher))]));
        let (before, after) = (judge(&low), judge(&high));
        let close = (before.pitch_class_entropy.unwrap() - after.pitch_class_entropy.unwrap()).abs();
        prop_assert!(close < 1e-12);
        let pitch_class_entropy = before.pitch_class_entropy;
        prop_assert_eq!(irama_judge::Measures { pitch_class_entropy, ..after }, before);
    }
}

#[test]
fn bars_follow_the_meter() {
    let waltz = in_meter(score([part(&quarters(&[60, 64, 67, 60, 64, 67]))]), 3, 4);
    let measures = judge(&waltz);
    assert_eq!(measures.self_similarity.pitched[0], returned(1, 1.0, 1.0));
    assert_eq!(measures.notes_per_bar, Some(3.0));
}
