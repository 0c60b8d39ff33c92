//! The piece that is continued or rewritten, as it is and as the model sees it.

use irama_events::{Event, Field, Frame, Seat, encode, nearest_step, seats};
use irama_score::{Note, Score, Tick};

/// Where an event stands in the order of a piece: its grid step, seat and pitch.
pub(super) type Place = (u64, u8, u8);

/// An event and its grid step. Its wait counts for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) step: u64,
    pub(super) event: Event,
}

impl Placed {
    pub(super) fn place(&self) -> Place {
        (self.step, self.event.seat().0, self.event.get(Field::Pitch))
    }
}

/// A note of the material with its own ticks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Own {
    /// The index of its part.
    pub(super) part: usize,
    pub(super) seat: Seat,
    pub(super) note: Note,
}

impl Own {
    /// The grid step that it is nearest to.
    pub(super) fn step(&self) -> u64 {
        nearest_step(self.note.start).0
    }

    /// The first grid step at which its key is up.
    pub(super) fn end_step(&self) -> u64 {
        self.note.end().0.div_ceil(irama_events::TICKS_PER_STEP).max(self.step() + 1)
    }
}

/// The piece that is continued or rewritten.
#[derive(Clone, Debug)]
pub(super) struct Material {
    pub(super) score: Score,
    /// The seat of each part.
    pub(super) seats: Vec<Option<Seat>>,
    pub(super) frame: Frame,
    /// Its notes on the grid, in order.
    pub(super) events: Vec<Placed>,
    pub(super) n_bars: u64,
}

impl Material {
    pub(super) fn new(score: &Score) -> Self {
        let piece = encode(score);
        let mut step = 0;
        let placed = piece.events.iter().map(|event| {
            step += u64::from(event.wait());
            Placed { step, event: *event }
        });
        Self {
            seats: seats(score),
            n_bars: score.n_bars(),
            events: placed.filter(|it| it.event.seat().is_note()).collect(),
            frame: piece.frame,
            score: score.clone(),
        }
    }

    /// All notes with their own ticks.
    pub(super) fn notes(&self) -> impl Iterator<Item = Own> {
        let parts = self.score.parts.iter().zip(&self.seats).enumerate();
        parts.filter_map(|(part, (it, seat))| Some((part, it, (*seat)?))).flat_map(
            |(part, it, seat)| it.notes.iter().map(move |note| Own { part, seat, note: *note }),
        )
    }

    /// Those who play, a bit each.
    pub(super) fn playing(&self) -> u128 {
        self.seats.iter().flatten().fold(0, |all, it| all | 1_u128 << it.0)
    }

    /// The part that plays what is new on a seat.
    pub(super) fn part_on(&self, seat: Seat) -> Option<usize> {
        self.seats.iter().position(|it| *it == Some(seat))
    }
}

/// The tick of a grid step, played exactly.
pub(super) fn tick(step: u64) -> Tick {
    irama_events::tick_of(step, 2)
}
