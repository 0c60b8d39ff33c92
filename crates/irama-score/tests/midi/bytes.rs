//! MIDI files from bytes, as wrong as a test wants them.

/// A track's usual end.
pub(crate) const END: &[u8] = &[0, 0xff, 0x2f, 0];

/// Eight notes of a quarter each, every status written out.
pub(crate) fn scale() -> Vec<u8> {
    [60, 62, 64, 65, 67, 69, 71, 72].iter().flat_map(|&pitch| note(0, pitch, 480)).collect()
}

/// A note of `ticks` at once after what comes before it.
pub(crate) fn note(channel: u8, pitch: u8, ticks: u32) -> Vec<u8> {
    let mut bytes = vec![0, 0x90 | channel, pitch, 80];
    bytes.extend(vlq(ticks));
    bytes.extend([0x80 | channel, pitch, 64]);
    bytes
}

/// A variable-length quantity.
pub(crate) fn vlq(value: u32) -> Vec<u8> {
    let mut bytes = vec![(value & 0x7f) as u8];
    let mut rest = value >> 7;
    while rest > 0 {
        bytes.insert(0, (rest & 0x7f) as u8 | 0x80);
        rest >>= 7;
    }
    bytes
}

/// A meta event at once after what comes before it.
pub(crate) fn meta(kind: u8, content: &[u8]) -> Vec<u8> {
    let length = vlq(u32::try_from(content.len()).unwrap());
    [&[0, 0xff, kind][..], &length, content].concat()
}

/// A usual header.
pub(crate) fn header(format: u16, n_tracks: u16, division: u16) -> Vec<u8> {
    let fields = [format, n_tracks, division].map(u16::to_be_bytes).concat();
    [b"MThd\0\0\0\x06", &fields[..]].concat()
}

/// A track chunk of `events` that claims `length`.
pub(crate) fn track_of_length(events: &[u8], length: u32) -> Vec<u8> {
    [b"MTrk", &length.to_be_bytes()[..], events].concat()
}

/// A track chunk of `events`, which should end with [`END`].
pub(crate) fn track(events: &[u8]) -> Vec<u8> {
    track_of_length(events, u32::try_from(events.len()).unwrap())
}

/// A format 0 file with one track of `events` and a usual end.
pub(crate) fn file(events: &[u8]) -> Vec<u8> {
    [header(0, 1, 480), track(&[events, END].concat())].concat()
}

/// A format 1 file with a tempo track, a program, running status, texts, drums and a pedal.
pub(crate) fn busy_file() -> Vec<u8> {
    let conductor = [
        meta(3, b"Song"),
        meta(0x51, &[7, 0xa1, 0x20]),
        meta(0x58, &[3, 2, 24, 8]),
        meta(0x59, &[0xfd, 1]),
        meta(5, "l\u{e0}".as_bytes()),
        END.to_vec(),
    ];
    let piano = [
        meta(3, b"Piano"),
        vec![0, 0xb0, 0, 1, 0, 0xc0, 5, 0, 0xb0, 64, 127],
        scale(),
        vec![0, 0xf0, 5, 0x7e, 0x7f, 9, 1, 0xf7],
        vec![0, 0x90, 60, 80, 96, 60, 0, 0, 62, 81, 96, 62, 0, 0, 0xe0, 0, 64],
        END.to_vec(),
    ];
    let drums = [(0..16).flat_map(|idx| note(9, 36 + idx % 2 * 2, 120)).collect(), END.to_vec()];
    let tracks = [conductor.concat(), piano.concat(), drums.concat()].map(|it| track(&it));
    [header(1, 3, 480), tracks.concat()].concat()
}
