//! The door to sound: a score becomes frames.

use crate::{
    SampleRate, SynthError,
    band::Band,
    master::{self, Heard, Sink},
    mix::Compressor,
    mixdown::Mixdown,
    performance::{MAX_SECONDS, Performance},
    sources::Frame,
};
use irama_score::Score;

/// How long a piece rings after its end, in seconds. In the last of them it fades.
pub const TAIL_SECONDS: u32 = 3;
/// Seconds of sound that are kept in memory; longer pieces are played anew for each look at them.
const KEPT_SECONDS: u64 = 600;

/// How a piece is to sound.
#[derive(Clone, Debug, Default)]
pub struct SoundConfig {
    /// Samples a second.
    pub rate: SampleRate,
}

/// A piece as sound: stereo, normalised to [`TARGET_LUFS`](crate::TARGET_LUFS), its true peaks at
/// most -1 dB, exactly as long as [`Sound::n_frames`] says.
#[derive(Debug)]
pub struct Sound {
    take: Take,
    gain_db: f32,
}

/// Makes sound of a score with the built-in instruments.
///
/// The same score and settings give the same frames, whatever the number of threads.
///
/// # Errors
///
/// If the score has no notes or lasts longer than [`MAX_SECONDS`].
pub fn render(score: &Score, config: &SoundConfig) -> Result<Sound, SynthError> {
    let mut take = Take::new(score, config)?;
    let gain_db = master::find_gain(&mut take, config.rate)?;
    Ok(Sound { take, gain_db })
}

impl Sound {
    /// How many frames there are.
    pub fn n_frames(&self) -> u64 {
        self.take.n_frames
    }

    /// Samples a second.
    pub fn rate(&self) -> SampleRate {
        self.take.rate
    }

    /// By how much the mix was raised, in decibels.
    pub fn gain_db(&self) -> f32 {
        self.gain_db
    }

    /// Hands over the frames, left and right, in order and in pieces.
    ///
    /// # Errors
    ///
    /// What the sink says.
    pub fn play(
        &mut self,
        sink: &mut dyn FnMut(&[Frame]) -> Result<(), SynthError>,
    ) -> Result<(), SynthError> {
        let rate = self.take.rate;
        master::limit(&mut self.take, self.gain_db, rate, sink)
    }

    /// All frames at once.
    ///
    /// # Errors
    ///
    /// None at present.
    pub fn frames(&mut self) -> Result<Vec<Frame>, SynthError> {
        let mut all = Vec::new();
        self.play(&mut |frames| {
            all.extend_from_slice(frames);
            Ok(())
        })?;
        Ok(all)
    }
}

/// The mix of a score before any mastering, for measuring.
///
/// # Errors
///
/// As for [`render`].
pub fn mix_of(score: &Score, rate: SampleRate) -> Result<Vec<Frame>, SynthError> {
    let take = Take::new(score, &SoundConfig { rate })?;
    let band = Band::new(&take.performance, rate.as_f32());
    let mut mixdown = Mixdown::new(band, take.n_frames, rate.as_f32());
    Ok(std::iter::from_fn(|| mixdown.next_segment()).flatten().collect())
}

/// A piece as it is mixed and compressed, kept or played anew.
#[derive(Debug)]
struct Take {
    performance: Performance,
    rate: SampleRate,
    n_frames: u64,
    kept: Option<Vec<Frame>>,
}

impl Take {
    fn new(score: &Score, config: &SoundConfig) -> Result<Self, SynthError> {
        let rate = config.rate;
        let performance = Performance::of(score, rate)?;
        let n_frames = performance.end + u64::from(TAIL_SECONDS * rate.hz());
        let seconds = n_frames as f64 / f64::from(rate.hz());
        if seconds > f64::from(MAX_SECONDS) {
            return Err(SynthError::TooLong { seconds, limit: MAX_SECONDS });
        }
        Ok(Self { performance, rate, n_frames, kept: None })
    }
}

impl Heard for Take {
    fn hear(&mut self, sink: Sink) -> Result<(), SynthError> {
        if let Some(kept) = &self.kept {
            return kept.chunks(crate::band::SEGMENT).try_for_each(sink);
        }
        let is_kept = self.n_frames <= KEPT_SECONDS * u64::from(self.rate.hz());
        let mut all = Vec::with_capacity(if is_kept { self.n_frames as usize } else { 0 });
        let sample_rate = self.rate.as_f32();
        let band = Band::new(&self.performance, sample_rate);
        let mut mixdown = Mixdown::new(band, self.n_frames, sample_rate);
        let mut compressor = Compressor::new(sample_rate);
        let mut at = 0;
        while let Some(mut segment) = mixdown.next_segment() {
            compressor.pass(&mut segment);
            fade(&mut segment, at, self.n_frames, u64::from(self.rate.hz()));
            at += segment.len() as u64;
            sink(&segment)?;
            if is_kept {
                all.extend(segment);
            }
        }
        self.kept = is_kept.then_some(all);
        Ok(())
    }
}

/// Fades the last `n_fading` frames of all.
fn fade(segment: &mut [Frame], at: u64, n_frames: u64, n_fading: u64) {
    for (frame, idx) in segment.iter_mut().zip(at..) {
        let left = n_frames - idx;
        if left <= n_fading {
            let share = (left - 1) as f32 / n_fading as f32;
            // A quarter of a sine, squared: level at both ends.
            let level = crate::exact::sine(0.25 * share);
            *frame = frame.map(|it| it * level * level);
        }
    }
}
