//! Lanes: each plays whole pieces back to back, so that no piece is cut.
//!
//! Pieces are taken from one line: the n-th piece that is taken follows from the seed and n alone,
//! and so does the way it is played. A lane is two numbers; its memory is what the rows so far make.

use std::ops::Range;

use irama_neural::{ABSENT, BagRow, Chance};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    memory::{MAX_FIELDS, Memory, Row, Variation},
    network::LaneInput,
};

/// Streams of chance, one a use.
mod stream {
    pub(super) const ORDER: u64 = 2;
    pub(super) const VARIATION: u64 = 5;
    pub(super) const FACTS: u64 = 6;
}

/// In which order pieces are taken, and how they are played.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Order {
    /// Epoch after epoch without end, each in an order of its own; transposed if asked for, and
    /// with each part of what is given hidden with this chance.
    Learning(Ways),
    /// Each piece once as it is, with this hidden.
    Checking {
        /// What of that which is given is hidden, a bit each.
        hidden: u8,
    },
}

/// How pieces are played while learning.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ways {
    /// Decides the order and the ways.
    pub seed: u64,
    /// Whether pieces are transposed.
    pub is_transposed: bool,
    /// Levels of loudness by which a piece that has dynamics is louder or softer, at most.
    pub louder: u8,
    /// The chance that each part of what is given is hidden.
    pub hidden: f64,
    /// The chance that each fine fact is left out.
    pub facts: f32,
}

/// Where a lane is: in which piece of the line, and before which of its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Counts the pieces of the line.
    pub taken: u64,
    /// Counts the rows of the piece.
    pub row: usize,
}

/// A stretch of a piece within a window.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    place: Place,
    n: usize,
}

/// The lanes of a batch. All know where all are; what is played is that of some of them alone.
#[derive(Clone, Debug)]
pub struct Lanes<M> {
    order: Order,
    places: Vec<Option<Place>>,
    /// The lanes that are played here.
    own: Range<usize>,
    /// Those of its own lanes.
    memories: Vec<Option<M>>,
    n_taken: u64,
    /// The order of the pieces in an epoch.
    epoch: Option<(u64, Vec<usize>)>,
    inputs: Vec<LaneInput>,
    /// The fine facts of each field.
    fine: Vec<Range<u32>>,
}

impl<M: Memory> Lanes<M> {
    /// `n_lanes` lanes that have taken nothing, all of them played here.
    pub fn new(order: Order, n_lanes: usize) -> Self {
        Self::some(order, n_lanes, 0..n_lanes)
    }

    /// The same, but only the lanes `own` are played here.
    pub fn some(order: Order, n_lanes: usize, own: Range<usize>) -> Self {
        let n_own = own.len();
        Self {
            order,
            places: vec![None; n_lanes],
            own,
            memories: vec![None; n_own],
            n_taken: 0,
            epoch: None,
            inputs: vec![LaneInput::default(); n_own],
            fine: M::plan().fields.into_iter().map(|it| it.fine).collect(),
        }
    }

    /// Where the lanes are, and how many pieces were taken: all that going on needs.
    pub fn places(&self) -> (&[Option<Place>], u64) {
        (&self.places, self.n_taken)
    }

    /// Puts the lanes where they were. `false` if that is nowhere in these pieces.
    pub fn restore(&mut self, pieces: &[M::Piece], places: &[Option<Place>], n_taken: u64) -> bool {
        if places.len() != self.places.len() {
            return false;
        }
        self.n_taken = n_taken;
        self.places = places.to_vec();
        for (lane, place) in places.iter().enumerate() {
            let own = self.own.contains(&lane).then(|| lane - self.own.start);
            own.iter().for_each(|it| self.memories[*it] = None);
            let Some(Place { taken, row }) = *place else { continue };
            let piece = self.piece(pieces, taken);
            if taken >= n_taken || row > M::n_rows(&pieces[piece]) {
                return false;
            }
            let Some(own) = own else { continue };
            let variation = self.variation(&pieces[piece], taken);
            let mut memory = M::begin(&pieces[piece], variation);
            (0..row).for_each(|it| memory.push(&M::row(&pieces[piece], it, variation)));
            self.memories[own] = Some(memory);
        }
        true
    }

    /// Pieces taken so far over all pieces, in whole epochs.
    pub fn n_epochs(&self, n_pieces: usize) -> u64 {
        self.n_taken / n_pieces.max(1) as u64
    }

    /// The next `n_steps` of its own lanes, and how many rows of them count. `None` once every piece
    /// was checked.
    pub fn window(&mut self, pieces: &[M::Piece], n_steps: usize) -> Option<(&[LaneInput], usize)> {
        let mut plans: Vec<Vec<Stretch>> =
            (0..self.places.len()).map(|lane| self.advance(pieces, lane, n_steps)).collect();
        if plans.iter().all(Vec::is_empty) {
            return None;
        }
        let own = plans.drain(self.own.clone());
        let own: Vec<Vec<Stretch>> = own.collect();
        let stretches: Vec<Vec<(Stretch, usize, Variation)>> = own
            .into_iter()
            .map(|plan| {
                let told = plan.into_iter().map(|it| {
                    let piece = self.piece(pieces, it.place.taken);
                    (it, piece, self.variation(&pieces[piece], it.place.taken))
                });
                told.collect()
            })
            .collect();
        let (fine, order) = (&self.fine, self.order);
        let lanes = self.inputs.par_iter_mut().zip(&mut self.memories).zip(&stretches);
        let n_counted = lanes
            .map(|((input, memory), stretches)| {
                input.clear(fine.len());
                let mut n_counted = 0;
                for (stretch, piece, variation) in stretches {
                    let dropping = Dropping { fine, order, taken: stretch.place.taken };
                    let piece = &pieces[*piece];
                    n_counted += play(piece, *variation, *stretch, (memory, input), dropping);
                }
                while input.starts.len() < n_steps {
                    rest(input);
                }
                n_counted
            })
            .sum();
        Some((&self.inputs, n_counted))
    }

