//! What was heard a while ago.

/// A ring of the last samples.
#[derive(Clone, Debug)]
pub(crate) struct DelayLine {
    /// A power of two of them.
    samples: Vec<f32>,
    at: usize,
}

impl DelayLine {
    /// Holds at least `n_samples` and three more, for what lies between samples.
    pub(crate) fn new(n_samples: usize) -> Self {
        Self { samples: vec![0.0; (n_samples + 4).next_power_of_two()], at: 0 }
    }

    pub(crate) fn push(&mut self, sample: f32) {
        self.at = (self.at + 1) & (self.samples.len() - 1);
        self.samples[self.at] = sample;
    }

    /// What was pushed `n` samples before the last one.
    pub(crate) fn ago(&self, n: usize) -> f32 {
        self.samples[self.at.wrapping_sub(n) & (self.samples.len() - 1)]
    }

    /// The same between samples, on a cubic through the four around it (Catmull and Rom). `n` is at
    /// least 1.
    pub(crate) fn between(&self, n: f32) -> f32 {
        let whole = n as usize;
        let share = n - whole as f32;
        let [a, b, c, d] = [whole - 1, whole, whole + 1, whole + 2].map(|it| self.ago(it));
        let slope = 0.5 * (c - a);
        let second = a - 2.5 * b + 2.0 * c - 0.5 * d;
        let third = 0.5 * (d - a) + 1.5 * (b - c);
        b + share * (slope + share * (second + share * third))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_is_found_again_also_between_samples() {
        let mut line = DelayLine::new(10);
        (0..100).for_each(|it| line.push(it as f32));
        assert_eq!((line.ago(0), line.ago(10)), (99.0, 89.0));
        assert!((line.between(4.25) - 94.75).abs() < 1e-5);
    }
}
