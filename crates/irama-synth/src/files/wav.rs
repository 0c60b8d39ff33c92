//! WAV files: RIFF by Microsoft and IBM, 1991, with a `smpl` chunk for loops.

use std::io::Write;

use super::dither::Dither;
use crate::{BitDepth, Sound, SynthError};

/// Bytes of a `smpl` chunk with one loop, its own header included.
const LOOP_BYTES: u32 = 68;

/// Kinds of samples.
const PCM: u16 = 1;
const FLOAT: u16 = 3;

/// How a WAV file is to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WavConfig {
    /// Bits of a sample; the noise of rounding is dithered.
    pub depth: BitDepth,
    /// Whether to say in a `smpl` chunk that the whole file is a loop.
    pub is_loop: bool,
}

/// Writes a sound as a WAV file, as it is made: memory does not follow its length.
///
/// # Errors
///
/// If `out` takes no more, or the sound says so.
pub fn write_wav(
    sound: &mut Sound,
    config: WavConfig,
    out: &mut impl Write,
) -> Result<(), SynthError> {
    let (n_frames, rate) = (sound.n_frames(), sound.rate().hz());
    write_header(n_frames, rate, config, out)?;
    let mut dither = Dither::new(config.depth);
    let n_bytes = usize::from(config.depth.bits() / 8);
    let mut bytes = Vec::new();
    sound.play(&mut |frames| {
        bytes.clear();
        for sample in frames.iter().flat_map(|it| dither.pass(*it)) {
            bytes.extend_from_slice(&sample.to_le_bytes()[..n_bytes]);
        }
        Ok(out.write_all(&bytes)?)
    })?;
    if config.is_loop {
        out.write_all(&loop_chunk(n_frames, rate))?;
    }
    Ok(out.flush()?)
}

fn write_header(
    n_frames: u64,
    rate: u32,
    config: WavConfig,
    out: &mut impl Write,
) -> Result<(), SynthError> {
    let after = if config.is_loop { LOOP_BYTES } else { 0 };
    let header = header(n_frames, rate, (PCM, config.depth.bits()), after);
    Ok(out.write_all(&header)?)
}

/// What stands before samples in 32 bits of floating point, as studios exchange them.
pub(crate) fn write_float_header(
    n_frames: u64,
    rate: u32,
    out: &mut impl Write,
) -> Result<(), SynthError> {
    Ok(out.write_all(&header(n_frames, rate, (FLOAT, 32), 0))?)
}

/// `after` bytes follow the samples.
fn header(n_frames: u64, rate: u32, (format, bits): (u16, u16), after: u32) -> Vec<u8> {
    let frame_bytes = 2 * bits / 8;
    // An hour of the largest frames is a third of what fits.
    let data_bytes = n_frames as u32 * u32::from(frame_bytes);
    // Whatever is not PCM says how long its description is, and how many frames follow.
    let is_plain = format == PCM;
    let (extension, fact): (&[u8], Vec<u8>) = match is_plain {
        true => (&[], Vec::new()),
        false => (
            &[0, 0],
            [&b"fact"[..], &4_u32.to_le_bytes(), &(n_frames as u32).to_le_bytes()].concat(),
        ),
    };
    let described = (16 + extension.len()) as u32;
    let before = 28 + described + fact.len() as u32;
    let mut header = Vec::with_capacity(before as usize);
    header.extend_from_slice(b"RIFF");
    header.extend_from_slice(&(before - 8 + data_bytes + after).to_le_bytes());
    header.extend_from_slice(b"WAVEfmt ");
    header.extend_from_slice(&described.to_le_bytes());
    for short in [format, 2] {
        header.extend_from_slice(&short.to_le_bytes());
    }
    header.extend_from_slice(&rate.to_le_bytes());
    header.extend_from_slice(&(rate * u32::from(frame_bytes)).to_le_bytes());
    for short in [frame_bytes, bits] {
        header.extend_from_slice(&short.to_le_bytes());
    }
    header.extend_from_slice(extension);
    header.extend_from_slice(&fact);
    header.extend_from_slice(b"data");
    header.extend_from_slice(&data_bytes.to_le_bytes());
    header
}

/// One loop over all frames, forward and without end; the root is middle C.
fn loop_chunk(n_frames: u64, rate: u32) -> Vec<u8> {
    let mut chunk = b"smpl".to_vec();
    let nanoseconds = 1_000_000_000 / rate;
    let last = n_frames.saturating_sub(1) as u32;
    let fields = [LOOP_BYTES - 8, 0, 0, nanoseconds, 60, 0, 0, 0, 1, 0, 0, 0, 0, last, 0, 0];
    fields.iter().for_each(|it| chunk.extend_from_slice(&it.to_le_bytes()));
    chunk
}
