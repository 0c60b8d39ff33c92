//! How many samples a second.

/// A sample rate of sound files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SampleRate {
    /// That of compact discs.
    #[default]
    Hz44100,
    /// That of films.
    Hz48000,
}

impl SampleRate {
    /// Samples a second.
    pub const fn hz(self) -> u32 {
        match self {
            Self::Hz44100 => 44_100,
            Self::Hz48000 => 48_000,
        }
    }

    pub(crate) const fn as_f32(self) -> f32 {
        self.hz() as f32
    }
}
