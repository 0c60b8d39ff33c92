//! A piece while it is being composed: what is certain by now, and an end before the end.
//!
//! Ways that are drawn anew have ancestors in common, so that the beginning of a piece is soon the
//! same in all of them: what all of them have will not change any more.

use irama_score::Score;

use super::{
    assembly::assemble,
    ground::step_from,
    material::{Own, Place, Placed},
    orders::Orders,
    particle::Particle,
};

/// How to go on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Go {
    /// With the next notes.
    #[default]
    On,
    /// Not beyond this bar, or the next at whose end there is a note: what is there is the piece.
    Keep,
    /// Not at all: there is no piece.
    Stop,
}

/// A piece while it is being composed.
#[derive(Debug)]
pub struct Sketch<'a> {
    orders: &'a Orders,
    particles: &'a [Particle],
    reached: u64,
}

impl<'a> Sketch<'a> {
    pub(super) fn new(orders: &'a Orders, particles: &'a [Particle], place: Place) -> Self {
        Self { orders, particles, reached: place.0 }
    }

    /// Bars that are behind, of all bars of the piece.
    pub fn n_bars(&self) -> u64 {
        self.orders.bars_until(self.reached)
    }

    /// Bars of the whole piece, those that stay included.
    pub fn n_bars_in_all(&self) -> u64 {
        self.orders.bars.len() as u64
    }

    /// What is certain by now: notes that no way can change any more, among what stays. What is to
    /// be written anew and is not yet reached is there as it was.
    pub fn score(&self) -> Score {
        let ended = Orders { end: self.orders.end, ..self.orders.ended_at(self.reached) };
        assemble(&ended, &self.settled())
    }

    /// New notes that all ways have in common.
    fn settled(&self) -> Vec<Placed> {
        let mut alive = self.particles.iter().filter(|it| !it.is_dead);
        let Some(first) = alive.next() else { return Vec::new() };
        let first = &first.standing.events;
        let n_same = |n: usize, it: &Particle| {
            let both = first[..n].iter().zip(&it.standing.events);
            both.take_while(|(a, b)| a == b).count()
        };
        let n = alive.fold(first.len(), n_same);
        let certain = first[..n].iter().filter(|it| it.is_new && it.placed.step < self.reached);
        certain.map(|it| it.placed).collect()
    }
}

impl Orders {
    /// Bars that end at a step or before.
    pub(super) fn bars_until(&self, step: u64) -> u64 {
        self.bars.partition_point(|it| step_from(it.end.0) <= step) as u64
    }

    /// Whether a piece may end at a barrier: on a bar line, and with a note in it.
    pub(super) fn may_end_at(&self, place: Place, particles: &[Particle]) -> bool {
        let is_line = self.bars.iter().any(|it| step_from(it.end.0) == place.0) && place.1 == 0;
        let has_note = |it: &Particle| {
            it.standing.events.iter().any(|it| it.is_new && it.placed.step < place.0)
        };
        is_line && (!self.own.is_empty() || particles.iter().all(has_note))
    }

    /// The same for a piece whose composing ends at a bar line: what was to be written anew after it
    /// stays, and no more bars follow than the material has.
    pub(super) fn ended_at(&self, step: u64) -> Self {
        let is_own = |it: &Own| it.step() >= step || self.cells.keeps(it);
        let material = self.material.as_ref();
        let own = material.iter().flat_map(|it| it.notes()).filter(is_own).collect();
        let line = self.bars.iter().find(|it| step_from(it.end.0) >= step).map(|it| it.end);
        let end =
            line.unwrap_or(self.end).max(material.map_or(self.bars[0].end, |it| it.score.end));
        let mut orders = Self { own, end: end.min(self.end), ..self.clone() };
        let frame = &mut orders.song.piece.frame;
        frame.tempos.retain(|it| it.at < end);
        frame.meters.retain(|it| it.at < end);
        frame.keys.retain(|it| it.at < end);
        orders
    }
}
