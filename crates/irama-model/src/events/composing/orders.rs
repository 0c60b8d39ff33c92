//! A brief made ready for the search: who writes where, what stays, and when there is a choice.

use irama_events::{Field, FramePart, Piece, Seat};
use irama_neural::Chance;
use irama_score::{Bar, BarGrid, KeyChange, MeterChange, TempoChange, Tick, infer_key};

use super::{
    brief::Brief,
    cells::Cells,
    copying::Copying,
    ground::{Ground, Harmony, Quota, step_from},
    harmony::key_of,
    material::{Material, Own, Place, Placed, tick},
    names::Names,
    part_order::PartOrder,
};
use crate::{
    ModelError,
    events::{
        EventsModel,
        music::{Given, Song, tempo_class},
    },
};

/// How many bars to write if nothing is said.
const N_BARS: u64 = 16;
/// Bars after what is written whose likelihood counts.
const BARS_HEARD: u64 = 4;
/// The place of the end: after all notes of its step.
const LAST: u8 = u8::MAX;

/// Steps that return later: those that are copied, and how much later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Returning {
    pub(super) from: std::ops::Range<u64>,
    pub(super) later: u64,
}

/// A brief made ready for the search.
#[derive(Clone, Debug)]
pub(super) struct Orders {
    pub(super) brief: Brief,
    pub(super) material: Option<Material>,
    /// What is given of the piece; its events are those that stay before anything is written.
    pub(super) song: Song,
    /// Those who write, in the order of seats.
    pub(super) parts: Vec<PartOrder>,
    pub(super) ground: Ground,
    pub(super) cells: Cells,
    pub(super) quotas: Vec<Quota>,
    /// What stays, in order, and the end.
    pub(super) kept: Vec<Placed>,
    pub(super) own: Vec<Own>,
    pub(super) returns: Vec<Returning>,
    pub(super) copying: Copying,
    /// All bars of the piece, and where it ends.
    pub(super) bars: Vec<Bar>,
    pub(super) end: Tick,
    /// Steps within which events count: where something is written, and some bars after.
    live: Vec<std::ops::Range<u64>>,
    /// Where all ways wait for each other.
    pub(super) barriers: Vec<Place>,
    /// Whether anything is forbidden or stays, so that ways are unequal.
    pub(super) is_bound: bool,
}

impl Orders {
    /// Works a brief out. An error if it cannot be met.
    pub(super) fn new(
        model: &EventsModel,
        brief: &Brief,
        material: Option<Material>,
        chance: &mut Chance,
    ) -> Result<Self, ModelError> {
        brief.check(material.is_some())?;
        let band = model.bands.get(chance.below(model.bands.len())).ok_or(ModelError::Broken)?;
        let names = material.as_ref().map(|it| Names::of(&it.score, &it.seats)).unwrap_or_default();
        let (frame, bars) = frame_of(brief, material.as_ref(), band.frame())?;
        let n_bars = bars.len() as u64;
        let end = bars.last().map_or(Tick::ZERO, |it| it.end);
        let grid = BarGrid::new(&frame.meters);
        let cells = Cells::new(brief, (material.as_ref(), n_bars), &names, grid)?;
        let band_seats = || band.parts.iter().map(|it| it.0).collect();
        let parts = writers(brief, (material.as_ref(), &cells), &names, band_seats, chance)?;
        let cells = cells.written_by(&parts.iter().map(|it| it.seat).collect::<Vec<_>>());
        let own: Vec<Own> = material.iter().flat_map(Material::notes).collect();
        let own: Vec<Own> = own.into_iter().filter(|it| cells.keeps(it)).collect();
        let returned = match &brief.plan {
            None => Vec::new(),
            Some(plan) => super::returning::check(plan, brief, &bars)?,
        };
        let is_open = |bar: u64| !returned.iter().any(|it| it.bars().contains(&bar));
        let key = brief.key.map(|it| it.key).or_else(|| match (&brief.chords, &material) {
            (Some(chords), _) => key_of(chords),
            (None, Some(material)) => infer_key(&material.score, None).value(),
            (None, None) => band.key,
        });
        let harmony = Harmony {
            chords: brief.chords.as_ref(),
            notes: brief.chord_notes,
            scale: brief.key.map(|it| it.classes()),
            passing: brief.key.or(key.map(Into::into)).map_or(0xfff, |it| it.classes()),
            has_outside: brief.outside_notes > 0,
        };
        let ground = Ground::new(&bars, (&cells, is_open), &parts, &own, &harmony);
        check_ranges(&ground, (&parts, &cells), &bars, brief)?;
        let quotas = ground.quotas(&bars, (&cells, is_open), &parts, &own);
        let quotas = quotas.map_err(|(bar, part)| {
            ModelError::brief(format!(
                "the part {:?} has no room for {} notes in bar {}; lower the least density",
                parts[part].name,
                parts[part].min,
                bar + 1
            ))
        })?;
        let kept = kept_of(material.as_ref(), &cells, step_from(end.0));
        let mut frame = frame;
        add_parts(&mut frame.parts, &parts, model);
        let playing = kept.iter().map(|it| it.event.seat()).filter(|it| it.is_note());
        let seats = playing.chain(parts.iter().map(|it| it.seat));
        let given = Given {
            key,
            tempo: Some(tempo_class(&frame)),
            seats: Some(seats.fold(0, |all, it| all | 1_u128 << it.0)),
            n_bars: Some(n_bars),
            end_step: Some(step_from(end.0)),
        };
        let mut orders = Self {
            returns: returned.iter().map(|it| it.steps(&bars)).collect(),
            copying: Copying::new(brief, material.as_ref(), &own),
            song: Song { piece: Piece { frame, events: Vec::new() }, given },
            brief: brief.clone(),
            is_bound: false,
            live: Vec::new(),
            barriers: Vec::new(),
            material,
            parts,
            ground,
            cells,
            quotas,
            kept,
            own,
            bars,
            end,
        };
        orders.set_live(|bar| !is_open(bar));
        orders.is_bound = orders.has_choice();
        Ok(orders)
    }

