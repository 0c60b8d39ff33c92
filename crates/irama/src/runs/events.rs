//! A run of the events model.

use std::{path::Path, sync::Arc};

use irama_events::FIELDS;
use irama_model::{
    ModelError, Rollback,
    events::{
        Check, Ended, EventsModel, N_CHECKS, Origin, Pieces, Surprise, Trainer, identity,
        music::hide,
        save_run,
        shards::{Stored, StoredMusic},
    },
};
use serde_json::{Map, Value, json};

use super::Run;
use crate::{
    baseline::Comparison,
    clock::Stopwatch,
    failure::Failure,
    gather::part,
    learn::Sitting,
    voice::{Voice, counted, grouped, to_json},
};

/// Pieces that are checked to know how long a check takes.
const TIMED_PIECES: usize = 32;

/// A run of the events model, and what it learns from.
#[derive(Clone)]
pub(crate) struct EventsRun {
    pub(crate) trainer: Trainer<StoredMusic>,
    pub(crate) pieces: Arc<Pieces<Stored>>,
    /// How many pieces are held out; of many, some are checked with.
    pub(crate) n_held_out: usize,
    pub(crate) origin: Arc<Origin>,
    /// What is known once the run is over.
    pub(crate) last: LastFigures,
    /// The Markov baseline, once it was begun, and whether it has been told.
    pub(crate) comparison: Option<(Comparison, bool)>,
}

/// What is known of a model once its run is over.
#[derive(Clone, Default)]
pub(crate) struct LastFigures {
    bare: Option<Surprise>,
    baseline: Option<f64>,
}

impl Run for EventsRun {
    type Look = Check;
    type Model = EventsModel;

    fn identity(&self) -> String {
        identity(&self.trainer)
    }

    fn n_steps(&self) -> u64 {
        self.trainer.n_steps()
    }

    fn planned_steps(&self) -> u64 {
        self.trainer.config().n_steps
    }

    fn minutes(&self) -> Option<f64> {
        self.trainer.config().minutes
    }

    fn has_ended(&self) -> bool {
        self.trainer.ended().is_some()
    }

    fn history(&self) -> &[Check] {
        self.trainer.history()
    }

    fn is_best(&self, look: &Check) -> bool {
        self.trainer.best().is_some_and(|(best, _)| best.check == look.check)
    }

    fn advance(&mut self) -> Result<Option<Check>, ModelError> {
        self.trainer.step()
    }

    fn end_now(&mut self) -> Result<Option<Check>, ModelError> {
        Ok(self.trainer.end_now())
    }

    fn rollback(&self) -> Option<Rollback> {
        self.trainer.rollback()
    }

    fn begin(&mut self) {
        if self.trainer.ranks().is_first() {
            let seed = self.trainer.config().seed;
            let start = || (Comparison::start(&self.pieces, seed), false);
            self.comparison.get_or_insert_with(start);
        }
    }

    fn news(&mut self) -> Option<Value> {
        let (comparison, is_told) = self.comparison.as_mut()?;
        let figure = comparison.known()?.filter(|_| !*is_told)?;
        *is_told = true;
        Some(json!({ "at": "baseline", "nll_per_note": figure }))
    }

    fn beside_seconds(&self) -> f64 {
        self.comparison.as_ref().map_or(0.0, |it| it.0.seconds())
    }

    fn complete(&mut self, voice: &Voice) -> Result<(), Failure> {
        let Some((_, best)) = self.trainer.best() else { return Ok(()) };
        let best = best.to_vec();
        let bare = self.trainer.surprise(&self.pieces.held_out, &best, hide::ALL);
        self.begin();
        let baseline = self.comparison.as_ref().and_then(|it| it.0.wait(voice));
        self.last = LastFigures { bare: Some(bare), baseline };
        Ok(())
    }

