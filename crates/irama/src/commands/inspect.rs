//! `irama inspect`: what is in a MIDI file, a collection or a model.

use std::{fs, path::Path};

use irama_corpus::{Corpus, Keep, Status, display_name};
use irama_model::classic::ClassicModel;
use irama_score::{Known, Reading, infer_key, infer_meter, infer_tempo, read_midi};
use serde_json::{Value, json};

use crate::{
    args::InspectArgs,
    failure::Failure,
    gather, signals,
    voice::{Voice, grouped, print, print_json},
};

/// How every model file begins.
const MODEL_MAGIC: &[u8] = b"IRAMA ";
/// Larger files are left to the corpus reader, which has limits.
const MAX_MIDI_BYTES: u64 = 8 << 20;

pub(crate) fn run(args: &InspectArgs, voice: &Voice) -> Result<(), Failure> {
    signals::listen(voice.pick("stopping…", "berhenti…"), voice);
    if let [path] = args.paths.as_slice() {
        if is_model(path) {
            return model(&ClassicModel::load(path)?, args);
        }
        if is_midi_name(path)
            && fs::metadata(path).is_ok_and(|it| it.is_file() && it.len() <= MAX_MIDI_BYTES)
        {
            return midi(path, args);
        }
    }
    let corpus = gather::read(&args.paths, Keep::Nothing, !args.no_cache, voice)?;
    if args.json {
        return print_json(&corpus.report);
    }
    print(&describe(&corpus, voice))
}

fn is_model(path: &Path) -> bool {
    use std::io::Read;
    let mut start = [0; MODEL_MAGIC.len()];
    fs::File::open(path).and_then(|mut it| it.read_exact(&mut start)).is_ok()
        && start == MODEL_MAGIC
}

fn is_midi_name(path: &Path) -> bool {
    let ending = path.extension().map(|it| it.to_ascii_lowercase());
    ending.is_some_and(|it| ["mid", "midi", "kar", "rmi"].iter().any(|known| it == *known))
}

fn midi(path: &Path, args: &InspectArgs) -> Result<(), Failure> {
    let shown = display_name(path);
    let bytes = fs::read(path).map_err(|it| {
        Failure::usage(format!("could not read {shown} ({it}); check that you may"))
    })?;
    let reading = read_midi(&bytes)
        .map_err(|it| Failure::Usage(anyhow::Error::from(it).context(shown.clone())))?;
    let facts = midi_facts(&reading, path);
    if args.json {
        return print_json(&facts);
    }
    let mut lines = vec![format!(
        "{shown}: {} notes, {} bars, {:.1} s, {} parts",
        grouped(reading.note_ons.len() as u64),
        reading.score.n_bars(),
        facts["seconds"].as_f64().unwrap_or_default(),
        reading.score.parts.len()
    )];
    let name = path.file_name().and_then(|it| it.to_str());
    lines.push(format!(
        "tempo  {}",
        say(infer_tempo(&reading.score, name), |it| {
            format!("{:.1} beats a minute", it.beats_per_minute())
        })
    ));
    lines.push(format!("key    {}", say(infer_key(&reading.score, name), |it| it.to_string())));
    lines.push(format!("meter  {}", say(infer_meter(&reading.score), |it| it.to_string())));
    for part in &reading.score.parts {
        let kind = match (part.is_drums, part.program) {
            (true, _) => "drums".to_owned(),
            (false, Some(program)) => format!("program {}", program.number()),
            (false, None) => "no program".to_owned(),
        };
        lines.push(format!("part   {:<24} {kind:<12} {:>6} notes", part.name, part.notes.len()));
    }
    let repairs = reading.repairs.iter().map(|it| format!("repair {} (byte {})", it.what, it.at));
    lines.extend(repairs);
    print(&lines.join("\n"))
}

