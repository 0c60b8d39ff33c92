//! The recipe that every piece carries: what repeats it, for people and for `--like`.

use irama_score::{Score, Text, TextKind, Tick};
use serde::{Deserialize, Serialize};

use super::{Brief, Composing, EventsModel, Temperature};

/// What stands before the part that is for machines.
const MARK: &str = "; recipe ";
const PROGRAM: &str = "Irama ";

/// What repeats a piece.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// The version of the program.
    pub version: String,
    /// The fingerprint of the model.
    pub model: String,
    /// Decides everything that chance decides.
    pub seed: u64,
    /// Which of several pieces it is.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub variation: u64,
    /// What was asked for.
    pub brief: Brief,
    /// The piece that it continues or rewrites.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<Prompt>,
}

/// A file that a piece came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prompt {
    /// Its name, without folders.
    pub name: String,
    /// The BLAKE3 of its bytes.
    pub hash: String,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl Recipe {
    /// What repeats a piece that this model composed.
    pub fn new(model: &EventsModel, config: &Composing, prompt: Option<Prompt>) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").into(),
            model: model.fingerprint(),
            seed: config.seed,
            variation: config.variation,
            brief: config.brief.clone(),
            prompt,
        }
    }

    /// As a text that people and this program read.
    fn text(&self) -> String {
        let json = serde_json::to_string(self).expect("plain data has a JSON form");
        let Self { version, model, seed, .. } = self;
        let options = self.options();
        format!(
            "{PROGRAM}{version}; model {model}; irama compose --seed {seed}{options}{MARK}{json}"
        )
    }

    /// Writes it into a piece, in the place of an older one.
    pub fn write(&self, score: &mut Score) {
        score.texts.retain(|it| !is_recipe(it));
        let text = Text { at: Tick::ZERO, kind: TextKind::Remark, content: self.text() };
        score.texts.insert(0, text);
    }

    /// The recipe of a piece, if it has one.
    pub fn of(score: &Score) -> Option<Self> {
        let text = score.texts.iter().find(|it| is_recipe(it))?;
        serde_json::from_str(text.content.split_once(MARK)?.1).ok()
    }

    /// The options that say the same, but for what only a brief can say.
    fn options(&self) -> String {
        let brief = &self.brief;
        let all = |temperature: &Temperature| match temperature {
            Temperature::All(it) if *it != 1.0 => Some(it.to_string()),
            _ => None,
        };
        let joined = |names: Vec<String>| (!names.is_empty()).then(|| names.join(","));
        let names = brief.parts.iter().flatten().map(|it| it.part.clone());
        let spans = brief.fill.iter().filter_map(|it| it.bars).map(|it| it.to_string());
        let locked = brief.lock.iter().filter_map(|it| it.parts.clone()).flatten();
        let typed = [
            ("bars", brief.bars.map(|it| it.to_string())),
            ("temperature", all(&brief.temperature)),
            ("top-p", brief.top_p.map(|it| it.to_string())),
            ("top-k", brief.top_k.map(|it| it.to_string())),
            ("min-p", brief.min_p.map(|it| it.to_string())),
            ("tempo", brief.tempo.map(|it| it.to_string())),
            ("style", brief.style.clone()),
            ("key", brief.key.map(|it| it.to_string())),
            ("meter", brief.meter.map(|it| it.to_string())),
            ("chords", brief.chords.as_ref().map(ToString::to_string)),
            ("parts", joined(names.collect())),
            ("plan", brief.plan.as_ref().map(ToString::to_string)),
            ("refill", joined(spans.collect())),
            ("lock", joined(locked.collect())),
            ("copy-limit", brief.copy_limit.map(|it| it.to_string())),
            ("particles", brief.particles.map(|it| it.to_string())),
            ("prompt", self.prompt.as_ref().map(|it| it.name.clone())),
        ];
        let as_typed = |(name, value): (&str, Option<String>)| match value? {
            value if value.contains([' ', '|']) => Some(format!(" --{name} \"{value}\"")),
            value => Some(format!(" --{name} {value}")),
        };
        typed.into_iter().filter_map(as_typed).collect()
    }
}

fn is_recipe(text: &Text) -> bool {
    text.content.starts_with(PROGRAM) && text.content.contains(MARK)
}
