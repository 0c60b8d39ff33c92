//! What a piece shall be: plain data, with a JSON form.

use irama_events::Field;
use irama_score::{Meter, Pitch, Program};
use serde::{Deserialize, Serialize, Serializer};

use super::{chords::Chords, plan::Plan, scale::Tonality, span::Span};
use crate::events::sampling::Sampling;

/// What a piece shall be. What is not said is free, or as the material or the model has it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Brief {
    /// Bars to write, after those of the material: 1 to 100,000. The default is 16, or none where
    /// regions of the material are written anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bars: Option<u64>,
    /// The style, one of those that the model names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub style: Option<String>,
    /// The meter, where the material does not say.
    #[serde(skip_serializing_if = "Option::is_none", with = "as_text")]
    pub meter: Option<Meter>,
    /// Beats a minute, 4 to 1,000, where the material does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tempo: Option<f64>,
    /// A key and its scale: new notes of pitched parts stay in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<Tonality>,
    /// How many notes outside the scale, or outside the chords, may stand in each bar.
    #[serde(skip_serializing_if = "is_default")]
    pub outside_notes: u16,
    /// Chords: new notes of pitched parts are of their tones. The first bar of the piece has the
    /// first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chords: Option<Chords>,
    /// Which notes keep to the chords.
    #[serde(skip_serializing_if = "is_default")]
    pub chord_notes: ChordNotes,
    /// Who plays what is new; the default is who plays in the material, or a band that was learned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parts: Option<Vec<PartBrief>>,
    /// What of the material is written anew.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fill: Vec<Region>,
    /// What of the material stays, though it lies within what is written anew. Without a `fill`, all
    /// else is written anew.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lock: Vec<Region>,
    /// Single notes of the material that stay.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lock_notes: Vec<LockedNote>,
    /// Sections, such as `A A' B A`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<Plan>,
    /// Whether bars of a new piece return as they do in learned songs, where no plan says how.
    #[serde(skip_serializing_if = "is_default")]
    pub returns: Returns,
    /// Notes in the longest passage of a pitched part that may stand in the learned files, at least 7;
    /// see [`Brief::COPY_LIMIT`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy_limit: Option<usize>,
    /// The same for drums, whose beats are common property.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drum_copy_limit: Option<usize>,
    /// How bold to be.
    #[serde(skip_serializing_if = "is_default")]
    pub temperature: Temperature,
    /// Keep only this many of the likeliest values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_k: Option<usize>,
    /// Keep the fewest values whose probabilities reach this sum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_p: Option<f32>,
    /// Keep values at least this share as likely as the likeliest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_p: Option<f32>,
    /// Ways that are tried side by side, 1 to 4,096; the default is [`super::DEFAULT_PARTICLES`],
    /// [`super::DEFAULT_PARTICLES_BESIDE`] where notes stay beside what is written,
    /// [`super::DEFAULT_PARTICLES_RETURNING`] where no more than bars that return has to fit, or one
    /// where nothing could be missed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub particles: Option<usize>,
    /// The bar of the piece after which to end, whatever was to come: this is how a piece that was
    /// stopped on the way, and kept, is composed again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_after: Option<u64>,
    /// Which of them becomes the piece.
    #[serde(skip_serializing_if = "is_default")]
    pub choice: Choice,
}

/// How many bars to write if nothing is said.
const N_BARS: u64 = 16;

impl Brief {
    /// The limit of copying for a model that learned from songs of others, where nobody says another.
    pub const COPY_LIMIT: usize = 12;

    /// Whether something of the material is written anew.
    pub fn is_rewriting(&self) -> bool {
        !self.fill.is_empty() || !self.lock.is_empty() || !self.lock_notes.is_empty()
    }

    /// Bars to write after those of the material.
    pub fn n_new_bars(&self) -> u64 {
        self.bars.unwrap_or(if self.is_rewriting() { 0 } else { N_BARS })
    }

