//! How a run begins: by going on with the one that was stopped, or anew with its steps planned.

use std::path::Path;

use irama_corpus::display_name;
use irama_model::{
    ModelError,
    checkpoint::{recent_runs, remove_runs, run_folder},
};
use irama_ranks::Ranks;

use crate::{
    clock::Stopwatch,
    failure::Failure,
    lead::{Led, Part},
    runs::Run,
    signals, together,
    voice::{Voice, counted, grouped},
};

/// Steps that are timed to turn minutes into steps, if there is time for so many.
const TIMED_STEPS: usize = 7;
/// The share of the minutes that the timing may take.
const TIMING_SHARE: f64 = 0.1;

/// How a run may start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// By going on with the run that was stopped, or else anew.
    Any,
    /// By going on alone.
    GoOn,
}

/// This rank's part in the run that was `found` beside the model, or in a new one with its steps
/// planned. The first rank has the say, and the others have what it has.
pub(crate) fn prepare<R: Run>(
    found: Result<Option<R>, ModelError>,
    anew: impl FnOnce() -> Result<R, ModelError>,
    (model, start): (&Path, Start),
    ranks: &Ranks,
    voice: &Voice,
) -> Result<Part<R>, Failure> {
    let own = match found {
        Ok(Some(run)) => Ok((run, false)),
        Ok(None) if start == Start::GoOn => Err(nothing_to_resume(model, voice)),
        Err(error) if start == Start::GoOn || !matches!(error, ModelError::OtherRun { .. }) => {
            Err(error.into())
        }
        Ok(None) | Err(_) => anew().map(|it| (it, true)).map_err(Failure::from),
    };
    let (run, is_new) = together::settle(own, ranks, voice)?;
    together::agree_on_run(|| run.identity(), ranks, voice)?;
    if !ranks.is_first() {
        return Ok(Part::Follow(run));
    }
    let mut run = Led::new(run, ranks);
    if is_new {
        plan(&mut run, model, voice)?;
    } else {
        let n = run.n_steps();
        voice.say(&voice.pick(
            format!("going on after {} with the run that was stopped", counted(n, "step")),
            format!("melanjutkan setelah {} langkah", grouped(n)),
        ));
    }
    Ok(Part::Lead(run))
}

/// Makes room for a new run, and turns its minutes into steps.
fn plan(run: &mut impl Run, model: &Path, voice: &Voice) -> Result<(), Failure> {
    if !recent_runs(model).is_empty() {
        voice.warn(&voice.pick(
            "a run with other settings or files was stopped here; it is replaced",
            "ada latihan lain yang berhenti di sini; latihan itu diganti",
        ));
        // States are kept by their number of steps: old ones would pass for newer ones.
        remove_runs(model)?;
    }
    if let Some(minutes) = run.minutes() {
        let n = steps_in(minutes, run)?;
        run.plan_steps(n);
        voice.say(&voice.pick(
            format!("{minutes} min. of learning are {n} steps here; --steps {n} repeats this run"),
            format!("{minutes} menit belajar adalah {n} langkah di sini; --steps {n} mengulangnya"),
        ));
    }
    Ok(())
}

/// Turns minutes into a number of steps, once: times some steps on a copy of the run.
fn steps_in<R: Run>(minutes: f64, run: &R) -> Result<u64, Failure> {
    let mut copy = run.clone();
    let timing = Stopwatch::start();
    let mut times = Vec::new();
    // The first step is slower than all others and does not count.
    while times.len() <= TIMED_STEPS {
        let is_time_left = timing.seconds() < minutes * 60.0 * TIMING_SHARE;
        if times.len() >= 2 && !is_time_left {
            break;
        }
        if signals::is_stopped() {
            return Err(Failure::Stopped);
        }
        let (n_before, watch) = (copy.n_steps(), Stopwatch::start());
        copy.advance()?;
        // A corpus of few batches is checked in between, which is no step.
        if copy.n_steps() > n_before {
            times.push(watch.seconds());
        } else if copy.has_ended() {
            break;
        }
    }
    let mut times = times.split_off(1.min(times.len().saturating_sub(1)));
    times.sort_by(f64::total_cmp);
    let step = times[times.len() / 2].max(1e-6);
    Ok(copy.steps_within(minutes * 60.0, step).max(1))
}

/// Options of a run as they are typed, and their values.
pub(crate) type Settings = Vec<(String, String)>;

/// An error if an option that was typed contradicts the run that is to be resumed.
pub(crate) fn check_same(asked: Settings, run: Settings, voice: &Voice) -> Result<(), Failure> {
    let differing = asked.into_iter().zip(run).find(|(a, b)| a != b);
    let Some(((name, asked), (_, saved))) = differing else { return Ok(()) };
    Err(Failure::usage(voice.pick(
        format!(
            "the run to resume has {name} {saved}, not {asked}; leave that option out, or leave \
             out --resume to begin anew"
        ),
        format!(
            "latihan yang dilanjutkan memakai {name} {saved}, bukan {asked}; hapus opsi itu, atau \
             hapus --resume untuk mulai dari awal"
        ),
    )))
}

pub(crate) fn nothing_to_resume(model: &Path, voice: &Voice) -> Failure {
    let (model, folder) = (display_name(model), display_name(&run_folder(model)));
    Failure::usage(voice.pick(
        format!(
            "there is no run of {model} to resume: {folder} has no usable state; leave out \
             --resume to begin one"
        ),
        format!(
            "tidak ada latihan {model} untuk dilanjutkan: {folder} tidak punya keadaan yang bisa \
             dipakai; hapus --resume untuk mulai"
        ),
    ))
}
