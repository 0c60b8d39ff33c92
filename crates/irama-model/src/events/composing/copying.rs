//! Staying below a limit of what may be copied, while composing.
//!
//! Asks [`Passages`] about the line that a part would have, with the ticks that its notes will have
//! in the piece. Notes that stay are not the composer's: a passage ends at them.

use irama_events::{Event, Field, Passages, Seat, length_ticks, tick_of, velocity_of};
use irama_score::{Note, Pitch, Tick};

use super::{
    brief::Brief,
    material::{Material, Own, Placed},
};

/// Notes that begin closer together may be one chord, whose notes count by rising pitch: half a
/// sixteenth.
const CHORD: u64 = Tick::PER_QUARTER / 8;
/// The shift of a note that is played exactly.
const EXACT: u8 = 2;

/// The limits, and what of each part stays.
#[derive(Clone, Debug, Default)]
pub(super) struct Copying {
    pitched: Option<usize>,
    drums: Option<usize>,
    /// Of each part of the material that new notes join, sorted: (seat, notes).
    kept: Vec<(Seat, Vec<Note>)>,
}

impl Copying {
    pub(super) fn new(brief: &Brief, material: Option<&Material>, own: &[Own]) -> Self {
        let (pitched, drums) = (brief.copy_limit, brief.drum_copy_limit);
        let mut kept = Vec::new();
        for seat in (0..Seat::REST.0).map(Seat) {
            let Some(part) = material.and_then(|it| it.part_on(seat)) else { continue };
            let notes = own.iter().filter(|it| it.part == part).map(|it| it.note);
            let mut notes: Vec<Note> = notes.collect();
            notes.sort_unstable();
            kept.push((seat, notes));
        }
        Self { pitched, drums, kept }
    }

    /// Whether there is a limit.
    pub(super) fn is_on(&self) -> bool {
        self.pitched.is_some() || self.drums.is_some()
    }

    fn limit(&self, seat: Seat) -> Option<usize> {
        if seat.is_drums() { self.drums } else { self.pitched }
    }

    /// Of `pitches`, a bit each, those that a seat may play at `step` after the `lines` so far, played
    /// exactly, without copying more than the limit.
    pub(super) fn allowed(
        &self,
        passages: &Passages,
        lines: &Lines,
        (step, seat): (u64, Seat),
        pitches: u128,
    ) -> u128 {
        let mut allowed = self.free(passages, lines, (step, seat), pitches);
        allowed.by_ref().fold(0, |all, it| all | 1 << it)
    }

    /// Whether there is any such pitch.
    pub(super) fn allows_any(
        &self,
        passages: &Passages,
        lines: &Lines,
        place: (u64, Seat),
        pitches: u128,
    ) -> bool {
        self.free(passages, lines, place, pitches).next().is_some()
    }

