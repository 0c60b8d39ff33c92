//! What all players of a loop agree on before they play: key, form, chords, groove and feel.

use irama_score::{Meter, Mode};

use super::{
    dice::Dice,
    groove::{Feel, GROOVES, Groove, STEP},
    progression::{Degree, PROGRESSIONS, Progression, Quality},
    voicing::{Spread, voice},
};

/// Most loops are in four: grooves in three and six stand at the end of their list.
const FOUR_PERCENT: usize = 88;

/// How keys are voiced: with a root as often as without.
const SPREADS: [Spread; 6] =
    [Spread::Rooted, Spread::Close, Spread::Rooted, Spread::Drop2, Spread::Rooted, Spread::Shell];

/// Who rolls which dice, so that no player's choices depend on how often another one rolled.
#[derive(Clone, Copy, Debug)]
pub(super) enum Player {
    Plan,
    Keys,
    Bass,
    Drums,
    Lead,
}

/// A chord in its place.
#[derive(Clone, Debug)]
pub(super) struct Chord {
    pub step: usize,
    pub n_steps: usize,
    /// A pitch class.
    pub root: i32,
    pub quality: Quality,
    /// What the keys play, from low to high.
    pub pitches: Vec<i32>,
    /// Which chord of which written bar it is: equal slots are played alike.
    slot: (usize, usize),
}

/// The agreement.
pub(super) struct Plan {
    dice: Dice,
    /// A pitch class.
    pub tonic: i32,
    pub mode: Mode,
    pub beats_per_minute: u32,
    pub n_bars: usize,
    pub groove: &'static Groove,
    pub feel: Feel,
    pub chords: Vec<Chord>,
    /// Whether bars are copied, as with a sampler, or each is played anew.
    is_sampled: bool,
}

impl Plan {
    /// The plan of loop `number`: keys and progressions take turns, the rest is chance.
    pub(super) fn new(seed: u64, number: u64) -> Self {
        let turn = Dice::new(seed, 0);
        let mut dice = Dice::new(seed, number + 1).fork(Player::Plan as u64);
        // Fifths reach all twelve keys; the progressions come in an order of the seed's own.
        let tonic = (number % 12 * 7 + Dice::new(seed, u64::MAX).below(12) as u64) % 12;
        let progression = &PROGRESSIONS[in_turn(&turn, number, PROGRESSIONS.len())];
        let is_four = |groove: &&&Groove| groove.meter == Meter::COMMON;
        let n_four = GROOVES.iter().filter(|it| is_four(&it)).count();
        let groove = if dice.chance(FOUR_PERCENT) {
            &GROOVES[dice.below(n_four)]
        } else {
            &GROOVES[n_four + dice.below(GROOVES.len() - n_four)]
        };
        let form = form(&mut dice);
        let mut plan = Self {
            tonic: tonic as i32,
            mode: progression.mode,
            beats_per_minute: dice.between(70, 92) as u32,
            n_bars: form.len(),
            groove,
            feel: Feel { swing: dice.between(54, 62) as u64 },
            chords: Vec::new(),
            is_sampled: dice.chance(60),
            dice: Dice::new(seed, number + 1),
        };
        let spread = SPREADS[dice.below(SPREADS.len())];
        plan.lay_chords(progression, &form, spread);
        plan
    }

    fn lay_chords(&mut self, progression: &Progression, form: &[Bar], spread: Spread) {
        let n_bar = self.n_bar_steps();
        // Three quarters divide after the second, two dotted quarters in the middle.
        let middle =
            if self.groove.meter.denominator == 4 { n_bar.div_ceil(8) * 4 } else { n_bar / 2 };
        for (bar_idx, bar) in form.iter().enumerate() {
            let degrees = bar.degrees(progression);
            for (idx, (slot, (degree, quality))) in degrees.iter().enumerate() {
                let begin = if idx == 0 { 0 } else { middle };
                let end = if idx + 1 < degrees.len() { middle } else { n_bar };
                let root = (self.tonic + degree) % 12;
                let again = self.chords.iter().find(|it| it.slot == *slot);
                let before = self.chords.last().map_or(&[][..], |it| &it.pitches);
                let pitches = match again {
                    Some(chord) => chord.pitches.clone(),
                    None => voice(root, *quality, spread, before),
                };
                self.chords.push(Chord {
                    step: bar_idx * n_bar + begin,
                    n_steps: end - begin,
                    root,
                    quality: *quality,
                    pitches,
                    slot: *slot,
                });
            }
        }
    }

    /// Sixteenths in a bar.
    pub(super) fn n_bar_steps(&self) -> usize {
        (self.groove.meter.bar().0 / STEP) as usize
    }

    pub(super) fn n_steps(&self) -> usize {
        self.n_bars * self.n_bar_steps()
    }

    /// The index of the chord that sounds at `step`; the last one beyond the end.
    pub(super) fn chord_at(&self, step: usize) -> usize {
        self.chords.partition_point(|chord| chord.step <= step).saturating_sub(1)
    }

