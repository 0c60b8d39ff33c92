//! What happens after an epoch: when to stop, when to slow down. The rules are those of Keras'
//! `EarlyStopping` and `ReduceLROnPlateau` with the seed's settings.

use serde::{Deserialize, Serialize};

/// Watches whether the validation loss still falls.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Watch {
    /// The best value so far; `None` before the first.
    pub(crate) best: Option<f64>,
    /// Epochs since.
    pub(crate) waited: usize,
    /// By how much a value must be better to count.
    pub(crate) min_delta: f64,
    /// After how many epochs without a better one the watch calls.
    pub(crate) patience: usize,
}

/// What a [`Watch`] says to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Better than all before.
    Better,
    /// Not better, and patience is left.
    Wait,
    /// Not better, and patience is at an end.
    Enough,
}

impl Watch {
    /// For early stopping: any better value counts.
    pub(crate) fn stopping(patience: usize) -> Self {
        Self { best: None, waited: 0, min_delta: 0.0, patience }
    }

    /// For the learning rate: better by 1e-4 counts, the default of Keras.
    pub(crate) fn plateau(patience: usize) -> Self {
        Self { min_delta: 1e-4, ..Self::stopping(patience) }
    }

    /// Takes in the value of an epoch.
    pub(crate) fn see(&mut self, value: f64) -> Verdict {
        if self.best.is_none_or(|best| value < best - self.min_delta) {
            self.best = Some(value);
            self.waited = 0;
            return Verdict::Better;
        }
        self.waited += 1;
        if self.waited >= self.patience { Verdict::Enough } else { Verdict::Wait }
    }
}

/// Half the learning rate, but no less than the floor.
pub(crate) fn slower(learning_rate: f32) -> f32 {
    const FACTOR: f32 = 0.5;
    const FLOOR: f32 = 1e-7;
    (learning_rate * FACTOR).max(FLOOR).min(learning_rate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_counts_epochs_since_the_best() {
        let mut watch = Watch::stopping(2);
        let verdicts = [1.0, 0.9, 0.95, 0.9, 0.5].map(|it| watch.see(it));
        use Verdict::{Better, Enough, Wait};
        assert_eq!(verdicts, [Better, Better, Wait, Enough, Better]);
        assert_eq!((watch.best, watch.waited), (Some(0.5), 0));
    }

    #[test]
    fn a_plateau_ignores_tiny_gains() {
        let mut watch = Watch::plateau(5);
        watch.see(1.0);
        assert_eq!(watch.see(0.999_95), Verdict::Wait);
        assert_eq!(watch.see(0.999_8), Verdict::Better);
    }

    #[test]
    fn the_learning_rate_has_a_floor() {
        assert_eq!(slower(1e-3), 5e-4);
        assert_eq!(slower(1.5e-7), 1e-7);
        assert_eq!(slower(1e-8), 1e-8);
    }
}
