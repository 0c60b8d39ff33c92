//! `irama inspect`: what is in a MIDI file, a collection or a model.

use std::{
    fs,
    io::{self, Read},
    path::Path,
};

use irama_corpus::{Corpus, FileReport, Keep, Status, display_name};
use irama_model::classic::ClassicModel;
use irama_score::{Known, Part, Program, Reading, infer_key, infer_meter, infer_tempo};
use serde_json::{Value, json};

use super::compose::load;
use crate::{
    args::InspectArgs,
    failure::Failure,
    gather, signals,
    voice::{Voice, counted, grouped, print, print_json, to_json},
};

/// Larger files are left to the corpus reader, which refuses them.
const MAX_MIDI_BYTES: u64 = 8 << 20;
/// Odd files of a collection that are named without `-v`.
const MAX_NAMED: usize = 20;

pub(crate) fn run(args: &InspectArgs, voice: &Voice) -> Result<(), Failure> {
    signals::listen(voice.pick("stopping…", "berhenti…"), voice);
    if let [path] = args.paths.as_slice() {
        match kind_of(path) {
            Kind::Model => return model(&load(path, voice)?, args, voice),
            Kind::Midi => return midi(path, args, voice),
            Kind::Collection => (),
        }
    }
    let corpus = gather::read(&args.paths, Keep::Nothing, !args.no_cache, voice)?;
    if args.json {
        return print_json(&corpus.report);
    }
    print(&describe(&corpus, voice))
}

/// What a path is to be read as.
enum Kind {
    Model,
    Midi,
    Collection,
}

/// By the first bytes, or else by the name: a file that is cut or damaged is still what it is
/// called.
fn kind_of(path: &Path) -> Kind {
    let Ok(metadata) = fs::metadata(path) else { return Kind::Collection };
    if !metadata.is_file() {
        return Kind::Collection;
    }
    let start = first_bytes(path, 12).unwrap_or_default();
    let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
    let is_midi_name = ["mid", "midi", "kar", "rmi"].iter().any(|it| ending == *it);
    let is_riff_midi = start.starts_with(b"RIFF") && start.ends_with(b"RMID");
    if start.starts_with(b"IRAMA ") || ending == "irama" {
        Kind::Model
    } else if metadata.len() > MAX_MIDI_BYTES || start.starts_with(b"PK\x03\x04") {
        Kind::Collection
    } else if start.starts_with(b"MThd") || is_riff_midi || is_midi_name {
        Kind::Midi
    } else {
        Kind::Collection
    }
}

