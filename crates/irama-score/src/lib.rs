//! Music as plain values, MIDI bytes, and what can be inferred from notes.
//!
//! Knows nothing of files, networks or sound. Time is [`Tick`] everywhere, 480 to a quarter note.

mod bars;
mod infer;
mod instrument;
mod key;
mod known;
mod meter;
mod midi;
mod note;
mod part;
mod pitch;
mod range;
mod score;
mod tempo;
mod tempo_map;
mod tick;

pub use bars::{Bar, BarGrid};
pub use infer::{
    KeyFit, LoopLength, MeterFit, infer_key, infer_loop_length, infer_meter, infer_tempo,
    rank_keys, rank_meters,
};
pub use key::{Key, KeyChange, KeyError, Mode};
pub use known::Known;
pub use meter::{Meter, MeterChange, MeterError};
pub use midi::{MidiError, Reading, Repair, WriteError, read_midi, write_midi};
pub use note::{Note, Velocity};
pub use part::{Control, Gesture, Part, Program};
pub use pitch::Pitch;
pub use score::{Score, Text, TextKind};
pub use tempo::TempoChange;
pub use tempo_map::TempoMap;
pub use tick::Tick;
