//! What the search is worth: refills and accompaniments of held-out pieces, judged by a model that
//! learned from other files. `cargo run --release -p irama --example composing_evidence --
//! CORPUS.zip [--steps N] [--pieces N] [--task 1|2|3] [--plot FILE.svg]`; docs/COMPOSING.md has what it
//! printed.
//!
//! The songs are split in three: the composer learns from one third, the judge from another, and
//! pieces are taken from the last, cut to sixteen bars. One way (`1`) is a plain fill from left to
//! right: nothing is weighed.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for whoever measures")]
#![allow(clippy::disallowed_methods, reason = "it measures time")]

use std::{fmt::Write, ops::ControlFlow, sync::Arc, time::Instant};

use irama_corpus::{CorpusConfig, Keep, read_corpus, split};
use irama_events::encode;
use irama_judge::{Distributions, overlap};
use irama_model::events::{
    Band, Brief, Choice, Composing, EventsConfig, EventsModel, Origin, Passes, Pieces, Region,
    Trainer, compose,
    music::{Music, Song},
    surprise,
};
use irama_neural::Kernels;
use irama_score::{Note, Score};

const N_BARS: u64 = 16;
const PARTICLES: [usize; 6] = [1, 4, 16, 24, 64, 256];

/// What was measured of one way to compose, over all pieces.
struct Row {
    particles: usize,
    /// The judge's surprise at each piece, in nats a note.
    nlls: Vec<f64>,
    own: f64,
    overlap: f64,
    counted: f64,
    seconds: f64,
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| {
        let place = args.iter().position(|it| it == name)?;
        args.get(place + 1).cloned()
    };
    let number = |name: &str, default: u64| option(name).map_or(default, |it| it.parse().unwrap());
    let (steps, n_pieces) = (number("--steps", 300), number("--pieces", 12) as usize);
    let [composer, judge, held_out] = thirds(&args[0]);
    println!("{} songs to compose by, {} to judge by", composer.len(), judge.len());
    let (composer, judge) = (learn(&composer, steps), learn(&judge, steps));
    let cut: Vec<Score> = held_out.iter().filter_map(sixteen_bars).take(n_pieces).collect();
    println!("{} held-out pieces of {N_BARS} bars", cut.len());
    let judged = |scores: &[Score]| nll(&judge, scores);
    println!("the true pieces: {:.3} nats a note", mean(&judged(&cut)));
    let bars = |first: &str| Region { bars: first.parse().ok(), parts: None };
    let tasks = [
        ("bars 9 to 12 refilled", Brief { fill: vec![bars("9-12")], ..Brief::default() }),
        ("bar 10 refilled", Brief { fill: vec![bars("10")], ..Brief::default() }),
        ("all but the melody written anew", {
            let parts = Some(vec!["melody".to_owned()]);
            Brief { lock: vec![Region { bars: None, parts }], ..Brief::default() }
        }),
    ];
    let task = option("--task").and_then(|it| it.parse::<usize>().ok());
    let is_wanted = |idx: usize| task.is_none_or(|it| it == idx + 1);
    for (task_idx, (name, brief)) in tasks.iter().enumerate().filter(|it| is_wanted(it.0)) {
        for choice in [Choice::Random, Choice::Likeliest] {
            println!("\n{name}, {choice:?} choice");
            println!(
                "| ways | judge, nats a note | below one way | own | overlap | ways that count | seconds |"
            );
            let mut plain = None;
            let rows: Vec<Row> = PARTICLES
                .iter()
                .map(|it| {
                    let brief = Brief { particles: Some(*it), choice, ..brief.clone() };
                    measure(&composer, &cut, &brief, judged)
                })
                .inspect(|it| {
                    let Row { particles, nlls, own, overlap, counted, seconds } = it;
                    let nll = mean(nlls);
                    let gain = gain(plain.get_or_insert_with(|| nlls.clone()), nlls);
                    println!(
                        "| {particles} | {nll:.3} | {gain} | {own:.3} | {overlap:.3} | {counted:.1} | \
                         {seconds:.2} |"
                    );
                })
                .collect();
            if let Some(path) = option("--plot").filter(|_| task_idx == 0) {
                let name = format!("{choice:?}").to_lowercase();
                std::fs::write(path.replace(".svg", &format!("-{name}.svg")), plot(&rows)).unwrap();
            }
        }
    }
}

