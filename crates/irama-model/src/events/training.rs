//! The training loop of the events model, one step at a time.
//!
//! All that a run is stands in [`State`] and the lanes: what is saved and restored continues to the
//! same bits.

use std::sync::Arc;

use irama_neural::{Adam, AdamConfig, Chance, LstmTrace, are_finite};
use irama_ranks::Ranks;
use serde::{Deserialize, Serialize};

use super::{
    EventsConfig,
    going_on::going_on,
    lanes::{Lanes, Order, Place, Ways},
    memory::Memory,
    network::{Network, Passes},
    surprise::{Sums, Surprise, surprise_among, told},
};
use crate::{Engine, ModelError, Rollback};

/// Streams of chance, one a use.
mod stream {
    pub(super) const INITIAL: u64 = 1;
    pub(super) const DROPOUT: u64 = 3;
}

/// Gradients are scaled down to this norm.
const CLIP_NORM: f32 = 1.0;

/// A check on held-out pieces, as it is printed, logged and kept in the model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// Counted from 1.
    pub check: usize,
    /// Steps so far.
    pub step: u64,
    /// Times that the learning went through all pieces.
    pub epochs: f64,
    /// The mean surprise of learning since the last check, with dropout.
    pub loss: f64,
    /// The surprise of the held-out pieces under the averaged weights.
    pub held_out: Surprise,
    /// The learning rate of the last step.
    pub learning_rate: f32,
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// All steps are done.
    AllSteps,
    /// The held-out surprise did not fall any more.
    Patience,
    /// Whoever watched the clock ended it.
    Clock,
}

/// The part of a run's state that is numbers with names.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Counters {
    pub(crate) sums: Sums,
    pub(crate) history: Vec<Check>,
    pub(crate) best: Option<usize>,
    pub(crate) ended: Option<Ended>,
    #[serde(default)]
    pub(crate) rollback: Option<Rollback>,
}

/// All that a run is, between two steps, but for its lanes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct State {
    pub(crate) weights: Vec<f32>,
    pub(crate) adam: Adam,
    /// The averaged weights of the best check.
    pub(crate) best: Vec<f32>,
    pub(crate) counters: Counters,
}

/// Pieces to learn from, and pieces to check with.
#[derive(Clone, Debug)]
pub struct Pieces<P> {
    /// To learn from.
    pub train: Vec<P>,
    /// To check with.
    pub held_out: Vec<P>,
}

/// A run: the network, what it learns from, and how far it is.
#[derive(Clone, Debug)]
pub struct Trainer<M: Memory> {
    config: EventsConfig,
    network: Network,
    pieces: Arc<Pieces<M::Piece>>,
    engine: Engine,
    state: State,
    lanes: Lanes<M>,
    passes: Passes,
    gradients: Vec<f32>,
    checking: Passes,
}

impl<M: Memory> Trainer<M> {
    /// A run that has not begun, from the weights of another model if any are given; what it knows
    /// of fine facts is forgotten where that misleads about these pieces. All ranks of the engine make
    /// the same run and take the same steps.
    pub fn new(
        pieces: Arc<Pieces<M::Piece>>,
        config: EventsConfig,
        base: Option<Vec<f32>>,
        engine: impl Into<Engine>,
    ) -> Result<Self, ModelError> {
        config.check()?;
        let engine = engine.into();
        let network = Network::new(&M::plan(), &config.sizes);
        let n_values = network.layout.len();
        let weights = match base {
            Some(base) => {
                assert_eq!(base.len(), n_values, "values of the model to start from");
                going_on::<M>(&network, base, &pieces.train, engine.kernels)
            }
            None => network.initial(&mut Chance::new(config.seed, stream::INITIAL, 0)),
        };
        let adam = AdamConfig {
            weight_decay: config.weight_decay,
            clip_norm: Some(CLIP_NORM),
            average_kept: Some(config.average_kept),
            ..AdamConfig::default()
        };
        let state = State {
            adam: Adam::new(adam, &weights),
            best: weights.clone(),
            weights,
            counters: Counters::default(),
        };
        let EventsConfig { seed, is_transposed, louder, hidden, n_lanes, .. } = config;
        let ways = Ways { seed, is_transposed, louder, hidden, facts: config.dropouts.facts };
        let lanes = Lanes::some(Order::Learning(ways), n_lanes, engine.ranks.rows(n_lanes));
        let gradients = vec![0.0; network.layout.len()];
        let (passes, checking) = (Passes::default(), Passes::default());
        Ok(Self { config, network, pieces, engine, state, lanes, passes, gradients, checking })
    }

