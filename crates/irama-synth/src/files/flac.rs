//! FLAC files, by the crate `flacenc`: the same samples as in a WAV file in about half the bytes.

use std::io::{Seek, SeekFrom, Write};

use flacenc::{
    bitsink::ByteSink,
    component::{BitRepr, Stream, StreamInfo},
    config, encode_fixed_size_frame,
    error::{Verified, Verify},
    source::{Context, Fill, FrameBuf},
};

use super::dither::Dither;
use crate::{BitDepth, Sound, SynthError};

/// Frames that are compressed together.
const BLOCK: usize = 4096;

/// Writes a sound as a FLAC file, as it is made; the header is completed at the end.
///
/// # Errors
///
/// If `out` takes no more, or the sound says so.
pub fn write_flac(
    sound: &mut Sound,
    depth: BitDepth,
    out: &mut (impl Write + Seek),
) -> Result<(), SynthError> {
    let bits = usize::from(depth.bits());
    let mut encoder = Encoder::new(sound.rate().hz() as usize, bits)?;
    let start = out.stream_position()?;
    out.write_all(&bytes_of(&Stream::with_stream_info(encoder.info.clone()))?)?;
    let mut dither = Dither::new(depth);
    let mut waiting: Vec<i32> = Vec::with_capacity(4 * BLOCK);
    sound.play(&mut |frames| {
        waiting.extend(frames.iter().flat_map(|it| dither.pass(*it)));
        let mut taken = 0;
        while waiting.len() - taken >= 2 * BLOCK {
            out.write_all(&encoder.encode(&waiting[taken..taken + 2 * BLOCK])?)?;
            taken += 2 * BLOCK;
        }
        waiting.drain(..taken);
        Ok(())
    })?;
    if !waiting.is_empty() {
        out.write_all(&encoder.encode(&waiting)?)?;
    }
    let end = out.stream_position()?;
    out.seek(SeekFrom::Start(start))?;
    out.write_all(&bytes_of(&Stream::with_stream_info(encoder.finish()))?)?;
    out.seek(SeekFrom::Start(end))?;
    Ok(out.flush()?)
}

/// A FLAC stream in the making.
struct Encoder {
    config: Verified<config::Encoder>,
    info: StreamInfo,
    context: Context,
    buffer: FrameBuf,
    n_blocks: usize,
}

impl Encoder {
    fn new(rate: usize, bits: usize) -> Result<Self, SynthError> {
        let config = config::Encoder::default().into_verified().map_err(|it| failed(&it.1))?;
        let mut info = StreamInfo::new(rate, 2, bits).map_err(|it| failed(&it))?;
        info.set_block_sizes(BLOCK, BLOCK).map_err(|it| failed(&it))?;
        let buffer = FrameBuf::with_size(2, BLOCK).map_err(|it| failed(&it))?;
        Ok(Self { config, info, context: Context::new(bits, 2), buffer, n_blocks: 0 })
    }

    /// The bytes of a block of samples, left and right in turn.
    fn encode(&mut self, samples: &[i32]) -> Result<Vec<u8>, SynthError> {
        self.buffer.fill_interleaved(samples).map_err(|it| failed(&it))?;
        self.context.fill_interleaved(samples).map_err(|it| failed(&it))?;
        let frame = encode_fixed_size_frame(&self.config, &self.buffer, self.n_blocks, &self.info)
            .map_err(|it| failed(&it))?;
        self.n_blocks += 1;
        self.info.update_frame_info(&frame);
        bytes_of(&frame)
    }

    fn finish(mut self) -> StreamInfo {
        // The last block may be shorter, but does not count as the shortest.
        let _ = self.info.set_block_sizes(BLOCK, BLOCK);
        self.info.set_total_samples(self.context.total_samples());
        self.info.set_md5_digest(&self.context.md5_digest());
        self.info
    }
}

fn bytes_of(what: &impl BitRepr) -> Result<Vec<u8>, SynthError> {
    let mut sink = ByteSink::new();
    what.write(&mut sink).map_err(|it| failed(&it))?;
    Ok(sink.into_inner())
}

/// An encoder that cannot encode has met its own bug; it is told like any failure to write.
fn failed(error: &impl std::fmt::Display) -> SynthError {
    SynthError::Write(std::io::Error::other(error.to_string()))
}
