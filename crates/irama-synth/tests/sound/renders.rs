//! R34: files of sound that hold what they say, for random pieces.

use std::io::Cursor;

use irama_score::{Note, Part, Pitch, Program, Score, TempoChange, Tick, Velocity};
use irama_synth::{BitDepth, SoundConfig, TAIL_SECONDS, WavConfig, render, write_wav};

/// The highest sample, as a share of full scale: -0.1 dBFS.
const CEILING: f64 = 0.988_553;

/// SplitMix64 (Steele, Lea and Flood 2014).
fn roll(state: &mut u64, below: u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut it = *state;
    it = (it ^ it >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    it = (it ^ it >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    (it ^ it >> 31) % below
}

/// One to three parts of one to twelve notes within two bars, and when the last of them ends, in
/// seconds; the tempo is the same throughout.
fn piece(state: &mut u64) -> (Score, f64) {
    let mut part = |is_drums: bool| {
        let mut notes: Vec<Note> = (0..=roll(state, 12))
            .map(|_| Note {
                start: Tick(roll(state, 32) * 120),
                pitch: Pitch::clamped(24 + roll(state, 84) as i32),
                duration: Tick(1 + roll(state, 960)),
                velocity: Velocity::clamped(1 + roll(state, 127) as i32),
            })
            .collect();
        notes.sort_unstable();
        Part { program: Program::new(roll(state, 128) as u8), is_drums, notes, ..Part::default() }
    };
    let mut parts = vec![part(false), part(true), part(false)];
    parts.truncate(1 + roll(state, 3) as usize);
    let end = Tick(3_840);
    let micros_per_quarter = 300_000 + roll(state, 700_000) as u32;
    let tempos = vec![TempoChange { at: Tick::ZERO, micros_per_quarter }];
    let last = parts.iter().flat_map(|it| &it.notes).map(Note::end).max().unwrap().max(end);
    let seconds = last.0 as f64 / 480.0 * f64::from(micros_per_quarter) / 1e6;
    (Score { parts, end, tempos, ..Score::default() }, seconds)
}

#[test]
#[allow(clippy::print_stdout, reason = "the scorecard reads it")]
fn r34_files_hold_what_they_say() {
    // All two hundred at leisure; some of them each time.
    let n = if std::env::var_os("IRAMA_LONG").is_some() { 200 } else { 40 };
    let (mut state, mut loudest, mut worst) = (1, 0.0_f64, 0.0_f64);
    for idx in 0..n {
        let (score, seconds) = piece(&mut state);
        let mut sound = render(&score, &SoundConfig::default()).unwrap();
        let mut bytes = Vec::new();
        let depth = if idx % 2 == 0 { BitDepth::Bits16 } else { BitDepth::Bits24 };
        write_wav(&mut sound, WavConfig { depth, is_loop: false }, &mut bytes).unwrap();
        let size = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        assert_eq!(size(4) + 8, bytes.len(), "the size of the file, in piece {idx}");
        let mut reader = hound::WavReader::new(Cursor::new(&bytes)).unwrap();
        let spec = reader.spec();
        let played = f64::from(reader.duration()) / f64::from(spec.sample_rate);
        worst = worst.max((played - seconds - f64::from(TAIL_SECONDS)).abs());
        let full = f64::from(1_u32 << (spec.bits_per_sample - 1));
        let samples = reader.samples::<i32>().map(|it| f64::from(it.unwrap()).abs() / full);
        let peak = samples.fold(0.0, f64::max);
        assert!(peak > 1e-3, "piece {idx} is silent");
        loudest = loudest.max(peak);
        assert!(sound.frames().unwrap().iter().flatten().all(|it| it.is_finite()));
    }
    assert!(loudest <= CEILING, "a peak of {loudest}");
    assert!(worst <= 0.01, "{worst} s too long or short");
    println!(
        "R34: {n} files, the highest peak {:.2} dBFS, lengths right to {:.2} ms, none silent",
        20.0 * loudest.log10(),
        1000.0 * worst
    );
}
