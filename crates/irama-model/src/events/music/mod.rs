//! Music as a network learns it: what is known of a piece before each field of the next note.

mod given;
mod history;
mod joint;
mod known;
mod memory;
mod seats;
mod slots;

pub use given::{Given, MAX_STYLES, hide, tempo_class};
pub use memory::{Music, Song};
