//! Going on from another model: which of its values help with new pieces.
//!
//! Fine facts are joined by a hash, and a model knows by heart what follows them in its own music.
//! Where that misleads about other music, unlearning it takes longer than learning: such tables
//! begin anew.

use irama_neural::Kernels;

use super::{
    memory::Memory,
    network::{Network, Passes},
    surprise::surprise,
};

/// Rows of the new pieces that are tried, about.
const TRIED_ROWS: usize = 20_000;

/// The weights to start from: those of `base`, but where a field of `pieces` is less surprising
/// without fine facts than with those that `base` knows, they are forgotten.
pub(super) fn going_on<M: Memory>(
    network: &Network,
    mut base: Vec<f32>,
    pieces: &[M::Piece],
    kernels: Kernels,
) -> Vec<f32> {
    let n_rows: usize = pieces.iter().map(M::n_rows).sum();
    let every = n_rows.div_ceil(TRIED_ROWS).max(1);
    let tried: Vec<M::Piece> = pieces.iter().step_by(every).cloned().collect();
    let by_field = |weights: &[f32]| {
        surprise::<M>(network, weights, &tried, 0, kernels, &mut Passes::default()).by_field
    };
    let fields = M::plan().fields;
    let tables: Vec<_> = network.heads.iter().zip(fields).map(|it| it.0.known(it.1.fine)).collect();
    let mut without = base.clone();
    tables.iter().for_each(|it| without[it.clone()].fill(0.0));
    let surprises = by_field(&base).into_iter().zip(by_field(&without));
    for (table, (with, without)) in tables.into_iter().zip(surprises) {
        if without < with {
            base[table].fill(0.0);
        }
    }
    base
}

#[cfg(test)]
mod tests {
    use std::{ops::Range, sync::Arc};

    use irama_events::encode;
    use irama_neural::Chance;
    use irama_score::{Note, Part, Pitch, Score, Tick, Velocity};

    use super::*;
    use crate::events::{
        Dropouts, EventsConfig, Pieces, Sizes, Trainer,
        music::{Music, Song},
    };

    /// A rising and falling line that begins on `root`.
    fn song(root: u8) -> Song {
        let note = |idx: u64| Note {
            start: Tick(480 * idx),
            pitch: Pitch::clamped(i32::from(root) + [0, 4, 7, 4][idx as usize % 4]),
            duration: Tick(480),
            velocity: Velocity::clamped(80),
        };
        let part = Part { notes: (0..24).map(note).collect(), ..Part::default() };
        let end = Tick(480 * 24);
        Song::new(encode(&Score { parts: vec![part], end, ..Score::default() }))
    }

    fn learned() -> Trainer<Music> {
        let pieces = Pieces { train: (50..56).map(song).collect(), held_out: vec![song(58)] };
        let config = EventsConfig {
            sizes: Sizes { embedding: 8, units: vec![8], head_units: 8 },
            dropouts: Dropouts::default(),
            n_lanes: 2,
            window: 16,
            ..EventsConfig::for_rows(0)
        };
        let config = config.with_steps(120);
        let mut run = Trainer::new(Arc::new(pieces), config, None, Kernels::best()).unwrap();
        while run.ended().is_none() {
            run.step().unwrap();
        }
        run
    }

    #[test]
    fn what_misleads_is_forgotten_and_what_helps_is_kept() {
        let run = learned();
        let (network, best) = (run.network(), run.best().unwrap().1);
        let go_on = |weights: &[f32], piece: Song| {
            going_on::<Music>(network, weights.to_vec(), &[piece], Kernels::best())
        };
        let fields = Music::plan().fields;
        let tables = || network.heads.iter().zip(&fields).map(|it| it.0.known(it.1.fine.clone()));

        let same = go_on(best, song(54));
        let is_kept = |it: Range<usize>| same[it.clone()].iter().any(|it| *it != 0.0);
        let n_kept = tables().filter(|it| is_kept(it.clone())).count();
        assert!(n_kept >= 4, "{n_kept} of {} tables", fields.len());

        // Facts that say anything but what is so, in every table.
        let mut misled = best.to_vec();
        let mut chance = Chance::new(1, 0, 0);
        for it in tables() {
            misled[it].fill_with(|| (chance.normal() * 20.0) as f32);
        }
        let found = go_on(&misled, song(54));
        let is_fine = |idx: usize| tables().any(|it| it.contains(&idx));
        for (idx, (found, misled)) in found.iter().zip(&misled).enumerate() {
            assert!(is_fine(idx) || found == misled, "value {idx} is no fine fact");
        }
        let n_forgotten =
            tables().filter(|it| found[it.clone()].iter().all(|it| *it == 0.0)).count();
        assert!(n_forgotten >= 5, "{n_forgotten} of {} tables", fields.len());
    }
}
