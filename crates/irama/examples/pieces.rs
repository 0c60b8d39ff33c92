//! Judges many pieces of a model beside the files that it never learned from: `pieces MODEL.irama
//! CORPUS… [--n 50] [--bars 16] [--temperature 1] [--top-p 1] [--style NAME]
//! [--brief JSON]`.
//!
//! With a style, only the inputs of its name count beside it. A brief says what else the pieces shall be, such as
//! `{"copy_limit": 12}`.
//!
//! The corpus is split as the model's learning did. Pieces and held-out files, cut to as many bars,
//! are both set against the files that were learned from. Means, and the range of the held-out files.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for whoever measures")]

use std::{ops::ControlFlow, path::PathBuf};

use irama_corpus::{CorpusConfig, Keep, read_corpus, split};
use irama_judge::{
    Against, LAGS, Measures, Reference, SelfSimilarity, compare, judge, self_similarity,
};
use irama_model::{
    Model,
    events::{Brief, Composing, EventsModel, Temperature, compose},
};
use irama_neural::Kernels;
use irama_score::{Note, Part, Score};
use rayon::prelude::*;

/// What is said of one score.
struct Said {
    measures: Measures,
    similarity: SelfSimilarity,
    against: Against,
    n_bars: u64,
}

/// A figure's name, and where it stands.
type Figure = (&'static str, fn(&Said) -> Option<f64>);

const FIGURES: [Figure; 18] = [
    ("notes a bar", |it| it.measures.notes_per_bar),
    ("share of the commonest pitch", |it| it.measures.most_common_pitch_share),
    ("distinct pitches", |it| Some(it.measures.distinct_pitches as f64)),
    ("share of seven pitch classes", |it| it.measures.top_seven_pitch_class_share),
    ("polyphony", |it| it.measures.polyphony),
    ("empty beats", |it| it.measures.empty_beat_rate),
    ("groove consistency", |it| it.measures.groove_consistency),
    ("overlap: pitch class", |it| it.against.overlap.pitch_class),
    ("overlap: interval", |it| it.against.overlap.interval),
    ("overlap: length", |it| it.against.overlap.length),
    ("overlap: onset", |it| it.against.overlap.onset),
    ("overlap: notes a bar", |it| it.against.overlap.notes_per_bar),
    ("overlap: velocity", |it| it.against.overlap.velocity),
    ("copied: longest, pitched", |it| Some(it.against.copied.pitched.longest_notes as f64)),
    ("copied: share of 8, pitched", |it| Some(it.against.copied.pitched.share_of_8)),
    ("copied: share of 16, pitched", |it| Some(it.against.copied.pitched.share_of_16)),
    ("copied: share of 16, drums", |it| Some(it.against.copied.drums.share_of_16)),
    ("bars", |it| Some(it.n_bars as f64)),
];

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| {
        let place = args.iter().position(|it| it == name)?;
        args.get(place + 1)?.parse::<f64>().ok()
    };
    let first_option = args.iter().position(|it| it.starts_with("--")).unwrap_or(args.len());
    let (model, inputs) = args[..first_option].split_first().expect("a model and its corpus");
    let (n, n_bars) =
        (option("--n").unwrap_or(50.0) as u64, option("--bars").unwrap_or(16.0) as u64);
    let temperature = Temperature::All(option("--temperature").unwrap_or(1.0) as f32);
    let top_p = option("--top-p").map(|it| it as f32);
    let text = |name: &str| args.iter().position(|it| it == name).map(|it| args[it + 1].clone());
    let asked: Brief =
        text("--brief").map_or_else(Brief::default, |it| serde_json::from_str(&it).unwrap());
    let style = text("--style");
    let brief = Brief { bars: Some(n_bars), temperature, top_p, style: style.clone(), ..asked };
    let Model::Events(model) = Model::load(model.as_ref()).unwrap() else {
        panic!("a classic model writes one line of pitches; give an events model")
    };
    let (reference, held_out) = read(inputs, &model, style.as_deref());
    let held_out: Vec<Said> =
        held_out.par_iter().map(|it| say(&cut(it, n_bars), n_bars, &reference)).collect();
    let pieces: Vec<Score> =
        (1..=n).into_par_iter().map(|seed| piece(&model, &brief, seed)).collect();
    let is_whole = |it: &&Score| it.bar_grid().n_bars_until(it.end) == n_bars;
    println!("{} of {n} pieces have {n_bars} bars", pieces.iter().filter(is_whole).count());
    let pieces: Vec<Said> = pieces.par_iter().map(|it| say(it, n_bars, &reference)).collect();
    show(&pieces, &held_out);
}

