//! Pictures hold what they show, and nothing that a stranger could slip in.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should fail loudly")]

use expect_test::expect;
use irama_score::{Note, Part, Pitch, Program, Score, Tick, Velocity};
use irama_synth::{
    BarChart, Curve, CurveChart, Picture, Series, Shape, SynthError, draw_in_terminal, draw_roll,
    draw_similarity,
};

fn note(start: u64, duration: u64, pitch: u8) -> Note {
    Note {
        start: Tick(start),
        duration: Tick(duration),
        pitch: Pitch::new(pitch).unwrap(),
        velocity: Velocity::clamped(90),
    }
}

fn duet() -> Score {
    let tune = (0..8).map(|it| note(480 * it, 470, 60 + 2 * it as u8)).collect();
    let beat = (0..8).map(|it| note(480 * it, 60, if it % 2 == 0 { 36 } else { 38 })).collect();
    let drums = Part { is_drums: true, notes: beat, ..Part::default() };
    let name = "<b>Tune & \"co\"\u{202e}\u{7}".to_owned();
    let tune = Part { name, program: Program::new(4), notes: tune, ..Part::default() };
    Score { parts: vec![tune, drums], end: Tick(3_840), ..Score::default() }
}

/// All within the picture, with sizes that can be drawn.
fn check_inside(picture: &Picture) {
    for shape in &picture.shapes {
        match shape {
            Shape::Box { x, y, width, height, opacity, .. } => {
                assert!(*x >= 0.0 && *y >= 0.0 && *width > 0.0 && *height >= 0.0, "{shape:?}");
                assert!(x + width <= picture.width + 0.5, "{shape:?}");
                assert!(y + height <= picture.height + 0.5, "{shape:?}");
                assert!((0.0..=1.0).contains(opacity), "{shape:?}");
            }
            Shape::Line { points, .. } => {
                let is_inside = |it: &(f32, f32)| {
                    (0.0..=picture.width).contains(&it.0) && (0.0..=picture.height).contains(&it.1)
                };
                assert!(points.iter().all(is_inside), "{shape:?}");
            }
            Shape::Text { x, y, content, .. } => {
                assert!((0.0..=picture.width).contains(x) && (0.0..=picture.height).contains(y));
                assert!(!content.contains(char::is_control), "{content:?}");
            }
        }
    }
    let svg = picture.to_svg();
    assert!(!svg.contains("NaN") && !svg.contains("inf\"") && !svg.contains('\u{202e}'));
    assert_eq!(svg.matches('<').count(), svg.matches('>').count());
    assert!(picture.to_png().unwrap().starts_with(b"\x89PNG"));
}

#[test]
fn a_roll_shows_every_note_and_every_name() {
    let roll = draw_roll(&duet()).unwrap();
    check_inside(&roll);
    let svg = roll.to_svg();
    assert!(svg.matches("opacity=").count() == 16, "one for each note");
    for word in ["C4", "Kick", "Snare", "&lt;b&gt;Tune &amp; &quot;co&quot;", "Drums"] {
        assert!(svg.contains(word), "no {word}");
    }
    assert!(!svg.contains("<b>"));
}

#[test]
fn odd_scores_give_a_roll_or_a_clear_line() {
    assert!(matches!(draw_roll(&Score::default()), Err(SynthError::NothingToDraw)));
    let drums = Score { parts: vec![duet().parts.remove(1)], ..Score::default() };
    check_inside(&draw_roll(&drums).unwrap());
    for (start, duration, pitch) in [(0, 1, 0), (0, 1, 127), (u64::MAX / 4, u64::MAX / 4, 64)] {
        let part = Part { notes: vec![note(start, duration, pitch)], ..Part::default() };
        check_inside(&draw_roll(&Score { parts: vec![part], ..Score::default() }).unwrap());
    }
}

#[test]
fn charts_stay_in_their_fields() {
    let points = vec![(1.0, 5.0), (2.0, f64::NAN), (3.0, 4.0), (4.0, 1e9)];
    for points in [points, vec![], vec![(1.0, 1.0)]] {
        let curves = vec![Curve { name: "one".into(), points }];
        let level = Some((3.0, "level".into()));
        check_inside(
            &CurveChart { title: "Loss".into(), curves, level, ..Default::default() }.draw(),
        );
    }
    let series = vec![Series { name: "a".into(), shares: vec![0.2, f64::NAN, 0.8] }];
    let labels = vec!["x".to_owned(), String::new(), "z".to_owned()];
    check_inside(&BarChart { title: "Shares".into(), labels, series }.draw());
    check_inside(&BarChart::default().draw());
}

#[test]
fn bars_that_return_are_as_dark_as_the_diagonal() {
    let mut score = duet();
    let first: Vec<Note> = score.parts[0].notes[..4].to_vec();
    score.parts[0].notes.truncate(4);
    score.parts[0]
        .notes
        .extend(first.iter().map(|it| Note { start: it.start + Tick(1_920), ..*it }));
    let matrix = draw_similarity(&score, "alike").unwrap();
    check_inside(&matrix);
    let full = matrix.shapes.iter().filter(
        |it| matches!(it, Shape::Box { opacity, width, .. } if *opacity == 1.0 && *width < 200.0),
    );
    assert_eq!(full.count(), 4, "two bars, each like both");
}

#[test]
fn a_terminal_shows_the_roll_in_letters() {
    let mut score = duet();
    score.parts[0].notes.truncate(4);
    expect![[r#"
                     ▀▀▀
                  ▀▀▀▀
               ▄▄▄▄
        C4   ▄▄▄
        dr   o ·  o  ·  o ·  o  ·
    "#]]
    .assert_eq(&draw_in_terminal(&score, 27, 8, false));
    let coloured = draw_in_terminal(&score, 27, 8, true);
    assert!(coloured.contains("\x1b[36;49m"), "{coloured:?}");
    let pitched = coloured.lines().filter(|it| it.contains('\x1b'));
    assert!(pitched.clone().count() == 4 && pitched.clone().all(|it| it.ends_with("\x1b[0m")));
    assert!(draw_in_terminal(&Score::default(), 80, 20, true).is_empty());
    assert!(draw_in_terminal(&score, 4, 20, true).is_empty());
}
