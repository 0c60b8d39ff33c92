//! What a written file looks like: the rules that make it open right everywhere.

use irama_score::{
    Control, Gesture, Key, KeyChange, Meter, MeterChange, Mode, Note, Part, Pitch, Program, Repair,
    Score, TempoChange, Text, TextKind, Tick, Velocity, WriteError, read_midi, write_midi,
};

use super::strict::{Event, written};

fn note(start: u64, pitch: u8, duration: u64) -> Note {
    Note {
        start: Tick(start),
        pitch: Pitch::new(pitch).unwrap(),
        duration: Tick(duration),
        velocity: Velocity::new(90).unwrap(),
    }
}

fn part(notes: &[Note]) -> Part {
    Part { notes: notes.to_vec(), ..Part::default() }
}

fn score(parts: Vec<Part>) -> Score {
    Score { parts, end: Tick(1920), ..Score::default() }
}

fn controller(at: u64, number: u8, value: u8) -> Control {
    Control { at: Tick(at), gesture: Gesture::Controller { number, value } }
}

/// The notes that a reader hears: (start, pitch, duration).
fn heard(score: &Score) -> Vec<Vec<(u64, u8, u64)>> {
    written(score);
    let read = read_midi(&write_midi(score).unwrap()).unwrap();
    let is_overlap = |it: &Repair| it.what.contains("same pitch sounds");
    assert!(read.repairs.iter().all(is_overlap), "{:?}", read.repairs);
    let notes = |part: &Part| {
        part.notes.iter().map(|it| (it.start.0, it.pitch.number(), it.duration.0)).collect()
    };
    read.score.parts.iter().map(notes).collect()
}

fn event(at: u64, status: u8, data: &[u8]) -> Event {
    Event { at, status, data: data.to_vec() }
}

#[test]
fn track_zero_conducts() {
    let score = Score {
        name: "Song".to_owned(),
        tempos: vec![TempoChange { at: Tick(0), micros_per_quarter: 500_000 }],
        meters: vec![MeterChange { at: Tick(0), meter: Meter::new(6, 8).unwrap() }],
        keys: vec![KeyChange { at: Tick(0), key: Key { tonic: 3, mode: Mode::Minor } }],
        texts: vec![Text {
            at: Tick(480),
            kind: TextKind::Marker,
            content: "A\u{e9}\n\u{1b}".to_owned(),
        }],
        parts: vec![],
        end: Tick(1920),
    };
    assert_eq!(
        written(&score),
        [[
            event(0, 0xff, b"\x03Song"),
            event(0, 0xff, &[0x51, 7, 0xa1, 0x20]),
            event(0, 0xff, &[0x58, 6, 3, 36, 8]),
            event(0, 0xff, &[0x59, 0xfa, 1]),
            event(480, 0xff, "\x06A\u{e9} ".as_bytes()),
            event(1920, 0xff, &[0x2f]),
        ]]
    );
}

#[test]
fn a_part_begins_with_name_bank_and_program() {
    let part = Part {
        name: " Rhodes ".to_owned(),
        program: Program::new(4),
        controls: vec![controller(0, 7, 100), controller(0, 0, 1), controller(0, 32, 2)],
        ..part(&[note(0, 60, 480), note(480, 60, 480)])
    };
    assert_eq!(
        written(&score(vec![part]))[1],
        [
            event(0, 0xff, b"\x03Rhodes"),
            event(0, 0xb0, &[0, 1]),
            event(0, 0xb0, &[32, 2]),
            event(0, 0xc0, &[4]),
            event(0, 0xb0, &[7, 100]),
            event(0, 0x90, &[60, 90]),
            event(480, 0x80, &[60, 64]),
            event(480, 0x90, &[60, 90]),
            event(960, 0x80, &[60, 64]),
            event(1920, 0xff, &[0x2f]),
        ]
    );
}

#[test]
fn notes_of_a_pitch_end_in_the_order_in_which_they_begin() {
    let overlapping = [note(0, 60, 1000), note(0, 60, 200), note(480, 60, 0), note(480, 62, 99)];
    assert_eq!(
        heard(&score(vec![part(&overlapping)])),
        [[(0, 60, 200), (0, 60, 481), (480, 60, 1), (480, 62, 99)]]
    );
}

#[test]
fn notes_that_overlap_another_of_their_pitch_keep_their_ends() {
    let overlapping = [note(0, 60, 733), note(720, 60, 200), note(800, 60, 120)];
    let expected = vec![overlapping.map(|it| (it.start.0, 60, it.duration.0)).to_vec()];
    assert_eq!(heard(&score(vec![part(&overlapping)])), expected);
}

#[test]
fn drums_of_several_parts_share_channel_ten() {
    let drums = |notes: &[Note]| Part { is_drums: true, ..part(notes) };
    let parts =
        vec![drums(&[note(0, 36, 480)]), part(&[note(0, 36, 480)]), drums(&[note(240, 36, 480)])];
    assert_eq!(heard(&score(parts)), [[(0, 36, 480)], [(0, 36, 480)], [(240, 36, 480)]]);
}