    /// Whether events at a step count.
    pub(super) fn is_live(&self, step: u64) -> bool {
        let after = self.live.partition_point(|it| it.end <= step);
        self.live.get(after).is_some_and(|it| it.contains(&step))
    }

    /// The first step that counts.
    pub(super) fn first_live(&self) -> Option<u64> {
        self.live.first().map(|it| it.start)
    }

    /// The shifts that a new note may have, a bit each: none leads into a bar that stays, or to
    /// before the end of a note that stays and is in its way.
    pub(super) fn shifts(&self, step: u64, seat: Seat, pitch: u8) -> u128 {
        let begins = self.bars.partition_point(|it| it.start <= tick(step));
        let bar = begins.checked_sub(1).map(|it| &self.bars[it]);
        let floor = bar.filter(|it| step_from(it.start.0) == step).map_or(0, |bar| {
            let before = bar.bar_idx.checked_sub(1);
            let is_open = before.is_some_and(|it| self.cells.writers_in(it) >> seat.0 & 1 == 1);
            if is_open { 0 } else { bar.start.0 }
        });
        let order = self.parts.iter().find(|it| it.seat == seat);
        let is_crowded = order.is_some_and(|it| it.polyphony < u8::MAX);
        let earlier = self.own.iter().filter(|it| {
            let is_in_the_way = is_crowded || it.note.pitch.number() == pitch;
            it.seat == seat && is_in_the_way && it.note.end() <= tick(step)
        });
        let floor = earlier.map(|it| it.note.end().0).max().unwrap_or(0).max(floor);
        let legal = |shift: &u8| irama_events::tick_of(step, *shift).0 >= floor;
        let n_shifts = Field::Shift.size() as u8;
        (0..n_shifts).filter(legal).fold(0, |all, it| all | 1 << it)
    }

    /// The share of those who write among all who play where something is written: a first guess at
    /// how many notes are new.
    pub(super) fn share_of_writers(&self) -> f64 {
        let beside = self.kept.iter().filter(|it| self.ground.at(it.step).is_some());
        let stays = beside.map(|it| it.event.seat()).filter(|it| it.is_note());
        let kept = stays.fold(0, |all, it| all | 1_u128 << it.0).count_ones();
        self.parts.len() as f64 / (self.parts.len() as f64 + f64::from(kept))
    }

