//! Everything that can go wrong in this crate that is not a bug.

/// Why there is no sound or picture. Messages carry the value, the limit and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SynthError {
    /// There is nothing to hear.
    #[error("the piece has no notes, so there is nothing to play; give one that has some")]
    NoNotes,
    /// There is nothing to see.
    #[error("the piece has no notes to draw; give one that has some")]
    NothingToDraw,
    /// The piece lasts longer than sound that can be used.
    #[error(
        "the piece lasts {seconds:.0} s, but at most {limit} s can be played; cut it, or check its \
         tempo and its last notes"
    )]
    TooLong {
        /// How long it lasts, its tail included.
        seconds: f64,
        /// What is allowed.
        limit: u32,
    },
    /// A SoundFont that cannot be used.
    #[error("the SoundFont cannot be used: {reason}; give another .sf2 or .sf3 file")]
    SoundFont {
        /// What is wrong with it.
        reason: String,
    },
    /// What takes the sound could not take it.
    #[error("the sound could not be written: {0}")]
    Write(#[from] std::io::Error),
    /// What takes the sound has asked for an end.
    #[error("stopped")]
    Stopped,
}
