//! One training step and one composed note of the seed's network: window 50, batch 64,
//! LSTM 256-256-128. The peers' scripts measure the same.
//!
//! `cargo bench -p irama-model --bench classic`

#![allow(missing_docs, reason = "the macros of criterion write functions without")]

use criterion::{Criterion, criterion_group, criterion_main};
use irama_model::classic::{ClassicConfig, Notes, SplitBy, Trainer};
use irama_neural::Kernels;
use irama_score::Pitch;

fn trainer() -> Trainer {
    let pitches = (0..4_060).map(|it| Pitch::clamped(36 + it * 7919 % 61)).collect();
    let notes = Notes { train: pitches, held_out: Vec::new() };
    let config =
        ClassicConfig { split: SplitBy::Windows, n_epochs: 1_000, ..ClassicConfig::default() };
    Trainer::new(&notes, config, Kernels::best()).expect("the corpus is large enough")
}

fn training_step(criterion: &mut Criterion) {
    let mut trainer = trainer();
    let mut group = criterion.benchmark_group("classic");
    group.sample_size(20);
    let steps_per_epoch = trainer.steps_per_epoch() as u64;
    group.bench_function("training step", |bencher| {
        bencher.iter_custom(|n| {
            let mut spent = std::time::Duration::ZERO;
            for _ in 0..n {
                // The last step of an epoch also checks the held-out windows: not what is measured.
                if (trainer.n_steps() + 1).is_multiple_of(steps_per_epoch) {
                    trainer.step().expect("the loss is finite");
                }
                #[expect(clippy::disallowed_methods, reason = "a bench reads the clock")]
                let start = std::time::Instant::now();
                trainer.step().expect("the loss is finite");
                spent += start.elapsed();
            }
            spent
        });
    });
    group.finish();
}

criterion_group!(benches, training_step);
criterion_main!(benches);
