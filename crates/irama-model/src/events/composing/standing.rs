//! Where one way through a piece stands: what was written, and what has to come.

use irama_events::{Event, Field, Passages, Seat};

use super::{
    copying::{Lines, note_of, without_wait},
    material::{Place, Placed},
    orders::{Orders, Returning, SHORTEST},
};

/// An event that was written or that stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) placed: Placed,
    /// Whether it is new: neither of the material nor a mark.
    pub(super) is_new: bool,
}

/// Where one way stands.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    /// The grid step of the last event.
    pub(super) now: u64,
    /// The note at that step that comes last in the order of events.
    pub(super) last: Option<(Seat, u8)>,
    /// Whether the last event was a rest.
    pub(super) is_rested: bool,
    pub(super) events: Vec<Written>,
    /// Events of what stays that are behind.
    n_kept: usize,
    /// New notes of each part in its bar, those outside, and all of them.
    pub(super) bar_idx: u64,
    pub(super) counts: Vec<u16>,
    pub(super) n_outside: u16,
    pub(super) n_new: u16,
    /// New notes of each part at this very step.
    pub(super) struck: Vec<u8>,
    /// New notes as the limit of copying sees them.
    pub(super) lines: Lines,
    /// What returns next.
    coming: Option<Placed>,
    /// Whether a note that had to return could not.
    pub(super) has_failed: bool,
}

/// What has to come next at the latest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Next {
    pub(super) step: u64,
    pub(super) seat: Seat,
    /// The event, unless any note of the seat will do.
    pub(super) event: Option<Event>,
    /// Whether it returns from an earlier bar, and so is new.
    pub(super) is_returning: bool,
}

impl Next {
    pub(super) fn pitch(&self) -> Option<u8> {
        self.event.map(|it| it.get(Field::Pitch))
    }

    fn place(&self) -> Place {
        (self.step, self.seat.0, self.pitch().unwrap_or(0))
    }
}

impl Standing {
    /// At the start of a piece.
    pub(super) fn new(n_parts: usize) -> Self {
        Self {
            now: 0,
            last: None,
            is_rested: false,
            events: Vec::new(),
            n_kept: 0,
            bar_idx: 0,
            counts: vec![0; n_parts],
            n_outside: 0,
            n_new: 0,
            struck: vec![0; n_parts],
            lines: Lines::default(),
            coming: None,
            has_failed: false,
        }
    }

    /// The place of the last event; before all places at the start.
    pub(super) fn place(&self) -> Place {
        self.events.last().map_or((0, 0, 0), |it| it.placed.place())
    }

    /// Whether the end is written.
    pub(super) fn has_ended(&self) -> bool {
        self.events.last().is_some_and(|it| it.placed.event.seat() == Seat::END)
    }

    /// What has to come next at the latest.
    pub(super) fn next(&self, orders: &Orders) -> Next {
        let of = |placed: &Placed, is_returning| Next {
            step: placed.step,
            seat: placed.event.seat(),
            event: Some(placed.event),
            is_returning,
        };
        let last = orders.kept.len() - 1;
        let kept = of(&orders.kept[self.n_kept.min(last)], false);
        let coming = self.coming.as_ref().map(|it| of(it, true));
        let wanted = self.wanted(orders);
        let all = [Some(kept), coming, wanted].into_iter().flatten();
        all.min_by_key(Next::place).unwrap_or(kept)
    }

    /// The latest place for a note that its bar must have.
    fn wanted(&self, orders: &Orders) -> Option<Next> {
        let first = orders.quotas.partition_point(|it| it.bar_idx < self.bar_idx);
        let mut wanted: Option<(u64, Seat)> = None;
        let mut found_in = self.bar_idx;
        for quota in &orders.quotas[first..] {
            if wanted.is_some() && quota.bar_idx != found_in {
                break;
            }
            let is_here = quota.bar_idx == self.bar_idx;
            let done = if is_here { self.counts[quota.part] } else { 0 };
            let n_missing = usize::from(quota.n.saturating_sub(done));
            if n_missing > 0 {
                let place =
                    (quota.steps[quota.steps.len() - n_missing], orders.parts[quota.part].seat);
                wanted = Some(wanted.map_or(place, |it| it.min(place)));
                found_in = quota.bar_idx;
            }
        }
        wanted.map(|(step, seat)| Next { step, seat, event: None, is_returning: false })
    }

    /// Takes in an event; `is_new` if it is none of the material.
    pub(super) fn push(
        &mut self,
        orders: &Orders,
        passages: &Passages,
        placed: Placed,
        is_new: bool,
    ) {
        let (seat, is_note) = (placed.event.seat(), placed.event.seat().is_note());
        if placed.step > self.now {
            self.struck.iter_mut().for_each(|it| *it = 0);
        }
        self.now = placed.step;
        self.last = is_note.then(|| (seat, placed.event.get(Field::Pitch)));
        self.is_rested = seat == Seat::REST;
        if !is_new && seat != Seat::REST {
            self.n_kept += 1;
        }
        self.events.push(Written { placed, is_new: is_new && is_note });
        if is_new && is_note {
            self.count(orders, &placed);
            if orders.copying.is_on() {
                self.lines.push(&placed);
            }
        }
        // Also where something was coming: what is written by now may return before it.
        if !orders.returns.is_empty() {
            self.coming = self.next_returning(orders, passages);
        }
    }