fn first_bytes(path: &Path, n: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(n).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn midi(path: &Path, args: &InspectArgs, voice: &Voice) -> Result<(), Failure> {
    let shown = display_name(path);
    let reading = gather::read_file(path, voice)?;
    let name = path.file_name().and_then(|it| it.to_str());
    if args.json {
        print_json(&midi_facts(&reading, name))
    } else {
        print(&describe_midi(&reading, (&shown, name), voice))
    }
}

fn midi_facts(reading: &Reading, name: Option<&str>) -> Value {
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

fn describe_midi(reading: &Reading, (shown, name): (&str, Option<&str>), voice: &Voice) -> String {
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
            voice.pick("meter", "birama"),
            say(infer_meter(score), voice, |it| it.to_string())
        ),
    ];
    lines.extend(score.parts.iter().map(|it| describe_part(it, voice)));
    lines.extend(reading.repairs.iter().map(|it| {
        voice.pick(
            format!("{:<10}{} (byte {})", "repair", it.what, it.at),
            format!("{:<10}{} (bita {})", "perbaikan", it.what, it.at),
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

fn model(model: &ClassicModel, args: &InspectArgs, voice: &Voice) -> Result<(), Failure> {
    let network = model.network();
    let (config, scale, best) = (&model.config, model.scale, &model.best);
    if args.json {
        return print_json(&json!({
            "kind": "classic",
            "parameters": network.n_parameters(),
            "trainable_parameters": network.weights.len(),
            "schema": {
                "fields": ["pitch"],
                "window": config.window,
                "lowest_pitch": scale.lowest,
                "highest_pitch": scale.highest,
            },
            "settings": to_json(config),
            "history": to_json(&model.history),
            "sources": model.sources,
        }));
    }
    let n = grouped(network.n_parameters() as u64);
    let trained = grouped(network.weights.len() as u64);
    let units: Vec<String> = config.units.iter().map(ToString::to_string).collect();
    let (units, epochs) = (units.join(","), model.history.len());
    let mut lines = vec![
        voice.pick(
            format!("a classic model: {n} parameters, {trained} trainable"),
            format!("model classic: {n} parameter, {trained} dapat dilatih"),
        ),
        voice.pick(
            format!(
                "continues {} notes with pitches {} to {}; LSTM units {units}; seed {}",
                config.window, scale.lowest, scale.highest, config.seed
            ),
            format!(
                "melanjutkan {} not dengan nada {} sampai {}; unit LSTM {units}; seed {}",
                config.window, scale.lowest, scale.highest, config.seed
            ),
        ),
        voice.pick(
            format!(
                "best epoch {} of {epochs}: val_loss {:.4}, val_mae {:.4}",
                best.epoch, best.val_loss, best.val_mae
            ),
            format!(
                "epoch terbaik {} dari {epochs}: val_loss {:.4}, val_mae {:.4}",
                best.epoch, best.val_loss, best.val_mae
            ),
        ),
    ];
    lines.extend(model.sources.iter().map(|it| {
        let path = display_name(it.path.as_ref());
        let licence = it.licence.as_deref().map(|it| display_name(it.as_ref()));
        let licence =
            licence.unwrap_or_else(|| voice.pick("no licence stated", "lisensi tidak disebut"));
        voice.pick(
            format!("learned from {path} ({}; {licence})", counted(it.notes, "note")),
            format!("belajar dari {path} ({} not; {licence})", grouped(it.notes)),
        )
    }));
    print(&lines.join("\n"))
}

fn describe(corpus: &Corpus, voice: &Voice) -> String {
    let report = &corpus.report;
    let rows = [
        (voice.pick("files", "berkas"), report.files_found as u64),
        (voice.pick("  kept", "  dipakai"), report.files_kept as u64),
        (voice.pick("  dropped", "  dilewati"), report.files_dropped as u64),
        (voice.pick("    duplicates", "    duplikat"), report.duplicates as u64),
        (voice.pick("notes", "not"), report.notes),
        (voice.pick("  in kept files", "  di berkas yang dipakai"), report.notes_kept),
        (voice.pick("bars", "birama"), report.bars),
    ];
    let mut lines: Vec<String> =
        rows.into_iter().map(|(name, n)| format!("{name:<26}{:>12}", grouped(n))).collect();
    for (ending, n) in &report.other_files {
        let none = voice.pick("without an ending", "tanpa akhiran");
        let ending = if ending.is_empty() { &none } else { ending };
        lines.push(
            voice.pick(format!("not MIDI: {n} {ending}"), format!("bukan MIDI: {n} {ending}")),
        );
    }
    let limit = if voice.is_verbose() { usize::MAX } else { MAX_NAMED };
    let odd = || report.files.iter().filter_map(|it| describe_odd(it, voice));
    lines.extend(odd().take(limit));
    let n_more = odd().count().saturating_sub(limit);
    if n_more > 0 {
        lines.push(voice.pick(
            format!("and {n_more} more; -v lists all"),
            format!("dan {n_more} lagi; -v menampilkan semua"),
        ));
    }
    lines.join("\n")
}

/// A line about a file that was dropped or repaired.
fn describe_odd(file: &FileReport, voice: &Voice) -> Option<String> {
    if let (Status::Dropped, Some(reason)) = (file.status, &file.reason) {
        let dropped = voice.pick("dropped", "dilewati");
        return Some(format!("{dropped:<11}{}: {reason}", file.path));
    }
    if file.repairs.is_empty() {
        return None;
    }
    let repairs: Vec<&str> = file.repairs.iter().map(|it| it.what.as_str()).collect();
    let repaired = voice.pick("repaired", "dibetulkan");
    Some(format!("{repaired:<11}{}: {}", file.path, repairs.join("; ")))
}
