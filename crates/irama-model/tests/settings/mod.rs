//! Settings of a small events model.

use irama_model::events::{Dropouts, EventsConfig, Sizes};

/// Settings in which all kinds of dropout have their part.
pub(crate) fn small_config() -> EventsConfig {
    EventsConfig {
        sizes: Sizes { embedding: 24, units: vec![24, 24], head_units: 16 },
        dropouts: Dropouts {
            input: 0.1,
            layers: 0.2,
            recurrent: 0.2,
            heads: 0.1,
            manner: 0.3,
            facts: 0.1,
        },
        window: 12,
        seed: 3,
        ..EventsConfig::for_rows(1_000)
    }
}
