//! Which bars of which parts are written anew, and what stays.

use std::collections::BTreeSet;

use irama_events::Seat;
use irama_score::BarGrid;

use super::{
    brief::{Brief, Region},
    material::{Material, Own, Place, tick},
    names::Names,
    unmet::Unmet,
};
use crate::ModelError;

/// All parts.
const ALL: u128 = u128::MAX;

/// Some bars of some parts, a bit a seat.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Cell {
    bars: std::ops::Range<u64>,
    seats: u128,
}

/// Which bars of which parts are written anew, and what stays.
#[derive(Clone, Debug)]
pub(super) struct Cells {
    fills: Vec<Cell>,
    locks: Vec<Cell>,
    notes: BTreeSet<Place>,
    /// Those who play what is new.
    writers: u128,
    bars: BarGrid,
}

impl Cells {
    /// Those of a brief, for a piece of `n_bars` bars that begins with the material.
    pub(super) fn new(
        brief: &Brief,
        (material, n_bars): (Option<&Material>, u64),
        names: &Names,
        bars: BarGrid,
    ) -> Result<Self, ModelError> {
        let n_old = material.map_or(0, |it| it.n_bars);
        let cell = |it: &Region| cell(it, n_old, names);
        let mut fills: Vec<Cell> = brief.fill.iter().map(cell).collect::<Result<_, _>>()?;
        let locks: Vec<Cell> = brief.lock.iter().map(cell).collect::<Result<_, _>>()?;
        let is_rewritten = !brief.lock.is_empty() || !brief.lock_notes.is_empty();
        if fills.is_empty() && is_rewritten {
            fills.push(Cell { bars: 0..n_old, seats: ALL });
        }
        fills.push(Cell { bars: n_old..n_bars, seats: ALL });
        let mut cells = Self { fills, locks, notes: BTreeSet::new(), writers: ALL, bars };
        for locked in &brief.lock_notes {
            let seat = names.seat(&locked.part)?;
            let is_it = |it: &Own| {
                it.seat == seat && (it.note.start.0, it.note.pitch) == (locked.tick, locked.pitch)
            };
            let own = material.and_then(|it| it.notes().find(is_it)).ok_or_else(|| {
                let (pitch, tick) = (locked.pitch.number(), locked.tick);
                Unmet::NoSuchNote { pitch, tick, part: locked.part.clone() }
            })?;
            cells.notes.insert(place(&own));
        }
        Ok(cells)
    }

    /// The same where only these write.
    pub(super) fn written_by(self, seats: &[Seat]) -> Self {
        Self { writers: seats.iter().fold(0, |all, it| all | 1 << it.0), ..self }
    }

    /// Those who write in a bar, a bit each.
    pub(super) fn writers_in(&self, bar_idx: u64) -> u128 {
        let all = |cells: &[Cell]| {
            let here = cells.iter().filter(|it| it.bars.contains(&bar_idx));
            here.fold(0, |all, it| all | it.seats)
        };
        all(&self.fills) & !all(&self.locks) & self.writers
    }

    /// Whether a part stays as it is in every bar of the material.
    pub(super) fn is_locked_throughout(&self, seat: Seat, n_old: u64) -> bool {
        let mut cells = self.locks.iter().filter(|it| it.seats >> seat.0 & 1 == 1);
        cells.any(|it| it.bars == (0..n_old))
    }

    /// Whether a part writes in any bar.
    pub(super) fn writes(&self, seat: Seat) -> bool {
        let fills = self.fills.iter().filter(|it| it.seats >> seat.0 & 1 == 1);
        let mut bars = fills.flat_map(|it| it.bars.clone());
        bars.any(|it| self.writers_in(it) >> seat.0 & 1 == 1)
    }

    /// Whether a note of the material stays.
    pub(super) fn keeps(&self, own: &Own) -> bool {
        self.keeps_at(place(own))
    }

    /// The same by its place.
    pub(super) fn keeps_at(&self, place: Place) -> bool {
        let bar = self.bars.bar_at(tick(place.0)).bar_idx;
        self.writers_in(bar) >> place.1 & 1 == 0 || self.notes.contains(&place)
    }
}

fn place(own: &Own) -> Place {
    let pitch =
        if own.seat.is_drums() { irama_events::gm_drum(own.note.pitch) } else { own.note.pitch };
    (own.step(), own.seat.0, pitch.number())
}

fn cell(region: &Region, n_old: u64, names: &Names) -> Result<Cell, ModelError> {
    let seats = match &region.parts {
        None => ALL,
        Some(parts) => {
            let mut seats = 0;
            for part in parts {
                seats |= 1_u128 << names.seat(part)?.0;
            }
            seats
        }
    };
    let bars = match region.bars {
        None => 0..n_old,
        Some(span) if span.first > n_old || span.last.is_some_and(|it| it > n_old) => {
            return Err(Unmet::NoSuchBars { bars: span, n_bars: n_old }.into());
        }
        Some(span) => span.bar_idxs(n_old),
    };
    Ok(Cell { bars, seats })
}
