//! Opus files are read by the crate's decoder; `ffprobe` looks at them in the tests of `irama`.

use std::io::Cursor;

use irama_synth::{Frame, OPUS_RATE, SoundConfig, render, write_opus};
use opus_pure::{MAX_PACKET_SAMPLES, OggOpusReader, Trim};

use super::pieces::band;

fn decoded(bytes: &[u8]) -> Vec<Frame> {
    let mut reader = OggOpusReader::new(Cursor::new(bytes)).unwrap();
    let head = reader.head().clone();
    let mut decoder = head.decoder(OPUS_RATE.hz() as i32).unwrap();
    let mut trim = Trim::new(&head, OPUS_RATE.hz() as i32, 2).unwrap();
    let mut pcm = vec![0.0; 2 * MAX_PACKET_SAMPLES];
    let mut samples = Vec::new();
    while let Some(packet) = reader.read_packet().unwrap() {
        let n_frames = decoder.decode(&packet.data, MAX_PACKET_SAMPLES, &mut pcm).unwrap();
        samples.extend_from_slice(trim.keep(&packet, &pcm[..2 * n_frames]));
    }
    samples.chunks_exact(2).map(|it| [it[0], it[1]]).collect()
}

/// How much stronger `made` is than its distance from `heard`, in decibels.
fn likeness_db(made: &[Frame], heard: &[Frame]) -> f64 {
    let energy = |it: f32| f64::from(it) * f64::from(it);
    let whole: f64 = made.iter().flatten().map(|it| energy(*it)).sum();
    let pairs = made.iter().flatten().zip(heard.iter().flatten());
    let off: f64 = pairs.map(|(a, b)| energy(a - b)).sum();
    10.0 * (whole / off).log10()
}

#[test]
fn opus_files_hold_every_frame_in_its_place() {
    let config = SoundConfig { rate: OPUS_RATE, ..SoundConfig::default() };
    let mut sound = render(&band(2), &config).unwrap();
    let mut bytes = Vec::new();
    write_opus(&mut sound, &mut bytes).unwrap();
    let (made, heard) = (sound.frames().unwrap(), decoded(&bytes));
    assert_eq!(heard.len() as u64, sound.n_frames());
    let likeness = likeness_db(&made, &heard);
    assert!(likeness > 10.0, "{likeness:.1} dB");
    assert!(6 * (bytes.len() as u64) < 4 * sound.n_frames(), "a sixth of 16 bits at most");
    let mut again = Vec::new();
    write_opus(&mut sound, &mut again).unwrap();
    assert!(bytes == again, "the same bytes each time");
}
