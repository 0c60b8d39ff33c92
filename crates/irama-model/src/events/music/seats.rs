//! What each seat did last.

use irama_neural::maths;

use super::history::Past;

/// Pitches that are remembered in their order.
pub(super) const N_LAST: usize = 3;
/// A quarter of these is forgotten no more: weights below it count as nothing.
const FAINT: f32 = 0.02;

/// How much is left after `steps`, where half is left after `half_life` steps.
pub(super) fn left_after(steps: u64, half_life: f32) -> f32 {
    // The polynomial of the engine: the same bits everywhere.
    maths::exp(-(steps as f32) / half_life * std::f32::consts::LN_2)
}

/// A weight for each of `N` values that fades.
#[derive(Clone, Debug)]
pub(super) struct Fading<const N: usize> {
    half_life: f32,
    step: u64,
    values: [f32; N],
}

impl<const N: usize> Fading<N> {
    pub(super) fn new(half_life: f32) -> Self {
        Self { half_life, step: 0, values: [0.0; N] }
    }

    /// Adds one to a value at `step`.
    pub(super) fn add(&mut self, step: u64, value: usize) {
        let left = left_after(step - self.step, self.half_life);
        self.values.iter_mut().for_each(|it| *it *= left);
        self.step = step;
        self.values[value] += 1.0;
    }

    /// The values and their weights at `step`, whose sum is at most 1; faint ones are left out.
    pub(super) fn at(&self, step: u64) -> impl Iterator<Item = (usize, f32)> {
        let left = left_after(step.saturating_sub(self.step), self.half_life);
        let sum: f32 = self.values.iter().sum::<f32>() * left;
        let scale = left / (sum + 0.5);
        let weights = self.values.iter().enumerate().map(move |(it, value)| (it, value * scale));
        weights.filter(|(_, weight)| *weight > FAINT)
    }
}

/// What a seat did last.
#[derive(Clone, Debug)]
pub(super) struct SeatMemory {
    /// The last pitches, the newest first.
    pub(super) pitches: Vec<u8>,
    /// The last note.
    pub(super) last: Past,
    /// How its pitches were spread.
    pub(super) spread: Fading<128>,
    /// The last length and loudness of each pitch.
    of_pitch: Vec<(u8, u8)>,
}

/// What stands in [`SeatMemory::of_pitch`] where a pitch was not played.
const UNHEARD: u8 = u8::MAX;

impl SeatMemory {
    /// After its first note.
    pub(super) fn new(half_life: f32, note: Past) -> Self {
        let mut memory = Self {
            pitches: Vec::with_capacity(N_LAST + 1),
            last: note,
            spread: Fading::new(half_life),
            of_pitch: vec![(UNHEARD, UNHEARD); 128],
        };
        memory.push(note);
        memory
    }

    /// Takes in a note.
    pub(super) fn push(&mut self, note: Past) {
        self.pitches.insert(0, note.pitch);
        self.pitches.truncate(N_LAST);
        self.last = note;
        self.spread.add(note.step, usize::from(note.pitch & 127));
        self.of_pitch[usize::from(note.pitch & 127)] = (note.length, note.loudness);
    }

    /// The last length and loudness of a pitch.
    pub(super) fn of_pitch(&self, pitch: u8) -> Option<(u8, u8)> {
        let both = self.of_pitch[usize::from(pitch & 127)];
        (both.0 != UNHEARD).then_some(both)
    }
}
