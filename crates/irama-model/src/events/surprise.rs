//! How surprised a network is at pieces, or several networks together.

use irama_neural::{Kernels, maths};
use serde::{Deserialize, Serialize};

use super::{
    lanes::{Lanes, Order},
    memory::Memory,
    network::{FieldLoss, Network, Passes},
};
use crate::Engine;

/// Lanes and steps of a window that is checked.
const CHECK_LANES: usize = 32;
const CHECK_STEPS: usize = 128;
/// Counts travel between ranks as two floats that are exact: multiples of this, and what is left.
const COUNT: usize = 1 << 12;

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

    /// Adds what [`told`] made, summed over all ranks.
    pub(super) fn add_told(&mut self, all: &[f32]) {
        let (losses, counts) = all.split_at(all.len() - 2);
        let losses: Vec<FieldLoss> = losses.iter().map(|it| (f64::from(*it), 0)).collect();
        self.add(&losses, counts[0] as usize * COUNT + counts[1] as usize);
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
    let engine = Engine::from(kernels);
    surprise_among::<M>(network, weights, (pieces, hidden), &engine, passes)
}

/// The same worked out by all ranks together.
pub(super) fn surprise_among<M: Memory>(
    network: &Network,
    weights: &[f32],
    (pieces, hidden): (&[M::Piece], u8),
    Engine { kernels, ranks }: &Engine,
    passes: &mut Passes,
) -> Surprise {
    network.pack(weights, passes);
    passes.lstms.iter_mut().for_each(|it| it.forget());
    let n_lanes = CHECK_LANES.min(pieces.len().max(1));
    let order = Order::Checking { hidden };
    let mut lanes = Lanes::<M>::some(order, n_lanes, ranks.rows(n_lanes));
    // All windows are joined at once: there is one trip to the others.
    let mut all = Vec::new();
    while let Some((window, n_counted)) = lanes.window(pieces, CHECK_STEPS) {
        let losses = match window {
            [] => vec![(0.0, 0); network.heads.len()],
            _ => network.check(*kernels, weights, window, passes),
        };
        all.extend(told(&losses, n_counted));
    }
    ranks.on_rows(n_lanes).share().join(&mut all);
    let mut sums = Sums::default();
    all.chunks_exact(network.heads.len() + 2).for_each(|it| sums.add_told(it));
    sums.per_row()
}

/// Losses and a count as floats, of which sums along the tree are what they are of a whole batch.
pub(super) fn told(losses: &[FieldLoss], n_counted: usize) -> impl Iterator<Item = f32> {
    // A loss is a sum of 32 bits, so that nothing is lost.
    let losses = losses.iter().map(|it| it.0 as f32);
    losses.chain([(n_counted / COUNT) as f32, (n_counted % COUNT) as f32])
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
