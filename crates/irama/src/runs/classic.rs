//! A run of the classic model.

use std::{path::Path, sync::Arc};

use irama_model::{
    ModelError, Rollback,
    checkpoint::Source,
    classic::{ClassicModel, Ended, Epoch, Notes, Trainer, identity, save_run},
};
use serde_json::{Value, json};

use super::Run;
use crate::{
    failure::Failure,
    learn::Sitting,
    voice::{Voice, counted, grouped, to_json},
};

/// The share of a training step's time that checking as many windows takes, about.
const CHECK_SHARE: f64 = 0.4;

/// A run of the classic model, and what it learns from.
#[derive(Clone)]
pub(crate) struct ClassicRun {
    pub(crate) trainer: Trainer,
    pub(crate) notes: Arc<Notes>,
    pub(crate) sources: Vec<Source>,
}

impl Run for ClassicRun {
    type Look = Epoch;
    type Model = ClassicModel;

    fn identity(&self) -> String {
        identity(&self.trainer, &self.notes)
    }

    fn n_steps(&self) -> u64 {
        self.trainer.n_steps()
    }

    fn planned_steps(&self) -> u64 {
        self.trainer.planned_steps()
    }

    fn minutes(&self) -> Option<f64> {
        self.trainer.config().minutes
    }

    fn has_ended(&self) -> bool {
        self.trainer.ended().is_some()
    }

    fn history(&self) -> &[Epoch] {
        self.trainer.history()
    }

    fn is_best(&self, look: &Epoch) -> bool {
        self.trainer.best().is_some_and(|it| it.epoch.epoch == look.epoch)
    }

    fn advance(&mut self) -> Result<Option<Epoch>, ModelError> {
        self.trainer.advance()
    }

    fn end_now(&mut self) -> Result<Option<Epoch>, ModelError> {
        self.trainer.end_now()
    }

    fn rollback(&self) -> Option<Rollback> {
        self.trainer.rollback()
    }

    fn begin(&mut self) {}

    fn news(&mut self) -> Option<Value> {
        None
    }

    fn beside_seconds(&self) -> f64 {
        0.0
    }

    fn complete(&mut self, _: &Voice) -> Result<(), Failure> {
        Ok(())
    }

    fn steps_within(&mut self, seconds: f64, step: f64) -> u64 {
        let (n_train, n_held_out) = self.trainer.n_windows();
        (seconds / (step * (1.0 + CHECK_SHARE * n_held_out as f64 / n_train as f64))) as u64
    }

    fn plan_steps(&mut self, n_steps: u64) {
        self.trainer.plan_steps(n_steps);
    }

    fn model(&self) -> Option<ClassicModel> {
        ClassicModel::best_of(&self.trainer, self.sources.clone())
    }

    fn to_bytes(model: &ClassicModel) -> Vec<u8> {
        model.to_bytes()
    }

    fn save(&self, model: &Path) -> Result<(), ModelError> {
        save_run(&self.trainer, &self.notes, model)
    }

    fn plan(&self, voice: &Voice) -> Vec<String> {
        let mut lines = describe_network(&self.trainer, voice);
        lines.push(describe_steps(&self.trainer, voice));
        lines
    }

    fn line(&self, look: &Epoch, _: &Voice) -> String {
        let Epoch { epoch, loss, val_loss, mae, val_mae, learning_rate, .. } = look;
        format!(
            "epoch {epoch:>3}  loss {loss:.4}  val_loss {val_loss:.4}  mae {mae:.4}  \
             val_mae {val_mae:.4}  rate {learning_rate:.1e}"
        )
    }

    fn row(look: &Epoch) -> Value {
        to_json(look)
    }

    fn best_place(&self, _: &Voice) -> Option<String> {
        Some(format!("epoch {}", self.trainer.best()?.epoch.epoch))
    }

    fn verdict(&self, voice: &Voice) -> Vec<String> {
        self.trainer.best().map_or_else(Vec::new, |it| {
            verdict(&it.epoch, self.semitones(it.epoch.val_mae), self.trainer.ended(), voice)
        })
    }

