//! The kit: a groove of two bars, touches between, and a fill where a phrase ends.

use super::{
    groove::{Touch, strokes},
    line::Line,
    plan::{Plan, Player},
};

const KICK: i32 = 36;
const SNARE: i32 = 38;
const CLOSED_HAT: i32 = 42;
const OPEN_HAT: i32 = 46;
const CRASH: i32 = 49;
/// A stroke on a drum rings by itself: how long its note lasts says nothing.
const STRUCK: u64 = 60;

/// Fills for the last four sixteenths: drum and rhythm.
const FILLS: &[&[(i32, &str)]] = &[
    &[(SNARE, "o.xX")],
    &[(SNARE, "..ox"), (KICK, "x...")],
    &[(47, "x..."), (45, "..x."), (43, "...x")],
    &[(SNARE, "oxox")],
    &[(OPEN_HAT, "..X.")],
    &[(SNARE, "x..x"), (45, ".x..")],
    &[(KICK, "..xx")],
];

/// Plays the groove of the plan.
pub(super) fn drum(plan: &Plan) -> Line {
    let mut taste = plan.taste(Player::Drums);
    let groove = plan.groove;
    let stroke = groove.stroke;
    let kick = Touch { late: taste.between(-2, 2), spread: 2 };
    let snare = Touch { late: taste.between(4, 13), spread: 2 };
    let keeper = Touch { late: taste.between(0, 3), spread: taste.between(1, 4) };
    let ghosts: Vec<usize> =
        strokes(groove.ghosts).map(|it| it.0).filter(|_| taste.chance(65)).collect();
    let opens = (groove.keeper == CLOSED_HAT && taste.chance(55)).then(|| taste.pick(&[6, 10, 14]));
    let fill = taste.pick(FILLS);
    let drops_kick = taste.chance(25);
    let crashes = taste.chance(30);
    let n_bar = plan.n_bar_steps();
    let mut line = Line::default();
    for bar_idx in 0..plan.n_bars {
        let mut hands = plan.hands(Player::Drums, bar_idx);
        let mut strike = |step: usize, drum: i32, touch: Touch, loudness: i32| {
            let start = plan.feel.at(bar_idx * n_bar + step, touch, &mut hands);
            line.push(start, STRUCK, drum, loudness + hands.slip(7));
        };
        let is_last = bar_idx + 1 == plan.n_bars;
        let has_fill = is_last || (bar_idx == 3 && plan.n_bars == 8);
        let fill_at = if has_fill { n_bar - 4 } else { n_bar };
        let parity = bar_idx % 2;
        for (step, accent) in strokes(groove.kick[parity]) {
            if step < fill_at && !(is_last && drops_kick && step >= n_bar / 2) {
                strike(step, KICK, kick, stroke + accent);
            }
        }
        for (step, accent) in strokes(groove.snare[parity]) {
            // A touch of the backbeat's hand is always the snare's.
            let drum = if accent < -20 { SNARE } else { groove.backbeat };
            strike(step, drum, snare, stroke + accent);
        }
        for &step in ghosts.iter().filter(|step| **step < fill_at) {
            strike(step, SNARE, snare, stroke - 42);
        }
        for (step, accent) in strokes(groove.time[parity]).filter(|it| it.0 < fill_at + 2) {
            let is_open = parity == 1 && opens == Some(step);
            let drum = if is_open { OPEN_HAT } else { groove.keeper };
            // The hand that keeps time presses on the beat and lets go between.
            strike(step, drum, keeper, stroke - 22 + accent * 2 / 3);
        }
        if has_fill {
            for (drum, rhythm) in fill {
                for (step, accent) in strokes(rhythm) {
                    strike(fill_at + step, *drum, snare, stroke - 8 + accent);
                }
            }
        }
        if crashes && bar_idx == 0 {
            strike(0, CRASH, kick, stroke - 18);
        }
    }
    line
}
