//! What a track holds, before notes are paired and ticks converted.

use std::ops::Range;

use super::oddity::Repairs;
use crate::{Gesture, Key, Meter};

/// An event and its time in the file's own ticks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Event {
    pub(super) tick: u64,
    /// The byte offset, for repairs only: it stops at 4 GiB.
    pub(super) at: u32,
    pub(super) kind: EventKind,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum EventKind {
    /// Velocity is 1 to 127.
    NoteOn {
        channel: u8,
        pitch: u8,
        velocity: u8,
    },
    NoteOff {
        channel: u8,
        pitch: u8,
    },
    Gesture {
        channel: u8,
        gesture: Gesture,
    },
    /// Microseconds per quarter, not 0.
    Tempo(u32),
    Meter(Meter),
    Key(Key),
}

/// A text meta event: when, its type, 1 to 15, and where its bytes stand.
#[derive(Clone, Debug)]
pub(super) struct RawText {
    pub(super) tick: u64,
    pub(super) kind: u8,
    pub(super) bytes: Range<usize>,
}

/// All of a track that music is made of.
#[derive(Clone, Debug, Default)]
pub(super) struct Track {
    pub(super) events: Vec<Event>,
    pub(super) texts: Vec<RawText>,
    /// When the track ends, in the file's ticks.
    pub(super) end_tick: u64,
    /// Where it begins: the offset of its first event.
    pub(super) start: usize,
    /// The offset behind the last byte that was read.
    pub(super) stop: usize,
    /// Whether an end of track was the last thing that was read.
    pub(super) has_end: bool,
    pub(super) repairs: Repairs,
}