    fn result(&self, sitting: &Sitting) -> Value {
        let (trainer, config) = (&self.trainer, self.trainer.config());
        let (n_parameters, n_trainable) = trainer.n_parameters();
        let (n_train, n_held_out) = trainer.n_windows();
        let best = trainer.best().map(|it| it.epoch);
        // Each step of a window is a note that the network has read.
        let n_read = sitting.n_steps as f64 * (config.batch.min(n_train) * config.window) as f64;
        json!({
            "kind": "classic",
            "parameters": n_parameters,
            "trainable_parameters": n_trainable,
            "notes": trainer.n_notes(),
            "train_windows": n_train,
            "held_out_windows": n_held_out,
            "epochs": trainer.history().len(),
            "best_epoch": best.map(|it| it.epoch),
            "best_loss": best.map(|it| it.val_loss),
            "best_mae": best.map(|it| it.val_mae),
            "seconds": sitting.seconds,
            "notes_per_second": n_read / sitting.seconds.max(1e-9),
            "steps": trainer.n_steps(),
            "minutes": config.minutes,
            "seed": config.seed,
            "ended": trainer.ended(),
        })
    }
}

impl ClassicRun {
    fn semitones(&self, mae: f64) -> f64 {
        self.model().map_or(0.0, |it| mae * f64::from(it.scale.highest - it.scale.lowest))
    }
}

/// What was learned, and what this kind of model cannot do.
fn verdict(best: &Epoch, semitones: f64, ended: Option<Ended>, voice: &Voice) -> Vec<String> {
    let (why, why_id) = match ended {
        Some(Ended::Patience) => ("it did not get better any more", "tidak membaik lagi"),
        Some(Ended::AllSteps) => ("all steps are done", "semua langkah selesai"),
        Some(Ended::Clock) => ("the time was over", "waktu habis"),
        _ => ("all epochs are done", "semua epoch selesai"),
    };
    let ending = voice.pick(
        format!(
            "ended because {why}; best epoch {} with val_loss {:.4} and val_mae {:.4}: on average \
             {semitones:.1} semitones off on notes that were held out",
            best.epoch, best.val_loss, best.val_mae
        ),
        format!(
            "selesai karena {why_id}; epoch terbaik {} dengan val_loss {:.4} dan val_mae {:.4}: \
             rata-rata meleset {semitones:.1} semiton pada not yang disisihkan",
            best.epoch, best.val_loss, best.val_mae
        ),
    );
    let limits = voice.pick(
        "the classic model predicts pitch alone: every note has the same length and loudness, and \
         there are no chords or drums",
        "model classic hanya menebak nada: semua not sama panjang dan sama keras, tanpa akor dan \
         drum",
    );
    vec![ending, limits]
}

/// The network's layers.
fn describe_network(trainer: &Trainer, voice: &Voice) -> Vec<String> {
    let (n_parameters, n_trainable) = trainer.n_parameters();
    let (layer, output) = (voice.pick("layer", "lapisan"), voice.pick("output", "keluaran"));
    let parameters = voice.pick("parameters", "parameter");
    let mut lines = vec![format!("{layer:<12} {output:<10} {parameters:>11}")];
    lines.extend(trainer.summary().iter().map(|line| {
        let shape: Vec<String> = line.output.iter().map(ToString::to_string).collect();
        let n = grouped(line.n_parameters as u64);
        format!("{:<12} {:<10} {n:>11}", line.kind, shape.join(" x "))
    }));
    let (total, trained) = (grouped(n_parameters as u64), grouped(n_trainable as u64));
    lines.push(voice.pick(
        format!("{total} parameters, {trained} trainable"),
        format!("{total} parameter, {trained} dapat dilatih"),
    ));
    lines
}

/// The windows and the steps.
fn describe_steps(trainer: &Trainer, voice: &Voice) -> String {
    let (train, held_out) = trainer.n_windows();
    let (per_epoch, seed) = (trainer.steps_per_epoch() as u64, trainer.config().seed);
    let (train, held_out) = (train as u64, grouped(held_out as u64));
    let planned = trainer.planned_steps();
    voice.pick(
        format!(
            "{} to learn from, {held_out} held out; {} an epoch, at most {}; seed {seed}",
            counted(train, "window"),
            counted(per_epoch, "step"),
            counted(planned, "step")
        ),
        format!(
            "{} jendela latihan, {held_out} disisihkan; {} langkah per epoch, paling banyak {} \
             langkah; seed {seed}",
            grouped(train),
            grouped(per_epoch),
            grouped(planned)
        ),
    )
}
