//! A score as sound and as pictures.
//!
//! Knows neither networks nor events, and no files: bytes go to whatever takes them. Sound is stereo
//! and follows the score to the sample; the same score and settings give the same bytes on every
//! machine, whatever the number of threads. docs/SOUND.md tells how it is made.

mod band;
mod error;
mod exact;
mod files;
mod fonts;
mod instruments;
mod lofi;
mod master;
mod mix;
mod mixdown;
mod performance;
mod pictures;
mod rate;
mod sound;
mod sources;
mod stems;
mod stop;
mod take;
mod voice;

pub use error::SynthError;
pub use files::{BitDepth, OPUS_RATE, WavConfig, write_flac, write_opus, write_wav};
pub use fonts::Font;
pub use lofi::LofiConfig;
pub use master::TARGET_LUFS;
pub use mix::{Loudness, measure};
pub use performance::MAX_SECONDS;
pub use pictures::{
    Anchor, BarChart, Colour, Curve, CurveChart, PART_COLOURS, Picture, STYLE, Series, Shape,
    draw_in_terminal, draw_roll, draw_similarity, escape_markup,
};
pub use rate::SampleRate;
pub use sound::{Sound, SoundConfig, render};
pub use sources::Frame;
pub use stems::{Stem, mix_of, stems};
pub use stop::Stop;
pub use take::TAIL_SECONDS;
