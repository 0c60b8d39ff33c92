//! The network of rows: what is known, through LSTM layers, to a chain of heads.
//!
//! `x = Σ embeddings`, `x ← x + drop(LSTM(x))` for each layer (no sum where the widths differ), and
//! one head a field on the last x. Letters: `B` lanes, `T` steps, `E` embedding, `H` units.

use std::thread;

use irama_neural::{
    BagRow, BagTrace, Chance, Dropout, EmbeddingBag, Head, HeadConfig, HeadRow, HeadTrace, Kernels,
    Layout, Lstm, LstmTrace, LstmWeights, Precision, Projections, ProjectionsTrace, Sequence,
    Share, Upstream,
};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::memory::{FieldPlan, Plan};

/// The sizes of a network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sizes {
    /// Values of an embedding, `E`.
    pub embedding: usize,
    /// Units of each LSTM layer, `H`.
    pub units: Vec<usize>,
    /// Units between, in the head of a field that is not narrower.
    pub head_units: usize,
}

impl Sizes {
    /// Units between, in the head of a field.
    pub fn head_units_of(&self, field: &FieldPlan) -> usize {
        (self.head_units / field.narrowing).max(1)
    }
}

/// Shares that fall out while learning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dropouts {
    /// Of the embeddings' values, the same over time.
    pub input: f32,
    /// Of each layer's outputs, the same over time.
    pub layers: f32,
    /// Of the recurrent weights (DropConnect, Merity and others 2018).
    pub recurrent: f32,
    /// Of the units between, in each head.
    pub heads: f32,
    /// The same in heads that tell how a note is played.
    #[serde(default)]
    pub manner: f32,
    /// Of the fine facts that heads are told.
    #[serde(default)]
    pub facts: f32,
}

/// The layers and where their values stand. Holds no numbers itself.
#[derive(Clone, Debug)]
pub struct Network {
    pub(super) embedding: EmbeddingBag,
    pub(super) lstms: Vec<Lstm>,
    pub(super) heads: Vec<Head>,
    /// Which heads tell how a note is played.
    is_manner: Vec<bool>,
    projections: Projections,
    /// The trainable values.
    pub layout: Layout,
}

/// One lane's share of a batch: what it tells the network, step after step.
#[derive(Clone, Debug, Default)]
pub struct LaneInput {
    /// The input of each step.
    pub input: BagRow,
    /// What each head knows.
    pub heads: Vec<HeadRow>,
    /// Whether a piece begins at a step: 1 or 0.
    pub starts: Vec<f32>,
}

impl LaneInput {
    /// Forgets everything; ready for `n_fields` heads.
    pub fn clear(&mut self, n_fields: usize) {
        self.input.clear();
        self.heads.resize_with(n_fields, HeadRow::default);
        self.heads.iter_mut().for_each(HeadRow::clear);
        self.starts.clear();
    }
}

/// Summed surprise of one field, in nats, and how many values it had.
pub type FieldLoss = (f64, usize);

/// Memory for passes through a [`Network`], kept from step to step.
#[derive(Clone, Debug, Default)]
pub struct Passes {
    packed: Vec<LstmWeights>,
    /// The states of the lanes stand in here.
    pub(super) lstms: Vec<LstmTrace>,
    projections: ProjectionsTrace,
    heads: Vec<HeadTrace>,
    /// The input of each layer and the output of the last, (B, T, E or H).
    xs: Vec<Sequence>,
    starts: Sequence,
    upstream: Sequence,
    dropped: Sequence,
    bags: BagTrace,
    /// The weights as they are used: some recurrent ones dropped.
    weights: Vec<f32>,
}

/// What falls out at one step of learning.
#[derive(Clone)]
struct Drops {
    input: Dropout,
    layers: Vec<Dropout>,
    recurrent: Vec<Dropout>,
    heads: Vec<Dropout>,
}

impl Drops {
    fn new(rates: Dropouts, network: &Network, mut chance: Chance, share: Share<'_>) -> Self {
        let n_layers = network.lstms.len();
        let mut over_time =
            |rate: f32| Dropout::new(rate, &mut chance).same_over_time().of_share(share);
        let input = over_time(rates.input);
        let layers = (0..n_layers).map(|_| over_time(rates.layers)).collect();
        let recurrent = (0..n_layers).map(|_| over_time(rates.recurrent)).collect();
        let head = |is_manner: &bool| if *is_manner { rates.manner } else { rates.heads };
        let heads = network.is_manner.iter().map(head);
        let heads = heads.map(|it| Dropout::new(it, &mut chance).of_share(share)).collect();
        Self { input, layers, recurrent, heads }
    }
}

