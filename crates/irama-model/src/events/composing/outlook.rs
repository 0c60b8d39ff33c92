//! What may come next: the masks of each field.
//!
//! A mask never leads into a dead end but by the limit of copying: a wait is only allowed to where
//! some part has a pitch to play, and a part only where it has one. What has to come next is a wall
//! that nothing may sort behind.

use std::cmp::Ordering;

use irama_events::{Field, STEPS_PER_QUARTER, Seat};

use super::{
    ground::{Room, Stretch},
    orders::Orders,
    standing::{Next, Standing, Written},
};

/// How long a rest is, and the waits that one event can say, in grid steps.
const REST_STEPS: u64 = 15 * STEPS_PER_QUARTER as u64;
const WAITS: u64 = 16 * STEPS_PER_QUARTER as u64;
/// New notes in a bar, at most: what a model that goes astray may write.
const MAX_IN_BAR: u16 = 512;

/// What may come next on one way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outlook<'a> {
    pub(super) orders: &'a Orders,
    pub(super) standing: &'a Standing,
    pub(super) next: Next,
}

impl<'a> Outlook<'a> {
    pub(super) fn new(orders: &'a Orders, standing: &'a Standing) -> Self {
        Self { orders, standing, next: standing.next(orders) }
    }

    /// The waits that are allowed: of each number of beats the steps on top, a bit each.
    pub(super) fn waits(&self) -> [u32; 16] {
        let (now, wall) = (self.standing.now, self.next.step);
        let mut waits = [0; 16];
        let reach = now + WAITS;
        for stretch in self.orders.ground.from(now) {
            if stretch.start >= wall.min(reach) {
                break;
            }
            let between = stretch.start.max(now + 1)..stretch.end.min(wall).min(reach);
            if !between.is_empty() && self.is_open(stretch, None) {
                between.for_each(|step| allow(&mut waits, step - now));
            }
        }
        let is_open_at = |step: u64| {
            let stretch = self.orders.ground.at(step);
            stretch.is_some_and(|it| self.is_open(it, Some(step)))
        };
        if !self.standing.is_rested && now < wall && is_open_at(now) {
            allow(&mut waits, 0);
        }
        let has_to_sound = self.is_silent() && waits.iter().any(|it| *it != 0);
        if wall < reach && !has_to_sound {
            allow(&mut waits, wall - now);
        }
        if self.can_rest() && !has_to_sound {
            allow(&mut waits, REST_STEPS);
        }
        if self.standing.is_rested {
            waits[0] = 0;
        }
        waits
    }

    /// Whether the end comes next and nothing has sounded: a piece has a note.
    fn is_silent(&self) -> bool {
        let is_note = |it: &Written| it.placed.event.seat().is_note();
        self.next.seat == Seat::END && !self.standing.events.iter().any(is_note)
    }

    /// Whether a silence as long as a rest and more may follow.
    fn can_rest(&self) -> bool {
        self.next.step >= self.standing.now + WAITS
    }

    /// Who may play after a wait, and which marks may stand there, a bit each.
    pub(super) fn seats(&self, wait: u32) -> u128 {
        let step = self.standing.now + u64::from(wait);
        let rooms = self.orders.ground.at(step).into_iter();
        let rooms = rooms.flat_map(|it| it.rooms.iter().map(move |room| (it, room)));
        let open = rooms.filter(|(stretch, room)| self.open(stretch, room, Some(step)) != 0);
        let mut seats = open.fold(0, |all, (_, it)| all | 1_u128 << it.seat.0);
        if step == self.next.step && self.next.event.is_some() {
            seats |= 1 << self.next.seat.0;
        }
        if u64::from(wait) == REST_STEPS && self.can_rest() {
            seats |= 1 << Seat::REST.0;
        }
        seats
    }

    /// What a seat may play after a wait, a bit a pitch.
    pub(super) fn pitches(&self, wait: u32, seat: Seat) -> u128 {
        let forced = match (self.is_at_wall(wait, seat), self.next.pitch()) {
            (true, Some(pitch)) => 1 << pitch,
            _ => 0,
        };
        self.new_pitches(wait, seat) | forced
    }

    /// The same without what has to come.
    pub(super) fn new_pitches(&self, wait: u32, seat: Seat) -> u128 {
        let step = self.standing.now + u64::from(wait);
        let Some(stretch) = self.orders.ground.at(step) else { return 0 };
        let room = stretch.rooms.iter().find(|it| it.seat == seat);
        room.map_or(0, |it| self.open(stretch, it, Some(step)))
    }

    /// Whether this is the place of what has to come, but for its pitch.
    pub(super) fn is_at_wall(&self, wait: u32, seat: Seat) -> bool {
        (self.standing.now + u64::from(wait), seat) == (self.next.step, self.next.seat)
    }

    fn is_open(&self, stretch: &Stretch, step: Option<u64>) -> bool {
        stretch.rooms.iter().any(|it| self.open(stretch, it, step) != 0)
    }

    /// The pitches that a part may play in a stretch; at `step`, or anywhere between this step and
    /// the wall.
    fn open(&self, stretch: &Stretch, room: &Room, step: Option<u64>) -> u128 {
        let (standing, order) = (self.standing, &self.orders.parts[room.part]);
        let is_this_bar = stretch.bar_idx == standing.bar_idx;
        let here = |n: u16| if is_this_bar { n } else { 0 };
        let n = room.n_kept.saturating_add(here(standing.counts[room.part]));
        let is_now = step == Some(standing.now);
        let is_full = n >= order.max
            || (n >= order.min && here(standing.n_new) >= MAX_IN_BAR)
            || (is_now && standing.struck[room.part] >= room.capacity);
        if is_full {
            return 0;
        }
        let is_strict = here(standing.n_outside) >= self.orders.brief.outside_notes;
        let mut pitches = if is_strict { room.inside } else { room.pitches };
        if is_now && let Some((seat, pitch)) = standing.last {
            pitches &= match room.seat.cmp(&seat) {
                Ordering::Less => 0,
                Ordering::Equal => u128::MAX.checked_shl(u32::from(pitch) + 1).unwrap_or(0),
                Ordering::Greater => u128::MAX,
            };
        }
        if step == Some(self.next.step) {
            pitches &= match (room.seat.cmp(&self.next.seat), self.next.pitch()) {
                (Ordering::Greater, _) => 0,
                (Ordering::Equal, Some(pitch)) => (1 << pitch) - 1,
                _ => u128::MAX,
            };
        }
        pitches
    }

    /// What a new note may have in a field that tells how it is played, a bit each.
    pub(super) fn manner(&self, field: Field, (wait, seat, pitch): (u32, Seat, u8)) -> u128 {
        let step = self.standing.now + u64::from(wait);
        match field {
            Field::Shift => self.standing.shifts(self.orders, (step, seat.0, pitch)),
            _ => u128::MAX,
        }
    }
}

/// Allows a wait of so many steps.
fn allow(waits: &mut [u32; 16], wait: u64) {
    let per_beat = u64::from(STEPS_PER_QUARTER);
    waits[(wait / per_beat) as usize] |= 1 << (wait % per_beat);
}
