//! What can be asked of a model, and what is refused at once.

use irama_model::events::Brief;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{config::Limits, error::Refusal, names};

/// Numbers that a page can say exactly.
pub(crate) const MAX_SEED: u64 = (1 << 53) - 1;
const MAX_VARIATIONS: u64 = 8;

/// A piece that is asked for.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ComposeRequest {
    /// The id of a model.
    pub(crate) model: String,
    /// The project that it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) project: Option<String>,
    /// The id of the song to go on from or to refill.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) material: Option<String>,
    /// What the piece shall be: docs/COMPOSING.md has all fields.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub(crate) brief: Brief,
    /// The same for classic models.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) classic: Option<ClassicRequest>,
    /// Decides everything that chance decides; below 2^53.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) seed: Option<u64>,
    /// How many pieces, 1 to 8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) variations: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// Whether it is a sample of a model that still learns.
    #[serde(default)]
    pub(crate) audition: bool,
}

/// What a classic model can be asked for.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ClassicRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) notes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) temperature: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) temperature_mode: Option<ModeName>,
    /// Microseconds a quarter note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tempo_us: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) velocity: Option<u8>,
    /// Ticks of each note, 480 to a quarter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) duration: Option<u64>,
}

/// What the temperature of a classic model does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ModeName {
    /// Each prediction is divided by it.
    Divide,
    /// Chance is added in proportion.
    Spread,
}

impl ComposeRequest {
    /// How many pieces.
    pub(crate) fn n_variations(&self) -> u64 {
        self.variations.unwrap_or(1)
    }

    /// Refuses what can be seen to be wrong without the model.
    pub(crate) fn check(&mut self, limits: &Limits) -> Result<(), Refusal> {
        within("seed", self.seed, 0, MAX_SEED)?;
        within("variations", self.variations, 1, MAX_VARIATIONS)?;
        within("brief.bars", self.brief.bars, 0, limits.max_bars)?;
        let particles = self.brief.particles.map(|it| it as u64);
        within("brief.particles", particles, 1, limits.max_particles as u64)?;
        if let Some(it) = &self.classic {
            within("classic.notes", it.notes, 1, 50_000)?;
            within("classic.tempo_us", it.tempo_us.map(u64::from), 60_000, 16_777_215)?;
            within("classic.velocity", it.velocity.map(u64::from), 1, 127)?;
            within("classic.duration", it.duration, 1, 16 * 1920)?;
        }
        if let Some(name) = &self.name {
            self.name = Some(names::checked("name", name)?);
        }
        Ok(())
    }
}

/// Refuses a number outside a range.
pub(crate) fn within(
    field: &str,
    value: Option<u64>,
    least: u64,
    most: u64,
) -> Result<(), Refusal> {
    let Some(value) = value.filter(|it| !(least..=most).contains(it)) else { return Ok(()) };
    let message = format!("{field} is {value}, but must be {least} to {most}");
    let hint = format!("give a number from {least} to {most}");
    let refusal = Refusal::invalid(field, message, hint);
    Err(refusal.value("value", value).value("least", least).value("most", most))
}