    /// How freely to choose a field.
    pub(super) fn sampling(&self, field: Field) -> Sampling {
        let temperature = self.temperature.of(field);
        Sampling { temperature, top_k: self.top_k, top_p: self.top_p, min_p: self.min_p }
    }
}

/// Whether bars return.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Returns {
    /// Each part brings bars back as its like did in a song that was learned from, note by note.
    #[default]
    Learned,
    /// Only what the model itself happens to write again.
    Free,
}

/// A part that plays what is new.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartBrief {
    /// Its name: that of a part of the material, or of a family of instruments such as `bass`.
    pub part: String,
    /// The lowest pitch, 0 to 127.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<Pitch>,
    /// The highest pitch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<Pitch>,
    /// Notes that sound at once, at most: where one more begins, the oldest is let go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub polyphony: Option<u8>,
    /// How many notes each bar has that is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub density: Option<Density>,
    /// The instrument, of the family that the name says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<Program>,
    /// The chance that it plays at all, above 0, at most 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chance: Option<f64>,
}

impl PartBrief {
    /// A part of which nothing is said but its name.
    pub fn named(name: &str) -> Self {
        Self { part: name.to_owned(), ..Self::default() }
    }
}

/// How many notes a bar has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Density {
    /// At least, up to 64.
    #[serde(default)]
    pub min: u16,
    /// At most.
    #[serde(default = "no_limit")]
    pub max: u16,
}

fn no_limit() -> u16 {
    u16::MAX
}

/// Some bars of some parts of the material.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// Such as `5-8`; all bars if it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bars: Option<Span>,
    /// Names of parts; all of them if it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parts: Option<Vec<String>>,
}

/// A note of the material that stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockedNote {
    /// The name of its part.
    pub part: String,
    /// Its start in ticks, 480 to a quarter.
    pub tick: u64,
    /// Its pitch.
    pub pitch: Pitch,
}

/// Which notes of pitched parts keep to the chords.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChordNotes {
    /// All of them.
    #[default]
    All,
    /// Those that begin on a beat; others are of the chord or the key, which is then inferred from
    /// the chords if it is not said.
    Beats,
}

/// Which of the ways that were tried becomes the piece.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Choice {
    /// One by chance, in proportion to their weights: as the model would write under these orders.
    #[default]
    Random,
    /// The one that surprises the model least, in nats a note.
    Likeliest,
}

/// How bold to be: one number, or one a field.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Temperature {
    /// The same for all fields, 0 to 100.
    All(f32),
    /// For each field; what is left out is 1.
    Fields(FieldTemperatures),
}

/// How bold to be in each field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FieldTemperatures {
    /// When notes come: both fields of the wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<f32>,
    /// Who plays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<f32>,
    /// How high.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pitch: Option<f32>,
    /// How long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<f32>,
    /// How loud.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loudness: Option<f32>,
    /// How far off the grid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shift: Option<f32>,
}

impl Default for Temperature {
    fn default() -> Self {
        Self::All(1.0)
    }
}

impl Temperature {
    /// That of a field.
    pub fn of(&self, field: Field) -> f32 {
        let fields = match self {
            Self::All(all) => return *all,
            Self::Fields(fields) => fields,
        };
        let own = match field {
            Field::Beats | Field::Sub => fields.time,
            Field::Seat => fields.part,
            Field::Pitch => fields.pitch,
            Field::Length => fields.length,
            Field::Loudness => fields.loudness,
            Field::Shift => fields.shift,
        };
        own.unwrap_or(1.0)
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A value as the text that people type.
mod as_text {
    use std::{fmt::Display, str::FromStr};

    use serde::{Deserialize, Deserializer, de::Error};

    use super::Serializer;

    pub(super) fn serialize<T: Display, S: Serializer>(
        value: &Option<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => serializer.collect_str(value),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
    where
        T: FromStr,
        T::Err: Display,
        D: Deserializer<'de>,
    {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|it| it.parse().map_err(D::Error::custom)).transpose()
    }
}
