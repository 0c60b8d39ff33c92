//! A reader that takes nothing but what the standard allows, to judge what is written.

use irama_score::{Score, Tick, write_midi};

/// An event as it stands in a file: when, its status and its data (of meta events, the type first).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) at: u64,
    pub(crate) status: u8,
    pub(crate) data: Vec<u8>,
}

/// The events of each track of a file, or a panic about what is not strict.
#[track_caller]
pub(crate) fn tracks(bytes: &[u8]) -> Vec<Vec<Event>> {
    assert_eq!(bytes[..10], *b"MThd\0\0\0\x06\0\x01", "not a format 1 header");
    assert_eq!(bytes[12..14], 480_u16.to_be_bytes(), "not 480 ticks");
    let mut tracks = Vec::new();
    let mut rest = &bytes[14..];
    while !rest.is_empty() {
        assert_eq!(rest[..4], *b"MTrk");
        let length = u32::from_be_bytes(rest[4..8].try_into().unwrap()) as usize;
        tracks.push(events(&rest[8..8 + length]));
        rest = &rest[8 + length..];
    }
    assert_eq!(tracks.len(), usize::from(u16::from_be_bytes([bytes[10], bytes[11]])));
    tracks
}

fn events(bytes: &[u8]) -> Vec<Event> {
    let (mut at, mut now) = (0, 0);
    let mut events = Vec::new();
    while at < bytes.len() {
        now += number(bytes, &mut at);
        let status = bytes[at];
        at += 1;
        let data = match status {
            0xff => {
                let kind = bytes[at];
                at += 1;
                let length = number(bytes, &mut at) as usize;
                let data = [&[kind], &bytes[at..at + length]].concat();
                at += length;
                data
            }
            0x80..=0xef => {
                let length = if matches!(status >> 4, 0xc | 0xd) { 1 } else { 2 };
                let data = bytes[at..at + length].to_vec();
                assert!(data.iter().all(|&byte| byte < 0x80), "{data:?}");
                at += length;
                data
            }
            _ => panic!("status {status:#x}: running or system"),
        };
        events.push(Event { at: now, status, data });
    }
    let ends = events.iter().filter(|it| it.status == 0xff && it.data[0] == 0x2f).count();
    assert_eq!((ends, events.last().map(|it| it.data.clone())), (1, Some(vec![0x2f])));
    events
}

fn number(bytes: &[u8], at: &mut usize) -> u64 {
    let mut value = 0;
    for idx in 0..4 {
        let byte = bytes[*at];
        *at += 1;
        assert!(idx == 0 || byte < 0x80 || value > 0, "a number with leading zeros");
        value = value << 7 | u64::from(byte & 0x7f);
        if byte < 0x80 {
            return value;
        }
    }
    panic!("a number of more than four bytes");
}

/// Writes `score` and checks the rules that hold for every file: every note is ended later than it
/// begins, all tracks end together, drums and only drums are on channel 10. Returns the tracks.
#[track_caller]
pub(crate) fn written(score: &Score) -> Vec<Vec<Event>> {
    let tracks = tracks(&write_midi(score).unwrap());
    assert_eq!(tracks.len(), score.parts.len() + 1);
    let ends: Vec<u64> = tracks.iter().filter_map(|track| Some(track.last()?.at)).collect();
    assert!(ends.iter().all(|&end| end == ends[0]), "{ends:?}");
    assert!(tracks[0].iter().all(|it| it.status == 0xff), "only meta events in track 0");
    for (track, part) in tracks[1..].iter().zip(&score.parts) {
        let channels = track.iter().filter(|it| it.status < 0xf0).map(|it| it.status & 15);
        assert!(channels.clone().all(|it| (it == 9) == part.is_drums), "{}", part.name);
        assert!(channels.clone().max() == channels.clone().min(), "one channel in a track");
    }
    tracks.iter().for_each(|it| {
        notes(it);
    });
    assert!(score.end <= Tick(ends[0]));
    tracks
}

/// The notes of a track: (start, end, pitch, velocity), or a panic about one that is not ended later
/// than it begins. Of notes of a pitch that overlap, the first ends first.
#[track_caller]
pub(crate) fn notes(track: &[Event]) -> Vec<(u64, u64, u8, u8)> {
    let (mut notes, mut open) = (Vec::new(), vec![Vec::new(); 128]);
    for event in track.iter().filter(|it| matches!(it.status >> 4, 8 | 9)) {
        let (at, pitch, level) = (event.at, event.data[0], event.data[1]);
        let sounding = &mut open[usize::from(pitch)];
        if event.status >> 4 == 9 {
            assert!(level > 0, "a note-off in the guise of a note-on");
            sounding.push((at, level));
            continue;
        }
        assert!(!sounding.is_empty(), "{pitch} ends at {at} and has not begun");
        let (start, level) = sounding.remove(0);
        assert!(start < at, "{pitch} ends at {at}, where it begins");
        notes.push((start, at, pitch, level));
    }
    assert!(open.iter().all(Vec::is_empty), "a note is left open");
    notes
}
