//! Goldens: a hash says that something changed, the figures say what.

use expect_test::{Expect, expect};
use irama_score::Score;
use irama_synth::{LofiConfig, SoundConfig, WavConfig, render, write_wav};

use super::{
    figures::{peak, rms},
    pieces::{band, note, part, score},
};

fn check(piece: &Score, lofi: Option<LofiConfig>, expected: &Expect) {
    let config = SoundConfig { lofi, ..SoundConfig::default() };
    let mut sound = render(piece, &config).unwrap();
    let mut bytes = Vec::new();
    write_wav(&mut sound, WavConfig::default(), &mut bytes).unwrap();
    let frames = sound.frames().unwrap();
    let crossings = frames.windows(2).filter(|it| (it[0][0] < 0.0) != (it[1][0] < 0.0)).count();
    expected.assert_eq(&format!(
        "{} frames, rms {:.4}, peak {:.3}, {} crossings, {}",
        frames.len(),
        rms(&frames),
        peak(&frames),
        crossings,
        &blake3::hash(&bytes).to_hex()[..16]
    ));
}

#[test]
fn a_band_sounds_as_it_did() {
    check(
        &band(2),
        None,
        &expect!["343980 frames, rms 0.1040, peak 0.879, 11104 crossings, 89291fa1dea87d94"],
    );
}

#[test]
fn a_band_on_tape_sounds_as_it_did() {
    check(
        &band(2),
        Some(LofiConfig::default()),
        &expect!["343980 frames, rms 0.1050, peak 0.533, 31994 crossings, e08f5212898bc2af"],
    );
}

#[test]
fn sixteen_families_sound_as_they_did() {
    let families = (0..16).map(|it| part(8 * it + 2, vec![note(240 * u64::from(it), 400, 62, 90)]));
    check(
        &score(families.collect()),
        None,
        &expect!["316050 frames, rms 0.0890, peak 0.879, 18766 crossings, a462a1a79c05f2e2"],
    );
}
