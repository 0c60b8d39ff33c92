//! Pictures of a score and of figures, as shapes that become SVG or PNG.

mod bars;
mod chart;
mod colour;
mod curves;
mod drums;
mod png;
mod roll;
mod similarity;
mod svg;
mod terminal;
mod text;

pub use bars::{BarChart, Series};
pub use colour::{Colour, PART_COLOURS};
pub use curves::{Curve, CurveChart};
pub use roll::draw_roll;
pub use similarity::draw_similarity;
pub use svg::{STYLE, escape_markup};
pub use terminal::draw_in_terminal;

/// Where a text stands beside its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// It begins there.
    Start,
    /// It is centred there.
    Middle,
    /// It ends there.
    End,
}

/// Something to draw. Lengths in pixels from the upper left corner.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A filled box.
    Box {
        /// Left edge.
        x: f32,
        /// Upper edge.
        y: f32,
        /// From left to right.
        width: f32,
        /// From top to bottom.
        height: f32,
        /// What fills it.
        colour: Colour,
        /// From 0, unseen, to 1.
        opacity: f32,
    },
    /// A line through points.
    Line {
        /// At least two.
        points: Vec<(f32, f32)>,
        /// Of the line.
        colour: Colour,
        /// Of the line.
        width: f32,
    },
    /// A line of text.
    Text {
        /// Of the anchor.
        x: f32,
        /// Of the baseline.
        y: f32,
        /// The height of its letters.
        size: f32,
        /// Where it stands beside the point.
        anchor: Anchor,
        /// Of the letters.
        colour: Colour,
        /// What it says, free of control characters.
        content: String,
    },
}

/// A picture: shapes from back to front.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    /// In pixels.
    pub width: f32,
    /// In pixels.
    pub height: f32,
    /// What it shows, for those who cannot see it.
    pub title: String,
    /// From back to front.
    pub shapes: Vec<Shape>,
}

impl Picture {
    fn new(width: f32, height: f32, title: impl Into<String>) -> Self {
        let title = text::clean(&title.into());
        let mut picture = Self { width, height, title, shapes: Vec::new() };
        picture.fill((0.0, 0.0), (width, height), Colour::Paper, 1.0);
        picture
    }

    fn fill(
        &mut self,
        (x, y): (f32, f32),
        (width, height): (f32, f32),
        colour: Colour,
        opacity: f32,
    ) {
        self.shapes.push(Shape::Box { x, y, width, height, colour, opacity });
    }

    fn line(&mut self, from: (f32, f32), to: (f32, f32), colour: Colour) {
        self.shapes.push(Shape::Line { points: vec![from, to], colour, width: 1.0 });
    }

    fn text(&mut self, (x, y): (f32, f32), anchor: Anchor, colour: Colour, content: &str) {
        let content = text::clean(content);
        self.shapes.push(Shape::Text { x, y, size: 13.0, anchor, colour, content });
    }
}
