//! Distributions side by side, such as those of a piece and of a collection.

use super::{Anchor, Colour, Picture, chart::Field};

/// Shares of one thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// For the legend.
    pub name: String,
    /// One for each label.
    pub shares: Vec<f64>,
}

/// Shares of several things, in groups.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BarChart {
    /// What it shows.
    pub title: String,
    /// Below each group; empty ones are left out.
    pub labels: Vec<String>,
    /// In the order of their colours.
    pub series: Vec<Series>,
}

impl BarChart {
    /// The chart as a picture.
    pub fn draw(&self) -> Picture {
        let shares = self.series.iter().flat_map(|it| &it.shares);
        let highest = shares.copied().filter(|it| it.is_finite()).fold(1e-6, f64::max);
        let n = self.labels.len().max(1);
        let field = Field::new((460.0, 240.0), (0.0, n as f64), (0.0, highest * 1.05));
        let names: Vec<&str> = self.series.iter().map(|it| it.name.as_str()).collect();
        let mut picture = field.picture(&self.title, &names);
        for (idx, series) in self.series.iter().enumerate() {
            let each = 0.8 / self.series.len() as f64;
            for (group, share) in series.shares.iter().take(n).enumerate() {
                let share = if share.is_finite() { *share } else { 0.0 };
                let from = group as f64 + 0.1 + each * idx as f64;
                let (left, top) = field.place(from, share.clamp(0.0, highest));
                let (right, bottom) = field.place(from + each, 0.0);
                let size = ((right - left).max(0.5), bottom - top);
                picture.fill((left, top), size, Colour::Part(idx as u8), 0.9);
            }
        }
        for (group, label) in self.labels.iter().enumerate() {
            let (x, y) = field.place(group as f64 + 0.5, 0.0);
            picture.text((x, y + 18.0), Anchor::Middle, Colour::Faint, label);
        }
        picture
    }
}
