//! Reading the elements of a context off a piece.

use irama_events::{Event, Field, Position, Seat, tick_of};

use super::{Element, elements::NOTHING, history::History};

impl Element {
    /// What it is for the next event of `past` when `field` is predicted.
    pub(super) fn value(self, field: Field, past: &History) -> u32 {
        self.read(&Here::new(field, past)).unwrap_or(NOTHING)
    }

    fn read(self, here: &Here) -> Option<u32> {
        let Here { past, step, seat, event, .. } = *here;
        Some(match self {
            Self::Place => here.position?.step_in_bar << 16 | here.position?.bar_steps & 0xffff,
            Self::PlaceRoughly(steps) => here.position?.step_in_bar / u32::from(steps),
            Self::PlaceInQuarter => here.position?.step_in_bar % 24,
            Self::BarInGroup(size) => (here.position?.bar_idx % u64::from(size)) as u32,
            Self::BarsToGo => here.position?.bars_to_go()?.min(15) as u32,
            Self::Known(field) => read_field(&event, field),
            Self::Wait => event.wait(),
            Self::Recent(field, back) => read_field(past.recent(usize::from(back))?, field),
            Self::Gap(back) => past.onset(usize::from(back) - 1).first()?.wait(),
            Self::GapRoughly(back) => (Self::Gap(back).read(here)? + 3) / 6,
            Self::OwnRoughly(field, back) => roughly(Self::Own(field, back).read(here)?, field),
            Self::SameRoughly(field) => roughly(Self::Same(field).read(here)?, field),
            Self::KnownRoughly(field) => roughly(Self::Known(field).read(here)?, field),
            Self::Dynamics => here.dynamics()?,
            Self::Own(field, back) => read_field(past.own(seat?, usize::from(back))?, field),
            Self::Same(field) => read_field(past.same(seat?, event.get(Field::Pitch))?.0, field),
            Self::SinceOwn => short(step - past.own_step(seat?)?),
            Self::SinceSame => short(step - past.same(seat?, event.get(Field::Pitch))?.1),
            Self::Stack => here.onset(0).len().min(32) as u32,
            Self::Chord => {
                let (now, before) = past.chords(seat?, step);
                (now.len().min(32) * 64 + before.len().min(32)) as u32
            }
            Self::NextInChord => here.next_in_chord()?,
            Self::Band(back) => band(here.onset(usize::from(back))),
            Self::Bass => u32::from(past.harmony(seat?, step).1?),
            Self::Harmony => past.harmony(seat?, step).0,
            Self::Scale => past.scale(),
            Self::Key => here.key()?,
            Self::Back(field, bars) => here.back(field, u64::from(bars))?,
            Self::Other(back) => read_field(past.other(seat?, usize::from(back))?, Field::Pitch),
        })
    }
}

/// A field's value; drums are no pitches and so lie above them.
fn read_field(event: &Event, field: Field) -> u32 {
    let drum = if field == Field::Pitch && !is_pitched(event.seat()) { 128 } else { 0 };
    u32::from(event.get(field)) + drum
}

/// A few classes of a field's values.
fn roughly(value: u32, field: Field) -> u32 {
    match field {
        // Drums stay what they are.
        Field::Pitch if value >= 128 => value,
        Field::Pitch => value / 6,
        _ => value / 4,
    }
}

fn is_pitched(seat: Seat) -> bool {
    seat < Seat::DRUMS
}

fn short(steps: u64) -> u32 {
    steps.min(0xfffe) as u32
}

/// Seats, and of the drum kit its drums, as one number.
fn band(events: &[Event]) -> u32 {
    let names = events.iter().map(|it| match it.seat() {
        Seat::DRUMS => 128 + u64::from(it.get(Field::Pitch)),
        seat => u64::from(seat.0),
    });
    // Two bands with one number would only be taken for each other.
    let mixed = names.fold(0u64, |all, name| (all ^ name).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    (mixed >> 32) as u32
}

/// From where a field is predicted.
#[derive(Clone, Copy)]
struct Here<'a, 'b> {
    past: &'a History<'b>,
    event: Event,
    position: Option<Position>,
    step: u64,
    seat: Option<Seat>,
    /// Whether time has passed since the last event.
    is_later: bool,
}

impl<'a, 'b> Here<'a, 'b> {
    fn new(field: Field, past: &'a History<'b>) -> Self {
        let event = past.event();
        let last_seat = past.recent(1).map(Event::seat);
        let knows_wait = field > Field::Sub;
        let position = if knows_wait { Some(past.position()) } else { past.last_position() };
        let seat = if field > Field::Seat { Some(event.seat()) } else { last_seat };
        let step = position.map_or(0, |it| it.step);
        Self { past, event, position, step, seat, is_later: knows_wait && event.wait() > 0 }
    }

    /// The events of the `back`-th last time something happened, 0 for here.
    fn onset(&self, back: usize) -> &'a [Event] {
        match back.checked_sub(usize::from(self.is_later)) {
            Some(back) => self.past.onset(back),
            None => &[],
        }
    }

    fn next_in_chord(&self) -> Option<u32> {
        let (now, before) = self.past.chords(self.seat?, self.step);
        let pitch = |idx: &usize| read_field(&self.past.piece.events[*idx], Field::Pitch);
        let floor = now.last().map(pitch);
        before.iter().map(pitch).find(|it| floor.is_none_or(|floor| *it > floor))
    }

    /// Look-back: a field at the same place some bars ago, where so many events had been as are here.
    fn back(&self, field: Field, bars: u64) -> Option<u32> {
        let position = self.position?;
        let step = self.step.checked_sub(bars * u64::from(position.bar_steps))?;
        let there = self.past.events_at(step);
        let events = &self.past.piece.events;
        let nth = there.start + self.onset(0).len();
        let own = || there.clone().filter(|idx| Some(events[*idx].seat()) == self.seat);
        match field {
            Field::Beats | Field::Sub if there.contains(&nth) => Some(0),
            Field::Beats | Field::Sub => {
                Some(short(self.past.step_of(there.end)?.checked_sub(step)?))
            }
            Field::Seat => there.contains(&nth).then(|| read_field(&events[nth], field)),
            Field::Pitch => {
                let (now, _) = self.past.chords(self.seat?, self.step);
                let floor = now.last().map(|idx| read_field(&events[*idx], field));
                let mut pitches = own().map(|idx| read_field(&events[idx], field));
                pitches.find(|it| floor.is_none_or(|floor| *it > floor))
            }
            Field::Length | Field::Loudness | Field::Shift => {
                let is_same =
                    |idx: &usize| events[*idx].get(Field::Pitch) == self.event.get(Field::Pitch);
                let idx = own().find(is_same).or_else(|| own().next())?;
                Some(read_field(&events[idx], field))
            }
        }
    }

    fn dynamics(&self) -> Option<u32> {
        let seat = self.seat?;
        let last = (1..=8).map_while(|back| self.past.own(seat, back));
        let (sum, n) =
            last.fold((0, 0), |(sum, n), it| (sum + read_field(it, Field::Loudness), n + 1));
        sum.checked_div(n).map(|it| it / 2)
    }

    fn key(&self) -> Option<u32> {
        let tick = tick_of(self.step, 2);
        let keys = &self.past.piece.frame.keys;
        let key = keys[..keys.partition_point(|it| it.at <= tick)].last()?.key;
        Some(1 << (key.tonic % 12) | (key.mode as u32) << 12)
    }
}
