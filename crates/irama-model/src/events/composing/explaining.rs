//! Why each note is what it is: the piece once more, note by note, with all that could have come.

use irama_events::{Event, Field};
use irama_neural::maths;
use serde::Serialize;

use super::{
    material::tick,
    names::name_of,
    particle::{Particle, fields},
    standing::Written,
    writing::Desk,
};
use crate::{
    ModelError,
    events::{deciding::Decision, sampling::Sampling},
};

/// Values that are named beside the one that was chosen.
const N_RUNNERS: usize = 3;

/// Why a new note is what it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NoteWhy {
    /// Its bar, counted from 1.
    pub bar: u64,
    /// The tick of its grid step, 480 to a quarter.
    pub tick: u64,
    /// Its part.
    pub part: String,
    /// Its pitch.
    pub pitch: u8,
    /// Whether it returns by the plan.
    pub returns: bool,
    /// One a field, in the order in which they were chosen.
    pub fields: Vec<FieldWhy>,
}

/// Why a field has its value.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FieldWhy {
    /// Such as `pitch`.
    pub field: &'static str,
    /// The value that was chosen.
    pub value: u8,
    /// How likely the model found it.
    pub probability: f64,
    /// The share of what the model found likely that the orders allowed.
    pub allowed: f64,
    /// The likeliest other values, whether or not they were allowed.
    pub runners_up: Vec<Runner>,
}

/// Another value.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Runner {
    /// The value.
    pub value: u8,
    /// How likely the model found it.
    pub probability: f64,
    /// Whether the orders allowed it.
    pub is_allowed: bool,
}

/// Goes through events that were written, and tells why the new ones are what they are.
pub(super) fn explain(desk: &Desk<'_>, events: &[Written]) -> Result<Vec<NoteWhy>, ModelError> {
    let mut particle = Particle::new(desk.orders, desk.player.begin());
    let mut all = Vec::new();
    for written in events {
        let mut event = written.placed.event;
        event.set_wait((written.placed.step - particle.standing.now) as u32);
        desk.listen(&mut [&mut particle]);
        particle.look(desk.orders);
        let mut why = Vec::new();
        for field in fields() {
            if particle.has(field) {
                why.push(field_why(desk, &mut particle, (field, &event))?);
            }
        }
        let returns = particle.is_forced();
        particle.finish(desk.orders, desk.passages);
        if written.is_new {
            all.push(note_why(desk, written, returns, why));
        }
    }
    Ok(all)
}

fn note_why(desk: &Desk<'_>, written: &Written, returns: bool, fields: Vec<FieldWhy>) -> NoteWhy {
    let placed = &written.placed;
    let bars = &desk.orders.bars;
    NoteWhy {
        bar: bars.partition_point(|it| it.start <= tick(placed.step)) as u64,
        tick: tick(placed.step).0,
        part: name_of(placed.event.seat()),
        pitch: placed.event.get(Field::Pitch),
        returns,
        fields,
    }
}

fn field_why(
    desk: &Desk<'_>,
    particle: &mut Particle,
    (field, event): (Field, &Event),
) -> Result<FieldWhy, ModelError> {
    let value = event.get(field);
    let has_choice = particle.ask(desk.orders, desk.passages, field);
    if !has_choice {
        particle.decide(desk.orders, field, &Decision::forced(value));
        let (probability, allowed, runners_up) = (1.0, 1.0, Vec::new());
        return Ok(FieldWhy { field: field.name(), value, probability, allowed, runners_up });
    }
    let told = [(&particle.known, &particle.state)];
    let logits = desk.player.logits(field.idx(), &told).pop().ok_or(ModelError::Broken)?;
    let (legal, mask) = particle.sets();
    // As the model has it, whatever temperature it was chosen at.
    let plain = Sampling::default();
    let among = if mask & legal == 0 { mask } else { mask & legal };
    let decision = plain.weigh(&logits, (legal, among), usize::from(value));
    particle.decide(desk.orders, field, &decision);
    let probability = |it: u8| {
        let surprise = plain.weigh(&logits, (legal, among), usize::from(it)).surprise;
        f64::from(maths::exp(-surprise as f32))
    };
    let others = (0..logits.len() as u8).filter(|it| legal >> it & 1 == 1 && *it != value);
    let mut runners_up: Vec<Runner> = others
        .map(|it| Runner {
            value: it,
            probability: probability(it),
            is_allowed: mask >> it & 1 == 1,
        })
        .collect();
    runners_up.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    runners_up.truncate(N_RUNNERS);
    Ok(FieldWhy {
        field: field.name(),
        value,
        probability: probability(value),
        allowed: f64::from(maths::exp(decision.left as f32)),
        runners_up,
    })
}
