//! The electric piano: chords that lean back, answer themselves and sometimes come early.

use irama_score::Tick;

use super::{
    dice::Dice,
    groove::{STEP, Touch},
    line::Line,
    plan::{Plan, Player},
};

/// Rhythms for a chord of 16, 12, 8, 6 or 4 sixteenths: `X` and `x` strike, `o` touches, `-` holds.
const RHYTHMS: &[&str] = &[
    "X---------------",
    "X-----x-------..",
    "X--..x---.o.x--.",
    "X-------..x-----",
    "..X---..x---..o.",
    "X-----..x---o.x-",
    "X--x------o.x---",
    "....X-------..x-",
    "X------o..x----.",
    "X---..o.x-----..",
    "X-----------",
    "X-----..x---",
    "....X---x---",
    "X---x---x-..",
    "X-------o.x-",
    "..X---..x---",
    "X-------",
    "X---..x-",
    "X-----o.",
    "..X-----",
    "X--x----",
    "X-----",
    "X--.x-",
    "X---",
    "..x-",
];

/// How many sixteenths before its place an early chord comes.
const EARLY: usize = 2;

struct Hit {
    step: usize,
    n_steps: usize,
    chord: usize,
    is_ghost: bool,
    loudness: i32,
}

/// Plays the chords of the plan.
pub(super) fn comp(plan: &Plan) -> Line {
    let mut taste = plan.taste(Player::Keys);
    let base = taste.between(60, 72);
    let touch = Touch { late: taste.between(3, 14), spread: taste.between(2, 6) };
    let roll = taste.between(0, 9) as u64;
    let mut line = Line::default();
    for hit in hits(plan, &mut taste) {
        let bar_idx = hit.step / plan.n_bar_steps();
        let in_bar = (hit.step % plan.n_bar_steps()) as u64;
        let mut hands = plan.hands(Player::Keys, bar_idx).fork(in_bar);
        let start = plan.feel.at(hit.step, touch, &mut hands);
        let held = (STEP * hit.n_steps as u64 * 15 / 16).max(2 * STEP / 3);
        let pitches = &plan.chords[hit.chord].pitches;
        // A touch is a rub of the upper fingers only.
        let from = if hit.is_ghost { pitches.len() / 2 } else { 0 };
        for (voice, &pitch) in pitches.iter().enumerate().skip(from) {
            let is_top = voice + 1 == pitches.len();
            let weight = if is_top { 6 } else { -2 };
            let spread = Tick(roll * (voice - from) as u64);
            line.push(
                start + spread,
                held.saturating_sub(spread.0),
                pitch,
                base + hit.loudness + weight + hands.slip(5),
            );
        }
    }
    line
}

/// All hits in order. Chords of one length share two rhythms, taken in turn by the bar.
fn hits(plan: &Plan, taste: &mut Dice) -> Vec<Hit> {
    let mut choose = |n_steps: usize| {
        let fitting: Vec<&str> = RHYTHMS.iter().copied().filter(|it| it.len() == n_steps).collect();
        let first = taste.pick(&fitting);
        [first, if taste.chance(50) { first } else { taste.pick(&fitting) }]
    };
    let rhythms: Vec<(usize, [&str; 2])> =
        [16, 12, 8, 6, 4].into_iter().map(|it| (it, choose(it))).collect();
    let comes_early = taste.chance(45);
    let mut hits: Vec<Hit> = Vec::new();
    for (idx, chord) in plan.chords.iter().enumerate() {
        let bar_idx = chord.step / plan.n_bar_steps();
        let rhythm =
            rhythms.iter().find(|it| it.0 == chord.n_steps).map_or("X", |it| it.1[bar_idx % 2]);
        let is_bar = chord.step.is_multiple_of(plan.n_bar_steps());
        let is_early = comes_early && is_bar && bar_idx % 2 == 1 && rhythm.starts_with('X');
        for mut hit in written(rhythm) {
            let is_first = hit.step == 0;
            hit.chord = idx;
            hit.step += chord.step;
            if is_first && is_early {
                hit.step -= EARLY;
                hit.n_steps += EARLY;
                // What would be struck in the meantime makes room.
                let step = hit.step;
                hits.retain(|it| it.step < step);
                if let Some(before) = hits.last_mut() {
                    before.n_steps = before.n_steps.min(step - before.step);
                }
            }
            hits.push(hit);
        }
    }
    hits
}

/// The hits of a rhythm, counted from its beginning.
fn written(rhythm: &str) -> impl Iterator<Item = Hit> {
    rhythm.bytes().enumerate().filter(|(_, mark)| !matches!(mark, b'-' | b'.')).map(
        move |(step, mark)| {
            let held = rhythm.bytes().skip(step + 1).take_while(|it| *it == b'-').count();
            let loudness = match mark {
                b'X' => 0,
                b'x' => -7,
                _ => -24,
            };
            Hit { step, n_steps: held + 1, chord: 0, is_ghost: mark == b'o', loudness }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_of_chord_has_rhythms() {
        for number in 0..300 {
            let plan = Plan::new(9, number);
            for chord in &plan.chords {
                let n_fitting = RHYTHMS.iter().filter(|it| it.len() == chord.n_steps).count();
                assert!(n_fitting >= 2, "{} steps", chord.n_steps);
            }
        }
        for rhythm in RHYTHMS {
            assert!(written(rhythm).next().is_some_and(|it| !it.is_ghost), "{rhythm}");
        }
    }

    #[test]
    fn hits_follow_each_other_without_overlap() {
        for number in 0..300 {
            let plan = Plan::new(9, number);
            let hits = hits(&plan, &mut plan.taste(Player::Keys));
            for pair in hits.windows(2) {
                assert!(pair[0].step + pair[0].n_steps <= pair[1].step, "loop {number}");
            }
        }
    }
}
