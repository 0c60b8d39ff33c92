//! Tracks as parts, and what they share as one score.

use super::{
    clock::Clock,
    event::{Change, Message, Track},
    header::Header,
    oddity::{Oddity, Repairs},
    pair::Pairer,
    text::clean,
};
use crate::{
    Control, Gesture, Key, KeyChange, Meter, MeterChange, Note, Part, Pitch, Score, TempoChange,
    Text, TextKind, Tick,
};

const N_CHANNELS: usize = 16;
/// Channel 10 as musicians count.
const DRUMS: usize = 9;

/// A score while its tracks come in.
#[derive(Debug)]
pub(super) struct Assembly {
    clock: Clock,
    /// Whether tracks follow one another instead of sounding together.
    is_in_a_row: bool,
    pairer: Pairer,
    notes: [Vec<Note>; N_CHANNELS],
    controls: [Vec<Control>; N_CHANNELS],
    tempos: Vec<(Tick, u32)>,
    meters: Vec<(Tick, Meter)>,
    keys: Vec<(Tick, Key)>,
    /// The first part of each channel.
    first_part: [Option<usize>; N_CHANNELS],
    /// Controls on channels of which their track has no notes.
    strays: [Vec<Control>; N_CHANNELS],
    n_tracks: usize,
    /// The pitch of every note-on so far.
    note_ons: Vec<Pitch>,
    score: Score,
}

impl Assembly {
    pub(super) fn new(header: &Header) -> Self {
        Self {
            clock: header.clock,
            is_in_a_row: header.format == 2,
            pairer: Pairer::new(),
            notes: Default::default(),
            controls: Default::default(),
            tempos: Vec::new(),
            meters: Vec::new(),
            keys: Vec::new(),
            first_part: [None; N_CHANNELS],
            strays: Default::default(),
            n_tracks: 0,
            note_ons: Vec::new(),
            score: Score::default(),
        }
    }

    /// Adds a track of the file `bytes`.
    pub(super) fn add(&mut self, bytes: &[u8], track: &Track, repairs: &mut Repairs) {
        let origin = if self.is_in_a_row { self.score.end } else { Tick::ZERO };
        let name = self.add_texts(bytes, track, origin, repairs);
        for &(tick, offset, change) in &track.changes {
            let at = origin + self.clock.tick(tick);
            match change {
                Change::Tempo(_) if self.clock.ticks_per_quarter.is_none() => {
                    repairs.add(Oddity::TempoInSmpteTime, offset);
                }
                Change::Tempo(micros) => self.tempos.push((at, micros)),
                Change::Meter(meter) => self.meters.push((at, meter)),
                Change::Key(key) => self.keys.push((at, key)),
            }
        }
        for event in &track.events {
            if let Message::Gesture(gesture) = event.message() {
                let at = origin + self.clock.tick(event.tick);
                self.controls[usize::from(event.channel())].push(Control { at, gesture });
            }
        }
        let (notes, note_ons) = (&mut self.notes, &mut self.note_ons);
        self.pairer.pair(track, &self.clock, repairs, |channel, note| {
            note_ons.push(note.pitch);
            notes[usize::from(channel)].push(Note { start: origin + note.start, ..note });
        });
        let end = origin + self.clock.tick(track.end_tick);
        self.score.end = self.score.end.max(end);
        for channel in 0..N_CHANNELS {
            self.add_part(channel, &name, track.start, repairs);
        }
        self.n_tracks += 1;
    }

    /// Takes the texts of a track and returns its name.
    fn add_texts(
        &mut self,
        bytes: &[u8],
        track: &Track,
        origin: Tick,
        repairs: &mut Repairs,
    ) -> String {
        let (mut name, mut instrument) = (String::new(), String::new());
        for raw in &track.texts {
            let content = clean(&bytes[raw.bytes.clone()], raw.bytes.start, repairs);
            let kind = match raw.kind {
                3 if name.is_empty() => {
                    content.trim().clone_into(&mut name);
                    continue;
                }
                4 => {
                    if instrument.is_empty() {
                        content.trim().clone_into(&mut instrument);
                    }
                    continue;
                }
                // Names of a program and of a device say nothing that the program does not.
                8 | 9 => continue,
                2 => TextKind::Copyright,
                5 => TextKind::Lyric,
                6 => TextKind::Marker,
                7 => TextKind::Cue,
                _ => TextKind::Remark,
            };
            if !content.is_empty() {
                let at = origin + self.clock.tick(raw.tick);
                self.score.texts.push(Text { at, kind, content });
            }
        }
        if self.n_tracks == 0 {
            self.score.name.clone_from(&name);
        }
        if name.is_empty() { instrument } else { name }
    }

