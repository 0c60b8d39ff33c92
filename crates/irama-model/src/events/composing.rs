//! Composing with the events model: note by note, field by field.

use irama_events::{
    Event, FIELDS, Field, Frame, FramePart, Piece, STEPS_PER_QUARTER, Seat, TICKS_PER_STEP, decode,
    encode,
};
use irama_neural::{BagRow, Chance, HeadRow, Kernels, Precision};
use irama_score::{BarGrid, Key, Meter, MeterChange, Score, TempoChange, Tick};

use super::{
    memory::{Memory, Row, Variation},
    model::EventsModel,
    music::{Given, Music, Song, tempo_class},
    sampling::{Sampling, log_likelihood},
    stepping::Player,
};
use crate::ModelError;

/// The stream of chance that composing draws from.
const STREAM: u64 = 4;
/// Events in a bar, at most: what a model that goes astray may write.
const MAX_EVENTS_IN_BAR: u64 = 1_024;

/// How to compose.
#[derive(Clone, Debug, PartialEq)]
pub struct Composing {
    /// How many bars to write, after those of the prompt.
    pub n_bars: u64,
    /// How freely to choose.
    pub sampling: Sampling,
    /// Beats a minute; `None`: as the band plays.
    pub tempo: Option<f64>,
    /// The meter; `None`: as the band plays.
    pub meter: Option<Meter>,
    /// The key; `None`: as the band plays.
    pub key: Option<Key>,
    /// Who plays; `None`: a band that was learned from, by chance.
    pub seats: Option<Vec<Seat>>,
    /// The piece to continue.
    pub prompt: Option<Score>,
    /// How weights are stored.
    pub precision: Precision,
    /// Decides everything that chance decides.
    pub seed: u64,
}

impl Default for Composing {
    fn default() -> Self {
        Self {
            n_bars: 16,
            sampling: Sampling::default(),
            tempo: None,
            meter: None,
            key: None,
            seats: None,
            prompt: None,
            precision: Precision::F32,
            seed: 0,
        }
    }
}

/// What was composed.
#[derive(Clone, Debug, PartialEq)]
pub struct Composed {
    /// The piece.
    pub score: Score,
    /// The surprise of the model at its own notes, in nats a note; 0 without a note.
    pub nll_per_note: f64,
    /// Notes that were written.
    pub n_notes: usize,
}

/// Composes a piece. `watch` is told how many bars of how many are done and may end the work by
/// returning false.
pub fn compose(
    model: &EventsModel,
    config: &Composing,
    kernels: Kernels,
    mut watch: impl FnMut(u64) -> bool,
) -> Result<Composed, ModelError> {
    check(config)?;
    let mut chance = Chance::new(config.seed, STREAM, 0);
    let start = Start::new(model, config, &mut chance)?;
    let song =
        Song { piece: Piece { frame: start.frame, events: start.events }, given: start.given };
    let network = model.network();
    let player = Player::new(network, &model.weights, config.precision, kernels);
    let (mut state, mut music) =
        (player.begin(), Music::begin(&song, Variation::default()).ending_strictly());
    let mut input = BagRow::default();
    let mut listen = |music: &Music| {
        input.clear();
        music.input(&mut input);
        input.end_step();
        player.step(&input, &mut state);
        state.clone()
    };
    for event in &song.piece.events {
        listen(&music);
        music.push(&event.row);
    }
    let (mut events, mut known) = (song.piece.events.clone(), HeadRow::default());
    let (mut surprise, mut n_notes, first_bar) = (0.0, 0, music.at().bar_idx);
    let max_events = (config.n_bars + 1).saturating_mul(MAX_EVENTS_IN_BAR);
    for _ in 0..max_events {
        let state = listen(&music);
        let mut row = Row::default();
        for field in 0..FIELDS.len() {
            if field >= Music::n_fields(&row) && field > Field::Seat.idx() {
                break;
            }
            known.clear();
            let legal = music.known(field, &row, &mut known);
            known.end_step(legal, 0);
            let logits = player.logits(field, &known, &state);
            let value = config.sampling.choose(&logits, legal, chance.uniform());
            let value = value.ok_or(ModelError::Broken)?;
            surprise -= log_likelihood(&logits, legal, value);
            row[field] = u8::try_from(value).unwrap_or(u8::MAX);
        }
        let event = Event { row };
        music.push(&row);
        events.push(event);
        n_notes += usize::from(event.seat().is_note());
        if event.seat() == Seat::END || !watch(music.at().bar_idx - first_bar) {
            break;
        }
    }
    close(&mut events, song.given.end_step);
    let score = decode(&song.piece.frame, &events);
    Ok(Composed { score, nll_per_note: surprise / n_notes.max(1) as f64, n_notes })
}

/// What a piece begins with.
struct Start {
    frame: Frame,
    given: Given,
    events: Vec<Event>,
}

