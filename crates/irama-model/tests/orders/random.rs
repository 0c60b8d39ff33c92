//! Random material and random briefs.

use irama_events::Seat;
use irama_model::events::{
    Brief, Choice, ChordNotes, Density, FieldTemperatures, LockedNote, PartBrief, Region,
    Temperature,
};
use irama_neural::Chance;
use irama_score::{
    Control, Gesture, Meter, MeterChange, Note, Part, Pitch, Program, Score, TempoChange, Text,
    TextKind, Tick, Velocity,
};

const NAMES: [&str; 6] = ["keys", "bass", "guitar", "drums", "lead", "keys"];
const PROGRAMS: [u8; 5] = [0, 33, 26, 80, 4];
const METERS: [(u8, u8); 7] = [(4, 4), (3, 4), (6, 8), (7, 8), (2, 4), (1, 16), (5, 64)];
const CHORDS: [&str; 5] =
    ["Dm7 | G7 | Cmaj7 | A7", "Am F | C G", "Cm7b5", "N.C. | E7#9 / A / | %", "F#5"];
const KEYS: [&str; 6] =
    ["C", "D minor", "F# dorian", "Bb blues", "A harmonic minor", "C chromatic"];

/// One of several things.
pub(crate) fn pick<T: Copy>(chance: &mut Chance, all: &[T]) -> T {
    all[chance.below(all.len())]
}

fn maybe<T>(chance: &mut Chance, share: f64, make: impl FnOnce(&mut Chance) -> T) -> Option<T> {
    (chance.uniform() < share).then(|| make(chance))
}

/// A piece as a human might leave it: off the grid, with controls, tempos and meters of its own.
pub(crate) fn material(chance: &mut Chance) -> Score {
    let meters = (0..chance.below(3)).map(|it| {
        let (numerator, denominator) = pick(chance, &METERS);
        let at = Tick(it as u64 * 3_840);
        MeterChange { at, meter: Meter::new(numerator, denominator).unwrap() }
    });
    let mut meters: Vec<MeterChange> = meters.collect();
    // As a file has them: each differs from the one before.
    meters.dedup_by_key(|it| it.meter);
    let length = 960 + chance.below(12_000) as u64;
    let mut parts: Vec<Part> = (0..1 + chance.below(4)).map(|_| part(chance, length)).collect();
    if parts.iter().all(|it| it.notes.is_empty()) {
        parts.truncate(1);
        parts[0].notes.push(note(0, 60, 100, 90));
    }
    let ends = parts.iter().flat_map(|it| {
        it.notes.iter().map(Note::end).chain(it.controls.iter().map(|control| control.at))
    });
    let end = ends.max().unwrap_or_default();
    let tempos = (0..chance.below(3)).map(|it| TempoChange {
        at: Tick(it as u64 * 777),
        micros_per_quarter: 300_000 + it as u32 * 7_777,
    });
    Score {
        name: "Material".into(),
        tempos: tempos.filter(|it| it.at < end).collect(),
        meters: meters.into_iter().filter(|it| it.at < end).collect(),
        keys: Vec::new(),
        texts: vec![Text { at: Tick(5), kind: TextKind::Lyric, content: "la".into() }],
        parts,
        end: end + Tick(chance.below(500) as u64),
    }
}

fn note(start: u64, pitch: i32, duration: u64, level: i32) -> Note {
    Note {
        start: Tick(start),
        pitch: Pitch::clamped(pitch),
        duration: Tick(duration),
        velocity: Velocity::clamped(level),
    }
}

fn part(chance: &mut Chance, length: u64) -> Part {
    let is_drums = chance.below(4) == 0;
    let gap = pick(chance, &[60, 120, 240, 480, 1_900]);
    let human = pick(chance, &[1, 1, 17]);
    let (mut notes, mut at) = (Vec::new(), chance.below(500) as u64);
    let lowest = if is_drums { 30 } else { 40 };
    while at < length {
        let start = at + chance.below(human) as u64;
        let pitch = lowest + chance.below(30) as i32;
        let longest = pick(chance, &[50, 240, 3_000]);
        notes.push(note(start, pitch, 1 + chance.below(longest) as u64, chance.below(140) as i32));
        at += gap * chance.below(3) as u64;
        at += u64::from(chance.below(3) == 0) * gap;
    }
    notes.sort_unstable();
    match chance.below(3) {
        // As a file can hold them: those of a pitch overlap, and end in the order of their starts.
        0 => ending_in_order(&mut notes),
        _ => without_overlaps(&mut notes),
    }
    let program = Program::new(pick(chance, &PROGRAMS)).filter(|_| !is_drums);
    let controls = (0..chance.below(4)).map(|it| Control {
        at: Tick(it as u64 * 333),
        gesture: Gesture::Controller { number: pick(chance, &[64, 7, 1]), value: it as u8 * 40 },
    });
    Part { name: format!("Part {gap}"), program, is_drums, controls: controls.collect(), notes }
}

fn ending_in_order(notes: &mut [Note]) {
    let mut ends = [Tick::ZERO; 128];
    for note in notes.iter_mut() {
        let end = &mut ends[usize::from(note.pitch.number())];
        *end = note.end().max(*end);
        note.duration = end.since(note.start);
    }
    notes.sort_unstable();
}

