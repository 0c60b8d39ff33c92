//! Some ways written side by side: one step of the network for all of them, field by field.

use irama_events::{Field, Passages};
use rayon::prelude::*;

use super::{
    material::Place,
    orders::Orders,
    particle::{Particle, fields},
};
use crate::events::{EventsModel, deciding::Decision, sampling::Sampling, stepping::Player};

/// What all ways share.
#[derive(Clone, Copy)]
pub(super) struct Desk<'a> {
    pub(super) player: &'a Player<'a>,
    pub(super) orders: &'a Orders,
    pub(super) passages: &'a Passages,
    /// One a field.
    pub(super) sampling: [Sampling; irama_events::N_FIELDS],
    /// Asked before each event whether to give up, by all threads.
    pub(super) is_stopped: &'a IsStopped<'a>,
}

/// Whether to give up.
pub(super) type IsStopped<'a> = dyn Fn() -> bool + Sync + 'a;

impl<'a> Desk<'a> {
    pub(super) fn new(
        model: &'a EventsModel,
        player: &'a Player<'a>,
        orders: &'a Orders,
        is_stopped: &'a IsStopped<'a>,
    ) -> Self {
        let sampling = irama_events::FIELDS.map(|it| orders.brief.sampling(it));
        Self { player, orders, passages: &model.passages, sampling, is_stopped }
    }

    /// Writes all ways on until each stands at or after a place; threads share them. False if it was
    /// stopped before.
    pub(super) fn write_until(&self, particles: &mut [Particle], place: Place) -> bool {
        // A row gets the same bits in any company, so that the number of threads is free.
        let n_rows = particles.len().div_ceil(rayon::current_num_threads()).max(1);
        particles.par_chunks_mut(n_rows).map(|it| self.write_some(it, place)).all(|it| it)
    }

    fn write_some(&self, particles: &mut [Particle], place: Place) -> bool {
        let is_left = |it: &Particle| !it.is_dead && is_before(it, place);
        loop {
            let mut rows: Vec<&mut Particle> =
                particles.iter_mut().filter(|it| is_left(it)).collect();
            if rows.is_empty() {
                return true;
            }
            if (self.is_stopped)() {
                return false;
            }
            self.write_event(&mut rows);
        }
    }

    /// One event of each row.
    fn write_event(&self, rows: &mut [&mut Particle]) {
        self.listen(rows);
        rows.iter_mut().for_each(|it| it.look(self.orders));
        for field in fields() {
            let mut asked = Vec::with_capacity(rows.len());
            for (idx, row) in rows.iter_mut().enumerate().filter(|it| it.1.has(field)) {
                if row.ask(self.orders, self.passages, field) {
                    asked.push(idx);
                } else if !row.is_dead {
                    // The model's own rules leave one value.
                    let value = row.sets().1.trailing_zeros() as u8;
                    row.decide(self.orders, field, &Decision::forced(value));
                }
            }
            let told: Vec<_> =
                asked.iter().map(|it| (&rows[*it].known, &rows[*it].state)).collect();
            let logits = self.player.logits(field.idx(), &told);
            for (idx, logits) in asked.into_iter().zip(logits) {
                let row = &mut rows[idx];
                if field == Field::Seat {
                    row.expect(self.orders, &logits);
                }
                let (dice, wall) = (row.chance.uniform(), row.wall(field));
                match self.sampling[field.idx()].decide(&logits, row.sets(), wall, dice) {
                    Some(decision) => row.decide(self.orders, field, &decision),
                    None => (row.is_dead, row.is_broken) = (true, true),
                }
            }
        }
        rows.iter_mut().for_each(|it| it.finish(self.orders, self.passages));
    }

    /// Tells the network what the last rows were.
    pub(super) fn listen(&self, rows: &mut [&mut Particle]) {
        let mut told: Vec<_> = rows.iter_mut().map(|it| it.listen()).collect();
        self.player.step(&mut told);
    }
}

/// Whether a way does not yet stand at or after a place.
fn is_before(particle: &Particle, place: Place) -> bool {
    !particle.standing.has_ended() && particle.standing.place() < place
}
