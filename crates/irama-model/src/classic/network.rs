//! The seed's network: LSTM layers with batch norm and dropout, then two dense layers.

use irama_neural::{
    BatchNorm, BatchNormTrace, Chance, Dense, DenseTrace, Dropout, Kernels, Layout, Lstm,
    LstmTrace, LstmWeights, Sequence, Share, Upstream,
};

use super::ClassicConfig;

/// The layers and where their values stand. Holds no numbers itself.
#[derive(Clone, Debug)]
pub struct Network {
    pub(super) lstms: Vec<Lstm>,
    pub(super) norms: Vec<BatchNorm>,
    pub(super) dense: Dense,
    pub(super) output: Dense,
    /// The trainable values.
    pub weights: Layout,
    /// The running means and variances.
    pub statistics: Layout,
    window: usize,
    dropout: f32,
    l2: f32,
}

/// Memory for passes through a [`Network`], kept from step to step.
#[derive(Clone, Debug, Default)]
pub struct Passes {
    stages: Vec<Stage>,
    dense: DenseTrace,
    output: DenseTrace,
    /// Those of the step, in the order of the forward pass.
    dropouts: Vec<Dropout>,
}

/// One LSTM layer with its batch norm.
#[derive(Clone, Debug, Default)]
struct Stage {
    packed: LstmWeights,
    lstm: LstmTrace,
    /// The output's last step, of the last LSTM layer alone.
    last: Sequence,
    norm: BatchNormTrace,
}

/// A layer as a line of a summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerLine {
    /// Such as `LSTM`.
    pub kind: &'static str,
    /// The shape of its output for one window.
    pub output: Vec<usize>,
    /// Its parameters, running statistics included.
    pub n_parameters: usize,
}

/// How a forward pass treats batch norm and dropout.
enum Mode<'a> {
    /// With the running statistics and without dropout.
    Predict(&'a [f32]),
    /// With the batch's statistics, which move the running ones, and with dropout.
    Learn(&'a mut [f32], Chance, Share<'a>),
}

impl Network {
    /// The layers that `config` asks for.
    pub fn new(config: &ClassicConfig) -> Self {
        let (mut weights, mut statistics) = (Layout::default(), Layout::default());
        let (mut lstms, mut norms, mut n_inputs) = (Vec::new(), Vec::new(), 1);
        for (it, n_units) in config.units.iter().enumerate() {
            lstms.push(Lstm::new(&mut weights, &format!("lstm_{it}"), n_inputs, *n_units));
            let name = format!("batch_norm_{it}");
            norms.push(BatchNorm::new(&mut weights, &mut statistics, &name, *n_units));
            n_inputs = *n_units;
        }
        let dense = Dense::new(&mut weights, "dense", (n_inputs, config.dense_units), true);
        let output = Dense::new(&mut weights, "output", (config.dense_units, 1), false);
        let (window, dropout, l2) = (config.window, config.dropout, config.l2);
        Self { lstms, norms, dense, output, weights, statistics, window, dropout, l2 }
    }

    /// Weights and statistics to start from.
    pub fn initial(&self, chance: &mut Chance) -> (Vec<f32>, Vec<f32>) {
        let mut weights = vec![0.0; self.weights.len()];
        let mut statistics = vec![0.0; self.statistics.len()];
        for (lstm, norm) in self.lstms.iter().zip(&self.norms) {
            lstm.initialise(&mut weights, chance);
            norm.initialise(&mut weights, &mut statistics);
        }
        self.dense.initialise(&mut weights, chance);
        self.output.initialise(&mut weights, chance);
        (weights, statistics)
    }

    /// All parameters, running statistics included.
    pub fn n_parameters(&self) -> usize {
        self.weights.len() + self.statistics.len()
    }

    /// The layers in order, for a summary.
    pub fn summary(&self) -> Vec<LayerLine> {
        let line = |kind, output: &[usize], n_parameters| LayerLine {
            kind,
            output: output.to_vec(),
            n_parameters,
        };
        let mut lines = Vec::new();
        for (it, lstm) in self.lstms.iter().enumerate() {
            let n = lstm.n_units;
            let is_last = it + 1 == self.lstms.len();
            let shape = if is_last { vec![n] } else { vec![self.window, n] };
            lines.push(line("LSTM", &shape, 4 * n * (lstm.n_inputs + n + 1)));
            lines.push(line("BatchNorm", &shape, 4 * n));
            lines.push(line("Dropout", &shape, 0));
        }
        let (dense, output) = (&self.dense, &self.output);
        lines.push(line("Dense, ReLU", &[dense.n_units], (dense.n_inputs + 1) * dense.n_units));
        lines.push(line("Dropout", &[dense.n_units], 0));
        lines.push(line("Dense", &[output.n_units], (output.n_inputs + 1) * output.n_units));
        lines
    }

    /// The ranges under the L2 penalty, with its factor.
    pub fn penalties(&self) -> Vec<(std::ops::Range<usize>, f32)> {
        self.lstms.iter().map(|it| (it.kernel.clone(), self.l2)).collect()
    }

    /// The L2 penalty of `weights`, a part of every loss that is shown.
    pub fn penalty(&self, weights: &[f32]) -> f64 {
        let squares = |range: std::ops::Range<usize>| {
            weights[range].iter().map(|it| f64::from(*it) * f64::from(*it)).sum::<f64>()
        };
        self.penalties().into_iter().map(|(range, l2)| f64::from(l2) * squares(range)).sum()
    }

