//! What a grid costs: `cargo run --release -p irama-events --example grid_loss -- ZIPS`.
//!
//! For each archive of MIDI files: how far onsets move in milliseconds, which notes become one, and
//! which are cut off by the next of their pitch; on the grid of events and on plainer ones.

#![allow(clippy::print_stdout, reason = "an example for the terminal")]

use std::{error::Error, fs::File, io::Read, path::Path};

use irama_events::{Seat, gm_drum, nearest_step, seats, tick_of};
use irama_score::{Score, TempoMap, Tick, read_midi};

/// A grid: its name, and where it lays an onset: on which step, and when that sounds.
type Grid = (&'static str, fn(Tick) -> (u64, Tick));

const GRIDS: [Grid; 4] = [
    ("24 + shift", |tick| {
        let (step, shift) = nearest_step(tick);
        (step, tick_of(step, shift))
    }),
    ("12", |tick| plain(tick, 40)),
    ("24", |tick| plain(tick, 20)),
    ("48", |tick| plain(tick, 10)),
];

fn plain(tick: Tick, ticks_per_step: u64) -> (u64, Tick) {
    let step = tick.0.saturating_add(ticks_per_step / 2) / ticks_per_step;
    (step, Tick(step.saturating_mul(ticks_per_step)))
}

/// What a grid did to the notes of an archive.
#[derive(Default)]
struct Loss {
    errors_ms: Vec<f64>,
    n_merged: usize,
    n_cut: usize,
}

/// A note on a grid: its seat, pitch, step and onset there, and when its key is let go.
type Laid = (Seat, u8, u64, Tick, Tick);

impl Loss {
    fn add(&mut self, score: &Score, grid: Grid) {
        let tempos = score.tempo_map();
        let mut laid = Vec::with_capacity(score.n_notes());
        for (seat, part) in seats(score).into_iter().zip(&score.parts) {
            let Some(seat) = seat else { continue };
            for note in &part.notes {
                let (step, onset) = grid.1(note.start);
                self.errors_ms.push(milliseconds_between(&tempos, note.start, onset));
                let pitch = if seat.is_drums() { gm_drum(note.pitch) } else { note.pitch };
                laid.push((seat, pitch.number(), step, onset, onset + note.duration));
            }
        }
        self.count(laid);
    }

    /// Counts notes that become one with another, and pitched ones that are cut off.
    fn count(&mut self, mut laid: Vec<Laid>) {
        laid.sort_unstable();
        let n_played = laid.len();
        laid.dedup_by(|next, kept| {
            let is_same = (next.0, next.1, next.2) == (kept.0, kept.1, kept.2);
            if is_same {
                kept.4 = kept.4.max(next.4);
            }
            is_same
        });
        self.n_merged += n_played - laid.len();
        let is_cut = |it: &&[Laid]| {
            let (note, next) = (it[0], it[1]);
            !note.0.is_drums() && (note.0, note.1) == (next.0, next.1) && note.4 > next.3
        };
        self.n_cut += laid.windows(2).filter(is_cut).count();
    }

    fn print(&mut self, grid: &str) {
        self.errors_ms.sort_unstable_by(f64::total_cmp);
        let n_notes = self.errors_ms.len();
        let mean = self.errors_ms.iter().sum::<f64>() / n_notes as f64;
        let percent = |count: usize| 100.0 * count as f64 / n_notes as f64;
        println!(
            "| {grid} | {mean:.2} | {:.2} | {:.1} | {:.3} | {:.3} |",
            self.errors_ms[n_notes * 95 / 100],
            self.errors_ms[n_notes - 1],
            percent(self.n_merged),
            percent(self.n_cut),
        );
    }
}

fn milliseconds_between(tempos: &TempoMap, a: Tick, b: Tick) -> f64 {
    (tempos.seconds_at(a) - tempos.seconds_at(b)).abs() * 1000.0
}

/// Every score of an archive that can be read.
fn scores(path: &Path) -> Result<Vec<Score>, Box<dyn Error>> {
    let mut archive = zip::ZipArchive::new(File::open(path)?)?;
    let mut scores = Vec::new();
    for idx in 0..archive.len() {
        let mut bytes = Vec::new();
        archive.by_index(idx)?.read_to_end(&mut bytes)?;
        scores.extend(read_midi(&bytes).ok().map(|it| it.score));
    }
    Ok(scores)
}

fn main() -> Result<(), Box<dyn Error>> {
    for path in std::env::args().skip(1) {
        let path = Path::new(&path);
        let scores = scores(path)?;
        let n_notes: usize = scores.iter().map(Score::n_notes).sum();
        let name = path.file_stem().unwrap_or_default().display();
        println!("\n{name}: {} files, {n_notes} notes\n", scores.len());
        if n_notes == 0 {
            continue;
        }
        println!("| grid | mean ms | 95 % ms | max ms | merged % | cut off % |");
        println!("|---|---|---|---|---|---|");
        for grid in GRIDS {
            let mut loss = Loss::default();
            for score in &scores {
                loss.add(score, grid);
            }
            loss.print(grid.0);
        }
    }
    Ok(())
}
