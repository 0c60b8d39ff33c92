//! Which bars of a song return: what a new piece can do likewise.

use std::collections::{BTreeMap, BTreeSet};

use irama_events::{Event, Field, Piece, Position, STEPS_PER_QUARTER, Seat, positions};

use super::music::Song;

/// How many bars ago a bar may have been played before.
const LAGS: [u8; 4] = [1, 2, 4, 8];
/// Bars of a song whose returns are kept, at most.
const MAX_BARS: usize = 64;
/// A drummer who plays fewer than one in so many bars exactly again never does: then bars return that are
/// nearly the same.
const RARELY: usize = 8;
/// The onsets that are compared: on a finer grid, human timing hides what returns.
const SIXTEENTH: u32 = STEPS_PER_QUARTER / 4;

/// What a seat plays in a bar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Played {
    /// How long the bar is, in grid steps.
    length: u32,
    /// Sixteenth and pitch of each note.
    notes: BTreeSet<(u32, u8)>,
}

/// For each part of a song, bar by bar: how many bars ago it played the same pitches on the same
/// sixteenths, the nearest of 1, 2, 4 and 8; 0 where it had not. Human drummers hardly ever do: for them
/// two thirds of the notes count, and the bar that is most alike.
pub(super) fn returns(song: &Song) -> Vec<Vec<u8>> {
    let Piece { frame, events } = &song.piece;
    let mut bars: BTreeMap<(Seat, usize), Played> = BTreeMap::new();
    let mut n_bars = 0;
    for (event, at) in events.iter().zip(positions(frame, events)) {
        let (bar, note) = place(event, &at);
        if event.seat().is_note() && bar < MAX_BARS {
            n_bars = n_bars.max(bar + 1);
            let played = bars.entry((event.seat(), bar)).or_default();
            played.length = at.bar_steps;
            played.notes.insert(note);
        }
    }
    let part = |seat: Seat| {
        let bars: Vec<Option<&Played>> = (0..n_bars).map(|bar| bars.get(&(seat, bar))).collect();
        let exactly = lags(&bars, |now, then| (now == then).then_some(1.0));
        let n_played = bars.iter().flatten().count();
        let n_exactly = exactly.iter().filter(|it| **it > 0).count();
        match seat.is_drums() && n_exactly * RARELY < n_played {
            true => lags(&bars, nearly),
            false => exactly,
        }
    };
    frame.parts.iter().map(|it| part(it.seat)).collect()
}

/// For each bar, how many bars ago there was the one that is most alike, the nearest of several, where
/// `likeness` finds any alike; 0 elsewhere.
fn lags(bars: &[Option<&Played>], likeness: impl Fn(&Played, &Played) -> Option<f64>) -> Vec<u8> {
    let lag = |bar: usize| {
        let mut found = (0, 0.0);
        for lag in LAGS {
            let then = bar.checked_sub(usize::from(lag)).and_then(|it| bars[it]);
            let alike = bars[bar].zip(then).and_then(|(now, then)| likeness(now, then));
            if let Some(alike) = alike.filter(|it| *it > found.1) {
                found = (lag, alike);
            }
        }
        found.0
    };
    (0..bars.len()).map(lag).collect()
}

/// How alike two bars are that share two thirds of their notes or more (Jaccard index).
fn nearly(now: &Played, then: &Played) -> Option<f64> {
    let n_shared = now.notes.intersection(&then.notes).count();
    let n_all = now.notes.union(&then.notes).count();
    let is_alike = now.length == then.length && 3 * n_shared >= 2 * n_all;
    is_alike.then(|| n_shared as f64 / n_all.max(1) as f64)
}

/// The bar of a note, and its sixteenth there and pitch. What is nearest to the next bar line belongs
/// to the next bar.
fn place(event: &Event, at: &Position) -> (usize, (u32, u8)) {
    let (bar, pitch) = (at.bar_idx as usize, event.get(Field::Pitch));
    let sixteenth = (at.step_in_bar + SIXTEENTH / 2) / SIXTEENTH;
    match sixteenth * SIXTEENTH < at.bar_steps {
        true => (bar, (sixteenth, pitch)),
        false => (bar + 1, (0, pitch)),
    }
}

#[cfg(test)]
mod tests {
    use irama_events::encode;
    use irama_score::{Note, Part, Pitch, Score, Tick, Velocity};

    use super::*;

    /// A part whose bars begin with these pitches, each note `early` ticks too early.
    fn part(pitches: &[u8], early: u64) -> Part {
        let note = |(bar, pitch): (u64, &u8)| Note {
            start: Tick((bar * 1_920 + 480) - early),
            pitch: Pitch::new(*pitch).unwrap(),
            duration: Tick(240),
            velocity: Velocity::new(90).unwrap(),
        };
        Part { notes: (0..).zip(pitches).map(note).collect(), ..Part::default() }
    }

    #[test]
    fn a_drummer_who_never_plays_a_bar_twice_returns_to_what_is_nearly_the_same() {
        let note = |at: u64, pitch: u8| Note {
            start: Tick(at),
            pitch: Pitch::new(pitch).unwrap(),
            duration: Tick(120),
            velocity: Velocity::new(90).unwrap(),
        };
        // Each bar has so many notes of the one before, and one of its own at its end.
        let found = |n_shared: u64| {
            let bar = |bar: u64| {
                let shared = (0..n_shared).map(move |it| note(bar * 1_920 + it * 240, 36));
                shared.chain([note(bar * 1_920 + 1_680, 40 + bar as u8)])
            };
            let notes = (0..3).flat_map(bar).collect();
            let part = Part { notes, is_drums: true, ..Part::default() };
            let score = Score { parts: vec![part], end: Tick(3 * 1_920), ..Score::default() };
            returns(&Song::new(encode(&score)))
        };
        assert_eq!(found(4), [vec![0, 1, 1]], "four of six notes");
        assert_eq!(found(3), [vec![0, 0, 0]], "three of five notes");
    }

    #[test]
    fn the_nearest_bar_that_was_the_same_is_told() {
        let human = part(&[60, 62, 60, 62, 64, 62], 17);
        let steady = part(&[40, 40, 40, 40, 40, 41], 0);
        let score = Score { parts: vec![human, steady], end: Tick(6 * 1_920), ..Score::default() };
        let returns = returns(&Song::new(encode(&score)));
        let mut found = returns.clone();
        found.sort();
        assert_eq!(found, [vec![0, 0, 2, 2, 0, 2], vec![0, 1, 1, 1, 1, 0]], "{returns:?}");
    }
}
