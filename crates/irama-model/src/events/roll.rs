//! The published piano-roll benchmark as rows of one field (Boulanger-Lewandowski and others 2012).
//!
//! A frame is the set of pitches that sound in it. It is written as these pitches in rising order
//! and [`END_OF_FRAME`]; what is not above the last pitch is not legal, so that the likelihood of a
//! frame is exact and joint.

use std::collections::HashMap;

use irama_neural::{BagRow, HeadRow, cue};

use super::memory::{FieldPlan, Memory, Plan, Row, Variation};

/// Ends a frame; no piano has this pitch.
pub const END_OF_FRAME: u8 = 127;

const N_VALUES: u32 = 128;
/// Frames that are looked back.
const LAGS: [usize; 8] = [1, 2, 3, 4, 8, 16, 32, 64];
/// Sources of cues: each lag, and where the last frames were heard before.
const N_SOURCES: u32 = LAGS.len() as u32 + 2;
/// Frames that must agree before an earlier place counts as the same, for the two echoes.
const CONTEXTS: [usize; 2] = [2, 6];
/// Voices that are told apart, from below.
const N_VOICES: u32 = 8;
/// Intervals from a voice's last pitch, down and up.
const REACH: i16 = 14;
const N_INTERVALS: u32 = 2 * REACH as u32 + 1;
/// Intervals above the pitch below.
const N_ABOVE: u32 = 25;
/// Places in a period of sixteen frames.
const PERIOD: usize = 16;
/// How much of the spread of pitch classes stays from frame to frame.
const KEPT: [f32; 2] = [0.84, 0.98];
/// Levels of how well a source foretold the last pitches.
const N_LEVELS: u32 = 8;
const TRUST_KEPT: f32 = 0.85;
const FAINT: f32 = 0.02;

/// A piece: the rows of its frames.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roll {
    rows: Vec<u8>,
}

impl Roll {
    /// From frames, each a set of MIDI pitches. `None` if a pitch is above 126.
    pub fn new(frames: &[Vec<u8>]) -> Option<Self> {
        let mut rows = Vec::new();
        for frame in frames {
            let mut frame = frame.clone();
            frame.sort_unstable();
            frame.dedup();
            if frame.last().is_some_and(|it| *it >= END_OF_FRAME) {
                return None;
            }
            rows.extend(frame);
            rows.push(END_OF_FRAME);
        }
        Some(Self { rows })
    }
}

/// The walk through a piano roll, pitch by pitch.
#[derive(Clone, Debug)]
pub struct RollMemory {
    /// All whole frames.
    frames: Vec<u128>,
    /// The pitches of this frame so far.
    now: Vec<u8>,
    /// The pitches of the frame before, from below.
    before: Vec<u8>,
    last: Option<u8>,
    chroma: [[f32; 12]; 2],
    /// After which last frames which one came.
    after: [HashMap<u64, usize>; 2],
    /// The frame that each echo expects now.
    echo: [Option<usize>; 2],
    trust: [f32; N_SOURCES as usize],
}

/// Tokens of the input, and of the head: one numbering for both.
mod token {
    use super::{N_INTERVALS, N_LEVELS, N_SOURCES, N_VALUES, N_VOICES, PERIOD};
    pub(super) const LAST: u32 = 0;
    pub(super) const VOICE: u32 = LAST + N_VALUES;
    pub(super) const PLACE: u32 = VOICE + N_VOICES;
    pub(super) const NOW: u32 = PLACE + PERIOD as u32;
    pub(super) const BEFORE: u32 = NOW + N_VALUES;
    pub(super) const VOICE_LAST: u32 = BEFORE + N_VALUES;
    pub(super) const CHROMA: u32 = VOICE_LAST + N_VALUES;
    pub(super) const TRUST: u32 = CHROMA + 24;
    pub(super) const START: u32 = TRUST + N_SOURCES * N_LEVELS;
    pub(super) const MOVED: u32 = START + 1;
    pub(super) const ECHO: u32 = MOVED + N_INTERVALS + 2;
    pub(super) const LAGGED: u32 = ECHO + 2 * N_VALUES;
    pub(super) const N: u32 = LAGGED + 3 * N_VALUES;
}

/// Channels after the sources.
const MOVES: u32 = N_SOURCES;
const ABOVE: u32 = MOVES + N_INTERVALS;
const SPREAD: u32 = ABOVE + N_ABOVE;
const LATER: u32 = SPREAD + 2;
const N_CHANNELS: u32 = LATER + 1;

/// The pitches of a set, from below.
fn pitches(set: u128) -> impl Iterator<Item = u8> {
    (0..END_OF_FRAME).filter(move |it| set >> it & 1 == 1)
}

