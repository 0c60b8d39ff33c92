//! The mix of a piece as a stream: parts and their room, before any mastering.

use std::ops::Range;

use crate::{
    band::{Band, SEGMENT, Segment, add},
    mix::Reverb,
    sources::Frame,
};

/// Parts that are played side by side; more take turns, so that memory does not follow their number.
const MAX_BESIDE: usize = 32;

/// A piece that is being played.
#[derive(Debug)]
pub(crate) struct Mixdown {
    band: Band,
    /// Which of them are heard.
    parts: Range<usize>,
    reverb: Reverb,
    at: u64,
    end: u64,
}

impl Mixdown {
    /// Plays up to the sample `end`.
    pub(crate) fn new(band: Band, parts: Range<usize>, end: u64, sample_rate: f32) -> Self {
        Self { band, parts, reverb: Reverb::new(sample_rate), at: 0, end }
    }

    /// The next segment of the mix; `None` at the end.
    pub(crate) fn next_segment(&mut self) -> Option<Vec<Frame>> {
        let n = usize::try_from(self.end - self.at).unwrap_or(SEGMENT).min(SEGMENT);
        if n == 0 {
            return None;
        }
        let mut mix = vec![[0.0; 2]; n];
        let mut sent = mix.clone();
        for first in self.parts.clone().step_by(MAX_BESIDE) {
            let parts = first..(first + MAX_BESIDE).min(self.parts.end);
            for segment in self.band.play(parts, self.at, n) {
                add(&segment.frames, &mut mix);
                send(&segment, &mut sent);
            }
        }
        self.reverb.add(&sent, &mut mix);
        self.at += n as u64;
        Some(mix)
    }
}

/// Adds a part's share to what goes to the room.
pub(crate) fn send(segment: &Segment, sent: &mut [Frame]) {
    for (sum, frame) in sent.iter_mut().zip(&segment.frames) {
        sum[0] += segment.reverb * frame[0];
        sum[1] += segment.reverb * frame[1];
    }
}
