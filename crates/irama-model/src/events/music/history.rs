//! What was played, and what it suggests: the same place some bars ago, and where the last notes
//! were heard before.

use std::collections::HashMap;

use irama_events::Seat;

/// A note that was played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Past {
    pub(super) step: u64,
    pub(super) seat: Seat,
    pub(super) pitch: u8,
    pub(super) length: u8,
    pub(super) loudness: u8,
    pub(super) shift: u8,
}

impl Past {
    /// The order of events.
    fn place(&self) -> (u64, Seat, u8) {
        (self.step, self.seat, self.pitch)
    }
}

/// Notes that must agree before an earlier place counts as the same.
const CONTEXT: usize = 3;

/// What was played, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    past: Vec<Past>,
    /// After which notes which one came, last time: of all seats, and of one seat alone.
    after: HashMap<u64, usize>,
    /// The note that came after the last ones when they were heard before, and how long both agreed.
    pub(super) echo: Option<(usize, u32)>,
}

impl History {
    /// The notes at `step`, in order of seat and pitch.
    pub(super) fn at(&self, step: u64) -> &[Past] {
        let first = self.past.partition_point(|it| it.step < step);
        let n = self.past[first..].iter().take_while(|it| it.step == step).count();
        &self.past[first..first + n]
    }

    /// The first note after (step, seat, pitch) in the order of events.
    pub(super) fn next_after(&self, step: u64, seat: Seat, pitch: u8) -> Option<&Past> {
        let place = (step, seat, pitch);
        self.past.get(self.past.partition_point(|it| it.place() <= place))
    }

    /// The note that the echo expects next, with the step of the one before it.
    pub(super) fn echoed(&self) -> Option<(u64, &Past)> {
        let (idx, _) = self.echo?;
        Some((self.past.get(idx.checked_sub(1)?)?.step, self.past.get(idx)?))
    }

    /// Takes in a note.
    pub(super) fn push(&mut self, note: Past) {
        let wait = note.step - self.past.last().map_or(0, |it| it.step);
        let agreed = self.echoed().filter(|(before, expected)| {
            (expected.seat, expected.pitch) == (note.seat, note.pitch)
                && expected.step - before == wait
        });
        let agreed = agreed.is_some();
        self.past.push(note);
        let found = self.context().and_then(|key| self.after.insert(key, self.past.len()));
        self.echo = match self.echo {
            Some((idx, n)) if agreed => Some((idx + 1, n + 1)),
            _ => found.map(|idx| (idx, 0)),
        };
    }

    /// The last few notes as one number.
    fn context(&self) -> Option<u64> {
        let first = self.past.len().checked_sub(CONTEXT)?;
        let mut key = 0_u64;
        let mut before = self.past[first].step;
        for note in &self.past[first..] {
            let row =
                (note.step - before) << 16 | u64::from(note.seat.0) << 8 | u64::from(note.pitch);
            key = (key ^ row).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
            before = note.step;
        }
        Some(key)
    }
}
