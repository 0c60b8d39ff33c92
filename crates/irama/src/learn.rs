//! The learning loop: steps, lines, saves, and an orderly end at any moment.

use std::path::Path;

use irama_model::{
    ModelError, Rollback,
    checkpoint::{remove_runs, write_atomically},
};

use serde_json::json;

use crate::{
    clock::Stopwatch,
    failure::Failure,
    log::Log,
    runs::Run,
    signals,
    voice::{Voice, grouped},
};

/// The state of a run is saved after this many seconds without a look,
const SAVE_SECONDS: f64 = 30.0;
/// and after this many at one.
const SAVE_LOOK_SECONDS: f64 = 10.0;
/// A better model is written at once unless that would take more than this share of the time.
const MODEL_SHARE: f64 = 0.05;
/// A warning about a save that failed is repeated after this many seconds.
const WARN_SECONDS: f64 = 60.0;
/// Beyond so many times the minutes that were asked for, a run is ended by the clock.
const HARD_STOP: f64 = 1.5;

/// Where a run writes to.
pub(crate) struct Desk<'a> {
    pub(crate) model: &'a Path,
    pub(crate) log: Option<&'a Path>,
    /// Seconds between two saves of where the run is, if someone has a wish.
    pub(crate) save_every: Option<f64>,
    pub(crate) voice: &'a Voice,
}

/// What one sitting took; a resumed run had others before.
pub(crate) struct Sitting {
    pub(crate) seconds: f64,
    pub(crate) n_steps: u64,
}

/// Learns until the run ends, and writes the best model.
pub(crate) fn learn<R: Run>(run: &mut R, desk: &Desk<'_>) -> Result<(R::Model, Sitting), Failure> {
    let rows = run.history().iter().map(R::row).collect();
    let mut log = desk.log.map(|it| Log::open(it, rows)).transpose()?;
    let first_step = run.n_steps();
    let voice = desk.voice.with_bar(
        "learning",
        Some(run.planned_steps()),
        &desk.voice.pick("steps", "langkah"),
    );
    voice.advance(first_step);
    voice.bar().reset_eta();
    run.begin();
    let ended = work(run, desk, &voice, log.as_mut());
    voice.bar().finish_and_clear();
    let seconds = ended?;
    run.complete(desk.voice)?;
    tell_news(run, desk.voice);
    stop_if_asked(run, desk)?;
    let model = deliver(run, desk)?;
    log.as_mut().map_or(Ok(()), Log::catch_up)?;
    if let Err(error) = remove_runs(desk.model) {
        desk.voice.warn(&desk.voice.of_below(&error));
    }
    Ok((model, Sitting { seconds, n_steps: run.n_steps() - first_step }))
}

/// Writes the model of a run that is over.
fn deliver<R: Run>(run: &R, desk: &Desk<'_>) -> Result<R::Model, Failure> {
    let model = run
        .model()
        .ok_or_else(|| Failure::failed(anyhow::anyhow!("the run ended before its first check")))?;
    if let Err(error) = write_atomically(desk.model, &R::to_bytes(&model)) {
        // The next run can then write the model without learning anew. If this fails too, the first
        // failure is the one to tell.
        let _ = run.save(desk.model);
        return Err(error.into());
    }
    Ok(model)
}

fn work<R: Run>(
    run: &mut R,
    desk: &Desk<'_>,
    voice: &Voice,
    mut log: Option<&mut Log>,
) -> Result<f64, Failure> {
    let watch = Stopwatch::start();
    let mut last_look = 0.0;
    let mut saves = Saves::default();
    let limit = run.minutes().map_or(f64::INFINITY, |it| it * 60.0 * HARD_STOP);
    while !run.has_ended() {
        stop_if_asked(run, desk)?;
        tell_news(run, voice);
        let went_back = run.rollback();
        let is_late = watch.seconds() - run.beside_seconds() > limit;
        let look = if is_late { end_by_clock(run, voice) } else { run.advance() };
        voice.advance(run.n_steps());
        let look = look.inspect_err(|_| say_diverged(run, desk))?;
        if let Some(rollback) = run.rollback().filter(|_| went_back.is_none()) {
            say_rolled_back(run, rollback, voice);
        }
        let now = watch.seconds();
        if let Some(look) = &look {
            let seconds = now - last_look;
            last_look = now;
            let is_best = run.is_best(look);
            let best = if is_best { voice.pick("  best", "  terbaik") } else { String::new() };
            voice.tell(|| json!({ "at": "check", "look": R::row(look), "is_best": is_best }));
            voice.say(&format!("{}  {seconds:.1} s{best}", run.line(look, voice)));
            if let Some(log) = log.as_deref_mut() {
                saves.attempt(now, voice, || log.add(R::row(look), seconds));
            }
            saves.is_model_old |= is_best;
        }
        saves.save_model(run, desk, watch, voice);
        let usual = if look.is_some() { SAVE_LOOK_SECONDS } else { SAVE_SECONDS };
        let patience = desk.save_every.unwrap_or(usual);
        if now - saves.last > patience && !run.has_ended() {
            saves.last = now;
            if saves.attempt(now, voice, || run.save(desk.model)) {
                voice.tell(|| json!({ "at": "saved" }));
            }
        }
    }
    Ok(watch.seconds())
}