    fn steps_within(&mut self, seconds: f64, step: f64) -> u64 {
        let check = self.check_seconds();
        let n = seconds / (step + check);
        // As long as there are fewer steps than checks, each step is checked.
        let n = if n <= N_CHECKS as f64 {
            n
        } else {
            (seconds - N_CHECKS as f64 * check).max(0.0) / step
        };
        (n as u64).clamp(1, self.trainer.config().useful_steps(self.trainer.n_rows()))
    }

    fn plan_steps(&mut self, n_steps: u64) {
        self.trainer.plan_steps(n_steps);
    }

    fn model(&self) -> Option<EventsModel> {
        let LastFigures { bare, baseline } = self.last.clone();
        let mut model = EventsModel::best_of(&self.trainer, Origin::clone(&self.origin))?;
        (model.bare, model.baseline) = (bare, baseline);
        Some(model)
    }

    fn to_bytes(model: &EventsModel) -> Vec<u8> {
        model.to_bytes()
    }

    fn save(&self, model: &Path) -> Result<(), ModelError> {
        save_run(&self.trainer, model)
    }

    fn plan(&self, voice: &Voice) -> Vec<String> {
        let config = self.trainer.config();
        let n = grouped(self.trainer.network().layout.len() as u64);
        let units: Vec<String> = config.sizes.units.iter().map(ToString::to_string).collect();
        let (units, seed) = (units.join(","), config.seed);
        let (train, n_held_out) = (&self.pieces.train, self.n_held_out as u64);
        let (rows, steps) = (self.trainer.n_rows() as u64, config.n_steps);
        let network = voice.pick(
            format!("{n} parameters, all trainable; LSTM units {units}"),
            format!("{n} parameter, semua dapat dilatih; unit LSTM {units}"),
        );
        let steps = voice.pick(
            format!(
                "{} to learn from with {}, {} held out; at most {}; seed {seed}",
                counted(train.len() as u64, "piece"),
                counted(rows, "row"),
                grouped(n_held_out),
                counted(steps, "step")
            ),
            format!(
                "{} karya latihan dengan {} baris, {} disisihkan; paling banyak {} langkah; seed \
                 {seed}",
                grouped(train.len() as u64),
                grouped(rows),
                grouped(n_held_out),
                grouped(steps)
            ),
        );
        let in_part = part::in_words(&self.pieces, self.n_held_out, seed, voice);
        [network, steps].into_iter().chain(in_part).collect()
    }

    fn line(&self, look: &Check, voice: &Voice) -> String {
        let Check { step, epochs, loss, held_out, learning_rate, .. } = look;
        let held = voice.pick("held out", "disisihkan");
        let fields = FIELDS.iter().zip(&held_out.by_field);
        let fields = match voice.is_verbose() {
            true => fields.map(|(field, nats)| format!("  {} {nats:.3}", field.name())).collect(),
            false => String::new(),
        };
        let step = format!("{} {step:>6}", voice.pick("step", "langkah"));
        format!(
            "{step}  epochs {epochs:>5.1}  loss {loss:.3}  {held} {:.3}{fields}  \
             rate {learning_rate:.1e}",
            held_out.total()
        )
    }

    fn row(look: &Check) -> Value {
        json!({
            "epoch": look.epochs,
            "step": look.step,
            "loss": look.loss,
            "val_loss": look.held_out.total(),
            "by_field": by_field(&look.held_out),
            "learning_rate": to_json(&look.learning_rate),
        })
    }

    fn best_place(&self, voice: &Voice) -> Option<String> {
        let step = self.trainer.best()?.0.step;
        Some(voice.pick(format!("step {step}"), format!("langkah {step}")))
    }

    fn verdict(&self, voice: &Voice) -> Vec<String> {
        let Some((best, _)) = self.trainer.best() else { return Vec::new() };
        let mut lines = vec![ending(best, self.trainer.ended(), voice)];
        lines.extend(figures(best.held_out.total(), &self.last, voice));
        lines
    }

