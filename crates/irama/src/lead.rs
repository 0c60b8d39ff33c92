//! The first rank leads: before it does anything with a run, it tells the others to do the same.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use irama_model::{ModelError, Rollback};
use irama_ranks::Ranks;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{failure::Failure, learn::Sitting, runs::Run, voice::Voice};

/// What is done with a run that all ranks have.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
enum Order {
    Advance,
    EndNow,
    Complete,
    StepsWithin { seconds: f64, step: f64 },
    PlanSteps(u64),
    Save,
    Copy { to: u32 },
    Drop,
}

/// The part that a rank has in a run.
pub(crate) enum Part<R: Run> {
    /// That of the first rank, or of one that is alone.
    Lead(Led<R>),
    /// That of all others.
    Follow(R),
}

impl<R: Run> Part<R> {
    /// The run itself, for a rank that is alone.
    pub(crate) fn alone(self) -> R {
        match self {
            Self::Lead(led) => led.run,
            Self::Follow(run) => run,
        }
    }
}

/// A run of the first rank, which the others follow.
#[derive(Clone)]
pub(crate) struct Led<R> {
    run: R,
    line: Line,
}

/// Tells the others about one run; its end is told too.
struct Line {
    ranks: Ranks,
    run: u32,
    n_runs: Arc<AtomicU32>,
}

impl Line {
    fn tell(&self, order: Order) {
        if !self.ranks.is_alone() {
            self.ranks.first_says(|| {
                serde_json::to_vec(&(self.run, order)).expect("an order has a JSON form")
            });
        }
    }
}

impl Clone for Line {
    fn clone(&self) -> Self {
        let run = self.n_runs.fetch_add(1, Ordering::Relaxed);
        self.tell(Order::Copy { to: run });
        Self { ranks: self.ranks.clone(), run, n_runs: Arc::clone(&self.n_runs) }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        // After a panic the others are in the middle of something; the end of this process ends them.
        if !std::thread::panicking() {
            self.tell(Order::Drop);
        }
    }
}

impl<R: Run> Led<R> {
    /// The first rank's run; the others have the same, and follow.
    pub(crate) fn new(run: R, ranks: &Ranks) -> Self {
        let line = Line { ranks: ranks.clone(), run: 0, n_runs: Arc::new(AtomicU32::new(1)) };
        Self { run, line }
    }
}

/// Does what the first rank does with its run, until it drops it.
pub(crate) fn follow<R: Run>(
    run: R,
    ranks: &Ranks,
    model: &Path,
    voice: &Voice,
) -> Result<(), Failure> {
    let mut runs = BTreeMap::from([(0, run)]);
    while !runs.is_empty() {
        let told = ranks.first_says(Vec::new);
        let (idx, order): (u32, Order) = serde_json::from_slice(&told).map_err(Failure::failed)?;
        let Some(run) = runs.get_mut(&idx) else { continue };
        // What fails, fails on all ranks alike, and the first one says so.
        match order {
            Order::Advance => drop(run.advance()),
            Order::EndNow => drop(run.end_now()),
            Order::Complete => drop(run.complete(voice)),
            Order::StepsWithin { seconds, step } => drop(run.steps_within(seconds, step)),
            Order::PlanSteps(n_steps) => run.plan_steps(n_steps),
            Order::Save => drop(run.save(model)),
            Order::Copy { to } => {
                let copy = run.clone();
                runs.insert(to, copy);
            }
            Order::Drop => {
                runs.remove(&idx);
            }
        }
    }
    Ok(())
}

impl<R: Run> Run for Led<R> {
    type Look = R::Look;
    type Model = R::Model;

    fn identity(&self) -> String {
        self.run.identity()
    }

    fn n_steps(&self) -> u64 {
        self.run.n_steps()
    }

    fn planned_steps(&self) -> u64 {
        self.run.planned_steps()
    }

    fn minutes(&self) -> Option<f64> {
        self.run.minutes()
    }

    fn has_ended(&self) -> bool {
        self.run.has_ended()
    }

    fn history(&self) -> &[R::Look] {
        self.run.history()
    }

    fn is_best(&self, look: &R::Look) -> bool {
        self.run.is_best(look)
    }

    fn advance(&mut self) -> Result<Option<R::Look>, ModelError> {
        self.line.tell(Order::Advance);
        self.run.advance()
    }

    fn end_now(&mut self) -> Result<Option<R::Look>, ModelError> {
        self.line.tell(Order::EndNow);
        self.run.end_now()
    }

    fn rollback(&self) -> Option<Rollback> {
        self.run.rollback()
    }

    fn begin(&mut self) {
        self.run.begin();
    }

    fn news(&mut self) -> Option<Value> {
        self.run.news()
    }

    fn beside_seconds(&self) -> f64 {
        self.run.beside_seconds()
    }

    fn complete(&mut self, voice: &Voice) -> Result<(), Failure> {
        self.line.tell(Order::Complete);
        self.run.complete(voice)
    }

    fn steps_within(&mut self, seconds: f64, step: f64) -> u64 {
        self.line.tell(Order::StepsWithin { seconds, step });
        self.run.steps_within(seconds, step)
    }

    fn plan_steps(&mut self, n_steps: u64) {
        self.line.tell(Order::PlanSteps(n_steps));
        self.run.plan_steps(n_steps);
    }

    fn model(&self) -> Option<R::Model> {
        self.run.model()
    }

    fn to_bytes(model: &R::Model) -> Vec<u8> {
        R::to_bytes(model)
    }

    fn save(&self, model: &Path) -> Result<(), ModelError> {
        self.line.tell(Order::Save);
        self.run.save(model)
    }

    fn plan(&self, voice: &Voice) -> Vec<String> {
        self.run.plan(voice)
    }

    fn line(&self, look: &R::Look, voice: &Voice) -> String {
        self.run.line(look, voice)
    }

    fn row(look: &R::Look) -> Value {
        R::row(look)
    }

    fn best_place(&self, voice: &Voice) -> Option<String> {
        self.run.best_place(voice)
    }

    fn verdict(&self, voice: &Voice) -> Vec<String> {
        self.run.verdict(voice)
    }

    fn result(&self, sitting: &Sitting) -> Value {
        self.run.result(sitting)
    }
}
