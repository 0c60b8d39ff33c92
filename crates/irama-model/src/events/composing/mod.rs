//! Composing under orders: a search for a piece that a brief describes.
//!
//! [`Brief`] is what is asked for. `orders` makes it ready: `cells` say what is written and what
//! stays, `ground` which pitches may stand where. `search` tries ways side by side, each a
//! `particle` whose `outlook` says what may come next; `writing` asks the network for all of them at
//! once. `assembly` puts what is new among what stays.

mod assembly;
mod barriers;
mod brief;
mod cells;
mod check;
mod chord;
mod chords;
mod compass;
mod copying;
mod explaining;
mod ground;
mod harmony;
mod material;
mod names;
mod orders;
mod outlook;
mod part_order;
mod particle;
mod plan;
mod returning;
mod scale;
mod search;
mod span;
mod standing;
mod starting;
mod unmet;
mod watching;
mod writing;

use std::collections::BTreeSet;

use irama_events::Receipt;
use irama_neural::{Chance, Kernels, Precision};
use irama_score::{Note, Score};

pub use brief::{
    Brief, Choice, ChordNotes, Density, FieldTemperatures, LockedNote, PartBrief, Region, Returns,
    Temperature,
};
pub use chord::Chord;
pub use chords::{ChordError, Chords};
pub use explaining::{FieldWhy, NoteWhy, Runner};
pub use plan::{Plan, PlanError};
pub use scale::{Tonality, TonalityError};
pub use span::{Span, SpanError};
pub use unmet::Unmet;
pub use watching::{Go, Sketch};

use self::{
    assembly::assemble,
    material::{Material, Placed},
    orders::Orders,
    particle::Particle,
    search::{Dice, Found, search},
    writing::Desk,
};
use super::{model::EventsModel, stepping::Player};
use crate::ModelError;

/// The stream of chance that composing draws from.
const STREAM: u64 = 4;
/// Ways that are tried side by side if nothing is said and something is asked for.
pub const DEFAULT_PARTICLES: usize = 24;
/// The same where notes stay beside what is written, which fewer ways seldom fit.
pub const DEFAULT_PARTICLES_BESIDE: usize = 64;
/// The same where nothing is asked for, but bars return and should fit, or copying has a limit, at which
/// a way may end.
pub const DEFAULT_PARTICLES_RETURNING: usize = 8;

/// How to compose.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Composing {
    /// What the piece shall be.
    pub brief: Brief,
    /// The piece to continue or to rewrite.
    pub material: Option<Score>,
    /// How weights are stored.
    pub precision: Precision,
    /// Decides everything that chance decides.
    pub seed: u64,
    /// Which of several pieces for the same brief and seed this is.
    pub variation: u64,
}

/// What was composed.
#[derive(Clone, Debug, PartialEq)]
pub struct Composed {
    /// The piece.
    pub score: Score,
    /// The surprise of the model at its own notes, in nats a note; 0 without a note.
    pub nll_per_note: f64,
    /// The same at all notes whose likelihood counted, those after a refill and beside it included.
    pub heard_nll_per_note: f64,
    /// Notes that were written.
    pub n_notes: usize,
    /// The share of what is likely that orders took away from each new note, 0 to 1: one less the
    /// geometric mean of what they left. Bars that return and what instruments can play count too.
    pub removed_probability: f64,
    /// Whether anything was asked for that forbids notes or keeps some, but for a limit of copying.
    pub is_bound: bool,
    /// Ways that were tried, and how many of them counted, on average over all bar lines.
    pub n_particles: usize,
    /// See `n_particles`.
    pub effective_sample_size: f64,
    /// How often the search came to where nothing may follow, and backed up.
    pub n_back_ups: u64,
    /// What of the new notes stands in the files that were learned from.
    pub copied: Receipt,
    /// The bar after which composing was ended on the way, which as [`Brief::stop_after`] gives the
    /// same piece again.
    pub stopped_after: Option<u64>,
    /// Places of the new notes: their steps, seats and pitches.
    places: BTreeSet<material::Place>,
    /// All events up to the last that counted, for an explanation.
    events: Vec<standing::Written>,
}

impl Composed {
    /// How far apart two pieces are: the share of new notes that only one of them has, 0 to 1.
    pub fn distance(&self, other: &Self) -> f64 {
        let n_both = self.places.intersection(&other.places).count();
        let n_all = self.places.union(&other.places).count();
        if n_all == 0 { 0.0 } else { 1.0 - n_both as f64 / n_all as f64 }
    }
}

/// Composes a piece. `watch` is told how many bars are done and may end the work by returning false.
///
/// # Errors
///
/// If the brief cannot be met, before anything is composed, or if no way was found that keeps to it;
/// if the model is broken; and [`ModelError::Stopped`].
pub fn compose(
    model: &EventsModel,
    config: &Composing,
    kernels: Kernels,
    mut watch: impl FnMut(u64) -> bool,
) -> Result<Composed, ModelError> {
    let watch = |sketch: &Sketch<'_>| if watch(sketch.n_bars()) { Go::On } else { Go::Stop };
    compose_watched(model, config, kernels, watch, &|| false)
}

