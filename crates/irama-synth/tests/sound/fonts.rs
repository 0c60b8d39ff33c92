//! SoundFonts of the system, where there are some.

use std::{fs, io::Cursor, path::Path, sync::Arc};

use irama_synth::{Font, SoundConfig, SynthError, measure, render};

use super::{
    figures::{RATE, cents_off, mono, peak, rms},
    pieces::{band, single},
};

/// A small SoundFont of Debian's package `timgm6mb-soundfont`.
const SMALL: &str = "/usr/share/sounds/sf2/TimGM6mb.sf2";

/// Its bytes; says so where it is not installed.
fn small() -> Option<Vec<u8>> {
    let bytes = fs::read(Path::new(SMALL)).ok();
    if bytes.is_none() {
        eprintln!("skipped: timgm6mb-soundfont is not installed");
    }
    bytes
}

fn config(bytes: &[u8]) -> SoundConfig {
    let font = Font::read(&mut Cursor::new(bytes)).unwrap();
    SoundConfig { font: Some(Arc::new(font)), ..SoundConfig::default() }
}

#[test]
fn a_soundfont_plays_in_tune_and_as_loud_as_promised() {
    let Some(bytes) = small() else { return };
    let config = config(&bytes);
    let mut sound = render(&band(4), &config).unwrap();
    let all = sound.frames().unwrap();
    let loudness = measure(&all, config.rate);
    assert!((loudness.lufs.unwrap() + 16.0).abs() < 0.5 && loudness.true_peak_db <= -1.0);
    assert!(peak(&all[all.len() - 10..]) < 1e-4);
    let flute = mono(&render(&single(73, 69, 1_920), &config).unwrap().frames().unwrap());
    let off = cents_off(&flute[(0.3 * RATE) as usize..(1.5 * RATE) as usize], 440.0);
    assert!(off.abs() < 15.0, "{off} cents");
}

#[test]
fn notes_of_a_soundfont_end() {
    let Some(bytes) = small() else { return };
    let mut piece = single(16, 60, 480);
    piece.end = irama_score::Tick(4_800);
    let all = render(&piece, &config(&bytes)).unwrap().frames().unwrap();
    let at = |seconds: f64| (seconds * RATE) as usize;
    assert!(rms(&all[at(0.2)..at(0.4)]) > 0.01 && rms(&all[at(3.0)..at(4.0)]) < 1e-4);
}

#[test]
fn a_damaged_soundfont_is_a_clear_error() {
    let refused = |bytes: &[u8]| match Font::read(&mut Cursor::new(bytes)) {
        Err(SynthError::SoundFont { reason }) => reason,
        other => panic!("{other:?}"),
    };
    for bytes in [&b""[..], b"not a font", b"RIFF\x10\0\0\0sfbkLIST\xff\xff\xff\x7fINFO"] {
        assert!(!refused(bytes).is_empty());
    }
    let Some(bytes) = small() else { return };
    for cut in [100, 5_000, bytes.len() / 2, bytes.len() - 1_000] {
        refused(&bytes[..cut]);
    }
}

#[test]
fn bytes_that_flipped_give_an_error_or_sound_and_never_a_panic() {
    let Some(bytes) = small() else { return };
    let mut chance = 1_u64;
    let mut draw = |below: usize| {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (chance >> 33) as usize % below
    };
    // The settings lie at the end, the headers of chunks at the start.
    let settings = bytes.len() - 150_000;
    for round in 0..40 {
        let mut damaged = bytes.clone();
        for _ in 0..=round % 6 {
            let at = if draw(3) == 0 { draw(1_000) } else { settings + draw(150_000) };
            damaged[at] = draw(256) as u8;
        }
        let Ok(font) = Font::read(&mut Cursor::new(&damaged)) else { continue };
        let config = SoundConfig { font: Some(Arc::new(font)), ..SoundConfig::default() };
        let all = render(&single(0, 60, 100), &config).unwrap().frames().unwrap();
        assert!(all.iter().flatten().all(|it| it.is_finite()), "round {round}");
    }
}
