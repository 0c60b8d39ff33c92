//! `irama make`: the whole way, from a collection to a new piece.

use std::fs;

use irama_model::{
    checkpoint::write_atomically,
    classic::{ClassicComposing, ClassicConfig, SplitBy},
};
use irama_neural::Kernels;
use irama_score::{Tick, Velocity};
use serde_json::json;

use super::{compose, train};
use crate::{
    args::MakeArgs,
    clock,
    failure::Failure,
    gather,
    learn::{self, Desk},
    plan, signals,
    voice::{Voice, grouped, print_json},
};

/// The song: eighth notes, 32 bars of them, at an easy pace.
const N_NOTES: usize = 32 * 8;
const DURATION: Tick = Tick(Tick::PER_QUARTER / 2);
const MICROS_PER_QUARTER: u32 = 750_000;
/// Epochs are no limit: minutes are.
const ANY_EPOCHS: usize = 1_000_000_000;

pub(crate) fn run(args: &MakeArgs, kernels: Kernels, voice: &Voice) -> Result<(), Failure> {
    let folder = &args.output;
    let mut config = ClassicConfig {
        minutes: Some(args.minutes),
        n_epochs: ANY_EPOCHS,
        split: SplitBy::Files,
        seed: args.seed.unwrap_or_default(),
        ..ClassicConfig::default()
    };
    config.check()?;
    let shown = irama_corpus::display_name(folder);
    fs::create_dir_all(folder).map_err(|it| {
        Failure::usage(format!("the folder {shown} cannot be made ({it}); choose another -o"))
    })?;
    let [model_path, song_path, report_path] =
        ["model.irama", "song.mid", "report.json"].map(|it| folder.join(it));
    plan::check_writable(&model_path)?;
    signals::listen(voice.pick("saving… (again to quit at once)", "menyimpan…"), voice);
    if args.seed.is_none() {
        config.seed = train::seed_of_run(&model_path, &config).unwrap_or_else(clock::fresh_seed);
    }
    plan::check_memory(&config, voice)?;
    let gathered = if args.inputs.is_empty() {
        voice.say(&voice.pick(
            "learning from the built-in loops; name a folder or zip of MIDI files to use yours",
            "belajar dari loop bawaan; sebutkan folder atau zip berkas MIDI untuk memakai milik \
             Anda",
        ));
        gather::from_house(&config)
    } else {
        gather::from_inputs(&args.inputs, &config, !args.no_cache, voice)?
    };
    let mut trainer = train::prepare(&gathered.notes, &config, kernels, &model_path, voice)?;
    learn::say_network(&trainer, voice);
    train::say_plan(&trainer, voice);
    let sources = gathered.sources;
    let desk = Desk { notes: &gathered.notes, sources, model: &model_path, log: None, voice };
    let learned = learn::learn(&mut trainer, &desk)?;
    learn::say_verdict(&learned, trainer.ended(), voice);
    let composing =
        ClassicComposing { n_notes: N_NOTES, seed: config.seed, ..ClassicComposing::default() };
    let setting = compose::Setting {
        duration: DURATION,
        velocity: Velocity::clamped(80),
        micros_per_quarter: MICROS_PER_QUARTER,
    };
    let score = compose::write(&learned.model, &composing, &setting, kernels, &song_path, voice)?;
    let report = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "seed": config.seed,
        "settings": learned.model.config,
        "sources": learned.model.sources,
        "corpus": gathered.corpus.as_ref().map(|it| &it.report),
        "training": train::result(&trainer, &learned),
        "history": learned.model.history,
        "song": compose::facts(&score, config.seed),
    });
    let text = serde_json::to_string_pretty(&report).map_err(Failure::failed)?;
    write_atomically(&report_path, text.as_bytes())?;
    let (n, bars) = (grouped(score.n_notes() as u64), score.n_bars());
    voice.say(&voice.pick(
        format!(
            "wrote {shown}/song.mid ({n} notes, {bars} bars), {shown}/model.irama and \
             {shown}/report.json; more songs: irama compose -m {shown}/model.irama -o song2.mid"
        ),
        format!(
            "{shown}/song.mid ditulis ({n} not, {bars} birama), juga {shown}/model.irama dan \
             {shown}/report.json; lagu lain: irama compose -m {shown}/model.irama -o lagu2.mid"
        ),
    ));
    if args.json {
        print_json(&report)?;
    }
    Ok(())
}