    fn count(&mut self, orders: &Orders, placed: &Placed) {
        let Some(stretch) = orders.ground.at(placed.step) else { return };
        if stretch.bar_idx != self.bar_idx {
            self.bar_idx = stretch.bar_idx;
            self.counts.iter_mut().for_each(|it| *it = 0);
            (self.n_outside, self.n_new) = (0, 0);
        }
        self.n_new += 1;
        let seat = placed.event.seat();
        if let Some(room) = stretch.rooms.iter().find(|it| it.seat == seat) {
            self.counts[room.part] += 1;
            self.struck[room.part] = self.struck[room.part].saturating_add(1);
            let is_inside = room.inside >> placed.event.get(Field::Pitch) & 1 == 1;
            self.n_outside += u16::from(!is_inside);
        }
    }

    /// The shifts that a new note may have, a bit each: it lets what this way has written sound as long
    /// as the shortest note.
    pub(super) fn shifts(&self, orders: &Orders, place: Place) -> u128 {
        let (step, seat, pitch) = place;
        let is_crowded = orders.is_crowded(Seat(seat));
        let near = self.events.iter().rev().take_while(|it| it.placed.step + 1 >= step);
        let in_the_way = near.filter(|it| {
            let (its_step, its_seat, its_pitch) = it.placed.place();
            let is_it = its_seat == seat && (its_pitch == pitch || is_crowded);
            it.is_new && its_step < step && is_it
        });
        let ends = in_the_way.map(|it| note_of(&it.placed).start + SHORTEST);
        orders.shifts(place, ends.max().unwrap_or_default())
    }

    /// A note that returns, off the grid as far as before or as it may be now.
    fn returned(&self, orders: &Orders, mut placed: Placed) -> Placed {
        let shifts = self.shifts(orders, placed.place());
        let shift = placed.event.get(Field::Shift);
        let allowed = (0..Field::Shift.size() as u8).filter(|it| shifts >> it & 1 == 1);
        let nearest = allowed.min_by_key(|it| it.abs_diff(shift));
        placed.event.set(Field::Shift, nearest.unwrap_or(shift));
        placed
    }

    /// The next note that returns, if it is known by now. Notes that cannot return are passed over:
    /// they stand where something stays, or would be copied too far.
    fn next_returning(&mut self, orders: &Orders, passages: &Passages) -> Option<Placed> {
        let mut after = self.place();
        while let Some(placed) = self.first_returning(orders, after) {
            if orders.is_free(&placed) {
                let placed = self.returned(orders, placed);
                if orders.copying.allows(passages, &self.lines, &placed) {
                    return Some(placed);
                }
                self.has_failed |= orders.is_wanted(placed.event.seat());
            }
            after = placed.place();
        }
        None
    }

    /// The first note after a place that is to return there, of those that are written by now.
    fn first_returning(&self, orders: &Orders, after: Place) -> Option<Placed> {
        let mut first: Option<Placed> = None;
        for Returning { from, later, seats } in &orders.returns {
            if from.end + later <= after.0 {
                continue;
            }
            if first.is_some_and(|it| it.step < from.start + later) {
                break;
            }
            let begin = from.start.max(after.0.saturating_sub(*later));
            let sources = &self.events[self.events.partition_point(|it| it.placed.step < begin)..];
            let sources = sources.iter().take_while(|it| it.placed.step < from.end);
            let notes = sources.map(|it| it.placed).filter(|it| {
                let seat = it.event.seat();
                seat.is_note() && seats >> seat.0 & 1 == 1
            });
            let mut placed =
                notes.map(|it| Placed { step: it.step + later, event: without_wait(&it.event) });
            let found = placed.find(|it| it.place() > after);
            first = match (first, found) {
                (Some(a), Some(b)) if a.place() <= b.place() => Some(a),
                (a, b) => b.or(a),
            };
        }
        first
    }
}

impl Orders {
    /// Whether a note may return to a place: it is not where something stays, nor sounds there.
    fn is_free(&self, placed: &Placed) -> bool {
        let (seat, pitch) = (placed.event.seat(), placed.event.get(Field::Pitch));
        let clashes = |it: &super::material::Own| {
            let sounding = it.step().saturating_sub(1)..it.end_step();
            (it.seat, it.note.pitch.number()) == (seat, pitch) && sounding.contains(&placed.step)
        };
        !self.cells.keeps_at(placed.place()) && !self.own.iter().any(clashes)
    }

    /// Whether a part must have notes in each bar.
    fn is_wanted(&self, seat: Seat) -> bool {
        self.parts.iter().any(|it| it.seat == seat && it.min > 0)
    }
}
