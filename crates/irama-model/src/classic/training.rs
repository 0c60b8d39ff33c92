//! The training loop of the classic model, one step at a time.
//!
//! All that a run is stands in [`State`]: what is saved and restored continues to the same bits.

use irama_neural::{Adam, AdamConfig, Chance, Huber, Sequence, Share, are_finite};
use irama_ranks::Ranks;
use serde::{Deserialize, Serialize};

use super::{
    ClassicConfig, LayerLine,
    callbacks::{Verdict, Watch, slower},
    network::{Network, Passes},
    windows::{Notes, Scale, Windows},
};
use crate::{Engine, ModelError, Rollback};

/// Streams of chance, one a use.
mod stream {
    pub(super) const INITIAL: u64 = 1;
    pub(super) const ORDER: u64 = 2;
    pub(super) const DROPOUT: u64 = 3;
}

/// The Huber loss of the seed.
const HUBER: Huber = Huber { delta: 1.0 };
/// Windows that are checked at once.
pub(super) const CHECK_BATCH: usize = 256;

/// An epoch as it is printed, logged and kept in the model.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Epoch {
    /// Counted from 1.
    pub epoch: usize,
    /// The mean loss of the training batches, with dropout and the L2 penalty.
    pub loss: f64,
    /// The loss of the held-out windows, with the L2 penalty.
    pub val_loss: f64,
    /// The mean absolute error of the training batches, on the scale of 0 to 1.
    pub mae: f64,
    /// The same of the held-out windows.
    pub val_mae: f64,
    /// The learning rate of the epoch.
    pub learning_rate: f32,
}

/// What the optimiser remembers: all that learning elsewhere needs to go on.
#[derive(Clone, Debug, PartialEq)]
pub struct Optimiser {
    /// The learning rate in force.
    pub learning_rate: f32,
    /// Steps so far.
    pub n_steps: u64,
    /// Running means of the gradients, in the order of the weights.
    pub first: Vec<f32>,
    /// Running means of their squares.
    pub second: Vec<f32>,
}

/// The best epoch so far and its weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Best {
    /// Its numbers.
    pub epoch: Epoch,
    /// The root of the mean squared error of the held-out windows.
    pub rms_error: f64,
    /// Its trainable values.
    pub weights: Vec<f32>,
    /// Its running statistics.
    pub statistics: Vec<f32>,
    /// Its optimiser.
    pub optimiser: Optimiser,
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// All epochs are done.
    AllEpochs,
    /// All steps are done.
    AllSteps,
    /// The validation loss did not fall any more.
    Patience,
    /// Whoever watched the clock ended it; a run of as many steps repeats it.
    Clock,
}

/// All that a run is, between two steps.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct State {
    pub(crate) weights: Vec<f32>,
    pub(crate) statistics: Vec<f32>,
    pub(crate) adam: Adam,
    pub(crate) best: Option<Best>,
    pub(crate) counters: Counters,
}

/// The part of a [`State`] that is numbers with names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Counters {
    /// Epochs done.
    pub(crate) n_epochs: usize,
    /// Windows of the current epoch that were learned from.
    pub(crate) n_learned: usize,
    /// Sums over the current epoch's windows: the loss and the absolute error.
    pub(crate) loss_sum: f64,
    pub(crate) mae_sum: f64,
    pub(crate) learning_rate: f32,
    pub(crate) stopping: Watch,
    pub(crate) plateau: Watch,
    pub(crate) history: Vec<Epoch>,
    pub(crate) ended: Option<Ended>,
    #[serde(default)]
    pub(crate) rollback: Option<Rollback>,
}

/// A run: the network, what it learns from, and how far it is.
#[derive(Clone, Debug)]
pub struct Trainer {
    config: ClassicConfig,
    network: Network,
    windows: Windows,
    engine: Engine,
    state: State,
    gradients: Vec<f32>,
    passes: Passes,
    order: Vec<usize>,
    order_epoch: Option<usize>,
    x: Sequence,
    by_prediction: Sequence,
    /// The check at the end of an epoch, while it is under way. A run that goes on begins it anew.
    check: Option<Check>,
}

/// Sums over the held-out windows that were checked so far.
#[derive(Clone, Copy, Debug, Default)]
struct Check {
    n_windows: usize,
    huber: f64,
    mae: f64,
    squares: f64,
}

