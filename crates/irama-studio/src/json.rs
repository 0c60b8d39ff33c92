//! Values as JSON by way of text: a share of 0.3 in 32 bits would else be 0.30000001192092896.

use serde::Serialize;
use serde_json::Value;

/// The value as JSON.
pub(crate) fn plain(value: &impl Serialize) -> Value {
    let text = serde_json::to_string(value).expect("plain data has a JSON form");
    serde_json::from_str(&text).expect("it was written as JSON just now")
}
