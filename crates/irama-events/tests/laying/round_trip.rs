//! Scores to events and back, by property.

use irama_events::{
    Event, Frame, FramePart, Seat, decode, encode, nearest_step, positions, seats, snap, transpose,
    transpositions,
};
use irama_score::{Note, Program, Score};
use proptest::{collection::vec, option, prelude::*};

use crate::scores::{events, meters, score};

/// All that holds for every score.
#[track_caller]
pub(crate) fn check(score: &Score) {
    let snapped = snap(score);
    let piece = encode(score);
    assert_eq!(piece.first_wrong(), None, "{:?}", piece.events);
    assert_eq!(decode(&piece.frame, &piece.events), snapped);
    assert_eq!(snap(&snapped), snapped);
    assert_eq!(encode(&snapped), piece);
    check_is_on_the_grid(&snapped);

    let found = positions(&piece.frame, &piece.events);
    let end = found.last().unwrap();
    assert_eq!(end.bars_to_go(), Some(0));
    assert_eq!(end.n_bars, Some(snapped.n_bars()));
    assert_eq!(end.step, snapped.end.0.div_ceil(20));
}

#[track_caller]
fn check_is_on_the_grid(score: &Score) {
    assert_eq!(score.bar_grid().bar_at(score.end).start, score.end, "it ends on a bar line");
    let seats: Vec<Seat> = seats(score).into_iter().flatten().collect();
    assert_eq!(seats.len(), score.parts.len(), "parts have notes");
    assert!(seats.is_sorted_by(|a, b| a < b), "{seats:?}");
    for part in &score.parts {
        assert!(part.notes.is_sorted());
        let mut notes = part.notes.clone();
        notes.sort_by_key(|it| (it.pitch, it.start));
        for pair in notes.windows(2).filter(|it| it[0].pitch == it[1].pitch) {
            let [first, second] = [pair[0], pair[1]];
            assert!(first.end() <= second.start, "{first:?} overlaps {second:?}");
            assert!(nearest_step(first.start).0 < nearest_step(second.start).0, "{first:?} again");
        }
        for note in &part.notes {
            assert!(note.end() <= score.end && note.duration.0 > 0, "{note:?}");
            assert!(note.start.0 % 4 == 0 && note.velocity.level() % 4 == 2, "{note:?}");
        }
    }
}

/// Frames that fit the rows or do not.
fn frame() -> impl Strategy<Value = Frame> {
    let part = (0..70_u8, "[a-z]{0,3}", option::of(0..128_u8)).prop_map(|(seat, name, program)| {
        FramePart { seat: Seat(seat), name, program: program.and_then(Program::new) }
    });
    (meters(), vec(part, 0..6)).prop_map(|(meters, parts)| Frame {
        meters,
        parts,
        ..Frame::default()
    })
}

fn config() -> ProptestConfig {
    ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn scores_come_back_on_the_grid(score in score()) {
        check(&score);
    }

    #[test]
    fn whatever_rows_say_is_a_score(frame in frame(), events in events()) {
        let score = decode(&frame, &events);
        let piece = encode(&score);
        prop_assert_eq!(&decode(&piece.frame, &piece.events), &score);
        check(&score);
    }

    #[test]
    fn onsets_move_by_two_ticks_at_most(score in score()) {
        let snapped = snap(&score);
        for (seat, part) in seats(&score).into_iter().zip(&score.parts) {
            let Some(seat) = seat else { continue };
            let home = seats(&snapped).iter().position(|it| *it == Some(seat)).unwrap();
            for note in part.notes.iter().filter(|_| !seat.is_drums()) {
                let (step, _) = nearest_step(note.start);
                let is_it = |it: &&Note| it.pitch == note.pitch && nearest_step(it.start).0 == step;
                let laid = snapped.parts[home].notes.iter().find(is_it).unwrap();
                let is_near = laid.start.0.abs_diff(note.start.0) <= 2;
                // Merged with a louder one, it may have taken over that one's shift.
                let is_louder = laid.velocity.level() / 4 >= note.velocity.level() / 4;
                prop_assert!(is_near || is_louder, "{:?} became {:?}", note, laid);
            }
        }
    }

    #[test]
    fn transposing_there_and_back_changes_nothing(score in score(), semitones in any::<i8>()) {
        let piece = encode(&score);
        let fits = transpositions(&piece, i8::MIN..=i8::MAX);
        prop_assert!(fits.contains(&0));
        let higher = transpose(&piece, semitones);
        prop_assert_eq!(higher.is_some(), fits.contains(&semitones));
        if let Some(higher) = higher {
            prop_assert_eq!(higher.first_wrong(), None);
            prop_assert_eq!(&encode(&decode(&higher.frame, &higher.events)), &higher);
            if semitones != i8::MIN {
                prop_assert_eq!(transpose(&higher, -semitones), Some(piece));
            }
        }
    }

    #[test]
    fn positions_agree_with_the_bars(score in score()) {
        let piece = encode(&score);
        let bars = snap(&score).bar_grid();
        let mut step = 0;
        for (event, at) in piece.events.iter().zip(positions(&piece.frame, &piece.events)) {
            step += u64::from(event.wait());
            let bar = bars.bar_at(irama_score::Tick(step * 20));
            prop_assert_eq!((at.step, at.bar_idx, at.meter), (step, bar.bar_idx, bar.meter));
            prop_assert!(at.step_in_bar < at.bar_steps, "{:?}", at);
        }
    }

    #[test]
    fn what_is_out_of_order_is_noticed(score in score(), place in any::<prop::sample::Index>()) {
        let piece = encode(&score);
        let notes = piece.events.len() - 1;
        prop_assume!(notes > 0);
        let mut twice = piece.clone();
        let idx = place.index(notes);
        let again = Event { row: { let mut row = piece.events[idx].row; row[0] = 0; row[1] = 0; row } };
        twice.events.insert(idx + 1, again);
        prop_assert_eq!(twice.first_wrong(), Some(idx + 1));
        let mut endless = piece;
        endless.events.pop();
        prop_assert_eq!(endless.first_wrong(), Some(notes));
    }
}
