//! The events model, from files of a band to a new piece.

mod boxed;
mod composing;
mod files;
mod learning;
mod making;
mod ordering;
mod shards;
mod starting;
#[cfg(unix)]
mod stopping;
mod styles;

use irama_corpus::house_loops_from;
use irama_score::write_midi;

use crate::workshop::{Ending, Workshop};

/// A network that learns in no time.
const TINY: &str = "--units 12 --batch 4 --window 16 --seed 1";

/// A workshop with eight pieces of four parts in `band`.
fn with_band() -> Workshop {
    let workshop = Workshop::new();
    std::fs::create_dir(workshop.path("band")).unwrap();
    for (idx, it) in house_loops_from(5, 8).iter().enumerate() {
        workshop.write(&format!("band/{idx}.mid"), write_midi(&it.score).unwrap());
    }
    workshop
}

/// The same and a model, `m.irama`.
fn with_model() -> Workshop {
    let workshop = with_band();
    train(&workshop, "-o m.irama --steps 20 -q");
    workshop
}

#[track_caller]
fn train(workshop: &Workshop, options: &str) -> Ending {
    workshop.run_well(&format!("train band {TINY} {options}"))
}

/// Every line is refused as wrong usage, on one line with these words.
#[track_caller]
fn all_refused(workshop: &Workshop, lines: &[(&str, &[&str])]) {
    for (line, words) in lines {
        let ending = workshop.run(line);
        assert_eq!(ending.code, Some(2), "{line}: {}", ending.stderr);
        assert!(ending.stdout.is_empty(), "{line}");
        let last = ending.stderr.lines().last().unwrap_or_default();
        assert!(last.starts_with("error: "), "{line}: {}", ending.stderr);
        for word in *words {
            assert!(last.contains(word), "{line}: no {word:?} in {last}");
        }
    }
}
