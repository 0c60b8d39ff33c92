//! Looks into JSON of Keras without believing it.

use serde_json::Value;

/// Refuses what Keras would take for a class that is not its own: such a class is code.
pub(super) fn check(value: &Value) -> Result<(), String> {
    match value {
        Value::Array(all) => all.iter().try_for_each(check),
        Value::Object(all) => {
            if let Some(class) = all.get("class_name") {
                check_class(class, all.get("module"), all.get("registered_name"))?;
            }
            all.values().try_for_each(check)
        }
        _ => Ok(()),
    }
}

fn check_class(
    class: &Value,
    module: Option<&Value>,
    registered: Option<&Value>,
) -> Result<(), String> {
    let name = class.as_str().unwrap_or("");
    if name == "Lambda" || name.starts_with("__") || name == "function" {
        return Err(format!(
            "it holds a {name}, which is code; only data is read, so build the model without it"
        ));
    }
    let is_of_keras = match module {
        None | Some(Value::Null) => true,
        Some(module) => module.as_str().is_some_and(|it| it == "keras" || it.starts_with("keras.")),
    };
    let is_built_in = match registered {
        None | Some(Value::Null) => true,
        Some(registered) => registered == class,
    };
    if is_of_keras && is_built_in {
        return Ok(());
    }
    let shown = registered.filter(|it| !it.is_null()).or(module).unwrap_or(class);
    Err(format!(
        "its {} is a class of its own ({}), which is code; only classes of Keras itself are read",
        short(class),
        short(shown)
    ))
}

/// A value as JSON, cut if it is long: it may be anything.
pub(super) fn short(value: &Value) -> String {
    const LIMIT: usize = 60;
    let text = value.to_string();
    match text.char_indices().nth(LIMIT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
