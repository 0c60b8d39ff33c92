//! The door to sound: a score becomes frames.

use std::sync::Arc;

use irama_score::Score;

use crate::{
    LofiConfig, SampleRate, SynthError,
    band::SEGMENT,
    fonts::Font,
    lofi::Lofi,
    master::{self, Heard, Sink},
    mix::Compressor,
    sources::Frame,
    stop::Stop,
    take::{Take, fade},
};

/// Seconds of sound that are kept in memory; longer pieces are played anew for each look at them.
const KEPT_SECONDS: u64 = 600;

/// How a piece is to sound.
#[derive(Clone, Debug)]
pub struct SoundConfig {
    /// Samples a second.
    pub rate: SampleRate,
    /// Who plays; `None` for the built-in instruments.
    pub font: Option<Arc<Font>>,
    /// Tape, vinyl and pumping, if wanted.
    pub lofi: Option<LofiConfig>,
    /// Whether the end is to lead back to the start: what rings after it is heard at the start, and
    /// the length is that of whole bars, to the sample.
    pub is_loop: bool,
    /// Whether to give up before the end.
    pub stop: Stop,
}

impl Default for SoundConfig {
    fn default() -> Self {
        let rate = SampleRate::default();
        Self { rate, font: None, lofi: None, is_loop: false, stop: Stop::NEVER }
    }
}

/// A piece as sound: stereo, normalised to [`TARGET_LUFS`](crate::TARGET_LUFS), its true peaks at
/// most -1 dB, exactly as long as [`Sound::n_frames`] says.
#[derive(Debug)]
pub struct Sound {
    mastered: Mastered,
    gain_db: f32,
}

/// Makes sound of a score.
///
/// The same score and settings give the same frames, whatever the number of threads; with built-in
/// instruments also whatever the machine.
///
/// # Errors
///
/// If the score has no notes or lasts longer than [`MAX_SECONDS`](crate::MAX_SECONDS), ten minutes
/// for a loop; if it is to stop.
pub fn render(score: &Score, config: &SoundConfig) -> Result<Sound, SynthError> {
    let take = Take::new(score, config)?;
    let mut mastered = Mastered { take, lofi: config.lofi, kept: None };
    let gain_db = master::find_gain(&mut mastered, config.rate)?;
    Ok(Sound { mastered, gain_db })
}

impl Sound {
    /// How many frames there are.
    pub fn n_frames(&self) -> u64 {
        self.mastered.take.n_frames
    }

    /// Samples a second.
    pub fn rate(&self) -> SampleRate {
        self.mastered.take.rate
    }

    /// Whether its end leads back to its start.
    pub fn is_loop(&self) -> bool {
        self.mastered.take.is_loop
    }

    /// By how much the mix was raised, in decibels.
    pub fn gain_db(&self) -> f32 {
        self.gain_db
    }

    /// Hands over the frames, left and right, in order and in pieces.
    ///
    /// # Errors
    ///
    /// What the sink says, and if it is to stop.
    pub fn play(
        &mut self,
        sink: &mut dyn FnMut(&[Frame]) -> Result<(), SynthError>,
    ) -> Result<(), SynthError> {
        master::limit(&mut self.mastered, self.gain_db, sink)
    }

    /// All frames at once.
    ///
    /// # Errors
    ///
    /// If it is to stop.
    pub fn frames(&mut self) -> Result<Vec<Frame>, SynthError> {
        let mut all = Vec::new();
        self.play(&mut |frames| {
            all.extend_from_slice(frames);
            Ok(())
        })?;
        Ok(all)
    }
}

/// A piece as it is mixed, coloured and compressed: kept, or played anew.
#[derive(Debug)]
struct Mastered {
    take: Take,
    lofi: Option<LofiConfig>,
    kept: Option<Vec<Frame>>,
}

/// What colours a mix, in the order of the signal.
struct Chain {
    lofi: Option<Lofi>,
    compressor: Compressor,
}

impl Chain {
    fn pass(&mut self, frames: &mut [Frame], at: u64) {
        if let Some(lofi) = &mut self.lofi {
            lofi.pass(frames, at);
        }
        self.compressor.pass(frames);
    }
}

impl Mastered {
    fn chain(&self) -> Chain {
        let take = &self.take;
        let lofi = self.lofi.map(|config| {
            let period = take.is_loop.then_some(take.n_frames);
            Lofi::new(&config, take.performance.kicks(), period, take.rate.as_f32())
        });
        Chain { lofi, compressor: Compressor::new(take.rate.as_f32()) }
    }

    /// A loop as it is the second time round, when everything that follows the sound has heard it.
    fn second_round(&self) -> Result<Vec<Frame>, SynthError> {
        let mut mix = Vec::new();
        self.take.mix(None, &mut |frames| {
            mix.extend_from_slice(frames);
            Ok(())
        })?;
        let mut chain = self.chain();
        chain.pass(&mut mix.clone(), 0);
        chain.pass(&mut mix, 0);
        Ok(mix)
    }

    fn is_kept(&self) -> bool {
        self.take.n_frames <= KEPT_SECONDS * u64::from(self.take.rate.hz())
    }
}

impl Heard for Mastered {
    fn hear(&mut self, sink: Sink) -> Result<(), SynthError> {
        if self.kept.is_none() && self.take.is_loop {
            self.kept = Some(self.second_round()?);
        }
        if let Some(kept) = &self.kept {
            return kept.chunks(SEGMENT).try_for_each(|it| {
                self.take.go_on()?;
                sink(it)
            });
        }
        let (n_frames, rate) = (self.take.n_frames, self.take.rate);
        let mut kept =
            self.is_kept().then(|| Vec::with_capacity(usize::try_from(n_frames).unwrap_or(0)));
        let (mut chain, mut at) = (self.chain(), 0);
        let mut segment = Vec::new();
        self.take.mix(None, &mut |frames| {
            segment.clear();
            segment.extend_from_slice(frames);
            chain.pass(&mut segment, at);
            if chain.lofi.is_some() {
                fade(&mut segment, at, n_frames, u64::from(rate.hz()));
            }
            at += frames.len() as u64;
            if let Some(kept) = &mut kept {
                kept.extend_from_slice(&segment);
            }
            sink(&segment)
        })?;
        self.kept = kept;
        Ok(())
    }

    fn is_loop(&self) -> bool {
        self.take.is_loop
    }

    fn rate(&self) -> SampleRate {
        self.take.rate
    }
}
