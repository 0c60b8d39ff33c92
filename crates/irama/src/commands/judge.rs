//! `irama judge`: measures of a piece, and the piece against a collection.

use std::path::Path;

use irama_corpus::{Keep, Song, display_name};
use irama_events::{Copied, Receipt};
use irama_judge::{Against, Judgement, LAGS, Measures, Overlap, Reference, Return, compare, judge};
use irama_model::Model;
use irama_score::Score;
use serde_json::json;

use super::{compose::load, inspect};
use crate::{
    args::JudgeArgs,
    failure::Failure,
    gather, receipt, signals,
    voice::{Voice, counted, grouped, print, print_json, to_json},
};

pub(crate) fn run(args: &JudgeArgs, voice: &Voice) -> Result<(), Failure> {
    signals::listen(voice.pick("stopping…", "berhenti…"), voice);
    let shown = display_name(&args.input);
    if args.input.is_dir() {
        return Err(Failure::usage(voice.pick(
            format!("{shown} is a folder; give one MIDI file, and the folder with --against"),
            format!(
                "{shown} adalah folder; berikan satu berkas MIDI, dan foldernya lewat --against"
            ),
        )));
    }
    let score = gather::read_file(&args.input, voice)?.score;
    if let [path] = args.against.as_slice()
        && inspect::kind_of(path) == inspect::Kind::Model
    {
        return against_model(&score, (&shown, path), args, voice);
    }
    let songs = read_songs(args, voice)?;
    let against = match songs.as_slice() {
        [] => None,
        songs => Some(compare(&score, &Reference::learn(songs.iter().filter_map(Song::score)))),
    };
    let judgement = Judgement { measures: judge(&score), against };
    if args.json {
        return print_json(&judgement);
    }
    let mut lines = vec![title(&shown, &score, voice)];
    lines.extend(describe(&judgement.measures, voice));
    if let Some(against) = &judgement.against {
        lines.extend(describe_against(against, songs.len() as u64, voice));
    }
    print(&lines.join("\n"))
}

/// Sets a piece against what a model remembers of the files that it learned from: its passages.
fn against_model(
    score: &Score,
    (shown, path): (&str, &Path),
    args: &JudgeArgs,
    voice: &Voice,
) -> Result<(), Failure> {
    let Model::Events(model) = load(path, voice)? else {
        let path = display_name(path);
        return Err(Failure::usage(voice.pick(
            format!("{path} is a classic model, which keeps no passages; give its files instead"),
            format!("{path} adalah model classic, yang tidak menyimpan bagian; berikan berkasnya"),
        )));
    };
    let (measures, receipt) = (judge(score), model.passages.receipt(score));
    if args.json {
        let mut facts = to_json(&measures);
        facts["against"] = json!({ "overlap": null, "copied": receipt });
        return print_json(&facts);
    }
    let mut lines = vec![title(shown, score, voice)];
    lines.extend(describe(&measures, voice));
    lines.extend(describe_copied(&receipt, voice));
    print(&lines.join("\n"))
}

/// The songs of `--against`; none if it was not given, an error if it has none.
fn read_songs(args: &JudgeArgs, voice: &Voice) -> Result<Vec<Song>, Failure> {
    if args.against.is_empty() {
        return Ok(Vec::new());
    }
    let corpus = gather::read(&args.against, Keep::Scores, !args.no_cache, voice)?;
    if corpus.songs.is_empty() {
        let n = corpus.report.files_found as u64;
        return Err(Failure::usage(voice.pick(
            format!(
                "nothing to set it against: none of {} can be used; `irama inspect` tells why",
                counted(n, "file")
            ),
            format!(
                "tidak ada pembanding: {n} berkas dilewati; `irama inspect` menjelaskan alasannya"
            ),
        )));
    }
    Ok(corpus.songs)
}

fn title(shown: &str, score: &Score, voice: &Voice) -> String {
    let (notes, bars) = (score.n_notes() as u64, score.n_bars());
    voice.pick(
        format!("{shown}: {}, {}", counted(notes, "note"), counted(bars, "bar")),
        format!("{shown}: {} not, {} birama", grouped(notes), grouped(bars)),
    )
}

