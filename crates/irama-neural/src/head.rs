//! Heads: each predicts one field of what comes next, from the hidden values and what is known.
//!
//! `z = max(h P + bag, 0)`, `(l, g) = z O + b`, and `logit v = l_v + Σ weight · g_c` over the cues
//! (c, v, weight): a cue says that channel `c` points at value `v`, and the gate `g_c` how far to
//! believe it. Copying an earlier bar is a channel that points at what stood there.

use std::ops::Range;

use rayon::prelude::*;

use crate::{
    BagRow, BagTrace, Chance, Dense, DenseTrace, Dropout, EmbeddingBag,
    arena::Layout,
    kernels::{Kernels, maths},
    projections::{ProjectionsTrace, places, row_of},
    sequence::{BLOCK, Sequence},
    tree,
};

/// Values of a field, at most: what is legal is a set of 128 bits.
pub const MAX_VALUES: usize = 128;
/// What stands in the target where a field is not there.
pub const ABSENT: u8 = u8::MAX;
/// Gates begin by believing their cues a little.
const FIRST_GATE: f32 = 1.0;
/// Far below every logit; its exponential is zero.
const ILLEGAL: f32 = -1e30;

/// The sizes of a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeadConfig {
    /// Hidden values that come in, `H`.
    pub n_inputs: usize,
    /// Tokens that a bag may hold.
    pub n_tokens: usize,
    /// Units between, `K`.
    pub n_units: usize,
    /// Values of the field, `V`, at most [`MAX_VALUES`].
    pub n_values: usize,
    /// Channels of cues, `C`.
    pub n_channels: usize,
}

/// What one row of a batch knows when a field is predicted, step after step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeadRow {
    /// What is known.
    pub bags: BagRow,
    /// The cues: tokens are made by [`cue`].
    pub cues: BagRow,
    /// The values that are legal, a bit each.
    pub legal: Vec<u128>,
    /// The value that comes, or [`ABSENT`].
    pub targets: Vec<u8>,
}

/// The token of a cue: `channel` points at `value`.
pub const fn cue(channel: u32, value: u32) -> u32 {
    channel << 8 | value
}

impl HeadRow {
    /// Forgets everything.
    pub fn clear(&mut self) {
        self.bags.clear();
        self.cues.clear();
        self.legal.clear();
        self.targets.clear();
    }

    /// Ends a step: what is legal, and the value that comes.
    pub fn end_step(&mut self, legal: u128, target: u8) {
        self.bags.end_step();
        self.cues.end_step();
        self.legal.push(legal);
        self.targets.push(target);
    }
}

/// One head: its sizes and where its weights stand in the arena.
#[derive(Clone, Debug)]
pub struct Head {
    /// The sizes.
    pub config: HeadConfig,
    /// From hidden values to the units between, (H, K).
    pub project: Dense,
    /// What is known as the units between, (tokens, K).
    pub known: EmbeddingBag,
    /// From the units between to logits and gates, (K, V + C).
    pub output: Dense,
}

/// Packed weights, and what a forward pass leaves for the backward pass.
#[derive(Clone, Debug, Default)]
pub struct HeadTrace {
    output: DenseTrace,
    units: Sequence,
    /// The loss by logits and gates, (B, T, V + C).
    upstream: Sequence,
    bags: BagTrace,
    drop: Option<Dropout>,
    /// (blocks, T, 8)
    surprises: Vec<f32>,
}

impl HeadTrace {
    /// The loss by the units between, (B, T, K), after a backward pass.
    pub(crate) fn by_units(&self) -> &Sequence {
        &self.output.input_gradients
    }

    /// The negative log-likelihood of each target of the last forward pass, (blocks, T, 8); 0 where
    /// there is none.
    pub fn surprises(&self) -> &[f32] {
        &self.surprises
    }
}

