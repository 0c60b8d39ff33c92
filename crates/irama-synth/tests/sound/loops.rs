//! Loops lead back to their start.

use irama_score::{Score, Tick};
use irama_synth::{BitDepth, LofiConfig, SoundConfig, WavConfig, render, write_wav};

use super::{
    figures::{mono, peak, roughest},
    pieces::{band, note, part, score},
};

const LOOP: SoundConfig = SoundConfig {
    rate: irama_synth::SampleRate::Hz48000,
    font: None,
    lofi: None,
    is_loop: true,
    stop: irama_synth::Stop::NEVER,
};

/// The loop twice in a row, and where the seam is.
fn twice(piece: &Score, config: &SoundConfig) -> (Vec<f64>, usize) {
    let once = mono(&render(piece, config).unwrap().frames().unwrap());
    (once.repeat(2), once.len())
}

#[test]
fn a_loop_has_its_bars_length_to_the_sample() {
    // Two bars at 100 a minute, though the last note ends early.
    let mut piece = band(2);
    piece.end = Tick(3_800);
    let sound = render(&piece, &LOOP).unwrap();
    assert_eq!(sound.n_frames(), 2 * 4 * 28_800);
}

#[test]
fn the_seam_is_below_minus_60_db_of_a_jump() {
    // A round organ that sounds over the end, in its room: the wave must go on.
    let late = vec![note(960, 2_880, 48, 90), note(960, 2_880, 55, 90)];
    let organ = score(vec![part(16, late)]);
    for lofi in [None, Some(LofiConfig { crackle: 0.0, ..LofiConfig::default() })] {
        let (sound, seam) = twice(&organ, &SoundConfig { lofi, ..LOOP.clone() });
        // What the wave does at the seam beyond its course, against its level.
        let jump = roughest(&sound[seam - 2..seam + 2]);
        let level = sound.iter().fold(0.0, |peak: f64, it| peak.max(it.abs()));
        let nearby = roughest(&sound[seam - 2_400..seam - 3]);
        assert!(jump < 1e-3 * level && jump <= 1.2 * nearby, "{jump} {level} {nearby}");
        assert!(sound[seam].abs() > 1e-3, "it sounds there");
    }
}

#[test]
fn what_rings_after_the_end_is_heard_at_the_start() {
    let late = score(vec![part(14, vec![note(1_800, 100, 72, 110)])]);
    let piece = Score { end: Tick(1_920), ..late };
    let start = render(&piece, &LOOP).unwrap().frames().unwrap();
    assert!(peak(&start[..4_800]) > 0.05, "the bell of the last beat rings on");
}

#[test]
fn the_smpl_chunk_spans_the_loop() {
    let mut sound = render(&band(1), &LOOP).unwrap();
    let config = WavConfig { depth: BitDepth::Bits16, is_loop: true };
    let mut bytes = Vec::new();
    write_wav(&mut sound, config, &mut bytes).unwrap();
    let at = bytes.len() - 68;
    assert_eq!(&bytes[at..at + 4], b"smpl");
    let field = |idx: usize| {
        let from = at + 8 + 4 * idx;
        u32::from_le_bytes(bytes[from..from + 4].try_into().unwrap())
    };
    assert_eq!((field(7), field(11), field(12)), (1, 0, 4 * 28_800 - 1));
    assert_eq!(u32::from_le_bytes(bytes[4..8].try_into().unwrap()) as usize, bytes.len() - 8);
}
