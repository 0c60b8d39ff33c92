//! A piece that can be played any number of times: the mix, or one part of it, as a stream.

use std::sync::Arc;

use irama_score::{Known, Score, infer_loop_length};

use crate::{
    SampleRate, SoundConfig, SynthError,
    band::{Band, SEGMENT},
    fonts::Font,
    master::Sink,
    mixdown::Mixdown,
    performance::{Clock, MAX_SECONDS, Performance},
    sources::Frame,
    stop::Stop,
};

/// How long a piece rings after its end, in seconds. In the last of them it fades.
pub const TAIL_SECONDS: u32 = 3;
/// How long what is wrapped round to the start of a loop may ring, in seconds.
const LOOP_TAIL_SECONDS: u32 = 8;
/// The longest loop, in seconds: it is kept in memory as a whole.
const MAX_LOOP_SECONDS: u32 = 600;

/// A piece, ready to be played.
#[derive(Debug)]
pub(crate) struct Take {
    pub(crate) performance: Performance,
    pub(crate) rate: SampleRate,
    /// What is heard, tail or not.
    pub(crate) n_frames: u64,
    pub(crate) is_loop: bool,
    font: Option<Arc<Font>>,
    stop: Stop,
}

impl Take {
    pub(crate) fn new(score: &Score, config: &SoundConfig) -> Result<Self, SynthError> {
        let rate = config.rate;
        let mut performance = Performance::of(score, rate)?;
        let (length, limit) = if config.is_loop {
            performance.end = loop_end(score, rate, performance.end);
            (performance.end, MAX_LOOP_SECONDS)
        } else {
            (performance.end + u64::from(TAIL_SECONDS * rate.hz()), MAX_SECONDS)
        };
        let seconds = length as f64 / f64::from(rate.hz());
        if seconds > f64::from(limit) {
            return Err(SynthError::TooLong { seconds, limit });
        }
        let (font, stop) = (config.font.clone(), config.stop.clone());
        Ok(Self { performance, rate, n_frames: length, is_loop: config.is_loop, font, stop })
    }

    /// Hands over the mix in its room, or of one part in its own; the sum of all parts is the mix.
    pub(crate) fn mix(&self, part: Option<usize>, sink: Sink) -> Result<(), SynthError> {
        if self.is_loop {
            return self.wrapped(part)?.chunks(SEGMENT).try_for_each(sink);
        }
        self.play(part, self.n_frames, u64::from(self.rate.hz()), sink)
    }

    /// An error if it is to stop.
    pub(crate) fn go_on(&self) -> Result<(), SynthError> {
        if self.stop.is_asked() { Err(SynthError::Stopped) } else { Ok(()) }
    }

    /// A loop, with what rings after its end at its start.
    fn wrapped(&self, part: Option<usize>) -> Result<Vec<Frame>, SynthError> {
        let n = self.n_frames.max(1) as usize;
        let mut all = vec![[0.0; 2]; n];
        let mut at = 0;
        let n_ringing = u64::from(LOOP_TAIL_SECONDS * self.rate.hz());
        self.play(part, self.n_frames + n_ringing, n_ringing / 4, &mut |frames| {
            for frame in frames {
                let sum = &mut all[at];
                *sum = [sum[0] + frame[0], sum[1] + frame[1]];
                at = (at + 1) % n;
            }
            Ok(())
        })?;
        Ok(all)
    }

    /// Plays `n_frames`, of which the last `n_fading` fade.
    fn play(
        &self,
        part: Option<usize>,
        n_frames: u64,
        n_fading: u64,
        sink: Sink,
    ) -> Result<(), SynthError> {
        let sample_rate = self.rate.as_f32();
        let band = Band::new(&self.performance, self.font.as_ref(), sample_rate)?;
        let parts = part.map_or(0..band.n_parts(), |it| it..it + 1);
        let mut mixdown = Mixdown::new(band, parts, n_frames, sample_rate);
        let mut at = 0;
        while let Some(mut segment) = mixdown.next_segment() {
            self.go_on()?;
            fade(&mut segment, at, n_frames, n_fading);
            at += segment.len() as u64;
            sink(&segment)?;
        }
        Ok(())
    }
}

/// Where a loop ends: where the piece ends if that is a bar line, or else on the one that its notes
/// suggest.
fn loop_end(score: &Score, rate: SampleRate, end: u64) -> u64 {
    let bars = score.bar_grid();
    if score.end > irama_score::Tick::ZERO && bars.bar_line_from(score.end) == score.end {
        return Clock::new(score, rate).frame_at(score.end).max(1);
    }
    match infer_loop_length(score) {
        Known::Stated(it) | Known::Inferred(it) => {
            Clock::new(score, rate).frame_at(it.ticks).max(1)
        }
        Known::Unknown => end.max(1),
    }
}

/// Fades the last `n_fading` frames of all.
pub(crate) fn fade(segment: &mut [Frame], at: u64, n_frames: u64, n_fading: u64) {
    for (frame, idx) in segment.iter_mut().zip(at..) {
        let left = n_frames - idx;
        if left <= n_fading {
            // A quarter of a sine, squared: level at both ends.
            let level = crate::exact::sine(0.25 * (left - 1) as f32 / n_fading as f32);
            *frame = frame.map(|it| it * level * level);
        }
    }
}