fn without_overlaps(notes: &mut Vec<Note>) {
    notes.dedup_by_key(|it| (it.start, it.pitch));
    for idx in 0..notes.len() {
        let own = notes[idx];
        if let Some(next) = notes[idx + 1..].iter().find(|it| it.pitch == own.pitch) {
            notes[idx].duration = own.duration.min(next.start.since(own.start));
        }
    }
}

/// A brief for a piece or for none.
pub(crate) fn brief(chance: &mut Chance, material: Option<&Score>) -> Brief {
    let mut brief = Brief {
        bars: maybe(chance, 0.6, |it| 1 + it.below(6) as u64),
        particles: Some(pick(chance, &[1, 2, 3, 5])),
        ..Brief::default()
    };
    if brief.bars.is_none() && material.is_none() {
        brief.bars = Some(3);
    }
    brief.key = maybe(chance, 0.4, |it| pick(it, &KEYS).parse().unwrap());
    brief.outside_notes = pick(chance, &[0, 0, 1, 3]);
    brief.chords = maybe(chance, 0.35, |it| pick(it, &CHORDS).parse().unwrap());
    brief.chord_notes = pick(chance, &[ChordNotes::All, ChordNotes::Beats]);
    brief.parts = maybe(chance, 0.5, |it| parts(it, material));
    if material.is_none() {
        brief.meter = maybe(chance, 0.5, |it| {
            let (numerator, denominator) = pick(it, &METERS);
            Meter::new(numerator, denominator).unwrap()
        });
        brief.tempo = maybe(chance, 0.3, |_| 87.5);
        brief.plan = maybe(chance, 0.3, |it| {
            brief.bars = Some(pick(it, &[4, 8]));
            pick(it, &["A A' B A", "AABA", "A A", "A B A' B"]).parse().unwrap()
        });
    }
    brief.copy_limit = maybe(chance, 0.2, |it| pick(it, &[7, 8, 12]));
    brief.drum_copy_limit = maybe(chance, 0.1, |it| pick(it, &[7, 12]));
    brief.temperature = match chance.below(4) {
        0 => Temperature::All(pick(chance, &[0.0, 0.5, 3.0])),
        1 => Temperature::Fields(FieldTemperatures { pitch: Some(1.5), ..Default::default() }),
        _ => Temperature::default(),
    };
    brief.top_p = maybe(chance, 0.2, |_| 0.8);
    brief.top_k = maybe(chance, 0.2, |it| 1 + it.below(5));
    brief.choice = pick(chance, &[Choice::Random, Choice::Likeliest]);
    if let Some(material) = material {
        rewrite(chance, &mut brief, material);
    }
    brief
}

fn parts(chance: &mut Chance, material: Option<&Score>) -> Vec<PartBrief> {
    let first = chance.below(NAMES.len());
    let names: Vec<&str> = (0..1 + chance.below(3)).map(|it| NAMES[(first + it) % 6]).collect();
    let mut parts: Vec<PartBrief> = Vec::new();
    for name in names {
        let low = maybe(chance, 0.4, |it| it.below(70) as u8);
        let high = low.map(|low| low + chance.below(50) as u8).or(Some(127));
        let min = pick(chance, &[0, 0, 0, 1, 2, 5]);
        parts.push(PartBrief {
            part: name.into(),
            low: low.and_then(Pitch::new),
            high: high.and_then(Pitch::new),
            polyphony: maybe(chance, 0.4, |it| 1 + it.below(3) as u8),
            density: maybe(chance, 0.4, |it| Density { min, max: min + it.below(6) as u16 + 1 }),
            // Tells the two apart where only one of them has notes.
            program: match (name, parts.iter().any(|it| it.part == "keys")) {
                ("keys", false) => Program::new(0),
                ("keys", true) => Program::new(4),
                _ => None,
            },
            // Where it does not play, its old notes stay, which a check cannot know.
            chance: maybe(chance, 0.1, |_| 0.5).filter(|_| material.is_none()),
        });
    }
    if parts.len() > 1 && material.is_some() && chance.below(2) == 0 {
        parts.truncate(1);
    }
    parts
}

/// Regions to fill and what stays of a piece.
fn rewrite(chance: &mut Chance, brief: &mut Brief, material: &Score) {
    let n_bars = material.n_bars();
    let span = |chance: &mut Chance| {
        let first = 1 + chance.below(n_bars as usize) as u64;
        let last = (first + chance.below(3) as u64).min(n_bars);
        format!("{first}-{last}").parse().unwrap()
    };
    for _ in 0..chance.below(3) {
        brief.fill.push(Region { bars: Some(span(chance)), parts: None });
    }
    let named: Vec<&Part> = material.parts.iter().filter(|it| !it.notes.is_empty()).collect();
    if chance.below(2) == 0 {
        let part = pick(chance, &named);
        let bars = maybe(chance, 0.5, span);
        brief.lock.push(Region { bars, parts: Some(vec![part.name.clone()]) });
    }
    if chance.below(3) == 0 {
        let part = pick(chance, &named);
        let seats = irama_events::seats(material);
        let twin = |it: &&(&Part, Option<Seat>)| it.0.name == part.name;
        let all: Vec<_> = material.parts.iter().zip(seats).collect();
        // A name that two parts share means the first.
        if all.iter().find(twin).is_some_and(|it| std::ptr::eq(it.0, part)) {
            let note = pick(chance, &part.notes);
            let (tick, pitch) = (note.start.0, note.pitch);
            brief.lock_notes.push(LockedNote { part: part.name.clone(), tick, pitch });
        }
    }
}
