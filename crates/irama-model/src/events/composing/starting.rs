//! What a search starts from: the frame of the piece, who writes, and what stays.

use irama_events::{Event, Frame, FramePart, Seat};
use irama_neural::Chance;
use irama_score::{Bar, BarGrid, Key, KeyChange, MeterChange, TempoChange, Tick};

use super::{
    brief::Brief,
    cells::Cells,
    compass::compass,
    ground::{Ground, step_from},
    material::{Material, Placed},
    names::Names,
    part_order::PartOrder,
    unmet::Unmet,
};
use crate::{
    ModelError,
    events::{
        Band, EventsModel,
        music::{Given, tempo_class},
    },
};

/// The last tick that a MIDI file can name.
const LAST: Tick = Tick(0x0fff_ffff);

/// What is not a note, and all bars of the piece to come.
pub(super) fn frame_of(
    brief: &Brief,
    material: Option<&Material>,
    band: Frame,
) -> Result<(Frame, Vec<Bar>), Unmet> {
    let n_old = material.map_or(0, |it| it.n_bars);
    let n_new = brief.n_new_bars();
    if n_old + n_new == 0 {
        return Err(Unmet::NoBars);
    }
    let mut frame = material.map_or(band, |it| it.frame.clone());
    let old_end = material.map_or(Tick::ZERO, |it| it.score.bar_grid().bar_line_from(it.score.end));
    let can_change = n_new > 0 || n_old == 0;
    if let Some(meter) = brief.meter {
        let at = if frame.meters.is_empty() { Tick::ZERO } else { old_end };
        if !can_change && at > Tick::ZERO {
            return Err(Unmet::OwnMeter);
        }
        frame.meters.retain(|it| it.at < at);
        frame.meters.push(MeterChange { at, meter });
    }
    if let Some(tempo) = brief.tempo {
        let at = if frame.tempos.is_empty() { Tick::ZERO } else { old_end };
        if !can_change && at > Tick::ZERO {
            return Err(Unmet::OwnTempo);
        }
        let micros_per_quarter = (60e6 / tempo).round() as u32;
        frame.tempos.retain(|it| it.at < at);
        frame.tempos.push(TempoChange { at, micros_per_quarter });
    }
    if let Some(key) = brief.key.filter(|_| n_old == 0) {
        frame.keys = vec![KeyChange { at: Tick::ZERO, key: key.key }];
    }
    let grid = BarGrid::new(&frame.meters);
    let bars: Vec<Bar> = grid.bars_until(Tick(u64::MAX)).take((n_old + n_new) as usize).collect();
    if bars.last().is_some_and(|it| it.end > LAST) {
        return Err(Unmet::TooLong);
    }
    Ok((frame, bars))
}

/// Those who write, in the order of seats.
pub(super) fn writers(
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
                let all: Result<Vec<_>, Unmet> =
                    briefs.iter().zip(seats).map(|(it, seat)| PartOrder::new(it, seat)).collect();
                // Somebody has to play: the first.
                parts.extend(all?.iter().min_by_key(likeliest).cloned());
            }
        }
        None => {
            let is_free = |it: &Seat| {
                material.is_none_or(|material| {
                    cells.writes(*it) && !cells.is_locked_throughout(*it, material.n_bars)
                })
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
        return Err(Unmet::NobodyPlays.into());
    }
    parts.sort_by_key(|it| it.seat);
    Ok(parts)
}

/// The number of the style that is asked for.
pub(super) fn style_of(brief: &Brief, model: &EventsModel) -> Result<Option<u8>, Unmet> {
    let Some(style) = &brief.style else { return Ok(None) };
    let found = model.styles.iter().position(|it| it.eq_ignore_ascii_case(style.trim()));
    let unknown = || Unmet::NoSuchStyle { style: style.clone(), styles: model.styles.clone() };
    found.and_then(|it| u8::try_from(it).ok()).ok_or_else(unknown).map(Some)
}

/// The indices of the bands of a style, or of all where there is none or nothing is said.
pub(super) fn bands_in(style: Option<u8>, bands: &[Band]) -> Vec<usize> {
    let of_style = |it: &usize| style.is_some() && bands[*it].style == style;
    let found: Vec<usize> = (0..bands.len()).filter(of_style).collect();
    if found.is_empty() { (0..bands.len()).collect() } else { found }
}

/// How loud the parts of a new piece begin: as in its band, as far as it has them. A part stays as loud as it begins
/// in most songs, so a slip there would be heard throughout.
pub(super) fn beginnings(band: &Band, parts: &[PartOrder], is_new: bool) -> Vec<(Seat, u8)> {
    let told = parts.iter().filter(|_| is_new).map(|it| it.seat);
    told.filter_map(|it| Some((it, band.loudness_of(it)?))).collect()
}