/// The scores of a corpus in three parts, whose songs are of different families.
fn thirds(path: &str) -> [Vec<Score>; 3] {
    let config = CorpusConfig { keep: Keep::Scores, ..CorpusConfig::default() };
    let corpus = read_corpus(&[path.into()], &config, &|_| ControlFlow::Continue(())).unwrap();
    let scores = |idxs: &[usize]| -> Vec<Score> {
        idxs.iter().filter_map(|it| corpus.songs[*it].score()).collect()
    };
    let first = split(&corpus.songs, 1, 0.34);
    let rest: Vec<_> = first.train.iter().map(|it| corpus.songs[*it].clone()).collect();
    let second = split(&rest, 1, 0.5);
    let of_rest =
        |idxs: &[usize]| -> Vec<usize> { idxs.iter().map(|it| first.train[*it]).collect() };
    let (a, b) = (of_rest(&second.train), of_rest(&second.held_out));
    [scores(&a), scores(&b), scores(&first.held_out)]
}

fn learn(scores: &[Score], steps: u64) -> EventsModel {
    let songs: Vec<Song> = scores.iter().map(|it| Song::new(encode(it))).collect();
    let n_rows = songs.iter().map(|it| it.piece.events.len()).sum();
    let (held_out, train) = songs.split_at((songs.len() / 20).max(1));
    let origin = Origin { bands: Band::of_all(train), ..Origin::default() };
    let pieces = Arc::new(Pieces { train: train.to_vec(), held_out: held_out.to_vec() });
    let config = EventsConfig::for_rows(n_rows).with_steps(steps);
    let mut trainer = Trainer::<Music>::new(pieces, config, None, Kernels::best()).unwrap();
    while trainer.ended().is_none() {
        trainer.step().unwrap();
    }
    EventsModel::best_of(&trainer, origin).unwrap()
}

/// The first bars of a piece; `None` if it has fewer, one part only or little to play.
fn sixteen_bars(score: &Score) -> Option<Score> {
    let end = score.bars().get(N_BARS as usize - 1)?.end;
    let mut score = score.clone();
    for part in &mut score.parts {
        part.notes.retain(|it| it.start < end);
        let cut = |it: &mut Note| it.duration = it.duration.min(end.since(it.start));
        part.notes.iter_mut().for_each(cut);
        part.controls.clear();
    }
    score.parts.retain(|it| !it.notes.is_empty());
    score.tempos.retain(|it| it.at < end);
    score.meters.retain(|it| it.at < end);
    score.keys.retain(|it| it.at < end);
    score.texts.clear();
    score.end = end;
    let n_pitched = score.parts.iter().filter(|it| !it.is_drums).count();
    (n_pitched > 1 && score.n_notes() > 200 && score.n_bars() == N_BARS).then_some(score)
}