impl Trainer {
    /// A run that has not begun. All ranks of the engine make the same run and take the same steps.
    pub fn new(
        notes: &Notes,
        config: ClassicConfig,
        engine: impl Into<Engine>,
    ) -> Result<Self, ModelError> {
        config.check()?;
        let engine = engine.into();
        let windows = Windows::new(notes, &config)?;
        let network = Network::new(&config);
        let (weights, statistics) =
            network.initial(&mut Chance::new(config.seed, stream::INITIAL, 0));
        let state = State {
            adam: Adam::new(AdamConfig::default(), &weights),
            weights,
            statistics,
            best: None,
            counters: Counters {
                n_epochs: 0,
                n_learned: 0,
                loss_sum: 0.0,
                mae_sum: 0.0,
                learning_rate: config.learning_rate,
                stopping: Watch::stopping(config.patience),
                plateau: Watch::plateau(config.plateau_patience),
                history: Vec::new(),
                ended: None,
                rollback: None,
            },
        };
        let gradients = vec![0.0; network.weights.len()];
        Ok(Self {
            config,
            network,
            windows,
            engine,
            state,
            gradients,
            passes: Passes::default(),
            order: Vec::new(),
            order_epoch: None,
            x: Sequence::default(),
            by_prediction: Sequence::default(),
            check: None,
        })
    }

    /// The settings.
    pub fn config(&self) -> &ClassicConfig {
        &self.config
    }

    /// This rank and the others.
    pub fn ranks(&self) -> &Ranks {
        &self.engine.ranks
    }

    /// Plans the run's last step; only before the first.
    pub fn plan_steps(&mut self, n_steps: u64) {
        assert_eq!(self.n_steps(), 0, "a run that has begun keeps its plan");
        self.config.n_steps = Some(n_steps.max(1));
    }

    /// The network's layers.
    pub fn summary(&self) -> Vec<LayerLine> {
        self.network.summary()
    }

    /// All parameters, and those that are trained.
    pub fn n_parameters(&self) -> (usize, usize) {
        (self.network.n_parameters(), self.network.weights.len())
    }

    /// Windows to learn from, and held-out windows.
    pub fn n_windows(&self) -> (usize, usize) {
        (self.windows.train.len(), self.windows.held_out.len())
    }

    /// Notes to learn from and held-out notes together.
    pub fn n_notes(&self) -> usize {
        self.windows.n_notes()
    }

    /// Batches in an epoch.
    pub fn steps_per_epoch(&self) -> usize {
        self.windows.train.len().div_ceil(self.config.batch)
    }

    /// Steps that the run takes if it is not stopped early.
    pub fn planned_steps(&self) -> u64 {
        let all = (self.config.n_epochs as u64).saturating_mul(self.steps_per_epoch() as u64);
        self.config.n_steps.unwrap_or(all).min(all)
    }

    /// Steps so far.
    pub fn n_steps(&self) -> u64 {
        self.state.adam.n_steps
    }

    /// The epochs so far.
    pub fn history(&self) -> &[Epoch] {
        &self.state.counters.history
    }

    /// The best epoch so far and its weights.
    pub fn best(&self) -> Option<&Best> {
        self.state.best.as_ref()
    }

    /// Why the run is over; `None` while it is not.
    pub fn ended(&self) -> Option<Ended> {
        self.state.counters.ended
    }

    /// The step at which learning went astray and went back, if it did.
    pub fn rollback(&self) -> Option<Rollback> {
        self.state.counters.rollback
    }

    /// Learns from one batch. After the last of an epoch, checks on the held-out windows and
    /// returns the epoch. Does nothing once the run has ended.
    pub fn step(&mut self) -> Result<Option<Epoch>, ModelError> {
        let epoch = self.advance()?;
        if epoch.is_some() || !self.is_epoch_learned() { Ok(epoch) } else { self.finish_check() }
    }

    /// A smaller step: learns from one batch or checks some held-out windows, so that whoever calls
    /// can save and stop soon, however many windows are held out. Returns an epoch that is done.
    /// Where there are no numbers any more, goes back ([`Rollback`]); the second time, fails.
    pub fn advance(&mut self) -> Result<Option<Epoch>, ModelError> {
        if self.ended().is_some() {
            return Ok(None);
        }
        if !self.is_epoch_learned() {
            return if self.learn_batch() { Ok(None) } else { self.roll_back().map(|()| None) };
        }
        if self.check_some() { self.finish_epoch() } else { Ok(None) }
    }

