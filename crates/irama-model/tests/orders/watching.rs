//! What can be seen of a piece while it is composed, and pieces that are ended on the way.

use std::sync::atomic::{AtomicUsize, Ordering};

use irama_model::{
    ModelError,
    events::{
        Brief, Composed, Composing, Go, Region, Sketch, Temperature, compose, compose_watched,
    },
};
use irama_neural::Kernels;
use irama_score::{Note, Score};

use crate::{models::trained, pieces::score};

fn config(brief: Brief, material: Option<Score>, seed: u64) -> Composing {
    Composing { brief, material, seed, ..Composing::default() }
}

fn watched(config: &Composing, watch: impl FnMut(&Sketch<'_>) -> Go) -> Composed {
    compose_watched(trained(), config, Kernels::best(), watch, &|| false).unwrap()
}

/// All notes by part name and program, without their lengths, which what follows may cut.
fn onsets(score: &Score) -> Vec<(String, Option<u8>, u64, u8)> {
    let part = |it: &irama_score::Part| (it.name.clone(), it.program.map(|it| it.number()));
    let notes = score.parts.iter().flat_map(|it| it.notes.iter().map(move |note| (part(it), note)));
    notes.map(|((a, b), note)| (a, b, note.start.0, note.pitch.number())).collect()
}

#[test]
fn what_is_seen_on_the_way_is_in_the_piece() {
    for (seed, particles) in [(1, 1), (2, 8), (3, 24), (4, 64)] {
        let key = "C minor".parse().ok();
        let brief = Brief { bars: Some(8), key, particles: Some(particles), ..Brief::default() };
        let mut seen = Vec::new();
        let composed = watched(&config(brief, None, seed), |sketch| {
            seen.push((sketch.n_bars(), onsets(&sketch.score())));
            Go::On
        });
        let all = onsets(&composed.score);
        assert!(seen.is_sorted_by_key(|it| it.0) && seen.last().unwrap().0 == 8);
        assert!(seen.is_sorted_by_key(|it| it.1.len()));
        for (_, notes) in &seen {
            assert!(notes.iter().all(|it| all.contains(it)), "seed {seed}: a note that went again");
        }
    }
}

#[test]
fn composing_is_given_up_between_two_notes() {
    let key = "C minor".parse().ok();
    let brief = Brief { bars: Some(8), key, particles: Some(24), ..Brief::default() };
    let config = config(brief, None, 3);
    let (mut n_looks, n_asked) = (0, AtomicUsize::new(0));
    let whole = compose_watched(
        trained(),
        &config,
        Kernels::best(),
        |_| {
            n_looks += 1;
            Go::On
        },
        &|| {
            n_asked.fetch_add(1, Ordering::Relaxed);
            false
        },
    );
    // Nobody who asks changes the piece.
    assert_eq!(whole.unwrap(), compose(trained(), &config, Kernels::best(), |_| true).unwrap());
    let n_whole = n_asked.swap(0, Ordering::Relaxed);
    assert!(n_whole > 3 * n_looks, "{n_whole} questions in {n_looks} looks");
    let limit = n_whole / 2;
    let is_stopped = || n_asked.fetch_add(1, Ordering::Relaxed) >= limit;
    let result = compose_watched(trained(), &config, Kernels::best(), |_| Go::On, &is_stopped);
    assert!(matches!(result, Err(ModelError::Stopped)));
    // Each thread asks once more at most.
    let n_late = n_asked.into_inner() - limit;
    assert!(n_late <= rayon::current_num_threads().max(24), "{n_late} notes later");
}

#[test]
fn a_single_way_is_certain_at_once() {
    let config = config(Brief { bars: Some(8), particles: Some(1), ..Brief::default() }, None, 1);
    let mut seen = Vec::new();
    let composed = watched(&config, |sketch| {
        seen.push((sketch.n_bars(), onsets(&sketch.score()).len()));
        Go::On
    });
    for (n_bars, n_notes) in seen {
        // A note that is played a little ahead of a bar line belongs to the bar that follows.
        let is_behind = |it: &&(String, Option<u8>, u64, u8)| it.2 + 10 < n_bars * 4 * 480;
        let all = onsets(&composed.score);
        assert!(n_notes >= all.iter().filter(is_behind).count(), "bar {n_bars}");
    }
}

#[test]
fn a_piece_that_is_kept_ends_on_a_bar_line_and_can_be_composed_again() {
    for (seed, particles) in [(1, 1), (2, 8), (3, 24)] {
        let brief = Brief {
            bars: Some(12),
            particles: Some(particles),
            temperature: Temperature::All(1.2),
            ..Brief::default()
        };
        let keep = |sketch: &Sketch<'_>| if sketch.n_bars() >= 3 { Go::Keep } else { Go::On };
        let kept = watched(&config(brief.clone(), None, seed), keep);
        let n_bars = kept.stopped_after.unwrap();
        assert!((3..12).contains(&n_bars), "{n_bars} bars");
        assert_eq!(kept.score.n_bars(), n_bars);
        assert!(kept.score.n_notes() > 0 && kept.n_notes == kept.score.n_notes());
        assert!(
            kept.score.parts.iter().flat_map(|it| &it.notes).all(|it| it.end() <= kept.score.end)
        );
        let again = Brief { stop_after: Some(n_bars), ..brief };
        let again = compose(trained(), &config(again, None, seed), Kernels::best(), |_| true);
        assert_eq!(again.unwrap(), kept);
    }
}

#[test]
fn bars_that_were_not_reached_stay_as_they_were() {
    let material = score(1);
    let fill = vec![Region { bars: Some("2-4".parse().unwrap()), parts: None }];
    let config = config(Brief { fill, ..Brief::default() }, Some(material.clone()), 5);
    let keep = |sketch: &Sketch<'_>| if sketch.n_bars() >= 2 { Go::Keep } else { Go::On };
    let kept = watched(&config, keep);
    assert_eq!(kept.stopped_after, Some(2));
    assert_eq!(kept.score.end, material.end);
    let bar = 4 * 480;
    // What is played a little ahead of the third bar belongs to it.
    let stays = |it: &&Note| it.start.0 < bar || it.start.0 + 10 >= 2 * bar;
    for (before, after) in material.parts.iter().zip(&kept.score.parts) {
        let of = |part: &irama_score::Part| -> Vec<Note> {
            part.notes.iter().filter(stays).copied().collect()
        };
        assert_eq!(of(before), of(after));
    }
    let whole = compose(trained(), &config, Kernels::best(), |_| true).unwrap();
    assert_ne!(whole.score, kept.score, "the rest would have been written anew");
}

#[test]
fn who_watches_changes_nothing() {
    let config = config(Brief { bars: Some(4), ..Brief::default() }, None, 7);
    let watched = watched(&config, |sketch| {
        sketch.score();
        Go::On
    });
    assert_eq!(watched, compose(trained(), &config, Kernels::best(), |_| true).unwrap());
}
