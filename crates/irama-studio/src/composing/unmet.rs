//! Failures of composing as the interface tells them.

use axum::http::StatusCode;
use irama_model::{ModelError, events::Unmet};

use crate::error::Refusal;

/// What went wrong, with a code of its own for each thing that a brief can ask in vain.
pub(super) fn refusal_of(error: &ModelError) -> Refusal {
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let message = error.to_string();
    match error {
        ModelError::Brief(unmet) => Refusal::new(unprocessable, code_of(unmet), message)
            .field("brief")
            .hint("change what the message names, and compose again"),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_to_ask_in_vain_has_a_code() {
        assert_eq!(code_of(&Unmet::NoBars), "unmet_no_bars");
        assert_eq!(code_of(&Unmet::NoWay { bar: 3 }), "unmet_no_way");
    }
}
