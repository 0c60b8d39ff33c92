//! `irama compose`: write a piece with a model.

use std::{ops::RangeInclusive, path::Path};

use irama_model::{
    checkpoint::write_atomically,
    classic::{ClassicComposing, ClassicModel, TemperatureMode, compose, to_score},
};
use irama_neural::Kernels;
use irama_score::{Meter, Score, TempoChange, Tick, Velocity, write_midi};
use serde_json::{Value, json};

use crate::{
    args::{ComposeArgs, TemperatureChoice},
    clock::{self, Stopwatch},
    failure::Failure,
    gather, plan, signals,
    voice::{Voice, counted, grouped, print_json},
};

/// The lengths of notes that can be asked for, up to sixteen bars.
const DURATIONS: RangeInclusive<u64> = 1..=16 * 4 * Tick::PER_QUARTER;
/// The tempos: from 1000 quarter notes a minute to the slowest that MIDI can state, below 4.
const MICROS: RangeInclusive<u32> = 60_000..=16_777_215;
/// The numbers of bars.
const BARS: RangeInclusive<u64> = 1..=10_000;

/// How pitches become a score.
pub(crate) struct Setting {
    pub(crate) duration: Tick,
    pub(crate) velocity: Velocity,
    pub(crate) micros_per_quarter: u32,
    /// The piece ends with this many bars of 4/4, and so does its last note.
    pub(crate) n_bars: Option<u64>,
}

pub(crate) fn run(args: &ComposeArgs, kernels: Kernels, voice: &Voice) -> Result<(), Failure> {
    let Some(path) = &args.model else {
        return Err(Failure::usage(voice.pick(
            "no model was given, and there is none in the box yet; learn one with `irama make` or \
             `irama train`, then use -m MODEL.irama",
            "belum ada model bawaan; latih dulu dengan `irama make` atau `irama train`, lalu pakai \
             -m MODEL.irama",
        )));
    };
    let setting = setting_of(args, voice)?;
    let inputs: Vec<&Path> = [Some(path), args.prompt.as_ref()]
        .into_iter()
        .flatten()
        .map(std::path::PathBuf::as_path)
        .collect();
    check_ending(&args.output, voice)?;
    plan::check_output(&args.output, &inputs, voice)?;
    plan::check_kind(&args.output, b"MThd", voice)?;
    signals::listen(voice.pick("stopping…", "berhenti…"), voice);
    let model = load(path, voice)?;
    let prompt = args.prompt.as_ref().map(|it| gather::pitches_of_file(it, voice)).transpose()?;
    let config = ClassicComposing {
        n_notes: n_notes_of(args, &setting),
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
    let (path, seed) = (irama_corpus::display_name(&args.output), config.seed);
    let (n, bars) = (score.n_notes() as u64, score.n_bars());
    voice.say(&voice.pick(
        format!("wrote {path}: {}, {}; seed {seed}", counted(n, "note"), counted(bars, "bar")),
        format!("{path} ditulis: {} not, {} birama; seed {seed}", grouped(n), grouped(bars)),
    ));
    if args.json {
        let mut result = facts(&score, config.seed);
        result["compose_seconds"] = json!(seconds);
        print_json(&result)?;
    }
    Ok(())
}

/// Refuses names of sounds and pictures, which MIDI bytes would make unplayable.
fn check_ending(path: &Path, voice: &Voice) -> Result<(), Failure> {
    let ending = path.extension().map(|it| it.to_ascii_lowercase()).unwrap_or_default();
    if !["wav", "flac", "mp3", "ogg", "svg", "png"].iter().any(|it| ending == *it) {
        return Ok(());
    }
    let shown = irama_corpus::display_name(path);
    Err(Failure::usage(voice.pick(
        format!("{shown} is not the name of a MIDI file, which this writes; end it in .mid"),
        format!("{shown} bukan nama berkas MIDI, padahal itu yang ditulis; akhiri dengan .mid"),
    )))
}

/// Reads a model; one that is not there is told with what to do.
pub(crate) fn load(path: &Path, voice: &Voice) -> Result<ClassicModel, Failure> {
    if path.exists() {
        return Ok(ClassicModel::load(path)?);
    }
    let shown = irama_corpus::display_name(path);
    Err(Failure::usage(voice.pick(
        format!("there is no model {shown}; check its spelling, or learn one with `irama train`"),
        format!("tidak ada model {shown}; periksa ejaannya, atau latih dengan `irama train`"),
    )))
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
    let Setting { duration, velocity, micros_per_quarter, n_bars } = *setting;
    let mut score = to_score(&pitches, duration, velocity, micros_per_quarter);
    if let Some(end) = n_bars.map(ticks_of) {
        score.end = end;
        for note in score.parts.iter_mut().flat_map(|it| &mut it.notes) {
            note.duration = note.duration.min(end.since(note.start));
        }
    }
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

fn setting_of(args: &ComposeArgs, voice: &Voice) -> Result<Setting, Failure> {
    let refused = |name: &str, value: String, wanted: String| {
        Failure::usage(voice.pick(
            format!("the {name} is {value}, but must be {wanted}"),
            format!("{name} adalah {value}, padahal harus {wanted}"),
        ))
    };
    let (least, most) = (MICROS.start(), MICROS.end());
    let micros = match (args.tempo, args.tempo_us) {
        (Some(tempo), _) if tempo > 0.0 => (60e6 / tempo).round(),
        (Some(_), _) => 0.0,
        (None, micros) => f64::from(micros.unwrap_or(TempoChange::DEFAULT_MICROS)),
    };
    if !(f64::from(*least)..=f64::from(*most)).contains(&micros) {
        return Err(match args.tempo {
            Some(tempo) => refused("tempo", tempo.to_string(), "4 to 1000".into()),
            None => refused("tempo", format!("{micros} µs"), format!("{least} to {most}")),
        });
    }
    let velocity = Velocity::new(args.velocity)
        .ok_or_else(|| refused("velocity", args.velocity.to_string(), "1 to 127".into()))?;
    if !DURATIONS.contains(&args.duration) {
        let wanted =
            format!("{} to {} (480 is a quarter note)", DURATIONS.start(), DURATIONS.end());
        return Err(refused("duration", format!("{} ticks", args.duration), wanted));
    }
    if args.bars.is_some_and(|it| !BARS.contains(&it)) {
        let bars = args.bars.unwrap_or_default().to_string();
        let wanted = format!("{} to {}", BARS.start(), BARS.end());
        return Err(refused("number of bars", bars, wanted));
    }
    Ok(Setting {
        duration: Tick(args.duration),
        velocity,
        micros_per_quarter: micros as u32,
        n_bars: args.bars,
    })
}

/// As many notes as were asked for, or as begin within the bars that were asked for.
fn n_notes_of(args: &ComposeArgs, setting: &Setting) -> usize {
    match setting.n_bars {
        Some(n_bars) => ticks_of(n_bars).0.div_ceil(setting.duration.0) as usize,
        None => args.notes.unwrap_or(500),
    }
}

/// The length of bars of 4/4.
fn ticks_of(n_bars: u64) -> Tick {
    Tick(Meter::COMMON.bar().0 * n_bars)
}
