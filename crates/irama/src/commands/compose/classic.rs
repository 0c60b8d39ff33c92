//! Composing with a classic model: a line of pitches as notes of one length.

use std::{ops::RangeInclusive, path::Path};

use irama_model::{
    checkpoint::write_atomically,
    classic::{ClassicComposing, ClassicModel, TemperatureMode, compose, to_score},
};
use irama_neural::Kernels;
use irama_score::{Meter, Score, TempoChange, Tick, Velocity, write_midi};

use super::Piece;
use crate::{
    args::{ComposeArgs, TemperatureChoice},
    clock,
    failure::Failure,
    gather, signals,
    voice::Voice,
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

/// How bold to be if nothing is said.
const TEMPERATURE: f64 = 0.8;

/// Composes and writes what was asked for.
pub(super) fn run(
    model: &ClassicModel,
    args: &ComposeArgs,
    kernels: Kernels,
    voice: &Voice,
) -> Result<Piece, Failure> {
    let setting = setting_of(args, voice)?;
    let prompt =
        args.prompt.as_ref().map(|it| gather::classic::read_pitches(it, voice)).transpose()?;
    let config = ClassicComposing {
        n_notes: n_notes_of(args, &setting),
        temperature: args.temperature.unwrap_or(TEMPERATURE) as f32,
        mode: match args.classic.temperature_mode {
            Some(TemperatureChoice::Divide) => TemperatureMode::Divide,
            Some(TemperatureChoice::Spread) | None => TemperatureMode::Spread,
        },
        prompt,
        seed: args.seed.unwrap_or_else(clock::fresh_seed),
    };
    let score = write(model, &config, &setting, kernels, &args.output, voice)?;
    Ok(Piece { score, seed: config.seed, of_events: None, variations: Vec::new() })
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
    let bar_voice =
        voice.with_bar("composing", Some(config.n_notes as u64), &voice.pick("notes", "not"));
    let pitches = compose(model, config, kernels, |done| {
        bar_voice.advance(done as u64);
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

fn setting_of(args: &ComposeArgs, voice: &Voice) -> Result<Setting, Failure> {
    let velocity = args.classic.velocity.unwrap_or(80);
    let duration = args.classic.duration.unwrap_or(Tick::PER_QUARTER);
    let refused = |name: &str, value: String, wanted: String| {
        Failure::usage(voice.pick(
            format!("the {name} is {value}, but must be {wanted}"),
            format!("{name} adalah {value}, padahal harus {wanted}"),
        ))
    };
    let (least, most) = (MICROS.start(), MICROS.end());
    let micros = match (args.tempo, args.classic.tempo_us) {
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
    let velocity = Velocity::new(velocity)
        .ok_or_else(|| refused("velocity", velocity.to_string(), "1 to 127".into()))?;
    if !DURATIONS.contains(&duration) {
        let wanted =
            format!("{} to {} (480 is a quarter note)", DURATIONS.start(), DURATIONS.end());
        return Err(refused("duration", format!("{} ticks", duration), wanted));
    }
    if args.bars.is_some_and(|it| !BARS.contains(&it)) {
        let bars = args.bars.unwrap_or_default().to_string();
        let wanted = format!("{} to {}", BARS.start(), BARS.end());
        return Err(refused("number of bars", bars, wanted));
    }
    Ok(Setting {
        duration: Tick(duration),
        velocity,
        micros_per_quarter: micros as u32,
        n_bars: args.bars,
    })
}

/// As many notes as were asked for, or as begin within the bars that were asked for.
fn n_notes_of(args: &ComposeArgs, setting: &Setting) -> usize {
    match setting.n_bars {
        Some(n_bars) => ticks_of(n_bars).0.div_ceil(setting.duration.0) as usize,
        None => args.classic.notes.unwrap_or(500),
    }
}

/// The length of bars of 4/4.
fn ticks_of(n_bars: u64) -> Tick {
    Tick(Meter::COMMON.bar().0 * n_bars)
}
