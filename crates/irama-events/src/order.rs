//! Which events may stand, and which may follow which.
//!
//! One score, one encoding: [`crate::encode`] writes only what is legal here, and what a model may
//! not learn to say has to be masked where it composes.

use crate::{
    DRUM_LENGTH, Event, FIELDS, Field, Piece, STEPS_PER_QUARTER, Seat, encode::REST_STEPS, gm_drum,
};
use irama_score::Pitch;

/// Whether an event says what [`crate::encode`] could say, whatever stands around it.
///
/// Every value is in the range of its field; a drum is one of General MIDI and has the length of
/// drums; a rest is 15 quarters long; and of a rest and an end only the wait is not 0.
pub fn is_legal(event: &Event) -> bool {
    let is_within = FIELDS.iter().all(|it| usize::from(event.get(*it)) < it.size());
    let seat = event.seat();
    let is_mark_of = |wait| *event == Event::mark(seat, wait);
    let says_it_well = || match seat {
        Seat::END => is_mark_of(event.wait()),
        Seat::REST => is_mark_of(REST_STEPS),
        Seat::DRUMS => {
            let pitch = Pitch::clamped(i32::from(event.get(Field::Pitch)));
            gm_drum(pitch) == pitch && event.get(Field::Length) == DRUM_LENGTH
        }
        _ => true,
    };
    is_within && says_it_well()
}

/// Whether `next` may follow `last` in the one order that events have.
///
/// - After the end comes nothing.
/// - Where `next` does not wait, its (seat, pitch) is above that of `last`.
/// - After a rest, an event waits for a quarter or longer: less would have fitted without the rest.
///
/// Any legal event may begin a piece, but at its very start no note is shifted to before it.
pub fn is_after(last: &Event, next: &Event) -> bool {
    let place = |event: &Event| (event.seat(), event.get(Field::Pitch));
    match last.seat() {
        Seat::END => false,
        Seat::REST => next.wait() >= STEPS_PER_QUARTER,
        _ => next.wait() > 0 || place(last) < place(next),
    }
}

impl Piece {
    /// The first event that is not legal or not in order; `None` if all are and the last is the end.
    ///
    /// The number of events stands for an end that is missing.
    pub fn first_wrong(&self) -> Option<usize> {
        let is_right = |idx: usize| {
            let event = &self.events[idx];
            let begins_early = idx == 0 && event.wait() == 0 && event.get(Field::Shift) < 2;
            let is_in_order = match idx.checked_sub(1) {
                Some(last) => is_after(&self.events[last], event),
                None => !(begins_early && event.seat().is_note()),
            };
            is_legal(event) && is_in_order
        };
        let has_end = self.events.last().is_some_and(|it| it.seat() == Seat::END);
        let first = (0..self.events.len()).find(|idx| !is_right(*idx));
        first.or((!has_end).then_some(self.events.len()))
    }
}