    /// Moves a lane on by `n_steps` rows; returns the stretches that it goes through.
    fn advance(&mut self, pieces: &[M::Piece], lane: usize, n_steps: usize) -> Vec<Stretch> {
        let (mut plan, mut left) = (Vec::new(), n_steps);
        while left > 0 {
            let place = match self.places[lane] {
                Some(place) => place,
                None => match self.take(pieces.len()) {
                    Some(taken) => Place { taken, row: 0 },
                    None => break,
                },
            };
            let n_rows = M::n_rows(&pieces[self.piece(pieces, place.taken)]);
            let n = left.min(n_rows - place.row);
            plan.push(Stretch { place, n });
            left -= n;
            let row = place.row + n;
            self.places[lane] = (row < n_rows).then_some(Place { row, ..place });
        }
        plan
    }

    fn take(&mut self, n_pieces: usize) -> Option<u64> {
        if matches!(self.order, Order::Checking { .. }) && self.n_taken >= n_pieces as u64 {
            return None;
        }
        self.n_taken += 1;
        Some(self.n_taken - 1)
    }

    /// The index of the piece that was taken as number `taken`.
    fn piece(&mut self, pieces: &[M::Piece], taken: u64) -> usize {
        let n = pieces.len() as u64;
        let (epoch, idx) = (taken / n, (taken % n) as usize);
        let Order::Learning(Ways { seed, .. }) = self.order else { return idx };
        if self.epoch.as_ref().is_none_or(|it| it.0 != epoch) {
            let mut order: Vec<usize> = (0..pieces.len()).collect();
            Chance::new(seed, stream::ORDER, epoch).shuffle(&mut order);
            self.epoch = Some((epoch, order));
        }
        self.epoch.as_ref().map_or(idx, |(_, order)| order[idx])
    }

    /// How the piece that was taken as number `taken` is played.
    fn variation(&self, piece: &M::Piece, taken: u64) -> Variation {
        match self.order {
            Order::Checking { hidden } => Variation { hidden, ..Variation::default() },
            Order::Learning(Ways { seed, is_transposed, hidden, louder, .. }) => {
                let mut chance = Chance::new(seed, stream::VARIATION, taken);
                let all = if is_transposed { M::transpositions(piece) } else { Vec::new() };
                let semitones = all.get(chance.below(all.len())).copied().unwrap_or(0);
                let is_bare = chance.uniform() < hidden;
                let hidden = (0..8).fold(0, |bits, it| {
                    bits | u8::from(is_bare || chance.uniform() < hidden) << it
                });
                let reach = if louder > 0 && M::has_dynamics(piece) { louder } else { 0 };
                let louder = chance.below(2 * usize::from(reach) + 1) as i8 - reach.cast_signed();
                Variation { semitones, louder, hidden }
            }
        }
    }
}

/// Which fine facts are left out, so that a head learns to do without those that it never met.
struct Dropping<'a> {
    fine: &'a [Range<u32>],
    order: Order,
    taken: u64,
}

impl Dropping<'_> {
    fn apply(&self, row: usize, field: usize, bags: &mut BagRow) {
        let Order::Learning(Ways { seed, facts, .. }) = self.order else { return };
        if facts > 0.0 {
            let step = self.taken << 32 | (row * MAX_FIELDS + field) as u64;
            bags.drop_some(&self.fine[field], facts, &mut Chance::new(seed, stream::FACTS, step));
        }
    }
}

/// Plays a stretch of a piece into a lane; returns how many of its rows count.
fn play<M: Memory>(
    piece: &M::Piece,
    variation: Variation,
    stretch: Stretch,
    (memory, input): (&mut Option<M>, &mut LaneInput),
    dropping: Dropping<'_>,
) -> usize {
    let Stretch { place: Place { row: first, .. }, n } = stretch;
    if first == 0 {
        *memory = Some(M::begin(piece, variation));
    }
    let memory = memory.as_mut().expect("there because a lane within a piece keeps its memory");
    let mut n_counted = 0;
    for idx in first..first + n {
        let row = M::row(piece, idx, variation);
        memory.input(&mut input.input);
        input.input.end_step();
        input.starts.push(if idx == 0 { 1.0 } else { 0.0 });
        let n_fields = M::n_fields(&row);
        // Later fields are not there yet, as in composing: nothing can be told of them by mistake.
        let mut so_far = Row::default();
        for (field, known) in input.heads.iter_mut().enumerate() {
            if field < n_fields {
                let legal = memory.known(field, &so_far, known);
                dropping.apply(idx, field, &mut known.bags);
                known.end_step(legal, row[field]);
                so_far[field] = row[field];
            } else {
                known.end_step(0, ABSENT);
            }
        }
        memory.push(&row);
        n_counted += usize::from(M::is_counted(&row));
    }
    n_counted
}

/// A step without a piece.
fn rest(input: &mut LaneInput) {
    input.input.end_step();
    input.starts.push(1.0);
    input.heads.iter_mut().for_each(|it| it.end_step(0, ABSENT));
}
