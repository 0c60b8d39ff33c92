//! What is in a MIDI file, in words and in JSON.

use irama_corpus::display_name;
use irama_score::{Known, Part, Program, Reading, infer_key, infer_meter, infer_tempo};
use serde_json::{Value, json};

use crate::voice::{Voice, counted, grouped};

pub(super) fn facts(reading: &Reading, name: Option<&str>) -> Value {
    let score = &reading.score;
    let part = |part: &Part| {
        json!({
            "name": display_name(part.name.as_ref()),
            "program": part.program.map(Program::number),
            "is_drums": part.is_drums,
            "notes": part.notes.len(),
        })
    };
    let key = match infer_key(score, name) {
        Known::Stated(key) => Known::Stated(key.to_string()),
        Known::Inferred(key) => Known::Inferred(key.to_string()),
        Known::Unknown => Known::Unknown,
    };
    json!({
        "notes": reading.note_ons.len(),
        "parts": score.parts.iter().map(part).collect::<Vec<_>>(),
        "ticks_per_quarter": reading.ticks_per_quarter,
        "tempos": score.tempos.iter().map(|it| {
            json!({ "at": it.at.0, "beats_per_minute": it.beats_per_minute() })
        }).collect::<Vec<_>>(),
        "meters": score.meters.iter().map(|it| {
            json!({ "at": it.at.0, "meter": it.meter.to_string() })
        }).collect::<Vec<_>>(),
        "key": key,
        "bars": score.n_bars(),
        "seconds": score.tempo_map().seconds_at(score.end),
        "repairs": reading.repairs.iter().map(|it| {
            json!({ "what": it.what, "at": it.at })
        }).collect::<Vec<_>>(),
    })
}

pub(super) fn describe(
    reading: &Reading,
    (shown, name): (&str, Option<&str>),
    voice: &Voice,
) -> String {
    let score = &reading.score;
    let seconds = score.tempo_map().seconds_at(score.end);
    let (notes, bars) = (reading.note_ons.len() as u64, score.n_bars());
    let parts = score.parts.len() as u64;
    let tempo = say(infer_tempo(score, name), voice, |it| {
        let beats = it.beats_per_minute();
        voice.pick(format!("{beats:.1} beats a minute"), format!("{beats:.1} ketukan per menit"))
    });
    let mut lines = vec![
        voice.pick(
            format!(
                "{shown}: {}, {}, {seconds:.1} s, {}",
                counted(notes, "note"),
                counted(bars, "bar"),
                counted(parts, "part")
            ),
            format!(
                "{shown}: {} not, {} birama, {seconds:.1} dtk, {parts} bagian",
                grouped(notes),
                grouped(bars)
            ),
        ),
        format!("{:<10}{tempo}", "tempo"),
        format!(
            "{:<10}{}",
            voice.pick("key", "kunci"),
            say(infer_key(score, name), voice, |it| it.to_string())
        ),
        format!(
            "{:<10}{}",
            voice.pick("meter", "sukat"),
            say(infer_meter(score), voice, |it| it.to_string())
        ),
    ];
    lines.extend(score.parts.iter().map(|it| describe_part(it, voice)));
    lines.extend(reading.repairs.iter().map(|it| {
        voice.pick(
            format!("{:<10}{} (byte {})", "repair", it.what, it.at),
            format!("{:<10}{} (bita {})", "perbaikan", voice.of_below(&it.what), it.at),
        )
    }));
    lines.join("\n")
}

fn describe_part(part: &Part, voice: &Voice) -> String {
    let kind = match (part.is_drums, part.program) {
        (true, _) => "drums".to_owned(),
        (false, Some(program)) => format!("program {}", program.number()),
        (false, None) => voice.pick("no program", "tanpa program"),
    };
    let n = part.notes.len() as u64;
    let notes = voice.pick(counted(n, "note"), format!("{} not", grouped(n)));
    let name = display_name(part.name.as_ref());
    format!("{:<10}{name:<24} {kind:<12} {notes:>12}", voice.pick("part", "bagian"))
}

/// A fact and how it is known.
fn say<T>(known: Known<T>, voice: &Voice, show: impl Fn(T) -> String) -> String {
    match known {
        Known::Stated(it) => format!("{} ({})", show(it), voice.pick("stated", "tertulis")),
        Known::Inferred(it) => format!("{} ({})", show(it), voice.pick("inferred", "perkiraan")),
        Known::Unknown => voice.pick("unknown", "tidak diketahui"),
    }
}
