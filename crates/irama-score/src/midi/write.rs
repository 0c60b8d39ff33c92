//! A score as a MIDI file that any strict reader takes.

use super::{
    WriteError,
    channels::{assign, held_notes},
    text::without_controls,
};
use crate::{Control, Gesture, Key, Meter, Mode, Part, Score, TempoChange, TextKind, Tick};

/// The largest number that a delta time or a length can say.
const MAX_VLQ: u64 = 0x0fff_ffff;

/// Writes a MIDI file that any strict reader takes: format 1, 480 ticks per quarter.
///
/// Track 0 holds name, tempos, meters, keys and texts. Each part is a track on one channel: drums
/// on channel 10, others on 1 to 9 and 11 to 16 in order. With more than fifteen melodic parts,
/// those share a channel that have the same program, no controls and no notes that would collide.
/// At one tick, note-offs come first, then controls, then note-ons; bank and program come before
/// anything else. Every status is written out. All tracks end at `score.end`, or, if that lies
/// before something else, at the bar line after the last event.
///
/// `read_midi` gives an equal score back if `score` is *canonical*, as whatever `read_midi`
/// returned is:
///
/// - every part has notes, and those of a pitch end in the order in which they begin;
/// - a part without a program has no program change up to its first note, and one with a program
///   has none there either, and its bank selects at tick 0 stand first;
/// - tempos, meters and keys rise in time and each differs from the one before it;
/// - names and texts are free of control characters, names of space around them, no text is empty;
/// - every list is sorted, and nothing comes after the end.
///
/// Otherwise notes are cut where the next of their pitch ends, and values that MIDI cannot hold
/// become the nearest that it can.
///
/// # Errors
///
/// If there are more parts, ticks or bytes than a MIDI file holds.
pub fn write_midi(score: &Score) -> Result<Vec<u8>, WriteError> {
    let n_tracks = u16::try_from(score.parts.len() + 1)
        .map_err(|_| WriteError::TooManyTracks { n_parts: score.parts.len() })?;
    let channels = assign(&score.parts)?;
    let end = end(score);
    let mut file = b"MThd\0\0\0\x06\0\x01".to_vec();
    file.extend(n_tracks.to_be_bytes());
    file.extend((Tick::PER_QUARTER as u16).to_be_bytes());
    append_track(&mut file, conductor(score)?, end)?;
    for (part, channel) in score.parts.iter().zip(channels) {
        append_track(&mut file, voice(part, channel)?, end)?;
    }
    Ok(file)
}

/// Where all tracks end.
fn end(score: &Score) -> Tick {
    let of_parts = score.parts.iter().flat_map(|part| {
        let notes = part.notes.iter().map(|note| note.start + note.duration.max(Tick(1)));
        notes.chain(part.controls.iter().map(|control| control.at))
    });
    let last = of_parts
        .chain(score.tempos.iter().map(|tempo| tempo.at))
        .chain(score.meters.iter().map(|meter| meter.at))
        .chain(score.keys.iter().map(|key| key.at))
        .chain(score.texts.iter().map(|text| text.at))
        .max()
        .unwrap_or_default();
    if score.end >= last { score.end } else { score.bar_grid().bar_line_from(last) }
}

/// An event in the order in which it is written: by time, then by rank.
struct Timed {
    at: Tick,
    rank: u8,
    bytes: Vec<u8>,
}

/// Ranks at one tick.
const NAME: u8 = 0;
const OFF: u8 = 1;
const BANK: u8 = 2;
const PROGRAM: u8 = 3;
const CONTROL: u8 = 4;
const ON: u8 = 5;

/// The events of track 0.
fn conductor(score: &Score) -> Result<Vec<Timed>, WriteError> {
    let mut events = Vec::new();
    events.extend(name(&score.name)?);
    for &TempoChange { at, micros_per_quarter } in &score.tempos {
        let [_, a, b, c] = micros_per_quarter.clamp(1, 0xff_ffff).to_be_bytes();
        events.push(Timed { at, rank: 1, bytes: vec![0xff, 0x51, 3, a, b, c] });
    }
    for change in &score.meters {
        // What is no meter cannot be written.
        if let Some(meter) = Meter::new(change.meter.numerator, change.meter.denominator) {
            events.push(Timed { at: change.at, rank: 2, bytes: time_signature(meter) });
        }
    }
    for change in &score.keys {
        events.push(Timed { at: change.at, rank: 3, bytes: key_signature(change.key) });
    }
    for text in &score.texts {
        let kind = match text.kind {
            TextKind::Remark => 1,
            TextKind::Copyright => 2,
            TextKind::Lyric => 5,
            TextKind::Marker => 6,
            TextKind::Cue => 7,
        };
        let bytes = text_event(kind, &text.content)?;
        events.extend(bytes.map(|bytes| Timed { at: text.at, rank: 4, bytes }));
    }
    Ok(events)
}

