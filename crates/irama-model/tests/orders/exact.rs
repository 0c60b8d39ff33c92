//! The search against exact answers: a bar of three grid steps with two pitches, of which all pieces
//! can be enumerated.

use std::collections::BTreeMap;

use irama_events::{Event, FIELDS, Field, Frame, FramePart, Piece, Seat};
use irama_model::events::{
    Band, Brief, Composing, EventsModel, LockedNote, Memory, PartBrief, Player, Row, Variation,
    compose,
    music::{Given, Music, Song, tempo_class},
};
use irama_neural::{BagRow, Chance, HeadRow, Kernels, Precision, maths};
use irama_score::{Meter, MeterChange, Note, Part, Pitch, Program, Score, Tick, Velocity};

use crate::models;

const KEYS: Seat = Seat(0);
const PITCHES: [u8; 2] = [60, 61];
/// How a note is played: the one way that the model knows. It lasts one step, so that a note that is
/// kept can be just like it.
const MANNER: [(Field, u8); 3] = [(Field::Length, 0), (Field::Loudness, 20), (Field::Shift, 2)];

/// Which notes a piece has: (step, pitch).
type Notes = Vec<(u64, u8)>;

/// A model that likes the two pitches, plays all notes alike, and is random otherwise.
fn model() -> EventsModel {
    let mut model = models::trained().clone();
    let mut chance = Chance::new(5, 92, 0);
    model.weights.iter_mut().for_each(|it| *it = (chance.normal() * 0.25) as f32);
    let layout = model.network().layout.clone();
    let mut favour = |field: Field, value: u8, how_much: f32| {
        let name = format!("{}/output/bias", field.name());
        let entry = layout.entries().iter().find(|it| it.name == name).unwrap();
        model.weights[entry.range.start + usize::from(value)] += how_much;
    };
    PITCHES.iter().for_each(|it| favour(Field::Pitch, *it, 5.0));
    MANNER.iter().for_each(|it| favour(it.0, it.1, 60.0));
    (0..3).for_each(|it| favour(Field::Sub, it, 1.0));
    let parts = vec![(KEYS, None)];
    model.bands = vec![Band {
        style: None,
        parts,
        tempo: None,
        meter: None,
        key: None,
        returns: Vec::new(),
        ranges: Vec::new(),
        loudness: Vec::new(),
    }];
    model
}

fn meter() -> Meter {
    Meter::new(1, 32).unwrap()
}

/// The logarithm of a piece's probability, by the model's own rules alone.
fn log_probability(model: &EventsModel, notes: &Notes) -> f64 {
    let frame = Frame {
        meters: vec![MeterChange { at: Tick::ZERO, meter: meter() }],
        tempos: vec![irama_score::TempoChange { at: Tick::ZERO, micros_per_quarter: 500_000 }],
        parts: vec![FramePart { seat: KEYS, name: String::new(), program: Program::new(0) }],
        ..Frame::default()
    };
    let given = Given {
        style: None,
        key: None,
        tempo: Some(tempo_class(&frame)),
        seats: Some(1),
        n_bars: Some(1),
        end_step: Some(3),
    };
    let song = Song { piece: Piece { frame, events: Vec::new() }, given };
    let player = Player::new(model, 1, Precision::F32, Kernels::best());
    let (mut music, mut state) =
        (Music::begin(&song, Variation::default()).ending_strictly(), player.begin());
    let mut sum = 0.0;
    for event in events(notes) {
        let mut input = BagRow::default();
        music.input(&mut input);
        input.end_step();
        player.step(&mut [(&input, &mut state)]);
        let mut row = Row::default();
        let n_fields = Music::n_fields(&event.row);
        for field in 0..n_fields {
            let mut known = HeadRow::default();
            let legal = music.known(field, &row, &mut known);
            known.end_step(legal, 0);
            let logits = player.logits(field, &[(&known, &state)]).remove(0);
            let weight = |it: usize| f64::from(maths::exp(logits[it] - logits[0].max(0.0)));
            let all = (0..logits.len()).filter(|it| legal >> it & 1 == 1).map(weight);
            row[field] = event.row[field];
            sum += (weight(usize::from(row[field])) / all.sum::<f64>()).ln();
        }
        music.push(&row);
    }
    sum
}

fn events(notes: &Notes) -> Vec<Event> {
    let mut now = 0;
    let mut rows: Vec<Event> = notes
        .iter()
        .map(|(step, pitch)| {
            let mut event = Event::mark(KEYS, (step - now) as u32);
            event.set(Field::Pitch, *pitch);
            MANNER.iter().for_each(|it| event.set(it.0, it.1));
            now = *step;
            event
        })
        .collect();
    rows.push(Event::mark(Seat::END, (3 - now) as u32));
    assert_eq!(FIELDS.len(), 7);
    rows
}

