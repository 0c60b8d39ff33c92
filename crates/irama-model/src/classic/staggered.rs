//! All windows that hold the newest note, moved on together.
//!
//! The seed's window slides: for each note the network runs anew over the last fifty. But the
//! window that ends with this note has seen all others at earlier notes already. So fifty windows,
//! each begun one note after the other, are kept as rows of one batch; a new note moves all of them
//! on by one step, the oldest is done and predicts, and its row begins anew. The sums are those of
//! the plain way, to the bit, and there are fifty times fewer of them in sequence.

use irama_neural::{
    DenseStepper, Kernels, LstmState, LstmStepper, NormStepper, PanelRows, Precision,
};

use super::Network;

/// Windows of one network in all stages of completion.
#[derive(Clone, Debug)]
pub struct Staggered {
    kernels: Kernels,
    stages: Vec<Stage>,
    dense: DenseStepper,
    output: DenseStepper,
    /// The newest note, once for each window.
    notes: PanelRows,
    /// The row of the window that the next note begins.
    next: usize,
    features: PanelRows,
    hidden: PanelRows,
    predicted: PanelRows,
}

/// One LSTM layer with its batch norm.
#[derive(Clone, Debug)]
struct Stage {
    lstm: LstmStepper,
    state: LstmState,
    norm: NormStepper,
    output: PanelRows,
}

impl Staggered {
    /// Windows of `window` notes that have seen nothing yet.
    pub fn new(
        network: &Network,
        (weights, statistics): (&[f32], &[f32]),
        window: usize,
        kernels: Kernels,
    ) -> Self {
        let stage = |(lstm, norm): (&irama_neural::Lstm, &irama_neural::BatchNorm)| Stage {
            lstm: LstmStepper::new(lstm, weights, window, Precision::F32),
            state: LstmState::new(window, lstm.n_units),
            norm: NormStepper::new(norm, weights, statistics),
            output: PanelRows::new(window, lstm.n_units),
        };
        let (dense, output) = (&network.dense, &network.output);
        Self {
            kernels,
            stages: network.lstms.iter().zip(&network.norms).map(stage).collect(),
            dense: DenseStepper::new(dense, weights, Precision::F32),
            output: DenseStepper::new(output, weights, Precision::F32),
            notes: PanelRows::new(window, 1),
            next: 0,
            features: PanelRows::new(1, dense.n_inputs),
            hidden: PanelRows::new(1, dense.n_units),
            predicted: PanelRows::new(1, 1),
        }
    }

    /// Shows a scaled note to all windows and returns what the oldest predicts; this is meaningful
    /// once as many notes were shown as a window holds.
    pub fn step(&mut self, note: f32) -> f32 {
        let n_rows = self.notes.n_rows();
        (0..n_rows).for_each(|row| self.notes.set_row(row, &[note]));
        let mut x = &self.notes;
        for Stage { lstm, state, norm, output } in &mut self.stages {
            state.clear_row(self.next);
            lstm.step(self.kernels, x, state);
            norm.step(self.kernels, &state.hidden, output);
            x = output;
        }
        self.next = (self.next + 1) % n_rows;
        let features: Vec<f32> = x.row(self.next).collect();
        self.features.set_row(0, &features);
        self.dense.step(self.kernels, &self.features, &mut self.hidden);
        self.output.step(self.kernels, &self.hidden, &mut self.predicted);
        self.predicted.row(0).next().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use irama_neural::{Chance, Sequence};

    use super::*;
    use crate::classic::{ClassicConfig, Passes};

    #[test]
    fn staggered_windows_predict_what_each_window_predicts_alone() {
        let units = vec![40, 33, 7];
        let config = ClassicConfig { window: 9, units, dense_units: 5, ..ClassicConfig::default() };
        let network = Network::new(&config);
        let mut chance = Chance::new(1, 0, 0);
        let (mut weights, mut statistics) = network.initial(&mut chance);
        weights.iter_mut().for_each(|it| *it += 0.1 * chance.normal() as f32);
        statistics.iter_mut().for_each(|it| *it += 0.1 * chance.uniform() as f32);
        let mut passes = Passes::default();
        network.pack(&weights, &mut passes);
        for kernels in Kernels::available() {
            let mut staggered = Staggered::new(&network, (&weights, &statistics), 9, kernels);
            let mut notes: Vec<f32> = (0..9).map(|it| it as f32 / 9.0).collect();
            let mut predicted = notes.iter().fold(0.0, |_, note| staggered.step(*note));
            for _ in 0..40 {
                let mut x = Sequence::new(1, 9, 1);
                for (step, note) in notes[notes.len() - 9..].iter().enumerate() {
                    x.at_mut(0, step)[0] = *note;
                }
                let plain = network.predict(kernels, &weights, &statistics, &x, &mut passes);
                assert_eq!(predicted, plain.at(0, 0)[0], "note {}", notes.len());
                notes.push(predicted);
                predicted = staggered.step(predicted);
            }
        }
    }
}
