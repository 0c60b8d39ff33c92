//! How much memory learning takes.

use super::{ClassicConfig, network::Network, training::CHECK_BATCH};

/// The memory in bytes that training with `config` takes at its largest, about.
///
/// Weights, gradients, moments, the best weights with theirs, and packed copies, and for every
/// window of a batch what each layer keeps for its way back.
pub fn memory_estimate(config: &ClassicConfig) -> u64 {
    let network = Network::new(config);
    let n_weights = network.weights.len() as u64;
    let rows = config.batch.max(CHECK_BATCH).next_multiple_of(8) as u64;
    let widest = config.units.iter().copied().max().unwrap_or(0) as u64;
    let units: u64 = config.units.iter().map(|it| *it as u64).sum();
    // Gates (4), cells, hidden, norm and input gradients; two packed copies of gates for the sums.
    let kept = rows * config.window as u64 * units * 8;
    let shared = rows * config.window as u64 * widest * 6;
    4 * (n_weights * 9 + kept + shared * config.units.len() as u64)
}
