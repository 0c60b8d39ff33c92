//! The built-in loops are what they claim to be: measured note by note.

#![allow(clippy::unwrap_used, reason = "a broken loop should fail loudly")]

use std::collections::{BTreeMap, BTreeSet};

use expect_test::expect;
use irama_corpus::{HouseLoop, house_loops, house_loops_from};
use irama_score::{Known, Meter, Mode, Note, Score, Tick, infer_key, infer_loop_length};

const KEYS: usize = 0;
const BASS: usize = 1;
const DRUMS: usize = 2;
const LEAD: usize = 3;

fn bar(score: &Score) -> u64 {
    score.meters[0].meter.bar().0
}

fn n_bars(score: &Score) -> u64 {
    score.end.0 / bar(score)
}

fn pitch(note: &Note) -> i32 {
    i32::from(note.pitch.number())
}

/// The nearest sixteenth; swing moves a note by less than half of one.
fn cell(note: &Note) -> u64 {
    (note.start.0 + 45) / 120
}

#[test]
fn there_are_at_least_96_loops_of_four_parts_in_every_key() {
    let loops = house_loops();
    assert!(loops.len() >= 96);
    let mut n_in_key = [0; 12];
    for HouseLoop { name, score } in &loops {
        n_in_key[usize::from(score.keys[0].key.tonic)] += 1;
        let parts: Vec<(&str, bool)> =
            score.parts.iter().map(|it| (it.name.as_str(), it.is_drums)).collect();
        let wanted = [("Keys", false), ("Bass", false), ("Drums", true), ("Lead", false)];
        assert_eq!(parts, wanted, "{name}");
        let program = |part: usize| score.parts[part].program.unwrap().number();
        assert!([4, 5].contains(&program(KEYS)) && (32..=39).contains(&program(BASS)), "{name}");
        assert!([11, 12, 26, 73, 80].contains(&program(LEAD)), "{name}");
        assert!((4..=8).contains(&n_bars(score)), "{name}");
        let beats_per_minute = score.tempos[0].beats_per_minute();
        assert!((69.999..=92.001).contains(&beats_per_minute), "{name}");
        assert!((beats_per_minute - beats_per_minute.round()).abs() < 1e-4, "{name}");
    }
    assert!(n_in_key.iter().all(|it| *it >= 8), "{n_in_key:?}");
}

#[test]
fn names_are_unique_and_state_key_and_tempo() {
    let loops = house_loops();
    let names: BTreeSet<&str> = loops.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names.len(), loops.len());
    for HouseLoop { name, score } in &loops {
        assert_eq!(&score.name, name);
        let mut silent = Score { end: score.end, ..Score::default() };
        assert_eq!(infer_key(&silent, Some(name)), Known::Inferred(score.keys[0].key));
        silent.name.clone_from(name);
        let tempo = irama_score::infer_tempo(&silent, None).value().unwrap();
        assert_eq!(tempo.micros_per_quarter, score.tempos[0].micros_per_quarter);
    }
}

#[test]
fn every_note_is_in_order_and_inside_its_loop() {
    for HouseLoop { name, score } in house_loops().into_iter().chain(house_loops_from(77, 200)) {
        assert_eq!(score.end.0 % bar(&score), 0, "{name}");
        assert!(matches!(infer_loop_length(&score), Known::Stated(it) if it.ticks == score.end));
        for part in &score.parts {
            assert!(part.notes.len() >= 6, "{name}: {} is nearly silent", part.name);
            assert!(part.notes.is_sorted_by_key(|it| (it.start, it.pitch)), "{name}");
            assert!(part.notes.iter().all(|it| it.duration >= Tick(10) && it.end() <= score.end));
            let mut free: BTreeMap<u8, Tick> = BTreeMap::new();
            for note in &part.notes {
                let before = free.insert(note.pitch.number(), note.end()).unwrap_or_default();
                assert!(before <= note.start, "{name}: {} overlaps itself", part.name);
            }
            let levels: BTreeSet<u8> = part.notes.iter().map(|it| it.velocity.level()).collect();
            // A sampled part of two long notes a bar has little to vary.
            let n_wanted = if part.is_drums { 8 } else { 3 };
            assert!(levels.len() >= n_wanted, "{name}: {} plays like a machine", part.name);
        }
    }
}

#[test]
fn the_parts_stay_in_their_rooms() {
    for HouseLoop { name, score } in house_loops() {
        let range = |part: usize| {
            let pitches = || score.parts[part].notes.iter().map(pitch);
            (pitches().min().unwrap(), pitches().max().unwrap())
        };
        assert!(range(KEYS).0 >= 52 && range(KEYS).1 <= 79, "{name}: {:?}", range(KEYS));
        assert!(range(BASS).0 >= 27 && range(BASS).1 <= 56, "{name}: {:?}", range(BASS));
        let (low, high) = range(LEAD);
        assert!(low >= 66 && high <= 89 && (5..=15).contains(&(high - low)), "{name}");
    }
}