    /// Ends the run where it stands; returns the epoch that was under way, if one was.
    pub fn end_now(&mut self) -> Result<Option<Epoch>, ModelError> {
        let is_under_way = self.state.counters.n_learned > 0;
        let epoch = if is_under_way { self.finish_check()? } else { None };
        self.state.counters.ended.get_or_insert(Ended::Clock);
        Ok(epoch)
    }

    /// The held-out notes, at most `limit`: what a composition may begin with.
    pub(crate) fn held_out_notes(&self, limit: usize) -> &[irama_score::Pitch] {
        self.windows.held_out_notes(limit)
    }

    pub(crate) fn scale(&self) -> Scale {
        self.windows.scale
    }

    pub(crate) fn network(&self) -> &Network {
        &self.network
    }

    pub(crate) fn state(&self) -> &State {
        &self.state
    }

    #[cfg(test)]
    pub(crate) fn state_mut(&mut self) -> &mut State {
        &mut self.state
    }

    pub(crate) fn set_state(&mut self, state: State) {
        self.state = state;
        self.check = None;
    }

    /// Whether all windows of the epoch were learned from, or all steps are done within it: what is
    /// left of it is its check.
    fn is_epoch_learned(&self) -> bool {
        let n_learned = self.state.counters.n_learned;
        n_learned >= self.windows.train.len() || n_learned > 0 && self.is_last_step()
    }

    fn is_last_step(&self) -> bool {
        self.config.n_steps.is_some_and(|it| self.n_steps() >= it)
    }

    fn finish_check(&mut self) -> Result<Option<Epoch>, ModelError> {
        while !self.check_some() {}
        self.finish_epoch()
    }

    /// Takes a step, unless the loss or the gradients are no numbers; whether it did.
    fn learn_batch(&mut self) -> bool {
        self.order_epoch();
        let done = self.state.counters.n_learned;
        let firsts = &self.order[done..(done + self.config.batch).min(self.order.len())];
        let (n, Engine { kernels, ranks }) = (firsts.len(), &self.engine);
        let (kernels, fellows) = (*kernels, ranks.on_rows(n));
        let share = fellows.share();
        let targets = self.windows.gather(&firsts[ranks.rows(n)], &mut self.x);
        let chance = Chance::new(self.config.seed, stream::DROPOUT, self.n_steps());
        let State { weights, statistics, adam, counters, .. } = &mut self.state;
        self.network.pack(weights, &mut self.passes);
        let drawn = (&mut **statistics, chance);
        let predicted =
            self.network.learn(kernels, weights, drawn, (&self.x, share), &mut self.passes);
        let by_prediction = Some(&mut self.by_prediction);
        let losses = HUBER.losses((predicted, share), &targets, by_prediction);
        if !losses.huber.is_finite() {
            return false;
        }
        self.network.backward(
            kernels,
            chance,
            (&self.x, share),
            &self.by_prediction,
            &mut self.passes,
            &mut self.gradients,
        );
        self.network.join(share, &mut self.gradients);
        let penalty = self.network.penalty(weights);
        let (penalties, rate) = (self.network.penalties(), counters.learning_rate);
        let is_taken = adam.step(kernels, rate, &penalties, weights, &self.gradients);
        if is_taken {
            counters.loss_sum += n as f64 * (f64::from(losses.huber) + penalty);
            counters.mae_sum += n as f64 * f64::from(losses.mae);
            counters.n_learned += n;
        }
        is_taken
    }

    /// Sees to it that `order` is that of the current epoch: a function of the seed and the epoch.
    fn order_epoch(&mut self) {
        let epoch = self.state.counters.n_epochs;
        if self.order_epoch != Some(epoch) {
            self.order = self.windows.train.clone().collect();
            Chance::new(self.config.seed, stream::ORDER, epoch as u64).shuffle(&mut self.order);
            self.order_epoch = Some(epoch);
        }
    }

    /// Goes back to the best epoch so far, or to the start, at half the learning rate.
    fn roll_back(&mut self) -> Result<(), ModelError> {
        let n_steps = self.n_steps();
        let State { weights, statistics, adam, best, counters } = &mut self.state;
        let rollback = Rollback::note(&mut counters.rollback, n_steps, counters.learning_rate)?;
        counters.learning_rate = rollback.lower_rate();
        (*weights, *statistics) = match best {
            Some(best) => (best.weights.clone(), best.statistics.clone()),
            None => self.network.initial(&mut Chance::new(self.config.seed, stream::INITIAL, 0)),
        };
        adam.restart(weights);
        Ok(())
    }

