//! Going on from another model: which of its values help with new pieces.
//!
//! Fine facts are joined by a hash, and a model knows by heart what follows them in its own music.
//! Where that misleads about other music, unlearning it takes longer than learning: such tables
//! begin anew.

use irama_neural::Kernels;

use super::{
    memory::Memory,
    network::{Network, Passes},
    surprise::surprise,
};

/// Rows of the new pieces that are tried, about.
const TRIED_ROWS: usize = 20_000;

/// The weights to start from: those of `base`, but where a field of `pieces` is less surprising
/// without fine facts than with those that `base` knows, they are forgotten.
pub(super) fn going_on<M: Memory>(
    network: &Network,
    mut base: Vec<f32>,
    pieces: &[M::Piece],
    kernels: Kernels,
) -> Vec<f32> {
    let n_rows: usize = pieces.iter().map(M::n_rows).sum();
    let every = n_rows.div_ceil(TRIED_ROWS).max(1);
    let tried: Vec<M::Piece> = pieces.iter().step_by(every).cloned().collect();
    let by_field = |weights: &[f32]| {
        surprise::<M>(network, weights, &tried, 0, kernels, &mut Passes::default()).by_field
    };
    let fields = M::plan().fields;
    let tables: Vec<_> = network.heads.iter().zip(fields).map(|it| it.0.known(it.1.fine)).collect();
    let mut without = base.clone();
    tables.iter().for_each(|it| without[it.clone()].fill(0.0));
    let surprises = by_field(&base).into_iter().zip(by_field(&without));
    for (table, (with, without)) in tables.into_iter().zip(surprises) {
        if without < with {
            base[table].fill(0.0);
        }
    }
    base
}