#[test]
fn many_progressions_are_heard() {
    let mut roads = BTreeSet::new();
    for HouseLoop { score, .. } in house_loops() {
        let tonic = score.keys[0].key.tonic;
        let roots: Vec<u8> = (0..4)
            .map(|bar_idx| {
                let line = bar_idx * bar(&score);
                let notes = &score.parts[BASS].notes;
                let first = notes.iter().find(|it| it.start.0 + 40 > line).unwrap();
                (first.pitch.class() + 12 - tonic) % 12
            })
            .collect();
        roads.insert((score.keys[0].key.mode, roots));
    }
    let in_mode = |mode: Mode| roads.iter().filter(|it| it.0 == mode).count();
    assert!(in_mode(Mode::Major) >= 10 && in_mode(Mode::Minor) >= 10, "{}", roads.len());
}

/// The chords as they are struck: all keys within a roll of the hand.
fn chords(score: &Score) -> Vec<Vec<i32>> {
    let mut chords: Vec<(Tick, Vec<i32>)> = Vec::new();
    for note in &score.parts[KEYS].notes {
        match chords.last_mut() {
            Some((at, chord)) if note.start.since(*at).0 < 60 => chord.push(pitch(note)),
            _ => chords.push((note.start, vec![pitch(note)])),
        }
    }
    // Touches of two fingers are no chords.
    let full = chords.into_iter().map(|it| it.1).filter(|it| it.len() >= 3);
    full.map(|mut it| {
        it.sort_unstable();
        it
    })
    .collect()
}

#[test]
fn voices_lead_smoothly_and_chords_have_sevenths() {
    let (mut moved, mut n_voices, mut n_seventh, mut n_chords) = (0, 0, 0, 0);
    for HouseLoop { score, .. } in house_loops() {
        let mut chords = chords(&score);
        chords.dedup();
        for pair in chords.windows(2).filter(|it| it[0].len() == it[1].len()) {
            moved += pair[0].iter().zip(&pair[1]).map(|(a, b)| (a - b).abs()).sum::<i32>();
            n_voices += pair[0].len();
        }
        for chord in &chords {
            // A triad has no two tones a tone, a semitone or a tritone apart.
            let is_coloured = chord.iter().any(|a| {
                chord.iter().any(|b| [1, 2, 6, 10, 11].contains(&((a - b).rem_euclid(12))))
            });
            n_seventh += usize::from(is_coloured);
            n_chords += 1;
        }
    }
    let mean = f64::from(moved) / n_voices as f64;
    assert!(mean < 2.0, "{mean} semitones a voice");
    assert!(n_seventh * 100 >= n_chords * 95, "{n_seventh} of {n_chords}");
}

#[test]
fn the_melody_rests_on_the_chords_and_rubs_against_none() {
    let (mut n_weighed, mut n_tones) = (0, 0);
    for HouseLoop { name, score } in house_loops() {
        for note in score.parts[LEAD].notes.iter().filter(|it| cell(it).is_multiple_of(4)) {
            let sounds = |it: &&Note| it.start <= note.start + Tick(30) && it.end() > note.start;
            let keys: Vec<i32> = score.parts[KEYS].notes.iter().filter(sounds).map(pitch).collect();
            let bass = score.parts[BASS].notes.iter().filter(sounds).map(pitch);
            if keys.len() < 3 {
                continue;
            }
            let sung = pitch(note);
            let rubs = |it: &i32| sung > *it && (sung - it) % 12 == 1 || it - sung == 1;
            assert!(!keys.iter().any(rubs), "{name}: {sung} against {keys:?} at {}", note.start);
            let is_tone = keys.iter().copied().chain(bass).any(|it| (sung - it) % 12 == 0);
            n_tones += usize::from(is_tone);
            n_weighed += 1;
        }
    }
    assert!(n_weighed > 500);
    assert!(n_tones * 100 >= n_weighed * 75, "{n_tones} of {n_weighed}");
}

#[test]
fn the_melody_breathes() {
    for HouseLoop { name, score } in house_loops() {
        let sung: u64 = score.parts[LEAD].notes.iter().map(|it| it.duration.0).sum();
        let share = sung as f64 / score.end.0 as f64;
        assert!((0.15..0.9).contains(&share), "{name}: sings {share} of the time");
    }
}

#[test]
fn the_backbeat_is_struck_in_every_bar() {
    for HouseLoop { name, score } in house_loops() {
        for bar_idx in 0..n_bars(&score) {
            let first = bar_idx * bar(&score) / 120;
            let strikes = |cells: &[u64]| {
                score.parts[DRUMS].notes.iter().any(|it| {
                    (37..=40).contains(&pitch(it))
                        && it.velocity.level() >= 50
                        && cells.contains(&(cell(it) - first.min(cell(it))))
                })
            };
            let places: &[u64] = match score.meters[0].meter {
                Meter { denominator: 8, .. } => &[6],
                Meter { numerator: 3, .. } => &[8],
                _ => &[4, 8],
            };
            assert!(strikes(places), "{name}: bar {bar_idx}");
        }
    }
}

