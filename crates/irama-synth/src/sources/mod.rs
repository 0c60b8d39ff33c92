//! What makes a sound: each source fills block after block of one voice.
//!
//! A source knows frequencies and times, but neither scores nor programs. It never ends by itself:
//! its voice's envelope does that.

mod drum;
mod envelope;
mod filter;
mod fm;
mod modal;
mod partials;
mod wave;
mod waveform;
mod wavetable;

pub(crate) use drum::{Drum, DrumRecipe, Layer};
pub(crate) use envelope::{Envelope, EnvelopeShape};
pub(crate) use filter::{Filter, Tap};
pub(crate) use fm::{Fm, FmRecipe, Pair};
pub(crate) use modal::Modal;
pub(crate) use partials::{Knock, ModalRecipe, Ratios};
pub(crate) use wave::{Breath, Cutoff, Second, Tremolo, Unison, Vibrato, Wave, WaveRecipe};
pub(crate) use waveform::Waveform;

/// A sample of the left and of the right.
pub type Frame = [f32; 2];

/// Samples between two looks at envelopes, filters and bends: 0.7 milliseconds.
pub(crate) const BLOCK: usize = 32;

/// A block of one voice, left and right.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) left: [f32; BLOCK],
    pub(crate) right: [f32; BLOCK],
}

impl Block {
    pub(crate) const SILENT: Self = Self { left: [0.0; BLOCK], right: [0.0; BLOCK] };
}

/// What is struck, and how.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stroke {
    /// The frequency of the key in hertz.
    pub(crate) hz: f32,
    /// How hard, above 0 to 1.
    pub(crate) velocity: f32,
    /// Tells this stroke's chance from that of others.
    pub(crate) chance: u32,
    /// Samples a second.
    pub(crate) sample_rate: f32,
}

/// What the player's hands do while a voice sounds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Touch {
    /// The pitch bend in cents.
    pub(crate) cents: f32,
    /// The modulation wheel, 0 to 1.
    pub(crate) modulation: f32,
}

/// A source of any kind.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    /// Something struck or plucked, as a sum of dying tones.
    Modal(Modal),
    /// A waveform, filtered.
    Wave(Box<Wave>),
    /// Tones that bend one another.
    Fm(Fm),
    /// A drum or cymbal.
    Drum(Drum),
}

impl Source {
    /// The next block.
    pub(crate) fn fill(&mut self, touch: Touch, block: &mut Block) {
        match self {
            Self::Modal(it) => it.fill(touch, block),
            Self::Wave(it) => it.fill(touch, block),
            Self::Fm(it) => it.fill(touch, block),
            Self::Drum(it) => it.fill(block),
        }
    }

    /// Whether nothing more will be heard.
    pub(crate) fn is_spent(&self) -> bool {
        match self {
            Self::Modal(it) => it.is_spent(),
            Self::Wave(_) => false,
            Self::Fm(it) => it.is_spent(),
            Self::Drum(it) => it.is_spent(),
        }
    }
}
