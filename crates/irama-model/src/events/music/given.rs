//! What is given and not predicted: style, key, tempo, who plays, how many bars.

use irama_events::{Frame, Piece, Seat, Walker, decode, positions};
use irama_neural::BagRow;
use irama_score::{Key, Mode, TempoMap, Tick, infer_key};

use super::slots::Slots;

/// Classes of tempo.
const N_TEMPOS: u32 = 8;
/// Two modes of twelve keys.
const N_KEYS: u32 = 24;

/// Styles that a model can tell apart.
pub const MAX_STYLES: usize = 16;

/// What is given of a piece. Each may be hidden, and then is unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// The style, as a number among those of the model.
    pub style: Option<u8>,
    /// The key.
    pub key: Option<Key>,
    /// The class of the tempo, 0 to 7.
    pub tempo: Option<u8>,
    /// Who plays, a bit a seat.
    pub seats: Option<u128>,
    /// How many bars there are.
    pub n_bars: Option<u64>,
    /// The grid step of the end, known with the number of bars.
    pub end_step: Option<u64>,
}

/// The bits of [`crate::events::Variation::hidden`].
pub mod hide {
    /// Hides the key.
    pub const KEY: u8 = 1;
    /// Hides the tempo.
    pub const TEMPO: u8 = 2;
    /// Hides who plays.
    pub const SEATS: u8 = 4;
    /// Hides how many bars there are.
    pub const BARS: u8 = 8;
    /// Hides the style.
    pub const STYLE: u8 = 16;
    /// Hides all that can be.
    pub const ALL: u8 = 31;
}

impl Given {
    /// What can be told of a whole piece. A key that is not stated is inferred.
    pub fn of(piece: &Piece) -> Self {
        let Piece { frame, events } = piece;
        let seats = events.iter().fold(0, |seats, it| seats | 1_u128 << it.seat().0.min(127));
        let n_bars = positions(frame, events).last().and_then(|it| it.n_bars);
        Self {
            style: None,
            key: infer_key(&decode(frame, events), None).value(),
            tempo: Some(tempo_class(frame)),
            seats: Some(seats),
            n_bars,
            end_step: n_bars.map(|_| events.iter().map(|it| u64::from(it.wait())).sum()),
        }
    }

    /// The same, with some of it hidden and the key moved.
    pub fn varied(self, semitones: i8, hidden: u8) -> Self {
        let is_shown = |bit: u8| hidden & bit == 0;
        let moved = |key: Key| Key {
            tonic: (key.tonic % 12 + semitones.rem_euclid(12).cast_unsigned()) % 12,
            ..key
        };
        Self {
            style: self.style.filter(|_| is_shown(hide::STYLE)),
            key: self.key.filter(|_| is_shown(hide::KEY)).map(moved),
            tempo: self.tempo.filter(|_| is_shown(hide::TEMPO)),
            seats: self.seats.filter(|_| is_shown(hide::SEATS)),
            n_bars: self.n_bars.filter(|_| is_shown(hide::BARS)),
            end_step: self.end_step.filter(|_| is_shown(hide::BARS)),
        }
    }

    /// Finds positions in a piece of this many bars.
    pub(super) fn walker(&self, frame: &Frame) -> Walker {
        let walker = Walker::new(frame);
        match self.n_bars {
            Some(n_bars) => walker.with_n_bars(n_bars),
            None => walker,
        }
    }
}

/// The class of a piece's tempo: below 60, 72, 85, 100, 118, 140, 170 quarters a minute, or above.
pub fn tempo_class(frame: &Frame) -> u8 {
    let seconds = TempoMap::new(&frame.tempos).seconds_at(Tick::quarters(64)) / 64.0;
    let limits = [60.0, 72.0, 85.0, 100.0, 118.0, 140.0, 170.0];
    limits.iter().filter(|it| 60.0 / seconds >= **it).count() as u8
}

/// Tokens of what is given.
#[derive(Clone, Copy, Debug)]
pub(super) struct GivenSlots {
    style: u32,
    key: u32,
    tempo: u32,
    seats: u32,
}

impl GivenSlots {
    pub(super) fn new(slots: &mut Slots) -> Self {
        Self {
            style: slots.take(MAX_STYLES as u32 + 1),
            key: slots.take(N_KEYS + 1),
            tempo: slots.take(N_TEMPOS + 1),
            seats: slots.take(Seat::COUNT as u32 + 1),
        }
    }

    pub(super) fn push(&self, bag: &mut BagRow, given: &Given) {
        bag.push(self.style + given.style.map_or(MAX_STYLES as u32, u32::from), 1.0);
        bag.push(self.key + given.key.map_or(N_KEYS, key_token), 1.0);
        bag.push(self.tempo + given.tempo.map_or(N_TEMPOS, u32::from), 1.0);
        match given.seats {
            None => bag.push(self.seats + Seat::COUNT as u32, 1.0),
            Some(seats) => (0..u32::from(Seat::REST.0))
                .filter(|it| seats >> it & 1 == 1)
                .for_each(|it| bag.push(self.seats + it, 1.0)),
        }
    }
}

fn key_token(key: Key) -> u32 {
    u32::from(key.tonic % 12) + if key.mode == Mode::Minor { 12 } else { 0 }
}
