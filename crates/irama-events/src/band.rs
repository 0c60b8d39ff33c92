//! Who sits where: the parts of a score on the seats of a band.

use std::collections::BTreeMap;

use irama_score::{Note, Part, Score};

use crate::{Frame, FramePart, MAX_STEP, Seat, nearest_step};

/// The seat of each part of a score, in the order of its parts; `None` for a part without notes.
///
/// The family follows from the program, 0 if the file does not say; parts of one family take its
/// copies in track order, and those after the fourth share the last. All drum parts share one seat.
pub fn seats(score: &Score) -> Vec<Option<Seat>> {
    let mut n_copies = [0; 16];
    let mut seat_of = |part: &Part| {
        if part.is_drums {
            return Seat::DRUMS;
        }
        let program = part.program.unwrap_or_default();
        let taken = &mut n_copies[usize::from(program.number() / 8)];
        *taken += 1;
        Seat::pitched(program, *taken - 1)
    };
    score.parts.iter().map(|it| it.notes.iter().any(is_in_time).then(|| seat_of(it))).collect()
}

/// Whether a note begins before time is up.
pub(crate) fn is_in_time(note: &Note) -> bool {
    nearest_step(note.start).0 <= MAX_STEP
}

/// The parts of a frame that begins empty, one a seat.
#[derive(Default)]
pub(crate) struct Band {
    parts: BTreeMap<Seat, FramePart>,
}

impl Band {
    /// Seats a part of a score; where the seat is taken, it plays under the name that is there.
    pub(crate) fn join(&mut self, seat: Seat, part: &Part) {
        self.parts.entry(seat).or_insert_with(|| FramePart {
            seat,
            name: part.name.clone(),
            program: part.program,
        });
    }

    /// Seats the parts of a frame. A program of another family would lead to another seat, so the
    /// first one of the seat's family takes its place.
    pub(crate) fn join_frame(&mut self, frame: &Frame) {
        for part in frame.parts.iter().filter(|it| it.seat.is_note()) {
            let family = part.program.unwrap_or_default().number() / 8;
            let is_at_home = part.seat.is_drums() || family == part.seat.family();
            let program = if is_at_home { part.program } else { part.seat.first_program() };
            let name = part.name.clone();
            self.parts.entry(part.seat).or_insert(FramePart { seat: part.seat, name, program });
        }
    }

    /// All parts that `plays` says, sorted by seat.
    pub(crate) fn into_parts(self, plays: &[bool; Seat::COUNT]) -> Vec<FramePart> {
        let mut parts = self.parts;
        let seats = (0..Seat::REST.0).map(Seat).filter(|it| plays[usize::from(it.0)]);
        let unnamed =
            |seat: Seat| FramePart { seat, name: String::new(), program: seat.first_program() };
        seats.map(|it| parts.remove(&it).unwrap_or_else(|| unnamed(it))).collect()
    }
}
