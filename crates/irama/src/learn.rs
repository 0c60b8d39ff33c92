//! The learning loop: steps, lines, saves, and an orderly end at any moment.

use std::path::Path;

use crate::{
    clock::Stopwatch,
    failure::Failure,
    log::Log,
    signals,
    voice::{Voice, grouped},
};
use irama_model::{
    ModelError,
    checkpoint::{Source, remove_runs, write_atomically},
    classic::{ClassicModel, Ended, Epoch, Notes, Trainer, save_run},
};

/// The state of a run is saved after this many seconds within an epoch,
const SAVE_SECONDS: f64 = 30.0;
/// and after this many at the end of one.
const SAVE_EPOCH_SECONDS: f64 = 10.0;
/// A warning about a save that failed is repeated after this many seconds.
const WARN_SECONDS: f64 = 60.0;
/// Beyond so many times the minutes that were asked for, a run is ended by the clock.
const HARD_STOP: f64 = 1.5;

/// Where a run writes to, and how long it may take.
pub(crate) struct Desk<'a> {
    pub(crate) notes: &'a Notes,
    pub(crate) sources: Vec<Source>,
    pub(crate) model: &'a Path,
    pub(crate) log: Option<&'a Path>,
    pub(crate) voice: &'a Voice,
}

/// A run that has ended.
pub(crate) struct Learned {
    pub(crate) model: ClassicModel,
    pub(crate) seconds: f64,
    /// Steps of this sitting; a resumed run had others before.
    pub(crate) n_steps: u64,
}

/// Learns until the run ends, and writes the best model.
pub(crate) fn learn(trainer: &mut Trainer, desk: &Desk<'_>) -> Result<Learned, Failure> {
    let mut log = desk.log.map(|it| Log::open(it, trainer.history())).transpose()?;
    let first_step = trainer.n_steps();
    let voice =
        desk.voice.with_bar(Some(trainer.planned_steps()), &desk.voice.pick("steps", "langkah"));
    voice.bar().set_position(first_step);
    voice.bar().reset_eta();
    let ended = work(trainer, desk, &voice, log.as_mut());
    voice.bar().finish_and_clear();
    let seconds = ended?;
    let model = match save_best(trainer, desk) {
        Ok(model) => model,
        Err(error) => {
            // The next run can then write the model without learning anew. If this fails too, the
            // first failure is the one to tell.
            let _ = save_run(trainer, desk.notes, desk.model);
            return Err(error.into());
        }
    };
    let model = model
        .ok_or_else(|| Failure::failed(anyhow::anyhow!("the run ended before its first epoch")))?;
    log.as_mut().map_or(Ok(()), Log::catch_up)?;
    if let Err(error) = remove_runs(desk.model) {
        desk.voice.warn(&error.to_string());
    }
    Ok(Learned { model, seconds, n_steps: trainer.n_steps() - first_step })
}

fn work(
    trainer: &mut Trainer,
    desk: &Desk<'_>,
    voice: &Voice,
    mut log: Option<&mut Log>,
) -> Result<f64, Failure> {
    let watch = Stopwatch::start();
    let mut epoch_began = 0.0;
    let mut saves = Saves { last: 0.0, warned: None };
    let limit = trainer.config().minutes.map_or(f64::INFINITY, |it| it * 60.0 * HARD_STOP);
    while trainer.ended().is_none() {
        if signals::is_stopped() {
            save_run(trainer, desk.notes, desk.model)?;
            signals::await_promise();
            say_stopped(desk);
            return Err(Failure::Stopped);
        }
        let epoch = if watch.seconds() > limit {
            let n = trainer.n_steps();
            voice.warn(&voice.pick(
                format!("ended by the clock, at 1.5 times the minutes; --steps {n} repeats this"),
                format!(
                    "dihentikan oleh jam, pada 1,5 kali waktu yang diminta; --steps {n} mengulangnya"
                ),
            ));
            trainer.end_now()
        } else {
            trainer.advance()
        };
        voice.bar().set_position(trainer.n_steps());
        let epoch = epoch.inspect_err(|_| say_diverged(trainer, desk))?;
        let now = watch.seconds();
        if let Some(epoch) = epoch {
            say_epoch(&epoch, trainer, now - epoch_began, voice);
            if let Some(log) = log.as_deref_mut() {
                saves.attempt(now, voice, || log.add(&epoch, now - epoch_began));
            }
            epoch_began = now;
            if trainer.best().is_some_and(|it| it.epoch.epoch == epoch.epoch) {
                saves.attempt(now, voice, || save_best(trainer, desk).map(|_| ()));
            }
        }
        let patience = if epoch.is_some() { SAVE_EPOCH_SECONDS } else { SAVE_SECONDS };
        if now - saves.last > patience && trainer.ended().is_none() {
            saves.last = now;
            saves.attempt(now, voice, || save_run(trainer, desk.notes, desk.model));
        }
    }
    Ok(watch.seconds())
}

