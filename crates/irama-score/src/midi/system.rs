//! The events that are not played: meta events and system exclusives.

use super::{
    event::{Change, RawText},
    lookahead::{CONVINCING, Expect, is_usual_len, vlq, worth},
    oddity::Oddity,
    track::TrackReader,
};
use crate::{Key, Meter, Mode};

impl TrackReader<'_> {
    /// A meta event; `at` is at its FF.
    pub(super) fn read_meta(&mut self) {
        let start = self.at;
        let Some(&kind) = self.bytes.get(start + 1) else { return self.cut_off() };
        if kind >= 0x80 {
            self.note(Oddity::MetaType);
            let ways = [(start + 1, Expect::Event), (start + 1, Expect::Delta)];
            if !self.go_on(&ways) {
                self.at = start + 1;
                self.skip_to_events(Some(Oddity::StrayBytes), self.running);
            }
            return;
        }
        self.is_interrupted = true;
        let Some((len, from)) = vlq(self.bytes, start + 2) else {
            if self.bytes.len() - start < 6 {
                return self.cut_off();
            }
            self.note(Oddity::LengthPastTrack);
            self.at = start + 2;
            return self.skip_to_events(None, None);
        };
        if self.is_reset(kind, len, from) {
            self.note(Oddity::SystemStatus);
            self.at = start + 1;
            return;
        }
        let len = len as usize;
        if kind == 0x2f {
            return self.read_end_of_track(len, from);
        }
        if len > self.bytes.len() - from {
            self.note(Oddity::LengthPastTrack);
            self.at = from;
            return self.skip_to_events(None, None);
        }
        self.at = from + len;
        self.push_meta(kind, start, from);
    }

    /// Whether an FF is no meta event but the reset of a cable, with other events behind it: the
    /// length is one that its type cannot have, and without the FF all reads well.
    fn is_reset(&self, kind: u8, len: u32, from: usize) -> bool {
        let behind = from.saturating_add(len as usize);
        let is_odd = behind > self.bytes.len() || !is_usual_len(kind, len);
        let without = || worth(self.bytes, self.at + 1, Expect::Delta, None);
        is_odd
            && without() >= CONVINCING
            && without() > worth(self.bytes, behind, Expect::Delta, self.running)
    }

    fn read_end_of_track(&mut self, len: usize, from: usize) {
        self.close_sysex();
        self.at = from;
        if len > 0 {
            self.note(Oddity::EndOfTrackLength);
            // Only what is no chunk can be skipped.
            if self.bytes.len() - from == len {
                self.at = self.bytes.len();
            }
        }
        self.track.has_end = true;
    }

    /// What the meta event from `start` on says; its content stands from `from` up to the current
    /// place.
    fn push_meta(&mut self, kind: u8, start: usize, from: usize) {
        let content = &self.bytes[from..self.at];
        let repairs = &mut self.track.repairs;
        let change = match (kind, content) {
            (0x01..=0x0f, _) => {
                let bytes = from..self.at;
                return self.track.texts.push(RawText { tick: self.tick, kind, bytes });
            }
            (0x51, &[a, b, c, ref rest @ ..]) => {
                if !rest.is_empty() {
                    repairs.add(Oddity::TempoLength, start);
                }
                match u32::from_be_bytes([0, a, b, c]) {
                    0 => return repairs.add(Oddity::TempoZero, start),
                    micros => Change::Tempo(micros),
                }
            }
            (0x51, _) => return repairs.add(Oddity::TempoLength, start),
            (0x58, &[numerator, power, ref rest @ ..]) => {
                if rest.len() != 2 {
                    repairs.add(Oddity::MeterLength, start);
                }
                let denominator = 1_u8.checked_shl(u32::from(power)).unwrap_or(0);
                match Meter::new(numerator, denominator) {
                    Some(meter) => Change::Meter(meter),
                    None => return repairs.add(Oddity::MeterValue, start),
                }
            }
            (0x58, _) => return repairs.add(Oddity::MeterLength, start),
            (0x59, &[sharps, mode, ref rest @ ..]) => {
                if !rest.is_empty() {
                    repairs.add(Oddity::KeyLength, start);
                }
                match key(sharps, mode) {
                    Some(key) => Change::Key(key),
                    None => return repairs.add(Oddity::KeyValue, start),
                }
            }
            (0x59, _) => return repairs.add(Oddity::KeyLength, start),
            _ => return,
        };
        self.track.changes.push((self.tick, start, change));
    }

    /// A system exclusive or a further packet of one; `at` is at its F0 or F7.
    pub(super) fn read_sysex(&mut self, status: u8) {
        let start = self.at;
        self.is_interrupted = true;
        if status == 0xf0 {
            self.close_sysex();
        }
        let claimed = vlq(self.bytes, start + 1);
        let from = claimed.map_or(start + 1, |(_, from)| from);
        if from >= self.bytes.len() && claimed.is_none_or(|(len, _)| len > 0) {
            return self.cut_off();
        }
        let end = claimed
            .and_then(|(len, from)| from.checked_add(len as usize))
            .filter(|&end| end <= self.bytes.len());
        // The first byte that is no data: where a system exclusive ends if it is whole.
        let stop = self.bytes[from..end.unwrap_or(self.bytes.len())]
            .iter()
            .position(|&byte| byte >= 0x80)
            .map(|idx| from + idx);
        if let Some(end) = end {
            let is_ended = stop.is_some_and(|at| at + 1 == end && self.bytes[at] == 0xf7);
            if is_ended || stop.is_none() || (status == 0xf7 && self.open_sysex.is_none()) {
                return self.end_sysex(start, status, end, is_ended);
            }
        }
        self.note(Oddity::SysexLength);
        self.open_sysex = None;
        let mut ways: Vec<(usize, Expect)> =
            end.map(|end| (end, Expect::Delta)).into_iter().collect();
        if let Some(stop) = stop {
            if self.bytes[stop] == 0xf7 {
                ways.insert(0, (stop + 1, Expect::Delta));
            } else {
                ways.push((stop, Expect::Event));
                ways.extend((stop > from).then(|| (stop - 1, Expect::Delta)));
                ways.push((stop, Expect::Delta));
            }
        }
        if !self.go_on(&ways) {
            self.at = stop.unwrap_or(self.bytes.len());
            self.skip_to_events(None, None);
        }
    }

    /// A system exclusive whose length can be believed.
    fn end_sysex(&mut self, start: usize, status: u8, end: usize, is_ended: bool) {
        self.at = end;
        if is_ended {
            self.open_sysex = None;
        } else if status == 0xf0 {
            // An F7 just behind the claimed end: the length is one short. Read as a delta time, it
            // would be a wait of more than 15,232 ticks.
            let is_behind = self.bytes.get(end) == Some(&0xf7)
                && worth(self.bytes, end + 1, Expect::Delta, self.running) > 0;
            if is_behind {
                self.track.repairs.add(Oddity::SysexLength, start);
                self.at = end + 1;
            } else {
                self.open_sysex = Some(start);
            }
        }
    }
}

/// `sharps` is negative for flats, `mode` 0 for major and 1 for minor.
fn key(sharps: u8, mode: u8) -> Option<Key> {
    let sharps = i32::from(sharps.cast_signed());
    let (first, mode) = match mode {
        0 => (0, Mode::Major),
        1 => (9, Mode::Minor),
        _ => return None,
    };
    let tonic = u8::try_from((first + 7 * sharps).rem_euclid(12)).ok()?;
    (-7..=7).contains(&sharps).then_some(Key { tonic, mode })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_signatures_name_their_tonic() {
        for (sharps, mode, name) in [
            (0, 0, "C major"),
            (0, 1, "A minor"),
            (1, 0, "G major"),
            (-3, 1, "C minor"),
            (-3, 0, "Eb major"),
            (7, 0, "Db major"),
            (-7, 1, "G# minor"),
        ] {
            let key = key(i8::cast_unsigned(sharps), mode).map(|key| key.to_string());
            assert_eq!(key.as_deref(), Some(name));
        }
        assert_eq!(key(8, 0), None);
        assert_eq!(key(0xf8, 0), None);
        assert_eq!(key(0, 2), None);
    }
}