    /// The settings.
    pub fn config(&self) -> &EventsConfig {
        &self.config
    }

    /// The network.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Steps so far.
    pub fn n_steps(&self) -> u64 {
        self.state.adam.n_steps
    }

    /// The checks so far.
    pub fn history(&self) -> &[Check] {
        &self.state.counters.history
    }

    /// The best check so far and its weights.
    pub fn best(&self) -> Option<(&Check, &[f32])> {
        let best = self.state.counters.best?;
        Some((&self.state.counters.history[best], &self.state.best))
    }

    /// Why the run is over; `None` while it is not.
    pub fn ended(&self) -> Option<Ended> {
        self.state.counters.ended
    }

    /// The step at which learning went astray and went back, if it did.
    pub fn rollback(&self) -> Option<Rollback> {
        self.state.counters.rollback
    }

    /// What is learned from and checked with.
    pub fn pieces(&self) -> &Pieces<M::Piece> {
        &self.pieces
    }

    /// Where the lanes are.
    pub(crate) fn lanes(&self) -> &Lanes<M> {
        &self.lanes
    }

    /// This rank and the others.
    pub fn ranks(&self) -> &Ranks {
        &self.engine.ranks
    }

    /// The hidden values and the cells of all lanes, (B, H) each, one pair a layer. All ranks ask for
    /// them together.
    pub(crate) fn lane_states(&self) -> Vec<[Vec<f32>; 2]> {
        let n_own = self.ranks().rows(self.config.n_lanes).len();
        let mut own = Vec::new();
        for trace in self.passes.lstms.iter().filter(|_| n_own > 0) {
            for values in [&trace.hidden_before, &trace.cells_before] {
                let rows = (0..n_own).flat_map(|row| values.at(row, 0));
                own.extend(rows.map(|it| it.to_bits()));
            }
        }
        // Those of each rank stand layer by layer.
        let mut all = vec![[Vec::new(), Vec::new()]; self.config.sizes.units.len()];
        for (rank, words) in self.ranks().gather(&own).iter().enumerate() {
            let n_rows = self.ranks().rows_of(rank, self.config.n_lanes).len();
            let mut values = words.iter().map(|it| f32::from_bits(*it));
            for (layer, n_units) in all.iter_mut().zip(&self.config.sizes.units) {
                for all in layer {
                    all.extend(values.by_ref().take(n_rows * n_units));
                }
            }
        }
        all
    }

    pub(crate) fn state(&self) -> &State {
        &self.state
    }

    #[cfg(test)]
    pub(crate) fn state_mut(&mut self) -> &mut State {
        &mut self.state
    }

    /// Puts a run where it was. `false` if its lanes are in no piece.
    pub(crate) fn restore(
        &mut self,
        state: State,
        traces: Vec<LstmTrace>,
        places: &[Option<Place>],
        n_taken: u64,
    ) -> bool {
        self.state = state;
        self.passes.lstms = traces;
        self.lanes.restore(&self.pieces.train, places, n_taken)
    }

    /// Plans the run's last step; only before the first.
    pub fn plan_steps(&mut self, n_steps: u64) {
        assert_eq!(self.n_steps(), 0, "a run that has begun keeps its plan");
        self.config = self.config.clone().with_steps(n_steps);
    }

    /// Rows to learn from.
    pub fn n_rows(&self) -> usize {
        self.pieces.train.iter().map(M::n_rows).sum()
    }

    /// Learns from one batch, and checks where it is time to; returns the check. Where that gives
    /// no numbers, goes back ([`Rollback`]); the second time, fails.
    pub fn step(&mut self) -> Result<Option<Check>, ModelError> {
        if self.ended().is_some() {
            return Ok(None);
        }
        if !self.learn() {
            return self.roll_back().map(|()| None);
        }
        let n_steps = self.n_steps();
        let is_last = n_steps >= self.config.n_steps;
        if !is_last && !n_steps.is_multiple_of(self.config.check_every) {
            return Ok(None);
        }
        let Some(check) = self.check() else {
            return self.roll_back().map(|()| None);
        };
        let counters = &mut self.state.counters;
        let since = counters.history.len() - 1 - counters.best.unwrap_or(0);
        counters.ended = match () {
            () if is_last => Some(Ended::AllSteps),
            () if since >= self.config.patience => Some(Ended::Patience),
            () => None,
        };
        Ok(Some(check))
    }

