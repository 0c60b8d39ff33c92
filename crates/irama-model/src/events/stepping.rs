//! The network one row at a time, with carried state, for composing.

use irama_neural::{
    BagRow, Dense, DenseStepper, Head, HeadRow, Kernels, LstmState, LstmStepper, PanelRows,
    Precision,
};

use super::network::Network;

/// A network packed for steps of one row.
#[derive(Clone, Debug)]
pub struct Player<'a> {
    network: &'a Network,
    weights: &'a [f32],
    kernels: Kernels,
    lstms: Vec<LstmStepper>,
    heads: Vec<(DenseStepper, DenseStepper)>,
}

/// How far a piece is: the state of every layer, and the output of the last.
#[derive(Clone, Debug)]
pub struct PlayerState {
    lstms: Vec<LstmState>,
    x: PanelRows,
}

impl<'a> Player<'a> {
    /// Packs the weights.
    pub fn new(
        network: &'a Network,
        weights: &'a [f32],
        precision: Precision,
        kernels: Kernels,
    ) -> Self {
        let lstm = |it| LstmStepper::new(it, weights, 1, precision);
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
        let lstms = self.network.lstms.iter().map(|it| LstmState::new(1, it.n_units)).collect();
        PlayerState { lstms, x: PanelRows::new(1, self.network.embedding.width) }
    }

    /// Moves on by one row, whose input is the first step of `input`.
    pub fn step(&self, input: &BagRow, state: &mut PlayerState) {
        let embedding = &self.network.embedding;
        let mut sum = vec![0.0; embedding.width];
        embedding.add(self.kernels, self.weights, input.step(0), &mut sum);
        state.x = PanelRows::new(1, embedding.width);
        state.x.set_row(0, &sum);
        for (stepper, (lstm, layer)) in
            self.lstms.iter().zip(state.lstms.iter_mut().zip(&self.network.lstms))
        {
            stepper.step(self.kernels, &state.x, lstm);
            let mut y: Vec<f32> = lstm.hidden.row(0).collect();
            if layer.n_inputs == layer.n_units {
                y.iter_mut().zip(state.x.row(0)).for_each(|(y, x)| *y += x);
            }
            state.x = PanelRows::new(1, layer.n_units);
            state.x.set_row(0, &y);
        }
    }

    /// The logits of a field, from what is known in the first step of `known`. Values that are not
    /// legal are far below all others.
    pub fn logits(&self, field: usize, known: &HeadRow, state: &PlayerState) -> Vec<f32> {
        let (head, (project, output)) = (&self.network.heads[field], &self.heads[field]);
        let mut units = PanelRows::new(1, head.config.n_units);
        project.step(self.kernels, &state.x, &mut units);
        let mut sum: Vec<f32> = units.row(0).collect();
        head.known.add(self.kernels, self.weights, known.bags.step(0), &mut sum);
        sum.iter_mut().for_each(|it| *it = it.max(0.0));
        units.set_row(0, &sum);
        let n_values = head.config.n_values;
        let mut outputs = PanelRows::new(1, n_values + head.config.n_channels);
        output.step(self.kernels, &units, &mut outputs);
        let mut logits: Vec<f32> = outputs.row(0).collect();
        let gates = logits.split_off(n_values);
        head.add_cues(known.cues.step(0), known.legal[0], &mut logits, &gates);
        logits
    }
}