impl Network {
    /// The network for a plan.
    pub fn new(plan: &Plan, sizes: &Sizes) -> Self {
        let mut layout = Layout::default();
        let embedding =
            EmbeddingBag::new(&mut layout, "embedding", plan.n_input_tokens, sizes.embedding);
        let (mut lstms, mut width) = (Vec::new(), sizes.embedding);
        for (it, n_units) in sizes.units.iter().enumerate() {
            lstms.push(Lstm::new(&mut layout, &format!("lstm_{it}"), width, *n_units));
            width = *n_units;
        }
        let heads = plan.fields.iter().map(|field| {
            let config = HeadConfig {
                n_inputs: width,
                n_tokens: field.n_tokens,
                n_units: sizes.head_units_of(field),
                n_values: field.n_values,
                n_channels: field.n_channels,
            };
            Head::new(&mut layout, field.name, config)
        });
        let heads: Vec<Head> = heads.collect();
        let projections = Projections::new(&heads);
        let is_manner = plan.fields.iter().map(|it| it.is_manner).collect();
        Self { embedding, lstms, heads, is_manner, projections, layout }
    }

    /// Weights to start from.
    pub fn initial(&self, chance: &mut Chance) -> Vec<f32> {
        let mut weights = vec![0.0; self.layout.len()];
        self.embedding.initialise(&mut weights, 0.05, chance);
        self.lstms.iter().for_each(|it| it.initialise(&mut weights, chance));
        self.heads.iter().for_each(|it| it.initialise(&mut weights, chance));
        weights
    }

    /// The weights as steps with carried state have them: matrices in `precision`, embeddings and
    /// biases exact.
    pub fn rounded(&self, weights: &[f32], precision: Precision) -> Vec<f32> {
        let mut weights = weights.to_vec();
        let recurrent = self.lstms.iter().flat_map(|it| [&it.kernel, &it.recurrent_kernel]);
        let heads = self.heads.iter().flat_map(|it| [&it.project.kernel, &it.output.kernel]);
        for kernel in recurrent.chain(heads) {
            weights[kernel.clone()].iter_mut().for_each(|it| *it = precision.rounded(*it));
        }
        weights
    }