/// The events of a part's track.
fn voice(part: &Part, channel: u8) -> Result<Vec<Timed>, WriteError> {
    let mut events = Vec::with_capacity(2 * part.notes.len() + part.controls.len() + 2);
    events.extend(name(&part.name)?);
    if let Some(program) = part.program {
        let bytes = vec![0xc0 | channel, program.number()];
        events.push(Timed { at: Tick::ZERO, rank: PROGRAM, bytes });
    }
    for &Control { at, gesture } in &part.controls {
        let is_bank = matches!(gesture, Gesture::Controller { number: 0 | 32, .. });
        let is_first = is_bank && at == Tick::ZERO && part.program.is_some();
        let rank = if is_first { BANK } else { CONTROL };
        events.push(Timed { at, rank, bytes: message(channel, gesture) });
    }
    for note in held_notes(part) {
        let pitch = note.pitch.number();
        let on = vec![0x90 | channel, pitch, note.velocity.level()];
        events.push(Timed { at: note.start, rank: ON, bytes: on });
        // 64 is the release velocity of keyboards that do not sense it.
        events.push(Timed { at: note.end(), rank: OFF, bytes: vec![0x80 | channel, pitch, 64] });
    }
    Ok(events)
}

fn message(channel: u8, gesture: Gesture) -> Vec<u8> {
    match gesture {
        Gesture::Controller { number, value } => {
            vec![0xb0 | channel, number.min(127), value.min(127)]
        }
        Gesture::Program(program) => vec![0xc0 | channel, program.number()],
        Gesture::Bend(bend) => {
            let [high, low] = (bend.clamp(-8192, 8191) + 8192).to_be_bytes();
            vec![0xe0 | channel, low & 0x7f, high << 1 | low >> 7]
        }
        Gesture::Pressure(value) => vec![0xd0 | channel, value.min(127)],
        Gesture::KeyPressure { pitch, value } => {
            vec![0xa0 | channel, pitch.min(127), value.min(127)]
        }
    }
}

fn name(name: &str) -> Result<Option<Timed>, WriteError> {
    let bytes = text_event(3, name.trim())?;
    Ok(bytes.map(|bytes| Timed { at: Tick::ZERO, rank: NAME, bytes }))
}

/// `None` for an empty text.
fn text_event(kind: u8, content: &str) -> Result<Option<Vec<u8>>, WriteError> {
    let content = without_controls(content);
    if content.is_empty() {
        return Ok(None);
    }
    let n_bytes = content.len();
    if n_bytes as u64 > MAX_VLQ {
        return Err(WriteError::TextTooLong { n_bytes });
    }
    let mut bytes = vec![0xff, kind];
    append_vlq(&mut bytes, n_bytes as u64);
    bytes.extend(content.bytes());
    Ok(Some(bytes))
}

fn time_signature(meter: Meter) -> Vec<u8> {
    let power = u8::try_from(meter.denominator.ilog2()).unwrap_or(2);
    let is_compound =
        meter.numerator > 3 && meter.numerator.is_multiple_of(3) && meter.denominator >= 8;
    // MIDI clocks (24 to a quarter) between two clicks of a metronome.
    let clocks = (96 / meter.denominator).max(1) * if is_compound { 3 } else { 1 };
    vec![0xff, 0x58, 4, meter.numerator, power, clocks, 8]
}

fn key_signature(key: Key) -> Vec<u8> {
    // Sharps, or flats below 0, of the key on each pitch class, spelled as `Key` is shown.
    const MAJOR: [i8; 12] = [0, -5, 2, -3, 4, -1, 6, 1, -4, 3, -2, 5];
    const MINOR: [i8; 12] = [-3, 4, -1, -6, 1, -4, 3, -2, 5, 0, -5, 2];
    let tonic = usize::from(key.tonic % 12);
    let (sharps, mode) = match key.mode {
        Mode::Major => (MAJOR[tonic], 0),
        Mode::Minor => (MINOR[tonic], 1),
    };
    vec![0xff, 0x59, 2, sharps.cast_unsigned(), mode]
}

/// Appends a track chunk with `events`, ending at `end`.
fn append_track(file: &mut Vec<u8>, mut events: Vec<Timed>, end: Tick) -> Result<(), WriteError> {
    events.push(Timed { at: end, rank: u8::MAX, bytes: vec![0xff, 0x2f, 0] });
    events.sort_by_key(|event| (event.at, event.rank));
    file.extend(b"MTrk\0\0\0\0");
    let start = file.len();
    let mut now = Tick::ZERO;
    for event in events {
        let ticks = event.at.since(now).0;
        if ticks > MAX_VLQ {
            return Err(WriteError::TooLong { ticks });
        }
        append_vlq(file, ticks);
        file.extend(event.bytes);
        now = event.at;
    }
    let n_bytes = file.len() - start;
    let length = u32::try_from(n_bytes).map_err(|_| WriteError::TrackTooLong { n_bytes })?;
    file[start - 4..start].copy_from_slice(&length.to_be_bytes());
    Ok(())
}

/// Seven bits a byte, the highest first; all but the last with their top bit set.
fn append_vlq(bytes: &mut Vec<u8>, value: u64) {
    for shift in [21, 14, 7] {
        if value >> shift > 0 {
            bytes.push((value >> shift & 0x7f) as u8 | 0x80);
        }
    }
    bytes.push((value & 0x7f) as u8);
}
