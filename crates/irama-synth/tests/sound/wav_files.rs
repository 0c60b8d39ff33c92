//! Files are read by others.

use std::io::Cursor;

use irama_synth::{
    BitDepth, SampleRate, SoundConfig, WavConfig, render, stems, write_flac, write_wav,
};

use super::pieces::band;

#[test]
fn wav_files_of_all_kinds_are_read_by_hound() {
    for rate in [SampleRate::Hz44100, SampleRate::Hz48000] {
        for (depth, is_loop) in [(BitDepth::Bits16, false), (BitDepth::Bits24, true)] {
            let config = SoundConfig { rate, is_loop, ..SoundConfig::default() };
            let mut sound = render(&band(1), &config).unwrap();
            let mut bytes = Vec::new();
            write_wav(&mut sound, WavConfig { depth, is_loop }, &mut bytes).unwrap();
            let mut reader = hound::WavReader::new(Cursor::new(&bytes)).unwrap();
            let spec = reader.spec();
            assert_eq!((spec.channels, spec.sample_rate), (2, rate.hz()));
            assert_eq!(spec.bits_per_sample, depth.bits());
            assert_eq!(u64::from(reader.duration()), sound.n_frames());
            let full = f64::from(1_u32 << (depth.bits() - 1));
            let samples = reader.samples::<i32>().map(|it| f64::from(it.unwrap()) / full);
            let made = sound.frames().unwrap();
            let off = samples.zip(made.iter().flatten()).map(|(a, b)| (a - f64::from(*b)).abs());
            assert!(off.fold(0.0, f64::max) <= 1.5 / full, "dither is at most a step and a half");
        }
    }
}

#[test]
fn stems_are_floating_point_and_read_by_hound() {
    stems(&band(1), &SoundConfig::default(), &mut |stem| {
        let mut bytes = Vec::new();
        stem.write_wav(&mut bytes)?;
        let mut reader = hound::WavReader::new(Cursor::new(&bytes)).unwrap();
        assert_eq!(reader.spec().sample_format, hound::SampleFormat::Float);
        assert!(reader.samples::<f32>().all(|it| it.unwrap().is_finite()));
        Ok(())
    })
    .unwrap();
}

#[test]
fn flac_files_say_what_they_hold() {
    let mut sound = render(&band(1), &SoundConfig::default()).unwrap();
    let mut bytes = Cursor::new(Vec::new());
    write_flac(&mut sound, BitDepth::Bits16, &mut bytes).unwrap();
    let bytes = bytes.into_inner();
    assert_eq!(&bytes[..4], b"fLaC");
    // STREAMINFO: 20 bits of rate, 3 of channels, 5 of depth, 36 of length, then a checksum.
    let packed = u64::from_be_bytes(bytes[18..26].try_into().unwrap());
    assert_eq!((packed >> 44, (packed >> 41) & 7, (packed >> 36) & 31), (44_100, 1, 15));
    assert_eq!(packed & 0xf_ffff_ffff, sound.n_frames());
    assert!(bytes[26..42].iter().any(|it| *it != 0), "the checksum is there");
    assert!((bytes.len() as u64) < 3 * sound.n_frames(), "smaller than WAV");
}
