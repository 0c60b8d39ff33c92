//! From chunk to chunk, believing what is there rather than what lengths claim.

use super::{
    event::Track,
    header::Header,
    oddity::{Oddity, Repairs},
    track::TrackReader,
};

/// The next place of `tag` from `from` on.
pub(super) fn find(bytes: &[u8], from: usize, tag: &[u8; 4]) -> Option<usize> {
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|&byte| byte == tag[0])?;
        if bytes[at..].starts_with(tag) {
            return Some(at);
        }
        at += 1;
    }
}

/// The length that the chunk at `at` claims.
pub(super) fn chunk_len(bytes: &[u8], at: usize) -> Option<usize> {
    let &[a, b, c, d] = bytes.get(at.checked_add(4)?..at.checked_add(8)?)? else { return None };
    usize::try_from(u32::from_be_bytes([a, b, c, d])).ok()
}

/// Whether a track or a chunk of any kind that fits begins here, or the file ends.
pub(super) fn looks_like_chunk(bytes: &[u8], at: usize) -> bool {
    match bytes.get(at..) {
        None => false,
        Some([]) => true,
        Some(rest) if rest.starts_with(b"MTrk") || rest.starts_with(b"MThd") => true,
        Some(_) => unknown_chunk_end(bytes, at).is_some(),
    }
}

/// Where a chunk of another kind ends: its tag is printable and its length fits.
fn unknown_chunk_end(bytes: &[u8], at: usize) -> Option<usize> {
    let tag = bytes.get(at..at.checked_add(4)?)?;
    let end = at.checked_add(8)?.checked_add(chunk_len(bytes, at)?)?;
    (tag.iter().all(|byte| (0x20..0x7f).contains(byte)) && end <= bytes.len()).then_some(end)
}

/// Whether `tag` is MTrk with one wrong byte.
fn is_nearly_track(bytes: &[u8], at: usize) -> bool {
    let n_right = bytes[at..].iter().zip(b"MTrk").filter(|(a, b)| a == b).count();
    n_right == 3 && unknown_chunk_end(bytes, at).is_some()
}

/// Walks over the chunks of a file.
pub(super) struct Chunks<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Whether a length has reached over the next track: then none is believed that far any more,
    /// or a hostile file would be read again for each of its tracks.
    lengths_lie: bool,
    n_tracks: u32,
}

impl<'a> Chunks<'a> {
    pub(super) fn new(bytes: &'a [u8], header: &Header) -> Self {
        Self { bytes, at: header.end, lengths_lie: false, n_tracks: 0 }
    }

    /// Tracks so far.
    pub(super) fn n_tracks(&self) -> u32 {
        self.n_tracks
    }

    /// The next track, or `None` at the end of the file.
    pub(super) fn next_track(&mut self, repairs: &mut Repairs) -> Option<Track> {
        while self.at < self.bytes.len() {
            let at = self.at;
            let rest = &self.bytes[at..];
            if rest.starts_with(b"MTrk") && rest.len() > 8 {
                return Some(self.read_track(repairs));
            }
            if rest.starts_with(b"MThd") && self.n_tracks > 0 {
                repairs.add(Oddity::SecondFile, at);
                self.at = self.bytes.len();
            } else if rest.len() <= 8 && (rest.starts_with(b"MTrk") || b"MTrk".starts_with(rest)) {
                self.skip_last_header(repairs);
            } else if is_nearly_track(self.bytes, at) {
                repairs.add(Oddity::TrackTag, at);
                return Some(self.read_track(repairs));
            } else if let Some(end) =
                unknown_chunk_end(self.bytes, at).filter(|&end| looks_like_chunk(self.bytes, end))
            {
                repairs.add(Oddity::UnknownChunk, at);
                self.at = end;
            } else if let Some(next) = self.next_tag(at + 1) {
                repairs.add_many(Oddity::JunkBetweenChunks, next - at, at);
                self.at = next;
            } else {
                repairs.add_many(Oddity::TrailingJunk, rest.len(), at);
                self.at = self.bytes.len();
            }
        }
        None
    }

    /// A track of zero length at the very end, or a chunk header that is cut off.
    fn skip_last_header(&mut self, repairs: &mut Repairs) {
        if self.bytes[self.at..].ends_with(&[0; 4]) {
            self.n_tracks += 1;
            repairs.add(Oddity::NoEndOfTrack, self.at);
        } else {
            repairs.add(Oddity::ChunkCut, self.at);
        }
        self.at = self.bytes.len();
    }

    /// The next place at which a track seems to begin. A text that says "MTrk" is none: there, a
    /// length of more than 500 MB would follow.
    fn next_tag(&self, from: usize) -> Option<usize> {
        let mut at = from;
        loop {
            at = find(self.bytes, at, b"MTrk")?;
            let is_text = self.bytes.get(at + 4..at + 8);
            if !is_text.is_some_and(|it| it.iter().all(|byte| (0x20..0x7f).contains(byte))) {
                return Some(at);
            }
            at += 4;
        }
    }

    /// Reads the track whose header is here, and goes behind it.
    fn read_track(&mut self, repairs: &mut Repairs) -> Track {
        let header = self.at;
        let start = header + 8;
        self.n_tracks += 1;
        let len = self.bytes.len();
        let claimed = chunk_len(self.bytes, header).unwrap_or(0);
        let claimed_end = start.saturating_add(claimed);
        let end = claimed_end.min(len);
        if claimed_end > len {
            repairs.add(Oddity::LengthPastFile, header + 4);
        }
        let mut track = Track::default();
        if !(self.lengths_lie && self.next_tag(start).is_some_and(|next| next < end)) {
            track = TrackReader::read(self.bytes, start, end, end);
            let is_whole = track.has_end && track.stop == end;
            if is_whole && track.repairs.is_empty() {
                self.at = end;
                return track;
            }
        }
        let next = self.next_tag(start).unwrap_or(len);
        if next < end {
            self.lengths_lie = true;
            if claimed_end <= len {
                repairs.add(Oddity::LengthOverNextTrack, header + 4);
            }
            track = TrackReader::read(self.bytes, start, next, next);
            self.at = next;
        } else if (track.has_end && track.stop == end) || looks_like_chunk(self.bytes, end) {
            self.at = end;
        } else {
            let longer = TrackReader::read(self.bytes, start, next, end);
            if longer.has_end || longer.events.len() > track.events.len() {
                repairs.add(Oddity::LengthTooShort, header + 4);
                track = longer;
            }
            self.at = track.stop;
        }
        if !track.has_end {
            repairs.add(Oddity::NoEndOfTrack, track.stop);
        }
        repairs.append(std::mem::take(&mut track.repairs));
        track
    }
}
