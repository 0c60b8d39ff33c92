//! Where what may be written: for each stretch of the grid who may play, and which pitches.
//!
//! All that does not depend on what was written before is worked out once, bar by bar: chords and
//! scale, ranges, and what of the material sounds there.

use std::collections::{BTreeMap, BTreeSet};

use irama_events::{Seat, TICKS_PER_STEP};
use irama_score::{Bar, Key};

use super::{
    brief::{Brief, ChordNotes},
    cells::Cells,
    chords::Chords,
    material::{Own, tick},
    part_order::PartOrder,
    scale::{in_all_octaves, opening},
};

/// What a part may play in a stretch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Room {
    /// The index of the part's order.
    pub(super) part: usize,
    pub(super) seat: Seat,
    /// Pitches that are allowed, and those of them that are in the chord and the scale.
    pub(super) pitches: u128,
    pub(super) inside: u128,
    /// Notes that may sound beside those that stay.
    pub(super) capacity: u8,
    /// Notes of the part that stay in this bar.
    pub(super) n_kept: u16,
}

/// Grid steps of one bar where the same holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) bar_idx: u64,
    /// In the order of seats.
    pub(super) rooms: Vec<Room>,
}

/// The steps at which a part can still play the notes that a bar must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Quota {
    pub(super) bar_idx: u64,
    pub(super) part: usize,
    /// New notes that the bar must have.
    pub(super) n: u16,
    /// The last `n` steps at which it can play.
    pub(super) steps: Vec<u64>,
}

/// What holds harmonically.
#[derive(Clone, Debug)]
pub(super) struct Harmony<'a> {
    pub(super) chords: Option<&'a Chords>,
    pub(super) notes: ChordNotes,
    /// The pitch classes of the key, if there is one to keep.
    pub(super) scale: Option<u16>,
    /// The pitch classes of the key for what passes between the notes of chords.
    pub(super) passing: u16,
    /// The pitch classes of the first bar of a new piece, if nothing is asked for: what is told of a key is
    /// heard better once a bar has stood in it.
    pub(super) opening: Option<u16>,
    /// Whether notes outside are allowed.
    pub(super) has_outside: bool,
}

/// Where what may be written.
#[derive(Clone, Debug, Default)]
pub(super) struct Ground {
    stretches: Vec<Stretch>,
    /// Whether the first bar keeps to a key that nobody asked for.
    has_opening: bool,
}

impl Ground {
    /// The stretches that end after `step`.
    pub(super) fn from(&self, step: u64) -> &[Stretch] {
        &self.stretches[self.stretches.partition_point(|it| it.end <= step)..]
    }

    /// The stretch of a step.
    pub(super) fn at(&self, step: u64) -> Option<&Stretch> {
        self.from(step).first().filter(|it| it.start <= step)
    }

    /// Whether pitches at a step are those of a key that nobody asked for.
    pub(super) fn is_opening(&self, step: u64) -> bool {
        self.has_opening && self.at(step).is_some_and(|it| it.bar_idx == 0)
    }

    pub(super) fn stretches(&self) -> &[Stretch] {
        &self.stretches
    }