impl RollMemory {
    fn floor(&self) -> u8 {
        self.now.last().map_or(0, |it| it + 1)
    }

    fn voice(&self) -> usize {
        self.now.len()
    }

    /// The frame that a source has for now.
    fn source(&self, idx: usize) -> Option<u128> {
        let place = match LAGS.get(idx) {
            Some(lag) => self.frames.len().checked_sub(*lag),
            None => self.echo[idx - LAGS.len()],
        };
        self.frames.get(place?).copied()
    }

    /// What a source foretells next: its lowest pitch that is left, or the end of the frame.
    fn foretold(&self, idx: usize) -> Option<u8> {
        let set = self.source(idx)? >> self.floor();
        let is_over = set == 0;
        Some(if is_over { END_OF_FRAME } else { self.floor() + set.trailing_zeros() as u8 })
    }

    fn push_shared(&self, bag: &mut BagRow) {
        bag.push(token::VOICE + (self.voice() as u32).min(N_VOICES - 1), 1.0);
        bag.push(token::PLACE + (self.frames.len() % PERIOD) as u32, 1.0);
        self.now.iter().for_each(|it| bag.push(token::NOW + u32::from(*it), 1.0));
        self.before.iter().for_each(|it| bag.push(token::BEFORE + u32::from(*it), 1.0));
        if let Some(pitch) = self.before.get(self.voice()) {
            bag.push(token::VOICE_LAST + u32::from(*pitch), 1.0);
        }
        for (source, trust) in (0..).zip(self.trust) {
            let level = ((trust * N_LEVELS as f32) as u32).min(N_LEVELS - 1);
            bag.push(token::TRUST + source * N_LEVELS + level, 1.0);
        }
        if self.last.is_none() {
            bag.push(token::START, 1.0);
        }
    }

    fn push_chroma(&self, known: &mut HeadRow) {
        for (it, chroma) in (0..).zip(&self.chroma) {
            let sum: f32 = chroma.iter().sum::<f32>() + 0.5;
            for (class, weight) in (0..).zip(chroma.map(|it| it / sum)) {
                if weight > FAINT {
                    known.bags.push(token::CHROMA + it * 12 + class, weight);
                    let octaves = (class..u32::from(END_OF_FRAME)).step_by(12);
                    octaves.for_each(|pitch| known.cues.push(cue(SPREAD + it, pitch), weight));
                }
            }
        }
    }

    /// Intervals: from what the voice sang last, and above the pitch below.
    fn push_moves(&self, known: &mut HeadRow) {
        if let Some(from) = self.before.get(self.voice()) {
            for (channel, step) in (0..).zip(-REACH..=REACH) {
                let pitch = i16::from(*from) + step;
                if (0..i16::from(END_OF_FRAME)).contains(&pitch) {
                    known.cues.push(cue(MOVES + channel, pitch as u32), 1.0);
                }
            }
        }
        if let Some(below) = self.now.last() {
            let moved = self.before.get(self.now.len() - 1).map(|it| {
                let step = i16::from(*below) - i16::from(*it);
                (step + REACH + 1).clamp(0, 2 * REACH + 2) as u32
            });
            moved.iter().for_each(|it| known.bags.push(token::MOVED + it, 1.0));
            for (channel, up) in (0..N_ABOVE).zip(1..) {
                let pitch = u32::from(*below) + up;
                if pitch < u32::from(END_OF_FRAME) {
                    known.cues.push(cue(ABOVE + channel, pitch), 1.0);
                }
            }
        }
    }

    fn push_sources(&self, known: &mut HeadRow) {
        for source in 0..N_SOURCES {
            let Some(value) = self.foretold(source as usize) else { continue };
            known.cues.push(cue(source, u32::from(value)), 1.0);
            let first = match (source as usize).checked_sub(LAGS.len()) {
                Some(echo) => token::ECHO + echo as u32 * N_VALUES,
                None if (4..7).contains(&source) => token::LAGGED + (source - 4) * N_VALUES,
                None => continue,
            };
            known.bags.push(first + u32::from(value), 1.0);
        }
        let left = self.source(0).unwrap_or(0) >> self.floor() << self.floor();
        pitches(left).skip(1).for_each(|it| known.cues.push(cue(LATER, u32::from(it)), 1.0));
    }