    fn finish_epoch(&mut self) -> Result<Option<Epoch>, ModelError> {
        let is_last_step = self.is_last_step();
        let Check { n_windows, huber, mae, squares } = self.check.take().unwrap_or_default();
        let n = n_windows as f64;
        let val_loss = huber / n + self.network.penalty(&self.state.weights);
        let (val_mae, rms_error) = (mae / n, (squares / n).sqrt());
        let State { weights, statistics, adam, best, counters } = &mut self.state;
        if !(val_loss.is_finite() && are_finite(weights)) {
            return self.roll_back().map(|()| None);
        }
        let n = counters.n_learned as f64;
        let epoch = Epoch {
            epoch: counters.n_epochs + 1,
            loss: counters.loss_sum / n,
            val_loss,
            mae: counters.mae_sum / n,
            val_mae,
            learning_rate: counters.learning_rate,
        };
        counters.history.push(epoch);
        counters.n_epochs += 1;
        (counters.n_learned, counters.loss_sum, counters.mae_sum) = (0, 0.0, 0.0);
        if counters.n_epochs >= self.config.n_epochs {
            counters.ended = Some(Ended::AllEpochs);
        }
        match counters.stopping.see(val_loss) {
            Verdict::Better => {
                *best = Some(Best {
                    epoch,
                    rms_error,
                    weights: weights.clone(),
                    statistics: statistics.clone(),
                    optimiser: Optimiser {
                        learning_rate: counters.learning_rate,
                        n_steps: adam.n_steps,
                        first: adam.first.clone(),
                        second: adam.second.clone(),
                    },
                });
            }
            Verdict::Wait => (),
            Verdict::Enough => counters.ended = Some(Ended::Patience),
        }
        if counters.plateau.see(val_loss) == Verdict::Enough {
            counters.learning_rate = slower(counters.learning_rate);
            counters.plateau.waited = 0;
        }
        if is_last_step {
            counters.ended.get_or_insert(Ended::AllSteps);
        }
        Ok(Some(epoch))
    }

    /// Checks the next held-out windows; whether those were the last.
    fn check_some(&mut self) -> bool {
        let State { weights, statistics, .. } = &self.state;
        if self.check.is_none() {
            self.network.pack(weights, &mut self.passes);
        }
        let check = self.check.get_or_insert_default();
        let next = self.windows.held_out.start + check.n_windows;
        let firsts: Vec<usize> =
            (next..(next + CHECK_BATCH).min(self.windows.held_out.end)).collect();
        let Engine { kernels, ranks } = &self.engine;
        self.windows.gather(&firsts[ranks.rows(firsts.len())], &mut self.x);
        let predicted =
            self.network.predict(*kernels, weights, statistics, &self.x, &mut self.passes);
        let everywhere;
        let predicted = if ranks.is_alone() {
            predicted
        } else {
            everywhere = gathered(predicted, ranks);
            &everywhere
        };
        let targets = self.windows.targets(&firsts);
        let losses = HUBER.losses((predicted, Share::whole(firsts.len())), &targets, None);
        let errors = targets
            .iter()
            .enumerate()
            .map(|(row, target)| f64::from(predicted.at(row, 0)[0]) - f64::from(*target));
        check.squares += errors.map(|it| it * it).sum::<f64>();
        check.huber += firsts.len() as f64 * f64::from(losses.huber);
        check.mae += firsts.len() as f64 * f64::from(losses.mae);
        check.n_windows += firsts.len();
        check.n_windows >= self.windows.held_out.len()
    }
}

/// What all ranks predict, (B, 1, 1).
fn gathered(own: &Sequence, ranks: &Ranks) -> Sequence {
    let words: Vec<u32> = (0..own.n_rows()).map(|row| own.at(row, 0)[0].to_bits()).collect();
    let all = ranks.gather(&words).concat();
    let mut gathered = Sequence::new(all.len(), 1, 1);
    for (row, word) in all.into_iter().enumerate() {
        gathered.at_mut(row, 0)[0] = f32::from_bits(word);
    }
    gathered
}
