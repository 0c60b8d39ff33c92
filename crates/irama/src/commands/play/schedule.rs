//! A piece as MIDI messages and when to send them.

use irama_score::{Gesture, Part, Score};

/// Channels of MIDI, and the one for drums.
const N_CHANNELS: usize = 16;
const DRUMS: u8 = 9;

/// A message and when it is due, in microseconds from the start of the piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Message {
    pub(super) due: u64,
    /// Of messages due together: ends of notes, then gestures, then notes.
    rank: u8,
    bytes: [u8; 3],
    n_bytes: u8,
}

impl Message {
    fn new(due: u64, rank: u8, bytes: &[u8]) -> Self {
        let mut all = [0; 3];
        all[..bytes.len()].copy_from_slice(bytes);
        Self { due, rank, bytes: all, n_bytes: bytes.len() as u8 }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.n_bytes)]
    }
}

/// A piece as messages, in the order of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Schedule {
    pub(super) messages: Vec<Message>,
    /// When the piece is over, in microseconds.
    pub(super) end: u64,
}

impl Schedule {
    pub(super) fn of(score: &Score) -> Self {
        let map = score.tempo_map();
        let mut messages = Vec::new();
        let mut n_pitched = 0;
        for part in score.parts.iter().filter(|it| !it.notes.is_empty()) {
            let channel = channel_of(part, &mut n_pitched);
            let program = part.program.map_or(0, |it| it.number());
            messages.push(Message::new(0, 0, &[0xC0 | channel, program]));
            for control in &part.controls {
                let due = map.micros_at(control.at);
                messages.extend(
                    gesture(control.gesture, channel)
                        .map(|(bytes, n)| Message::new(due, 1, &bytes[..n])),
                );
            }
            for note in &part.notes {
                let (pitch, velocity) = (note.pitch.number(), note.velocity.level());
                let start = map.micros_at(note.start);
                let end = map.micros_at(note.end()).max(start + 1);
                messages.push(Message::new(start, 2, &[0x90 | channel, pitch, velocity]));
                messages.push(Message::new(end, 0, &[0x80 | channel, pitch, 0]));
            }
        }
        messages.sort();
        Self { messages, end: map.micros_at(score.end) }
    }
}

/// Parts get channels in turn; drums have their own, and more than fifteen parts share.
fn channel_of(part: &Part, n_pitched: &mut usize) -> u8 {
    if part.is_drums {
        return DRUMS;
    }
    let channel = *n_pitched % (N_CHANNELS - 1);
    *n_pitched += 1;
    channel as u8 + u8::from(channel >= usize::from(DRUMS))
}

/// The bytes of a gesture and how many they are; nothing for what could silence or switch a device.
fn gesture(gesture: Gesture, channel: u8) -> Option<([u8; 3], usize)> {
    Some(match gesture {
        Gesture::Controller { number: 120.., .. } => return None,
        Gesture::Controller { number, value } => ([0xB0 | channel, number, value], 3),
        Gesture::Program(program) => ([0xC0 | channel, program.number(), 0], 2),
        Gesture::Bend(bend) => {
            let wheel = (i32::from(bend) + 8192).clamp(0, 16_383);
            ([0xE0 | channel, (wheel & 127) as u8, (wheel >> 7) as u8], 3)
        }
        Gesture::Pressure(value) => ([0xD0 | channel, value, 0], 2),
        Gesture::KeyPressure { pitch, value } => ([0xA0 | channel, pitch, value], 3),
    })
}