fn tell_news<R: Run>(run: &mut R, voice: &Voice) {
    if let Some(news) = run.news() {
        voice.tell(|| news);
    }
}

/// After a signal: saves the run, says so, and ends the work.
fn stop_if_asked<R: Run>(run: &R, desk: &Desk<'_>) -> Result<(), Failure> {
    if !signals::is_stopped() {
        return Ok(());
    }
    run.save(desk.model)?;
    signals::await_promise();
    let voice = desk.voice;
    voice.say(&voice.pick(
        "stopped; the work is saved, and the same command with the same files goes on",
        "berhenti; pekerjaan tersimpan, perintah yang sama dengan berkas yang sama akan \
         melanjutkan",
    ));
    Err(Failure::Stopped)
}

fn end_by_clock<R: Run>(run: &mut R, voice: &Voice) -> Result<Option<R::Look>, ModelError> {
    let (n, planned) = (grouped(run.n_steps()), grouped(run.planned_steps()));
    voice.warn(&voice.pick(
        format!(
            "ended by the clock, at 1.5 times the minutes, after {n} of {planned} steps: no other run \
             ends just there, and more minutes would learn more"
        ),
        format!(
            "dihentikan oleh jam, pada 1,5 kali waktu yang diminta, setelah {n} dari {planned} \
             langkah: latihan lain tidak akan berhenti tepat di sini, dan waktu lebih lama lebih baik"
        ),
    ));
    run.end_now()
}

/// When was saved last, and when it was last said that a save failed.
#[derive(Default)]
struct Saves {
    last: f64,
    warned: Option<f64>,
    /// Whether a better model waits to be written,
    is_model_old: bool,
    /// which is done no sooner than this, so that large models do not take all the time.
    next_model: f64,
}

impl Saves {
    /// A save that fails is said, at most once a minute, and the learning goes on. Whether it worked.
    fn attempt(
        &mut self,
        now: f64,
        voice: &Voice,
        save: impl FnOnce() -> Result<(), ModelError>,
    ) -> bool {
        let Err(error) = save() else { return true };
        if self.warned.is_none_or(|it| now - it > WARN_SECONDS) {
            self.warned = Some(now);
            voice.warn(&voice.pick(
                format!("{error}; learning goes on and will try again"),
                format!("{}; belajar berlanjut dan akan mencoba lagi", voice.of_below(&error)),
            ));
        }
        false
    }

    fn save_model<R: Run>(&mut self, run: &R, desk: &Desk<'_>, watch: Stopwatch, voice: &Voice) {
        let now = watch.seconds();
        if !self.is_model_old || now < self.next_model {
            return;
        }
        let is_written = self.attempt(now, voice, || match run.model() {
            Some(model) => write_atomically(desk.model, &R::to_bytes(&model)),
            None => Ok(()),
        });
        self.is_model_old = !is_written;
        let end = watch.seconds();
        self.next_model = end + (end - now) / MODEL_SHARE;
    }
}

fn say_rolled_back<R: Run>(run: &R, rollback: Rollback, voice: &Voice) {
    let (step, rate) = (grouped(rollback.n_steps + 1), rollback.learning_rate);
    let lower = rollback.lower_rate();
    let place = run.best_place(voice);
    let place = place.unwrap_or_else(|| voice.pick("the start", "awal"));
    voice.warn(&voice.pick(
        format!(
            "the loss or its gradients were no numbers any more at step {step}, as happens where the \
             learning rate is too high: went back to {place}, and on at {lower:.1e} instead of \
             {rate:.1e}"
        ),
        format!(
            "loss atau gradiennya bukan angka lagi pada langkah {step}, seperti bila laju belajar \
             terlalu tinggi: kembali ke {place}, lalu lanjut dengan {lower:.1e} alih-alih \
             {rate:.1e}"
        ),
    ));
}

fn say_diverged<R: Run>(run: &R, desk: &Desk<'_>) {
    if let Some(place) = run.best_place(desk.voice) {
        let (voice, path) = (desk.voice, irama_corpus::display_name(desk.model));
        voice.warn(&voice.pick(
            format!("{path} holds the best model so far, of {place}"),
            format!("{path} berisi model terbaik sejauh ini, dari {place}"),
        ));
    }
}