    fn result(&self, sitting: &Sitting) -> Value {
        let (trainer, config) = (&self.trainer, self.trainer.config());
        let n_parameters = trainer.network().layout.len();
        let best = trainer.best().map(|it| it.0);
        let rows = |songs: &[Stored]| songs.iter().map(Stored::n_rows).sum::<usize>();
        let n_read = sitting.n_steps as f64 * (config.n_lanes * config.window) as f64;
        json!({
            "kind": "events",
            "parameters": n_parameters,
            "trainable_parameters": n_parameters,
            "notes": self.origin.sources.iter().map(|it| it.notes).sum::<u64>(),
            "train_windows": rows(&self.pieces.train),
            "held_out_windows": rows(&self.pieces.held_out),
            "epochs": trainer.history().last().map(|it| it.epochs),
            "best_epoch": best.map(|it| it.epochs),
            "best_loss": best.map(|it| it.loss),
            "best_nll_per_note": best.map(|it| it.held_out.total()),
            "bare_nll_per_note": self.last.bare.as_ref().map(Surprise::total),
            "baseline_nll_per_note": self.last.baseline,
            "seconds": sitting.seconds,
            "notes_per_second": n_read / sitting.seconds.max(1e-9),
            "steps": trainer.n_steps(),
            "minutes": config.minutes,
            "seed": config.seed,
            "ended": trainer.ended(),
        })
    }
}

impl EventsRun {
    /// How long a check takes, from that of some pieces.
    fn check_seconds(&mut self) -> f64 {
        let held_out = &self.pieces.held_out;
        let rows = |songs: &[Stored]| songs.iter().map(Stored::n_rows).sum::<usize>();
        let timed = &held_out[..held_out.len().min(TIMED_PIECES)];
        let share = rows(held_out) as f64 / rows(timed).max(1) as f64;
        let weights = vec![0.0; self.trainer.network().layout.len()];
        let watch = Stopwatch::start();
        self.trainer.surprise(timed, &weights, 0);
        watch.seconds() * share
    }
}

fn by_field(surprise: &Surprise) -> Map<String, Value> {
    let fields = FIELDS.iter().zip(&surprise.by_field);
    fields.map(|(field, nats)| (field.name().to_owned(), json!(nats))).collect()
}

fn ending(best: &Check, ended: Option<Ended>, voice: &Voice) -> String {
    let (why, why_id) = match ended {
        Some(Ended::Patience) => ("it did not get better any more", "tidak membaik lagi"),
        Some(Ended::Clock) => ("the time was over", "waktu habis"),
        _ => ("all steps are done", "semua langkah selesai"),
    };
    let Check { step, epochs, .. } = best;
    voice.pick(
        format!("ended because {why}; best at step {step}, after {epochs:.1} epochs"),
        format!("selesai karena {why_id}; terbaik pada langkah {step}, setelah {epochs:.1} epoch"),
    )
}

/// The surprise at held-out notes, beside that with nothing given and that of the baseline.
fn figures(best: f64, last: &LastFigures, voice: &Voice) -> Vec<String> {
    let bare = last.bare.as_ref().map(|it| it.total());
    let (mut line, mut line_id) =
        (format!("held out: {best:.2} nats a note"), format!("disisihkan: {best:.2} nat per not"));
    if let Some(bare) = bare {
        line += &format!(", {bare:.2} with nothing given");
        line_id += &format!(", {bare:.2} tanpa keterangan apa pun");
    }
    if let Some(baseline) = last.baseline {
        line += &format!("; the Markov baseline {baseline:.2}");
        line_id += &format!("; pembanding Markov {baseline:.2}");
    }
    let mut lines = vec![voice.pick(line, line_id)];
    if last.baseline.is_some_and(|it| best >= it) {
        lines.push(voice.pick(
            "the LSTM does not beat the simple baseline on these files: add files or minutes",
            "LSTM belum mengalahkan pembanding sederhana pada berkas ini: tambah berkas atau waktu",
        ));
    }
    lines
}