    /// Learns from one batch, of which `lanes` are a `share`: the surprise of each field in it under the
    /// weights as they are, and the gradients of the summed surprise of the whole batch, divided by the
    /// number of its places, B · T.
    pub fn learn(
        &self,
        kernels: Kernels,
        weights: &[f32],
        (lanes, share): (&[LaneInput], Share<'_>),
        (rates, chance): (Dropouts, Chance),
        passes: &mut Passes,
        gradients: &mut [f32],
    ) -> Vec<FieldLoss> {
        let drops = Drops::new(rates, self, chance, share);
        let losses = if lanes.is_empty() {
            let (body, of_heads) = gradients.split_at_mut(self.n_body());
            share.join(of_heads);
            share.join(body);
            vec![(0.0, 0); self.heads.len()]
        } else {
            self.learn_here(kernels, weights, (lanes, share), &drops, passes, gradients)
        };
        for (lstm, drop) in self.lstms.iter().zip(&drops.recurrent) {
            drop.apply_to_slice(kernels, &mut gradients[lstm.recurrent_kernel.clone()]);
        }
        losses
    }

    /// The same from lanes that are here, with gradients of the recurrent weights as they are used.
    fn learn_here(
        &self,
        kernels: Kernels,
        weights: &[f32],
        (lanes, share): (&[LaneInput], Share<'_>),
        drops: &Drops,
        passes: &mut Passes,
        gradients: &mut [f32],
    ) -> Vec<FieldLoss> {
        let mut used = std::mem::take(&mut passes.weights);
        used.clear();
        used.extend_from_slice(weights);
        for (lstm, drop) in self.lstms.iter().zip(&drops.recurrent) {
            drop.apply_to_slice(kernels, &mut used[lstm.recurrent_kernel.clone()]);
        }
        self.pack(&used, passes);
        let scale = 1.0 / (share.n_rows * lanes[0].starts.len()) as f32;
        let losses = self.forward(kernels, &used, lanes, Some(drops), scale, passes);
        passes.weights = used;
        self.backward(kernels, (lanes, share), drops, passes, gradients);
        passes.lstms.iter_mut().for_each(LstmTrace::carry);
        losses
    }

    /// The surprise of each field in one batch; [`Network::pack`] comes first.
    pub fn check(
        &self,
        kernels: Kernels,
        weights: &[f32],
        lanes: &[LaneInput],
        passes: &mut Passes,
    ) -> Vec<FieldLoss> {
        let losses = self.forward(kernels, weights, lanes, None, 1.0, passes);
        passes.lstms.iter_mut().for_each(LstmTrace::carry);
        losses
    }

    /// The surprise at each place of the last batch, one slice a field, (blocks, T, 8).
    pub fn surprises(passes: &Passes) -> impl Iterator<Item = &[f32]> {
        passes.heads.iter().map(HeadTrace::surprises)
    }

    /// Packs the weights for the passes to come; anew whenever they change.
    pub fn pack(&self, weights: &[f32], passes: &mut Passes) {
        passes.packed.resize_with(self.lstms.len(), LstmWeights::default);
        passes.lstms.resize_with(self.lstms.len(), LstmTrace::default);
        passes.heads.resize_with(self.heads.len(), HeadTrace::default);
        passes.xs.resize_with(self.lstms.len() + 1, Sequence::default);
        for (lstm, packed) in self.lstms.iter().zip(&mut passes.packed) {
            lstm.pack(weights, packed);
        }
        self.projections.pack(weights, &mut passes.projections);
        for (head, trace) in self.heads.iter().zip(&mut passes.heads) {
            head.pack(weights, trace);
        }
    }

    fn forward(
        &self,
        kernels: Kernels,
        weights: &[f32],
        lanes: &[LaneInput],
        drops: Option<&Drops>,
        scale: f32,
        passes: &mut Passes,
    ) -> Vec<FieldLoss> {
        let (n_rows, n_steps) = (lanes.len(), lanes[0].starts.len());
        passes.starts.resize(n_rows, n_steps, 1);
        for (row, lane) in lanes.iter().enumerate() {
            for (step, start) in lane.starts.iter().enumerate() {
                passes.starts.at_mut(row, step)[0] = *start;
            }
        }
        let first = &mut passes.xs[0];
        first.resize(n_rows, n_steps, self.embedding.width);
        first.values_mut().fill(0.0);
        self.embedding.forward(kernels, weights, |row| &lanes[row].input, first);
        if let Some(drops) = drops {
            drops.input.apply(kernels, first);
        }
        for (it, lstm) in self.lstms.iter().enumerate() {
            let (before, after) = passes.xs.split_at_mut(it + 1);
            let (x, y, trace) = (&before[it], &mut after[0], &mut passes.lstms[it]);
            lstm.forward(kernels, &passes.packed[it], x, Some(&passes.starts), trace);
            y.copy_from(&trace.hidden);
            if let Some(drops) = drops {
                drops.layers[it].apply(kernels, y);
            }
            if lstm.n_inputs == lstm.n_units {
                y.add(kernels, x);
            }
        }
        let hidden = &passes.xs[self.lstms.len()];
        self.projections.forward(kernels, hidden, &mut passes.projections);
        let projected = &passes.projections;
        // Side by side, so that nobody waits for the slowest share of each head.
        let heads = self.heads.par_iter().zip(&mut passes.heads).enumerate();
        heads
            .map(|(field, (head, trace))| {
                let rows = |row: usize| &lanes[row].heads[field];
                let drop = drops.map(|it| it.heads[field]);
                let projected = (projected, self.projections.columns(field));
                head.forward(kernels, weights, projected, rows, (scale, drop), trace)
            })
            .collect()
    }

    /// The gradients of those who share a batch are joined: those of the heads, which are most of them, while the
    /// layers below are still at work.
    fn backward(
        &self,
        kernels: Kernels,
        (lanes, share): (&[LaneInput], Share<'_>),
        drops: &Drops,
        passes: &mut Passes,
        gradients: &mut [f32],
    ) {
        let n_layers = self.lstms.len();
        let Passes { packed, lstms, projections, heads, xs, starts, upstream, .. } = passes;
        let (dropped, bags) = (&mut passes.dropped, &mut passes.bags);
        rayon::join(
            || self.embedding.sort(|row| &lanes[row].input, &xs[0], bags),
            || self.heads_backward(kernels, lanes, heads, gradients),
        );
        self.projections.gather(heads, projections);
        self.projections.backward(kernels, &xs[n_layers], projections, gradients);
        upstream.copy_from(projections.input_gradients());
        let (body, of_heads) = gradients.split_at_mut(self.n_body());
        let mut body_backward = || {
            for (it, lstm) in self.lstms.iter().enumerate().rev() {
                dropped.copy_from(upstream);
                drops.layers[it].apply(kernels, dropped);
                let (x, trace) = (&xs[it], &mut lstms[it]);
                let (starts, by_output) = (Some(&*starts), Upstream::All(dropped));
                lstm.backward(kernels, &packed[it], x, starts, by_output, true, trace, body);
                if lstm.n_inputs == lstm.n_units {
                    upstream.add(kernels, &trace.input_gradients);
                } else {
                    upstream.copy_from(&trace.input_gradients);
                }
            }
            drops.input.apply(kernels, upstream);
            self.embedding.backward(kernels, upstream, bags, body);
        };
        if share.others.is_none() {
            return body_backward();
        }
        thread::scope(|scope| {
            scope.spawn(|| share.join(of_heads));
            body_backward();
        });
        share.join(body);
    }

    /// Values of the embedding and the LSTM layers: those before the heads.
    fn n_body(&self) -> usize {
        self.heads[0].span().start
    }

    /// All heads side by side, each with its own share of the gradients.
    fn heads_backward(
        &self,
        kernels: Kernels,
        lanes: &[LaneInput],
        traces: &mut [HeadTrace],
        gradients: &mut [f32],
    ) {
        let (mut shares, mut rest, mut passed) = (Vec::new(), gradients, 0);
        for span in self.heads.iter().map(Head::span) {
            let (share, after) = rest[span.start - passed..].split_at_mut(span.len());
            shares.push(share);
            (rest, passed) = (after, span.end);
        }
        let heads = self.heads.par_iter().zip(traces).zip(shares).enumerate();
        heads.for_each(|(it, ((head, trace), share))| {
            head.sort_known(|row| &lanes[row].heads[it], trace);
            head.backward(kernels, trace, share);
        });
    }
}