/// All pieces that `is_allowed` says, and how likely each is among them.
fn exact(model: &EventsModel, is_allowed: impl Fn(&Notes) -> bool) -> BTreeMap<Notes, f64> {
    let places: Notes = (0..3).flat_map(|step| PITCHES.map(|it| (step, it))).collect();
    let piece = |set: u32| -> Notes {
        (0..6).filter(|it| set >> it & 1 == 1).map(|it| places[it]).collect()
    };
    let pieces = (0..64).map(piece).filter(|it| is_allowed(it));
    let mut all: BTreeMap<Notes, f64> =
        pieces.map(|it| (it.clone(), log_probability(model, &it).exp())).collect();
    let sum: f64 = all.values().sum();
    all.values_mut().for_each(|it| *it /= sum);
    all
}

/// How far `n` runs of the search are from what is exact: half the sum of all differences.
fn distance(model: &EventsModel, config: &Composing, n: u64, exact: &BTreeMap<Notes, f64>) -> f64 {
    let mut found: BTreeMap<Notes, f64> = BTreeMap::new();
    for seed in 0..n {
        let config = Composing { seed, ..config.clone() };
        let score = compose(model, &config, Kernels::best(), |_| true).unwrap().score;
        let notes = score.parts.iter().flat_map(|it| &it.notes);
        let mut notes: Notes = notes.map(|it| (it.start.0 / 20, it.pitch.number())).collect();
        notes.sort_unstable();
        *found.entry(notes).or_default() += 1.0 / n as f64;
    }
    assert!(found.keys().all(|it| exact.contains_key(it)), "a piece that is not allowed");
    let difference =
        |(notes, share): (&Notes, &f64)| (share - found.get(notes).copied().unwrap_or(0.0)).abs();
    exact.iter().map(difference).sum::<f64>() / 2.0
}

/// How far so many draws from what is exact are from it themselves, as is to be expected: the mean
/// of each difference, which is all but normal.
fn noise(n: u64, exact: &BTreeMap<Notes, f64>) -> f64 {
    let mean = |share: &f64| (2.0 * share * (1.0 - share) / std::f64::consts::PI / n as f64).sqrt();
    exact.values().map(mean).sum::<f64>() / 2.0
}

/// One way and many, of which only the many come within what chance leaves.
fn check_ways(
    model: &EventsModel,
    config: impl Fn(usize) -> Composing,
    exact: &BTreeMap<Notes, f64>,
) {
    const N: u64 = 1_500;
    let (one, many) =
        (distance(model, &config(1), N, exact), distance(model, &config(24), N, exact));
    let noise = noise(N, exact);
    assert!(many < 2.0 * noise, "24 ways are {many} from exact, where chance leaves {noise}");
    assert!(one > 2.5 * noise, "one way does not weigh: {one}, where chance leaves {noise}");
}

fn brief(particles: usize) -> Brief {
    let part = PartBrief {
        low: Pitch::new(PITCHES[0]),
        high: Pitch::new(PITCHES[1]),
        ..PartBrief::named("keys")
    };
    Brief {
        bars: Some(1),
        meter: Some(meter()),
        parts: Some(vec![part]),
        particles: Some(particles),
        ..Brief::default()
    }
}

#[test]
fn pieces_under_masks_come_as_often_as_is_exact() {
    let model = model();
    // A piece has a note.
    let exact = exact(&model, |it| !it.is_empty());
    let config = |n: usize| Composing { brief: brief(n), ..Composing::default() };
    check_ways(&model, config, &exact);
}

#[test]
fn pieces_around_a_note_that_stays_come_as_often_as_is_exact() {
    let model = model();
    let locked = (1, PITCHES[1]);
    let exact = exact(&model, |it| it.contains(&locked));
    let note = Note {
        start: Tick(20),
        pitch: Pitch::new(locked.1).unwrap(),
        // As the model plays, so that it hears what it would have written.
        duration: Tick(20),
        velocity: Velocity::new(82).unwrap(),
    };
    let part = Part {
        name: "Keys".into(),
        program: Program::new(0),
        notes: vec![note],
        ..Part::default()
    };
    let material = Score {
        tempos: vec![irama_score::TempoChange { at: Tick::ZERO, micros_per_quarter: 500_000 }],
        meters: vec![MeterChange { at: Tick::ZERO, meter: meter() }],
        parts: vec![part],
        end: Tick(60),
        ..Score::default()
    };
    let lock = LockedNote { part: "Keys".into(), tick: 20, pitch: note.pitch };
    let config = |n: usize| Composing {
        brief: Brief { bars: None, meter: None, lock_notes: vec![lock.clone()], ..brief(n) },
        material: Some(material.clone()),
        ..Composing::default()
    };
    // A kept note forbids its own pitch right before it, which is exact with fewer pieces.
    let allowed: BTreeMap<Notes, f64> =
        exact.into_iter().filter(|it| !it.0.contains(&(0, locked.1))).collect();
    let sum: f64 = allowed.values().sum();
    let allowed: BTreeMap<Notes, f64> = allowed.into_iter().map(|it| (it.0, it.1 / sum)).collect();
    check_ways(&model, config, &allowed);
}
