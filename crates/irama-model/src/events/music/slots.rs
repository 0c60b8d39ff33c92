//! Numbers for tokens: each kind of fact has a range of its own.

use irama_events::{Field, Position, STEPS_PER_QUARTER, Seat};
use irama_neural::BagRow;

/// Hands out ranges of tokens.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Slots {
    n: u32,
}

impl Slots {
    /// The next `n` tokens; returns the first.
    pub(super) fn take(&mut self, n: u32) -> u32 {
        let first = self.n;
        self.n += n;
        first
    }

    /// How many were handed out.
    pub(super) fn len(self) -> usize {
        self.n as usize
    }
}

/// Pitches with the drums apart: 256 tokens.
pub(super) const N_PITCHES: u32 = 256;

/// The token of a pitch among [`N_PITCHES`].
pub(super) fn pitch_token(seat: Seat, pitch: u8) -> u32 {
    u32::from(pitch) + if seat.is_drums() { 128 } else { 0 }
}

/// A number on a scale that grows coarser: 0 to 7 as they are, then by powers of the root of two.
pub(super) fn coarse(n: u64) -> u32 {
    if n < 8 {
        return n as u32;
    }
    let log = n.ilog2();
    let half = u32::from(n >= (3_u64 << (log - 1)));
    (8 + (log - 3) * 2 + half).min(N_COARSE - 1)
}

/// Values of [`coarse`].
pub(super) const N_COARSE: u32 = 24;

/// Where in the bar something lies, and where the bar lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct PlaceSlots {
    sub: u32,
    beat: u32,
    bar_len: u32,
    group: u32,
    to_go: u32,
}

const N_BEATS: u32 = 16;
const N_BAR_LENS: u32 = 34;
const GROUP: u64 = 8;
const N_TO_GO: u32 = 18;

impl PlaceSlots {
    pub(super) fn new(slots: &mut Slots) -> Self {
        Self {
            sub: slots.take(STEPS_PER_QUARTER),
            beat: slots.take(N_BEATS),
            bar_len: slots.take(N_BAR_LENS),
            group: slots.take(GROUP as u32),
            to_go: slots.take(N_TO_GO),
        }
    }

    pub(super) fn push(&self, bag: &mut BagRow, at: &Position) {
        let beat = (at.step_in_bar / STEPS_PER_QUARTER).min(N_BEATS - 1);
        bag.push(self.sub + at.step_in_bar % STEPS_PER_QUARTER, 1.0);
        bag.push(self.beat + beat, 1.0);
        bag.push(self.bar_len + (at.bar_steps / 12).min(N_BAR_LENS - 1), 1.0);
        bag.push(self.group + (at.bar_idx % GROUP) as u32, 1.0);
        let to_go = at.bars_to_go().map_or(N_TO_GO - 1, |it| (it as u32).min(N_TO_GO - 2));
        bag.push(self.to_go + to_go, 1.0);
    }
}

/// One range for the values of a field.
pub(super) fn field(slots: &mut Slots, field: Field) -> u32 {
    slots.take(field.size() as u32)
}
