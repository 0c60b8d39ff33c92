//! Parts one by one, as they are before the master.

use std::io::Write;

use irama_score::Score;

use crate::{
    SampleRate, SoundConfig, SynthError, files::write_float_header, sources::Frame, take::Take,
};

/// One part of a piece, in its own room. The sum of all stems is the mix before the master.
#[derive(Clone, Copy, Debug)]
pub struct Stem<'a> {
    take: &'a Take,
    idx: usize,
}

/// Makes the parts of a score ready to be played one by one, and hands each of them over.
///
/// # Errors
///
/// As for [`render`](crate::render), and what `with` says.
pub fn stems(
    score: &Score,
    config: &SoundConfig,
    with: &mut dyn FnMut(Stem) -> Result<(), SynthError>,
) -> Result<(), SynthError> {
    let take = Take::new(score, config)?;
    (0..take.performance.parts.len()).try_for_each(|idx| with(Stem { take: &take, idx }))
}

/// The mix of a score before the master, all at once.
///
/// # Errors
///
/// As for [`render`](crate::render).
pub fn mix_of(score: &Score, config: &SoundConfig) -> Result<Vec<Frame>, SynthError> {
    let mut all = Vec::new();
    Take::new(score, config)?.mix(None, &mut |frames| {
        all.extend_from_slice(frames);
        Ok(())
    })?;
    Ok(all)
}

impl Stem<'_> {
    /// How many parts come before it.
    pub fn idx(&self) -> usize {
        self.idx
    }

    /// What the part is called, which may be nothing.
    pub fn name(&self) -> &str {
        &self.take.performance.parts[self.idx].name
    }

    /// Samples a second.
    pub fn rate(&self) -> SampleRate {
        self.take.rate
    }

    /// Hands over the frames in order and in pieces.
    ///
    /// # Errors
    ///
    /// What the sink says, and if it is to stop.
    pub fn play(
        &self,
        sink: &mut dyn FnMut(&[Frame]) -> Result<(), SynthError>,
    ) -> Result<(), SynthError> {
        self.take.mix(Some(self.idx), sink)
    }

    /// Writes it as a WAV file of 32 bit floating point, so that nothing clips and sums are exact.
    ///
    /// # Errors
    ///
    /// If `out` takes no more, or if it is to stop.
    pub fn write_wav(&self, out: &mut impl Write) -> Result<(), SynthError> {
        write_float_header(self.take.n_frames, self.take.rate.hz(), out)?;
        let mut bytes = Vec::new();
        self.play(&mut |frames| {
            bytes.clear();
            frames.iter().flatten().for_each(|it| bytes.extend_from_slice(&it.to_le_bytes()));
            Ok(out.write_all(&bytes)?)
        })?;
        Ok(out.flush()?)
    }
}