/// Bands of which one at least has a key that is a home to all.
const BANDS_AT_HOME: usize = 8;

/// Whether the songs of some bands share a key often enough for a new piece to begin in it: where their
/// keys are spread, one is as good as another.
pub(super) fn is_home(key: Option<Key>, some: &[usize], bands: &[Band]) -> bool {
    let n = some.iter().filter(|it| key.is_some() && bands[**it].key == key).count();
    n > 1 && n * BANDS_AT_HOME >= some.len()
}

/// An error if there is nothing to write, or if a part can play nowhere.
pub(super) fn check_ranges(
    ground: &Ground,
    (parts, cells): (&[PartOrder], &Cells),
    bars: &[Bar],
    brief: &Brief,
) -> Result<(), Unmet> {
    if bars.iter().all(|it| cells.writers_in(it.bar_idx) == 0) {
        return Err(Unmet::AllStays);
    }
    for (idx, part) in parts.iter().enumerate() {
        let mut rooms = ground.stretches().iter().flat_map(|it| &it.rooms);
        if rooms.any(|it| it.part == idx) {
            continue;
        }
        let part = part.name.clone();
        return Err(match (&brief.chords, brief.key) {
            (Some(_), _) => Unmet::OutsideChords { part },
            (None, Some(key)) => Unmet::OutsideKey { part, key },
            (None, None) => Unmet::NoPlace { part },
        });
    }
    Ok(())
}

/// What is told of a bar without room for the notes that it must have.
pub(super) fn no_room(part: &PartOrder, bar_idx: u64) -> Unmet {
    Unmet::NoRoom { part: part.name.clone(), n: part.min, bar: bar_idx + 1 }
}

/// What the model is told of the whole piece.
pub(super) fn given_of(
    (frame, key, style): (&Frame, Option<Key>, Option<u8>),
    seats: impl Iterator<Item = Seat>,
    (n_bars, end): (u64, Tick),
) -> Given {
    Given {
        style,
        key,
        tempo: Some(tempo_class(frame)),
        seats: Some(seats.filter(|it| it.is_note()).fold(0, |all, it| all | 1_u128 << it.0)),
        n_bars: Some(n_bars),
        end_step: Some(step_from(end.0)),
    }
}

/// The events of what stays, in order, and the end. What is played ahead of the very end is moved
/// before it: the model's image of a note need not be exact.
pub(super) fn kept_of(material: Option<&Material>, cells: &Cells, end_step: u64) -> Vec<Placed> {
    let events = material.map_or(&[][..], |it| &it.events);
    let kept = events.iter().filter(|it| cells.keeps_at(it.place())).copied();
    let mut kept: Vec<Placed> =
        kept.map(|it| Placed { step: it.step.min(end_step.saturating_sub(1)), ..it }).collect();
    kept.sort_by_key(Placed::place);
    kept.dedup_by_key(|it| it.place());
    kept.push(Placed { step: end_step, event: Event::mark(Seat::END, 0) });
    kept
}

/// Seats the parts that write, with instruments as the brief or the learned bands have them; a part
/// of the material keeps its own.
pub(super) fn add_parts(
    frame: &mut Vec<FramePart>,
    parts: &[PartOrder],
    (model, has_material): (&EventsModel, bool),
) {
    for PartOrder { seat, program, .. } in parts {
        if let Some(part) = frame.iter_mut().find(|it| it.seat == *seat) {
            part.program = program.filter(|_| !has_material).or(part.program);
            continue;
        }
        let mut learned = model.bands.iter().flat_map(|it| &it.parts).filter(|it| it.0 == *seat);
        let program = program.or(learned.find_map(|it| it.1)).or(seat.first_program());
        frame.push(FramePart { seat: *seat, name: String::new(), program });
    }
    frame.sort_by_key(|it| it.seat);
}

/// The parts that write, each within what its instrument plays.
pub(super) fn within_compass(
    parts: Vec<PartOrder>,
    frame: &Frame,
    model: &EventsModel,
    material: Option<&Material>,
) -> Vec<PartOrder> {
    let within = |it: PartOrder| {
        let played = frame.parts.iter().find(|part| part.seat == it.seat);
        let program = played.and_then(|it| it.program).unwrap_or_default();
        let compass = compass((it.seat, program), &model.bands, material);
        it.within(&compass)
    };
    parts.into_iter().map(within).collect()
}