impl Head {
    /// A head whose weights are appended to `layout`.
    pub fn new(layout: &mut Layout, name: &str, config: HeadConfig) -> Self {
        let HeadConfig { n_inputs, n_tokens, n_units, n_values, n_channels } = config;
        assert!(n_values <= MAX_VALUES, "{n_values} values of {name}");
        Self {
            config,
            project: Dense::new(layout, &format!("{name}/project"), (n_inputs, n_units), false),
            known: EmbeddingBag::new(layout, &format!("{name}/known"), n_tokens, n_units),
            output: Dense::new(
                layout,
                &format!("{name}/output"),
                (n_units, n_values + n_channels),
                false,
            ),
        }
    }

    /// Fills the weights: Glorot-uniform, zero for what is known, and gates that believe a little.
    pub fn initialise(&self, weights: &mut [f32], chance: &mut Chance) {
        self.project.initialise(weights, chance);
        // What was never met in learning says nothing.
        weights[self.known.table.clone()].fill(0.0);
        self.output.initialise(weights, chance);
        let bias = &mut weights[self.output.bias.clone()];
        bias[self.config.n_values..].fill(FIRST_GATE);
    }

    /// Where the values of some tokens of what is known stand.
    pub fn known(&self, tokens: Range<u32>) -> Range<usize> {
        let place = |token: u32| self.known.table.start + token as usize * self.known.width;
        place(tokens.start)..place(tokens.end)
    }

    /// Packs the weights of this head; anew whenever they change.
    pub fn pack(&self, weights: &[f32], trace: &mut HeadTrace) {
        self.output.pack(weights, &mut trace.output);
    }

