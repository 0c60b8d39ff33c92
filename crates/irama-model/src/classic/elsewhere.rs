//! A classic model that another program learned: weights without a history.

use irama_score::Pitch;

use super::{ClassicConfig, ClassicModel, Epoch, Network, Optimiser, Scale};
use crate::checkpoint::Source;

/// The held-out error is not known. A tenth of the range is about that of the seed's published run,
/// whose mean absolute error is 0.09.
const RMS_ERROR: f64 = 0.1;
/// Semitones above the tonic of a major scale.
const MAJOR: [u8; 7] = [0, 2, 4, 5, 7, 9, 11];

/// What another program learned.
#[derive(Clone, Debug, PartialEq)]
pub struct Learned {
    /// The sizes; what says how to learn is kept but not needed.
    pub config: ClassicConfig,
    /// How pitches become numbers.
    pub scale: Scale,
    /// Where it is from.
    pub source: Source,
    /// The trainable values, in the order of [`Network::weights`].
    pub weights: Vec<f32>,
    /// The running statistics, in the order of [`Network::statistics`].
    pub statistics: Vec<f32>,
    /// What the optimiser remembers, if that is known.
    pub optimiser: Option<Optimiser>,
}

impl From<Learned> for ClassicModel {
    /// A model without a history, which begins to compose with a scale.
    fn from(learned: Learned) -> Self {
        let Learned { config, scale, source, weights, statistics, optimiser } = learned;
        let network = Network::new(&config);
        assert_eq!(weights.len(), network.weights.len(), "weights of {config:?}");
        assert_eq!(statistics.len(), network.statistics.len(), "statistics of {config:?}");
        Self {
            best: Epoch {
                epoch: 0,
                loss: 0.0,
                val_loss: 0.0,
                mae: 0.0,
                val_mae: 0.0,
                learning_rate: config.learning_rate,
            },
            rms_error: RMS_ERROR,
            history: Vec::new(),
            sources: vec![source],
            held_out: up_and_down(scale, config.window),
            config,
            scale,
            weights,
            statistics,
            optimiser,
            network,
        }
    }
}

/// A scale of C major between the lowest and the highest pitch, up and down, `n` notes long.
fn up_and_down(scale: Scale, n: usize) -> Vec<Pitch> {
    let all = scale.lowest..=scale.highest;
    let mut up: Vec<u8> = all.clone().filter(|it| MAJOR.contains(&(it % 12))).collect();
    if up.is_empty() {
        up = all.collect();
    }
    let down = up.iter().rev().skip(1).take(up.len().saturating_sub(2));
    up.iter().chain(down).cycle().take(n).filter_map(|it| Pitch::new(*it)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_is_as_long_as_the_window_and_within_the_range() {
        for (lowest, highest) in [(21, 108), (0, 127), (61, 62), (66, 66), (60, 65)] {
            let notes = up_and_down(Scale { lowest, highest }, 50);
            assert_eq!(notes.len(), 50);
            assert!(notes.iter().all(|it| (lowest..=highest).contains(&it.number())));
        }
        let start = up_and_down(Scale { lowest: 60, highest: 65 }, 7);
        let start: Vec<u8> = start.iter().map(|it| it.number()).collect();
        assert_eq!(start, [60, 62, 64, 65, 64, 62, 60]);
    }
}