    fn end_frame(&mut self) {
        let set = self.now.iter().fold(0, |set, it| set | 1_u128 << it);
        self.frames.push(set);
        self.before = std::mem::take(&mut self.now);
        for (chroma, kept) in self.chroma.iter_mut().zip(KEPT) {
            chroma.iter_mut().for_each(|it| *it *= kept);
            self.before.iter().for_each(|it| chroma[usize::from(it % 12)] += 1.0);
        }
        let n = self.frames.len();
        for (it, n_context) in CONTEXTS.into_iter().enumerate() {
            let agreed = self.echo[it].filter(|place| self.frames[*place] == set);
            let found = n.checked_sub(n_context).and_then(|first| {
                let key = self.frames[first..].iter().fold(n_context as u64, |key, frame| {
                    let folded = (frame ^ frame >> 64) as u64;
                    (key ^ folded).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
                });
                self.after[it].insert(key, n)
            });
            self.echo[it] = agreed.map(|place| place + 1).or(found);
        }
    }
}

impl Memory for RollMemory {
    type Piece = Roll;

    fn plan() -> Plan {
        let field = FieldPlan {
            name: "pitch",
            n_values: N_VALUES as usize,
            n_tokens: token::N as usize,
            n_channels: N_CHANNELS as usize,
            narrowing: 1,
            fine: 0..0,
            is_manner: false,
        };
        Plan { n_input_tokens: token::N as usize, fields: vec![field] }
    }

    fn n_rows(roll: &Roll) -> usize {
        roll.rows.len()
    }

    fn row(roll: &Roll, idx: usize, variation: Variation) -> Row {
        let mut row = Row::default();
        row[0] = match roll.rows[idx] {
            END_OF_FRAME => END_OF_FRAME,
            pitch => pitch.saturating_add_signed(variation.semitones),
        };
        row
    }

    fn begin(_: &Roll, _: Variation) -> Self {
        Self {
            frames: Vec::new(),
            now: Vec::new(),
            before: Vec::new(),
            last: None,
            chroma: [[0.0; 12]; 2],
            after: [HashMap::new(), HashMap::new()],
            echo: [None; 2],
            trust: [0.0; N_SOURCES as usize],
        }
    }

    fn input(&self, bag: &mut BagRow) {
        if let Some(last) = self.last {
            bag.push(token::LAST + u32::from(last), 1.0);
        }
        self.push_shared(bag);
    }

    fn known(&mut self, _: usize, _: &Row, known: &mut HeadRow) -> u128 {
        self.push_shared(&mut known.bags);
        self.push_chroma(known);
        self.push_moves(known);
        self.push_sources(known);
        u128::MAX << self.floor()
    }

    fn n_fields(_: &Row) -> usize {
        1
    }

    fn is_counted(row: &Row) -> bool {
        row[0] == END_OF_FRAME
    }

    fn transpositions(roll: &Roll) -> Vec<i8> {
        let pitches = roll.rows.iter().filter(|it| **it != END_OF_FRAME);
        let (low, high) = pitches.fold((126, 0), |(low, high), it| (low.min(*it), high.max(*it)));
        (-5..=6)
            .filter(|it| i16::from(low) + it >= 0 && i16::from(high) + it < 127)
            .map(|it| it as i8)
            .collect()
    }

    fn push(&mut self, row: &Row) {
        let value = row[0];
        for source in 0..N_SOURCES as usize {
            let hit = if self.foretold(source) == Some(value) { 1.0 } else { 0.0 };
            self.trust[source] = TRUST_KEPT.mul_add(self.trust[source], (1.0 - TRUST_KEPT) * hit);
        }
        self.last = Some(value);
        if value == END_OF_FRAME {
            self.end_frame();
        } else {
            self.now.push(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_its_pitches_in_rising_order_and_an_end() {
        let roll = Roll::new(&[vec![64, 60, 67, 60], vec![], vec![21]]).unwrap();
        assert_eq!(roll.rows, [60, 64, 67, 127, 127, 21, 127]);
        assert_eq!(Roll::new(&[vec![127]]), None);
    }

    #[test]
    fn every_row_of_a_piece_is_legal_when_it_comes() {
        let frames: Vec<Vec<u8>> = (0..40).map(|it| vec![60 + it % 3, 48, 72 - it % 5]).collect();
        let roll = Roll::new(&frames).unwrap();
        let variation = Variation { semitones: 3, ..Variation::default() };
        let mut memory = RollMemory::begin(&roll, variation);
        for idx in 0..RollMemory::n_rows(&roll) {
            let (row, mut known) = (RollMemory::row(&roll, idx, variation), HeadRow::default());
            let legal = memory.known(0, &Row::default(), &mut known);
            assert_eq!(legal >> row[0] & 1, 1, "row {idx}");
            memory.push(&row);
        }
        // Frames return after fifteen, and the last ones were heard before.
        assert_eq!(memory.echo, [Some(25), Some(25)]);
    }
}
