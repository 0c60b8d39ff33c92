//! Composing with an events model, and the MIDI file that comes of it.

use std::{collections::BTreeSet, path::Path};

use irama_events::snap;
use irama_model::{
    checkpoint::write_atomically,
    events::{Composed, Composing, EventsModel, Sampling, compose},
};
use irama_neural::Kernels;
use irama_score::{KeyChange, Note, Score, Text, TextKind, Tick, infer_key, write_midi};

use super::{OfEvents, Piece};
use crate::{args::ComposeArgs, clock, failure::Failure, gather, parts, signals, voice::Voice};

/// How many bars to write if nothing is said.
const N_BARS: u64 = 16;

/// Composes and writes what was asked for.
pub(super) fn run(
    model: &EventsModel,
    args: &ComposeArgs,
    kernels: Kernels,
    voice: &Voice,
) -> Result<Piece, Failure> {
    let config = config_of(args, voice)?;
    let recipe = recipe(args, &config, model);
    write(model, &config, &recipe, kernels, &args.output, voice)
}

/// Composes and writes a piece with a recipe to make it again; a signal stops it, and then nothing
/// is written.
pub(crate) fn write(
    model: &EventsModel,
    config: &Composing,
    recipe: &str,
    kernels: Kernels,
    path: &Path,
    voice: &Voice,
) -> Result<Piece, Failure> {
    let bar_voice = voice.with_bar(Some(config.n_bars), &voice.pick("bars", "birama"));
    let composed = compose(model, config, kernels, |done| {
        bar_voice.bar().set_position(done);
        !signals::is_stopped()
    });
    bar_voice.bar().finish_and_clear();
    let Composed { mut score, nll_per_note, .. } = composed?;
    if signals::is_stopped() {
        return Err(Failure::Stopped);
    }
    let prompted: BTreeSet<_> = config.prompt.iter().flat_map(|it| notes_of(&snap(it))).collect();
    let is_prompted = |part: usize, note: &Note| prompted.contains(&place(&score, part, note));
    let copied = model.passages.receipt_without(&score, is_prompted);
    dress(&mut score, config, recipe);
    let bytes = write_midi(&score).map_err(Failure::failed)?;
    write_atomically(path, &bytes)?;
    Ok(Piece { score, seed: config.seed, of_events: Some(OfEvents { nll_per_note, copied }) })
}

/// What tells a note from others: when, how high, and whether it is a drum.
type Place = (Tick, u8, bool);

fn place(score: &Score, part: usize, note: &Note) -> Place {
    (note.start, note.pitch.number(), score.parts[part].is_drums)
}

fn notes_of(score: &Score) -> Vec<Place> {
    let parts = score.parts.iter().enumerate();
    parts.flat_map(|(idx, part)| part.notes.iter().map(move |it| place(score, idx, it))).collect()
}

/// Adds what other programs show or need: names, the key, and the recipe.
fn dress(score: &mut Score, config: &Composing, recipe: &str) {
    parts::name_all(&mut score.parts);
    if score.name.is_empty() {
        score.name = format!("Irama {}", config.seed);
    }
    if score.keys.is_empty() || config.key.is_some() {
        let key = config.key.or_else(|| infer_key(score, None).value());
        score.keys = key.map(|key| KeyChange { at: Tick::ZERO, key }).into_iter().collect();
    }
    let content = recipe.to_owned();
    score.texts.push(Text { at: Tick::ZERO, kind: TextKind::Remark, content });
}

fn config_of(args: &ComposeArgs, voice: &Voice) -> Result<Composing, Failure> {
    let options = &args.events;
    let seats = options.parts.as_ref().map(|it| parts::seats(it, voice)).transpose()?;
    let prompt = args.prompt.as_ref().map(|it| gather::read_prompt(it, voice)).transpose()?;
    Ok(Composing {
        n_bars: args.bars.unwrap_or(N_BARS),
        sampling: Sampling {
            temperature: args.temperature.map_or(1.0, |it| it as f32),
            top_k: options.top_k,
            top_p: options.top_p.map(|it| it as f32),
            min_p: options.min_p.map(|it| it as f32),
        },
        tempo: args.tempo,
        meter: options
            .meter
            .as_ref()
            .map(|it| it.parse())
            .transpose()
            .map_err(Failure::unusable)?,
        key: options.key.as_ref().map(|it| it.parse()).transpose().map_err(Failure::unusable)?,
        seats,
        prompt: prompt.and_then(|it| it.score()),
        seed: args.seed.unwrap_or_else(clock::fresh_seed),
        ..Composing::default()
    })
}

/// What repeats the piece: the seed, the model, and all options that were typed.
fn recipe(args: &ComposeArgs, config: &Composing, model: &EventsModel) -> String {
    let options = &args.events;
    let number = |it: &f64| it.to_string();
    let file_name = |it: &std::path::PathBuf| {
        let name = Path::new(it.file_name().unwrap_or_default());
        irama_corpus::display_name(name)
    };
    let typed = [
        ("temperature", args.temperature.as_ref().map(number)),
        ("top-p", options.top_p.as_ref().map(number)),
        ("top-k", options.top_k.map(|it| it.to_string())),
        ("min-p", options.min_p.as_ref().map(number)),
        ("tempo", args.tempo.as_ref().map(number)),
        ("key", config.key.map(|it| it.to_string())),
        ("meter", config.meter.map(|it| it.to_string())),
        ("parts", options.parts.as_ref().map(|it| it.join(","))),
        ("prompt", args.prompt.as_ref().map(file_name)),
    ];
    let as_typed = |(name, value): (&str, Option<String>)| match value? {
        value if value.contains(' ') => Some(format!(" --{name} \"{value}\"")),
        value => Some(format!(" --{name} {value}")),
    };
    basic_recipe(config, model) + &typed.into_iter().filter_map(as_typed).collect::<String>()
}

/// The seed, the model and the number of bars.
pub(crate) fn basic_recipe(config: &Composing, model: &EventsModel) -> String {
    let (version, Composing { seed, n_bars, .. }) = (env!("CARGO_PKG_VERSION"), config);
    let fingerprint = model.fingerprint();
    format!("Irama {version}; model {fingerprint}; irama compose --seed {seed} --bars {n_bars}")
}