    /// Dice for what a player decides once.
    pub(super) fn taste(&self, player: Player) -> Dice {
        self.dice.fork(100 * player as u64 + 99)
    }

    /// Dice for how a player's hands move in a bar: the same few bars over and over in a sampled
    /// loop, so that bars return exactly.
    pub(super) fn hands(&self, player: Player, bar_idx: usize) -> Dice {
        let n_sampled = if self.n_bars == 8 { 4 } else { 2 };
        let take = if self.is_sampled { bar_idx % n_sampled } else { bar_idx };
        self.dice.fork(100 * player as u64 + take as u64)
    }
}

/// Number `number` of a shuffled order that is new each time around.
fn in_turn(dice: &Dice, number: u64, n: usize) -> usize {
    let mut order: Vec<usize> = (0..n).collect();
    let mut dice = dice.fork(number / n as u64);
    for last in (1..n).rev() {
        order.swap(last, dice.below(last + 1));
    }
    order[(number % n as u64) as usize]
}

/// A bar of a loop: bars 0 to 3 of the progression, 4 for its turn.
#[derive(Clone, Copy, Debug)]
enum Bar {
    Whole(usize),
    /// The first chords of two bars in one.
    Pressed(usize, usize),
}

impl Bar {
    fn degrees(self, progression: &Progression) -> Vec<((usize, usize), Degree)> {
        let written = |bar: usize| progression.bars.get(bar).copied().unwrap_or(progression.turn);
        match self {
            Self::Whole(bar) => {
                written(bar).iter().enumerate().map(|(at, it)| ((bar, at), *it)).collect()
            }
            Self::Pressed(first, second) => {
                // Of a turn only its last chord leads back.
                let last = |bar: usize| if bar == 4 { written(bar).len() - 1 } else { 0 };
                [first, second]
                    .into_iter()
                    .map(|bar| ((bar, last(bar)), written(bar)[last(bar)]))
                    .collect()
            }
        }
    }
}

/// How four written bars become a loop of four, six or eight.
fn form(dice: &mut Dice) -> Vec<Bar> {
    let whole = |bars: &[usize]| bars.iter().map(|it| Bar::Whole(*it)).collect::<Vec<_>>();
    match dice.below(100) {
        0..8 => whole(&[0, 1, 2, 3]),
        8..16 => whole(&[0, 1, 2, 4]),
        16..32 => [(0, 1), (2, 3), (0, 1), (2, 3)].map(|(a, b)| Bar::Pressed(a, b)).to_vec(),
        32..40 => [(0, 1), (2, 3), (0, 1), (2, 4)].map(|(a, b)| Bar::Pressed(a, b)).to_vec(),
        40..46 => whole(&[0, 1, 2, 3, 2, 4]),
        46..62 => whole(&[0, 1, 2, 3, 0, 1, 2, 3]),
        62..90 => whole(&[0, 1, 2, 3, 0, 1, 2, 4]),
        _ => whole(&[0, 0, 1, 1, 2, 2, 3, 4]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chords_fill_every_step_of_a_loop() {
        for number in 0..200 {
            let plan = Plan::new(5, number);
            let mut step = 0;
            for chord in &plan.chords {
                assert_eq!(chord.step, step, "loop {number}");
                step += chord.n_steps;
            }
            assert_eq!(step, plan.n_steps(), "loop {number}");
            assert!((4..=8).contains(&plan.n_bars));
        }
    }

    #[test]
    fn voices_move_little_from_chord_to_chord() {
        let (mut moved, mut n_voices) = (0, 0);
        for number in 0..200 {
            let plan = Plan::new(5, number);
            for pair in plan.chords.windows(2) {
                moved += pair[0]
                    .pitches
                    .iter()
                    .zip(&pair[1].pitches)
                    .map(|(a, b)| (a - b).abs())
                    .sum::<i32>();
                n_voices += pair[0].pitches.len() as i32;
            }
        }
        let mean = f64::from(moved) / f64::from(n_voices);
        assert!(mean < 2.0, "{mean} semitones a voice");
    }

    #[test]
    fn progressions_and_keys_take_turns() {
        let turn = Dice::new(3, 0);
        let n = PROGRESSIONS.len();
        let mut first: Vec<usize> = (0..n as u64).map(|it| in_turn(&turn, it, n)).collect();
        let second: Vec<usize> = (0..n as u64).map(|it| in_turn(&turn, it + n as u64, n)).collect();
        assert_ne!(first, second);
        first.sort_unstable();
        assert_eq!(first, (0..n).collect::<Vec<_>>());
        let mut tonics: Vec<i32> = (0..12).map(|it| Plan::new(3, it).tonic).collect();
        tonics.sort_unstable();
        assert_eq!(tonics, (0..12).collect::<Vec<_>>());
    }
}
