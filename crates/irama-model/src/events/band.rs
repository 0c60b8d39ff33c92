//! Who played in the pieces that were learned from: what a new piece can begin with.

use std::collections::{BTreeMap, BTreeSet};

use irama_events::{Field, Frame, FramePart, Piece, STEPS_PER_QUARTER, Seat, positions};
use irama_score::{Key, Meter, MeterChange, Program, TempoChange, Tick};
use serde::{Deserialize, Serialize};

use super::music::Song;

/// How many bars ago a bar may have been played before.
const LAGS: [u8; 4] = [1, 2, 4, 8];
/// Bands that a model keeps, at most.
const MAX_BANDS: usize = 256;

/// Bars of a song whose returns are kept, at most.
const MAX_BARS: usize = 64;

/// The onsets that are compared: on a finer grid, human timing hides what returns.
const SIXTEENTH: u32 = STEPS_PER_QUARTER / 4;

/// The bars of each part of a song that return: whole bars with the same pitches on the same
/// sixteenths.
fn returns(song: &Song) -> Vec<Vec<u8>> {
    let Piece { frame, events } = &song.piece;
    // What a seat plays in a bar: sixteenth and pitch of each note, and how long the bar is.
    let mut bars: BTreeMap<(Seat, usize), (u32, BTreeSet<(u32, u8)>)> = BTreeMap::new();
    let mut n_bars = 0;
    for (event, at) in events.iter().zip(positions(frame, events)) {
        let sixteenth = (at.step_in_bar + SIXTEENTH / 2) / SIXTEENTH;
        let is_upbeat = sixteenth * SIXTEENTH >= at.bar_steps;
        let bar = at.bar_idx as usize + usize::from(is_upbeat);
        if event.seat().is_note() && bar < MAX_BARS {
            n_bars = n_bars.max(bar + 1);
            let (length, notes) = bars.entry((event.seat(), bar)).or_default();
            *length = at.bar_steps;
            notes.insert((if is_upbeat { 0 } else { sixteenth }, event.get(Field::Pitch)));
        }
    }
    let lag = |seat: Seat, bar: usize| {
        let now = bars.get(&(seat, bar))?;
        let is_same = |lag: &u8| {
            let then = bar.checked_sub(usize::from(*lag)).and_then(|it| bars.get(&(seat, it)));
            then == Some(now)
        };
        LAGS.into_iter().find(is_same)
    };
    let part = |seat: Seat| (0..n_bars).map(|bar| lag(seat, bar).unwrap_or(0)).collect();
    frame.parts.iter().map(|it| part(it.seat)).collect()
}

/// Who played in a piece, and what held at its start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// The seats and their instruments.
    pub parts: Vec<(Seat, Option<Program>)>,
    /// Microseconds a quarter, if stated.
    pub tempo: Option<u32>,
    /// The meter, if stated.
    pub meter: Option<Meter>,
    /// The key, if it is known.
    pub key: Option<Key>,
    /// For each part, bar by bar: how many bars ago it played the same, the nearest of
    /// [`LAGS`]; 0 where it had not.
    #[serde(default)]
    pub returns: Vec<Vec<u8>>,
}

impl Band {
    /// The band of a song.
    pub fn of(song: &Song) -> Self {
        let frame = &song.piece.frame;
        Self {
            parts: frame.parts.iter().map(|it| (it.seat, it.program)).collect(),
            tempo: frame.tempos.first().map(|it| it.micros_per_quarter),
            meter: frame.meters.first().map(|it| it.meter),
            key: song.given.key,
            returns: returns(song),
        }
    }

    /// How the part on a seat brings bars back, if there is one that was heard.
    pub(super) fn returns_of(&self, seat: Seat) -> Option<&[u8]> {
        let idx = self.parts.iter().position(|it| it.0 == seat)?;
        self.returns.get(idx).map(Vec::as_slice).filter(|it| !it.is_empty())
    }

    /// The bands of some songs: evenly spread ones, if there are many.
    pub fn of_all(songs: &[Song]) -> Vec<Self> {
        let step = songs.len().div_ceil(MAX_BANDS).max(1);
        songs.iter().step_by(step).map(Self::of).collect()
    }

    /// The frame of a new piece for this band.
    pub fn frame(&self) -> Frame {
        let tempo = self.tempo.unwrap_or(TempoChange::DEFAULT_MICROS);
        let meter = self.meter.unwrap_or(Meter::COMMON);
        let part = |(seat, program): &(Seat, Option<Program>)| FramePart {
            seat: *seat,
            name: String::new(),
            program: *program,
        };
        Frame {
            name: String::new(),
            tempos: vec![TempoChange { at: Tick::ZERO, micros_per_quarter: tempo }],
            meters: vec![MeterChange { at: Tick::ZERO, meter }],
            keys: Vec::new(),
            parts: self.parts.iter().map(part).collect(),
        }
    }
}
