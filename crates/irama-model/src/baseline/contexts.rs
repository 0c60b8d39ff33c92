//! The choice of contexts, one element at a time, and what they are worth.

use irama_events::Field;
use rayon::prelude::*;

use super::{
    BaselineConfig, Element, Smoothing,
    hashes::{Hashes, look_up},
    rows::Rows,
    witten_bell::Seen,
};

/// Rounds of the choice in which everything is tried.
const N_FULL_ROUNDS: usize = 2;
/// How many of the best are tried again in later rounds.
const N_KEPT: usize = 20;

/// A context that is one element longer than the one before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// The element that it adds; none at first.
    pub element: Option<Element>,
    /// Whether pitches, those of the elements and of the field itself, are counted from the last
    /// pitch of the same seat (of length, loudness and shift: from the note's own), so that all
    /// twelve transpositions of a note fall together and each counts as a twelfth of it.
    pub is_relative: bool,
    /// How it leans on shorter ones.
    pub smoothing: Smoothing,
}

/// Before anything is seen, all legal values are equally likely.
fn uniform(rows: &Rows, asked: &[u32]) -> Vec<f64> {
    asked.iter().map(|row| 1.0 / f64::from(rows.legal[*row as usize].count_ones())).collect()
}

fn nll(seen: &[Seen], before: &[f64], smoothing: Smoothing) -> f64 {
    cost(seen.iter().zip(before).map(|(seen, before)| smoothing.mix(*seen, *before)))
}

/// The sum of `-ln p`. Logarithms are dear, so that many factors share one.
fn cost(probabilities: impl Iterator<Item = f64>) -> f64 {
    /// Far enough from the least number for one factor more.
    const SMALL: f64 = 1e-200;
    let (mut cost, mut product) = (0.0, 1.0);
    for p in probabilities {
        product *= p;
        if product < SMALL {
            cost -= f64::ln(product);
            product = 1.0;
        }
    }
    cost - f64::ln(product)
}

/// The best constants, and the NLL with them.
fn tune(
    seen: &[Seen],
    before: &[f64],
    constants: impl IntoIterator<Item = Smoothing>,
) -> (Smoothing, f64) {
    let tried = constants.into_iter().map(|it| (it, nll(seen, before, it)));
    tried.min_by(|a, b| a.1.total_cmp(&b.1)).expect("there are constants to try")
}

/// An element that may be added.
#[derive(Clone, Copy, PartialEq)]
struct Candidate {
    /// Where its values are.
    column: usize,
    element: Element,
    is_relative: bool,
}

/// What has been chosen so far.
struct Choice<'a> {
    rows: &'a Rows,
    field: Field,
    ladders: &'a [Vec<Element>],
    /// The predictions that are checked.
    asked: Vec<u32>,
    hashes: Hashes,
    /// The probability of what came, of each that is checked.
    before: Vec<f64>,
    levels: Vec<Level>,
}

/// Chooses contexts by their cost on parts of the corpus that they did not see. The columns of `rows`
/// are the elements of `ladders`, one ladder after another.
pub(super) fn choose(
    rows: &Rows,
    field: Field,
    ladders: &[Vec<Element>],
    config: &BaselineConfig,
) -> Vec<Level> {
    let mut choice = Choice::new(rows, field, ladders, config.n_checked);
    let least_gain = config.least_gain * choice.asked.len() as f64;
    let mut candidates = choice.candidates();
    while choice.levels.len() <= config.max_order && !choice.asked.is_empty() {
        let costs: Vec<f64> = candidates.par_iter().map(|it| choice.cost_with(*it)).collect();
        let mut ranked: Vec<usize> = (0..costs.len()).collect();
        // The sort is stable, so that of equal costs the first wins whatever the threads do.
        ranked.sort_by(|a, b| costs[*a].total_cmp(&costs[*b]));
        let Some(best) = ranked.first() else { break };
        if !choice.add(candidates[*best], least_gain) {
            break;
        }
        let n_kept = if choice.levels.len() <= N_FULL_ROUNDS { ranked.len() } else { N_KEPT };
        let kept = ranked.iter().take(n_kept).map(|it| candidates[*it]);
        let kept: Vec<Candidate> = kept.collect();
        let is_new = |it: &Candidate| !candidates.contains(it);
        candidates =
            choice.candidates().into_iter().filter(|it| is_new(it) || kept.contains(it)).collect();
    }
    choice.levels
}

