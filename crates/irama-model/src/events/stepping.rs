//! A model played step by step with carried state, some pieces at once, for composing.
//!
//! The only place that turns a model into logits. Rows never touch each other: a piece gets the same
//! bits whatever else is played beside it.

use irama_neural::{
    BagRow, Dense, DenseStepper, Head, HeadRow, Kernels, LstmState, LstmStepper, PanelRows,
    Precision,
};

use super::{model::EventsModel, network::Network};

/// A model packed for steps of some rows.
#[derive(Clone, Debug)]
pub struct Player<'a> {
    network: &'a Network,
    weights: &'a [f32],
    kernels: Kernels,
    lstms: Vec<LstmStepper>,
    heads: Vec<(DenseStepper, DenseStepper)>,
}

/// How far one piece is: hidden values and cells of every layer, and the output of the last.
#[derive(Clone, Debug, Default)]
pub struct PlayerState {
    lstms: Vec<[Vec<f32>; 2]>,
    x: Vec<f32>,
}

impl<'a> Player<'a> {
    /// Packs the weights for steps of about `n_rows` rows.
    pub fn new(
        model: &'a EventsModel,
        n_rows: usize,
        precision: Precision,
        kernels: Kernels,
    ) -> Self {
        let (network, weights) = (model.network(), model.weights.as_slice());
        let lstm = |it| LstmStepper::new(it, weights, n_rows, precision);
        let dense = |it: &Dense| DenseStepper::new(it, weights, precision);
        let head = |it: &Head| (dense(&it.project), dense(&it.output));
        Self {
            network,
            weights,
            kernels,
            lstms: network.lstms.iter().map(lstm).collect(),
            heads: network.heads.iter().map(head).collect(),
        }
    }

    /// At the beginning of a piece.
    pub fn begin(&self) -> PlayerState {
        let zeros = |n: usize| [vec![0.0; n], vec![0.0; n]];
        let lstms = self.network.lstms.iter().map(|it| zeros(it.n_units)).collect();
        PlayerState { lstms, x: vec![0.0; self.network.embedding.width] }
    }

    /// Moves pieces on by one row each, whose input is the first step of its bag.
    pub fn step(&self, rows: &mut [(&BagRow, &mut PlayerState)]) {
        let (n, embedding) = (rows.len(), &self.network.embedding);
        if n == 0 {
            return;
        }
        let mut x = PanelRows::new(n, embedding.width);
        for (idx, (input, _)) in rows.iter().enumerate() {
            let mut sum = vec![0.0; embedding.width];
            embedding.add(self.kernels, self.weights, input.step(0), &mut sum);
            x.set_row(idx, &sum);
        }
        for (it, (stepper, layer)) in self.lstms.iter().zip(&self.network.lstms).enumerate() {
            let mut state = LstmState::new(n, layer.n_units);
            for (idx, (_, row)) in rows.iter().enumerate() {
                state.hidden.set_row(idx, &row.lstms[it][0]);
                state.cells.set_row(idx, &row.lstms[it][1]);
            }
            stepper.step(self.kernels, &x, &mut state);
            let mut next = PanelRows::new(n, layer.n_units);
            for (idx, (_, row)) in rows.iter_mut().enumerate() {
                let [hidden, cells] = &mut row.lstms[it];
                hidden.clear();
                hidden.extend(state.hidden.row(idx));
                cells.clear();
                cells.extend(state.cells.row(idx));
                let mut y = hidden.clone();
                if layer.n_inputs == layer.n_units {
                    y.iter_mut().zip(x.row(idx)).for_each(|(y, x)| *y += x);
                }
                next.set_row(idx, &y);
            }
            x = next;
        }
        for (idx, (_, row)) in rows.iter_mut().enumerate() {
            row.x.clear();
            row.x.extend(x.row(idx));
        }
    }

    /// The logits of a field in each piece, from what is known in the first step of its row. Values
    /// that are not legal are far below all others.
    pub fn logits(&self, field: usize, rows: &[(&HeadRow, &PlayerState)]) -> Vec<Vec<f32>> {
        let Some((_, first)) = rows.first() else { return Vec::new() };
        let (head, (project, output)) = (&self.network.heads[field], &self.heads[field]);
        let mut x = PanelRows::new(rows.len(), first.x.len());
        for (idx, (_, state)) in rows.iter().enumerate() {
            x.set_row(idx, &state.x);
        }
        let mut units = PanelRows::new(rows.len(), head.config.n_units);
        project.step(self.kernels, &x, &mut units);
        for (idx, (known, _)) in rows.iter().enumerate() {
            let mut sum: Vec<f32> = units.row(idx).collect();
            head.known.add(self.kernels, self.weights, known.bags.step(0), &mut sum);
            sum.iter_mut().for_each(|it| *it = it.max(0.0));
            units.set_row(idx, &sum);
        }
        let n_values = head.config.n_values;
        let mut outputs = PanelRows::new(rows.len(), n_values + head.config.n_channels);
        output.step(self.kernels, &units, &mut outputs);
        let finish = |(idx, (known, _)): (usize, &(&HeadRow, &PlayerState))| {
            let mut logits: Vec<f32> = outputs.row(idx).collect();
            let gates = logits.split_off(n_values);
            head.add_cues(known.cues.step(0), known.legal[0], &mut logits, &gates);
            logits
        };
        rows.iter().enumerate().map(finish).collect()
    }
}
