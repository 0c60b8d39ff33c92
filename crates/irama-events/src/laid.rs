//! Music laid on the grid: what a score and rows of events both lead to, and back.

use irama_score::{BarGrid, Note, Part, Pitch, Score, Tick};

use crate::{
    DRUM_LENGTH, Frame, MAX_STEP, Seat, TICKS_PER_STEP, band::Band, gm_drum, grid::length_within,
    length_class, length_ticks, nearest_step, tick_of, velocity_of,
};

/// A note that has a seat and begins on the grid. They sort by seat, pitch and start, so that what
/// might be equal or overlap stands side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LaidNote {
    pub(crate) seat: Seat,
    pub(crate) pitch: Pitch,
    /// Of the form that [`tick_of`] gives.
    pub(crate) start: Tick,
    pub(crate) ticks: u64,
    /// 0 to 31.
    pub(crate) loudness: u8,
}

impl LaidNote {
    /// Lays a note on the grid; only its length may still be none of a class.
    pub(crate) fn new(seat: Seat, note: &Note) -> Self {
        let (step, shift) = nearest_step(note.start);
        Self {
            seat,
            pitch: if seat.is_drums() { gm_drum(note.pitch) } else { note.pitch },
            start: tick_of(step, shift),
            ticks: if seat.is_drums() { length_ticks(DRUM_LENGTH) } else { note.duration.0 },
            loudness: note.velocity.level() / 4,
        }
    }

    pub(crate) fn step(&self) -> u64 {
        nearest_step(self.start).0
    }

    fn to_note(self) -> Note {
        let velocity = velocity_of(self.loudness);
        Note { start: self.start, pitch: self.pitch, duration: Tick(self.ticks), velocity }
    }
}

/// A piece on the grid: laying it once more changes nothing.
pub(crate) struct Laid {
    pub(crate) frame: Frame,
    /// Sorted by seat, pitch and start; none equal, none overlapping another of its pitch and seat.
    pub(crate) notes: Vec<LaidNote>,
    /// A bar line; no note reaches beyond it.
    pub(crate) end: Tick,
}

impl Laid {
    /// Merges, trims and ends at the bar line at or after `reach`, or later if a note begins there.
    /// Takes all of `frame` but its parts.
    pub(crate) fn new(frame: Frame, band: Band, mut notes: Vec<LaidNote>, reach: Tick) -> Self {
        let bars = BarGrid::new(&frame.meters);
        let first_free = notes.iter().map(|it| it.start + Tick(1)).max().unwrap_or_default();
        let end = ending(&bars, reach.min(tick_of(MAX_STEP, 2)).max(first_free));
        notes.sort_unstable();
        notes.dedup_by(|next, kept| merges(kept, next));
        trim(&mut notes, end);
        let mut plays = [false; Seat::COUNT];
        for note in &notes {
            plays[usize::from(note.seat.0)] = true;
        }
        Self { frame: Frame { parts: band.into_parts(&plays), ..frame }, notes, end }
    }

    /// The grid step of the end: the first at or after its bar line.
    pub(crate) fn end_step(&self) -> u64 {
        self.end.0.div_ceil(TICKS_PER_STEP)
    }

    pub(crate) fn into_score(self) -> Score {
        let mut notes = self.notes.as_slice();
        let mut parts = Vec::with_capacity(self.frame.parts.len());
        for part in self.frame.parts {
            let (own, rest) = notes.split_at(notes.partition_point(|it| it.seat <= part.seat));
            notes = rest;
            let mut own: Vec<Note> = own.iter().map(|it| it.to_note()).collect();
            own.sort_unstable();
            parts.push(Part {
                name: part.name,
                program: part.program,
                is_drums: part.seat.is_drums(),
                notes: own,
                controls: Vec::new(),
            });
        }
        Score {
            name: self.frame.name,
            tempos: self.frame.tempos,
            meters: self.frame.meters,
            keys: self.frame.keys,
            texts: Vec::new(),
            parts,
            end: self.end,
        }
    }
}

/// Whether `next` is the same note as `kept`, which takes over what is louder and what is longer.
/// The louder one also says when it sounds, the earlier of equally loud ones.
fn merges(kept: &mut LaidNote, next: &LaidNote) -> bool {
    let is_same = (kept.seat, kept.pitch, kept.step()) == (next.seat, next.pitch, next.step());
    if is_same {
        kept.ticks = kept.ticks.max(next.ticks);
        if next.loudness > kept.loudness {
            (kept.start, kept.loudness) = (next.start, next.loudness);
        }
    }
    is_same
}

/// Gives every note the nearest length of a class that ends before the next note of its pitch and
/// seat, and before the end of the piece.
fn trim(notes: &mut [LaidNote], end: Tick) {
    for idx in 0..notes.len() {
        let next = notes.get(idx + 1).copied();
        let note = &mut notes[idx];
        let next = next.filter(|it| (it.seat, it.pitch) == (note.seat, note.pitch));
        let room = next.map_or(end, |it| it.start).since(note.start).0;
        let wanted = length_ticks(length_class(note.ticks));
        note.ticks = if wanted <= room { wanted } else { length_within(room) };
    }
}

/// The bar line at which a piece ends that lasts until `reach`.
///
/// An event can name the grid step only, and with meters of sixty-fourths bar lines lie between
/// steps, even several. So of the bar lines up to the next grid step the last is taken: the step
/// leads back to it (see [`ending_at_step`]).
fn ending(bars: &BarGrid, reach: Tick) -> Tick {
    let line = bars.bar_line_from(reach);
    bars.bar_at(tick_of(line.0.div_ceil(TICKS_PER_STEP), 2)).start
}

/// The bar line that the grid step of an end stands for: the last one after the step before, else
/// the next one.
pub(crate) fn ending_at_step(bars: &BarGrid, step: u64) -> Tick {
    let at = tick_of(step, 2);
    let bar = bars.bar_at(at);
    if at.since(bar.start).0 < TICKS_PER_STEP { bar.start } else { bar.end }
}
