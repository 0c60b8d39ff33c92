//! The events of one track, whatever state its bytes are in.
//!
//! A valid track is read straight through. Where a byte cannot be what it must be, the ways to go
//! on are compared by how well the next events read ([`worth`]), the best is taken and said.

use super::{
    event::{Event, Track},
    lookahead::{CONVINCING, Expect, data_len, system_data_len, vlq, worth},
    oddity::Oddity,
};

/// Reads one track.
pub(super) struct TrackReader<'a> {
    /// The file up to where the track may reach at most, so that offsets are those of the file.
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    /// Where the track ends by its own length; an end of track behind it is believed.
    claimed_end: usize,
    pub(super) tick: u64,
    pub(super) running: Option<u8>,
    /// Whether a meta or system event came since: strictly, that ends running status.
    pub(super) is_interrupted: bool,
    /// Where a system exclusive began that goes on in packets.
    pub(super) open_sysex: Option<usize>,
    pub(super) expect: Expect,
    pub(super) track: Track,
}

impl<'a> TrackReader<'a> {
    /// Reads the events from `start` on, at most up to `end`; by its length the track goes up to
    /// `claimed_end`.
    pub(super) fn read(bytes: &'a [u8], start: usize, end: usize, claimed_end: usize) -> Track {
        let mut reader = Self {
            bytes: &bytes[..end],
            at: start,
            claimed_end,
            tick: 0,
            running: None,
            is_interrupted: false,
            open_sysex: None,
            expect: Expect::Delta,
            track: Track { start, ..Track::default() },
        };
        // Three bytes an event is the usual rate of files with running status.
        reader.track.events.reserve(end.saturating_sub(start) / 4);
        while reader.at < end && !reader.is_over() {
            reader.read_event();
        }
        reader.close_sysex();
        reader.track.stop = reader.at;
        reader.track.end_tick = reader.tick;
        reader.track
    }

    /// Whether the last event was an end of track that is to be believed.
    fn is_over(&mut self) -> bool {
        if !self.track.has_end {
            return false;
        }
        if self.at >= self.claimed_end {
            return true;
        }
        let rest = &self.bytes[self.at..];
        if worth(self.bytes, self.at, Expect::Delta, None) >= CONVINCING {
            self.note(Oddity::EventsAfterEnd);
            self.track.has_end = false;
            self.running = None;
            return false;
        }
        let (n, at) = (rest.len(), self.at);
        self.track.repairs.add_many(Oddity::BytesAfterEnd, n, at);
        self.at = self.bytes.len();
        true
    }

    fn read_event(&mut self) {
        if self.expect == Expect::Delta {
            match vlq(self.bytes, self.at) {
                Some((delta, behind)) => {
                    self.tick = self.tick.saturating_add(u64::from(delta));
                    self.at = behind;
                }
                None => return self.read_long_delta(),
            }
        }
        self.expect = Expect::Delta;
        let Some(&status) = self.bytes.get(self.at) else { return self.cut_off() };
        match status {
            0..=0x7f => self.read_running(),
            0x80..=0xef => {
                self.at += 1;
                self.close_sysex();
                self.running = Some(status);
                self.is_interrupted = false;
                self.read_message(status);
            }
            0xf0 | 0xf7 => self.read_sysex(status),
            0xff => self.read_meta(),
            _ => self.skip_system(status),
        }
    }

    /// Notes an oddity at the current place.
    pub(super) fn note(&mut self, oddity: Oddity) {
        self.track.repairs.add(oddity, self.at);
    }

    /// The bytes end within an event.
    pub(super) fn cut_off(&mut self) {
        self.note(Oddity::EventCut);
        self.at = self.bytes.len();
    }

    pub(super) fn close_sysex(&mut self) {
        if let Some(at) = self.open_sysex.take() {
            self.track.repairs.add(Oddity::SysexOpen, at);
        }
    }

    /// Takes the likeliest of `ways` to go on, the first of equals; `false` if none leads anywhere.
    pub(super) fn go_on(&mut self, ways: &[(usize, Expect)]) -> bool {
        let mut best = 0;
        for &(at, expect) in ways {
            let worth = worth(self.bytes, at, expect, self.running);
            if worth > best {
                best = worth;
                (self.at, self.expect) = (at, expect);
            }
        }
        best > 0
    }

    /// Skips to the next place from which events read well, or to the end.
    pub(super) fn skip_to_events(&mut self, oddity: Option<Oddity>, running: Option<u8>) {
        let from = self.at;
        let ways = [Expect::Delta, Expect::Event];
        let found = (from..self.bytes.len()).find_map(|at| {
            let it = ways.iter().find(|&&it| worth(self.bytes, at, it, running) >= CONVINCING)?;
            Some((at, *it))
        });
        (self.at, self.expect) = found.unwrap_or((self.bytes.len(), Expect::Delta));
        if let Some(oddity) = oddity {
            self.track.repairs.add_many(oddity, self.at - from, from);
        }
    }