    /// Ends the run where it stands; returns the check of what was learned since the last one.
    pub fn end_now(&mut self) -> Option<Check> {
        let is_new = self.history().last().is_none_or(|it| it.step < self.n_steps());
        let check = if is_new && self.n_steps() > 0 { self.check() } else { None };
        self.state.counters.ended.get_or_insert(Ended::Clock);
        check
    }

    /// Takes a step, unless the loss or the gradients are no numbers; whether it did.
    fn learn(&mut self) -> bool {
        let n_steps = self.state.adam.n_steps;
        let rate = self.rate_at(n_steps);
        let fellows = self.engine.ranks.on_rows(self.config.n_lanes);
        let window = self.lanes.window(&self.pieces.train, self.config.window);
        let (lanes, n_counted) = window.expect("a window because learning has no end");
        let chance = Chance::new(self.config.seed, stream::DROPOUT, n_steps);
        let State { weights, adam, counters, .. } = &mut self.state;
        let losses = self.network.learn(
            self.engine.kernels,
            weights,
            (lanes, fellows.share()),
            (self.config.dropouts, chance),
            &mut self.passes,
            &mut self.gradients,
        );
        let mut told: Vec<f32> = told(&losses, n_counted).collect();
        fellows.share().join(&mut told);
        let is_taken = are_finite(&told)
            && adam.step(self.engine.kernels, rate, &[], weights, &self.gradients);
        if is_taken {
            counters.sums.add_told(&told);
        }
        is_taken
    }

    /// The learning rate of a step, counted from 0.
    fn rate_at(&self, step: u64) -> f32 {
        self.config.rate_at(step) * Rollback::rate_left(self.state.counters.rollback)
    }

    /// Goes back to the best weights so far, at half the learning rate; pieces go on without a past.
    fn roll_back(&mut self) -> Result<(), ModelError> {
        let (n_steps, rate) = (self.n_steps(), self.rate_at(self.n_steps()));
        let State { weights, adam, best, counters } = &mut self.state;
        Rollback::note(&mut counters.rollback, n_steps, rate)?;
        counters.sums = Sums::default();
        weights.copy_from_slice(best);
        adam.restart(weights);
        self.passes.lstms.iter_mut().for_each(LstmTrace::forget);
        Ok(())
    }

    /// The surprise of pieces under `weights`, with `hidden` of what is given hidden.
    pub fn surprise(&mut self, pieces: &[M::Piece], weights: &[f32], hidden: u8) -> Surprise {
        let Self { network, engine, checking, .. } = self;
        surprise_among::<M>(network, weights, (pieces, hidden), engine, checking)
    }

    /// Checks on held-out pieces; `None` if that gives no numbers.
    fn check(&mut self) -> Option<Check> {
        let weights = std::mem::take(&mut self.state.adam.average);
        let Self { network, engine, checking, pieces, .. } = &mut *self;
        let held_out = (pieces.held_out.as_slice(), 0);
        let held_out = surprise_among::<M>(network, &weights, held_out, engine, checking);
        let n_rows = self.n_rows();
        let per_step = (self.config.n_lanes * self.config.window) as f64;
        let n_steps = self.n_steps();
        let rate = self.rate_at(n_steps.saturating_sub(1));
        let counters = &mut self.state.counters;
        let check = Check {
            check: counters.history.len() + 1,
            step: n_steps,
            epochs: n_steps as f64 * per_step / n_rows.max(1) as f64,
            loss: std::mem::take(&mut counters.sums).per_row().total(),
            held_out,
            learning_rate: rate,
        };
        let total = check.held_out.total();
        if !(total.is_finite() && are_finite(&weights) && are_finite(&self.state.weights)) {
            self.state.adam.average = weights;
            return None;
        }
        let best = counters.best.map(|it| counters.history[it].held_out.total());
        if best.is_none_or(|it| total < it) {
            counters.best = Some(counters.history.len());
            self.state.best.copy_from_slice(&weights);
        }
        counters.history.push(check.clone());
        self.state.adam.average = weights;
        Some(check)
    }
}