    /// The same, one after another.
    fn free<'a>(
        &'a self,
        passages: &'a Passages,
        lines: &'a Lines,
        (step, seat): (u64, Seat),
        pitches: u128,
    ) -> impl Iterator<Item = u8> + 'a {
        let line = lines.of(seat);
        let limit = self.limit(seat).filter(|it| !self.is_far(passages, line, (step, seat), *it));
        let all = (0..128).filter(move |it| pitches >> it & 1 == 1);
        all.filter(move |pitch| {
            let note = new_note(step, EXACT, *pitch);
            limit.is_none_or(|it| !self.copies(passages, line, (seat, it), note))
        })
    }

    /// The shifts with which a pitch may be played without copying more than the limit, a bit each:
    /// they move notes into and out of chords.
    pub(super) fn shifts(
        &self,
        passages: &Passages,
        lines: &Lines,
        (step, seat): (u64, Seat),
        pitch: u8,
    ) -> u128 {
        let Some(limit) = self.limit(seat) else { return u128::MAX };
        let line = lines.of(seat);
        let is_free =
            |shift: &u8| !self.copies(passages, line, (seat, limit), new_note(step, *shift, pitch));
        (0..Field::Shift.size() as u8).filter(is_free).fold(0, |all, it| all | 1 << it)
    }

    /// Whether an event may follow without copying more than the limit.
    pub(super) fn allows(&self, passages: &Passages, lines: &Lines, placed: &Placed) -> bool {
        let seat = placed.event.seat();
        let Some(limit) = self.limit(seat) else { return true };
        !self.copies(passages, lines.of(seat), (seat, limit), note_of(placed))
    }

    /// Whether nothing near the end of a line is copied for so long that a note could be too much.
    fn is_far(
        &self,
        passages: &Passages,
        line: &[Note],
        (step, seat): (u64, Seat),
        limit: usize,
    ) -> bool {
        let last = Tick(tick_of(step, 2).0.saturating_sub(CHORD + 16));
        // All but the notes of its own chord come before a note that would be too much.
        let n_chord = line.iter().rev().take_while(|it| it.start >= last).count();
        let Some(n) = limit.checked_sub(n_chord) else { return false };
        n >= irama_events::SHORTEST_PASSAGE && self.longest(passages, line, seat, limit) < n
    }

    fn copies(
        &self,
        passages: &Passages,
        line: &[Note],
        (seat, limit): (Seat, usize),
        note: Note,
    ) -> bool {
        let first = start_of_tail(line, limit);
        let mut tail = line[first..].to_vec();
        tail.push(note);
        self.longest(passages, &tail, seat, limit) > limit
    }

    /// Notes in the longest passage that is copied near the end of a line of new notes, as it stands
    /// among those that stay.
    fn longest(&self, passages: &Passages, line: &[Note], seat: Seat, reach: usize) -> usize {
        let mut notes = line[start_of_tail(line, reach)..].to_vec();
        let first = notes.iter().map(|it| it.start).min().unwrap_or_default();
        let last = notes.iter().map(|it| it.start).max().unwrap_or_default();
        let kept = self.kept.iter().find(|it| it.0 == seat).map_or(&[][..], |it| &it.1);
        // What might be of the first chord counts too, and so might what is of the last.
        let from = kept.partition_point(|it| it.start + Tick(2 * CHORD) < first);
        let here = kept[from..].iter().take_while(|it| it.start <= last + Tick(CHORD));
        let here: Vec<Note> = here.copied().collect();
        notes.extend(&here);
        passages.longest_without(&notes, seat.is_drums(), |it| here.contains(it))
    }
}

/// Where a stretch begins that holds the last `n` notes and more, and surely begins a chord.
fn start_of_tail(line: &[Note], n: usize) -> usize {
    let mut first = line.len().saturating_sub(n + 2);
    while first > 0 && line[first].start.since(line[first - 1].start).0 < CHORD {
        first -= 1;
    }
    first
}

/// The new notes of each part, sorted by start and pitch, with the ticks that they will have.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines {
    lines: Vec<(Seat, Vec<Note>)>,
}

impl Lines {
    fn of(&self, seat: Seat) -> &[Note] {
        self.lines.iter().find(|it| it.0 == seat).map_or(&[], |it| &it.1)
    }

    /// Takes in a new note.
    pub(super) fn push(&mut self, placed: &Placed) {
        let (seat, note) = (placed.event.seat(), note_of(placed));
        let idx = self.lines.iter().position(|it| it.0 == seat);
        let idx = idx.unwrap_or_else(|| {
            self.lines.push((seat, Vec::new()));
            self.lines.len() - 1
        });
        let line = &mut self.lines[idx].1;
        let place = line.iter().rposition(|it| *it < note).map_or(0, |it| it + 1);
        line.insert(place, note);
    }
}

fn new_note(step: u64, shift: u8, pitch: u8) -> Note {
    Note {
        start: tick_of(step, shift),
        pitch: Pitch::clamped(i32::from(pitch)),
        duration: Tick(1),
        velocity: velocity_of(0),
    }
}

/// A new note as it will stand in the piece, before it is cut off by others.
pub(super) fn note_of(placed: &Placed) -> Note {
    let event = &placed.event;
    Note {
        start: tick_of(placed.step, event.get(Field::Shift)),
        pitch: Pitch::clamped(i32::from(event.get(Field::Pitch))),
        duration: Tick(length_ticks(event.get(Field::Length))),
        velocity: velocity_of(event.get(Field::Loudness)),
    }
}

/// An event of a note without a wait.
pub(super) fn without_wait(event: &Event) -> Event {
    let mut event = *event;
    event.set_wait(0);
    event
}