fn describe(measures: &Measures, voice: &Voice) -> Vec<String> {
    let say = |english: &str, indonesian: &str| voice.pick(english, indonesian);
    let rows = [
        (say("pitch-class entropy", "entropi kelas nada"), bits(measures.pitch_class_entropy)),
        (say("distinct pitches", "nada berbeda"), measures.distinct_pitches.to_string()),
        (say("commonest pitch", "nada tersering"), percent(measures.most_common_pitch_share)),
        (
            say("seven commonest classes", "tujuh kelas tersering"),
            percent(measures.top_seven_pitch_class_share),
        ),
        (say("scale consistency", "kesesuaian tangga nada"), percent(measures.scale_consistency)),
        (say("polyphony", "polifoni"), plain(measures.polyphony)),
        (say("notes a bar", "not per birama"), plain(measures.notes_per_bar)),
        (say("groove consistency", "kemantapan groove"), percent(measures.groove_consistency)),
        (say("empty beats", "ketukan kosong"), percent(measures.empty_beat_rate)),
    ];
    let mut lines: Vec<String> = rows.iter().map(|(name, value)| row(name, value)).collect();
    let ago = LAGS.map(|it| it.to_string());
    lines.push(table(&say("like the one … bars ago", "serupa … birama lalu"), &ago));
    let returns = &measures.self_similarity;
    for (name, returns) in [
        (say("  pitched", "  bernada"), &returns.pitched),
        (say("  drums", "  drum"), &returns.drums),
    ] {
        let cells =
            |value: fn(&Return) -> Option<f64>| returns.each_ref().map(|it| percent(value(it)));
        lines.push(table(&format!("{name}, {}", say("equal", "sama")), &cells(|it| it.equal)));
        lines.push(table(&format!("{name}, {}", say("alike", "mirip")), &cells(|it| it.jaccard)));
    }
    lines
}

fn describe_against(against: &Against, n_songs: u64, voice: &Voice) -> Vec<String> {
    let say = |english: &str, indonesian: &str| voice.pick(english, indonesian);
    let Overlap { pitch_class, interval, length, onset, notes_per_bar, velocity } = against.overlap;
    let overlaps = [
        (say("  pitch class", "  kelas nada"), pitch_class),
        (say("  interval", "  interval"), interval),
        (say("  length", "  panjang"), length),
        (say("  place in the bar", "  letak dalam birama"), onset),
        (say("  notes a bar", "  not per birama"), notes_per_bar),
        (say("  velocity", "  velocity"), velocity),
    ];
    let mut lines = vec![voice.pick(
        format!("overlap with {}", counted(n_songs, "song")),
        format!("tumpang tindih dengan {} lagu", grouped(n_songs)),
    )];
    lines.extend(overlaps.iter().map(|(name, value)| row(name, &percent(*value))));
    lines.extend(describe_copied(&against.copied, voice));
    lines
}

fn describe_copied(receipt: &Receipt, voice: &Voice) -> [String; 3] {
    let say = |english: &str, indonesian: &str| voice.pick(english, indonesian);
    [
        say("note by note in one of them", "not demi not di salah satunya"),
        copied(&say("  pitched, any key", "  bernada, kunci apa pun"), receipt.pitched, voice),
        copied(&say("  drums", "  drum"), receipt.drums, voice),
    ]
}

fn copied(name: &str, copied: Copied, voice: &Voice) -> String {
    format!("{name:<26}  {}", receipt::in_words(copied, voice))
}

fn row(name: &str, value: &str) -> String {
    format!("{name:<26}{value:>9}")
}

fn table(name: &str, cells: &[String; LAGS.len()]) -> String {
    cells.iter().fold(format!("{name:<26}"), |line, cell| line + &format!("{cell:>9}"))
}

fn bits(value: Option<f64>) -> String {
    value.map_or_else(none, |it| format!("{it:.2} bit"))
}

fn plain(value: Option<f64>) -> String {
    value.map_or_else(none, |it| format!("{it:.2}"))
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(none, |it| format!("{:.1} %", 100.0 * it))
}

/// What is shown where a measure has no value.
fn none() -> String {
    "-".to_owned()
}