    /// Finds where events count and where ways wait, given which bars return.
    fn set_live(&mut self, returns: impl Fn(u64) -> bool) {
        let n_bars = self.bars.len();
        let is_written: Vec<bool> = self
            .bars
            .iter()
            .map(|it| self.cells.writers_in(it.bar_idx) != 0 || returns(it.bar_idx))
            .collect();
        let mut idx = 0;
        while idx < n_bars {
            if !is_written[idx] {
                idx += 1;
                continue;
            }
            let (first, mut last) = (idx, idx);
            while idx < n_bars && idx <= last + BARS_HEARD as usize {
                if is_written[idx] {
                    last = idx;
                }
                idx += 1;
            }
            // The end belongs to its last bar.
            let is_end = idx == n_bars;
            let end = step_from(self.bars[idx - 1].end.0);
            self.live.push(step_from(self.bars[first].start.0)..end + u64::from(is_end));
            for bar in &self.bars[first..idx] {
                let held = is_written[bar.bar_idx as usize].then(|| self.kept_on_beats(bar));
                self.barriers.extend(held.into_iter().flatten());
                self.barriers.push((step_from(bar.end.0), 0, 0));
            }
            if is_end && let Some(last) = self.barriers.last_mut() {
                *last = (end, LAST, 0);
            }
        }
        if let Some(last) = self.barriers.last_mut()
            && last.0 >= step_from(self.end.0)
        {
            *last = (step_from(self.end.0), Seat::END.0, 0);
        }
        self.barriers.dedup();
    }

    /// The first note that stays in each beat of a bar, after its first beat.
    fn kept_on_beats(&self, bar: &Bar) -> Vec<Place> {
        let beat = bar.meter.beat().0.max(Tick::PER_QUARTER);
        let beat_of = |step: u64| tick(step).since(bar.start).0 / beat;
        let (start, end) = (step_from(bar.start.0), step_from(bar.end.0));
        let first = self.kept.partition_point(|it| it.step < start);
        let here = self.kept[first..].iter().take_while(|it| it.step < end);
        let mut places: Vec<Place> = here.map(Placed::place).collect();
        places.dedup_by_key(|it| beat_of(it.0));
        places.retain(|it| beat_of(it.0) > 0);
        places
    }

    /// Whether anything is forbidden or stays where something is written.
    fn has_choice(&self) -> bool {
        let brief = &self.brief;
        let is_masked = self.parts.iter().any(|it| {
            let free = PartOrder::free(it.seat);
            (it.range, it.min, it.max) != (free.range, free.min, free.max) || it.polyphony < u8::MAX
        });
        is_masked
            || brief.key.is_some()
            || brief.chords.is_some()
            || !self.returns.is_empty()
            || self.copying.is_on()
            || self.kept.iter().any(|it| it.event.seat().is_note() && self.is_live(it.step))
    }
}

/// What is not a note, and all bars of the piece to come.
fn frame_of(
    brief: &Brief,
    material: Option<&Material>,
    band: irama_events::Frame,
) -> Result<(irama_events::Frame, Vec<Bar>), ModelError> {
    let n_old = material.map_or(0, |it| it.n_bars);
    let is_rewritten =
        !brief.fill.is_empty() || !brief.lock.is_empty() || !brief.lock_notes.is_empty();
    let n_new = brief.bars.unwrap_or(if is_rewritten { 0 } else { N_BARS });
    if n_old + n_new == 0 {
        return Err(ModelError::brief("the piece would have no bars".into()));
    }
    let mut frame = material.map_or(band, |it| it.frame.clone());
    let old_end = material.map_or(Tick::ZERO, |it| it.score.bar_grid().bar_line_from(it.score.end));
    let can_change = n_new > 0 || n_old == 0;
    if let Some(meter) = brief.meter {
        let at = if frame.meters.is_empty() { Tick::ZERO } else { old_end };
        if !can_change && at > Tick::ZERO {
            return Err(ModelError::brief(
                "the piece has its own meter; leave the meter out".into(),
            ));
        }
        frame.meters.retain(|it| it.at < at);
        frame.meters.push(MeterChange { at, meter });
    }
    if let Some(tempo) = brief.tempo {
        let at = if frame.tempos.is_empty() { Tick::ZERO } else { old_end };
        if !can_change && at > Tick::ZERO {
            return Err(ModelError::brief(
                "the piece has its own tempo; leave the tempo out".into(),
            ));
        }
        let micros_per_quarter = (60e6 / tempo).round() as u32;
        frame.tempos.retain(|it| it.at < at);
        frame.tempos.push(TempoChange { at, micros_per_quarter });
    }
    if let Some(key) = brief.key.filter(|_| n_old == 0) {
        frame.keys = vec![KeyChange { at: Tick::ZERO, key: key.key }];
    }
    let grid = BarGrid::new(&frame.meters);
    let bars = grid.bars_until(Tick(u64::MAX)).take((n_old + n_new) as usize).collect();
    Ok((frame, bars))
}