    /// A delta time without an end within four bytes.
    fn read_long_delta(&mut self) {
        let from = self.at;
        let n_high = self.bytes[from..].iter().take_while(|&&byte| byte >= 0x80).count();
        let behind = from + n_high + 1;
        if behind > self.bytes.len() {
            return self.cut_off();
        }
        self.note(Oddity::LongDelta);
        // Leading zeros are harmless; anything longer is damage, and a time of hours helps nobody.
        let value = self.bytes[from..behind]
            .iter()
            .try_fold(0_u64, |sum, &byte| sum.checked_mul(128)?.checked_add(u64::from(byte & 0x7f)))
            .filter(|&value| value <= 0x0fff_ffff);
        let first = from + n_high.saturating_sub(4);
        let ways: Vec<(usize, Expect)> = std::iter::once((behind, Expect::Event))
            .chain((first..behind).flat_map(|at| [(at, Expect::Event), (at, Expect::Delta)]))
            .filter(|&(at, expect)| at > from || expect == Expect::Event)
            .collect();
        if !self.go_on(&ways) {
            self.at = behind;
            self.skip_to_events(Some(Oddity::StrayBytes), self.running);
        } else if self.at == behind {
            self.tick = self.tick.saturating_add(value.unwrap_or(0));
        }
    }

    /// A data byte where a status may stand.
    fn read_running(&mut self) {
        if let Some(status) = self.running {
            if self.is_interrupted {
                self.note(Oddity::RunningAfterSystem);
            }
            self.close_sysex();
            return self.read_message(status);
        }
        // Most tracks open with a note, so a lost first status most likely was a note-on.
        const LIKELIEST: u8 = 0x90;
        let as_notes = worth(self.bytes, self.at, Expect::Event, Some(LIKELIEST));
        let skipping = worth(self.bytes, self.at + 1, Expect::Delta, None);
        if as_notes > 1 && as_notes >= skipping {
            self.note(Oddity::NoStatus);
            self.running = Some(LIKELIEST);
            self.read_message(LIKELIEST);
        } else {
            self.skip_to_events(Some(Oddity::StrayBytes), None);
        }
    }

    /// The data bytes of a channel message.
    fn read_message(&mut self, status: u8) {
        let len = data_len(status);
        match self.bytes.get(self.at..self.at + len) {
            Some(&[first, second]) if first | second < 0x80 => {
                self.push_message(status, first, second);
                self.at += 2;
            }
            Some(&[first]) if first < 0x80 => {
                self.push_message(status, first, 0);
                self.at += 1;
            }
            _ => self.read_broken_message(status, len),
        }
    }

    /// A message in which a byte above 127 stands where data must, or the end of the track.
    fn read_broken_message(&mut self, status: u8, len: usize) {
        let mut data = [0; 2];
        let mut n = 0;
        while n < len {
            match self.bytes.get(self.at) {
                None => return self.cut_off(),
                Some(&byte) if byte < 0x80 => {
                    data[n] = byte;
                    n += 1;
                }
                Some(&byte) if self.is_real_time_inside(byte, len - n) => {
                    self.note(Oddity::RealTimeInside);
                }
                Some(_) => return self.read_high_data(status, data, n),
            }
            self.at += 1;
        }
        self.push_message(status, data[0], data[1]);
    }

    /// Whether `byte` is one of those that may come at any time on a cable, with `n_left` data
    /// bytes of the message behind it.
    fn is_real_time_inside(&self, byte: u8, n_left: usize) -> bool {
        let behind = self.at + n_left;
        let with = worth(self.bytes, behind + 1, Expect::Delta, self.running);
        let without = worth(self.bytes, behind, Expect::Delta, self.running);
        (0xf8..0xff).contains(&byte) && with >= without
    }

    /// A byte above 127 after the first `n` data bytes: a data byte whose high bit is set, or the
    /// next event because some bytes are lost.
    fn read_high_data(&mut self, status: u8, mut data: [u8; 2], n: usize) {
        let len = data_len(status);
        let (at, behind) = (self.at, self.at + len - n);
        let aligned = worth(self.bytes, behind, Expect::Delta, self.running);
        let next = [Expect::Event, Expect::Delta]
            .map(|expect| (worth(self.bytes, at, expect, self.running), expect));
        let (lost, expect) = if next[1].0 > next[0].0 { next[1] } else { next[0] };
        // In doubt the byte is data: then at least the note is kept.
        if lost >= CONVINCING && lost > aligned {
            self.expect = expect;
            return self.note(Oddity::MessageBroken);
        }
        if behind > self.bytes.len() {
            return self.cut_off();
        }
        for (slot, &byte) in data[n..len].iter_mut().zip(&self.bytes[at..behind]) {
            *slot = byte & 0x7f;
            self.track.repairs.add_many(Oddity::DataAbove127, usize::from(byte >= 0x80), at);
        }
        if status & 0xf0 == 0x90 && data[1] == 0 {
            // Without its high bit, a strike of 128 would become the end of a note.
            data[1] = self.bytes[behind - 1].min(127);
        }
        self.at = behind;
        self.push_message(status, data[0], data[1]);
    }

    fn push_message(&mut self, status: u8, first: u8, second: u8) {
        let at = u32::try_from(self.at).unwrap_or(u32::MAX);
        self.track.events.push(Event { tick: self.tick, at, status, data: [first, second] });
    }

    /// A status that belongs on a cable, not into a file.
    fn skip_system(&mut self, status: u8) {
        self.note(Oddity::SystemStatus);
        let behind = self.at + 1;
        let usual = system_data_len(status);
        if status < 0xf8 {
            self.is_interrupted = true;
        }
        let ways = [usual, 0, 1, 2]
            .map(|n_data| (behind + n_data, Expect::Delta))
            .into_iter()
            .chain([(behind + usual, Expect::Event), (behind, Expect::Event)])
            .filter(|&(at, _)| at <= self.bytes.len())
            .collect::<Vec<_>>();
        if !self.go_on(&ways) {
            self.at = behind;
        }
    }
}
