//! Changes that people make to a song: pure, and nothing changes but what an edit names.
//!
//! Every other part, controller and text stays as it was. Notes that an edit moves onto others of
//! their pitch give way, never the others: see `settle`.

mod loose;
mod moves;
mod notes;
mod settle;

use irama_model::events::Span;
use irama_score::{Gesture, Part, Program, Score, TempoChange, Tick};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use self::notes::Notes;
use crate::{error::Refusal, names};

/// A note by where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NotePlace {
    /// The index of its part.
    pub(crate) part: usize,
    pub(crate) tick: u64,
    pub(crate) pitch: u8,
}

/// What becomes of a note; what is left out stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct NoteChange {
    pub(crate) tick: Option<u64>,
    pub(crate) length: Option<u64>,
    pub(crate) pitch: Option<u8>,
    pub(crate) velocity: Option<u8>,
}

/// A change. `parts` are indices, `bars` such as `5-8`; what is left out means all. Drums are
/// transposed only where they are named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
#[allow(missing_docs, reason = "the interface's own names say it")]
pub(crate) enum Edit {
    /// Takes notes away.
    Delete { notes: Vec<NotePlace> },
    /// Adds notes: `[tick, length, pitch, velocity]`.
    Add { part: usize, notes: Vec<(u64, u64, u8, u8)> },
    /// Moves or changes one note.
    Change { part: usize, tick: u64, pitch: u8, to: NoteChange },
    /// Moves notes up or down.
    Transpose {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parts: Option<Vec<usize>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(value_type = Option<String>)]
        bars: Option<Span>,
        semitones: i32,
    },
    /// Moves notes towards a grid such as `1/16` or `1/8T`.
    Quantise {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parts: Option<Vec<usize>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(value_type = Option<String>)]
        bars: Option<Span>,
        grid: String,
        /// 0 for not at all, 1 for onto it.
        strength: f64,
    },
    /// Moves notes a little off the beat, and makes them louder or softer, by chance.
    Humanise {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parts: Option<Vec<usize>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(value_type = Option<String>)]
        bars: Option<Span>,
        /// 0 for not at all, 1 for much.
        amount: f64,
        seed: u64,
    },
    /// Has a part played by another instrument throughout.
    Program { part: usize, program: u8 },
    /// Renames a part.
    Rename { part: usize, name: String },
    /// Takes a part away.
    RemovePart { part: usize },
    /// Gives the whole piece one tempo, in quarter notes a minute.
    Tempo { bpm: f64 },
}

/// Makes all changes, in order, or none: then the error names the one that cannot be made.
pub(crate) fn apply(score: &Score, edits: &[Edit]) -> Result<Score, Refusal> {
    let mut notes = Notes::of(score.clone());
    for (idx, edit) in edits.iter().enumerate() {
        one(&mut notes, edit).map_err(|it| within_edit(it, idx))?;
    }
    Ok(notes.into_score())
}

fn within_edit(mut refusal: Refusal, idx: usize) -> Refusal {
    let field = refusal.body.field.take().map(|it| format!(".{it}")).unwrap_or_default();
    refusal.field(format!("edits[{idx}]{field}"))
}

fn one(notes: &mut Notes, edit: &Edit) -> Result<(), Refusal> {
    match edit {
        Edit::Delete { notes: places } => notes.delete(places),
        Edit::Add { part, notes: coming } => notes.add(*part, coming),
        Edit::Change { part, tick, pitch, to } => {
            notes.change(NotePlace { part: *part, tick: *tick, pitch: *pitch }, *to)
        }
        Edit::Transpose { parts, bars, semitones } => {
            moves::transpose(notes.whole(), parts.as_deref(), *bars, *semitones)
        }
        Edit::Quantise { parts, bars, grid, strength } => {
            moves::quantise(notes.whole(), (parts.as_deref(), *bars), grid, *strength)
        }
        Edit::Humanise { parts, bars, amount, seed } => {
            moves::humanise(notes.whole(), (parts.as_deref(), *bars), *amount, *seed)
        }
        Edit::Program { part, program } => set_program(part_of(notes.whole(), *part)?, *program),
        Edit::Rename { part, name } => {
            part_of(notes.whole(), *part)?.name = names::checked("name", name)?;
            Ok(())
        }
        Edit::RemovePart { part } => {
            part_of(notes.whole(), *part)?;
            notes.whole().parts.remove(*part);
            Ok(())
        }
        Edit::Tempo { bpm } => set_tempo(notes.whole(), *bpm),
    }
}

/// A part by its index.
fn part_of(score: &mut Score, idx: usize) -> Result<&mut Part, Refusal> {
    let n = score.parts.len();
    score.parts.get_mut(idx).ok_or_else(|| {
        let message = format!("there is no part {idx} among {n}");
        Refusal::invalid("part", message, "give the index of a part, from 0").value("parts", n)
    })
}

/// Later changes of program and banks go: they would bring another instrument back.
fn set_program(part: &mut Part, program: u8) -> Result<(), Refusal> {
    let program = Program::new(program).ok_or_else(|| {
        let message = format!("the program is {program}, but must be 0 to 127");
        Refusal::invalid("program", message, "give a General MIDI program, from 0")
    })?;
    part.program = Some(program);
    let is_instrument = |it: &Gesture| {
        matches!(it, Gesture::Program(_) | Gesture::Controller { number: 0 | 32, .. })
    };
    part.controls.retain(|it| !is_instrument(&it.gesture));
    Ok(())
}

fn set_tempo(score: &mut Score, bpm: f64) -> Result<(), Refusal> {
    if !(4.0..=1000.0).contains(&bpm) {
        let message = format!("the tempo is {bpm}, but must be 4 to 1000");
        return Err(Refusal::invalid("bpm", message, "give quarter notes a minute, 4 to 1000"));
    }
    let micros_per_quarter = (60e6 / bpm).round() as u32;
    score.tempos = vec![TempoChange { at: Tick::ZERO, micros_per_quarter }];
    Ok(())
}

#[cfg(test)]
mod tests;
