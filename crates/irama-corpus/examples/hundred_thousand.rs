//! A hundred thousand files, one in a hundred damaged, as a folder and as one zip: how long the
//! import takes, from the files and from the cache, and what it needs of memory and open files.
//!
//! `cargo run --release -p irama-corpus --example hundred_thousand [FILES]`

#![allow(clippy::print_stdout, reason = "its figures are its result")]
#![allow(clippy::disallowed_methods, reason = "it measures, so it reads the clock")]
#![allow(clippy::unwrap_used, reason = "a measurement that cannot be made should fail loudly")]

use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use irama_corpus::{CorpusConfig, Keep, Progress, house_loops_from, read_corpus};
use irama_score::write_midi;
use zip::{ZipWriter, write::SimpleFileOptions};

/// Loops that are made at a time, so that making them does not count as memory of the import.
const BATCH: usize = 1000;
/// One file in so many is no MIDI.
const DAMAGE: usize = 100;

fn main() {
    let n_files = std::env::args().nth(1).map_or(100_000, |it| it.parse().unwrap());
    let root = tempfile::tempdir().unwrap();
    let (folder, archive) = (root.path().join("songs"), root.path().join("songs.zip"));
    make(n_files, &folder, &archive);
    println!("{n_files} files, {} of them damaged", n_files.div_ceil(DAMAGE));
    println!("input   keep     cache    seconds   peak MB  files open  kept     damaged");
    for (name, input) in [("folder", &folder), ("zip", &archive)] {
        for keep in [Keep::Nothing, Keep::Pitches, Keep::Scores] {
            let cache = root.path().join(format!("cache-{name}-{keep:?}"));
            measure(name, input, keep, ("none", None), n_files);
            measure(name, input, keep, ("empty", Some(&cache)), n_files);
            measure(name, input, keep, ("full", Some(&cache)), n_files);
            fs::remove_dir_all(cache).unwrap();
        }
        println!("{name}: stopped after {:.3} s", seconds_to_stop(input, n_files / 2));
    }
}

/// Writes fresh loops, the same into a folder of folders and into a zip.
fn make(n_files: usize, folder: &Path, archive: &Path) {
    let mut zip = ZipWriter::new(BufWriter::new(File::create(archive).unwrap()));
    for start in (0..n_files).step_by(BATCH) {
        let group = format!("{:03}", start / BATCH);
        fs::create_dir_all(folder.join(&group)).unwrap();
        let n_loops = BATCH.min(n_files - start);
        for (number, it) in (start..).zip(house_loops_from(start as u64, n_loops)) {
            let is_damaged = number % DAMAGE == 0;
            let bytes = if is_damaged { vec![7; 100] } else { write_midi(&it.score).unwrap() };
            let name = format!("{group}/{}.mid", it.name);
            fs::write(folder.join(&name), &bytes).unwrap();
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zip.write_all(&bytes).unwrap();
        }
    }
    zip.finish().unwrap();
}

fn measure(
    name: &str,
    input: &Path,
    keep: Keep,
    (state, cache): (&str, Option<&Path>),
    n_files: usize,
) {
    let cache = cache.map(Path::to_owned);
    let config = CorpusConfig { keep, cache, ..CorpusConfig::default() };
    let most_open = AtomicUsize::new(0);
    let watch = |progress: Progress| {
        if progress.done.is_multiple_of(1000) {
            most_open.fetch_max(n_open_files(), Ordering::Relaxed);
        }
        ControlFlow::Continue(())
    };
    reset_peak();
    let start = Instant::now();
    let corpus = read_corpus(&[input.to_owned()], &config, &watch).unwrap();
    let seconds = start.elapsed().as_secs_f64();
    let report = &corpus.report;
    assert_eq!(report.files_found, n_files);
    assert_eq!(report.files_dropped - report.duplicates, n_files.div_ceil(DAMAGE));
    assert!(report.warnings.is_empty(), "{:?}", report.warnings);
    let (keep, peak, kept) = (format!("{keep:?}"), peak_mb(), report.files_kept);
    println!(
        "{name:<7} {keep:<8} {state:<7} {seconds:>8.2} {peak:>9} {:>11}  {kept:<8} {}",
        most_open.into_inner(),
        report.files_dropped - report.duplicates,
    );
}

/// From the moment at which somebody says stop until the import returns.
fn seconds_to_stop(input: &Path, at: usize) -> f64 {
    let said = Mutex::new(None);
    let watch = |progress: Progress| {
        if progress.total.is_none() || progress.done < at {
            return ControlFlow::Continue(());
        }
        said.lock().unwrap().get_or_insert_with(Instant::now);
        ControlFlow::Break(())
    };
    let inputs: [PathBuf; 1] = [input.to_owned()];
    read_corpus(&inputs, &CorpusConfig::default(), &watch).unwrap_err();
    said.into_inner().unwrap().unwrap().elapsed().as_secs_f64()
}

fn n_open_files() -> usize {
    fs::read_dir("/proc/self/fd").map_or(0, Iterator::count)
}

/// Linux counts the peak anew from here; elsewhere there is no figure.
fn reset_peak() {
    fs::write("/proc/self/clear_refs", "5").ok();
}

fn peak_mb() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kib.unwrap_or(0) >> 10
}
