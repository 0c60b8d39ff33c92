//! What is known of a file once it was read: all that the report and the songs need.

use irama_score::{
    Key, Known, Meter, Reading, TempoChange, infer_key, infer_loop_length, infer_meter, infer_tempo,
};
use serde::{Deserialize, Serialize};

use crate::{FileReport, RepairReport, Status, duplicates::Fingerprint};

/// More repairs than this of one file tell nobody anything.
const MAX_REPAIRS: usize = 100;

/// The result of reading a file, as it is cached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Outcome {
    /// It is MIDI.
    Read(Facts),
    /// It is not, and this is why.
    Refused(String),
}

/// What is known of a MIDI file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Facts {
    /// The raw stream: pitches in the order of track and event.
    pub(crate) note_ons: Vec<u8>,
    pub(crate) n_notes: u64,
    pub(crate) n_bars: u64,
    pub(crate) n_parts: usize,
    #[serde(with = "as_pair")]
    pub(crate) tempo: Known<TempoChange>,
    #[serde(with = "as_pair")]
    pub(crate) key: Known<Key>,
    #[serde(with = "as_pair")]
    pub(crate) meter: Known<Meter>,
    pub(crate) print: Fingerprint,
    repairs: Vec<(String, u64)>,
}

impl Facts {
    /// `stem` is the file's name without its extension: people write keys and tempos into it.
    pub(crate) fn of(reading: &Reading, stem: &str) -> Self {
        let score = &reading.score;
        Self {
            note_ons: reading.note_ons.iter().map(|pitch| pitch.number()).collect(),
            n_notes: score.n_notes() as u64,
            n_bars: infer_loop_length(score).value().map_or(0, |length| length.n_bars),
            n_parts: score.parts.iter().filter(|part| !part.notes.is_empty()).count(),
            tempo: infer_tempo(score, Some(stem)),
            key: infer_key(score, Some(stem)),
            meter: infer_meter(score),
            print: Fingerprint::of(score),
            repairs: list_repairs(reading),
        }
    }

    /// The report of a file that is kept so far.
    pub(crate) fn report(&self, path: String) -> FileReport {
        let repairs = self.repairs.iter();
        FileReport {
            path,
            status: Status::Kept,
            reason: None,
            repairs: repairs
                .map(|(what, at)| RepairReport { what: what.clone(), at: *at })
                .collect(),
            notes: self.note_ons.len() as u64,
            bars: self.n_bars,
            parts: self.n_parts,
            tempo: map(self.tempo, |it| (it.beats_per_minute() * 100.0).round() / 100.0),
            key: map(self.key, |it| it.to_string()),
            meter: map(self.meter, |it| it.to_string()),
        }
    }
}

fn list_repairs(reading: &Reading) -> Vec<(String, u64)> {
    let clean = |what: &str| crate::display::clean(what);
    let listed = reading.repairs.iter().take(MAX_REPAIRS);
    let mut repairs: Vec<_> = listed.map(|it| (clean(&it.what), it.at)).collect();
    if let Some(next) = reading.repairs.get(MAX_REPAIRS) {
        let n_more = reading.repairs.len() - MAX_REPAIRS;
        repairs.push((format!("{n_more} more repairs from here on"), next.at));
    }
    repairs
}

fn map<T, U>(known: Known<T>, change: impl FnOnce(T) -> U) -> Known<U> {
    match known {
        Known::Stated(value) => Known::Stated(change(value)),
        Known::Inferred(value) => Known::Inferred(change(value)),
        Known::Unknown => Known::Unknown,
    }
}

/// A fact as a pair of its value and whether it is stated. `Known` itself serialises with its tag
/// beside it, which bytes without field names cannot be read back from.
mod as_pair {
    use irama_score::Known;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<T: Copy + Serialize, S: Serializer>(
        known: &Known<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        (known.value(), matches!(known, Known::Stated(_))).serialize(serializer)
    }

    pub(super) fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Known<T>, D::Error> {
        Ok(match <(Option<T>, bool)>::deserialize(deserializer)? {
            (Some(value), true) => Known::Stated(value),
            (Some(value), false) => Known::Inferred(value),
            (None, _) => Known::Unknown,
        })
    }
}
