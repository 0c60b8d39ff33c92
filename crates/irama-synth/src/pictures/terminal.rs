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
    let pitched = || {
        let parts = score.parts.iter().enumerate().filter(|it| !it.1.is_drums);
        parts.flat_map(|(idx, part)| part.notes.iter().map(move |it| (idx as u8, it)))
    };
    let drums = || score.parts.iter().filter(|it| it.is_drums).flat_map(|it| &it.notes);
    let has_drums = drums().next().is_some();
    let range = pitched().map(|it| it.1.pitch.number()).fold(None, |range, it| match range {
        None => Some((it, it)),
        Some((low, high)) => Some((it.min(low), it.max(high))),
    });
    let columns = width.saturating_sub(GUTTER);
    if columns < 8 || height < 3 || (range.is_none() && !has_drums) {
        return String::new();
    }
    let end = score.bar_grid().bar_line_from(score.end).max(Tick(1));
    let column = |tick: Tick| {
        let share = tick.0 as f64 / end.0 as f64;
        ((share * columns as f64) as usize).min(columns - 1)
    };
    let mut lines = String::new();
    if let Some((low, high)) = range {
        let n_rows = usize::from(high - low + 1).next_multiple_of(2).min(2 * height);
        let mut dots = Dots::new(columns, n_rows);
        let span = f32::from(high - low).max(1.0);
        let row = |pitch: u8| {
            let share = f32::from(high - pitch) / span;
            (share * (n_rows - 1) as f32).round() as usize
        };
        for (part, note) in pitched() {
            let last = column(Tick(note.end().0.saturating_sub(1))).max(column(note.start));
            dots.set(column(note.start)..=last, row(note.pitch.number()), part);
        }
        let pitch = |row: usize| high - (row as f32 / (n_rows - 1) as f32 * span).round() as u8;
        write_dots(&dots, &pitch, is_coloured, &mut lines);
    }
    if has_drums {
        let mut struck = vec![' '; columns];
        drums().for_each(|it| {
            struck[column(it.start)] = if it.pitch.number() < 37 { 'o' } else { '·' }
        });
        let _ =
            writeln!(lines, "{:<GUTTER$}{}", "dr", struck.iter().collect::<String>().trim_end());
    }
    lines
}

/// Two rows of dots a line, with the key's name at each line that holds a C.
fn write_dots(dots: &Dots, pitch: &dyn Fn(usize) -> u8, is_coloured: bool, lines: &mut String) {
    for upper in (0..dots.height).step_by(2) {
        let (high, low) = (pitch(upper), pitch((upper + 1).min(dots.height - 1)));
        let name = (low..=high).find(|it| it % 12 == 0).map(|it| Pitch::clamped(i32::from(it)));
        let name = name.map(|it| it.to_string()).unwrap_or_default();
        let mut line = format!("{name:<GUTTER$}");
        for x in 0..dots.width {
            let pair = (dots.at(x, upper), dots.at(x, upper + 1));
            line.push_str(&cell(pair, is_coloured));
        }
        lines.push_str(line.trim_end());
        lines.push('\n');
    }
}

fn cell(pair: (Option<u8>, Option<u8>), is_coloured: bool) -> String {
    let code = |part: u8| COLOURS[usize::from(part) % COLOURS.len()];
    let (letter, colours) = match pair {
        (None, None) => return " ".to_owned(),
        (Some(upper), None) => ('▀', code(upper).to_string()),
        (None, Some(lower)) => ('▄', code(lower).to_string()),
        (Some(upper), Some(lower)) if upper == lower => ('█', code(upper).to_string()),
        // The lower half is the ground.
        (Some(upper), Some(lower)) => ('▀', format!("{};{}", code(upper), code(lower) + 10)),
    };
    match (is_coloured, pair) {
        (true, _) => format!("\x1b[{colours}m{letter}\x1b[0m"),
        (false, (Some(_), Some(_))) => "█".to_owned(),
        (false, _) => letter.to_string(),
    }
}
