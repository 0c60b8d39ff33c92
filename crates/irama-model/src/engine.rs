//! What a run works with.

use irama_neural::Kernels;
use irama_ranks::Ranks;

/// The kernels, and the ranks that learn together. Neither changes a bit of what is learned.
#[derive(Clone, Debug)]
pub struct Engine {
    /// The kernels of this processor.
    pub kernels: Kernels,
    /// This rank and the others.
    pub ranks: Ranks,
}

impl From<Kernels> for Engine {
    fn from(kernels: Kernels) -> Self {
        Self { kernels, ranks: Ranks::solo() }
    }
}