    /// Works it out for `bars`, in which `is_open` says which parts are written anew rather than
    /// brought back.
    pub(super) fn new(
        bars: &[Bar],
        (cells, is_open): (&Cells, impl Fn(u64, Seat) -> bool),
        parts: &[PartOrder],
        kept: &[Own],
        harmony: &Harmony<'_>,
    ) -> Self {
        let mut in_bars: BTreeMap<u64, Vec<&Own>> = BTreeMap::new();
        for own in kept {
            let (first, last) = (own.step().saturating_sub(1), own.end_step());
            let after = bars.partition_point(|it| it.end <= tick(first));
            for bar in bars[after..].iter().take_while(|it| it.start <= tick(last)) {
                in_bars.entry(bar.bar_idx).or_default().push(own);
            }
        }
        let mut stretches = Vec::new();
        for bar in bars {
            let writers = cells.writers_in(bar.bar_idx);
            if writers == 0 {
                continue;
            }
            let kept = in_bars.get(&bar.bar_idx).map_or(&[][..], Vec::as_slice);
            let cuts = cuts(bar, kept, harmony);
            for (start, end) in cuts.iter().zip(cuts.iter().skip(1)) {
                let rooms: Vec<Room> = parts
                    .iter()
                    .enumerate()
                    .filter(|(_, it)| writers >> it.seat.0 & 1 == 1)
                    .filter(|(_, it)| is_open(bar.bar_idx, it.seat))
                    .map(|(idx, part)| room((idx, part), (bar, *start), kept, harmony))
                    .filter(|it| it.pitches != 0 && it.capacity > 0)
                    .collect();
                if !rooms.is_empty() {
                    let bar_idx = bar.bar_idx;
                    stretches.push(Stretch { start: *start, end: *end, bar_idx, rooms });
                }
            }
        }
        Self { stretches, has_opening: harmony.opening.is_some() }
    }

    /// The notes that bars must have, in the order of bars. The bar and part of the first for which
    /// there is no room.
    pub(super) fn quotas(
        &self,
        bars: &[Bar],
        (cells, is_open): (&Cells, impl Fn(u64, Seat) -> bool),
        parts: &[PartOrder],
        kept: &[Own],
    ) -> Result<Vec<Quota>, (u64, usize)> {
        let mut quotas = Vec::new();
        if parts.iter().all(|it| it.min == 0) {
            return Ok(quotas);
        }
        let struck: BTreeSet<(u64, Seat)> = kept.iter().map(|it| (it.step(), it.seat)).collect();
        for bar in bars {
            let (first, end) = (step_from(bar.start.0), step_from(bar.end.0));
            let writers = cells.writers_in(bar.bar_idx);
            for (part, order) in parts.iter().enumerate().filter(|it| it.1.min > 0) {
                if writers >> order.seat.0 & 1 == 0 || !is_open(bar.bar_idx, order.seat) {
                    continue;
                }
                let own = kept.iter().filter(|it| it.seat == order.seat);
                let n_kept = own.filter(|it| (first..end).contains(&it.step())).count();
                let n = usize::from(order.min).saturating_sub(n_kept);
                let is_free = |it: &u64| !struck.contains(&(*it, order.seat));
                let mut steps: Vec<u64> =
                    self.steps_of(part, (first, end)).filter(is_free).collect();
                if steps.len() < n {
                    return Err((bar.bar_idx, part));
                }
                steps.drain(..steps.len() - n);
                if n > 0 {
                    let (bar_idx, n) = (bar.bar_idx, n as u16);
                    quotas.push(Quota { bar_idx, part, n, steps });
                }
            }
        }
        Ok(quotas)
    }

    /// The steps at which a part can play a note that is not outside.
    fn steps_of(&self, part: usize, (first, end): (u64, u64)) -> impl Iterator<Item = u64> {
        let here = self.from(first).iter().take_while(move |it| it.start < end);
        let open = here
            .filter(move |it| it.rooms.iter().any(|room| room.part == part && room.inside != 0));
        open.flat_map(|it| it.start..it.end)
    }
}

/// The first grid step at or after a tick.
pub(super) fn step_from(tick: u64) -> u64 {
    tick.div_ceil(TICKS_PER_STEP)
}

