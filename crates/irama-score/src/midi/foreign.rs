//! Telling what a file is that is not MIDI, so that the refusal can name it.

/// What files begin with, and what they then are.
const MAGICS: &[(&[u8], &str)] = &[
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a zip archive"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"OggS", "an Ogg sound"),
    (b"fLaC", "a FLAC sound"),
    (b"ID3", "an MP3 sound"),
    (b"\xff\xfb", "an MP3 sound"),
    (b"FORM", "an IFF file (AIFF or XMIDI)"),
    (b"MUS\x1a", "a Doom MUS song"),
    (b"IMPM", "an Impulse Tracker song"),
    (b"Extended Module: ", "a FastTracker song"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a Windows program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x89HDF\r\n", "an HDF5 file"),
];

/// The kind of a file that certainly is not MIDI, by its first bytes, whatever follows them.
pub(super) fn by_magic(bytes: &[u8]) -> Option<&'static str> {
    MAGICS.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|&(_, what)| what)
}

/// The likely kind of a file in which no MIDI was found.
pub(super) fn by_content(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"RIFF") {
        return Some(match bytes.get(8..12) {
            Some(b"WAVE") => "a WAV sound",
            Some(b"sfbk") => "a SoundFont",
            _ => "a RIFF file without MIDI in it",
        });
    }
    if bytes.first() == Some(&0xf0) {
        return Some("a raw system exclusive dump");
    }
    let start = &bytes[..bytes.len().min(4096)];
    if start.iter().all(|&byte| byte == 0) {
        return Some("a file of zeros");
    }
    let is_text = start.iter().all(|&byte| byte >= 0x20 || matches!(byte, b'\t' | b'\n' | b'\r'))
        && String::from_utf8_lossy(start).chars().filter(|&it| it == '\u{fffd}').count() <= 1;
    if !is_text || start.len() < 4 {
        return None;
    }
    let lower = start.to_ascii_lowercase();
    let is_page = [&b"<!doctype html"[..], b"<html"].iter().any(|it| lower.starts_with(it));
    Some(if is_page { "a web page" } else { "a text file" })
}
