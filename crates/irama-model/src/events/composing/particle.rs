//! One way through a piece that the search tries.

use irama_events::{Event, FIELDS, Field, Passages, STEPS_PER_QUARTER, Seat};
use irama_neural::{BagRow, Chance, HeadRow};

use super::{
    material::Placed,
    orders::Orders,
    outlook::Outlook,
    standing::{Next, Standing},
};
use crate::events::{
    deciding::{Decision, Wall, share_of},
    memory::{Memory, Row, Variation},
    music::Music,
    stepping::PlayerState,
};

/// One way through a piece.
#[derive(Clone, Debug)]
pub(super) struct Particle {
    pub(super) music: Music,
    pub(super) state: PlayerState,
    pub(super) standing: Standing,
    pub(super) tally: Tally,
    pub(super) chance: Chance,
    /// The share that those who write have of what the model expects, of late.
    share: f64,
    /// Whether it has come to where nothing may follow.
    pub(super) is_dead: bool,
    /// Whether the model gave no numbers.
    pub(super) is_broken: bool,
    /// What the network is told of the last row, and of the next one's field.
    pub(super) input: BagRow,
    pub(super) known: HeadRow,
    event: Coming,
}

/// What was spent, in nats.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Tally {
    /// The logarithm of the weight since the last resampling.
    pub(super) weight: f64,
    /// The surprise of the model at all that counts, and how many notes that is.
    pub(super) surprise: f64,
    pub(super) n_heard: usize,
    /// The surprise at new notes, how many there are, and what masks took from them.
    pub(super) own_surprise: f64,
    pub(super) n_own: usize,
    pub(super) removed: f64,
}

/// The event that is being written.
#[derive(Clone, Debug, Default)]
struct Coming {
    row: Row,
    waits: [u32; 16],
    next: Option<Next>,
    /// The event that it has to be, once that is known.
    forced: Option<Event>,
    legal: u128,
    mask: u128,
    surprise: f64,
    left: f64,
    weight: f64,
    is_heard: bool,
}

/// How much of the share of new notes stays at each event.
const SHARE_KEPT: f64 = 0.9;
/// The smallest share that new notes are expected to have.
const LEAST_SHARE: f64 = 0.02;

impl Particle {
    /// At the start of a piece.
    pub(super) fn new(orders: &Orders, state: PlayerState) -> Self {
        let music = Music::begin(&orders.song, Variation::default()).ending_strictly();
        Self {
            music,
            state,
            standing: Standing::new(orders.parts.len()),
            tally: Tally::default(),
            chance: Chance::new(0, 0, 0),
            share: orders.share_of_writers(),
            is_dead: false,
            is_broken: false,
            input: BagRow::default(),
            known: HeadRow::default(),
            event: Coming::default(),
        }
    }

    /// Tells the network what the last row was.
    pub(super) fn listen(&mut self) -> (&BagRow, &mut PlayerState) {
        self.input.clear();
        self.music.input(&mut self.input);
        self.input.end_step();
        (&self.input, &mut self.state)
    }

    /// Looks at what may come. What stays and does not count is taken as it is.
    pub(super) fn look(&mut self, orders: &Orders) {
        let outlook = Outlook::new(orders, &self.standing);
        let next = outlook.next;
        let is_heard = !orders.is_live(next.step)
            && orders.ground.from(self.standing.now).first().is_none_or(|it| it.start >= next.step);
        let waits = if is_heard { [0; 16] } else { outlook.waits() };
        self.event = Coming { waits, next: Some(next), is_heard, ..Coming::default() };
        if is_heard && let Some(event) = next.event {
            let wait = next.step - self.standing.now;
            let mut event = event;
            if wait >= 16 * u64::from(STEPS_PER_QUARTER) {
                event = Event::mark(Seat::REST, 15 * STEPS_PER_QUARTER);
            } else {
                event.set_wait(wait as u32);
            }
            self.event.row = event.row;
        }
    }

    /// Whether a field is still to be chosen.
    pub(super) fn has(&self, field: Field) -> bool {
        !self.is_dead
            && !self.event.is_heard
            && (field <= Field::Seat || Event { row: self.event.row }.seat().is_note())
    }

    /// Works out what is known before a field, what is legal and what is allowed. Whether there is a
    /// choice by the model's own rules, for which logits are needed.
    pub(super) fn ask(&mut self, orders: &Orders, passages: &Passages, field: Field) -> bool {
        self.known.clear();
        let legal = self.music.known(field.idx(), &self.event.row, &mut self.known);
        self.known.end_step(legal, 0);
        let legal = legal & (u128::MAX >> (128 - field.size()));
        self.event.legal = legal;
        self.event.mask = self.mask(orders, passages, field) & (u128::MAX >> (128 - field.size()));
        if self.event.mask == 0 {
            self.is_dead = true;
            return false;
        }
        legal.count_ones() > 1
    }