impl<'a> Choice<'a> {
    fn new(rows: &'a Rows, field: Field, ladders: &'a [Vec<Element>], n_checked: usize) -> Self {
        let asked = rows.sample(n_checked);
        let hashes = Hashes::new(rows.len());
        let before = uniform(rows, &asked);
        let mut choice = Self { rows, field, ladders, asked, hashes, before, levels: Vec::new() };
        let seen = choice.look_up(choice.hashes.of(false), false);
        let (smoothing, _) = tune(&seen, &choice.before, Smoothing::all());
        mix_all(&seen, &mut choice.before, smoothing);
        choice.levels.push(Level { element: None, is_relative: false, smoothing });
        choice
    }

    fn look_up(&self, hashes: &[u64], is_relative: bool) -> Vec<Seen> {
        look_up(self.rows, self.field, hashes, is_relative, &self.asked)
    }

    fn cost_with(&self, Candidate { column, element, is_relative }: Candidate) -> f64 {
        let hashes = self.hashes.extended(self.rows, column, element, is_relative);
        tune(&self.look_up(&hashes, is_relative), &self.before, Smoothing::some()).1
    }

    /// Adds an element if it gains enough.
    fn add(
        &mut self,
        Candidate { column, element, is_relative }: Candidate,
        least_gain: f64,
    ) -> bool {
        self.hashes.extend(self.rows, column, element);
        let seen = self.look_up(self.hashes.of(is_relative), is_relative);
        let (smoothing, cost) = tune(&seen, &self.before, Smoothing::all());
        if self::cost(self.before.iter().copied()) - cost < least_gain {
            return false;
        }
        mix_all(&seen, &mut self.before, smoothing);
        self.levels.push(Level { element: Some(element), is_relative, smoothing });
        true
    }

    /// The first rung of each ladder that is not taken; where pitches play a role, in both ways to
    /// count them.
    fn candidates(&self) -> Vec<Candidate> {
        let taken: Vec<Element> = self.levels.iter().filter_map(|it| it.element).collect();
        let has_pitch = self.field == Field::Pitch || taken.iter().any(|it| it.is_pitched());
        let mut candidates = Vec::new();
        let mut first_column = 0;
        for ladder in self.ladders {
            let rung = ladder.iter().position(|it| !taken.contains(it));
            let columns = &self.rows.columns;
            if let Some(rung) = rung
                && varies(&columns[first_column + rung])
            {
                let (column, element) = (first_column + rung, ladder[rung]);
                candidates.push(Candidate { column, element, is_relative: false });
                if has_pitch || element.is_pitched() {
                    candidates.push(Candidate { column, element, is_relative: true });
                }
            }
            first_column += ladder.len();
        }
        candidates
    }
}

fn varies(column: &[u32]) -> bool {
    column.iter().any(|it| *it != column[0])
}

fn mix_all(seen: &[Seen], before: &mut [f64], smoothing: Smoothing) {
    for (before, seen) in before.iter_mut().zip(seen) {
        *before = smoothing.mix(*seen, *before);
    }
}

/// The probability of what came in the rows that are `asked`; the columns of `rows` are the elements of
/// the levels.
pub(super) fn probabilities(
    rows: &Rows,
    field: Field,
    levels: &[Level],
    asked: &[u32],
) -> Vec<f64> {
    let mut hashes = Hashes::new(rows.len());
    let mut probabilities = uniform(rows, asked);
    let mut column = 0;
    for level in levels {
        if let Some(element) = level.element {
            hashes.extend(rows, column, element);
            column += 1;
        }
        let hashes = hashes.of(level.is_relative);
        let seen = look_up(rows, field, hashes, level.is_relative, asked);
        mix_all(&seen, &mut probabilities, level.smoothing);
    }
    probabilities
}
