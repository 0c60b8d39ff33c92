//! Which bars of a song return: what a new piece can do likewise.

use std::collections::{BTreeMap, BTreeSet};

use irama_events::{Event, Field, Piece, Position, STEPS_PER_QUARTER, Seat, positions};

use super::music::Song;

/// How many bars ago a bar may have been played before.
const LAGS: [u8; 4] = [1, 2, 4, 8];
/// Bars of a song whose returns are kept, at most.
const MAX_BARS: usize = 64;
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
/// sixteenths, the nearest of 1, 2, 4 and 8; 0 where it had not.
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
    let lag = |seat: Seat, bar: usize| {
        let now = bars.get(&(seat, bar))?;
        let is_same = |lag: &u8| {
            let then = bar.checked_sub(usize::from(*lag)).and_then(|it| bars.get(&(seat, it)));
            then == Some(now)
        };
        LAGS.into_iter().find(is_same)
    };
    let part = |seat: Seat| (0..n_bars).map(|bar| lag(seat, bar).unwrap_or(0)).collect();
    frame.parts.iter().map(|it| part(it.seat)).collect()
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
