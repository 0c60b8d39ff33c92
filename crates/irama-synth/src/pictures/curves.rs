//! Curves, such as those of learning.

use super::{Anchor, Colour, Picture, Shape, chart::Field};

/// A curve and its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// For the legend.
    pub name: String,
    /// From left to right; those that are no numbers are left out.
    pub points: Vec<(f64, f64)>,
}

/// Curves in one field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CurveChart {
    /// What it shows.
    pub title: String,
    /// What lies from left to right.
    pub across: String,
    /// In the order of their colours.
    pub curves: Vec<Curve>,
    /// A level to compare with, and its name.
    pub level: Option<(f64, String)>,
}

impl CurveChart {
    /// The chart as a picture.
    pub fn draw(&self) -> Picture {
        let points = || {
            let all = self.curves.iter().flat_map(|it| &it.points);
            all.filter(|it| it.0.is_finite() && it.1.is_finite())
        };
        let level = self.level.as_ref().map(|it| it.0);
        let x = range(points().map(|it| it.0), 0.0);
        let y = range(points().map(|it| it.1).chain(level), 0.06);
        let field = Field::new((480.0, 270.0), x, y);
        let names: Vec<&str> = self.curves.iter().map(|it| it.name.as_str()).collect();
        let mut picture = field.picture(&self.title, &names);
        field.number_below(&self.across, &mut picture);
        if let Some((value, name)) = &self.level {
            let (left, height) = field.place(x.0, *value);
            let (right, _) = field.place(field.x.1, *value);
            picture.line((left, height), (right, height), Colour::Faint);
            picture.text((right, height - 5.0), Anchor::End, Colour::Faint, name);
        }
        for (idx, curve) in self.curves.iter().enumerate() {
            draw_curve(curve, Colour::Part(idx as u8), &field, &mut picture);
        }
        picture
    }
}

fn draw_curve(curve: &Curve, colour: Colour, field: &Field, picture: &mut Picture) {
    let finite = curve.points.iter().filter(|it| it.0.is_finite() && it.1.is_finite());
    let points: Vec<(f32, f32)> = finite.map(|it| field.place(it.0, it.1)).collect();
    // A single point, or few, would not be seen as a line.
    if points.len() <= 40 {
        for (x, y) in &points {
            picture.fill((x - 2.5, y - 2.5), (5.0, 5.0), colour, 1.0);
        }
    }
    if points.len() > 1 {
        picture.shapes.push(Shape::Line { points, colour, width: 2.0 });
    }
}

/// From the least to the largest, with some room on either side; 0 to 1 if there is none.
fn range(values: impl Iterator<Item = f64> + Clone, room: f64) -> (f64, f64) {
    let low = values.clone().fold(f64::INFINITY, f64::min);
    let high = values.fold(f64::NEG_INFINITY, f64::max);
    if low > high {
        return (0.0, 1.0);
    }
    let room = room * (high - low).max(1e-3);
    (low - room, high + room)
}
