//! The Markov model beside which every figure of the events model stands.
//!
//! Each field of an event has its own chain of contexts, from none to at most eight elements of the
//! past and of the event so far, interpolated ([`Smoothing`]). Which elements, in which order and with
//! which constants is chosen greedily by the cost on parts of the training pieces that the counts did
//! not see; held-out pieces are looked at once, at the end.
//!
//! A pitch may be counted from the last pitch of its seat, and the pitches of its context with it. Then
//! all twelve transpositions of a note fall into one context, and each counts as a twelfth of it: this
//! is the augmentation of the neural model, without its noise.
//!
//! To compare with it, compare like with like. The cost of a piece is the sum over all its events,
//! rests and the end too, of the negative logarithms of all fields, divided by its notes. Values that
//! cannot be ([`legal()`]) have probability zero on both sides, and what is certain costs nothing. Both
//! sides are told the same ([`Given`]). Each piece begins without a past.

mod candidates;
mod contexts;
mod counts;
mod elements;
mod hashes;
mod here;
mod history;
mod legal;
mod nll;
mod rows;
mod witten_bell;

use irama_events::{FIELDS, Field, N_FIELDS, Piece};
use rayon::prelude::*;

pub use contexts::Level;
pub use elements::Element;
pub use legal::{ANY_SEAT, legal, seats_of};
pub use witten_bell::Smoothing;

pub use nll::FieldNll;
pub use rows::Situation;
use rows::{HELD_OUT, Rows, n_notes};

/// Parts of the training pieces, each of which checks what the others teach.
const N_FOLDS: usize = 5;

/// What a model is told of a piece before its first event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given {
    /// Which seats play.
    pub ensemble: bool,
    /// How many bars are left.
    pub bars_to_go: bool,
}

/// How the contexts are chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BaselineConfig {
    /// What is told of a piece.
    pub given: Given,
    /// Whether elements may look at the same place some bars ago. The official baseline may not.
    pub has_look_back: bool,
    /// The most elements of a context.
    pub max_order: usize,
    /// What an element must gain to be added, in nats for each prediction of the field.
    pub least_gain: f64,
    /// About how many events to choose by, in whole pieces.
    pub n_events: usize,
    /// About how many predictions of them to check.
    pub n_checked: usize,
}

impl Default for BaselineConfig {
    fn default() -> Self {
        Self {
            given: Given { ensemble: true, bars_to_go: true },
            has_look_back: false,
            max_order: 8,
            least_gain: 0.0005,
            n_events: 200_000,
            n_checked: 40_000,
        }
    }
}

/// The contexts of a field in a situation.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// What is predicted.
    pub field: Field,
    /// In which situation.
    pub situation: Situation,
    /// The contexts from short to long.
    pub levels: Vec<Level>,
    /// What it costs in each held-out piece, in nats.
    pub costs: Vec<f64>,
}

/// A Markov model's contexts, and what held-out pieces cost with them.
#[derive(Clone, Debug, PartialEq)]
pub struct Baseline {
    /// Of each field and situation its contexts.
    pub chains: Vec<Chain>,
    /// The cost of all held-out pieces.
    pub nll: FieldNll,
    /// The cost of each.
    pub by_piece: Vec<FieldNll>,
}

/// Learns from `train` and says what `held_out` costs; `None` if either has no notes.
///
/// Uses rayon's current pool; the result does not depend on the number of threads. `progress` hears of
/// each field that is done, from any thread.
pub fn baseline(
    train: &[Piece],
    held_out: &[Piece],
    config: &BaselineConfig,
    progress: &(dyn Fn(Field) + Sync),
) -> Option<Baseline> {
    let count = |pieces: &[Piece]| pieces.iter().map(|it| n_notes(&it.events)).sum::<usize>();
    if count(train) == 0 || count(held_out) == 0 {
        return None;
    }
    let tasks: Vec<(Field, Situation)> = FIELDS
        .iter()
        .flat_map(|field| Situation::of_field(*field).iter().map(|it| (*field, *it)))
        .collect();
    let chains: Vec<Chain> = tasks
        .par_iter()
        .map(|task| {
            let levels = choose_levels(train, *task, config);
            let costs = costs(train, held_out, *task, &levels, config.given);
            progress(task.0);
            Chain { field: task.0, situation: task.1, levels, costs }
        })
        .collect();
    let mut sums = vec![[0.0; N_FIELDS]; held_out.len()];
    for chain in &chains {
        for (sums, cost) in sums.iter_mut().zip(&chain.costs) {
            sums[chain.field.idx()] += cost;
        }
    }
    let all = std::array::from_fn(|field| sums.iter().map(|it| it[field]).sum());
    let by_piece = sums
        .iter()
        .zip(held_out)
        .map(|(sums, piece)| FieldNll::from_sums(*sums, n_notes(&piece.events)))
        .collect();
    let nll = FieldNll::from_sums(all, count(held_out));
    Some(Baseline { chains, nll, by_piece })
}

fn choose_levels(train: &[Piece], task: (Field, Situation), config: &BaselineConfig) -> Vec<Level> {
    let ladders = candidates::ladders(task.0, config);
    let elements: Vec<Element> = ladders.iter().flatten().copied().collect();
    let rows = Rows::gather(&sample(train, config.n_events), task, &elements, config.given);
    contexts::choose(&rows, task.0, &ladders, config)
}

/// Pieces from all over the corpus with about `n_events` in all, at least one for each fold.
fn sample(train: &[Piece], n_events: usize) -> Vec<(u8, &Piece)> {
    let n_all: usize = train.iter().map(|it| it.events.len()).sum();
    let stride = (n_all / n_events.max(1)).clamp(1, (train.len() / N_FOLDS).max(1));
    let sample = train.iter().step_by(stride).enumerate();
    sample.map(|(idx, piece)| ((idx % N_FOLDS) as u8, piece)).collect()
}

/// The sum over the events of each held-out piece.
fn costs(
    train: &[Piece],
    held_out: &[Piece],
    task: (Field, Situation),
    levels: &[Level],
    given: Given,
) -> Vec<f64> {
    let elements: Vec<Element> = levels.iter().filter_map(|it| it.element).collect();
    let learned = train.iter().map(|it| (0, it));
    let pieces: Vec<(u8, &Piece)> =
        learned.chain(held_out.iter().map(|it| (HELD_OUT, it))).collect();
    let rows = Rows::gather(&pieces, task, &elements, given);
    let asked = rows.held_out();
    let mut costs = vec![0.0; held_out.len()];
    for (row, p) in asked.iter().zip(contexts::probabilities(&rows, task.0, levels, &asked)) {
        costs[rows.pieces[*row as usize] as usize - train.len()] -= p.ln();
    }
    costs
}
