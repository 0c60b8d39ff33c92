//! Going back when learning goes astray: once, with half the learning rate.

use serde::{Deserialize, Serialize};

use crate::ModelError;

/// How much of the learning rate is left after going back.
const RATE_LEFT: f32 = 0.5;

/// A step whose loss or gradients were no numbers any more. It was not taken: the run went back to
/// its best weights so far and on with half the learning rate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rollback {
    /// Steps that were taken before it.
    pub n_steps: u64,
    /// The learning rate that was in force.
    pub learning_rate: f32,
}

impl Rollback {
    /// Notes that a step cannot be taken; the second time, there is no going back.
    pub(crate) fn note(
        before: &mut Option<Self>,
        n_steps: u64,
        learning_rate: f32,
    ) -> Result<Self, ModelError> {
        if before.is_some() {
            return Err(ModelError::Diverged { step: n_steps + 1, learning_rate });
        }
        Ok(*before.insert(Self { n_steps, learning_rate }))
    }

    /// The learning rate with which the run went on.
    pub fn lower_rate(self) -> f32 {
        self.learning_rate * RATE_LEFT
    }

    /// How much of the planned learning rate is in force.
    pub(crate) fn rate_left(before: Option<Self>) -> f32 {
        before.map_or(1.0, |_| RATE_LEFT)
    }

    /// The steps before which nothing is known of gradients any more.
    pub(crate) fn n_forgotten(before: Option<Self>) -> u64 {
        before.map_or(0, |it| it.n_steps)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use irama_events::encode;
    use irama_neural::{Kernels, are_finite};
    use irama_score::{Note, Part, Pitch, Score, Tick, Velocity};

    use super::*;
    use crate::{
        classic::{self, ClassicConfig, Notes},
        events::{
            self, Dropouts, EventsConfig, Memory, Pieces, Sizes,
            music::{Music, Song},
        },
    };

    /// A scale of quarters.
    fn song(root: u8) -> Song {
        let note = |idx: u8| Note {
            start: Tick(480 * u64::from(idx)),
            pitch: Pitch::clamped(i32::from(root + idx)),
            duration: Tick(480),
            velocity: Velocity::clamped(80),
        };
        let part = Part { notes: (0..16).map(note).collect(), ..Part::default() };
        Song::new(encode(&Score { parts: vec![part], end: Tick(480 * 16), ..Score::default() }))
    }

    fn pieces() -> Arc<Pieces<Song>> {
        Arc::new(Pieces { train: (50..56).map(song).collect(), held_out: vec![song(58)] })
    }

    fn events_run() -> events::Trainer<Music> {
        let config = EventsConfig {
            sizes: Sizes { embedding: 8, units: vec![8], head_units: 8 },
            dropouts: Dropouts::default(),
            n_lanes: 2,
            window: 8,
            ..EventsConfig::for_rows(0)
        };
        let config = config.with_steps(40);
        events::Trainer::new(pieces(), config, None, Kernels::best()).unwrap()
    }

    fn classic_run() -> classic::Trainer {
        let pitches =
            |n: u8| (0..n).map(|it| Pitch::clamped(50 + i32::from(it) * 7 % 12)).collect();
        let notes = Notes { train: pitches(60), held_out: pitches(30) };
        let config = ClassicConfig {
            units: vec![4],
            window: 5,
            batch: 16,
            n_epochs: 6,
            ..ClassicConfig::default()
        };
        classic::Trainer::new(&notes, config, Kernels::best()).unwrap()
    }

    fn finish(mut run: events::Trainer<Music>) -> Vec<f32> {
        while run.ended().is_none() {
            run.step().unwrap();
        }
        run.best().unwrap().1.to_vec()
    }

    #[test]
    fn an_events_run_goes_back_once_and_ends_in_the_same_bytes_however_it_is_stopped() {
        for (n_before, poison) in [(0, f32::NAN), (7, f32::INFINITY), (20, f32::NAN)] {
            let mut run = events_run();
            (0..n_before).for_each(|_| assert!(run.step().is_ok()));
            let good = run.best().map_or_else(|| run.state().weights.clone(), |it| it.1.to_vec());
            run.state_mut().weights.fill(poison);
            assert!(run.step().unwrap().is_none(), "noticed within the step");
            let rate = run.rollback().unwrap().learning_rate;
            assert_eq!((run.n_steps(), run.rollback().unwrap().n_steps), (n_before, n_before));
            assert_eq!(run.state().weights, good);
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("m.irama");
            events::save_run(&run, &path).unwrap();
            let resumed = events::load_run::<Music>(
                &path,
                &pieces(),
                Kernels::best(),
                |_| true,
                |it| panic!("{it}"),
            );
            let resumed = finish(resumed.unwrap().unwrap());
            let expected = run.clone();
            assert_eq!(finish(expected), resumed);
            assert!(are_finite(&resumed));
            run.state_mut().weights.fill(poison);
            let error = run.step().unwrap_err();
            assert!(
                matches!(error, ModelError::Diverged { learning_rate, .. } if learning_rate <= rate)
            );
            assert!(run.best().is_none_or(|it| are_finite(it.1)));
        }
    }

    #[test]
    fn a_weight_that_no_loss_shows_is_noticed_before_it_is_kept() {
        let mut run = events_run();
        // The last token that a step may be told stands for what no piece here has.
        let unused = (Music::plan().n_input_tokens - 1) * 8;
        run.state_mut().weights[unused..unused + 8].fill(f32::NAN);
        assert!(run.step().unwrap().is_none(), "no check with such a weight is kept");
        assert_eq!(run.rollback().map(|it| it.n_steps), Some(1), "the step itself shows nothing");
        assert!(are_finite(&finish(run)));
    }

    #[test]
    fn a_classic_run_goes_back_once() {
        for n_before in [0, 3, 12] {
            let mut run = classic_run();
            (0..n_before).for_each(|_| assert!(run.step().is_ok()));
            let rate = run.state().counters.learning_rate;
            run.state_mut().weights[3] = f32::NAN;
            assert!(run.step().unwrap().is_none());
            assert_eq!(run.rollback().unwrap().n_steps, n_before);
            assert_eq!(run.state().counters.learning_rate, rate / 2.0);
            assert!(are_finite(&run.state().weights));
            let mut other = run.clone();
            while run.ended().is_none() {
                run.step().unwrap();
            }
            assert!(run.best().is_some_and(|it| it.epoch.val_loss.is_finite()));
            other.state_mut().weights[3] = f32::INFINITY;
            assert!(matches!(other.step(), Err(ModelError::Diverged { .. })));
        }
    }
}
