//! A song in full: every note, where its bars are, and its recipe.

use irama_model::events::Recipe;
use irama_score::{Gesture, Note, Part, Program, Score};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::summary::shown;
use crate::{documents::Song, json};

/// A tempo and when it begins.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct SheetTempo {
    tick: u64,
    bpm: f64,
}

/// A meter and when it begins.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct SheetMeter {
    tick: u64,
    numerator: u8,
    denominator: u8,
}

/// A key and when it begins.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct SheetKey {
    tick: u64,
    key: String,
}

/// A part with its notes: `[tick, length, pitch, velocity]`, by tick and pitch.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct SheetPart {
    name: String,
    program: Option<u8>,
    is_drums: bool,
    /// The MIDI channel, from 1, where it is certain.
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<u8>,
    /// The first volume that the file states, 0 to 127.
    #[serde(skip_serializing_if = "Option::is_none")]
    volume: Option<u8>,
    notes: Vec<(u64, u64, u8, u8)>,
}

/// A song in full.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Sheet {
    /// The song in short; its list of parts gives way to the one below.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    song: serde_json::Map<String, Value>,
    end_tick: u64,
    tempos: Vec<SheetTempo>,
    meters: Vec<SheetMeter>,
    keys: Vec<SheetKey>,
    /// Where each bar begins, and where the last one ends.
    bar_ticks: Vec<u64>,
    parts: Vec<SheetPart>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object)]
    recipe: Option<Value>,
}

/// All that is told of a song.
pub(crate) fn sheet_of(song: &Song, score: &Score) -> Sheet {
    let mut short = json::plain(song).as_object().cloned().unwrap_or_default();
    short.remove("parts");
    let tempos = score
        .tempos
        .iter()
        .map(|it| SheetTempo { tick: it.at.0, bpm: it.beats_per_minute() })
        .collect();
    let meters = score.meters.iter().map(|it| SheetMeter {
        tick: it.at.0,
        numerator: it.meter.numerator,
        denominator: it.meter.denominator,
    });
    let keys =
        score.keys.iter().map(|it| SheetKey { tick: it.at.0, key: it.key.to_string() }).collect();
    let bars = score.bars();
    let end = bars.last().map_or(0, |it| it.end.0);
    Sheet {
        song: short,
        end_tick: score.end.0,
        tempos,
        meters: meters.collect(),
        keys,
        bar_ticks: bars.iter().map(|it| it.start.0).chain([end]).collect(),
        parts: score.parts.iter().map(part_of).collect(),
        recipe: Recipe::of(score).map(|it| json::plain(&it)),
    }
}

fn part_of(part: &Part) -> SheetPart {
    let volume = part.controls.iter().find_map(|it| match it.gesture {
        Gesture::Controller { number: 7, value } => Some(value),
        _ => None,
    });
    let note = |it: &Note| (it.start.0, it.duration.0, it.pitch.number(), it.velocity.level());
    SheetPart {
        name: shown(&part.name),
        program: part.program.map(Program::number),
        is_drums: part.is_drums,
        channel: part.is_drums.then_some(10),
        volume,
        notes: part.notes.iter().map(note).collect(),
    }
}
