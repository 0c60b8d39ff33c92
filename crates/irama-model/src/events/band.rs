//! Who played in the pieces that were learned from: what a new piece can begin with.

use std::collections::BTreeMap;

use irama_events::{Field, Frame, FramePart, Seat};
use irama_score::{Key, Meter, MeterChange, Program, TempoChange, Tick};
use serde::{Deserialize, Serialize};

use super::{music::Song, returns::returns, shards::Stored};

/// Bands that a model keeps, at most.
const MAX_BANDS: usize = 256;

/// Who played in a piece, and what held at its start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// The style of the piece, as a number among those of the model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub style: Option<u8>,
    /// The seats and their instruments.
    pub parts: Vec<(Seat, Option<Program>)>,
    /// Microseconds a quarter, if stated.
    pub tempo: Option<u32>,
    /// The meter, if stated.
    pub meter: Option<Meter>,
    /// The key, if it is known.
    pub key: Option<Key>,
    /// For each part, bar by bar: how many bars ago it played the same, the nearest of 1, 2, 4 and 8;
    /// 0 where it had not.
    #[serde(default)]
    pub returns: Vec<Vec<u8>>,
    /// The lowest and the highest pitch of each part.
    #[serde(default)]
    pub ranges: Vec<(u8, u8)>,
    /// The class of loudness with which each part begins.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub loudness: Vec<u8>,
}

impl Band {
    /// The band of a song.
    pub fn of(song: &Song) -> Self {
        let frame = &song.piece.frame;
        Self {
            style: song.given.style,
            parts: frame.parts.iter().map(|it| (it.seat, it.program)).collect(),
            tempo: frame.tempos.first().map(|it| it.micros_per_quarter),
            meter: frame.meters.first().map(|it| it.meter),
            key: song.given.key,
            returns: returns(song),
            ranges: frame.parts.iter().map(|it| range(song, it.seat)).collect(),
            loudness: frame.parts.iter().map(|it| beginning(song, it.seat)).collect(),
        }
    }

    /// How the part on a seat brings bars back, if there is one that was heard.
    pub(super) fn returns_of(&self, seat: Seat) -> Option<&[u8]> {
        let idx = self.parts.iter().position(|it| it.0 == seat)?;
        self.returns.get(idx).map(Vec::as_slice).filter(|it| !it.is_empty())
    }

    /// The loudness with which the part on a seat begins, if it is told.
    pub(super) fn loudness_of(&self, seat: Seat) -> Option<u8> {
        let idx = self.parts.iter().position(|it| it.0 == seat)?;
        self.loudness.get(idx).copied()
    }

    /// The bands of some songs: as many of each style, and evenly spread ones, if there are many.
    pub fn of_all(songs: &[Song]) -> Vec<Self> {
        let chosen = evenly(songs.iter().map(|it| it.given.style));
        chosen.into_iter().map(|it| Self::of(&songs[it])).collect()
    }

    /// The same of stored songs, of which no others are read.
    pub fn of_stored(songs: &[Stored]) -> Vec<Self> {
        let chosen = evenly(songs.iter().map(Stored::style));
        chosen.into_iter().map(|it| Self::of(&songs[it].song())).collect()
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

/// The class of loudness of the first note of a seat.
fn beginning(song: &Song, seat: Seat) -> u8 {
    let first = song.piece.events.iter().find(|it| it.seat() == seat);
    first.map_or(0, |it| it.get(Field::Loudness))
}

/// Which songs of these styles a model keeps the bands of.
fn evenly(styles: impl Iterator<Item = Option<u8>>) -> Vec<usize> {
    let mut by_style: BTreeMap<Option<u8>, Vec<usize>> = BTreeMap::new();
    for (song, style) in styles.enumerate() {
        by_style.entry(style).or_default().push(song);
    }
    let most = (MAX_BANDS / by_style.len().max(1)).max(1);
    let spread = |songs: Vec<usize>| {
        let step = songs.len().div_ceil(most);
        songs.into_iter().step_by(step)
    };
    by_style.into_values().flat_map(spread).collect()
}

/// The lowest and the highest pitch that a seat plays in a song.
fn range(song: &Song, seat: Seat) -> (u8, u8) {
    let own = song.piece.events.iter().filter(|it| it.seat() == seat);
    let pitches = own.map(|it| it.get(Field::Pitch));
    pitches.fold((u8::MAX, 0), |(low, high), it| (low.min(it), high.max(it)))
}