/// What was learned from, and the files that were held out.
fn read(inputs: &[String], model: &EventsModel, style: Option<&str>) -> (Reference, Vec<Score>) {
    let inputs: Vec<PathBuf> = inputs.iter().map(PathBuf::from).collect();
    let config = CorpusConfig { keep: Keep::Scores, ..CorpusConfig::default() };
    let corpus = read_corpus(&inputs, &config, &|_| ControlFlow::Continue(())).unwrap();
    let sides = split(&corpus.songs, model.config.seed, model.config.held_out);
    let scores = |side: &[usize]| -> Vec<Score> {
        let is_of_style = |path: &str| style.is_none_or(|it| path.contains(&format!("{it}/")));
        let songs = side.par_iter().map(|it| &corpus.songs[*it]);
        songs.filter(|it| is_of_style(&it.path)).filter_map(|it| it.score()).collect()
    };
    (Reference::learn(scores(&sides.train)), scores(&sides.held_out))
}

fn piece(model: &EventsModel, brief: &Brief, seed: u64) -> Score {
    let config = Composing { brief: brief.clone(), seed, ..Composing::default() };
    compose(model, &config, Kernels::best(), |_| true).unwrap().score
}

/// The first bars of a score.
fn cut(score: &Score, n_bars: u64) -> Score {
    let end = score.bar_grid().bars_until(score.end).take(n_bars as usize).last().map(|it| it.end);
    let end = end.unwrap_or(score.end);
    let early = |part: &Part| -> Vec<Note> {
        part.notes.iter().filter(|it| it.start < end).copied().collect()
    };
    let parts = score.parts.iter().map(|it| Part { notes: early(it), ..it.clone() }).collect();
    Score { parts, end, ..score.clone() }
}

fn say(score: &Score, n_bars: u64, reference: &Reference) -> Said {
    Said {
        measures: judge(score),
        similarity: self_similarity(score, n_bars),
        against: compare(score, reference),
        n_bars: score.bar_grid().n_bars_until(score.end),
    }
}

fn show(pieces: &[Said], held_out: &[Said]) {
    println!(
        "| | {} pieces | {} held-out files | their range |\n|---|---|---|---|",
        pieces.len(),
        held_out.len()
    );
    for (name, figure) in FIGURES {
        row(name, &values(pieces, figure), &values(held_out, figure));
    }
    for (lag_idx, lag) in LAGS.iter().enumerate() {
        let each = |said: &[Said], of: fn(&Said, usize) -> Option<f64>| -> Vec<f64> {
            said.iter().filter_map(|it| of(it, lag_idx)).collect()
        };
        let show = |name: &str, of: fn(&Said, usize) -> Option<f64>| {
            row(&format!("{lag} bars ago, {name}"), &each(pieces, of), &each(held_out, of));
        };
        show("pitched: equal", |it, lag| it.similarity.pitched[lag].equal);
        show("pitched: jaccard", |it, lag| it.similarity.pitched[lag].jaccard);
        show("drums: equal", |it, lag| it.similarity.drums[lag].equal);
        show("drums: jaccard", |it, lag| it.similarity.drums[lag].jaccard);
    }
}

fn values(said: &[Said], figure: fn(&Said) -> Option<f64>) -> Vec<f64> {
    said.iter().filter_map(figure).collect()
}

fn row(name: &str, pieces: &[f64], held_out: &[f64]) {
    let mean = |it: &[f64]| it.iter().sum::<f64>() / it.len().max(1) as f64;
    let least = held_out.iter().copied().fold(f64::INFINITY, f64::min);
    let most = held_out.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    println!("| {name} | {:.3} | {:.3} | {least:.2} to {most:.2} |", mean(pieces), mean(held_out));
}
