//! Note-ons and note-offs of a track as notes.
//!
//! The first note-on of a key ends with the first note-off of that key (first in, first out). Where
//! note-offs are missing that would shift every later note of the key, so such keys are read again:
//! there a note ends with the next note-off, the next note of its key, "all notes off", or the track.

use super::{
    clock::Clock,
    event::{Event, Message, Track},
    oddity::{Oddity, Repairs},
};
use crate::{Gesture, Note, Pitch, Tick, Velocity};

const N_KEYS: usize = 16 * 128;
const NONE: u32 = u32::MAX;

/// A note in the file's ticks.
#[derive(Clone, Copy, Debug)]
struct Struck {
    start: u64,
    end: u64,
    at: u32,
    channel: u8,
    pitch: u8,
    velocity: u8,
    is_ended: bool,
    /// The next note of the same key that waits for its end.
    next: u32,
}

/// Pairs the notes of one track after another; keeps its lists between them.
#[derive(Debug)]
pub(super) struct Pairer {
    notes: Vec<Struck>,
    /// The first and the last note of each key that wait for their end.
    waiting: Vec<(u32, u32)>,
    /// The keys that are read again, and the note of each that sounds.
    again: Vec<Option<Sounding>>,
}

/// The note of a key that sounds, while the key is read again.
type Sounding = Option<usize>;

impl Pairer {
    pub(super) fn new() -> Self {
        Self { notes: Vec::new(), waiting: vec![(NONE, NONE); N_KEYS], again: vec![None; N_KEYS] }
    }

    /// Hands every note of `track` to `sink` with its channel, in the order of the note-ons.
    pub(super) fn pair(
        &mut self,
        track: &Track,
        clock: &Clock,
        repairs: &mut Repairs,
        mut sink: impl FnMut(u8, Note),
    ) {
        self.notes.clear();
        for event in &track.events {
            self.take(event, repairs);
        }
        if self.notes.iter().any(|note| !note.is_ended) {
            self.pair_again(track, repairs);
        }
        for note in &self.notes {
            if note.start == note.end && note.is_ended {
                repairs.add(Oddity::ZeroLength, note.at as usize);
            }
            let (start, end) = (clock.tick(note.start), clock.tick(note.end));
            let (Some(pitch), Some(velocity)) =
                (Pitch::new(note.pitch), Velocity::new(note.velocity))
            else {
                continue;
            };
            let duration = Tick(end.since(start).0.max(1));
            sink(note.channel, Note { start, pitch, duration, velocity });
        }
    }

    fn take(&mut self, event: &Event, repairs: &mut Repairs) {
        let channel = event.channel();
        match event.message() {
            Message::NoteOn { pitch, velocity } => {
                let (start, at) = (event.tick, event.at);
                let idx = u32::try_from(self.notes.len()).unwrap_or(NONE);
                let (first, last) = &mut self.waiting[key(channel, pitch)];
                match self.notes.get_mut(*last as usize) {
                    Some(note) => note.next = idx,
                    None => *first = idx,
                }
                *last = idx;
                self.notes.push(Struck {
                    start,
                    end: start,
                    at,
                    channel,
                    pitch,
                    velocity,
                    is_ended: false,
                    next: NONE,
                });
            }
            Message::NoteOff { pitch } => {
                let (first, last) = &mut self.waiting[key(channel, pitch)];
                let Some(note) = self.notes.get_mut(*first as usize) else {
                    return repairs.add(Oddity::NoNoteOn, event.at as usize);
                };
                (note.end, note.is_ended) = (event.tick, true);
                *first = note.next;
                if *first == NONE {
                    *last = NONE;
                }
            }
            Message::Gesture(_) => {}
        }
    }

    /// Reads the keys again of which a note still waits: one note of a key at a time.
    fn pair_again(&mut self, track: &Track, repairs: &mut Repairs) {
        // Only the keys of such notes are touched: a file may have thousands of small tracks.
        let keys: Vec<usize> = self
            .notes
            .iter()
            .filter(|note| !note.is_ended)
            .map(|note| key(note.channel, note.pitch))
            .collect();
        for &key in &keys {
            self.waiting[key] = (NONE, NONE);
            self.again[key] = Some(None);
        }
        let mut n_struck = 0;
        for event in &track.events {
            let channel = event.channel();
            match event.message() {
                Message::NoteOn { pitch, .. } => {
                    if let Some(sounding) = &mut self.again[key(channel, pitch)] {
                        self.notes[n_struck].is_ended = false;
                        let last = sounding.replace(n_struck);
                        self.end(last, event.tick, repairs);
                    }
                    n_struck += 1;
                }
                Message::NoteOff { pitch } => {
                    if let Some(idx) = self.take_sounding(key(channel, pitch)) {
                        (self.notes[idx].end, self.notes[idx].is_ended) = (event.tick, true);
                    }
                }
                Message::Gesture(Gesture::Controller { number: 120 | 123, .. }) => {
                    for pitch in 0..128 {
                        let last = self.take_sounding(key(channel, pitch));
                        self.end(last, event.tick, repairs);
                    }
                }
                Message::Gesture(_) => {}
            }
        }
        for key in keys {
            let last = self.take_sounding(key);
            self.end(last, track.end_tick, repairs);
            self.again[key] = None;
        }
    }

    fn take_sounding(&mut self, key: usize) -> Sounding {
        self.again[key].as_mut()?.take()
    }

    /// Ends a note that no note-off ends.
    fn end(&mut self, idx: Option<usize>, tick: u64, repairs: &mut Repairs) {
        if let Some(note) = idx.and_then(|idx| self.notes.get_mut(idx)) {
            note.end = tick;
            repairs.add(Oddity::NoNoteOff, note.at as usize);
        }
    }
}

fn key(channel: u8, pitch: u8) -> usize {
    usize::from(channel & 15) << 7 | usize::from(pitch & 127)
}