    /// Packs the weights for the passes to come; anew whenever they change.
    pub fn pack(&self, weights: &[f32], passes: &mut Passes) {
        passes.stages.resize_with(self.lstms.len(), Stage::default);
        for (lstm, stage) in self.lstms.iter().zip(&mut passes.stages) {
            lstm.pack(weights, &mut stage.packed);
        }
        self.dense.pack(weights, &mut passes.dense);
        self.output.pack(weights, &mut passes.output);
    }

    /// Predicts the next value for windows `x`, (B, T, 1): the result is (B, 1, 1).
    pub fn predict<'a>(
        &self,
        kernels: Kernels,
        weights: &[f32],
        statistics: &[f32],
        x: &Sequence,
        passes: &'a mut Passes,
    ) -> &'a Sequence {
        self.forward(kernels, weights, Mode::Predict(statistics), x, passes);
        &passes.output.output
    }

    /// The same in training: with the statistics of the whole batch, of which `x` is a `share`, which
    /// move the running ones, and dropout drawn from `chance`.
    pub fn learn<'a>(
        &self,
        kernels: Kernels,
        weights: &[f32],
        (statistics, chance): (&mut [f32], Chance),
        (x, share): (&Sequence, Share<'_>),
        passes: &'a mut Passes,
    ) -> &'a Sequence {
        self.forward(kernels, weights, Mode::Learn(statistics, chance, share), x, passes);
        &passes.output.output
    }

    fn forward(
        &self,
        kernels: Kernels,
        weights: &[f32],
        mut mode: Mode<'_>,
        x: &Sequence,
        passes: &mut Passes,
    ) {
        let n_stages = self.lstms.len();
        for it in 0..n_stages {
            let (before, now) = passes.stages.split_at_mut(it);
            let x = before.last().map_or(x, |it| &it.norm.output);
            let Stage { packed, lstm, last, norm } = &mut now[0];
            self.lstms[it].forward(kernels, packed, x, None, lstm);
            let hidden = if it + 1 == n_stages {
                last.copy_last_step(&lstm.hidden);
                last
            } else {
                &lstm.hidden
            };
            match &mut mode {
                Mode::Predict(statistics) => {
                    self.norms[it].forward(kernels, hidden, weights, statistics, norm);
                }
                Mode::Learn(statistics, chance, share) => {
                    let hidden = (hidden, *share);
                    self.norms[it].forward_training(kernels, hidden, weights, statistics, norm);
                    let dropout = Dropout::new(self.dropout, chance).of_share(*share);
                    dropout.apply(kernels, &mut norm.output);
                }
            }
        }
        let features = &passes.stages[n_stages - 1].norm.output;
        self.dense.forward(kernels, features, &mut passes.dense);
        if let Mode::Learn(_, chance, share) = &mut mode {
            let dropout = Dropout::new(self.dropout, chance).of_share(*share);
            dropout.apply(kernels, &mut passes.dense.output);
        }
        self.output.forward(kernels, &passes.dense.output, &mut passes.output);
    }

    /// Turns gradients by the loss of a share into those by the loss of the whole batch.
    pub fn join(&self, share: Share<'_>, gradients: &mut [f32]) {
        if share.others.is_none() {
            return;
        }
        // Those of batch norms are of the whole batch already, as the statistics that they need.
        let norms = || self.norms.iter().flat_map(|it| [it.gamma.clone(), it.beta.clone()]);
        let whole: Vec<Vec<f32>> = norms().map(|it| gradients[it].to_vec()).collect();
        share.join(gradients);
        norms().zip(&whole).for_each(|(range, whole)| gradients[range].copy_from_slice(whole));
    }

    /// Writes the gradients of all weights by the loss of the share, without the penalty, after
    /// [`Network::learn`] with the same `x` and `chance`. `upstream`, (B, 1, 1), is the loss by the
    /// prediction.
    pub fn backward(
        &self,
        kernels: Kernels,
        mut chance: Chance,
        (x, share): (&Sequence, Share<'_>),
        upstream: &Sequence,
        passes: &mut Passes,
        gradients: &mut [f32],
    ) {
        let n_stages = self.lstms.len();
        // In the order of the forward pass, which drew them from the same numbers.
        let dropouts = &mut passes.dropouts;
        dropouts.clear();
        let drawn = (0..=n_stages).map(|_| Dropout::new(self.dropout, &mut chance).of_share(share));
        dropouts.extend(drawn);
        let features = &passes.stages[n_stages - 1].norm.output;
        let hidden = &passes.dense.output;
        self.output.backward(kernels, hidden, upstream, &mut passes.output, gradients);
        let by_hidden = &mut passes.output.input_gradients;
        dropouts[n_stages].apply(kernels, by_hidden);
        self.dense.backward(kernels, features, by_hidden, &mut passes.dense, gradients);
        for it in (0..n_stages).rev() {
            let (before, now) = passes.stages.split_at_mut(it);
            let (now, after) = now.split_at_mut(1);
            let Stage { packed, lstm, last, norm } = &mut now[0];
            let by_output = match after.first_mut() {
                None => &mut passes.dense.input_gradients,
                Some(after) => &mut after.lstm.input_gradients,
            };
            dropouts[it].apply(kernels, by_output);
            let is_last = it + 1 == n_stages;
            let normed = if is_last { &*last } else { &lstm.hidden };
            self.norms[it].backward(kernels, (normed, share), norm, by_output, gradients);
            let upstream =
                if is_last { Upstream::Last(by_output) } else { Upstream::All(by_output) };
            let x = before.last().map_or(x, |it| &it.norm.output);
            let by_input = it > 0;
            self.lstms[it].backward(kernels, packed, x, None, upstream, by_input, lstm, gradients);
        }
    }
}
