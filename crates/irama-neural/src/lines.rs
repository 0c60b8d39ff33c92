//! Memory whose first value begins a cache line, so that no full-width register straddles two.

use std::ops::{Deref, DerefMut};

/// Bytes of a cache line, and of the widest register.
pub(crate) const LINE: usize = 64;

/// Values that begin at a cache line. Which line that is never changes a value.
#[derive(Debug, Default)]
pub(crate) struct Lines<T> {
    memory: Vec<T>,
    /// Where the values begin in `memory`.
    first: usize,
    len: usize,
}

impl<T: Copy + Default> Lines<T> {
    /// `len` zeros.
    pub(crate) fn zeros(len: usize) -> Self {
        let mut lines = Self::default();
        lines.reset(len);
        lines
    }

    /// Becomes `len` zeros; the memory is kept where it suffices.
    pub(crate) fn reset(&mut self, len: usize) {
        self.memory.clear();
        self.memory.resize(len + LINE / size_of::<T>().max(1), T::default());
        self.first = self.memory.as_ptr().align_offset(LINE).min(self.memory.len() - len);
        self.len = len;
    }

    /// Becomes `len` values; what they are is left open unless the length changes: then zeros.
    pub(crate) fn resize(&mut self, len: usize) {
        if self.len != len {
            self.reset(len);
        }
    }
}

impl<T> Deref for Lines<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.memory[self.first..self.first + self.len]
    }
}

impl<T> DerefMut for Lines<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.memory[self.first..self.first + self.len]
    }
}

impl<T: Copy + Default> Clone for Lines<T> {
    fn clone(&self) -> Self {
        let mut lines = Self::zeros(self.len);
        lines.copy_from_slice(self);
        lines
    }

    // A derived one would not keep the memory.
    fn clone_from(&mut self, source: &Self) {
        self.resize(source.len);
        self.copy_from_slice(source);
    }
}

impl<T: PartialEq> PartialEq for Lines<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_begin_a_line_however_they_came_to_be() {
        let mut lines = Lines::<f32>::zeros(5);
        lines[4] = 1.0;
        let copy = lines.clone();
        assert_eq!(copy[..], [0.0, 0.0, 0.0, 0.0, 1.0]);
        let mut other = Lines::zeros(1_000);
        other.clone_from(&lines);
        assert_eq!(other, copy);
        other.resize(70);
        assert_eq!(other[..], [0.0; 70]);
        for lines in [lines, copy, other] {
            assert_eq!(lines.as_ptr().align_offset(LINE), 0);
        }
        assert!(Lines::<u16>::zeros(0).is_empty());
    }
}
