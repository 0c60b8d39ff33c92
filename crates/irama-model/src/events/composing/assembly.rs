//! The piece that comes of it: what stays as it is, and new notes among it.

use std::collections::BTreeMap;

use irama_events::{DRUM_LENGTH, LENGTH_STEPS, Seat, TICKS_PER_STEP, length_ticks};
use irama_score::{Note, Part, Score, Tick};

use super::{
    copying::note_of,
    ground::step_from,
    material::{Placed, tick},
    orders::Orders,
};

/// A note on its way into the piece.
#[derive(Clone, Copy, Debug)]
struct Sounding {
    note: Note,
    is_new: bool,
}

/// Puts new notes among what stays, which is not touched in anything.
///
/// New notes are cut off where the next of their pitch begins, where a part would hold more than it
/// may, where a chord begins to which they do not belong, and at the end of the piece.
pub(super) fn assemble(orders: &Orders, new: &[Placed]) -> Score {
    let mut score = base(orders);
    let mut by_seat: BTreeMap<Seat, Vec<Note>> = BTreeMap::new();
    for placed in new {
        let mut note = note_of(placed);
        if placed.event.seat().is_drums() {
            note.duration = Tick(length_ticks(DRUM_LENGTH));
        } else {
            note.duration = Tick(within_chords(orders, placed, note.duration.0));
        }
        by_seat.entry(placed.event.seat()).or_default().push(note);
    }
    for (seat, notes) in by_seat {
        let part_idx = part_for(orders, &mut score, seat);
        let kept = orders.own.iter().filter(|it| it.seat == seat).map(|it| it.note);
        let kept = kept.map(|note| Sounding { note, is_new: false });
        let notes = notes.into_iter().map(|note| Sounding { note, is_new: true });
        let mut all: Vec<Sounding> = kept.chain(notes).collect();
        all.sort_by_key(|it| it.note);
        let order = orders.parts.iter().find(|it| it.seat == seat);
        let polyphony = order.map_or(usize::MAX, |it| match it.polyphony {
            u8::MAX => usize::MAX,
            some => usize::from(some),
        });
        cut(&mut all, orders.end);
        let_go(&mut all, polyphony);
        let part = &mut score.parts[part_idx];
        part.notes.extend(all.iter().filter(|it| it.is_new).map(|it| it.note));
        part.notes.sort_unstable();
    }
    if orders.material.is_none() {
        score.parts.retain(|it| !it.notes.is_empty());
    }
    score
}

/// The material without what is written anew, or an empty piece.
fn base(orders: &Orders) -> Score {
    let frame = &orders.song.piece.frame;
    let Some(material) = &orders.material else {
        let part = |it: &irama_events::FramePart| Part {
            name: it.name.clone(),
            program: it.program,
            is_drums: it.seat.is_drums(),
            ..Part::default()
        };
        return Score {
            name: frame.name.clone(),
            tempos: frame.tempos.clone(),
            meters: frame.meters.clone(),
            keys: frame.keys.clone(),
            texts: Vec::new(),
            parts: frame.parts.iter().map(part).collect(),
            end: orders.end,
        };
    };
    let mut score = material.score.clone();
    for (idx, part) in
        score.parts.iter_mut().enumerate().filter(|it| material.seats[it.0].is_some())
    {
        let own = orders.own.iter().filter(|it| it.part == idx);
        part.notes = own.map(|it| it.note).collect();
    }
    score.tempos.clone_from(&frame.tempos);
    score.meters.clone_from(&frame.meters);
    // A piece that stays ends where it did, unless bars were added or it broke off in its last bar.
    score.end = score.end.max(orders.end);
    score
}

/// The part of the score that plays a seat; a new one if there is none.
fn part_for(orders: &Orders, score: &mut Score, seat: Seat) -> usize {
    let found = match &orders.material {
        Some(material) => material.part_on(seat),
        None => orders.song.piece.frame.parts.iter().position(|it| it.seat == seat),
    };
    let program = || {
        let frame = orders.song.piece.frame.parts.iter().find(|it| it.seat == seat);
        frame.and_then(|it| it.program)
    };
    found.unwrap_or_else(|| {
        let is_drums = seat.is_drums();
        score.parts.push(Part { program: program(), is_drums, ..Part::default() });
        score.parts.len() - 1
    })
}

/// Cuts new notes off where the next of their pitch begins, and at the end.
fn cut(notes: &mut [Sounding], end: Tick) {
    let mut next: BTreeMap<u8, Tick> = BTreeMap::new();
    for it in notes.iter_mut().rev() {
        let pitch = it.note.pitch.number();
        let room = next.get(&pitch).copied().unwrap_or(end).since(it.note.start);
        if it.is_new {
            it.note.duration = Tick(fitting(it.note.duration.0, room.0));
        }
        next.insert(pitch, it.note.start);
    }
}

/// Lets go of the oldest new note wherever a note begins and more would sound than may.
fn let_go(notes: &mut [Sounding], polyphony: usize) {
    if polyphony == usize::MAX {
        return;
    }
    for idx in 0..notes.len() {
        let now = notes[idx].note.start;
        loop {
            let sounding = |it: &usize| notes[*it].note.end() > now || *it >= idx;
            let starts_now = |it: &usize| notes[*it].note.start <= now;
            let mut held = (0..notes.len()).take_while(starts_now).filter(sounding);
            let n = held.clone().count();
            let oldest = held.find(|it| notes[*it].is_new && notes[*it].note.start < now);
            match oldest {
                Some(oldest) if n > polyphony => {
                    let room = now.since(notes[oldest].note.start);
                    notes[oldest].note.duration =
                        Tick(fitting(notes[oldest].note.duration.0, room.0));
                }
                _ => break,
            }
        }
    }
}

/// A length of a class within `room`; where even a grid step takes more, all of the room.
fn fitting(ticks: u64, room: u64) -> u64 {
    if ticks <= room {
        return ticks;
    }
    let classes = LENGTH_STEPS.iter().rev().map(|it| u64::from(*it) * TICKS_PER_STEP);
    classes.into_iter().find(|it| *it <= room).unwrap_or(room)
}

/// How long a note may sound before a chord begins to which it does not belong.
fn within_chords(orders: &Orders, placed: &Placed, ticks: u64) -> u64 {
    let (Some(chords), pitch) = (&orders.brief.chords, note_of(placed).pitch) else { return ticks };
    let start = note_of(placed).start;
    let first = orders.bars.partition_point(|it| it.end <= tick(placed.step));
    let class = pitch.class();
    let mut was_inside = false;
    for bar in orders.bars[first..].iter().take_while(|it| it.start.0 < start.0 + ticks) {
        let slots = chords.slots(bar.bar_idx);
        let length = bar.end.since(bar.start).0;
        for (slot, chord) in (0..).zip(slots) {
            let at = bar.start.0 + (length * slot).div_ceil(slots.len() as u64);
            let at = step_from(at) * TICKS_PER_STEP;
            let is_inside = chord.is_none_or(|it| it.classes >> class & 1 == 1);
            if at <= tick(placed.step).0 {
                was_inside = is_inside;
            } else if at >= start.0 + ticks {
                return ticks;
            } else if was_inside && !is_inside {
                return fitting(ticks, at - start.0);
            }
        }
    }
    ticks
}
