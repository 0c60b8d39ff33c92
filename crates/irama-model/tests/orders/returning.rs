//! Bars of new pieces return as parts did in songs that were learned from.

use irama_model::events::{Brief, Composing, EventsModel, Returns, compose};
use irama_neural::Kernels;
use irama_score::{Part, Score};

use crate::models;

const N_BARS: u64 = 12;
/// Each part's bars 5 to 8 return from 1 to 4, and bar 10 from 8.
const LAGS: [u8; 10] = [0, 0, 0, 0, 4, 4, 4, 4, 0, 2];

fn model() -> EventsModel {
    let mut model = models::trained().clone();
    for band in &mut model.bands {
        band.returns = band.parts.iter().map(|_| LAGS.to_vec()).collect();
    }
    model
}

fn piece(returns: Returns, seed: u64) -> Score {
    let brief = Brief { bars: Some(N_BARS), returns, ..Brief::default() };
    let config = Composing { brief, seed, ..Composing::default() };
    compose(&model(), &config, Kernels::best(), |_| true).unwrap().score
}

/// Onsets within the bar and pitches, of a bar of a part.
fn bar(score: &Score, part: &Part, bar_idx: u64) -> Vec<(u64, u8)> {
    let bar = score.bar_grid().bars_until(score.end).nth(bar_idx as usize).unwrap();
    // What is played ahead of a bar line belongs to the bar that follows.
    let ahead = |it: &irama_score::Note| (it.start.0 + 10, it.pitch.number());
    let notes = part.notes.iter().map(ahead);
    let notes = notes.filter(|it| (bar.start.0..bar.end.0).contains(&it.0));
    let mut notes: Vec<(u64, u8)> = notes.map(|it| ((it.0 - bar.start.0) / 20, it.1)).collect();
    notes.sort_unstable();
    notes
}

/// Of the bars that are to return and have notes, then or now, how many do, and how many there are.
fn returning(score: &Score) -> (usize, usize) {
    let (mut n_equal, mut n) = (0, 0);
    for part in &score.parts {
        for (idx, lag) in (0..N_BARS).zip(LAGS.iter().cycle()).filter(|it| *it.1 > 0) {
            let (now, then) = (bar(score, part, idx), bar(score, part, idx - u64::from(*lag)));
            // Silence returns by itself.
            if now.is_empty() && then.is_empty() {
                continue;
            }
            n += 1;
            n_equal += usize::from(now == then);
        }
    }
    (n_equal, n)
}

#[test]
fn bars_return_as_they_did_in_the_band() {
    for seed in 0..12 {
        let score = piece(Returns::Learned, seed);
        assert!(score.n_notes() > 0);
        let (n_equal, n) = returning(&score);
        assert_eq!(n_equal, n, "seed {seed}");
    }
}

#[test]
fn bars_are_free_on_request() {
    let all = (0..12).map(|seed| returning(&piece(Returns::Free, seed)));
    let (n_equal, n) = all.fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
    // Such a simple model repeats much by itself, but not all, as it would have to otherwise.
    assert!(n > 20 && n_equal * 4 < n * 3, "{n_equal} of {n} bars return by themselves");
}
