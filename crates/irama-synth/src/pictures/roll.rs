//! The piano roll: time from left to right, pitch from bottom to top, drums below.

use std::collections::BTreeSet;

use irama_score::{Part, Pitch, Score, Tick};

use super::{Anchor, Colour, Picture, drums, text::shortened};
use crate::SynthError;

/// Lengths in pixels.
const GUTTER: f32 = 108.0;
const TOP: f32 = 44.0;
const MARGIN: f32 = 14.0;
const ROW: f32 = 7.0;
const DRUM_ROW: f32 = 14.0;
const LEGEND_ROW: f32 = 20.0;
/// Of a quarter note, and of the whole.
const QUARTER: f32 = 22.0;
const WIDTH: (f32, f32) = (620.0, 3_600.0);
/// Between bar numbers, at least.
const BAR_GAP: f32 = 34.0;
const BLACK_KEYS: [u8; 5] = [1, 3, 6, 8, 10];

/// Where things stand.
struct Layout {
    /// Of all notes.
    width: f32,
    end: Tick,
    /// The highest and the lowest row of pitches; `None` without pitched notes.
    pitches: Option<(u8, u8)>,
    /// The keys of drums that are struck, the highest first.
    drums: Vec<u8>,
}

/// Draws a score as a piano roll: parts by colour, velocity as opacity, bars and beats as lines.
///
/// # Errors
///
/// If the score has no notes.
pub fn draw_roll(score: &Score) -> Result<Picture, SynthError> {
    let parts: Vec<&Part> = crate::performance::sounding(score).collect();
    if parts.is_empty() {
        return Err(SynthError::NothingToDraw);
    }
    let layout = Layout::of(score, &parts);
    let legend = (parts.len().div_ceil(layout.n_columns()) as f32) * LEGEND_ROW;
    let height = layout.bottom() + MARGIN + legend + MARGIN;
    let title = if score.name.is_empty() { "Piano roll" } else { &score.name };
    let mut picture = Picture::new(GUTTER + layout.width + MARGIN, height, title);
    picture.text((MARGIN, 20.0), Anchor::Start, Colour::Ink, &shortened(title, 60));
    draw_rows(&layout, &mut picture);
    draw_bars(score, &layout, &mut picture);
    for (idx, part) in parts.iter().enumerate() {
        draw_notes(part, Colour::Part(idx as u8), &layout, &mut picture);
    }
    draw_legend(&parts, &layout, &mut picture);
    Ok(picture)
}

impl Layout {
    fn of(score: &Score, parts: &[&Part]) -> Self {
        let notes = parts.iter().flat_map(|it| &it.notes);
        let end = notes.map(irama_score::Note::end).max().unwrap_or_default().max(score.end);
        let end = score.bar_grid().bar_line_from(end).max(Tick(1));
        let quarters = end.0 as f32 / Tick::PER_QUARTER as f32;
        let pitched = || {
            let pitched = parts.iter().filter(|it| !it.is_drums).flat_map(|it| &it.notes);
            pitched.map(|it| it.pitch.number())
        };
        let drums = parts.iter().filter(|it| it.is_drums).flat_map(|it| &it.notes);
        let drums: BTreeSet<u8> = drums.map(|it| it.pitch.number()).collect();
        let range = pitched().max().zip(pitched().min());
        Self {
            width: (quarters * QUARTER).clamp(WIDTH.0, WIDTH.1),
            end,
            pitches: range.map(|(high, low)| ((high + 1).min(127), low.saturating_sub(1))),
            drums: drums.into_iter().rev().collect(),
        }
    }

    fn x(&self, tick: Tick) -> f32 {
        GUTTER + self.width * (tick.0 as f64 / self.end.0 as f64) as f32
    }

    /// The upper edge of a pitch.
    fn y(&self, pitch: u8) -> f32 {
        let high = self.pitches.map_or(pitch, |it| it.0);
        TOP + ROW * f32::from(high.saturating_sub(pitch))
    }

    /// Below all pitches.
    fn middle(&self) -> f32 {
        TOP + self.pitches.map_or(0.0, |(high, low)| ROW * f32::from(high - low + 1))
    }

    /// Above the first drum.
    fn drums_top(&self) -> f32 {
        self.middle() + if self.pitches.is_some() && !self.drums.is_empty() { MARGIN } else { 0.0 }
    }