    fn mask(&self, orders: &Orders, passages: &Passages, field: Field) -> u128 {
        let event = Event { row: self.event.row };
        if let Some(forced) = self.event.forced {
            return 1 << forced.get(field);
        }
        let next = self.event.next.unwrap_or_else(|| self.standing.next(orders));
        let outlook = Outlook { orders, standing: &self.standing, next };
        let (wait, seat) = (event.wait(), event.seat());
        let step = self.standing.now + u64::from(wait);
        let (copying, lines) = (&orders.copying, &self.standing.lines);
        match field {
            Field::Beats => {
                let beats = self.event.waits.iter().enumerate().filter(|it| *it.1 != 0);
                beats.fold(0, |all, (it, _)| all | 1 << it)
            }
            Field::Sub => self.event.waits[usize::from(event.get(Field::Beats))].into(),
            Field::Seat if orders.copying.is_on() => {
                let seats = outlook.seats(wait);
                let is_free = |it: &u8| {
                    let seat = Seat(*it);
                    let is_forced = outlook.is_at_wall(wait, seat) && next.event.is_some();
                    let new = || outlook.new_pitches(wait, seat);
                    let is_free = || copying.allows_any(passages, lines, (step, seat), new());
                    seats >> it & 1 == 1 && (is_forced || !seat.is_note() || is_free())
                };
                (0..Seat::COUNT as u8).filter(is_free).fold(0, |all, it| all | 1 << it)
            }
            Field::Seat => outlook.seats(wait),
            Field::Pitch => {
                let all = outlook.pitches(wait, seat);
                let new = outlook.new_pitches(wait, seat);
                all & !new | copying.allowed(passages, lines, (step, seat), new)
            }
            Field::Shift if copying.is_on() => {
                let pitch = event.get(Field::Pitch);
                outlook.manner(field, (wait, seat, pitch))
                    & copying.shifts(passages, lines, (step, seat), pitch)
            }
            Field::Loudness if self.begins_a_part(seat) => {
                let told = orders.beginnings.iter().find(|it| it.0 == seat);
                told.map_or(u128::MAX, |it| 1 << it.1)
            }
            _ => outlook.manner(field, (wait, seat, event.get(Field::Pitch))),
        }
    }

    /// Whether a part has written nothing yet.
    fn begins_a_part(&self, seat: Seat) -> bool {
        !self.standing.events.iter().any(|it| it.placed.event.seat() == seat)
    }

    /// The value of a field that what has to come next has, if it can be chosen.
    pub(super) fn wall(&self, field: Field) -> Option<Wall> {
        let next = self.event.next.filter(|it| it.event.is_some())?;
        let wait = next.step.checked_sub(self.standing.now)?;
        let per_beat = u64::from(STEPS_PER_QUARTER);
        let event = Event { row: self.event.row };
        let is_there = u64::from(event.wait()) == wait;
        let is_its_beat = u64::from(event.get(Field::Beats)) == wait / per_beat;
        let value = match field {
            Field::Beats if wait < 16 * per_beat => (wait / per_beat) as u8,
            Field::Sub if is_its_beat => (wait % per_beat) as u8,
            Field::Seat if is_there => next.seat.0,
            Field::Pitch if is_there && event.seat() == next.seat => next.pitch()?,
            _ => return None,
        };
        let share = if field < Field::Seat { self.share } else { 1.0 };
        Some(Wall { value, share })
    }

    /// Learns from the logits who is expected to play.
    pub(super) fn expect(&mut self, orders: &Orders, logits: &[f32]) {
        let writers = orders.parts.iter().fold(0, |all, it| all | 1_u128 << it.seat.0);
        let share = share_of(logits, self.event.legal, writers);
        let share = SHARE_KEPT * self.share + (1.0 - SHARE_KEPT) * share;
        self.share = share.clamp(LEAST_SHARE, 1.0);
    }

    /// What may be chosen: by the model's own rules, and by the orders.
    pub(super) fn sets(&self) -> (u128, u128) {
        (self.event.legal, self.event.mask)
    }

    /// Takes a field's value.
    pub(super) fn decide(&mut self, orders: &Orders, field: Field, decision: &Decision) {
        self.event.row[field.idx()] = decision.value;
        self.event.surprise += decision.surprise;
        self.event.left += decision.left;
        let event = Event { row: self.event.row };
        let step = self.standing.now + u64::from(event.wait());
        // What is not asked for is no reason to prefer those who write little there.
        let is_free = match field {
            Field::Pitch => orders.ground.is_opening(step),
            Field::Loudness => self.event.forced.is_none() && self.begins_a_part(event.seat()),
            _ => false,
        };
        self.event.weight += if is_free { 0.0 } else { decision.weight };
        let Some(next) = self.event.next else { return };
        let is_there = step == next.step && event.seat() == next.seat;
        let is_it = match field {
            Field::Seat => is_there && !next.seat.is_note(),
            Field::Pitch => is_there && next.pitch() == Some(event.get(Field::Pitch)),
            _ => false,
        };
        if is_it {
            self.event.forced = next.event;
        }
    }

    /// Takes in the event that was written.
    pub(super) fn finish(&mut self, orders: &Orders, passages: &Passages) {
        if self.is_dead {
            return;
        }
        let coming = std::mem::take(&mut self.event);
        let event = Event { row: coming.row };
        let (seat, step) = (event.seat(), self.standing.now + u64::from(event.wait()));
        let is_forced = coming.forced.is_some() || (coming.is_heard && seat != Seat::REST);
        let is_returning = is_forced && coming.next.is_some_and(|it| it.is_returning);
        let is_new = seat != Seat::REST && (!is_forced || is_returning);
        if !coming.is_heard {
            self.tally.weight += coming.weight;
            self.tally.surprise += coming.surprise;
            self.tally.n_heard += usize::from(seat.is_note());
            if !is_forced || is_returning {
                self.tally.own_surprise += coming.surprise;
                self.tally.n_own += usize::from(seat.is_note());
            }
            if !is_forced {
                self.tally.removed += coming.left;
            }
        }
        self.music.push(&coming.row);
        let placed = Placed { step, event };
        self.standing.push(orders, passages, placed, is_new);
        self.is_dead |= self.standing.has_failed;
    }

    /// Whether the event that is being written stays, and is not chosen.
    pub(super) fn is_forced(&self) -> bool {
        self.event.forced.is_some() || self.event.is_heard
    }
}

/// All fields, for loops over what is asked.
pub(super) fn fields() -> impl Iterator<Item = Field> {
    FIELDS.into_iter()
}
