//! Looks for names that a JSON object has twice: readers of JSON differ in which one they believe.

use std::{collections::BTreeSet, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, MapAccess, Visitor},
};

/// An object of which no name is there twice.
struct Distinct;

impl<'de> Deserialize<'de> for Distinct {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Names)
    }
}

struct Names;

impl<'de> Visitor<'de> for Names {
    type Value = Distinct;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Distinct, A::Error> {
        let mut seen = BTreeSet::new();
        while let Some((name, IgnoredAny)) = map.next_entry::<String, _>()? {
            if seen.contains(&name) {
                return Err(A::Error::custom(format!("{name:?} stands there twice")));
            }
            seen.insert(name);
        }
        Ok(Distinct)
    }
}

/// Whether each name of the object `json` is there once; which one is not.
pub(super) fn check_distinct(json: &[u8]) -> Result<(), String> {
    let checked: Result<Distinct, _> = serde_json::from_slice(json.trim_ascii_end());
    checked.map(|Distinct| ()).map_err(|it| format!("its tensors cannot be read ({it})"))
}