    fn drum_y(&self, pitch: u8) -> f32 {
        let row = self.drums.iter().position(|it| *it == pitch).unwrap_or(0);
        self.drums_top() + DRUM_ROW * row as f32
    }

    fn bottom(&self) -> f32 {
        self.drums_top() + DRUM_ROW * self.drums.len() as f32
    }

    /// Of the legend.
    fn n_columns(&self) -> usize {
        ((GUTTER + self.width) / 180.0).max(1.0) as usize
    }
}

/// Shades the rows of black keys and names each C and each drum.
fn draw_rows(layout: &Layout, picture: &mut Picture) {
    if let Some((high, low)) = layout.pitches {
        for pitch in low..=high {
            let y = layout.y(pitch);
            if BLACK_KEYS.contains(&(pitch % 12)) {
                picture.fill((GUTTER, y), (layout.width, ROW), Colour::Shade, 1.0);
            }
            if pitch % 12 == 0 {
                let name = Pitch::clamped(i32::from(pitch)).to_string();
                let below = y + ROW;
                picture.text((GUTTER - 8.0, below), Anchor::End, Colour::Faint, &name);
                let right = GUTTER + layout.width;
                picture.line((GUTTER, below), (right, below), Colour::Grid);
            }
        }
    }
    for (row, pitch) in layout.drums.iter().enumerate() {
        let y = layout.drum_y(*pitch);
        if row % 2 == 0 {
            picture.fill((GUTTER, y), (layout.width, DRUM_ROW), Colour::Shade, 1.0);
        }
        let name = drums::name(*pitch);
        picture.text((GUTTER - 8.0, y + 11.0), Anchor::End, Colour::Faint, &name);
    }
}

/// Rules bars and, where there is room, beats; numbers the bars.
fn draw_bars(score: &Score, layout: &Layout, picture: &mut Picture) {
    const MAX_LINES: usize = 2_000;
    let bottom = layout.bottom();
    let mut labelled = f32::NEG_INFINITY;
    for bar in score.bar_grid().bars_until(layout.end).take(MAX_LINES) {
        let (x, next) = (layout.x(bar.start), layout.x(bar.end.min(layout.end)));
        if next - x > 30.0 {
            let beat = bar.meter.beat().0.max(1) as usize;
            for tick in (bar.start.0..bar.end.0).step_by(beat).skip(1) {
                let x = layout.x(Tick(tick));
                picture.line((x, TOP), (x, bottom), Colour::Grid);
            }
        }
        if next - x > 2.0 {
            picture.line((x, TOP - 6.0), (x, bottom), Colour::Rule);
        }
        if x - labelled >= BAR_GAP {
            let number = (bar.bar_idx + 1).to_string();
            picture.text((x + 3.0, TOP - 6.0), Anchor::Start, Colour::Faint, &number);
            labelled = x;
        }
    }
    let right = GUTTER + layout.width;
    picture.line((right, TOP - 6.0), (right, bottom), Colour::Rule);
}

fn draw_notes(part: &Part, colour: Colour, layout: &Layout, picture: &mut Picture) {
    for note in &part.notes {
        let opacity = 0.35 + 0.65 * f32::from(note.velocity.level()) / 127.0;
        let (x, pitch) = (layout.x(note.start), note.pitch.number());
        let (y, width, height) = if part.is_drums {
            (layout.drum_y(pitch) + 3.0, 5.0, DRUM_ROW - 6.0)
        } else {
            // A gap tells repeated notes apart.
            (layout.y(pitch) + 0.5, (layout.x(note.end()) - x - 0.6).max(1.2), ROW - 1.0)
        };
        picture.fill((x, y), (width, height), colour, opacity);
    }
}

fn draw_legend(parts: &[&Part], layout: &Layout, picture: &mut Picture) {
    let n_columns = layout.n_columns();
    for (idx, part) in parts.iter().enumerate() {
        let x = MARGIN + 180.0 * (idx % n_columns) as f32;
        let y = layout.bottom() + 1.5 * MARGIN + LEGEND_ROW * (idx / n_columns) as f32;
        picture.fill((x, y), (10.0, 10.0), Colour::Part(idx as u8), 1.0);
        let own = match (part.is_drums, part.program) {
            (true, _) => "Drums",
            (false, Some(program)) => program.name(),
            (false, None) => "Piano",
        };
        let name = if part.name.trim().is_empty() { own } else { &part.name };
        picture.text((x + 16.0, y + 9.5), Anchor::Start, Colour::Ink, &shortened(name, 24));
    }
}
