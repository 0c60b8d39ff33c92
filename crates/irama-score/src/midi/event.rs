//! What a track holds, before notes are paired and ticks converted.

use std::ops::Range;

use super::oddity::Repairs;
use crate::{Gesture, Key, Meter, Program};

/// A channel message and its time in the file's own ticks, as small as it can be: a file may hold
/// millions.
#[derive(Clone, Copy, Debug)]
pub(super) struct Event {
    pub(super) tick: u64,
    /// The byte offset, for repairs only: it stops at 4 GiB.
    pub(super) at: u32,
    /// 80 to EF.
    pub(super) status: u8,
    /// Data bytes, at most 127; the second is 0 where there is none.
    pub(super) data: [u8; 2],
}

/// What a channel message means.
#[derive(Clone, Copy, Debug)]
pub(super) enum Message {
    /// Velocity is 1 to 127.
    NoteOn {
        pitch: u8,
        velocity: u8,
    },
    NoteOff {
        pitch: u8,
    },
    Gesture(Gesture),
}

impl Event {
    /// 0 to 15.
    pub(super) fn channel(&self) -> u8 {
        self.status & 0x0f
    }

    #[inline]
    pub(super) fn message(&self) -> Message {
        let [first, second] = self.data;
        Message::Gesture(match self.status & 0xf0 {
            0x90 if second > 0 => return Message::NoteOn { pitch: first, velocity: second },
            0x80 | 0x90 => return Message::NoteOff { pitch: first },
            0xa0 => Gesture::KeyPressure { pitch: first, value: second },
            0xb0 => Gesture::Controller { number: first, value: second },
            0xc0 => Gesture::Program(Program::new(first).unwrap_or_default()),
            0xd0 => Gesture::Pressure(first),
            _ => Gesture::Bend((i16::from(second) << 7 | i16::from(first)) - 8192),
        })
    }
}

/// What a meta event changes for all parts.
#[derive(Clone, Copy, Debug)]
pub(super) enum Change {
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
    /// With their time and byte offset.
    pub(super) changes: Vec<(u64, usize, Change)>,
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