    /// What the track said on one channel, as a part if there are notes.
    fn add_part(&mut self, channel: usize, name: &str, at: usize, repairs: &mut Repairs) {
        let mut notes = std::mem::take(&mut self.notes[channel]);
        let controls = std::mem::take(&mut self.controls[channel]);
        if notes.is_empty() {
            self.strays[channel].extend(controls);
            return;
        }
        // Equal notes are alike, so that their order does not matter.
        notes.sort_unstable();
        repairs.add_many(Oddity::Overlap, n_overlaps(&notes), at);
        let last_end = notes.iter().map(Note::end).max().unwrap_or_default();
        self.score.end = self.score.end.max(last_end);
        self.first_part[channel].get_or_insert(self.score.parts.len());
        self.score.parts.push(Part {
            name: name.to_owned(),
            program: None,
            is_drums: channel == DRUMS,
            notes,
            controls,
        });
    }

    /// The whole score, and the pitch of every note-on in the order of track and event.
    pub(super) fn finish(mut self) -> (Score, Vec<Pitch>) {
        for (strays, part) in self.strays.into_iter().zip(self.first_part) {
            if let Some(part) = part.and_then(|idx| self.score.parts.get_mut(idx)) {
                let own = std::mem::replace(&mut part.controls, strays);
                part.controls.extend(own);
            }
        }
        for part in &mut self.score.parts {
            part.controls.sort_by_key(|control| control.at);
            settle_program(part);
        }
        if self.clock.ticks_per_quarter.is_none() {
            self.tempos = vec![(Tick::ZERO, TempoChange::DEFAULT_MICROS)];
        }
        self.score.texts.sort_by_key(|text| text.at);
        self.score.tempos = settle(self.tempos)
            .map(|(at, micros_per_quarter)| TempoChange { at, micros_per_quarter })
            .collect();
        self.score.meters =
            settle(self.meters).map(|(at, meter)| MeterChange { at, meter }).collect();
        self.score.keys = settle(self.keys).map(|(at, key)| KeyChange { at, key }).collect();
        (self.score, self.note_ons)
    }
}

/// Changes in the order of time: the last of those at one time, and none that changes nothing.
fn settle<T: PartialEq + Copy>(mut changes: Vec<(Tick, T)>) -> impl Iterator<Item = (Tick, T)> {
    changes.sort_by_key(|&(at, _)| at);
    let mut settled: Vec<(Tick, T)> = Vec::with_capacity(changes.len());
    for (idx, &(at, value)) in changes.iter().enumerate() {
        let is_last = changes.get(idx + 1).is_none_or(|next| next.0 != at);
        if is_last && settled.last().is_none_or(|last| last.1 != value) {
            settled.push((at, value));
        }
    }
    settled.into_iter()
}

/// Notes that begin while an earlier one of the same pitch still sounds.
fn n_overlaps(notes: &[Note]) -> usize {
    let mut ends = [Tick::ZERO; 128];
    let mut n = 0;
    for note in notes {
        let end = &mut ends[usize::from(note.pitch.number())];
        n += usize::from(*end > note.start);
        *end = note.end().max(*end);
    }
    n
}

/// Takes the program that sounds at the first note out of the controls. The bank selects before it
/// go to the very start, where a writer puts them before the program.
fn settle_program(part: &mut Part) {
    let Some(first_note) = part.notes.first() else { return };
    let n_before = part.controls.partition_point(|control| control.at <= first_note.start);
    let last = part.controls[..n_before].iter().enumerate().rev();
    let found = last.into_iter().find_map(|(idx, control)| match control.gesture {
        Gesture::Program(program) => Some((idx, program)),
        _ => None,
    });
    let Some((program_idx, program)) = found else { return };
    part.program = Some(program);
    let mut banks = Vec::new();
    let mut others = Vec::with_capacity(part.controls.len());
    for (idx, &control) in part.controls.iter().enumerate() {
        match control.gesture {
            Gesture::Controller { number: 0 | 32, .. }
                if idx < program_idx || control.at == Tick::ZERO =>
            {
                banks.push(Control { at: Tick::ZERO, ..control });
            }
            // Programs before it were never heard.
            Gesture::Program(_) if idx <= program_idx => {}
            _ => others.push(control),
        }
    }
    banks.append(&mut others);
    part.controls = banks;
}
