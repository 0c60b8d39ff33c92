//! How fast a four-part piece of 64 bars is rendered: `cargo bench -p irama-synth`. The throughput
//! is in frames; at 44,100 a second, 2.2 million are 50 times real time.

#![allow(missing_docs, reason = "the macros of criterion have none")]

#[path = "../tests/sound/pieces.rs"]
#[allow(dead_code, reason = "tests use more of it")]
#[allow(clippy::unwrap_used, reason = "notes of a bench are right")]
mod pieces;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use irama_synth::{LofiConfig, SoundConfig, render};

fn renders(criterion: &mut Criterion) {
    let piece = pieces::band(64);
    let n_frames = render(&piece, &SoundConfig::default()).map_or(0, |it| it.n_frames());
    let mut group = criterion.benchmark_group("64 bars, four parts");
    group.sample_size(10).throughput(Throughput::Elements(n_frames));
    for (name, lofi) in [("plain", None), ("lofi", Some(LofiConfig::default()))] {
        let config = SoundConfig { lofi, ..SoundConfig::default() };
        group.bench_function(name, |it| {
            it.iter(|| render(&piece, &config).and_then(|mut it| it.frames()));
        });
    }
    group.finish();
}

criterion_group!(benches, renders);
criterion_main!(benches);