/// The steps of a bar at which something changes, its start and its end included.
fn cuts(bar: &Bar, kept: &[&Own], harmony: &Harmony<'_>) -> Vec<u64> {
    let (first, end) = (step_from(bar.start.0), step_from(bar.end.0));
    let mut cuts = BTreeSet::from([first, end]);
    if let Some(chords) = harmony.chords {
        let (n, length) = (chords.slots(bar.bar_idx).len() as u64, bar.end.since(bar.start).0);
        cuts.extend((1..n).map(|it| step_from(bar.start.0 + (length * it).div_ceil(n))));
        if harmony.notes == ChordNotes::Beats {
            let beats = (bar.start.0..bar.end.0).step_by(bar.meter.beat().0 as usize);
            cuts.extend(beats.map(step_from).flat_map(|it| [it, it + 1]));
        }
    }
    for own in kept {
        cuts.extend([own.step().saturating_sub(1), own.step(), own.end_step()]);
    }
    cuts.into_iter().filter(|it| (first..=end).contains(it)).collect()
}

/// What a part may play in the stretch that begins at a step of a bar.
fn room(
    (part, order): (usize, &PartOrder),
    (bar, step): (&Bar, u64),
    kept: &[&Own],
    harmony: &Harmony<'_>,
) -> Room {
    let own = || kept.iter().filter(|it| it.seat == order.seat);
    let sounding = own().filter(|it| (it.step()..it.end_step()).contains(&step)).count();
    // A note must have room to sound before the next of its pitch that stays.
    let taken = own().filter(|it| (it.step().saturating_sub(1)..it.end_step()).contains(&step));
    let taken = taken.fold(0, |all, it| all | pitches_of(it));
    let within = |classes: u16| order.range & in_all_octaves(classes);
    let is_pitched = !order.seat.is_drums();
    let inside = match harmony.classes((bar, step)).filter(|_| is_pitched) {
        Some(classes) => within(classes),
        None => {
            let opening = harmony.opening.filter(|_| is_pitched && bar.bar_idx == 0).map(within);
            opening.filter(|it| *it != 0).unwrap_or(order.range)
        }
    };
    let pitches = if harmony.has_outside { order.range } else { inside };
    let capacity = usize::from(order.polyphony).saturating_sub(sounding);
    let in_bar = own().filter(|it| (bar.start..bar.end).contains(&tick(it.step()))).count();
    Room {
        part,
        seat: order.seat,
        pitches: pitches & !taken,
        inside: inside & !taken,
        capacity: u8::try_from(capacity).unwrap_or(u8::MAX),
        n_kept: u16::try_from(in_bar).unwrap_or(u16::MAX),
    }
}

/// The pitch of a note, and that of the drum which the model takes it for.
fn pitches_of(own: &Own) -> u128 {
    let pitch = own.note.pitch;
    let image = if own.seat.is_drums() { irama_events::gm_drum(pitch) } else { pitch };
    1 << pitch.number() | 1 << image.number()
}

impl<'a> Harmony<'a> {
    /// That of a brief, for a piece in a key, in which it begins if that is its home.
    pub(super) fn of(brief: &'a Brief, key: Option<Key>, is_home: bool) -> Self {
        Self {
            chords: brief.chords.as_ref(),
            notes: brief.chord_notes,
            scale: brief.key.map(|it| it.classes()),
            passing: brief.key.or(key.map(Into::into)).map_or(0xfff, |it| it.classes()),
            opening: key.filter(|_| is_home && brief.outside_notes == 0).map(opening),
            has_outside: brief.outside_notes > 0,
        }
    }

    /// The pitch classes at a step of a bar; `None` where all are.
    fn classes(&self, (bar, step): (&Bar, u64)) -> Option<u16> {
        let into = tick(step).since(bar.start).0;
        let length = bar.end.since(bar.start).0;
        let chord = self.chords.and_then(|it| it.at(bar.bar_idx, into, length));
        let Some(chord) = chord else { return self.scale };
        let is_on_beat = || {
            let beat = bar.meter.beat().0;
            step_from(bar.start.0 + into / beat * beat) == step
        };
        match self.notes {
            ChordNotes::All => Some(chord.classes),
            ChordNotes::Beats if is_on_beat() => Some(chord.classes),
            ChordNotes::Beats => Some(chord.classes | self.passing),
        }
    }
}
