//! Which bars are like which: a square with a bar in each row and column.

use std::collections::BTreeSet;

use irama_score::Score;

use super::{Anchor, Colour, Picture};
use crate::SynthError;

/// Bars that are shown; of longer pieces the first.
const MAX_BARS: usize = 128;
/// Lengths in pixels.
const SIDE: f32 = 384.0;
const LEFT: f32 = 40.0;
const TOP: f32 = 50.0;

/// What is struck in a bar: place, pitch, and whether it is a drum.
type Bar = BTreeSet<(u64, u8, bool)>;

/// Draws how alike each two bars of a score are: the share of notes that both have, as opacity.
///
/// # Errors
///
/// If the score has no notes.
pub fn draw_similarity(score: &Score, title: &str) -> Result<Picture, SynthError> {
    let bars = bars(score);
    if bars.iter().all(BTreeSet::is_empty) {
        return Err(SynthError::NothingToDraw);
    }
    let n = bars.len();
    let cell = SIDE / n as f32;
    let mut picture = Picture::new(LEFT + SIDE + 16.0, TOP + SIDE + 16.0, title);
    picture.text((16.0, 22.0), Anchor::Start, Colour::Ink, title);
    picture.fill((LEFT, TOP), (SIDE, SIDE), Colour::Shade, 1.0);
    for (row, one) in bars.iter().enumerate() {
        for (column, other) in bars.iter().enumerate() {
            let share = alike(one, other);
            if share > 0.02 {
                let place = (LEFT + cell * column as f32, TOP + cell * row as f32);
                picture.fill(place, (cell, cell), Colour::Part(0), share);
            }
        }
    }
    let every = n.div_ceil(16).next_power_of_two();
    for bar in (0..n).step_by(every) {
        let at = cell * (bar as f32 + 0.5);
        let number = (bar + 1).to_string();
        picture.text((LEFT + at, TOP - 6.0), Anchor::Middle, Colour::Faint, &number);
        picture.text((LEFT - 6.0, TOP + at + 4.0), Anchor::End, Colour::Faint, &number);
    }
    Ok(picture)
}

/// Onsets on a grid of sixteenths, so that human timing does not hide a return.
fn bars(score: &Score) -> Vec<Bar> {
    const CELL: u64 = 120;
    let n = usize::try_from(score.n_bars()).unwrap_or(MAX_BARS).clamp(1, MAX_BARS);
    let mut bars = vec![Bar::new(); n];
    let grid = score.bar_grid();
    for part in &score.parts {
        for note in &part.notes {
            let rounded = irama_score::Tick((note.start.0 + CELL / 2) / CELL * CELL);
            let bar = grid.bar_at(rounded);
            let idx = usize::try_from(bar.bar_idx).unwrap_or(usize::MAX);
            if let Some(struck) = bars.get_mut(idx) {
                struck.insert((rounded.since(bar.start).0, note.pitch.number(), part.is_drums));
            }
        }
    }
    bars
}

/// The share of notes of both that both have; two empty bars are alike.
fn alike(one: &Bar, other: &Bar) -> f32 {
    let n_both = one.intersection(other).count();
    match one.len() + other.len() - n_both {
        0 => 1.0,
        n => n_both as f32 / n as f32,
    }
}