#[test]
fn sixteen_parts_share_channels_where_nobody_hears_it() {
    let parts = |n: u8| (0..n).map(|idx| part(&[note(0, 40 + idx, 480)])).collect::<Vec<_>>();
    assert_eq!(heard(&score(parts(16))).len(), 16);
    assert_eq!(heard(&score(parts(80))).len(), 80);

    let mut different = parts(16);
    for (idx, part) in different.iter_mut().enumerate() {
        part.program = Program::new(idx as u8);
    }
    assert_eq!(write_midi(&score(different)), Err(WriteError::TooManyParts { n_parts: 16 }));

    let mut moving = parts(16);
    for part in &mut moving {
        part.controls.push(controller(0, 1, 2));
    }
    assert_eq!(write_midi(&score(moving)), Err(WriteError::TooManyParts { n_parts: 16 }));

    let unison = vec![part(&[note(0, 60, 480)]); 16];
    assert_eq!(write_midi(&score(unison)), Err(WriteError::TooManyParts { n_parts: 16 }));
}

#[test]
fn an_end_before_the_last_note_moves_to_the_bar_line() {
    let mut score = score(vec![part(&[note(0, 60, 2000)])]);
    let end = |score: &Score| written(score)[0].last().unwrap().at;
    assert_eq!(end(&score), 3840);
    score.meters = vec![MeterChange { at: Tick(0), meter: Meter::new(3, 4).unwrap() }];
    assert_eq!(end(&score), 2880);
    score.end = Tick(2001);
    assert_eq!(end(&score), 2001);
}

#[test]
fn what_midi_cannot_say_is_refused_with_a_remedy() {
    let far = score(vec![part(&[note(1 << 30, 60, 1)])]);
    let error = write_midi(&far).unwrap_err();
    assert!(matches!(error, WriteError::TooLong { .. }), "{error}");
    let many = score(vec![Part::default(); 65_535]);
    assert_eq!(write_midi(&many), Err(WriteError::TooManyTracks { n_parts: 65_535 }));
}

#[test]
fn values_out_of_range_become_the_nearest() {
    let wild = Score {
        tempos: vec![
            TempoChange { at: Tick(0), micros_per_quarter: 0 },
            TempoChange { at: Tick(9), micros_per_quarter: u32::MAX },
        ],
        meters: vec![MeterChange { at: Tick(0), meter: Meter { numerator: 0, denominator: 3 } }],
        keys: vec![KeyChange { at: Tick(0), key: Key { tonic: 255, mode: Mode::Major } }],
        parts: vec![Part {
            controls: vec![
                controller(0, 255, 255),
                Control { at: Tick(0), gesture: Gesture::Bend(i16::MAX) },
                Control { at: Tick(0), gesture: Gesture::Bend(i16::MIN) },
                Control { at: Tick(0), gesture: Gesture::Pressure(200) },
                Control { at: Tick(0), gesture: Gesture::KeyPressure { pitch: 200, value: 200 } },
            ],
            ..part(&[note(0, 127, 1)])
        }],
        ..Score::default()
    };
    let tracks = written(&wild);
    assert_eq!(
        tracks[0][..3],
        [
            event(0, 0xff, &[0x51, 0, 0, 1]),
            event(0, 0xff, &[0x59, 0xfd, 0]),
            event(9, 0xff, &[0x51, 0xff, 0xff, 0xff]),
        ]
    );
    assert_eq!(
        tracks[1][..5],
        [
            event(0, 0xb0, &[127, 127]),
            event(0, 0xe0, &[127, 127]),
            event(0, 0xe0, &[0, 0]),
            event(0, 0xd0, &[127]),
            event(0, 0xa0, &[127, 127]),
        ]
    );
}

#[test]
fn every_key_bend_and_meter_comes_back() {
    let mut score = score(vec![part(&[note(0, 60, 1)])]);
    let modes = [Mode::Major, Mode::Minor];
    let keys = (0..24).map(|idx| Key { tonic: idx % 12, mode: modes[usize::from(idx / 12)] });
    score.keys = (0_u64..).map(Tick).zip(keys).map(|(at, key)| KeyChange { at, key }).collect();
    score.parts[0].controls =
        (-8192..8192).map(|bend| Control { at: Tick(1), gesture: Gesture::Bend(bend) }).collect();
    let meters = (0..=6).flat_map(|power| (1..=255).filter_map(move |n| Meter::new(n, 1 << power)));
    score.meters =
        (0_u64..).map(Tick).zip(meters).map(|(at, meter)| MeterChange { at, meter }).collect();
    assert_eq!(score.meters.len(), 7 * 255);
    written(&score);
    assert_eq!(read_midi(&write_midi(&score).unwrap()).unwrap().score, score);
}
