//! Opus in Ogg, by the crate `opus-pure` (RFC 6716 and RFC 7845): about a tenth of a WAV file.

use std::io::{self, Write};

use opus_pure::{Application, MAX_PACKET_BYTES, OggOpusWriter, OpusEncoder, OpusHead};

use crate::{SampleRate, Sound, SynthError};

/// The rate of Opus, whatever it is given.
pub const OPUS_RATE: SampleRate = SampleRate::Hz48000;
/// Frames of a packet: 20 ms.
const PACKET: usize = 960;
/// Where stereo music sounds as it did, by the listening tests of Xiph.
const BITS_A_SECOND: i32 = 160_000;

/// Writes a sound as an Opus file, as it is made. Players get back as many frames as it has.
///
/// # Errors
///
/// If `out` takes no more, or the sound says so.
///
/// # Panics
///
/// If the sound is not made at [`OPUS_RATE`].
pub fn write_opus(sound: &mut Sound, out: &mut impl Write) -> Result<(), SynthError> {
    assert_eq!(sound.rate(), OPUS_RATE, "the rate of Opus");
    let mut stream = Stream::begin(sound.n_frames(), out)?;
    sound.play(&mut |frames| {
        stream.waiting.extend(frames.iter().flatten());
        stream.encode_whole_packets()
    })?;
    stream.finish()
}

/// An Opus stream in the making.
struct Stream<'a, W: Write> {
    encoder: OpusEncoder,
    writer: OggOpusWriter<&'a mut W>,
    /// Samples that fill no packet yet, left and right in turn.
    waiting: Vec<f32>,
    packet: Vec<u8>,
    /// The number of the last frame, those before the first included.
    end: u64,
}

impl<'a, W: Write> Stream<'a, W> {
    fn begin(n_frames: u64, out: &'a mut W) -> Result<Self, SynthError> {
        let rate = OPUS_RATE.hz();
        let mut encoder = OpusEncoder::new(rate as i32, 2, Application::Audio).map_err(failed)?;
        encoder.bitrate_bps = BITS_A_SECOND;
        let head = OpusHead::for_encoder(&encoder, rate);
        let end = u64::from(head.pre_skip) + n_frames;
        let writer = OggOpusWriter::new(out, head).map_err(failed)?;
        Ok(Self { encoder, writer, waiting: Vec::new(), packet: vec![0; MAX_PACKET_BYTES], end })
    }

    fn encode_whole_packets(&mut self) -> Result<(), SynthError> {
        let n_whole = self.waiting.len() / (2 * PACKET);
        let rest = self.waiting.split_off(n_whole * 2 * PACKET);
        let whole = std::mem::replace(&mut self.waiting, rest);
        whole.chunks_exact(2 * PACKET).try_for_each(|it| self.encode(it))
    }

    /// The last packet is as long as the sound still is, so that players drop what fills it up.
    fn encode(&mut self, samples: &[f32]) -> Result<(), SynthError> {
        let n_bytes = self.encoder.encode(samples, PACKET, &mut self.packet).map_err(failed)?;
        let left = self.end.saturating_sub(self.writer.granule() as u64).min(PACKET as u64);
        let bytes = &self.packet[..n_bytes];
        self.writer.write_packet_with_duration(bytes, left as u32).map_err(failed)
    }

    /// The encoder is behind by a few milliseconds, which silence drives out.
    fn finish(mut self) -> Result<(), SynthError> {
        while (self.writer.granule() as u64) < self.end {
            self.waiting.resize(2 * PACKET, 0.0);
            self.encode_whole_packets()?;
        }
        self.writer.finish().map_err(failed)?;
        Ok(())
    }
}

/// An encoder that cannot encode has met its own bug; it is told like any failure to write.
fn failed(error: opus_pure::Error) -> SynthError {
    SynthError::Write(match error {
        opus_pure::Error::Io(error) => error,
        other => io::Error::other(other.to_string()),
    })
}
