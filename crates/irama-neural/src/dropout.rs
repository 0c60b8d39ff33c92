//! Dropout (Srivastava and others 2014): values set to zero by chance, the others scaled up.

use rayon::prelude::*;

use crate::{
    Chance,
    kernels::{DropoutKey, Kernels},
    sequence::{BLOCK, Sequence},
    share::Share,
};

/// Which values fall out at one step. A value's fate follows from its row, step and place alone, so
/// the backward pass asks again instead of keeping a mask.
#[derive(Clone, Copy, Debug)]
pub struct Dropout {
    key: DropoutKey,
    is_off: bool,
    is_same_over_time: bool,
    /// The first row here and the rows of the whole batch, where some are elsewhere.
    among: Option<(usize, usize)>,
}

impl Dropout {
    /// Drops each value with probability `rate`, which must be below 1.
    pub fn new(rate: f32, chance: &mut Chance) -> Self {
        assert!((0.0..1.0).contains(&rate), "a dropout rate of {rate} is not within 0 to 1");
        let bits = chance.bits();
        let words = [bits as u32, (bits >> 32) as u32];
        let threshold = (f64::from(rate) * 4_294_967_296.0) as u32;
        let key = DropoutKey { words, threshold, scale: 1.0 / (1.0 - rate) };
        Self { key, is_off: rate == 0.0, is_same_over_time: false, among: None }
    }

    /// The same values fall out at every step of a row (Gal and Ghahramani 2016).
    pub fn same_over_time(self) -> Self {
        Self { is_same_over_time: true, ..self }
    }

    /// The same rows drop the same values as in the whole batch that they are a share of.
    pub fn of_share(self, share: Share<'_>) -> Self {
        Self { among: Some((share.first_row, share.n_rows)), ..self }
    }

    /// Drops values of a plain slice, such as weights (DropConnect, Wan and others 2013); on their
    /// gradients, the same call gives those of the weights before.
    pub fn apply_to_slice(&self, kernels: Kernels, values: &mut [f32]) {
        if !self.is_off {
            kernels.dropout(values, 0, self.key);
        }
    }

    /// Drops values of `x`; on the loss by the output, the same call gives that by the input.
    pub fn apply(&self, kernels: Kernels, x: &mut Sequence) {
        if self.is_off {
            return;
        }
        let width = x.width();
        let (first_row, n_rows) = self.among.unwrap_or((0, x.n_rows()));
        let len = x.block_len();
        x.values_mut().par_chunks_exact_mut(len).enumerate().for_each(|(block, values)| {
            for (it, row) in values.chunks_exact_mut(width).enumerate() {
                let (step, row_idx) = (it / BLOCK, first_row + block * BLOCK + it % BLOCK);
                let step = if self.is_same_over_time { 0 } else { step };
                // Wrapping is harmless: the index only feeds a hash.
                let index = (step as u32).wrapping_mul(n_rows as u32).wrapping_add(row_idx as u32);
                kernels.dropout(row, index.wrapping_mul(width as u32), self.key);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dropped(rate: f32, step: u64) -> Sequence {
        let mut x = Sequence::new(13, 40, 50);
        x.values_mut().fill(1.0);
        Dropout::new(rate, &mut Chance::new(1, 2, step)).apply(Kernels::best(), &mut x);
        x
    }

    #[test]
    fn the_asked_share_is_dropped_and_the_mean_stays() {
        let x = dropped(0.3, 0);
        let zeros = x.values().iter().filter(|it| **it == 0.0).count() as f32;
        let share = zeros / x.values().len() as f32;
        assert!((share - 0.3).abs() < 0.01, "{share} dropped");
        assert!(x.values().iter().all(|it| *it == 0.0 || *it == 1.0 / 0.7));
    }

    #[test]
    fn each_step_of_training_drops_others_and_repeats_itself() {
        assert_eq!(dropped(0.5, 3), dropped(0.5, 3));
        assert_ne!(dropped(0.5, 3), dropped(0.5, 4));
        assert!(dropped(0.0, 3).values().iter().all(|it| *it == 1.0));
    }

    #[test]
    fn a_dropout_over_time_drops_the_same_at_every_step() {
        let mut x = Sequence::new(13, 40, 50);
        x.values_mut().fill(1.0);
        let dropout = Dropout::new(0.5, &mut Chance::new(1, 2, 3)).same_over_time();
        dropout.apply(Kernels::best(), &mut x);
        assert!((0..13).all(|row| (1..40).all(|step| x.at(row, step) == x.at(row, 0))));
        assert_ne!(x.at(0, 0), x.at(1, 0));
    }

    #[test]
    fn every_kernel_drops_the_same_values() {
        for kernels in Kernels::available() {
            let mut x = Sequence::new(13, 40, 50);
            x.values_mut().fill(1.0);
            Dropout::new(0.5, &mut Chance::new(1, 2, 3)).apply(kernels, &mut x);
            assert_eq!(x, dropped(0.5, 3), "{}", kernels.name());
        }
    }
}
