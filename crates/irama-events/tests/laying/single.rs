//! One rule of the grid at a time.

use irama_events::{
    Event, Field, Frame, MAX_STEP, Seat, Walker, decode, encode, positions, seats, snap, transpose,
    transpositions,
};
use irama_score::{
    Control, Gesture, Key, KeyChange, Meter, MeterChange, Mode, Note, Part, Pitch, Program, Score,
    Tick, Velocity,
};

use crate::round_trip::check;

fn note(start: u64, duration: u64, pitch: u8, velocity: u8) -> Note {
    Note {
        start: Tick(start),
        pitch: Pitch::new(pitch).unwrap(),
        duration: Tick(duration),
        velocity: Velocity::new(velocity).unwrap(),
    }
}

fn part(program: u8, notes: Vec<Note>) -> Part {
    Part { program: Program::new(program), notes, ..Part::default() }
}

fn drums(notes: Vec<Note>) -> Part {
    Part { is_drums: true, ..part(0, notes) }
}

fn score(parts: Vec<Part>) -> Score {
    let ends = parts.iter().flat_map(|part| part.notes.iter().map(Note::end));
    Score { end: ends.max().unwrap_or_default(), parts, ..Score::default() }
}

/// What the one part of a score is on the grid: (start, duration, pitch, velocity).
fn snapped(part: Part) -> Vec<(u64, u64, u8, u8)> {
    let score = score(vec![part]);
    check(&score);
    let notes = snap(&score).parts.into_iter().flat_map(|it| it.notes);
    notes.map(|it| (it.start.0, it.duration.0, it.pitch.number(), it.velocity.level())).collect()
}

#[test]
fn human_timing_is_kept_to_two_ticks_and_splits_no_chord() {
    let chord = vec![note(473, 400, 60, 64), note(480, 400, 64, 64), note(487, 400, 67, 64)];
    let score = score(vec![part(0, chord)]);
    check(&score);
    let rows: Vec<[u8; 7]> = encode(&score).events.iter().map(|it| it.row).collect();
    assert_eq!(
        rows,
        [
            [1, 0, 0, 60, 19, 16, 0],
            [0, 0, 0, 64, 19, 16, 2],
            [0, 0, 0, 67, 19, 16, 4],
            [3, 0, 66, 0, 0, 0, 0]
        ]
    );
    let starts: Vec<u64> = snap(&score).parts[0].notes.iter().map(|it| it.start.0).collect();
    assert_eq!(starts, [472, 480, 488]);
}

#[test]
fn equal_notes_become_one_as_loud_and_as_long_as_either() {
    let notes = vec![note(0, 480, 60, 30), note(7, 100, 60, 90)];
    assert_eq!(snapped(part(0, notes)), [(8, 480, 60, 90)]);
}

#[test]
fn a_note_ends_where_its_pitch_is_struck_again() {
    let notes = vec![note(0, 960, 60, 64), note(500, 480, 60, 64)];
    assert_eq!(snapped(part(0, notes)), [(0, 480, 60, 66), (500, 480, 60, 66)]);
    let flam = vec![note(8, 960, 60, 64), note(12, 480, 60, 64)];
    assert_eq!(snapped(part(0, flam)), [(8, 4, 60, 66), (12, 480, 60, 66)]);
}

#[test]
fn the_pedal_holds_pitched_notes_but_not_drums() {
    let pedal =
        |at, value| Control { at: Tick(at), gesture: Gesture::Controller { number: 64, value } };
    let controls = vec![pedal(0, 127), pedal(960, 0)];
    let notes = vec![note(0, 100, 60, 64), note(970, 100, 62, 64)];
    let played = Part { controls: controls.clone(), ..part(0, notes.clone()) };
    assert_eq!(snapped(played), [(0, 960, 60, 66), (972, 100, 62, 66)]);
    let struck = Part { controls, ..drums(notes) };
    assert_eq!(snapped(struck), [(0, 120, 60, 66), (972, 120, 62, 66)]);
}