/// The surprise of a model at each of some pieces, in nats a note.
fn nll(model: &EventsModel, scores: &[Score]) -> Vec<f64> {
    let (network, weights) = (model.network(), model.weights.as_slice());
    let of = |score: &Score| {
        let song = [Song::new(encode(score))];
        surprise::<Music>(network, weights, &song, 0, Kernels::best(), &mut Passes::default())
            .total()
    };
    scores.iter().map(of).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// How far values lie below others of the same pieces, on average, and the standard error of that.
fn gain(others: &[f64], values: &[f64]) -> String {
    let gains: Vec<f64> = others.iter().zip(values).map(|(other, it)| other - it).collect();
    let (mean, n) = (mean(&gains), gains.len() as f64);
    let squares: f64 = gains.iter().map(|it| (it - mean).powi(2)).sum();
    format!("{mean:.3} ± {:.3}", (squares / (n - 1.0) / n).sqrt())
}

fn measure(
    model: &EventsModel,
    pieces: &[Score],
    brief: &Brief,
    judged: impl Fn(&[Score]) -> Vec<f64>,
) -> Row {
    let (mut written, mut own, mut counted) = (Vec::new(), 0.0, 0.0);
    let begin = Instant::now();
    for (seed, piece) in (0..).zip(pieces) {
        let (brief, material) = (brief.clone(), Some(piece.clone()));
        let config = Composing { brief, material, seed, ..Composing::default() };
        let composed = compose(model, &config, Kernels::best(), |_| true).unwrap();
        own += composed.heard_nll_per_note / pieces.len() as f64;
        counted += composed.effective_sample_size / pieces.len() as f64;
        written.push(composed.score);
    }
    let seconds = begin.elapsed().as_secs_f64() / pieces.len() as f64;
    // What is new against what stood there: notes that both have say nothing.
    let alike = overlap(&new_alone(&written, pieces), &new_alone(pieces, &written));
    let all = [alike.pitch_class, alike.interval, alike.length, alike.onset, alike.velocity];
    let all: Vec<f64> = all.into_iter().flatten().collect();
    let overlap = all.iter().sum::<f64>() / all.len().max(1) as f64;
    let particles = brief.particles.unwrap_or_default();
    Row { particles, nlls: judged(&written), own, overlap, counted, seconds }
}

/// The distributions of the notes that others do not have.
fn new_alone(scores: &[Score], others: &[Score]) -> Distributions {
    let alone = scores.iter().zip(others).map(|(score, other)| {
        let mut score = score.clone();
        for (idx, part) in score.parts.iter_mut().enumerate() {
            let there = other.parts.get(idx).map_or(&[][..], |it| &it.notes);
            part.notes.retain(|it| !there.contains(it));
        }
        score
    });
    Distributions::of(alone)
}

/// Quality and time against the number of ways, as a picture.
fn plot(rows: &[Row]) -> String {
    let (width, height, margin) = (480.0, 260.0, 50.0);
    let x = |it: usize| margin + (width - 2.0 * margin) * it as f64 / (rows.len() - 1) as f64;
    let line = |values: &[f64], colour: &str, name: &str, place: f64| {
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let y = |it: f64| {
            height - margin - (height - 2.0 * margin) * (it - low) / (high - low).max(1e-9)
        };
        let mut points = String::new();
        let mut marks = String::new();
        for (idx, value) in values.iter().enumerate() {
            let _ = write!(points, "{:.1},{:.1} ", x(idx), y(*value));
            let _ = write!(
                marks,
                "<text x=\"{:.1}\" y=\"{:.1}\" fill=\"{colour}\" text-anchor=\"middle\">{value:.2}</text>",
                x(idx),
                y(*value) - 6.0
            );
        }
        format!(
            "<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>{marks}\
             <text x=\"{margin}\" y=\"{place}\" fill=\"{colour}\">{name}</text>\n"
        )
    };
    let nll: Vec<f64> = rows.iter().map(|it| mean(&it.nlls)).collect();
    let seconds: Vec<f64> = rows.iter().map(|it| it.seconds).collect();
    let mut ways = String::new();
    for (idx, row) in rows.iter().enumerate() {
        let _ = write!(
            ways,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            x(idx),
            height - 20.0,
            row.particles
        );
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"sans-serif\" font-size=\"11\"><rect width=\"{width}\" height=\"{height}\" \
         fill=\"white\"/>\n{}{}{ways}<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">ways</text></svg>\n",
        line(&nll, "#1f5fa8", "nats a note, by the judge", 16.0),
        line(&seconds, "#b0552a", "seconds a refill", 30.0),
        width / 2.0,
        height - 5.0
    )
}
