//! What is written reads back as it was.

use irama_score::{
    Control, Gesture, Key, KeyChange, Meter, MeterChange, Mode, Note, Part, Pitch, Program, Repair,
    Score, TempoChange, Text, TextKind, Tick, Velocity, read_midi, write_midi,
};
use proptest::{collection::vec, option, prelude::*};

/// Within this, wherever events fall, no wait is too long to be written.
const MAX_TICK: u64 = 1 << 24;

fn tick() -> impl Strategy<Value = Tick> {
    prop_oneof![2 => 0..5000_u64, 1 => 0..MAX_TICK].prop_map(Tick)
}

/// Text without control characters, and without space around it.
fn name() -> impl Strategy<Value = String> {
    "([!-~]([ -~]{0,12}[!-~])?|[à-ÿ一-十😀-😎]{1,5})?"
}

fn gesture() -> impl Strategy<Value = Gesture> {
    prop_oneof![
        4 => (0..128_u8, 0..128_u8)
            .prop_map(|(number, value)| Gesture::Controller { number, value }),
        1 => (0..128_u8).prop_map(|it| Gesture::Program(Program::new(it).unwrap())),
        2 => (-8192..8192_i16).prop_map(Gesture::Bend),
        1 => (0..128_u8).prop_map(Gesture::Pressure),
        1 => (0..128_u8, 0..128_u8)
            .prop_map(|(pitch, value)| Gesture::KeyPressure { pitch, value }),
    ]
}

/// Notes of one pitch after another: (wait, pitch, duration, velocity).
fn notes() -> impl Strategy<Value = Vec<Note>> {
    let raw = (tick(), 0..128_u8, 1..3000_u64, 1..128_u8);
    vec(raw, 1..20).prop_map(|raw| {
        let mut notes: Vec<Note> = raw
            .into_iter()
            .map(|(start, pitch, duration, velocity)| Note {
                start,
                pitch: Pitch::new(pitch).unwrap(),
                duration: Tick(duration),
                velocity: Velocity::new(velocity).unwrap(),
            })
            .collect();
        notes.sort();
        ending_in_order(notes)
    })
}

/// Notes of a pitch may overlap, but no later one ends first.
fn ending_in_order(mut notes: Vec<Note>) -> Vec<Note> {
    let mut ends = [Tick::ZERO; 128];
    for note in &mut notes {
        let end = &mut ends[usize::from(note.pitch.number())];
        *end = note.end().max(*end);
        note.duration = end.since(note.start);
    }
    notes.sort();
    notes
}

fn part() -> impl Strategy<Value = Part> {
    let controls = vec((tick(), gesture()), 0..12);
    (name(), option::of(0..128_u8), notes(), controls).prop_map(
        |(name, program, notes, controls)| {
            let first = notes[0].start;
            let program = program.and_then(Program::new);
            let mut controls: Vec<Control> = controls
                .into_iter()
                .map(|(at, gesture)| Control { at, gesture })
                .filter(|it| it.at > first || !matches!(it.gesture, Gesture::Program(_)))
                .collect();
            controls.sort_by_key(|it| (it.at, !(program.is_some() && is_bank(it))));
            Part { name, program, is_drums: false, notes, controls }
        },
    )
}

fn is_bank(control: &Control) -> bool {
    matches!(control.gesture, Gesture::Controller { number: 0 | 32, .. })
}

/// Values that change at rising times.
fn changes<T: Clone + PartialEq + std::fmt::Debug>(
    values: impl Strategy<Value = T>,
) -> impl Strategy<Value = Vec<(Tick, T)>> {
    vec((tick(), values), 0..6).prop_map(|mut changes| {
        changes.sort_by_key(|it| it.0);
        changes.dedup_by(|next, last| next.0 == last.0 || next.1 == last.1);
        changes
    })
}

fn text() -> impl Strategy<Value = Text> {
    use TextKind::{Copyright, Cue, Lyric, Marker, Remark};
    let kind = prop::sample::select(vec![Remark, Copyright, Lyric, Marker, Cue]);
    (tick(), kind, "[ -~à-ÿ一-十]{1,200}").prop_map(|(at, kind, content)| Text {
        at,
        kind,
        content,
    })
}

fn score() -> impl Strategy<Value = Score> {
    let meter = (1..=255_u8, 0..=6_u32).prop_map(|(n, power)| Meter::new(n, 1 << power).unwrap());
    let key = (0..12_u8, any::<bool>()).prop_map(|(tonic, is_major)| Key {
        tonic,
        mode: if is_major { Mode::Major } else { Mode::Minor },
    });
    let lists = (changes(1..=0xff_ffff_u32), changes(meter), changes(key), vec(text(), 0..5));
    (name(), lists, vec(part(), 0..6), option::of(0..6_usize), 0..5000_u64).prop_map(
        |(name, (tempos, meters, keys, mut texts), mut parts, drums, rest)| {
            if let Some(part) = drums.and_then(|idx| parts.get_mut(idx)) {
                part.is_drums = true;
            }
            texts.sort_by_key(|text| text.at);
            let mut score = Score {
                name,
                tempos: tempos
                    .into_iter()
                    .map(|(at, micros_per_quarter)| TempoChange { at, micros_per_quarter })
                    .collect(),
                meters: meters.into_iter().map(|(at, meter)| MeterChange { at, meter }).collect(),
                keys: keys.into_iter().map(|(at, key)| KeyChange { at, key }).collect(),
                texts,
                parts,
                end: Tick(0),
            };
            score.end = last_event(&score) + Tick(rest);
            score
        },
    )
}

fn last_event(score: &Score) -> Tick {
    let parts = score.parts.iter().flat_map(|part| {
        part.notes.iter().map(Note::end).chain(part.controls.iter().map(|it| it.at))
    });
    parts
        .chain(score.tempos.iter().map(|it| it.at))
        .chain(score.meters.iter().map(|it| it.at))
        .chain(score.keys.iter().map(|it| it.at))
        .chain(score.texts.iter().map(|it| it.at))
        .max()
        .unwrap_or_default()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 10_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn write_read_is_lossless(score in score()) {
        let reading = read_midi(&write_midi(&score).unwrap()).unwrap();
        let is_overlap = |it: &Repair| it.what.contains("same pitch sounds");
        prop_assert!(reading.repairs.iter().all(is_overlap), "{:?}", reading.repairs);
        prop_assert_eq!(reading.note_ons.len(), score.n_notes());
        prop_assert_eq!(&reading.score, &score);
        super::strict::written(&score);
    }
}

#[test]
fn what_was_read_reads_back_after_writing() {
    let first = read_midi(&super::bytes::busy_file()).unwrap();
    assert_eq!(first.repairs, []);
    let second = read_midi(&write_midi(&first.score).unwrap()).unwrap();
    assert_eq!(second.score, first.score);
    assert_eq!(second.repairs, []);
}
