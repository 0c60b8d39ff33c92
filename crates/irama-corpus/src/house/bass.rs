//! The bass: roots with the kick, a fifth or an octave between, and a step that leads on.

use super::{
    dice::Dice,
    groove::{STEP, Touch, strokes},
    line::Line,
    plan::{Plan, Player},
};

/// The lowest string of a bass guitar, and how high its lines climb.
const LOWEST: i32 = 28;
const HIGHEST: i32 = 50;

/// How the bassist of a loop plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// With every stroke of the kick.
    Kick,
    /// Long roots and a short pick-up.
    Long,
    /// Quarter notes through the chord.
    Walking,
}

/// What a note is in its chord.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Root,
    Octave,
    Fifth,
    Third,
    /// Into the next root.
    Approach,
}

/// Plays the roots of the plan.
pub(super) fn walk(plan: &Plan) -> Line {
    let mut taste = plan.taste(Player::Bass);
    let is_jazzy = plan.groove.stroke < 70;
    let style = match taste.below(10) {
        0..4 if is_jazzy => Style::Walking,
        0..7 => Style::Kick,
        _ => Style::Long,
    };
    let between = [
        taste.pick(&[Role::Octave, Role::Fifth, Role::Root]),
        taste.pick(&[Role::Root, Role::Fifth, Role::Octave]),
        taste.pick(&[Role::Fifth, Role::Third]),
    ];
    let from_below = taste.chance(60);
    let base = taste.between(78, 90);
    let touch = Touch { late: taste.between(0, 8), spread: taste.between(2, 5) };
    let mut line = Line::default();
    let roots = roots(plan);
    for idx in 0..plan.chords.len() {
        let chord = &plan.chords[idx];
        let here = roots[idx];
        let next = roots[(idx + 1) % roots.len()];
        let steps = steps(plan, idx, style, &mut taste.fork(0));
        for (nth, &step) in steps.iter().enumerate() {
            let end = chord.step + chord.n_steps;
            let until = steps.get(nth + 1).copied().unwrap_or(end);
            let role = role(nth, step, end, between, here != next, nth + 1 == steps.len());
            let pitch = match role {
                Role::Root => here,
                Role::Octave => here + 12,
                Role::Fifth if here + chord.quality.fifth() > HIGHEST => here,
                Role::Fifth => here + chord.quality.fifth(),
                Role::Third => here + chord.quality.colours()[0],
                Role::Approach if from_below && next > LOWEST => next - 1,
                Role::Approach => next + 1,
            };
            let bar_idx = step / plan.n_bar_steps();
            let in_bar = (step % plan.n_bar_steps()) as u64;
            let mut hands = plan.hands(Player::Bass, bar_idx).fork(in_bar);
            let share = if role == Role::Root && nth == 0 { 94 } else { 84 };
            let held = STEP * (until - step) as u64 * share / 100;
            let weight = if nth == 0 { 6 } else { -4 };
            let start = plan.feel.at(step, touch, &mut hands);
            line.push(start, held, pitch, base + weight + hands.slip(6));
        }
    }
    line
}

/// The root under each chord. One root keeps its octave, so that bars return.
fn roots(plan: &Plan) -> Vec<i32> {
    let mut roots: Vec<i32> = Vec::new();
    for chord in &plan.chords {
        let again = roots.iter().copied().find(|it| it.rem_euclid(12) == chord.root);
        roots.push(again.unwrap_or_else(|| near(chord.root, roots.last().copied())));
    }
    roots
}

/// The pitch of class `root` that a hand finds next to `previous`, on the two low strings.
fn near(root: i32, previous: Option<i32>) -> i32 {
    let low = LOWEST + (root - LOWEST).rem_euclid(12);
    match previous {
        // An octave higher only if the way there is shorter and there is room for a fifth.
        Some(before) if (low + 12 - before).abs() < (low - before).abs() && low + 12 <= 43 => {
            low + 12
        }
        _ => low,
    }
}

/// Where the bassist plays during chord `idx`; its first step is always there.
fn steps(plan: &Plan, idx: usize, style: Style, dice: &mut Dice) -> Vec<usize> {
    let chord = &plan.chords[idx];
    let n_bar = plan.n_bar_steps();
    let (bar_idx, end) = (chord.step / n_bar, chord.step + chord.n_steps);
    let pick_up = end - 2;
    let mut steps = vec![chord.step];
    match style {
        Style::Kick => {
            let kicks =
                strokes(plan.groove.kick[bar_idx % 2]).map(|(step, _)| bar_idx * n_bar + step);
            steps.extend(kicks);
            if dice.chance(50) && idx % 2 == 1 {
                steps.push(pick_up);
            }
        }
        Style::Long => {
            if chord.n_steps > 8 && dice.chance(60) {
                steps.push(chord.step + chord.n_steps * 5 / 8);
            }
            if idx % 2 == 1 || dice.chance(40) {
                steps.push(pick_up);
            }
        }
        Style::Walking => {
            let beat = if plan.groove.meter.denominator == 8 { 6 } else { 4 };
            steps.extend((chord.step..end).step_by(beat));
        }
    }
    steps.retain(|step| (chord.step..end).contains(step));
    steps.sort_unstable();
    steps.dedup();
    steps
}

fn role(
    nth: usize,
    step: usize,
    end: usize,
    between: [Role; 3],
    moves_on: bool,
    is_last: bool,
) -> Role {
    match nth {
        0 => Role::Root,
        // Only a short note leads: a long one would make another chord.
        _ if is_last && moves_on && end - step <= 4 => Role::Approach,
        nth => between[(nth - 1) % 3],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use irama_score::Tick;

    #[test]
    fn every_chord_begins_with_its_root_in_range() {
        for number in 0..300 {
            let plan = Plan::new(4, number);
            let notes = walk(&plan).settled(Tick(STEP * plan.n_steps() as u64));
            for chord in &plan.chords {
                let place = plan.feel.grid(chord.step).0;
                let first = notes.iter().find(|note| note.start.0 + 40 > place).unwrap();
                assert_eq!(i32::from(first.pitch.class()), chord.root, "loop {number}");
            }
            let range = (LOWEST - 1)..=(HIGHEST + 6);
            assert!(notes.iter().all(|it| range.contains(&i32::from(it.pitch.number()))));
        }
    }
}
