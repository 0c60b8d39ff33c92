//! The piano roll in letters, for a terminal: two rows of pixels a line, colours by part.

use std::fmt::Write;

use irama_score::{Pitch, Score, Tick};

/// Columns for the names of keys.
const GUTTER: usize = 5;
/// The colours of a terminal's own palette, by part.
const COLOURS: [u8; 6] = [36, 33, 32, 35, 34, 31];

/// A field of dots, each with the part that it belongs to.
struct Dots {
    width: usize,
    height: usize,
    parts: Vec<Option<u8>>,
}

impl Dots {
    fn new(width: usize, height: usize) -> Self {
        Self { width, height, parts: vec![None; width * height] }
    }

    fn at(&self, x: usize, y: usize) -> Option<u8> {
        self.parts.get(y * self.width + x).copied().flatten()
    }

    fn set(&mut self, columns: std::ops::RangeInclusive<usize>, y: usize, part: u8) {
        for x in columns {
            if x < self.width && y < self.height {
                self.parts[y * self.width + x] = Some(part);
            }
        }
    }
}

/// A score as lines of letters, at most `width` wide and about `height` high, the drums in the last
/// line. With codes for colours if `is_coloured`. Empty if there are no notes or too little room.
pub fn draw_in_terminal(score: &Score, width: usize, height: usize, is_coloured: bool) -> String {
    let columns = width.saturating_sub(GUTTER);
    if columns < 8 || height < 3 {
        return String::new();
    }
    let time = Time { end: score.bar_grid().bar_line_from(score.end).max(Tick(1)), columns };
    draw_pitches(score, &time, 2 * height, is_coloured) + &draw_drums(score, &time)
}

/// Where times fall among columns.
struct Time {
    end: Tick,
    columns: usize,
}

impl Time {
    fn column(&self, tick: Tick) -> usize {
        let share = tick.0 as f64 / self.end.0 as f64;
        ((share * self.columns as f64) as usize).min(self.columns - 1)
    }
}

fn draw_pitches(score: &Score, time: &Time, max_rows: usize, is_coloured: bool) -> String {
    let parts = score.parts.iter().enumerate().filter(|it| !it.1.is_drums);
    let notes = || parts.clone().flat_map(|(idx, it)| it.notes.iter().map(move |it| (idx, it)));
    let pitches = || notes().map(|it| it.1.pitch.number());
    let Some((high, low)) = pitches().max().zip(pitches().min()) else { return String::new() };
    let n_rows = usize::from(high - low + 1).next_multiple_of(2).min(max_rows);
    let span = f32::from(high - low).max(1.0);
    let row = |pitch: u8| {
        let share = f32::from(high - pitch) / span;
        (share * (n_rows - 1) as f32).round() as usize
    };
    let mut dots = Dots::new(time.columns, n_rows);
    for (part, note) in notes() {
        let first = time.column(note.start);
        let last = time.column(Tick(note.end().0.saturating_sub(1))).max(first);
        dots.set(first..=last, row(note.pitch.number()), part as u8);
    }
    let pitch = |row: usize| high - (row as f32 / (n_rows - 1) as f32 * span).round() as u8;
    let mut lines = String::new();
    write_dots(&dots, &pitch, is_coloured, &mut lines);
    lines
}

/// A line with a ring for each stroke of the bass drum and a dot for each of others.
fn draw_drums(score: &Score, time: &Time) -> String {
    let drums = score.parts.iter().filter(|it| it.is_drums).flat_map(|it| &it.notes);
    let mut struck = vec![' '; time.columns];
    for note in drums {
        let letter = &mut struck[time.column(note.start)];
        let is_kick = matches!(note.pitch.number(), 35 | 36);
        *letter = if is_kick || *letter == 'o' { 'o' } else { '·' };
    }
    let line: String = struck.into_iter().collect();
    match line.trim_end() {
        "" => String::new(),
        line => format!("{:<GUTTER$}{line}\n", "dr"),
    }
}

/// Two rows of dots a line, with the key's name at each line that holds a C.
fn write_dots(dots: &Dots, pitch: &dyn Fn(usize) -> u8, is_coloured: bool, lines: &mut String) {
    for upper in (0..dots.height).step_by(2) {
        let (high, low) = (pitch(upper), pitch((upper + 1).min(dots.height - 1)));
        let name = (low..=high).find(|it| it % 12 == 0).map(|it| Pitch::clamped(i32::from(it)));
        let name = name.map(|it| it.to_string()).unwrap_or_default();
        let mut line = format!("{name:<GUTTER$}");
        let mut painted = String::new();
        for x in 0..dots.width {
            let (letter, colours) = cell((dots.at(x, upper), dots.at(x, upper + 1)), is_coloured);
            if colours != painted {
                let _ = write!(line, "\x1b[{}m", if colours.is_empty() { "0" } else { &colours });
                painted = colours;
            }
            line.push(letter);
        }
        if !painted.is_empty() {
            line.push_str("\x1b[0m");
        }
        lines.push_str(line.trim_end());
        lines.push('\n');
    }
}

/// The letter for an upper and a lower dot, and the codes of its colours.
fn cell(pair: (Option<u8>, Option<u8>), is_coloured: bool) -> (char, String) {
    let code = |part: u8| COLOURS[usize::from(part) % COLOURS.len()];
    let (letter, colours) = match pair {
        (None, None) => (' ', String::new()),
        (Some(upper), None) => ('▀', code(upper).to_string()),
        (None, Some(lower)) => ('▄', code(lower).to_string()),
        (Some(upper), Some(lower)) if upper == lower => ('█', code(upper).to_string()),
        (Some(_), Some(_)) if !is_coloured => ('█', String::new()),
        // The lower half is the ground.
        (Some(upper), Some(lower)) => ('▀', format!("{};{}", code(upper), code(lower) + 10)),
    };
    // A ground that was painted is not left by another colour of letters alone.
    let colours =
        if colours.contains(';') || colours.is_empty() { colours } else { format!("{colours};49") };
    (letter, if is_coloured { colours } else { String::new() })
}
