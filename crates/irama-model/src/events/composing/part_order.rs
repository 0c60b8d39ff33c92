//! What a part that writes may do, checked.

use std::ops::RangeInclusive;

use irama_events::{Seat, gm_drum};
use irama_score::{Pitch, Program};

use super::brief::PartBrief;
use crate::ModelError;

/// Notes that a bar can be made to have.
pub(super) const MOST_WANTED: u16 = 64;

/// What a part that writes may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PartOrder {
    pub(super) seat: Seat,
    /// What it was called in the brief.
    pub(super) name: String,
    pub(super) program: Option<Program>,
    /// The lowest and the highest pitch that were asked for.
    low: Option<u8>,
    high: Option<u8>,
    /// The pitches within its range; of drums those of General MIDI.
    pub(super) range: u128,
    /// Notes that sound at once, at most.
    pub(super) polyphony: u8,
    /// New and old notes of a bar, at least and at most.
    pub(super) min: u16,
    pub(super) max: u16,
}

impl PartOrder {
    /// A part that may do anything.
    pub(super) fn free(seat: Seat) -> Self {
        let drums = || (0..128).filter_map(Pitch::new).filter(|it| gm_drum(*it) == *it);
        let range = match seat.is_drums() {
            true => drums().fold(0, |all, it| all | 1_u128 << it.number()),
            false => u128::MAX,
        };
        let (polyphony, max) = (u8::MAX, u16::MAX);
        let name = super::names::name_of(seat);
        let (low, high) = (None, None);
        Self { seat, name, program: None, low, high, range, polyphony, min: 0, max }
    }

    /// A part as a brief has it.
    pub(super) fn new(brief: &PartBrief, seat: Seat) -> Result<Self, ModelError> {
        let name = &brief.part;
        let wrong = |what: String| Err(ModelError::brief(format!("the part {name:?} {what}")));
        let free = Self::free(seat);
        let low = brief.low.map_or(0, Pitch::number);
        let high = brief.high.map_or(127, Pitch::number);
        if low > high {
            return wrong(format!("has a lowest pitch of {low} above its highest, {high}"));
        }
        let range = free.range & u128::MAX << low & u128::MAX >> (127 - high);
        if range == 0 {
            return wrong(format!("has no drum of General MIDI between {low} and {high}"));
        }
        if brief.polyphony == Some(0) {
            return wrong("has a polyphony of 0, but must have 1 or more".into());
        }
        let density = brief.density;
        let (min, max) = density.map_or((0, u16::MAX), |it| (it.min, it.max));
        if min > max || min > MOST_WANTED || max == 0 {
            return wrong(format!(
                "has a density of {min} to {max} notes a bar; give at least 1 at most, and no more \
                 than {MOST_WANTED} at least"
            ));
        }
        if let Some(chance) = brief.chance.filter(|it| !(*it > 0.0 && *it <= 1.0)) {
            return wrong(format!("plays with a chance of {chance}, but must have above 0 to 1"));
        }
        if let Some(program) = brief.program
            && !seat.is_drums()
            && program.number() / 8 != seat.family()
        {
            let first = seat.family() * 8;
            return wrong(format!(
                "has the program {}, but those of its instruments are {first} to {}",
                program.number(),
                first + 7
            ));
        }
        let polyphony = brief.polyphony.unwrap_or(free.polyphony);
        let (name, program) = (name.clone(), brief.program);
        let (low, high) = (brief.low.map(Pitch::number), brief.high.map(Pitch::number));
        Ok(Self { seat, name, program, low, high, range, polyphony, min, max })
    }

    /// The same within what its instrument plays, but for the ends of its range that were asked for.
    pub(super) fn within(mut self, compass: &RangeInclusive<u8>) -> Self {
        let low = self.low.unwrap_or(*compass.start());
        let high = self.high.unwrap_or(*compass.end());
        // What was asked for may lie wholly beyond.
        if !self.seat.is_drums() && low <= high {
            self.range &= u128::MAX << low & u128::MAX >> (127 - high);
        }
        self
    }

    /// Whether something was asked of what it plays.
    pub(super) fn is_bound(&self) -> bool {
        let free = Self::free(self.seat);
        (self.low, self.high, self.min, self.max, self.polyphony)
            != (None, None, free.min, free.max, free.polyphony)
    }
}
