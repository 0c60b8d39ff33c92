//! The Huber loss (Huber 1964) and the mean absolute error, means over the rows of a batch.

use std::ops::Range;

use crate::{
    sequence::{BLOCK, Sequence},
    share::Share,
    tree,
};

/// How far predictions are off, on average over rows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Losses {
    /// The Huber loss.
    pub huber: f32,
    /// The mean absolute error.
    pub mae: f32,
}

/// The Huber loss: half the squared error up to `delta`, then linear.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Huber {
    /// Where the square ends and the line begins.
    pub delta: f32,
}

impl Huber {
    /// The losses of the whole batch, of which `predicted`, (B, 1, 1), is a `share`, against one target
    /// a row; `gradients`, (B, 1, 1), if
    /// any, become the Huber loss by the predictions.
    pub fn losses(
        self,
        (predicted, share): (&Sequence, Share<'_>),
        targets: &[f32],
        gradients: Option<&mut Sequence>,
    ) -> Losses {
        let n_rows = predicted.n_rows();
        assert_eq!(targets.len(), n_rows, "one target a row");
        let error = |row: usize| predicted.at(row, 0)[0] - targets[row];
        let sum = |of: &(dyn Fn(f32) -> f32 + Sync)| {
            let split = |rows: Range<usize>, n: usize| {
                let middle = rows.start + n * BLOCK;
                (rows.start..middle, middle..rows.end)
            };
            let block = |rows: Range<usize>| rows.map(|row| of(error(row))).sum();
            tree::sum_pieces(0..n_rows, predicted.n_blocks(), &split, &block)
        };
        if let Some(gradients) = gradients {
            gradients.resize(n_rows, 1, 1);
            for row in 0..n_rows {
                gradients.at_mut(row, 0)[0] =
                    error(row).clamp(-self.delta, self.delta) / share.n_rows as f32;
            }
        }
        let mut sums = [sum(&|it| self.of(it)), sum(&f32::abs)];
        share.join(&mut sums);
        let [huber, mae] = sums.map(|it| it / share.n_rows as f32);
        Losses { huber, mae }
    }

    fn of(self, error: f32) -> f32 {
        let size = error.abs();
        if size <= self.delta {
            0.5 * error * error
        } else {
            self.delta * (size - 0.5 * self.delta)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_match_a_calculation_by_hand() {
        let mut predicted = Sequence::new(3, 1, 1);
        for (row, value) in [0.5, -1.0, 4.0].into_iter().enumerate() {
            predicted.at_mut(row, 0)[0] = value;
        }
        let mut gradients = Sequence::default();
        let huber = Huber { delta: 1.0 };
        let losses =
            huber.losses((&predicted, Share::whole(3)), &[0.0, -0.5, 1.0], Some(&mut gradients));
        assert_eq!(losses.huber, (0.125 + 0.125 + 2.5) / 3.0);
        assert_eq!(losses.mae, (0.5 + 0.5 + 3.0) / 3.0);
        let rows: Vec<f32> = (0..3).map(|row| gradients.at(row, 0)[0]).collect();
        assert_eq!(rows, [0.5 / 3.0, -0.5 / 3.0, 1.0 / 3.0]);
    }
}
