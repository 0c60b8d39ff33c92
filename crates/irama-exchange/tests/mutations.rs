//! Files with some bytes changed by chance: each is read or refused, and none panics.

#![allow(clippy::unwrap_used, reason = "a test should fail loudly")]

mod made;

use irama_neural::Chance;
use made::{CONFIG, NOTEBOOK, WEIGHTS, entry, keras, read};

/// The stream of chance for the changes.
const STREAM: u64 = 77;

/// The same with one to eight bytes changed, or a stretch of it gone or doubled.
fn mutated(bytes: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut mutated = bytes.to_vec();
    for _ in 0..=chance.below(8) {
        let at = chance.below(mutated.len());
        match chance.below(6) {
            0 => mutated[at] ^= 1 << chance.below(8),
            1 => mutated[at] = 0xff,
            2 => mutated[at] = mutated[at].wrapping_add(1),
            3 => mutated[at] = chance.below(256) as u8,
            4 => mutated.truncate(at.max(1)),
            _ => {
                let piece = mutated[at..(at + 16).min(mutated.len())].to_vec();
                let to = chance.below(mutated.len() - piece.len() + 1);
                mutated[to..to + piece.len()].copy_from_slice(&piece);
            }
        }
    }
    mutated
}

/// Counts how many of `n` mutations of each part of a file are read.
fn read_some(n: u64) -> usize {
    let (config, weights) = (entry(NOTEBOOK, CONFIG), entry(NOTEBOOK, WEIGHTS));
    let latest = include_bytes!("fixtures/latest.keras");
    let latest = entry(latest, WEIGHTS);
    let file = |it: u64| {
        let chance = &mut Chance::new(it, STREAM, 0);
        match it % 4 {
            0 => keras(&config, &mutated(&weights, chance)),
            1 => keras(&config, &mutated(&latest, chance)),
            2 => keras(&mutated(&config, chance), &weights),
            _ => mutated(NOTEBOOK, chance),
        }
    };
    let is_sound = |it: u64| {
        let Ok(model) = read(file(it)) else { return false };
        let values = model.weights.iter().chain(&model.statistics);
        assert!(values.clone().all(|value| value.is_finite()), "mutation {it}");
        true
    };
    (0..n).filter(|it| is_sound(*it)).count()
}

#[test]
fn mutated_files_are_read_or_refused() {
    let n_read = read_some(4_000);
    assert!((100..3_000).contains(&n_read), "{n_read} are read: do the changes reach anything?");
}

/// The same for longer: `cargo test -p irama-exchange --test mutations -- --ignored`.
#[test]
#[ignore = "takes minutes"]
fn very_many_mutated_files_are_read_or_refused() {
    read_some(400_000);
}
