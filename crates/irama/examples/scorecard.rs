//! The reliability scorecard: runs every row's tests and prints a line a row,
//! `cargo run --release -p irama --example scorecard [-- [--long] [R4 R13 …]]`.
//!
//! `--long` gives random tests twenty times as many inputs and adds the rows that take half an hour.
//! What a row promises stands in docs/TESTING.md. The figures are what the tests print after the row's
//! name. The exit code is 1 if a row failed.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for whoever measures")]
#![allow(clippy::disallowed_methods, reason = "it tells how long a row took")]

use std::{
    process::{Command, ExitCode},
    time::Instant,
};

/// What shows that a row holds.
enum Work {
    /// The tests of a package and a target whose names hold a word.
    Tests(&'static str, &'static [&'static str], &'static str),
    /// An example of a package, optimised.
    Example(&'static str, &'static str),
    /// A script in `.ci`.
    Script(&'static str),
}

use Work::{Example, Script, Tests};

/// A row of the scorecard.
struct Row {
    id: &'static str,
    /// No release without it.
    is_first: bool,
    what: &'static str,
    work: &'static [Work],
}

const LIB: &[&str] = &["--lib"];
const MIDI: &[&str] = &["--test", "midi"];
const CLI: &[&str] = &["--test", "cli"];
const STRANGERS: &[&str] = &["--test", "strangers"];
const COMMANDS: &[&str] = &["--test", "commands"];
const STUDIO: &[&str] = &["--test", "studio"];

/// The rows in their order; R27 is tested in a browser.
const ROWS: &[Row] = &[
    first(
        "R1",
        "odd and broken MIDI files",
        &[
            Tests("irama-score", MIDI, "odd_files"),
            Tests("irama-score", &["--test", "corpora"], "malformed"),
            Tests("irama-corpus", &["--test", "shared_corpora"], "malformed"),
        ],
    ),
    row(
        "R2",
        "illegal and running status lose no note",
        &[
            Tests("irama-score", MIDI, "odd_statuses"),
            Tests("irama-score", MIDI, "odd_running_status"),
            Tests("irama-score", MIDI, "what_is_not_midi"),
        ],
    ),
    first("R3", "every prefix gives its notes", &[Tests("irama-score", MIDI, "prefix")]),
    first(
        "R4",
        "seeded mutations of files",
        &[
            Tests("irama-score", MIDI, "mutations"),
            Tests("irama-score", MIDI, "bytes_at_random"),
            Tests("irama-score", MIDI, "hostile_file"),
            Tests("irama-corpus", &["--test", "archives"], "panics"),
        ],
    ),
    row(
        "R5",
        "write and read; times to 2^40 ticks",
        &[Tests("irama-score", MIDI, "round_trip"), Tests("irama-score", MIDI, "tempo")],
    ),
    row(
        "R7",
        "duplicates never straddle a split",
        &[Tests("irama-corpus", &["--test", "leaks"], "")],
    ),
    first(
        "R8",
        "hostile archives",
        &[Tests("irama", CLI, "r8_"), Tests("irama-corpus", &["--test", "archives"], "")],
    ),
    first("R9", "bombs", &[Tests("irama-corpus", &["--test", "bombs"], "")]),
    first(
        "R10",
        "hostile model files",
        &[
            Tests("irama-model", STRANGERS, ""),
            Tests("irama-exchange", &["--test", "hostile"], ""),
            Tests("irama-model", LIB, "container"),
        ],
    ),
    first(
        "R11",
        "mutated models fail or compose",
        &[
            Tests("irama-model", STRANGERS, ""),
            Tests("irama-exchange", &["--test", "mutations"], ""),
        ],
    ),
    first("R12", "what reading a model touches", &[Tests("irama", CLI, "r12_")]),
    first("R13", "killed at random instants", &[Tests("irama", CLI, "r13_")]),
    first("R14", "power lost after any call", &[Tests("irama", CLI, "r14_")]),
    first(
        "R15",
        "each call fails in turn",
        &[Tests("irama", CLI, "r15_"), Tests("irama", CLI, "a_place_that_vanishes")],
    ),
    first(
        "R16",
        "resumed runs end in the same bytes",
        &[
            Tests("irama-model", &["--test", "runs"], "stopped_anywhere"),
            Tests("irama-model", &["--test", "events"], "resumed"),
            Tests("irama", CLI, "stopped_and_killed"),
            Tests("irama", COMMANDS, "stopped_and_killed"),
        ],
    ),
    first(
        "R17",
        "the same bytes whatever the machine does",
        &[
            Tests("irama", CLI, "same_bytes"),
            Tests("irama", COMMANDS, "threads_and_kernels"),
            Tests("irama-model", &["--test", "everywhere"], ""),
        ],
    ),
    row(
        "R18",
        "damaged states of a run",
        &[
            Tests("irama-model", &["--test", "runs"], "thousand_damages"),
            Tests("irama-model", &["--test", "events"], "damages"),
            Tests("irama", CLI, "a_damaged_state"),
            Tests("irama-model", &["--test", "runs"], "a_damaged_state"),
        ],
    ),
    first(
        "R19",
        "no numbers any more",
        &[Tests("irama-model", LIB, "rollback"), Tests("irama-neural", LIB, "finite")],
    ),
    first("R20", "degenerate collections", &[Tests("irama", CLI, "r20_")]),
    row(
        "R21",
        "signals",
        &[
            Tests("irama", CLI, "r21_"),
            Tests("irama", CLI, "second_signal"),
            Tests("irama", CLI, "pipes"),
        ],
    ),
    first(
        "R23",
        "names that point here",
        &[Tests("irama-studio", STUDIO, "hosts"), Tests("irama-studio", STUDIO, "absolute")],
    ),
    first("R24", "pages elsewhere", &[Tests("irama-studio", STUDIO, "senders")]),
    first(
        "R25",
        "tokens and addresses",
        &[Tests("irama-studio", STUDIO, "tokens"), Tests("irama", STUDIO, "starting")],
    ),
    first("R26", "names that lead elsewhere", &[Tests("irama-studio", STUDIO, "paths")]),
    first("R28", "slow clients", &[Tests("irama-studio", STUDIO, "slow")]),
    first(
        "R29",
        "large bodies, deep JSON, wild numbers",
        &[Tests("irama-studio", STUDIO, "numbers"), Tests("irama-studio", STUDIO, "bodies")],
    ),
    row(
        "R30",
        "more at once than can be done",
        &[Tests("irama-studio", STUDIO, "queue"), Tests("irama", STUDIO, "r30_")],
    ),
    row(
        "R31",
        "changes of mind, and studios that are killed",
        &[
            Tests("irama-studio", STUDIO, "cancelling"),
            Tests("irama", STUDIO, "r31_"),
            Tests("irama", STUDIO, "crashes"),
        ],
    ),
    first("R32", "the studio calls nobody", &[Tests("irama", STUDIO, "r32_")]),
    first(
        "R33",
        "files that open everywhere",
        &[Tests("irama", COMMANDS, "events::files"), Tests("irama-score", MIDI, "written")],
    ),
    row("R34", "two hundred renders", &[Tests("irama-synth", &["--test", "sound"], "r34_")]),
    row("R35", "playing leaves nothing sounding", &[Tests("irama", COMMANDS, "playing")]),
    first(
        "R36",
        "dependencies and unsafe code",
        &[Tests("irama", &["--test", "tidy"], ""), Script("supply")],
    ),
];

/// Rows that take half an hour or a large collection.
const LONG: &[Row] = &[
    row("R6", "a hundred thousand files", &[Example("irama-corpus", "hundred_thousand")]),
    row("R22", "learning and composing for half an hour", &[Tests("irama", CLI, "r22_")]),
];

const fn first(id: &'static str, what: &'static str, work: &'static [Work]) -> Row {
    Row { is_first: true, ..row(id, what, work) }
}

const fn row(id: &'static str, what: &'static str, work: &'static [Work]) -> Row {
    Row { id, is_first: false, what, work }
}

/// What came of a row.
#[derive(Default)]
struct Score {
    n_passed: usize,
    n_failed: usize,
    figures: Vec<String>,
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let is_long = args.iter().any(|it| it == "--long");
    let is_wanted = |row: &&Row| {
        let mut named = args.iter().filter(|it| !it.starts_with("--")).peekable();
        named.peek().is_none() || named.any(|it| it == row.id)
    };
    let mut n_failed = 0;
    println!("row  S1  result  tests  seconds  what");
    let rows = ROWS.iter().chain(LONG.iter().filter(|_| is_long)).filter(is_wanted);
    for row in rows {
        let begin = Instant::now();
        let score = run(row, is_long);
        let is_good = score.n_failed == 0 && score.n_passed > 0;
        n_failed += usize::from(!is_good);
        let (s1, result) =
            (if row.is_first { "S1" } else { "" }, if is_good { "passed" } else { "FAILED" });
        let (n, seconds) = (score.n_passed + score.n_failed, begin.elapsed().as_secs_f64());
        println!("{:4} {s1:3} {result:7} {n:5}  {seconds:7.1}  {}", row.id, row.what);
        score.figures.iter().for_each(|it| println!("{:31}{it}", ""));
    }
    println!(
        "{}",
        if n_failed == 0 { "all rows passed".into() } else { format!("{n_failed} failed") }
    );
    ExitCode::from(u8::from(n_failed > 0))
}

fn run(row: &Row, is_long: bool) -> Score {
    let mut score = Score::default();
    for work in row.work {
        let (mut command, is_tests) = match work {
            Tests(package, target, filter) => {
                let mut cargo = cargo(&["test", "-q", "--locked", "-p", package]);
                cargo.args(*target).args([filter, "--", "--nocapture"]);
                if is_long {
                    cargo.arg("--include-ignored");
                }
                (cargo, true)
            }
            Example(package, name) => {
                (cargo(&["run", "-q", "--release", "-p", package, "--example", name]), false)
            }
            Script(name) => {
                let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../.ci/");
                (Command::new(format!("{root}{name}")), false)
            }
        };
        if is_long {
            command.env("IRAMA_LONG", "1").env("PROPTEST_CASES", "10000");
        }
        let output = command.output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        let results = text.lines().filter_map(|it| it.trim().strip_prefix("test result: "));
        let (mut n_passed, mut n_failed) = (0, 0);
        for line in results {
            n_passed += count(line, "passed");
            n_failed += count(line, "failed");
        }
        if is_tests {
            // A filter that finds nothing has tested nothing.
            n_failed += usize::from(n_failed == 0 && (!output.status.success() || n_passed == 0));
            let start = format!("{}: ", row.id);
            let figures = text.lines().filter_map(|it| Some(&it[it.find(&start)? + start.len()..]));
            score.figures.extend(figures.map(str::to_owned));
        } else {
            n_passed = usize::from(output.status.success());
            n_failed = 1 - n_passed;
            score.figures.extend(text.lines().map(str::to_owned));
        }
        score.n_passed += n_passed;
        score.n_failed += n_failed;
    }
    score
}

fn cargo(args: &[&str]) -> Command {
    let mut cargo = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()));
    cargo.args(args);
    cargo
}

/// The number before a word.
fn count(line: &str, word: &str) -> usize {
    let before = line.split(&format!(" {word}")).next().unwrap_or_default();
    before.rsplit(' ').next().and_then(|it| it.parse().ok()).unwrap_or(0)
}
