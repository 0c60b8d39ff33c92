//! `irama inspect`: what is in a MIDI file, a collection or a model.

mod collection;
mod midi;
mod model;

use std::{
    fs,
    io::{self, Read},
    path::Path,
};

use irama_corpus::{Keep, display_name};

use super::compose::load;
use crate::{
    args::InspectArgs,
    failure::Failure,
    gather, signals,
    terminal_roll::for_terminal,
    voice::{Voice, print, print_json, print_stream},
};

/// Larger files are left to the corpus reader, which refuses them.
const MAX_MIDI_BYTES: u64 = 8 << 20;

pub(crate) fn run(args: &InspectArgs, voice: &Voice) -> Result<(), Failure> {
    signals::listen(voice.pick("stopping…", "berhenti…"), voice);
    if let [path] = args.paths.as_slice() {
        match kind_of(path) {
            Kind::Model => return inspect_model(path, args, voice),
            Kind::Midi => return inspect_midi(path, args, voice),
            Kind::Collection => (),
        }
    }
    let corpus = gather::read(&args.paths, Keep::Nothing, !args.no_cache, voice)?;
    print_stream(|out| {
        if args.json {
            serde_json::to_writer_pretty(&mut *out, &corpus.report)?;
            return writeln!(out);
        }
        collection::describe(&corpus.report, voice, out)
    })
}

/// What a path is to be read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Model,
    Midi,
    Collection,
}

/// By the first bytes, or else by the name: a file that is cut or damaged is still what it is
/// called.
pub(crate) fn kind_of(path: &Path) -> Kind {
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

/// What scripts read of a model.
pub(crate) fn card(model: &irama_model::Model) -> serde_json::Value {
    model::facts(model)
}

fn first_bytes(path: &Path, n: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(n).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn inspect_midi(path: &Path, args: &InspectArgs, voice: &Voice) -> Result<(), Failure> {
    let shown = display_name(path);
    let reading = gather::read_file(path, voice)?;
    let name = path.file_name().and_then(|it| it.to_str());
    if args.json {
        print_json(&midi::facts(&reading, name))
    } else {
        let described = midi::describe(&reading, (&shown, name), voice);
        let roll = for_terminal(&reading.score, &io::stdout());
        print(&[Some(described), roll].into_iter().flatten().collect::<Vec<_>>().join("\n"))
    }
}

fn inspect_model(path: &Path, args: &InspectArgs, voice: &Voice) -> Result<(), Failure> {
    let model = load(path, voice)?;
    if args.json {
        print_json(&model::facts(&model))
    } else {
        print(&model::describe(&model, voice))
    }
}