#[test]
fn drum_parts_become_one_general_midi_kit() {
    let kit = score(vec![
        drums(vec![note(0, 5, 22, 64), note(60, 500, 42, 64)]),
        part(0, vec![note(0, 480, 60, 64)]),
        drums(vec![note(0, 1000, 26, 64)]),
    ]);
    check(&kit);
    let snapped = snap(&kit);
    assert_eq!(snapped.parts.len(), 2);
    let strokes: Vec<(u64, u8, u64)> = snapped.parts[1]
        .notes
        .iter()
        .map(|it| (it.start.0, it.pitch.number(), it.duration.0))
        .collect();
    assert_eq!(strokes, [(0, 42, 60), (0, 46, 120), (60, 42, 120)]);
    let rows = encode(&kit).events;
    let drum_rows = rows.iter().filter(|it| it.seat().is_drums());
    assert!(drum_rows.into_iter().all(|it| it.get(Field::Length) == 5));
}

#[test]
fn parts_of_a_family_keep_four_seats_apart() {
    let one = || vec![note(0, 480, 60, 64)];
    let mut parts: Vec<Part> = (24..30).map(|program| part(program, one())).collect();
    parts.insert(2, part(0, Vec::new()));
    parts.push(part(7, one()));
    parts.push(drums(one()));
    let band = score(parts);
    let numbers: Vec<Option<u8>> = seats(&band).iter().map(|it| it.map(|seat| seat.0)).collect();
    let [a, b, c, d] = [Some(12), Some(13), Some(14), Some(15)];
    assert_eq!(numbers, [a, b, None, c, d, d, d, Some(0), Some(64)]);
    check(&band);
    let programs: Vec<Option<u8>> =
        snap(&band).parts.iter().map(|it| it.program.map(Program::number)).collect();
    assert_eq!(programs, [7, 24, 25, 26, 27, 0].map(Some));
}

#[test]
fn a_length_that_rounds_up_adds_no_bar() {
    let late = part(0, vec![note(8, 1912, 60, 64)]);
    let score = score(vec![late]);
    check(&score);
    assert_eq!(snap(&score).end, Tick(1920));
    assert_eq!(snap(&score).parts[0].notes[0].end(), Tick(8 + 1800));
}

#[test]
fn a_silence_takes_as_many_rests_as_it_needs() {
    let waits = |start: u64| -> Vec<(u8, u32)> {
        let score = score(vec![part(0, vec![note(start * 20, 480, 60, 64)])]);
        check(&score);
        let notes = encode(&score).events;
        notes.iter().take(notes.len() - 1).map(|it| (it.seat().0, it.wait())).collect()
    };
    assert_eq!(waits(383), [(0, 383)]);
    assert_eq!(waits(384), [(65, 360), (0, 24)]);
    assert_eq!(waits(743), [(65, 360), (0, 383)]);
    assert_eq!(waits(744), [(65, 360), (65, 360), (0, 24)]);
}

#[test]
fn bars_of_sixty_fourths_end_where_they_did() {
    for (numerator, denominator) in [(1, 64), (3, 64), (7, 64), (1, 32), (5, 16)] {
        for at in 0..50 {
            for end in 0..100 {
                let meter = Meter::new(numerator, denominator).unwrap();
                let meters = vec![MeterChange { at: Tick(at), meter }];
                check(&Score { meters, end: Tick(end), ..Score::default() });
            }
        }
    }
}

#[test]
fn bar_lines_between_two_steps_count_as_the_last_of_them() {
    let meter = Meter::new(3, 4).unwrap();
    let meters = [41, 44, 57, 81].map(|at| MeterChange { at: Tick(at), meter }).to_vec();
    for end in 0..100 {
        check(&Score { meters: meters.clone(), end: Tick(end), ..Score::default() });
    }
    assert_eq!(snap(&Score { meters, end: Tick(30), ..Score::default() }).end, Tick(57));
}

#[test]
fn a_note_that_falls_on_the_last_bar_line_has_a_bar_to_sound_in() {
    let score = score(vec![part(0, vec![note(1919, 1, 60, 64)])]);
    check(&score);
    assert_eq!(snap(&score).end, Tick(2 * 1920));
    let ahead = snapped(part(0, vec![note(1917, 3, 60, 64)]));
    assert_eq!(ahead, [(1916, 4, 60, 66)]);
}

