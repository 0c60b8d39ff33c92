//! `irama compose`: write a piece with a model.

use std::path::Path;

use irama_model::{
    checkpoint::write_atomically,
    classic::{ClassicComposing, ClassicModel, TemperatureMode, compose, to_score},
};
use irama_neural::Kernels;
use irama_score::{Meter, Score, Tick, Velocity, write_midi};
use serde_json::{Value, json};

use crate::{
    args::{ComposeArgs, TemperatureChoice},
    clock::{self, Stopwatch},
    failure::Failure,
    gather, plan, signals,
    voice::{Voice, grouped, print_json},
};

/// The lengths of notes that can be asked for: from a grid step to sixteen bars.
const DURATIONS: std::ops::RangeInclusive<u64> = 10..=16 * 4 * Tick::PER_QUARTER;

/// How pitches become a score.
pub(crate) struct Setting {
    pub(crate) duration: Tick,
    pub(crate) velocity: Velocity,
    pub(crate) micros_per_quarter: u32,
}

pub(crate) fn run(args: &ComposeArgs, kernels: Kernels, voice: &Voice) -> Result<(), Failure> {
    let Some(model) = &args.model else {
        return Err(Failure::usage(
            "no model was given, and there is none in the box yet; learn one with `irama make` or \
             `irama train`, then use -m MODEL.irama",
        ));
    };
    let setting = setting_of(args)?;
    plan::check_writable(&args.output)?;
    signals::listen(voice.pick("stopping…", "berhenti…"), voice);
    let model = ClassicModel::load(model)?;
    let prompt = args.prompt.as_ref().map(|it| gather::pitches_of_file(it, voice)).transpose()?;
    let config = ClassicComposing {
        n_notes: n_notes_of(args, &setting)?,
        temperature: args.temperature as f32,
        mode: match args.temperature_mode {
            TemperatureChoice::Divide => TemperatureMode::Divide,
            TemperatureChoice::Spread => TemperatureMode::Spread,
        },
        prompt,
        seed: args.seed.unwrap_or_else(clock::fresh_seed),
    };
    let watch = Stopwatch::start();
    let score = write(&model, &config, &setting, kernels, &args.output, voice)?;
    let seconds = watch.seconds();
    let path = irama_corpus::display_name(&args.output);
    let (n, bars, seed) = (grouped(score.n_notes() as u64), score.n_bars(), config.seed);
    voice.say(&voice.pick(
        format!("wrote {path}: {n} notes, {bars} bars; seed {seed}"),
        format!("{path} ditulis: {n} not, {bars} birama; seed {seed}"),
    ));
    if args.json {
        let mut result = facts(&score, config.seed);
        result["compose_seconds"] = json!(seconds);
        print_json(&result)?;
    }
    Ok(())
}

/// Composes and writes the piece; a signal stops it, and then nothing is written.
pub(crate) fn write(
    model: &ClassicModel,
    config: &ClassicComposing,
    setting: &Setting,
    kernels: Kernels,
    path: &Path,
    voice: &Voice,
) -> Result<Score, Failure> {
    let bar_voice = voice.with_bar(Some(config.n_notes as u64), &voice.pick("notes", "not"));
    let pitches = compose(model, config, kernels, |done| {
        bar_voice.bar().set_position(done as u64);
        !signals::is_stopped()
    });
    bar_voice.bar().finish_and_clear();
    let pitches = pitches?;
    if signals::is_stopped() {
        return Err(Failure::Stopped);
    }
    let Setting { duration, velocity, micros_per_quarter } = *setting;
    let score = to_score(&pitches, duration, velocity, micros_per_quarter);
    let bytes = write_midi(&score).map_err(Failure::failed)?;
    write_atomically(path, &bytes)?;
    Ok(score)
}

/// The fields that scripts read. A classic model gives no likelihoods: those fields are null.
pub(crate) fn facts(score: &Score, seed: u64) -> Value {
    json!({
        "seed": seed,
        "notes": score.n_notes(),
        "bars": score.n_bars(),
        "seconds_of_music": score.tempo_map().seconds_at(score.end),
        "nll_per_note": null,
        "removed_probability": null,
        "copied": null,
    })
}

fn setting_of(args: &ComposeArgs) -> Result<Setting, Failure> {
    let micros = match (args.tempo, args.tempo_us) {
        (Some(tempo), _) if tempo > 0.0 => (60e6 / tempo).round(),
        (Some(tempo), _) => {
            return Err(Failure::usage(format!("the tempo is {tempo}, but must be 4 to 1000")));
        }
        (None, micros) => f64::from(micros.unwrap_or(500_000)),
    };
    if !(60_000.0..=15_000_000.0).contains(&micros) {
        return Err(Failure::usage(format!(
            "the tempo is {:.1} beats a minute ({micros:.0} µs), but must be 4 to 1000",
            60e6 / micros
        )));
    }
    let velocity = Velocity::new(args.velocity).ok_or_else(|| {
        Failure::usage(format!("the velocity is {}, but must be 1 to 127", args.velocity))
    })?;
    if !DURATIONS.contains(&args.duration) {
        return Err(Failure::usage(format!(
            "the duration is {} ticks, but must be {} to {} (480 is a quarter note)",
            args.duration,
            DURATIONS.start(),
            DURATIONS.end()
        )));
    }
    Ok(Setting { duration: Tick(args.duration), velocity, micros_per_quarter: micros as u32 })
}

/// As many notes as were asked for, or as begin within the bars that were asked for.
fn n_notes_of(args: &ComposeArgs, setting: &Setting) -> Result<usize, Failure> {
    let Some(n_bars) = args.bars else { return Ok(args.notes.unwrap_or(500)) };
    if n_bars == 0 || n_bars > 10_000 {
        return Err(Failure::usage(format!(
            "{n_bars} bars were asked for, but it can be 1 to 10000"
        )));
    }
    let ticks = Meter::COMMON.bar().0 * n_bars as u64;
    if !ticks.is_multiple_of(setting.duration.0) {
        return Err(Failure::usage(format!(
            "notes of {} ticks do not fill {n_bars} bars of {} ticks; choose a --duration that \
             divides them, such as 480 or 240",
            setting.duration,
            Meter::COMMON.bar()
        )));
    }
    Ok((ticks / setting.duration.0) as usize)
}
