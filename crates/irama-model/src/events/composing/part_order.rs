//! What a part that writes may do, checked.

use std::ops::RangeInclusive;

use irama_events::{Seat, gm_drum};
use irama_score::{Pitch, Program};

use super::{
    brief::{Density, PartBrief},
    unmet::Unmet,
};

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
    pub(super) fn new(brief: &PartBrief, seat: Seat) -> Result<Self, Unmet> {
        let part = brief.part.clone();
        let free = Self::free(seat);
        let low = brief.low.map_or(0, Pitch::number);
        let high = brief.high.map_or(127, Pitch::number);
        if low > high {
            return Err(Unmet::CrossedRange { part, low, high });
        }
        let range = free.range & u128::MAX << low & u128::MAX >> (127 - high);
        if range == 0 {
            return Err(Unmet::NoDrum { part, low, high });
        }
        if brief.polyphony == Some(0) {
            return Err(Unmet::NoVoice { part });
        }
        let density = brief.density.unwrap_or(Density { min: 0, max: u16::MAX });
        let Density { min, max } = density;
        if max == 0 {
            return Err(Unmet::NoNotes { part });
        } else if min > max {
            return Err(Unmet::CrossedDensity { part, density });
        } else if min > MOST_WANTED {
            return Err(Unmet::TooDense { part, min });
        }
        if let Some(chance) = brief.chance.filter(|it| !(*it > 0.0 && *it <= 1.0)) {
            return Err(Unmet::Chance { part, chance });
        }
        if let Some(program) = brief.program
            && !seat.is_drums()
            && program.number() / 8 != seat.family()
        {
            let (program, first) = (program.number(), seat.family() * 8);
            return Err(Unmet::OtherFamily { part, program, first });
        }
        let polyphony = brief.polyphony.unwrap_or(free.polyphony);
        let (name, program) = (part, brief.program);
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