/// Composes a piece before the eyes of `watch`, which sees at each bar line and some notes that stay
/// what is certain by then, and says how to go on. `is_stopped` is asked before each note, from any
/// thread, whether there is to be no piece: bars may be long.
///
/// # Errors
///
/// As [`compose`].
pub fn compose_watched(
    model: &EventsModel,
    config: &Composing,
    kernels: Kernels,
    watch: impl FnMut(&Sketch<'_>) -> Go,
    is_stopped: &(dyn Fn() -> bool + Sync),
) -> Result<Composed, ModelError> {
    let orders = orders_of(model, config)?;
    let n_particles = match config.brief.particles {
        Some(n) => n,
        None if orders.share_of_writers() < 1.0 => DEFAULT_PARTICLES_BESIDE,
        None if orders.is_bound => DEFAULT_PARTICLES,
        None if orders.copying.is_on() || !orders.returns.is_empty() => DEFAULT_PARTICLES_RETURNING,
        None => 1,
    };
    let single = Player::new(model, 1, config.precision, kernels);
    let first = prelude(&Desk::new(model, &single, &orders, is_stopped))?;
    let player = Player::new(model, n_particles, config.precision, kernels);
    let desk = Desk::new(model, &player, &orders, is_stopped);
    let dice = Dice { seed: config.seed, stream: STREAM | (config.variation + 1) << 8 };
    let found = search(&desk, (first, n_particles), dice, watch)?;
    let stopped_after = found.stopped_at.map(|it| orders.bars_until(it));
    let ended = found.stopped_at.map(|it| orders.ended_at(it));
    let composed = finish(model, ended.as_ref().unwrap_or(&orders), found, n_particles);
    Ok(Composed { stopped_after, ..composed })
}

/// The brief made ready.
fn orders_of(model: &EventsModel, config: &Composing) -> Result<Orders, ModelError> {
    let mut chance = Chance::new(config.seed, STREAM, 0);
    let material = config.material.as_ref().map(Material::new);
    Orders::new(model, &config.brief, material, &mut chance)
}

/// A way that has heard what stays before anything is written.
fn prelude(desk: &Desk<'_>) -> Result<Particle, ModelError> {
    let mut first = Particle::new(desk.orders, desk.player.begin());
    let start = desk.orders.first_live().ok_or(ModelError::Broken)?;
    let is_before = |it: &Particle| it.standing.next(desk.orders).step < start;
    while is_before(&first) && !first.standing.has_ended() {
        if (desk.is_stopped)() {
            return Err(ModelError::Stopped);
        }
        desk.listen(&mut [&mut first]);
        first.look(desk.orders);
        first.finish(desk.orders, desk.passages);
    }
    Ok(first)
}

fn finish(model: &EventsModel, orders: &Orders, found: Found, n_particles: usize) -> Composed {
    let Found { chosen, effective_sample_size, n_back_ups, stopped_at } = found;
    let mut events = chosen.standing.events;
    events.truncate(events.partition_point(|it| stopped_at.is_none_or(|end| it.placed.step < end)));
    let new: Vec<Placed> = events.iter().filter(|it| it.is_new).map(|it| it.placed).collect();
    let score = assemble(orders, &new);
    let copied = match &orders.material {
        None => model.passages.receipt(&score),
        Some(_) => {
            let own: BTreeSet<(usize, Note)> =
                orders.own.iter().map(|it| (it.part, it.note)).collect();
            model.passages.receipt_without(&score, |part, note| own.contains(&(part, *note)))
        }
    };
    let tally = chosen.tally;
    let per = |sum: f64, n: usize| if n == 0 { 0.0 } else { sum / n as f64 };
    Composed {
        score,
        nll_per_note: per(tally.own_surprise, tally.n_own),
        heard_nll_per_note: per(tally.surprise, tally.n_heard),
        n_notes: new.len(),
        is_bound: orders.is_bound,
        removed_probability: 1.0 - per(tally.removed, tally.n_own).exp(),
        n_particles,
        effective_sample_size,
        n_back_ups,
        copied,
        stopped_after: None,
        places: new.iter().map(Placed::place).collect(),
        events,
    }
}

/// Why each new note of a piece is what it is: the probability of each field and its runners-up, as
/// the model saw them when it was written.
///
/// # Errors
///
/// As [`compose`] with the same settings.
pub fn explain(
    model: &EventsModel,
    config: &Composing,
    composed: &Composed,
    kernels: Kernels,
) -> Result<Vec<NoteWhy>, ModelError> {
    let orders = orders_of(model, config)?;
    let player = Player::new(model, 1, config.precision, kernels);
    explaining::explain(&Desk::new(model, &player, &orders, &|| false), &composed.events)
}
