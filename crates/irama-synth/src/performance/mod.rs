//! A score as it is played: every strike and every movement at its sample.
//!
//! The last place that knows ticks and controllers; the sources of sound know neither.

mod curve;
mod gestures;
mod strikes;

pub(crate) use curve::Curve;
pub(crate) use strikes::Strike;

use irama_score::{Part, Score, TempoMap, Tick};

use crate::{SampleRate, SynthError};

/// The longest piece that is played, its tail included, in seconds. Memory follows the length only
/// up to a few minutes; this keeps a file that claims a year from filling the disk.
pub const MAX_SECONDS: u32 = 3600;

/// Where ticks fall among samples.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    map: TempoMap,
    sample_rate: f64,
}

impl Clock {
    pub(crate) fn new(score: &Score, rate: SampleRate) -> Self {
        Self { map: score.tempo_map(), sample_rate: f64::from(rate.hz()) }
    }

    /// The sample nearest to a tick.
    pub(crate) fn frame_at(&self, tick: Tick) -> u64 {
        (self.map.seconds_at(tick) * self.sample_rate).round() as u64
    }
}

/// What one part plays.
#[derive(Clone, Debug)]
pub(crate) struct PlayedPart {
    pub(crate) name: String,
    pub(crate) is_drums: bool,
    /// By start, then pitch.
    pub(crate) strikes: Vec<Strike>,
    /// The pitch bend in cents.
    pub(crate) bend: Curve,
    /// The modulation wheel, 0 to 1.
    pub(crate) modulation: Curve,
    /// Volume and expression as one factor.
    pub(crate) gain: Curve,
    /// From -1, left, to 1, right.
    pub(crate) pan: Curve,
    /// How much of it goes to the reverb, 0 to 1, if the piece says so.
    pub(crate) reverb: Option<f32>,
}

/// A whole piece as it is played.
#[derive(Clone, Debug)]
pub(crate) struct Performance {
    /// Those with notes, in the order of the score.
    pub(crate) parts: Vec<PlayedPart>,
    /// Where the piece ends, without its tail.
    pub(crate) end: u64,
}

impl Performance {
    pub(crate) fn of(score: &Score, rate: SampleRate) -> Result<Self, SynthError> {
        let parts: Vec<&Part> = sounding(score).collect();
        if parts.is_empty() {
            return Err(SynthError::NoNotes);
        }
        let clock = Clock::new(score, rate);
        let end = clock.frame_at(last_tick(score));
        let seconds = end as f64 / f64::from(rate.hz());
        if seconds > f64::from(MAX_SECONDS) {
            return Err(SynthError::TooLong { seconds, limit: MAX_SECONDS });
        }
        let parts = parts
            .iter()
            .enumerate()
            .map(|(idx, part)| PlayedPart::of(part, idx, &clock, end))
            .collect();
        Ok(Self { parts, end })
    }

    /// When a bass drum is struck, for what ducks under it.
    pub(crate) fn kicks(&self) -> Vec<u64> {
        let drums = self.parts.iter().filter(|it| it.is_drums).flat_map(|it| &it.strikes);
        let mut kicks: Vec<u64> =
            drums.filter(|it| matches!(it.pitch, 35 | 36)).map(|it| it.start).collect();
        kicks.sort_unstable();
        kicks.dedup();
        kicks
    }
}

/// The parts that have notes.
pub(crate) fn sounding(score: &Score) -> impl Iterator<Item = &Part> {
    score.parts.iter().filter(|it| !it.notes.is_empty())
}

/// Where the piece and its last note are over.
fn last_tick(score: &Score) -> Tick {
    let ends = score.parts.iter().flat_map(|it| &it.notes).map(irama_score::Note::end);
    ends.max().unwrap_or_default().max(score.end)
}
