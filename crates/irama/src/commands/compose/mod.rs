//! `irama compose`: write a piece with a model of either kind.

mod brief;
pub(crate) mod classic;
pub(crate) mod events;
mod like;

use std::path::Path;

use irama_model::Model;
use irama_neural::Kernels;
use irama_score::Score;
use serde::Serialize;
use serde_json::{Value, json};

use super::render::sound;
use crate::{
    args::{ClassicOptions, ComposeArgs, EventsOptions},
    base,
    clock::Stopwatch,
    failure::Failure,
    plan, receipt, signals, terminal_roll,
    voice::{Voice, counted, grouped, print_json},
};

/// A piece that was composed and written.
pub(crate) struct Piece {
    pub(crate) score: Score,
    pub(crate) seed: u64,
    /// What only an events model can tell of it.
    pub(crate) of_events: Option<OfEvents>,
    /// All pieces, if several were asked for, the best first.
    pub(crate) variations: Vec<Variation>,
}

/// One of several pieces.
#[derive(Serialize)]
pub(crate) struct Variation {
    pub(crate) path: String,
    pub(crate) variation: u64,
    pub(crate) notes: usize,
    pub(crate) nll_per_note: f64,
    pub(crate) removed_probability: f64,
    pub(crate) copied: irama_events::Receipt,
    /// From each piece in this order: the share of notes that only one of both has.
    pub(crate) distances: Vec<f64>,
}

/// What an events model tells of a piece.
pub(crate) struct OfEvents {
    /// Its surprise at its own notes, in nats a note.
    pub(crate) nll_per_note: f64,
    /// The same with the notes beside and after them that stay.
    pub(crate) heard_nll_per_note: f64,
    /// The share of what is likely that was taken from each note, and whether it was by orders.
    pub(crate) removed_probability: f64,
    pub(crate) is_bound: bool,
    /// Ways that were tried, and how many counted.
    pub(crate) n_particles: usize,
    pub(crate) effective_sample_size: f64,
    /// What of its own notes stands in the files that it learned from.
    pub(crate) copied: irama_events::Receipt,
}

pub(crate) fn run(args: &ComposeArgs, kernels: Kernels, voice: &Voice) -> Result<(), Failure> {
    let EventsOptions { like, brief, explain, .. } = &args.events;
    let read = [args.model.as_ref(), args.prompt.as_ref(), like.as_ref(), brief.as_ref()];
    let mut inputs: Vec<&Path> = read.into_iter().flatten().map(AsRef::as_ref).collect();
    if let Some(path) = explain {
        plan::check_output(path, &inputs, voice)?;
        plan::check_kind(path, b"{", voice)?;
        inputs.push(path);
    }
    plan::check_output(&args.output, &inputs, voice)?;
    plan::check_kind(&args.output, b"MThd", voice)?;
    check_ending(&args.output, voice)?;
    if let Some(sound) = &args.wav {
        let inputs = inputs.iter().copied().chain([args.output.as_path()]);
        sound::check(sound, &inputs.collect::<Vec<_>>(), voice)?;
    }
    signals::listen(voice.pick("stopping…", "berhenti…"), voice);
    let model = match &args.model {
        Some(path) => load(path, voice)?,
        None => Model::Events(Box::new(base::load())),
    };
    check_options(args, &model, voice)?;
    let watch = Stopwatch::start();
    let piece = match &model {
        Model::Classic(model) => classic::run(model, args, kernels, voice)?,
        Model::Events(model) => events::run(model, args, kernels, voice)?,
    };
    let seconds = watch.seconds();
    say_written(&piece, &args.output, voice);
    if let Some(roll) = terminal_roll::for_terminal(&piece.score, &std::io::stderr()) {
        voice.say(roll.trim_end());
    }
    if let Some(path) = &args.wav {
        sound::write_plain(&piece.score, path, voice)?;
    }
    if args.json {
        let mut result = facts(&piece);
        result["compose_seconds"] = json!(seconds);
        print_json(&result)?;
    }
    Ok(())
}

/// Refuses options that only the other kind of model knows.
fn check_options(args: &ComposeArgs, model: &Model, voice: &Voice) -> Result<(), Failure> {
    let ClassicOptions { notes, temperature_mode, tempo_us, velocity, duration } = &args.classic;
    let EventsOptions { top_p, top_k, min_p, key, chords, meter, parts, plan, .. } = &args.events;
    let EventsOptions { refill, lock, variations, copy_limit, particles, .. } = &args.events;
    let EventsOptions { brief, explain, like, style, .. } = &args.events;
    let strange: &[(&str, bool)] = match model {
        Model::Events(_) => &[
            ("--notes", notes.is_some()),
            ("--temperature-mode", temperature_mode.is_some()),
            ("--tempo-us", tempo_us.is_some()),
            ("--velocity", velocity.is_some()),
            ("--duration", duration.is_some()),
        ],
        Model::Classic(_) => &[
            ("--top-p", top_p.is_some()),
            ("--top-k", top_k.is_some()),
            ("--min-p", min_p.is_some()),
            ("--style", style.is_some()),
            ("--key", key.is_some()),
            ("--meter", meter.is_some()),
            ("--parts", parts.is_some()),
            ("--chords", chords.is_some()),
            ("--plan", plan.is_some()),
            ("--refill", refill.is_some()),
            ("--lock", lock.is_some()),
            ("--variations", variations.is_some()),
            ("--copy-limit", copy_limit.is_some()),
            ("--particles", particles.is_some()),
            ("--brief", brief.is_some()),
            ("--explain", explain.is_some()),
            ("--like", like.is_some()),
        ],
    };
    let Some((name, _)) = strange.iter().find(|it| it.1) else { return Ok(()) };
    let (kind, other) = match model {
        Model::Events(_) => ("events", "classic"),
        Model::Classic(_) => ("classic", "events"),
    };
    Err(Failure::usage(voice.pick(
        format!(
            "{name} is for {other} models, but this is a model of the kind {kind}; leave it out"
        ),
        format!(
            "{name} hanya untuk model {other}, tetapi model ini berjenis {kind}; hapus opsi itu"
        ),
    )))
}