#[test]
fn keys_move_with_the_notes_and_drums_do_not() {
    let key = Key { tonic: 11, mode: Mode::Major };
    let parts = vec![part(0, vec![note(0, 480, 60, 64)]), drums(vec![note(0, 1, 38, 64)])];
    let keys = vec![KeyChange { at: Tick(5), key }];
    let higher = transpose(&encode(&Score { keys, ..score(parts) }), 2).unwrap();
    let pitches: Vec<u8> = higher.events.iter().map(|it| it.get(Field::Pitch)).collect();
    assert_eq!((pitches, higher.frame.keys[0].key.tonic), (vec![62, 38, 0], 1));
    assert_eq!(transpose(&higher, 66), None);
    assert_eq!(transpose(&higher, -63), None);
    assert_eq!(transpositions(&higher, -70..=70), (-62..=65).collect::<Vec<i8>>());
}

#[test]
fn rows_beyond_all_time_are_not_heard() {
    let rows = vec![Event { row: [15, 23, 0, 60, 9, 9, 2] }; 12_000];
    let score = decode(&Frame::default(), &rows);
    assert_eq!(score.n_notes() as u64, MAX_STEP / 383);
    check(&score);
}

#[test]
fn an_empty_score_is_an_end() {
    check(&Score::default());
    assert_eq!(encode(&Score::default()).events, [Event::mark(Seat::END, 0)]);
    assert_eq!(decode(&Frame::default(), &[]), Score::default());
}

#[test]
fn far_ticks_cost_no_memory() {
    let far = vec![note(480, 480, 60, 64), note(u64::MAX, u64::MAX, 60, 64)];
    let lone = score(vec![part(0, far), part(8, vec![note(u64::MAX - 1, 1, 60, 64)])]);
    check(&lone);
    let piece = encode(&lone);
    assert_eq!(snap(&lone).n_notes(), 1);
    assert!(piece.events.len() as u64 <= MAX_STEP / 360 + 2, "{}", piece.events.len());
}

#[test]
fn three_hours_and_a_hundred_notes_at_once_come_back() {
    let times = (0..21_600).map(|quarter| quarter * 480 + quarter % 7);
    let long = times.flat_map(|at| (0..8).map(move |it| note(at, 490, 40 + it * 5, 64)));
    let chord = (14..114).map(|pitch| note(960, 480, pitch, 64));
    let score = score(vec![part(0, long.collect()), part(40, chord.collect())]);
    check(&score);
    assert_eq!(snap(&score).n_notes(), 21_600 * 8 + 100);
}

#[test]
fn after_the_end_nothing_is_heard_and_nothing_beyond_it() {
    let a_note = Event { row: [1, 0, 0, 60, 55, 16, 2] };
    let end = Event::mark(Seat::END, 48);
    let score = decode(&Frame::default(), &[a_note, end, a_note]);
    assert_eq!((score.n_notes(), score.end), (1, Tick(1920)));
    assert_eq!(score.parts[0].notes[0].duration, Tick(1440));
    let endless = decode(&Frame::default(), &[a_note]);
    assert_eq!(endless.end, Tick(17 * 1920));
}

#[test]
fn a_walker_goes_anywhere() {
    let meters = [(0, 3, 4), (5000, 7, 8), (30_000, 4, 4)]
        .map(|(at, n, d)| MeterChange { at: Tick(at), meter: Meter::new(n, d).unwrap() });
    let frame = Frame { meters: meters.to_vec(), ..Frame::default() };
    let mut walker = Walker::new(&frame).with_n_bars(4);
    let mut place = |step| {
        let at = walker.at(step);
        (at.bar_idx, at.step_in_bar, at.bar_steps, at.bars_to_go())
    };
    assert_eq!(place(0), (0, 0, 72, Some(4)));
    assert_eq!(place(71), (0, 71, 72, Some(4)));
    assert_eq!(place(72 * 3), (3, 0, 34, Some(1)));
    assert_eq!(place(250), (4, 0, 84, Some(0)));
    assert_eq!(place(1), (0, 1, 72, Some(4)));
    assert_eq!(positions(&frame, &[Event { row: [3, 1, 0, 60, 1, 1, 1] }])[0].n_bars, None);
}
