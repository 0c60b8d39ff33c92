//! Making a piece with the events model.

use irama_corpus::Keep;
use irama_events::{Receipt, decode};
use irama_judge::{Against, Distributions, Judgement, judge, overlap};
use irama_model::{
    checkpoint::Source,
    events::{Composing, EventsConfig, EventsModel, Pieces, run_config, shards::Stored},
};
use irama_neural::Kernels;
use serde_json::{Map, Value, json};

use super::{Paths, Piece, learn_and_compose, say_built_in, summary};
use crate::{
    args::MakeArgs,
    base, clock,
    commands::{compose::events as composing, train::events as training},
    failure::Failure,
    gather::{self, collection::Collection},
    runs::EventsRun,
    start::Start,
    voice::{Voice, to_json},
};

/// What to say to begin from nothing.
const NONE: &str = "none";

/// Learns and composes; returns the piece and the report.
pub(super) fn make(
    args: &MakeArgs,
    paths: &Paths,
    kernels: Kernels,
    voice: &Voice,
) -> Result<(Piece, Value), Failure> {
    let base = base_of(args, voice)?;
    let Gathered { pieces, n_held_out, config, sources, corpus } =
        gather(args, base.as_ref(), paths, voice)?;
    training::say_memory(&config, voice)?;
    let base = base.filter(|_| config.base.is_some());
    if base.is_some() {
        voice.say(&voice.pick(
            "going on from a model that knows music already; --from none begins from nothing",
            "melanjutkan model yang sudah mengenal musik; --from none mulai dari nol",
        ));
    }
    let origin = gather::events::origin(&pieces, config.seed, (sources, Vec::new()), base.as_ref());
    let place = (paths.model.as_path(), Start::Any);
    let weights = base.map(|it| it.weights);
    let material = training::Material { pieces, n_held_out, origin, weights };
    let run = training::begin(material, &config, &kernels.into(), place, voice)?.alone();
    let composing = Composing { seed: config.seed, ..Composing::default() };
    let compose = |_: &EventsRun, model: &EventsModel| {
        composing::make(model, composing.clone(), kernels, &paths.song, voice)
    };
    learn_and_compose(run, paths, corpus, compose, own_report, voice)
}

/// What is learned from, and how.
struct Gathered {
    pieces: Pieces<Stored>,
    n_held_out: usize,
    config: EventsConfig,
    sources: Vec<Source>,
    /// What the report says about the files.
    corpus: Value,
}

impl Gathered {
    /// Pieces of which all that are held out are checked with.
    fn all(
        pieces: Pieces<Stored>,
        config: EventsConfig,
        sources: Vec<Source>,
        corpus: Value,
    ) -> Self {
        let n_held_out = pieces.held_out.len();
        Self { pieces, n_held_out, config, sources, corpus }
    }
}

/// The model to start from, if there is to be one.
fn base_of(args: &MakeArgs, voice: &Voice) -> Result<Option<EventsModel>, Failure> {
    match &args.from {
        Some(none) if none.as_os_str() == NONE => Ok(None),
        Some(path) => training::load_base(path, voice).map(Some),
        None if args.inputs.is_empty() => Ok(None),
        None => Ok(Some(base::load())),
    }
}

fn gather(
    args: &MakeArgs,
    base: Option<&EventsModel>,
    paths: &Paths,
    voice: &Voice,
) -> Result<Gathered, Failure> {
    let found = run_config(&paths.model);
    let share = EventsConfig::for_rows(0).held_out;
    let config = |seed: u64, n_rows: usize| {
        let config =
            EventsConfig { minutes: Some(args.minutes), seed, ..EventsConfig::for_rows(n_rows) };
        // A large collection learns more in a network of its own size.
        match base.filter(|_| args.from.is_some() || EventsConfig::is_small(n_rows)) {
            Some(base) => training::going_on_from(base, config),
            None => config,
        }
    };
    let seeded = |n_rows: &dyn Fn(u64) -> usize| {
        training::seeded((args.seed, clock::fresh_seed()), found.as_ref(), |seed| {
            config(seed, n_rows(seed))
        })
    };
    let rows = |pieces: &Pieces<Stored>| pieces.train.iter().map(Stored::n_rows).sum();
    if args.inputs.is_empty() {
        say_built_in(voice);
        let config = seeded(&|seed| rows(&gather::events::from_house(seed, share).0));
        let (pieces, source) = gather::events::from_house(config.seed, share);
        return Ok(Gathered::all(pieces, config, vec![source], Value::Null));
    }
    let corpus = gather::read_songs(&args.inputs, Keep::Scores, !args.no_cache, voice)?;
    let (sources, summary) = (gather::sources(&corpus.sources), summary(&corpus.report));
    if corpus.songs.len() == 1 {
        let pieces = gather::events::cut(&corpus, share, voice)?;
        voice.say(&voice.pick(
            "there is only one song; its end is held out to check with",
            "hanya ada satu lagu; akhirnya disisihkan untuk menguji",
        ));
        let config = seeded(&|_| rows(&pieces));
        return Ok(Gathered::all(pieces, config, sources, summary));
    }
    let collection = Collection::of(&corpus, &[], voice)?;
    let config = seeded(&|seed| collection.n_train_rows(seed, share));
    let (pieces, n_held_out) = collection.pieces((config.seed, share), voice)?;
    Ok(Gathered { pieces, n_held_out, config, sources, corpus: summary })
}

/// What only the report on an events model has: the piece is set against the held-out songs.
fn own_report(run: &EventsRun, model: &EventsModel, piece: &Piece) -> Map<String, Value> {
    let held_out = run.pieces.held_out.iter().map(Stored::song);
    let held_out = held_out.map(|it| decode(&it.piece.frame, &it.piece.events));
    let (ours, theirs) = (Distributions::of([&piece.score]), Distributions::of(held_out));
    let overlap = overlap(&ours, &theirs);
    let copied = piece.of_events.as_ref().map_or_else(Receipt::default, |it| it.copied);
    let against = Some(Against { overlap, copied });
    let judgement = Judgement { measures: judge(&piece.score), against };
    let all = [
        ("settings", to_json(&model.config)),
        ("sources", json!(model.sources)),
        ("best", to_json(model.best_check())),
        ("history", to_json(&model.history)),
        ("judge", to_json(&judgement)),
        ("distributions", json!({ "song": ours, "held_out": theirs })),
    ];
    all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
