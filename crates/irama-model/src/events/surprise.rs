//! How surprised a network is at pieces, or several networks together.

use irama_neural::{Kernels, maths};
use serde::{Deserialize, Serialize};

use super::{
    lanes::{Lanes, Order},
    memory::Memory,
    network::{FieldLoss, Network, Passes},
};

/// Lanes and steps of a window that is checked.
const CHECK_LANES: usize = 32;
const CHECK_STEPS: usize = 128;

/// Surprise in nats per row that counts: a note, or a frame of a piano roll.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Surprise {
    /// One a field.
    pub by_field: Vec<f64>,
    /// Rows that count.
    pub n: usize,
}

impl Surprise {
    /// Of all fields together.
    pub fn total(&self) -> f64 {
        self.by_field.iter().sum()
    }
}

/// Sums of surprise, before they are divided.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Sums {
    by_field: Vec<f64>,
    n: usize,
}

impl Sums {
    pub(super) fn add(&mut self, losses: &[FieldLoss], n_counted: usize) {
        self.by_field.resize(losses.len(), 0.0);
        self.by_field.iter_mut().zip(losses).for_each(|(sum, loss)| *sum += loss.0);
        self.n += n_counted;
    }

    pub(super) fn per_row(&self) -> Surprise {
        let n = self.n.max(1) as f64;
        Surprise { by_field: self.by_field.iter().map(|it| it / n).collect(), n: self.n }
    }
}

/// The surprise of pieces under `weights`, with `hidden` of what is given hidden.
pub fn surprise<M: Memory>(
    network: &Network,
    weights: &[f32],
    pieces: &[M::Piece],
    hidden: u8,
    kernels: Kernels,
    passes: &mut Passes,
) -> Surprise {
    network.pack(weights, passes);
    passes.lstms.iter_mut().for_each(|it| it.forget());
    let n_lanes = CHECK_LANES.min(pieces.len().max(1));
    let mut lanes = Lanes::<M>::new(Order::Checking { hidden }, n_lanes);
    let mut sums = Sums::default();
    while let Some((window, n_counted)) = lanes.window(pieces, CHECK_STEPS) {
        let losses = network.check(kernels, weights, window, passes);
        sums.add(&losses, n_counted);
    }
    sums.per_row()
}

/// The surprise of pieces under several networks of one kind whose probabilities are averaged, with
/// `hidden` of what is given hidden.
pub fn surprise_together<M: Memory>(
    network: &Network,
    members: &[Vec<f32>],
    pieces: &[M::Piece],
    hidden: u8,
    kernels: Kernels,
) -> Surprise {
    let mut all: Vec<Passes> = members.iter().map(|_| Passes::default()).collect();
    for (passes, weights) in all.iter_mut().zip(members) {
        network.pack(weights, passes);
    }
    let n_lanes = CHECK_LANES.min(pieces.len().max(1));
    let mut lanes = Lanes::<M>::new(Order::Checking { hidden }, n_lanes);
    let mut sums = Sums::default();
    while let Some((window, n_counted)) = lanes.window(pieces, CHECK_STEPS) {
        for (passes, weights) in all.iter_mut().zip(members) {
            network.check(kernels, weights, window, passes);
        }
        let each: Vec<Vec<&[f32]>> =
            all.iter().map(|it| Network::surprises(it).collect()).collect();
        let n_fields = network.heads.len();
        let losses: Vec<FieldLoss> = (0..n_fields).map(|field| together(&each, field)).collect();
        sums.add(&losses, n_counted);
    }
    sums.per_row()
}

/// The summed surprise of a field under averaged probabilities.
fn together(each: &[Vec<&[f32]>], field: usize) -> FieldLoss {
    let n = each.len() as f64;
    let place = |it: usize| {
        let sum: f64 = each.iter().map(|all| f64::from(maths::exp(-all[field][it]))).sum();
        -maths::ln(sum / n)
    };
    ((0..each[0][field].len()).map(place).sum(), 0)
}
