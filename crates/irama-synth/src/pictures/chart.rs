//! Axes and what all charts share.

use super::{Anchor, Colour, Picture, text::shortened};

/// Lengths in pixels.
const LEFT: f32 = 56.0;
const RIGHT: f32 = 16.0;
const TOP: f32 = 62.0;
const BOTTOM: f32 = 44.0;

/// The field of a chart, and the values at its edges.
pub(super) struct Field {
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) x: (f64, f64),
    pub(super) y: (f64, f64),
}

impl Field {
    pub(super) fn new(size: (f32, f32), x: (f64, f64), y: (f64, f64)) -> Self {
        let wide =
            |(low, high): (f64, f64)| if high > low { (low, high) } else { (low, low + 1.0) };
        Self { width: size.0, height: size.1, x: wide(x), y: wide(y) }
    }

    pub(super) fn place(&self, x: f64, y: f64) -> (f32, f32) {
        let share = |at: f64, (low, high): (f64, f64)| ((at - low) / (high - low)) as f32;
        let (across, up) = (share(x, self.x), share(y, self.y));
        let (inner_width, inner_height) = (self.width - LEFT - RIGHT, self.height - TOP - BOTTOM);
        (LEFT + across * inner_width, TOP + (1.0 - up) * inner_height)
    }

    /// A picture with a title, a legend and rulers on the left.
    pub(super) fn picture(&self, title: &str, legend: &[&str]) -> Picture {
        let mut picture = Picture::new(self.width, self.height, title);
        picture.text((16.0, 22.0), Anchor::Start, Colour::Ink, &shortened(title, 64));
        let mut x = 16.0;
        for (idx, name) in legend.iter().enumerate() {
            let name = shortened(name, 30);
            picture.fill((x, 34.0), (10.0, 10.0), Colour::Part(idx as u8), 1.0);
            picture.text((x + 15.0, 43.0), Anchor::Start, Colour::Faint, &name);
            x += 32.0 + 7.5 * name.chars().count() as f32;
        }
        for (value, label) in ticks(self.y, 5) {
            let (left, y) = self.place(self.x.0, value);
            picture.line((left, y), (self.width - RIGHT, y), Colour::Grid);
            picture.text((LEFT - 7.0, y + 4.0), Anchor::End, Colour::Faint, &label);
        }
        picture
    }

    /// Numbers below the field, and what they count.
    pub(super) fn number_below(&self, what: &str, picture: &mut Picture) {
        for (value, label) in ticks(self.x, 8) {
            let (x, y) = self.place(value, self.y.0);
            picture.line((x, y), (x, y + 4.0), Colour::Rule);
            picture.text((x, y + 18.0), Anchor::Middle, Colour::Faint, &label);
        }
        let (right, y) = self.place(self.x.1, self.y.0);
        picture.text((right, y + 36.0), Anchor::End, Colour::Faint, what);
    }
}

/// Round values between two, at most so many, with their labels.
pub(super) fn ticks((low, high): (f64, f64), max: usize) -> Vec<(f64, String)> {
    let rough = (high - low) / max as f64;
    let power = libm::pow(10.0, libm::floor(libm::log10(rough.max(1e-12))));
    let step = [1.0, 2.0, 5.0, 10.0].map(|it| it * power).into_iter().find(|it| *it >= rough);
    let step = step.unwrap_or(10.0 * power);
    let n_digits = (-libm::floor(libm::log10(step) + 1e-9)).max(0.0) as usize;
    let first = libm::ceil(low / step - 1e-9) as i64;
    let last = libm::floor(high / step + 1e-9) as i64;
    let label = |idx: i64| (idx as f64 * step, format!("{:.n_digits$}", idx as f64 * step));
    (first..=last.min(first + 100)).map(label).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_few() {
        let labels =
            |range| -> Vec<String> { ticks(range, 5).into_iter().map(|it| it.1).collect() };
        assert_eq!(labels((0.0, 10.0)), ["0", "2", "4", "6", "8", "10"]);
        assert_eq!(labels((1.92, 2.31)), ["2.0", "2.1", "2.2", "2.3"]);
        assert_eq!(labels((0.0, 0.02)), ["0.000", "0.005", "0.010", "0.015", "0.020"]);
    }
}
