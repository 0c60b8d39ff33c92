//! A brief made ready for the search: who writes where, what stays, and when there is a choice.

use irama_events::{Field, Piece, Seat};
use irama_neural::Chance;
use irama_score::{Bar, BarGrid, Tick};

use super::{
    brief::{Brief, Returns},
    cells::Cells,
    copying::Copying,
    ground::{Ground, Harmony, Quota, step_from},
    harmony::key_for,
    material::{Material, Own, Place, Placed, tick},
    names::Names,
    part_order::PartOrder,
    returning,
    starting::{
        add_parts, bands_in, beginnings, check_ranges, frame_of, given_of, is_home, kept_of,
        no_room, style_of, within_compass, writers,
    },
};
use crate::{
    ModelError,
    events::{EventsModel, music::Song},
};

/// The shortest note that is written, half a grid step: shorter ones are clicks, and programs that
/// open the file may drop them.
pub(super) const SHORTEST: Tick = Tick(10);

/// Steps that return later: those that are copied, and how much later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Returning {
    pub(super) from: std::ops::Range<u64>,
    pub(super) later: u64,
    /// Whose notes return, a bit a seat.
    pub(super) seats: u128,
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
    pub(super) live: Vec<std::ops::Range<u64>>,
    /// The classes of loudness with which parts of a new piece begin.
    pub(super) beginnings: Vec<(Seat, u8)>,
    /// Where all ways wait for each other.
    pub(super) barriers: Vec<Place>,
    /// Whether anything is forbidden or stays, but for what may not be copied, so that ways are unequal.
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
        let style = style_of(brief, model)?;
        let fitting = bands_in(style, &model.bands);
        let chosen = fitting[chance.below(fitting.len())];
        let band = model.bands.get(chosen).ok_or(ModelError::Broken)?;
        let names = material.as_ref().map(|it| Names::of(&it.score, &it.seats)).unwrap_or_default();
        let (mut frame, bars) = frame_of(brief, material.as_ref(), band.frame())?;
        let n_bars = bars.len() as u64;
        let end = bars.last().map_or(Tick::ZERO, |it| it.end);
        let grid = BarGrid::new(&frame.meters);
        let cells = Cells::new(brief, (material.as_ref(), n_bars), &names, grid)?;
        let band_seats = || band.parts.iter().map(|it| it.0).collect();
        let parts = writers(brief, (material.as_ref(), &cells), &names, band_seats, chance)?;
        add_parts(&mut frame.parts, &parts, (model, material.is_some()));
        let parts = within_compass(parts, &frame, model, material.as_ref());
        let cells = cells.written_by(&parts.iter().map(|it| it.seat).collect::<Vec<_>>());
        let own: Vec<Own> = material.iter().flat_map(Material::notes).collect();
        let own: Vec<Own> = own.into_iter().filter(|it| cells.keeps(it)).collect();
        let returned = match (&brief.plan, brief.returns) {
            (Some(plan), _) => returning::check(plan, brief, &bars)?,
            (None, Returns::Learned) if material.is_none() => {
                returning::learned((&model.bands, chosen), &parts, brief, &bars)
            }
            _ => Vec::new(),
        };
        let is_open = |bar: u64, seat: Seat| !returned.iter().any(|it| it.covers(bar, seat));
        let key = key_for(brief, material.as_ref(), band.key);
        let is_home = material.is_none() && is_home(band.key, &fitting, &model.bands);
        let harmony = Harmony::of(brief, key, is_home);
        let ground = Ground::new(&bars, (&cells, is_open), &parts, &own, &harmony);
        check_ranges(&ground, (&parts, &cells), &bars, brief)?;
        let quotas = ground.quotas(&bars, (&cells, is_open), &parts, &own);
        let quotas = quotas.map_err(|(bar, part)| no_room(&parts[part], bar))?;
        let kept = kept_of(material.as_ref(), &cells, step_from(end.0));
        let seats = kept.iter().map(|it| it.event.seat()).chain(parts.iter().map(|it| it.seat));
        let given = given_of((&frame, key, style), seats, (n_bars, end));
        let mut orders = Self {
            returns: returned.iter().map(|it| it.steps(&bars)).collect(),
            beginnings: beginnings(band, &parts, material.is_none()),
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
        orders.set_live(|bar| returned.iter().any(|it| it.bars().contains(&bar)));
        orders.is_bound = orders.has_choice();
        Ok(orders)
    }

    /// The shifts that a new note may have which must not begin before `after`, a bit each: none leads
    /// into a bar that stays, to before the end of a note that stays and is in its way, or to where it
    /// would be cut off too soon. To be on the grid is always possible.
    pub(super) fn shifts(&self, (step, seat, pitch): Place, after: Tick) -> u128 {
        let seat = Seat(seat);
        let begins = self.bars.partition_point(|it| it.start <= tick(step));
        let bar = begins.checked_sub(1).map(|it| &self.bars[it]);
        let floor = bar.filter(|it| step_from(it.start.0) == step).map_or(0, |bar| {
            let before = bar.bar_idx.checked_sub(1);
            let is_open = before.is_some_and(|it| self.cells.writers_in(it) >> seat.0 & 1 == 1);
            if is_open { 0 } else { bar.start.0 }
        });
        let is_crowded = self.is_crowded(seat);
        let earlier = self.own.iter().filter(|it| {
            let is_in_the_way = is_crowded || it.note.pitch.number() == pitch;
            it.seat == seat && is_in_the_way && it.note.end() <= tick(step)
        });
        let floor = earlier.map(|it| it.note.end().0).max().unwrap_or(0).max(floor).max(after.0);
        let is_later = |it: &&Own| it.seat == seat && is_crowded && it.step() > step;
        let later = self.own.iter().filter(is_later).map(|it| it.note.start).min();
        let ceiling = later.unwrap_or(self.end).min(self.end);
        shifts_within(step, floor..=ceiling.since(SHORTEST).0)
    }

    /// Whether notes of a part make each other room, whatever their pitches.
    pub(super) fn is_crowded(&self, seat: Seat) -> bool {
        let order = self.parts.iter().find(|it| it.seat == seat);
        order.is_some_and(|it| it.polyphony < u8::MAX)
    }

    /// The share of those who write among all who play where something is written: a first guess at
    /// how many notes are new.
    pub(super) fn share_of_writers(&self) -> f64 {
        let beside = self.kept.iter().filter(|it| self.ground.at(it.step).is_some());
        let stays = beside.map(|it| it.event.seat()).filter(|it| it.is_note());
        let kept = stays.fold(0, |all, it| all | 1_u128 << it.0).count_ones();
        self.parts.len() as f64 / (self.parts.len() as f64 + f64::from(kept))
    }

    /// Whether anything is forbidden, but for what may not be copied, or stays where something is written.
    fn has_choice(&self) -> bool {
        let brief = &self.brief;
        self.parts.iter().any(PartOrder::is_bound)
            || brief.key.is_some()
            || brief.chords.is_some()
            || brief.plan.is_some()
            || self.kept.iter().any(|it| it.event.seat().is_note() && self.is_live(it.step))
    }
}

/// The shifts with which a note at a step begins within some ticks, a bit each.
fn shifts_within(step: u64, ticks: std::ops::RangeInclusive<u64>) -> u128 {
    let is_within = |shift: &u8| ticks.contains(&irama_events::tick_of(step, *shift).0);
    (0..Field::Shift.size() as u8).filter(is_within).fold(0, |all, it| all | 1 << it)
}
