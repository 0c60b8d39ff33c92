//! A way to the other ranks.

use std::sync::Arc;

/// Words for one rank. Many ranks may be sent the same without a copy.
pub(crate) type Parcel = Arc<Vec<u32>>;

/// Moves words between ranks. Who loses the others does not come back from a call.
pub(crate) trait Wire: Send + Sync {
    /// This rank, from 0 on.
    fn rank(&self) -> usize;

    /// All ranks.
    fn size(&self) -> usize;

    /// Gives each rank its parcel and takes one from each, of so many words; empty ones do not travel.
    /// All ranks call it in the same order.
    fn exchange(&self, send: Vec<Parcel>, receive: &[usize]) -> Vec<Parcel>;
}