/// Refuses names under which no program would look for MIDI.
fn check_ending(path: &Path, voice: &Voice) -> Result<(), Failure> {
    let ending = path.extension().map(|it| it.to_ascii_lowercase()).unwrap_or_default();
    if ["mid", "midi"].iter().any(|it| ending == *it) {
        return Ok(());
    }
    let shown = irama_corpus::display_name(path);
    Err(Failure::usage(voice.pick(
        format!("{shown} is not the name of a MIDI file, which this writes; end it in .mid"),
        format!("{shown} bukan nama berkas MIDI, padahal itu yang ditulis; akhiri dengan .mid"),
    )))
}

/// Reads a model; one that is not there is told with what to do.
pub(crate) fn load(path: &Path, voice: &Voice) -> Result<Model, Failure> {
    if path.exists() {
        return Ok(Model::load(path)?);
    }
    let shown = irama_corpus::display_name(path);
    Err(Failure::usage(voice.pick(
        format!("there is no model {shown}; check its spelling, or learn one with `irama train`"),
        format!("tidak ada model {shown}; periksa ejaannya, atau latih dengan `irama train`"),
    )))
}

/// A share that would be told as 0.0 %.
const UNSEEN: f64 = 0.0005;

/// Says what was written, how sure the model was, and what it copied.
fn say_written(piece: &Piece, path: &Path, voice: &Voice) {
    let (path, seed) = (irama_corpus::display_name(path), piece.seed);
    let (n, bars) = (piece.score.n_notes() as u64, piece.score.n_bars());
    voice.say(&voice.pick(
        format!("wrote {path}: {}, {}; seed {seed}", counted(n, "note"), counted(bars, "bar")),
        format!("{path} ditulis: {} not, {} birama; seed {seed}", grouped(n), grouped(bars)),
    ));
    if n == 0 {
        voice.warn(&voice.pick(
            "the piece is silent: the model expects no notes here; try another --seed, or learn longer",
            "karya ini hening: model tidak menduga not di sini; coba --seed lain, atau latih lebih lama",
        ));
    }
    let Some(of_events) = &piece.of_events else { return };
    let OfEvents { nll_per_note, removed_probability, copied, .. } = of_events;
    voice.say(&voice.pick(
        format!("the model's surprise at its own notes: {nll_per_note:.2} nats a note"),
        format!("kejutan model pada not buatannya: {nll_per_note:.2} nat per not"),
    ));
    if *removed_probability > UNSEEN {
        let (n, size) = (of_events.n_particles, of_events.effective_sample_size);
        let removed = 100.0 * removed_probability;
        let who = match of_events.is_bound {
            true => voice.pick("your orders", "pesanan Anda"),
            false => voice.pick(
                "bars that return, the key of the first, ranges of instruments and the limit of copying",
                "birama yang berulang, nada dasar birama pertama, jangkauan instrumen, dan batas salinan",
            ),
        };
        voice.say(&voice.pick(
            format!("{who} took {removed:.1} % of what is likely; {size:.0} of {n} ways counted"),
            format!("{who} membuang {removed:.1} % kemungkinan; {size:.0} dari {n} jalan dihitung"),
        ));
    }
    for (name, copied) in [
        (voice.pick("pitched parts", "bagian bernada"), copied.pitched),
        (voice.pick("drums", "drum"), copied.drums),
    ] {
        let copied = receipt::in_words(copied, voice);
        voice.say(&voice.pick(
            format!("copied from the learned files, {name}: {copied}"),
            format!("disalin dari berkas latihan, {name}: {copied}"),
        ));
    }
}

/// The fields that scripts read. A classic model gives no likelihoods: those fields are null.
pub(crate) fn facts(piece: &Piece) -> Value {
    let Piece { score, seed, of_events, variations } = piece;
    let mut facts = json!({
        "seed": seed,
        "notes": score.n_notes(),
        "bars": score.n_bars(),
        "seconds_of_music": score.tempo_map().seconds_at(score.end),
        "nll_per_note": of_events.as_ref().map(|it| it.nll_per_note),
        "heard_nll_per_note": of_events.as_ref().map(|it| it.heard_nll_per_note),
        "removed_probability": of_events.as_ref().map(|it| it.removed_probability),
        "particles": of_events.as_ref().map(|it| it.n_particles),
        "effective_sample_size": of_events.as_ref().map(|it| it.effective_sample_size),
        "copied": of_events.as_ref().map(|it| it.copied),
    });
    if !variations.is_empty() {
        facts["variations"] = json!(variations);
    }
    facts
}
