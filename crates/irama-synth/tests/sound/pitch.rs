//! Programs play the pitch that is written.

use irama_score::{Control, Gesture, Score, Tick};

use super::{
    figures::{RATE, cents_off, frames, mono},
    pieces::single,
};

/// Programs that are out of tune on purpose: the honky-tonk piano, the orchestra hit, the goblins and
/// the siren.
const UNPITCHED: [u8; 4] = [3, 55, 101, 103];

/// The pitches that are tried: the middle of a program's range and an octave to each side.
fn pitches(program: u8) -> [u8; 3] {
    match program {
        32..=39 => [31, 40, 52],
        43 | 58 | 67 | 70 => [36, 48, 60],
        9 | 10 | 13 | 72 | 78 => [72, 84, 93],
        _ => [48, 60, 76],
    }
}

/// Echoes of what went before would be measured too.
fn without_room(mut piece: Score) -> Score {
    let gesture = Gesture::Controller { number: 91, value: 0 };
    piece.parts[0].controls.push(Control { at: Tick::ZERO, gesture });
    piece
}

#[test]
fn pitched_programs_are_within_five_cents_over_their_range() {
    let mut wrong = Vec::new();
    for program in (0..112).filter(|it| !UNPITCHED.contains(it)) {
        for pitch in pitches(program) {
            let hz = 440.0 * ((f64::from(pitch) - 69.0) / 12.0).exp2();
            let sound = mono(&frames(&without_room(single(program, pitch, 1_920))));
            // From where scoops are over; short sounds are measured while they last.
            let (from, to) =
                if matches!(program, 13 | 28 | 45) { (0.02, 0.4) } else { (0.25, 1.45) };
            let cents = cents_off(&sound[(from * RATE) as usize..(to * RATE) as usize], hz);
            if cents.abs() > 5.0 {
                wrong.push((program, pitch, cents.round()));
            }
        }
    }
    assert!(wrong.is_empty(), "(program, pitch, cents off): {wrong:?}");
}