impl Start {
    fn new(
        model: &EventsModel,
        config: &Composing,
        chance: &mut Chance,
    ) -> Result<Self, ModelError> {
        let band = model.bands.get(chance.below(model.bands.len()));
        let band = band.ok_or(ModelError::Broken)?;
        let prompt = config.prompt.as_ref().map(encode);
        let mut frame = prompt.as_ref().map_or_else(|| band.frame(), |it| it.frame.clone());
        if let Some(seats) = &config.seats {
            frame.parts = parts_of(model, seats, prompt.as_ref().map(|it| &it.frame));
        }
        if let Some(meter) = config.meter {
            frame.meters = vec![MeterChange { at: Tick::ZERO, meter }];
        }
        if let Some(tempo) = config.tempo {
            let micros_per_quarter = (60e6 / tempo).round() as u32;
            frame.tempos = vec![TempoChange { at: Tick::ZERO, micros_per_quarter }];
        }
        let mut events = prompt.map(|it| it.events).unwrap_or_default();
        events.retain(|it| it.seat() != Seat::END);
        let bars = BarGrid::new(&frame.meters);
        let prompt_bars = config.prompt.as_ref().map_or(0, Score::n_bars);
        let n_bars = prompt_bars + config.n_bars;
        let last = bars.bars_until(Tick(u64::MAX)).nth(n_bars as usize - 1);
        let end = last.map_or(Tick::ZERO, |it| it.end);
        let playing = config.seats.clone();
        let playing = playing.unwrap_or_else(|| frame.parts.iter().map(|it| it.seat).collect());
        let seats = playing.iter().fold(0, |seats, it| seats | 1_u128 << it.0);
        let key = match &config.prompt {
            Some(prompt) => irama_score::infer_key(prompt, None).value(),
            None => band.key,
        };
        let given = Given {
            key: config.key.or(key),
            tempo: Some(tempo_class(&frame)),
            seats: Some(seats),
            n_bars: Some(n_bars),
            end_step: Some(end.0.div_ceil(TICKS_PER_STEP)),
        };
        Ok(Self { frame, given, events })
    }
}

/// Parts on these seats with instruments as a prompt or the learned bands have them, and those of
/// the prompt that play no more.
fn parts_of(model: &EventsModel, seats: &[Seat], prompt: Option<&Frame>) -> Vec<FramePart> {
    let mut parts = prompt.map_or_else(Vec::new, |it| it.parts.clone());
    for seat in seats {
        let learned = model.bands.iter().flat_map(|it| &it.parts).filter(|it| it.0 == *seat);
        let program = learned.into_iter().find_map(|it| it.1).or(seat.first_program());
        if parts.iter().all(|it| it.seat != *seat) {
            parts.push(FramePart { seat: *seat, name: String::new(), program });
        }
    }
    parts.sort_by_key(|it| it.seat);
    parts
}

/// Sees to it that the piece ends where it should, wherever the writing stopped.
fn close(events: &mut Vec<Event>, end_step: Option<u64>) {
    if events.last().is_some_and(|it| it.seat() == Seat::END) {
        return;
    }
    let done: u64 = events.iter().map(|it| u64::from(it.wait())).sum();
    let mut left = end_step.unwrap_or(done).saturating_sub(done);
    let rest = 15 * u64::from(STEPS_PER_QUARTER);
    while left >= rest + u64::from(STEPS_PER_QUARTER) {
        events.push(Event::mark(Seat::REST, rest as u32));
        left -= rest;
    }
    events.push(Event::mark(Seat::END, left as u32));
}

fn check(config: &Composing) -> Result<(), ModelError> {
    let unusable = |name, value: String, wanted| Err(ModelError::Setting { name, value, wanted });
    if !(1..=100_000).contains(&config.n_bars) {
        return unusable("number of bars", config.n_bars.to_string(), "1 to 100,000");
    }
    let Sampling { temperature, top_k, top_p, min_p } = config.sampling;
    if !(0.0..=100.0).contains(&temperature) {
        return unusable("temperature", temperature.to_string(), "0 to 100");
    }
    if top_k == Some(0) {
        return unusable("top-k", "0".into(), "1 or more");
    }
    if let Some(p) = top_p.filter(|it| !(*it > 0.0 && *it <= 1.0)) {
        return unusable("top-p", p.to_string(), "above 0, at most 1");
    }
    if let Some(p) = min_p.filter(|it| !(0.0..=1.0).contains(it)) {
        return unusable("min-p", p.to_string(), "0 to 1");
    }
    if let Some(tempo) = config.tempo.filter(|it| !(4.0..=1_000.0).contains(it)) {
        return unusable("tempo", tempo.to_string(), "4 to 1,000 beats a minute");
    }
    if config.seats.as_ref().is_some_and(Vec::is_empty) {
        return unusable("number of parts", "0".into(), "1 or more");
    }
    Ok(())
}