/// When was saved last, and when it was last said that a save failed.
struct Saves {
    last: f64,
    warned: Option<f64>,
}

impl Saves {
    /// A save that fails is said, at most once a minute, and the learning goes on.
    fn attempt(&mut self, now: f64, voice: &Voice, save: impl FnOnce() -> Result<(), ModelError>) {
        let Err(error) = save() else { return };
        if self.warned.is_none_or(|it| now - it > WARN_SECONDS) {
            self.warned = Some(now);
            voice.warn(&voice.pick(
                format!("{error}; learning goes on and will try again"),
                format!("{error}; belajar berlanjut dan akan mencoba lagi"),
            ));
        }
    }
}

fn save_best(trainer: &Trainer, desk: &Desk<'_>) -> Result<Option<ClassicModel>, ModelError> {
    let model = ClassicModel::best_of(trainer, desk.sources.clone());
    if let Some(model) = &model {
        write_atomically(desk.model, &model.to_bytes())?;
    }
    Ok(model)
}

fn say_stopped(desk: &Desk<'_>) {
    let voice = desk.voice;
    voice.say(&voice.pick(
        "stopped; the work is saved, and the same command with the same files goes on",
        "berhenti; pekerjaan tersimpan, perintah yang sama dengan berkas yang sama akan \
         melanjutkan",
    ));
}

fn say_diverged(trainer: &Trainer, desk: &Desk<'_>) {
    if let Some(best) = trainer.best() {
        let (voice, epoch) = (desk.voice, best.epoch.epoch);
        let path = irama_corpus::display_name(desk.model);
        voice.warn(&voice.pick(
            format!("{path} holds the best model so far, of epoch {epoch}"),
            format!("{path} berisi model terbaik sejauh ini, dari epoch {epoch}"),
        ));
    }
}

fn say_epoch(epoch: &Epoch, trainer: &Trainer, seconds: f64, voice: &Voice) {
    let best = trainer.best().is_some_and(|it| it.epoch.epoch == epoch.epoch);
    voice.say(&format!(
        "epoch {:>3}  loss {:.4}  val_loss {:.4}  mae {:.4}  val_mae {:.4}  rate {:.1e}  {:.1} s{}",
        epoch.epoch,
        epoch.loss,
        epoch.val_loss,
        epoch.mae,
        epoch.val_mae,
        epoch.learning_rate,
        seconds,
        if best { voice.pick("  best", "  terbaik") } else { String::new() }
    ));
}

/// Says in plain words what has been learned, and what this kind of model cannot do.
pub(crate) fn say_verdict(learned: &Learned, ended: Option<Ended>, voice: &Voice) {
    let (best, scale) = (&learned.model.best, learned.model.scale);
    let semitones = best.val_mae * f64::from(scale.highest - scale.lowest);
    let (why, why_id) = match ended {
        Some(Ended::Patience) => ("it did not get better any more", "tidak membaik lagi"),
        Some(Ended::AllSteps) => ("all steps are done", "semua langkah selesai"),
        Some(Ended::Clock) => ("the time was over", "waktu habis"),
        _ => ("all epochs are done", "semua epoch selesai"),
    };
    voice.say(&voice.pick(
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
    ));
    voice.say(&voice.pick(
        "the classic model predicts pitch alone: every note has the same length and loudness, and \
         there are no chords or drums",
        "model classic hanya menebak nada: semua not sama panjang dan sama keras, tanpa akor dan \
         drum",
    ));
}

/// Prints the network's layers.
pub(crate) fn say_network(trainer: &Trainer, voice: &Voice) {
    let (n_parameters, n_trainable) = trainer.n_parameters();
    let (layer, output) = (voice.pick("layer", "lapisan"), voice.pick("output", "keluaran"));
    let parameters = voice.pick("parameters", "parameter");
    voice.say(&format!("{layer:<12} {output:<10} {parameters:>11}"));
    for line in trainer.summary() {
        let shape: Vec<String> = line.output.iter().map(ToString::to_string).collect();
        let n = grouped(line.n_parameters as u64);
        voice.say(&format!("{:<12} {:<10} {n:>11}", line.kind, shape.join(" x ")));
    }
    let (total, trained) = (grouped(n_parameters as u64), grouped(n_trainable as u64));
    voice.say(&voice.pick(
        format!("{total} parameters, {trained} trainable"),
        format!("{total} parameter, {trained} dapat dilatih"),
    ));
}
