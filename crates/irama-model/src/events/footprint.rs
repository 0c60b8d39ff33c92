//! How much memory learning takes.

use super::{
    EventsConfig,
    memory::{FieldPlan, Memory},
    music::Music,
    network::Network,
};

/// Lanes and steps of a window that is checked, at most.
const CHECKED: usize = 32 * 128;
/// Tokens that a bag holds, about, with what is kept beside them: far fewer than it may.
const TOKENS: usize = 256;

/// The memory in bytes that learning with `config` takes at its largest, about, without the pieces.
///
/// Weights, gradients, moments, averages, the best and the packed ones; and for every step of a
/// window what each layer and head keeps for its way back.
pub fn memory_estimate(config: &EventsConfig) -> u64 {
    let plan = Music::plan();
    let n_weights = Network::new(&plan, &config.sizes).layout.len() as u64;
    let steps = (config.n_lanes.next_multiple_of(8) * config.window + CHECKED) as u64;
    let units: usize = config.sizes.units.iter().sum();
    // A head keeps its units, its logits and what comes back for both, and weights of tokens.
    let head =
        |field: &FieldPlan| 4 * config.sizes.head_units_of(field) + 4 * field.n_values + 3 * TOKENS;
    let heads: usize = plan.fields.iter().map(head).sum();
    // Gates (4) and what comes back for them, cells, hidden, input, dropped.
    let kept = 12 * units + 4 * config.sizes.embedding + heads + 3 * TOKENS;
    4 * (n_weights * 10 + steps * kept as u64)
}
