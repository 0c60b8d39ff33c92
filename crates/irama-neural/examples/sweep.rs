//! How the cost of a training step grows: milliseconds of LSTM layers, forward and backward, as
//! `axis value milliseconds` rows, for `bench/plot` to draw.
//!
//! `cargo run --release -p irama-neural --example sweep > rows.txt; bench/plot rows.txt`

#![allow(clippy::print_stdout, reason = "its rows are what it is for")]

use std::time::Instant;

use irama_neural::{Chance, Kernels, Layout, Lstm, LstmTrace, LstmWeights, Sequence, Upstream};

/// A stack of layers and what goes through it.
#[derive(Clone, Copy)]
struct Work {
    batch: usize,
    width: usize,
    depth: usize,
    length: usize,
    threads: usize,
}

/// What all axes have in common.
const MIDDLE: Work = Work { batch: 64, width: 256, depth: 2, length: 50, threads: 2 };

fn main() {
    for batch in [1, 8, 16, 32, 64, 128, 256] {
        row("batch", batch, Work { batch, ..MIDDLE });
    }
    for width in [32, 64, 100, 128, 192, 256, 384, 512, 768] {
        row("width", width, Work { width, ..MIDDLE });
    }
    for depth in [1, 2, 3, 4, 6] {
        row("depth", depth, Work { depth, ..MIDDLE });
    }
    for length in [10, 25, 50, 100, 200, 400] {
        row("length", length, Work { length, ..MIDDLE });
    }
    for threads in [1, 2] {
        row("threads", threads, Work { threads, ..MIDDLE });
    }
}

fn row(axis: &str, value: usize, work: Work) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(work.threads).build();
    let milliseconds = pool.expect("threads can be had").install(|| time(work));
    println!("{axis} {value} {milliseconds:.3}");
}

/// The fastest of some passes, in milliseconds: the cost without what disturbs it.
fn time(work: Work) -> f64 {
    let Work { batch, width, depth, length, .. } = work;
    let kernels = Kernels::best();
    let mut layout = Layout::default();
    let layers: Vec<Lstm> =
        (0..depth).map(|it| Lstm::new(&mut layout, &it.to_string(), width, width)).collect();
    let mut weights = vec![0.0; layout.len()];
    layers.iter().for_each(|it| it.initialise(&mut weights, &mut Chance::new(1, 0, 0)));
    let mut packed = vec![LstmWeights::default(); depth];
    let mut traces = vec![LstmTrace::default(); depth];
    let mut gradients = vec![0.0; layout.len()];
    let x = Sequence::new(batch, length, width);
    let upstream = Sequence::new(batch, length, width);
    let mut best = f64::INFINITY;
    for _ in 0..7 {
        #[expect(clippy::disallowed_methods, reason = "a bench reads the clock")]
        let start = Instant::now();
        for it in 0..depth {
            layers[it].pack(&weights, &mut packed[it]);
            let (before, now) = traces.split_at_mut(it);
            let x = before.last().map_or(&x, |it| &it.hidden);
            layers[it].forward(kernels, &packed[it], x, None, &mut now[0]);
        }
        for it in (0..depth).rev() {
            let (before, now) = traces.split_at_mut(it);
            let (now, after) = now.split_at_mut(1);
            let by = after.first().map_or(&upstream, |it| &it.input_gradients);
            let x = before.last().map_or(&x, |it| &it.hidden);
            let upstream = Upstream::All(by);
            layers[it].backward(
                kernels,
                &packed[it],
                x,
                None,
                upstream,
                true,
                &mut now[0],
                &mut gradients,
            );
        }
        best = best.min(start.elapsed().as_secs_f64() * 1e3);
    }
    best
}
