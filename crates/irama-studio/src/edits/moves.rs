//! Whole regions: up and down, onto the grid, and off it.

use std::ops::Range;

use irama_model::events::Span;
use irama_neural::Chance;
use irama_score::{BarGrid, Note, Pitch, Score, Tick, Velocity};

use super::{notes::lengthen, settle::settle};
use crate::error::Refusal;

/// How far the most humane notes are off, in ticks, and how much louder or softer.
const MOST_TICKS: f64 = 30.0;
const MOST_LEVELS: f64 = 16.0;
/// The stream of chance that humanising draws from.
const STREAM: u64 = 9;

/// Which parts and bars.
type Where<'a> = (Option<&'a [usize]>, Option<Span>);

pub(super) fn transpose(
    score: &mut Score,
    parts: Option<&[usize]>,
    bars: Option<Span>,
    semitones: i32,
) -> Result<(), Refusal> {
    if !(-127..=127).contains(&semitones) {
        let message = format!("notes are to move by {semitones}, but can by -127 to 127");
        return Err(Refusal::invalid("semitones", message, "give -127 to 127"));
    }
    let moved = |note: &Note| {
        let number = i32::from(note.pitch.number()) + semitones;
        let pitch = u8::try_from(number).ok().and_then(Pitch::new);
        pitch.map(|pitch| Note { pitch, ..*note }).ok_or_else(|| {
            let message = format!("the note {} would leave the range of MIDI", note.pitch);
            Refusal::invalid("semitones", message, "move the notes less far")
        })
    };
    let is_named = parts.is_some();
    each(score, (parts, bars), |idx, score| is_named || !score.parts[idx].is_drums, moved)
}

pub(super) fn quantise(
    score: &mut Score,
    places: Where,
    grid: &str,
    strength: f64,
) -> Result<(), Refusal> {
    let step = step_of(grid)?;
    check_share("strength", strength)?;
    let bars = score.bar_grid();
    let moved = |note: &Note| {
        let nearest = nearest(&bars, note.start, step);
        let off = nearest.0 as f64 - note.start.0 as f64;
        let start = note.start.0 as f64 + (off * strength).round();
        Ok(Note { start: Tick(start as u64), ..*note })
    };
    each(score, places, |_, _| true, moved)
}

pub(super) fn humanise(
    score: &mut Score,
    places: Where,
    amount: f64,
    seed: u64,
) -> Result<(), Refusal> {
    check_share("amount", amount)?;
    let mut chance = Chance::new(seed, STREAM, 0);
    let mut draw = || chance.uniform() * 2.0 - 1.0;
    let moved = |note: &Note| {
        let start = note.start.0 as f64 + (draw() * amount * MOST_TICKS).round();
        let level = f64::from(note.velocity.level()) + draw() * amount * MOST_LEVELS;
        let velocity = Velocity::clamped(level.round() as i32);
        Ok(Note { start: Tick(start.max(0.0) as u64), velocity, ..*note })
    };
    each(score, places, |_, _| true, moved)
}

/// Changes each note of the parts and bars; all or none.
fn each(
    score: &mut Score,
    (parts, bars): Where,
    is_meant: impl Fn(usize, &Score) -> bool,
    mut changed: impl FnMut(&Note) -> Result<Note, Refusal>,
) -> Result<(), Refusal> {
    let ticks = ticks_of(score, bars)?;
    let n_parts = score.parts.len();
    let all: Vec<usize> = (0..n_parts).collect();
    let mut named = parts.unwrap_or(&all).to_vec();
    named.sort_unstable();
    named.dedup();
    if let Some(idx) = named.iter().find(|it| **it >= n_parts) {
        let message = format!("there is no part {idx} among {n_parts}");
        return Err(Refusal::invalid("parts", message, "give indices of parts, from 0"));
    }
    for idx in named {
        if !is_meant(idx, score) {
            continue;
        }
        let notes = &mut score.parts[idx].notes;
        let (meant, mut kept): (Vec<Note>, Vec<Note>) =
            notes.iter().partition(|it| ticks.contains(&it.start));
        let moved: Vec<Note> = meant.iter().map(&mut changed).collect::<Result<_, _>>()?;
        settle(&mut kept, moved);
        *notes = kept;
    }
    lengthen(score);
    Ok(())
}

/// From the start of the first bar to the end of the last.
fn ticks_of(score: &Score, bars: Option<Span>) -> Result<Range<Tick>, Refusal> {
    let Some(span) = bars else { return Ok(Tick::ZERO..Tick(u64::MAX)) };
    let all = score.bars();
    let n = all.len() as u64;
    if span.first > n || span.last.is_some_and(|it| it > n) {
        let message = format!("there are no bars {span} in a piece of {n} bars");
        return Err(Refusal::invalid("bars", message, format!("give bars of 1 to {n}")));
    }
    let bar = |number: u64| all[(number - 1) as usize];
    Ok(bar(span.first).start..bar(span.last.unwrap_or(n)).end)
}

/// The place of the grid nearest to a tick; grids begin anew at each bar line.
fn nearest(bars: &BarGrid, tick: Tick, step: u64) -> Tick {
    let bar = bars.bar_at(tick);
    let within = tick.since(bar.start).0;
    let place = bar.start.0 + (within + step / 2) / step * step;
    Tick(place.min(bar.end.0))
}

/// The ticks of a grid such as `1/16` or `1/8T`, three of which fill the time of two.
fn step_of(grid: &str) -> Result<u64, Refusal> {
    let (plain, is_triplet) = match grid.strip_suffix(['t', 'T']) {
        Some(plain) => (plain, true),
        None => (grid, false),
    };
    let below = plain.strip_prefix("1/").and_then(|it| it.parse::<u64>().ok());
    let below = below.filter(|it| [1, 2, 4, 8, 16, 32].contains(it));
    let step = below.map(|it| 4 * Tick::PER_QUARTER / it);
    step.map(|it| if is_triplet { it * 2 / 3 } else { it }).ok_or_else(|| {
        let message = format!("{grid:?} is no grid");
        Refusal::invalid("grid", message, "give one like 1/16, or 1/8T for triplets")
    })
}

fn check_share(field: &'static str, share: f64) -> Result<(), Refusal> {
    if (0.0..=1.0).contains(&share) {
        return Ok(());
    }
    let message = format!("the {field} is {share}, but must be 0 to 1");
    Err(Refusal::invalid(field, message, "give a share from 0 to 1"))
}
