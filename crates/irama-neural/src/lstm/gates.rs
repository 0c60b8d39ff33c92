//! Where the gates of a layer stand: in the tiles that products write and read.

use crate::{
    kernels::{PANEL, Rows},
    outer::PanelSums,
    panels::Parts,
    sequence::BLOCK,
};

/// Gates of a unit: input, forget, cell, output.
pub(super) const N_GATES: usize = 4;

/// Values of a tile: one gate of 32 units of a block at a step.
pub(super) const TILE: usize = BLOCK * PANEL;

/// The sizes of gates that stand as (block, gate, group of 32 units, T, 8, 32), the last group of
/// each gate filled up.
///
/// A panel of weights makes one tile, which is one piece of memory, and all tiles of a group are the
/// panel that gradients of weights are worked out from: nothing is packed in between.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gates {
    pub(super) n_units: usize,
    pub(super) n_steps: usize,
}

impl Gates {
    /// Groups of 32 units.
    pub(super) fn n_groups(self) -> usize {
        self.n_units.div_ceil(PANEL)
    }

    /// Units of a group that are not filled up.
    pub(super) fn units(self, group: usize) -> std::ops::Range<usize> {
        group * PANEL..((group + 1) * PANEL).min(self.n_units)
    }

    /// Values of all gates of a block.
    pub(super) fn block_len(self) -> usize {
        N_GATES * self.gate_len()
    }

    fn gate_len(self) -> usize {
        self.n_groups() * self.n_steps * TILE
    }

    /// Where the tile of a panel of weights begins in its block; panels go by gate and then group.
    pub(super) fn tile(self, panel: usize, step: usize) -> usize {
        (panel * self.n_steps + step) * TILE
    }

    /// The tiles of all gates of a group, from the gates of a block.
    pub(super) fn tiles(self, block: &mut [f32], group: usize, step: usize) -> [&mut [f32]; 4] {
        let at = self.tile(group, step);
        let (input, rest) = block.split_at_mut(self.gate_len());
        let (forget, rest) = rest.split_at_mut(self.gate_len());
        let (cell, output) = rest.split_at_mut(self.gate_len());
        [input, forget, cell, output].map(|it| &mut it[at..][..TILE])
    }

    /// All gates of a block at a step as eight rows of a product.
    pub(super) fn rows(self, block: &[f32], step: usize) -> Rows<'_> {
        let values = &block[step * TILE..];
        Rows { values, row_stride: PANEL, k_stride: 1, run: PANEL, run_stride: self.n_steps * TILE }
    }

    /// The gates of all blocks as what gradients of weights are worked out from.
    pub(super) fn sums(self, values: &[f32]) -> PanelSums<'_> {
        let parts = Parts { n_parts: N_GATES, width: self.n_units };
        let n_blocks = values.len() / self.block_len();
        PanelSums { values, n_blocks, n_k: self.n_steps * BLOCK, parts }
    }
}
