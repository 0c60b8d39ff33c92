//! Failures of composing as the interface tells them.

use axum::http::StatusCode;
use irama_model::{ModelError, events::Unmet};
use serde_json::{Map, Value, json};

use crate::error::Refusal;

/// What went wrong, with a code of its own for each thing that a brief can ask in vain.
pub(super) fn refusal_of(error: &ModelError) -> Refusal {
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let message = error.to_string();
    match error {
        ModelError::Brief(unmet) => {
            let mut refusal = Refusal::new(unprocessable, code_of(unmet), message)
                .field("brief")
                .hint("change what the message names, and compose again");
            refusal.body.values = values_of(unmet);
            refusal
        }
        ModelError::NoMelody => Refusal::new(unprocessable, "no_melody", message).field("brief"),
        ModelError::UnknownPart { name, known } => {
            Refusal::new(unprocessable, "unknown_part", message)
                .field("brief.parts")
                .value("name", name.as_str())
                .value("known", known.as_str())
        }
        ModelError::TooManyParts { name, limit } => {
            Refusal::new(unprocessable, "too_many_parts", message)
                .field("brief.parts")
                .value("name", name.as_str())
                .value("limit", *limit)
        }
        ModelError::Setting { name, value, wanted } => {
            Refusal::new(unprocessable, "invalid_setting", message)
                .field("brief")
                .value("name", *name)
                .value("value", value.as_str())
                .value("wanted", *wanted)
        }
        ModelError::ShortPrompt { window, actual } => {
            Refusal::new(unprocessable, "short_material", message)
                .field("material")
                .value("window", *window)
                .value("notes", *actual)
        }
        ModelError::Read { .. } | ModelError::Checkpoint { .. } | ModelError::Broken => {
            Refusal::new(unprocessable, "unusable_model", message)
                .hint("import the model again, or learn it anew")
        }
        _ => Refusal::failed(message),
    }
}

/// Such as `unmet_no_such_bars` for [`Unmet::NoSuchBars`].
fn code_of(unmet: &Unmet) -> String {
    let shown = format!("{unmet:?}");
    let name = shown.split(|it: char| !it.is_ascii_alphanumeric()).next().unwrap_or_default();
    let mut code = "unmet".to_owned();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            code.push('_');
        }
        code.push(letter.to_ascii_lowercase());
    }
    code
}

/// What a page needs to say it in its own words.
fn values_of(unmet: &Unmet) -> Map<String, Value> {
    let values = match unmet {
        Unmet::NoSuchStyle { style, styles } => json!({ "style": style, "styles": styles }),
        Unmet::NoSuchNote { pitch, tick, part } => {
            json!({ "pitch": pitch, "tick": tick, "part": part })
        }
        Unmet::NoSuchBars { bars, n_bars } => {
            json!({ "bars": bars.to_string(), "n_bars": n_bars })
        }
        Unmet::Undivided { plan, n_bars, fitting } => {
            json!({ "n": plan.n_sections(), "n_bars": n_bars, "fitting": fitting })
        }
        Unmet::OtherGround { from, to, .. } => json!({ "from": from, "to": to }),
        Unmet::NoRoom { part, n, bar } => json!({ "part": part, "n": n, "bar": bar }),
        Unmet::NoWay { bar } => json!({ "bar": bar }),
        Unmet::CrossedRange { part, .. }
        | Unmet::NoDrum { part, .. }
        | Unmet::NoVoice { part }
        | Unmet::CrossedDensity { part, .. }
        | Unmet::NoNotes { part }
        | Unmet::TooDense { part, .. }
        | Unmet::Chance { part, .. }
        | Unmet::OtherFamily { part, .. }
        | Unmet::OutsideChords { part }
        | Unmet::OutsideKey { part, .. }
        | Unmet::NoPlace { part } => json!({ "part": part }),
        _ => json!({}),
    };
    match values {
        Value::Object(values) => values,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_to_ask_in_vain_has_a_code() {
        assert_eq!(code_of(&Unmet::NoBars), "unmet_no_bars");
        assert_eq!(code_of(&Unmet::NoWay { bar: 3 }), "unmet_no_way");
    }
}
