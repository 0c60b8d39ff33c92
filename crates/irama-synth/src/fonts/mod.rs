//! SoundFonts as players: `.sf2` and `.sf3`, by the crate `rustysynth-ext`.

mod font;
mod player;

pub use font::Font;
pub(crate) use player::FontPlayer;
