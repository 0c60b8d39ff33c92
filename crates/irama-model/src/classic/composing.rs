//! Composing with the classic model: a window of notes slides over its own predictions.

use irama_neural::{Chance, Kernels};
use irama_score::{Note, Part, Pitch, Program, Score, TempoChange, Tick, Velocity};
use serde::{Deserialize, Serialize};

use super::{ClassicModel, staggered::Staggered};
use crate::ModelError;

/// The stream of chance that composing draws from.
const STREAM: u64 = 4;

/// What the temperature does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TemperatureMode {
    /// Adds Gaussian noise of temperature times the held-out error: more is wilder.
    #[default]
    Spread,
    /// Divides each prediction, as the seed does: a temperature below 1 pushes the line up and off
    /// the scale, one above 1 pulls it down. No chance is involved.
    Divide,
}

/// How to compose.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassicComposing {
    /// How many notes to write.
    pub n_notes: usize,
    /// See [`TemperatureMode`]; above 0 to divide, 0 or more to spread.
    pub temperature: f32,
    /// What the temperature does.
    pub mode: TemperatureMode,
    /// The notes to continue; the last window of them counts. `None`: a held-out window by chance.
    pub prompt: Option<Vec<Pitch>>,
    /// Decides the window and the noise.
    pub seed: u64,
}

impl Default for ClassicComposing {
    fn default() -> Self {
        Self {
            n_notes: 500,
            temperature: 0.8,
            mode: TemperatureMode::Spread,
            prompt: None,
            seed: 0,
        }
    }
}

/// Composes pitches. `watch` is told how many are done and may end the work by returning false.
pub fn compose(
    model: &ClassicModel,
    config: &ClassicComposing,
    kernels: Kernels,
    mut watch: impl FnMut(usize) -> bool,
) -> Result<Vec<Pitch>, ModelError> {
    check(config)?;
    let window = model.config.window;
    let mut chance = Chance::new(config.seed, STREAM, 0);
    let start = starting_window(model, config, &mut chance)?;
    let values = (model.weights.as_slice(), model.statistics.as_slice());
    let mut windows = Staggered::new(model.network(), values, window, kernels);
    let mut predicted = start.iter().fold(0.0, |_, pitch| windows.step(model.scale.scaled(*pitch)));
    let mut pitches = Vec::new();
    while pitches.len() < config.n_notes && watch(pitches.len()) {
        if !predicted.is_finite() {
            return Err(ModelError::Broken);
        }
        let (value, pitch) = match config.mode {
            TemperatureMode::Divide => {
                let value = predicted / config.temperature;
                (value, model.scale.pitch(value))
            }
            TemperatureMode::Spread => {
                let noise = f64::from(config.temperature) * model.rms_error * chance.normal();
                // What is heard is what is continued: a pitch of the corpus' range.
                let pitch = model.scale.pitch((predicted + noise as f32).clamp(0.0, 1.0));
                (model.scale.scaled(pitch), pitch)
            }
        };
        pitches.push(pitch);
        predicted = windows.step(value);
    }
    Ok(pitches)
}

fn check(config: &ClassicComposing) -> Result<(), ModelError> {
    let (temperature, is_zero_wanted) =
        (config.temperature, config.mode == TemperatureMode::Spread);
    let is_usable = temperature.is_finite()
        && temperature <= 100.0
        && (temperature > 0.0 || is_zero_wanted && temperature == 0.0);
    if !is_usable {
        return Err(ModelError::Setting {
            name: "temperature",
            value: temperature.to_string(),
            wanted: "above 0 (or 0 with --temperature-mode spread), at most 100",
        });
    }
    if config.n_notes == 0 || config.n_notes > 1_000_000 {
        let (value, wanted) = (config.n_notes.to_string(), "1 to 1,000,000");
        return Err(ModelError::Setting { name: "number of notes", value, wanted });
    }
    Ok(())
}

fn starting_window(
    model: &ClassicModel,
    config: &ClassicComposing,
    chance: &mut Chance,
) -> Result<Vec<Pitch>, ModelError> {
    let window = model.config.window;
    let Some(prompt) = &config.prompt else {
        let first = chance.below(model.held_out.len() - window + 1);
        return Ok(model.held_out[first..][..window].to_vec());
    };
    if prompt.len() < window {
        return Err(ModelError::ShortPrompt { window, actual: prompt.len() });
    }
    Ok(prompt[prompt.len() - window..].to_vec())
}

/// Sets pitches one after another: one part, `duration` each, at `velocity` and a tempo of
/// `micros_per_quarter`, ending on a bar line of 4/4.
pub fn to_score(
    pitches: &[Pitch],
    duration: Tick,
    velocity: Velocity,
    micros_per_quarter: u32,
) -> Score {
    let notes: Vec<Note> = pitches
        .iter()
        .enumerate()
        .map(|(it, pitch)| Note {
            start: Tick(duration.0.saturating_mul(it as u64)),
            pitch: *pitch,
            duration,
            velocity,
        })
        .collect();
    let end = notes.last().map_or(Tick::ZERO, Note::end);
    let bar = irama_score::Meter::COMMON.bar().0;
    let part = Part { name: "Irama".into(), program: Program::new(0), notes, ..Part::default() };
    Score {
        name: "Irama".into(),
        tempos: vec![TempoChange { at: Tick::ZERO, micros_per_quarter }],
        meters: vec![irama_score::MeterChange {
            at: Tick::ZERO,
            meter: irama_score::Meter::COMMON,
        }],
        parts: vec![part],
        end: Tick(end.0.div_ceil(bar).saturating_mul(bar)),
        ..Score::default()
    }
}
