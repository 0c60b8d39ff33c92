//! Something that moves in steps, such as a controller.

/// A value that holds from each of its points to the next.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Curve {
    /// What holds before the first point.
    first: f32,
    /// By frame, rising.
    points: Vec<(u64, f32)>,
}

impl Curve {
    /// What never moves.
    pub(crate) fn flat(value: f32) -> Self {
        Self { first: value, points: Vec::new() }
    }

    /// Moves to `value` at `frame`, which is not before any earlier move. Of moves at one frame the
    /// last holds.
    pub(crate) fn push(&mut self, frame: u64, value: f32) {
        if self.last() == value {
            return;
        }
        match self.points.last_mut() {
            Some(last) if last.0 == frame => last.1 = value,
            None if frame == 0 => self.first = value,
            _ => self.points.push((frame, value)),
        }
    }

    /// What holds at a frame.
    pub(crate) fn at(&self, frame: u64) -> f32 {
        if self.points.is_empty() {
            return self.first;
        }
        match self.points.partition_point(|it| it.0 <= frame) {
            0 => self.first,
            n => self.points[n - 1].1,
        }
    }

    /// Where it starts and all its moves, as frames and values.
    pub(crate) fn moves(&self) -> impl Iterator<Item = (u64, f32)> + '_ {
        std::iter::once((0, self.first)).chain(self.points.iter().copied())
    }

    fn last(&self) -> f32 {
        self.points.last().map_or(self.first, |it| it.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_hold_from_their_points_on() {
        let mut curve = Curve::flat(1.0);
        assert!(curve.moves().eq([(0, 1.0)]));
        for (frame, value) in [(0, 2.0), (10, 3.0), (10, 4.0), (20, 4.0), (30, 5.0)] {
            curve.push(frame, value);
        }
        let all = [0, 9, 10, 29, 30, 1_000].map(|it| curve.at(it));
        assert_eq!(all, [2.0, 2.0, 4.0, 4.0, 5.0, 5.0]);
    }
}
