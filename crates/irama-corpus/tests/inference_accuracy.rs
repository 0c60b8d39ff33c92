//! How often key and meter are inferred as people wrote them, over corpora beside the checkout.
//!
//! The figures that hold today are the floor, a few points below, so that a change for the worse is
//! seen. Skipped where the corpora are absent.

#![allow(clippy::unwrap_used, reason = "a broken archive should fail loudly")]
#![allow(clippy::print_stderr, reason = "a skipped test says so, and figures are to be read")]

use std::{fs::File, io::Read, path::Path};

use irama_score::{Key, Known, Meter, Mode, Score, infer_key, infer_meter, read_midi};

/// Every MIDI file of a shared archive that can be read, with its name.
fn scores(archive: &str) -> Vec<(String, Score)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let Ok(file) = File::open(folder.join(archive)) else {
        eprintln!("skipped: {archive} is not beside the checkout");
        return Vec::new();
    };
    let mut archive = zip::ZipArchive::new(file).unwrap();
    let mut scores = Vec::new();
    for idx in 0..archive.len() {
        let mut entry = archive.by_index(idx).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        if name.ends_with(".mid") && entry.read_to_end(&mut bytes).is_ok() {
            scores.extend(read_midi(&bytes).ok().map(|it| (name, it.score)));
        }
    }
    scores
}

/// Without what it states and how it is called.
fn silenced(mut score: Score) -> Score {
    score.keys.clear();
    score.meters.clear();
    score.name.clear();
    score.parts.iter_mut().for_each(|part| part.name.clear());
    score
}

/// `wanted` and the inferred meter are the same but for the length of the bar: 2/4 and 4/4 sound
/// alike, and so do 6/8 and 12/8.
fn is_alike(wanted: Meter, inferred: Meter) -> bool {
    let beats = |meter: Meter| match (meter.numerator, meter.denominator) {
        (2 | 4, 4) | (2, 2) => (4, 4),
        (3 | 6 | 9 | 12, 8) => (6, 8),
        other => other,
    };
    beats(wanted) == beats(inferred)
}

#[track_caller]
fn check_meters(archive: &str, least_alike_percent: usize) {
    let (mut n, mut n_same, mut n_alike, mut n_unknown) = (0, 0, 0, 0);
    for (_, score) in scores(archive) {
        let Known::Stated(stated) = infer_meter(&score) else { continue };
        n += 1;
        match infer_meter(&silenced(score)).value() {
            Some(inferred) => {
                n_same += usize::from(inferred == stated);
                n_alike += usize::from(is_alike(stated, inferred));
            }
            None => n_unknown += 1,
        }
    }
    eprintln!("{archive}: {n} meters, {n_same} same, {n_alike} alike, {n_unknown} unknown");
    assert!(n_alike * 100 >= n * least_alike_percent, "{archive}: {n_alike} of {n}");
}

#[track_caller]
fn check_keys(
    archive: &str,
    least_percent: usize,
    wanted: impl Fn(&str) -> Option<(u8, Option<Mode>)>,
) {
    let (mut n, mut n_same, mut n_signature, mut n_unknown) = (0, 0, 0, 0);
    for (name, score) in scores(archive) {
        let Some((tonic, mode)) = wanted(&name) else { continue };
        n += 1;
        let signature =
            |tonic: u8, mode: Mode| (tonic + if mode == Mode::Minor { 3 } else { 0 }) % 12;
        match infer_key(&silenced(score), None).value() {
            Some(key) => {
                n_same += usize::from(key.tonic == tonic && mode.is_none_or(|it| it == key.mode));
                let modes = mode.map_or(vec![Mode::Major, Mode::Minor], |it| vec![it]);
                let is_near = |it: &Mode| signature(tonic, *it) == signature(key.tonic, key.mode);
                n_signature += usize::from(modes.iter().any(is_near));
            }
            None => n_unknown += 1,
        }
    }
    eprintln!(
        "{archive}: {n} keys, {n_same} same, {n_signature} of one signature, {n_unknown} unknown"
    );
    assert!(n_same * 100 >= n * least_percent, "{archive}: {n_same} of {n}");
}

#[test]
fn meters_of_songs_are_inferred_as_they_are_stated() {
    check_meters("openscore_lieder.zip", 82);
    check_meters("openewld.zip", 95);
    check_meters("freedoom.zip", 85);
    check_meters("mma_backing_tracks.zip", 90);
    check_meters("opengameart.zip", 80);
}

#[test]
fn keys_of_backing_tracks_are_inferred_as_they_are_named() {
    // "000_lofi_hiphop_RnBSus_Gb_83.mid" names a tonic.
    check_keys("mma_backing_tracks.zip", 72, |name| {
        let tonic = name.rsplit('_').nth(1)?;
        let is_it = |it: &u8| {
            Key { tonic: *it, mode: Mode::Major }.to_string().split(' ').next() == Some(tonic)
        };
        let tonic = if tonic == "Gb" { Some(6) } else { (0..12).find(is_it) };
        tonic.map(|it| (it, None))
    });
    // "Minor/A - VI VI i VII - Empowered.mid".
    check_keys("midi_chord_progressions.zip", 50, |name| {
        let (folder, name) = name.rsplit_once('/')?;
        let mode = match folder.split('/').next()? {
            "Minor" => Mode::Minor,
            "Major" => Mode::Major,
            _ => return None,
        };
        let tonic = match name.split(' ').next()? {
            "C" => 0,
            "A" => 9,
            _ => return None,
        };
        Some((tonic, Some(mode)))
    });
}
