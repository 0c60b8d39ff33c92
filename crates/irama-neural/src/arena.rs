//! Where each tensor of a network stands in the one vector that holds them all.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A named tensor and its range in the arena.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Such as `lstm_1/recurrent_kernel`.
    pub name: String,
    /// Row-major.
    pub shape: Vec<usize>,
    /// The values' range in the arena.
    pub range: Range<usize>,
}

/// The order of all tensors of a network.
///
/// Weights, gradients and moments each are one `Vec<f32>` of [`Layout::len`] values, and a layer
/// knows its ranges: so saving, averaging, clipping and comparing are one loop each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    entries: Vec<Entry>,
}

impl Layout {
    /// Appends a tensor and returns its range.
    pub fn add(&mut self, name: String, shape: &[usize]) -> Range<usize> {
        let range = self.len()..self.len() + shape.iter().product::<usize>();
        self.entries.push(Entry { name, shape: shape.to_vec(), range: range.clone() });
        range
    }

    /// Values in the arena.
    pub fn len(&self) -> usize {
        self.entries.last().map_or(0, |it| it.range.end)
    }

    /// Whether there is no tensor.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The tensors in the order of their ranges, which leave no gap.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}