#[test]
fn sixteenths_swing() {
    let mut swings = BTreeSet::new();
    for HouseLoop { name, score } in house_loops() {
        let within = |it: &Note| it.start.0 % 240;
        let offbeats: Vec<u64> = score.parts[DRUMS]
            .notes
            .iter()
            .filter(|it| [42, 51, 70].contains(&pitch(it)) && (100..200).contains(&within(it)))
            .map(within)
            .collect();
        if offbeats.len() < 4 {
            continue;
        }
        let mean = offbeats.iter().sum::<u64>() as f64 / offbeats.len() as f64 / 2.4;
        assert!((53.0..=64.0).contains(&mean), "{name}: {mean} %");
        swings.insert(mean.round() as u64);
    }
    assert!(swings.len() >= 6, "one feel for all: {swings:?}");
}

#[test]
fn bars_return() {
    let (mut n_returned, mut n_later) = (0, 0);
    for HouseLoop { score, .. } in house_loops() {
        for part in &score.parts {
            let mut seen = BTreeSet::new();
            for bar_idx in 0..n_bars(&score) {
                let n_cells = bar(&score) / 120;
                let in_bar = part.notes.iter().filter(|it| cell(it) / n_cells == bar_idx);
                let content: Vec<(u64, i32)> =
                    in_bar.map(|it| (cell(it) % n_cells, pitch(it))).collect();
                let is_new = seen.insert(content);
                if bar_idx > 0 {
                    n_returned += usize::from(!is_new);
                    n_later += 1;
                }
            }
        }
    }
    let percent = 100 * n_returned / n_later;
    assert!((35..=70).contains(&percent), "{percent} % of the bars return");
}

/// What a loop is in any key: its pitched notes above the lowest of them, and its drums.
fn shape(score: &Score) -> Vec<(usize, Tick, Tick, i32)> {
    let pitched = || score.parts.iter().filter(|it| !it.is_drums).flat_map(|it| &it.notes);
    let lowest = pitched().map(pitch).min().unwrap();
    let parts = score.parts.iter().enumerate();
    let rows = parts.flat_map(|(idx, part)| {
        let down = if part.is_drums { 0 } else { lowest };
        part.notes.iter().map(move |it| (idx, it.start, it.duration, pitch(it) - down))
    });
    rows.collect()
}

#[test]
fn no_two_loops_are_the_same_in_any_key() {
    let loops = house_loops_from(1, 1000);
    let shapes: BTreeSet<_> = loops.iter().map(|it| shape(&it.score)).collect();
    assert_eq!(shapes.len(), loops.len());
    // Not even their melodies, with all human timing taken away.
    let melodies: BTreeSet<Vec<(u64, i32)>> = loops
        .iter()
        .map(|it| {
            let notes = &it.score.parts[LEAD].notes;
            notes.iter().map(|note| (cell(note), pitch(note) - pitch(&notes[0]))).collect()
        })
        .collect();
    assert!(melodies.len() >= 990, "{}", melodies.len());
}

#[test]
fn the_notes_are_in_the_key_that_is_stated() {
    let loops = house_loops();
    let is_near = |it: &&HouseLoop| {
        let mut score = it.score.clone();
        let stated = score.keys.remove(0).key;
        score.name.clear();
        let Some(key) = infer_key(&score, None).value() else { return false };
        let signature = |key: irama_score::Key| match key.mode {
            Mode::Major => key.tonic,
            Mode::Minor => (key.tonic + 3) % 12,
        };
        signature(key) == signature(stated) || key.tonic == stated.tonic
    };
    let n_near = loops.iter().filter(is_near).count();
    assert!(n_near * 100 >= loops.len() * 70, "{n_near} of {}", loops.len());
}

#[test]
fn a_loop_that_is_written_reads_back_without_repairs() {
    for HouseLoop { name, score } in house_loops() {
        let reading = irama_score::read_midi(&irama_score::write_midi(&score).unwrap()).unwrap();
        assert_eq!(reading.repairs, [], "{name}");
        assert_eq!(reading.score, score, "{name}");
    }
}

#[test]
fn more_loops_begin_with_the_same_ones_and_another_seed_with_others() {
    assert_eq!(house_loops_from(9, 30)[..12], house_loops_from(9, 12)[..]);
    let (one, other) = (house_loops_from(9, 12), house_loops_from(10, 12));
    assert!(one.iter().zip(&other).all(|(a, b)| shape(&a.score) != shape(&b.score)));
}

#[test]
fn the_loops_are_the_same_on_every_machine() {
    let mut hasher = blake3::Hasher::new();
    for HouseLoop { name, score } in house_loops() {
        hasher.update(name.as_bytes());
        hasher.update(&score.end.0.to_le_bytes());
        for part in &score.parts {
            hasher.update(&[part.program.unwrap().number()]);
            for note in &part.notes {
                hasher.update(&note.start.0.to_le_bytes());
                hasher.update(&note.duration.0.to_le_bytes());
                hasher.update(&[note.pitch.number(), note.velocity.level()]);
            }
        }
    }
    expect!["e62ed46cb9c5b954a7215d41378c36d1591f79ef3701bb31a2975a407bf564a2"]
        .assert_eq(hasher.finalize().to_hex().as_str());
}