fn midi_facts(reading: &Reading, path: &Path) -> Value {
    let score = &reading.score;
    let name = path.file_name().and_then(|it| it.to_str());
    let part = |part: &irama_score::Part| {
        json!({
            "name": part.name,
            "program": part.program.map(irama_score::Program::number),
            "is_drums": part.is_drums,
            "notes": part.notes.len(),
        })
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
        "key": match infer_key(score, name) {
            Known::Stated(key) => json!({ "from": "stated", "value": key.to_string() }),
            Known::Inferred(key) => json!({ "from": "inferred", "value": key.to_string() }),
            Known::Unknown => json!({ "from": "unknown" }),
        },
        "bars": score.n_bars(),
        "seconds": score.tempo_map().seconds_at(score.end),
        "repairs": reading.repairs.iter().map(|it| {
            json!({ "what": it.what, "at": it.at })
        }).collect::<Vec<_>>(),
    })
}

/// A fact and how it is known.
fn say<T>(known: Known<T>, show: impl Fn(T) -> String) -> String {
    match known {
        Known::Stated(it) => format!("{} (stated)", show(it)),
        Known::Inferred(it) => format!("{} (inferred)", show(it)),
        Known::Unknown => "unknown".to_owned(),
    }
}

fn model(model: &ClassicModel, args: &InspectArgs) -> Result<(), Failure> {
    let network = model.network();
    let facts = json!({
        "kind": "classic",
        "parameters": network.n_parameters(),
        "trainable_parameters": network.weights.len(),
        "schema": {
            "fields": ["pitch"],
            "window": model.config.window,
            "lowest_pitch": model.scale.lowest,
            "highest_pitch": model.scale.highest,
        },
        "settings": model.config,
        "history": model.history,
        "sources": model.sources,
    });
    if args.json {
        return print_json(&facts);
    }
    let mut lines = vec![
        format!(
            "a classic model: {} parameters, {} trainable",
            grouped(network.n_parameters() as u64),
            grouped(network.weights.len() as u64)
        ),
        format!(
            "continues {} notes with pitches {} to {}; LSTM units {:?}; seed {}",
            model.config.window,
            model.scale.lowest,
            model.scale.highest,
            model.config.units,
            model.config.seed
        ),
        format!(
            "best epoch {} of {}: val_loss {:.4}, val_mae {:.4}",
            model.best.epoch,
            model.history.len(),
            model.best.val_loss,
            model.best.val_mae
        ),
    ];
    lines.extend(model.sources.iter().map(|it| {
        let licence = it.licence.as_deref().unwrap_or("no licence stated");
        format!("learned from {} ({} notes; {licence})", it.path, grouped(it.notes))
    }));
    print(&lines.join("\n"))
}

fn describe(corpus: &Corpus, voice: &Voice) -> String {
    let report = &corpus.report;
    let mut lines = vec![format!(
        "{} files: {} kept, {} dropped ({} of these duplicates)",
        grouped(report.files_found as u64),
        grouped(report.files_kept as u64),
        grouped(report.files_dropped as u64),
        grouped(report.duplicates as u64)
    )];
    lines.push(format!(
        "{} notes, {} of them in the songs that were kept; {} bars",
        grouped(report.notes),
        grouped(report.notes_kept),
        grouped(report.bars)
    ));
    for (ending, n) in &report.other_files {
        let ending = if ending.is_empty() { "without an ending" } else { ending };
        lines.push(format!("not MIDI: {n} {ending}"));
    }
    let limit = if voice.is_verbose() { usize::MAX } else { 20 };
    let odd: Vec<String> = report
        .files
        .iter()
        .filter_map(|file| match (&file.status, &file.reason) {
            (Status::Dropped, Some(reason)) => Some(format!("dropped  {}: {reason}", file.path)),
            _ if file.repairs.is_empty() => None,
            _ => {
                let repairs: Vec<&str> = file.repairs.iter().map(|it| it.what.as_str()).collect();
                Some(format!("repaired {}: {}", file.path, repairs.join("; ")))
            }
        })
        .collect();
    lines.extend(odd.iter().take(limit).cloned());
    if odd.len() > limit {
        lines.push(format!("and {} more; -v lists all", odd.len() - limit));
    }
    lines.join("\n")
}
