//! What may stand around a MIDI file, and what transfers do to it.

use std::borrow::Cow;

use super::{
    chunk::{chunk_len, find},
    oddity::{Oddity, Repairs},
};

/// The MIDI file within `bytes` as it was before it was wrapped or mangled, and where it begins.
pub(super) fn unwrap<'a>(bytes: &'a [u8], repairs: &mut Repairs) -> (Cow<'a, [u8]>, usize) {
    if bytes.starts_with(b"RIFF")
        && let Some((from, content)) = unwrap_riff(bytes, repairs)
    {
        return (Cow::Borrowed(content), from);
    }
    if let Some(decoded) = decode_utf8(bytes) {
        repairs.add(Oddity::EncodedAsUtf8, 0);
        return (Cow::Owned(decoded), 0);
    }
    if let Some(restored) = restore_line_feeds(bytes) {
        repairs.add(Oddity::TextModeTransfer, 0);
        return (Cow::Owned(restored), 0);
    }
    (Cow::Borrowed(bytes), 0)
}

/// The `data` chunk of a RIFF file, if it holds MIDI.
fn unwrap_riff<'a>(bytes: &'a [u8], repairs: &mut Repairs) -> Option<(usize, &'a [u8])> {
    let mut at = 12_usize;
    loop {
        let header = bytes.get(at..at.checked_add(8)?)?;
        let length = u32::from_le_bytes([header[4], header[5], header[6], header[7]]) as usize;
        let from = at + 8;
        let end = from.checked_add(length)?;
        if &header[..4] == b"data" {
            let content = &bytes[from..end.min(bytes.len())];
            find(content, 0, b"MThd").or_else(|| find(content, 0, b"MTrk"))?;
            repairs.add(Oddity::RiffWrapper, 0);
            if end > bytes.len() {
                repairs.add(Oddity::RiffCut, bytes.len());
            }
            return Some((from, content));
        }
        // Chunks are padded to an even length.
        at = end.checked_add(length & 1)?;
    }
}

/// Bytes that some program took for Latin-1 text and saved as UTF-8. No MIDI file with an event
/// in it is valid UTF-8 by itself, because FF and 90 to BF cannot stand alone there.
fn decode_utf8(bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.is_ascii() || find(bytes, 0, b"MThd").is_none() {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    text.chars().map(|it| u8::try_from(u32::from(it)).ok()).collect()
}

/// Bytes in which a transfer in text mode has put a 0D before every 0A.
fn restore_line_feeds(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut n_feeds = 0;
    for (at, _) in bytes.iter().enumerate().filter(|&(_, &byte)| byte == b'\n') {
        if at == 0 || bytes[at - 1] != b'\r' {
            return None;
        }
        n_feeds += 1;
    }
    if n_feeds == 0 {
        return None;
    }
    let mut restored = Vec::with_capacity(bytes.len());
    for (at, &byte) in bytes.iter().enumerate() {
        if byte != b'\r' || bytes.get(at + 1) != Some(&b'\n') {
            restored.push(byte);
        }
    }
    (n_fitting_chunks(&restored) > n_fitting_chunks(bytes)).then_some(restored)
}

/// How many chunks fit one behind the other, the end of the file counting as one.
fn n_fitting_chunks(bytes: &[u8]) -> usize {
    let Some(mut at) = find(bytes, 0, b"MThd") else { return 0 };
    let mut n = 0;
    loop {
        if at == bytes.len() {
            return n + 1;
        }
        let is_known = matches!(bytes.get(at..at + 4), Some(b"MThd" | b"MTrk"));
        let Some(length) = chunk_len(bytes, at).filter(|_| is_known) else { return n };
        n += 1;
        match at.checked_add(8 + length) {
            Some(next) if next <= bytes.len() => at = next,
            _ => return n,
        }
    }
}