    /// The summed negative log-likelihood of the targets in nats, and how many there are.
    ///
    /// `rows` gives what each row knows; `columns` of `projected`, (B, T, ΣK), are this head's
    /// projections; `drop` falls on the units between. Leaves the gradients of the sum times
    /// `scale` for the backward pass.
    pub fn forward<'a>(
        &self,
        kernels: Kernels,
        weights: &[f32],
        (projected, columns): (&ProjectionsTrace, Range<usize>),
        rows: impl Fn(usize) -> &'a HeadRow + Sync,
        (scale, drop): (f32, Option<Dropout>),
        trace: &mut HeadTrace,
    ) -> (f64, usize) {
        let projected = projected.output();
        let (n_rows, n_steps, _) = projected.shape();
        let n_units = self.config.n_units;
        trace.units.resize(n_rows, n_steps, n_units);
        let len = trace.units.block_len().max(1);
        trace.units.values_mut().par_chunks_exact_mut(len).enumerate().for_each(
            |(block, units)| {
                let places =
                    units.chunks_exact_mut(n_units).zip(places(projected, block, &columns));
                for (place, (units, projected)) in places.enumerate() {
                    units.copy_from_slice(projected);
                    let (row, step) = (row_of(block, place), place / BLOCK);
                    if row < n_rows {
                        self.known.add(kernels, weights, rows(row).bags.step(step), units);
                    }
                    units.iter_mut().for_each(|it| *it = it.max(0.0));
                }
            },
        );
        if let Some(drop) = drop {
            drop.apply(kernels, &mut trace.units);
        }
        trace.drop = drop;
        self.output.forward(kernels, &trace.units, &mut trace.output);
        let width = self.config.n_values + self.config.n_channels;
        trace.upstream.resize(n_rows, n_steps, width);
        let len = trace.upstream.block_len().max(1);
        let n_blocks = trace.upstream.n_blocks();
        trace.surprises.clear();
        trace.surprises.resize(n_blocks * n_steps * BLOCK, 0.0);
        let surprises = trace.surprises.par_chunks_exact_mut((n_steps * BLOCK).max(1));
        let blocks = trace.upstream.values_mut().par_chunks_exact_mut(len).zip(surprises);
        let outputs = trace.output.output.values().par_chunks_exact(len);
        let sums: Vec<(f32, usize)> = blocks
            .zip(outputs)
            .enumerate()
            .map(|(block, ((upstream, surprises), outputs))| {
                let (mut sum, mut n) = (0.0, 0);
                let places = upstream.chunks_exact_mut(width).zip(outputs.chunks_exact(width));
                for (it, (upstream, output)) in places.enumerate() {
                    let (step, row) = (it / BLOCK, row_of(block, it));
                    let known = (row < n_rows).then(|| rows(row));
                    let known = known.filter(|it| it.targets[step] != ABSENT);
                    let Some(known) = known else {
                        upstream.fill(0.0);
                        continue;
                    };
                    upstream.copy_from_slice(output);
                    let surprise = self.surprise(kernels, known, step, scale, upstream);
                    surprises[it] = surprise;
                    sum += surprise;
                    n += 1;
                }
                (sum, n)
            })
            .collect();
        let leaves: Vec<f32> = sums.iter().map(|it| it.0).collect();
        (f64::from(tree::sum(&leaves)), sums.iter().map(|it| it.1).sum())
    }

    /// The negative log-likelihood at one place; `outputs`, (V + C), become its gradients.
    fn surprise(
        &self,
        kernels: Kernels,
        known: &HeadRow,
        step: usize,
        scale: f32,
        outputs: &mut [f32],
    ) -> f32 {
        let (logits, gates) = outputs.split_at_mut(self.config.n_values);
        let (cues, legal) = (known.cues.step(step), known.legal[step]);
        let target = usize::from(known.targets[step]);
        self.add_cues(cues, legal, logits, gates);
        let chosen = logits[target];
        let mut total = [0.0, 0.0];
        kernels.softmax(logits, scale, &mut total);
        logits[target] -= scale;
        gates.fill(0.0);
        for (token, weight) in cues {
            let (channel, value) = (*token as usize >> 8, *token as usize & 0xff);
            gates[channel] += weight * logits[value];
        }
        total[0] - chosen + maths::ln(f64::from(total[1])) as f32
    }

    /// Turns outputs into logits: adds what the cues say, and rules out what is not legal.
    pub fn add_cues(&self, cues: &[(u32, f32)], legal: u128, logits: &mut [f32], gates: &[f32]) {
        for (token, weight) in cues {
            let (channel, value) = (*token as usize >> 8, *token as usize & 0xff);
            logits[value] += weight * gates[channel];
        }
        // Word by word: shifting 128 bits for each value would take longer than the softmax.
        for (half, logits) in
            [legal as u64, (legal >> 64) as u64].into_iter().zip(logits.chunks_mut(64))
        {
            let mut left = half;
            for logit in logits {
                *logit = if left & 1 == 1 { *logit } else { ILLEGAL };
                left >>= 1;
            }
        }
    }

    /// Sorts what is known for the backward pass: apart from it, so that heads can do so side by
    /// side.
    pub fn sort_known<'a>(&self, rows: impl Fn(usize) -> &'a HeadRow, trace: &mut HeadTrace) {
        let HeadTrace { units, bags, .. } = trace;
        self.known.sort(|row| &rows(row).bags, units, bags);
    }

    /// Writes the gradients of this head's own weights into `gradients`, which is its
    /// [`Head::span`] of an arena, and leaves the loss by its projections in `trace`, for
    /// [`Projections::gather`](crate::Projections::gather); [`Head::sort_known`] comes first.
    pub fn backward(&self, kernels: Kernels, trace: &mut HeadTrace, gradients: &mut [f32]) {
        let HeadTrace { output, units, upstream, bags, drop, .. } = trace;
        let own = Self::new(&mut Layout::default(), "", self.config);
        own.output.backward(kernels, units, upstream, output, gradients);
        if let Some(drop) = drop {
            drop.apply(kernels, &mut output.input_gradients);
        }
        let len = units.block_len().max(1);
        let by_units = output.input_gradients.values_mut().par_chunks_exact_mut(len);
        by_units.zip(units.values().par_chunks_exact(len)).for_each(|(by_units, units)| {
            for (gradient, unit) in by_units.iter_mut().zip(units) {
                *gradient = if *unit > 0.0 { *gradient } else { 0.0 };
            }
        });
        own.known.backward(kernels, &output.input_gradients, bags, gradients);
    }

    /// Where all its weights stand in the arena.
    pub fn span(&self) -> Range<usize> {
        self.project.kernel.start..self.output.bias.end
    }
}