/// Those who write, in the order of seats.
fn writers(
    brief: &Brief,
    (material, cells): (Option<&Material>, &Cells),
    names: &Names,
    band: impl FnOnce() -> Vec<Seat>,
    chance: &mut Chance,
) -> Result<Vec<PartOrder>, ModelError> {
    let mut parts = Vec::new();
    match &brief.parts {
        Some(briefs) => {
            let seats = names.seats(briefs.iter().map(|it| it.part.as_str()))?;
            for (part, seat) in briefs.iter().zip(seats) {
                let order = PartOrder::new(part, seat)?;
                let dice = chance.uniform();
                if part.chance.is_none_or(|it| dice < it) {
                    parts.push(order);
                }
            }
            if parts.is_empty() && !briefs.is_empty() {
                let likeliest = |it: &&PartOrder| it.seat;
                let seats = names.seats(briefs.iter().map(|it| it.part.as_str()))?;
                let all: Result<Vec<_>, _> =
                    briefs.iter().zip(seats).map(|(it, seat)| PartOrder::new(it, seat)).collect();
                // Somebody has to play: the first.
                parts.extend(all?.iter().min_by_key(likeliest).cloned());
            }
        }
        None => {
            let is_free = |it: &Seat| {
                material.is_none_or(|material| !cells.is_locked_throughout(*it, material.n_bars))
            };
            let playing = material.map_or(0, Material::playing);
            let old = (0..Seat::REST.0).map(Seat).filter(|it| playing >> it.0 & 1 == 1);
            let mut seats: Vec<Seat> = old.filter(is_free).collect();
            if seats.is_empty() {
                seats = band().into_iter().filter(|it| playing >> it.0 & 1 == 0).collect();
            }
            parts.extend(seats.into_iter().map(PartOrder::free));
        }
    }
    if parts.is_empty() {
        return Err(ModelError::brief("nobody is left to play; name parts to write".into()));
    }
    parts.sort_by_key(|it| it.seat);
    Ok(parts)
}

/// An error if there is nothing to write, or if a part can play nowhere.
fn check_ranges(
    ground: &Ground,
    (parts, cells): (&[PartOrder], &Cells),
    bars: &[Bar],
    brief: &Brief,
) -> Result<(), ModelError> {
    if bars.iter().all(|it| cells.writers_in(it.bar_idx) == 0) {
        return Err(ModelError::brief(
            "there is nothing to write: all bars of all parts stay; free some of them".into(),
        ));
    }
    for (idx, part) in parts.iter().enumerate() {
        let mut rooms = ground.stretches().iter().flat_map(|it| &it.rooms);
        if rooms.any(|it| it.part == idx) {
            continue;
        }
        let what = match (&brief.chords, &brief.key) {
            (Some(_), _) => "the chords".to_owned(),
            (None, Some(key)) => key.to_string(),
            (None, None) => "what is written anew, beside what stays there".into(),
        };
        return Err(ModelError::brief(format!(
            "the range of the part {:?} holds no note of {what}; widen it or leave the part out",
            part.name
        )));
    }
    Ok(())
}

/// The events of what stays, in order, and the end. What is played ahead of the very end is moved
/// before it: the model's image of a note need not be exact.
fn kept_of(material: Option<&Material>, cells: &Cells, end_step: u64) -> Vec<Placed> {
    let events = material.map_or(&[][..], |it| &it.events);
    let kept = events.iter().filter(|it| cells.keeps_at(it.place())).copied();
    let mut kept: Vec<Placed> =
        kept.map(|it| Placed { step: it.step.min(end_step.saturating_sub(1)), ..it }).collect();
    kept.sort_by_key(Placed::place);
    kept.dedup_by_key(|it| it.place());
    kept.push(Placed { step: end_step, event: irama_events::Event::mark(Seat::END, 0) });
    kept
}

/// Seats the parts that write, with instruments as the brief or the learned bands have them.
fn add_parts(frame: &mut Vec<FramePart>, parts: &[PartOrder], model: &EventsModel) {
    for PartOrder { seat, program, .. } in parts {
        if frame.iter().any(|it| it.seat == *seat) {
            continue;
        }
        let mut learned = model.bands.iter().flat_map(|it| &it.parts).filter(|it| it.0 == *seat);
        let program = program.or(learned.find_map(|it| it.1)).or(seat.first_program());
        frame.push(FramePart { seat: *seat, name: String::new(), program });
    }
    frame.sort_by_key(|it| it.seat);
}
