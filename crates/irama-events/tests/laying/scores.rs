//! Random scores, as orderly and as odd as files hold them.

use irama_events::{Event, N_FIELDS};
use irama_score::{
    Control, Gesture, Key, KeyChange, Meter, MeterChange, Mode, Note, Part, Pitch, Program, Score,
    TempoChange, Text, TextKind, Tick, Velocity,
};
use proptest::{collection::vec, option, prelude::*};

/// Times on the grid and off it, close together and far apart.
fn tick() -> impl Strategy<Value = Tick> {
    prop_oneof![
        4 => (0..200_u64).prop_map(|it| it * 60),
        4 => 0..10_000_u64,
        1 => 0..3_000_000_u64,
    ]
    .prop_map(Tick)
}

fn duration() -> impl Strategy<Value = Tick> {
    prop_oneof![2 => 0..50_u64, 4 => 50..4000_u64, 1 => 0..100_000_u64].prop_map(Tick)
}

/// Few pitches, so that many are equal and overlap; now and then any.
fn pitch() -> impl Strategy<Value = Pitch> {
    prop_oneof![8 => 60..64_u8, 1 => 0..128_u8].prop_map(|it| Pitch::new(it).unwrap())
}

fn note() -> impl Strategy<Value = Note> {
    (tick(), pitch(), duration(), 1..128_u8).prop_map(|(start, pitch, duration, velocity)| Note {
        start,
        pitch,
        duration,
        velocity: Velocity::new(velocity).unwrap(),
    })
}

/// As many notes at once as nobody plays.
fn cluster() -> impl Strategy<Value = Vec<Note>> {
    (note(), 1..128_u8).prop_map(|(note, n)| {
        (0..n).map(|it| Note { pitch: Pitch::new(it).unwrap(), ..note }).collect()
    })
}

fn notes() -> impl Strategy<Value = Vec<Note>> {
    (vec(note(), 0..40), prop_oneof![9 => Just(Vec::new()), 1 => cluster()]).prop_map(
        |(mut notes, cluster)| {
            notes.extend(cluster);
            notes.sort();
            notes
        },
    )
}

fn control() -> impl Strategy<Value = Control> {
    let gesture = prop_oneof![
        6 => (0..128_u8).prop_map(|value| Gesture::Controller { number: 64, value }),
        1 => (0..128_u8).prop_map(|value| Gesture::Controller { number: 7, value }),
        1 => (0..128_u8).prop_map(|it| Gesture::Program(Program::new(it).unwrap())),
    ];
    (tick(), gesture).prop_map(|(at, gesture)| Control { at, gesture })
}

fn part() -> impl Strategy<Value = Part> {
    let program = option::of(prop_oneof![3 => 0..10_u8, 1 => 0..128_u8]);
    let is_drums = prop::bool::weighted(0.3);
    ("[a-z]{0,3}", program, is_drums, notes(), vec(control(), 0..8)).prop_map(
        |(name, program, is_drums, notes, mut controls)| {
            controls.sort_by_key(|it| it.at);
            Part { name, program: program.and_then(Program::new), is_drums, notes, controls }
        },
    )
}

/// The meters of most music, and those whose bar lines lie between grid steps; at any tick.
pub(crate) fn meters() -> impl Strategy<Value = Vec<MeterChange>> {
    let usual = vec![(4, 4), (3, 4), (6, 8), (7, 8), (5, 4), (2, 2), (12, 8)];
    let meter = prop_oneof![
        6 => prop::sample::select(usual),
        1 => (1..=255_u8, 0..=6_u32).prop_map(|(n, power)| (n, 1 << power)),
        1 => prop::sample::select(vec![(1, 64), (3, 64), (5, 32), (0, 4), (4, 3)]),
    ];
    vec((tick(), meter), 0..5).prop_map(|changes| {
        let mut meters: Vec<MeterChange> = changes
            .into_iter()
            .map(|(at, (numerator, denominator))| MeterChange {
                at,
                meter: Meter { numerator, denominator },
            })
            .collect();
        meters.sort_by_key(|it| it.at);
        meters
    })
}

pub(crate) fn score() -> impl Strategy<Value = Score> {
    let tempos = vec((tick(), 1..2_000_000_u32), 0..3);
    let keys = vec((tick(), 0..12_u8), 0..3);
    (tempos, meters(), keys, vec(part(), 0..7), duration(), prop::bool::weighted(0.9)).prop_map(
        |(tempos, meters, keys, parts, rest, ends_after_notes)| {
            let last = parts.iter().flat_map(|it| it.notes.iter().map(Note::end)).max();
            let last = last.filter(|_| ends_after_notes).unwrap_or_default();
            let tempo = |(at, micros_per_quarter)| TempoChange { at, micros_per_quarter };
            let key = |(at, tonic)| KeyChange { at, key: Key { tonic, mode: Mode::Minor } };
            let content = "la".to_owned();
            Score {
                name: "a piece".to_owned(),
                tempos: tempos.into_iter().map(tempo).collect(),
                meters,
                keys: keys.into_iter().map(key).collect(),
                texts: vec![Text { at: Tick(7), kind: TextKind::Lyric, content }],
                parts,
                end: last + rest,
            }
        },
    )
}

/// Rows that a model might say: often within the ranges, sometimes anything.
pub(crate) fn events() -> impl Strategy<Value = Vec<Event>> {
    let sane = (
        prop_oneof![3 => Just(0), 1 => 0..16_u8],
        prop_oneof![3 => Just(0), 1 => 0..24_u8],
        prop_oneof![3 => 0..6_u8, 2 => Just(64), 1 => 0..66_u8],
        prop_oneof![3 => 60..64_u8, 1 => 0..128_u8],
        (0..56_u8, 0..32_u8, 0..5_u8),
    );
    let sane = sane.prop_map(|(beats, sub, seat, pitch, (length, loudness, shift))| Event {
        row: [beats, sub, seat, pitch, length, loudness, shift],
    });
    let any = any::<[u8; N_FIELDS]>().prop_map(|row| Event { row });
    let end =
        (0..16_u8, 0..24_u8).prop_map(|(beats, sub)| Event { row: [beats, sub, 66, 0, 0, 0, 0] });
    vec(prop_oneof![30 => sane, 3 => any, 1 => end], 0..80)
}
