//! How fast a piece goes.
//!
//! MIDI notes count ticks, not seconds: where no tempo is stated, the notes cannot tell it. A player
//! falls back to 120, but that is a rule of the format and no fact about the music. So besides a
//! stated tempo, only what a person wrote into a name is evidence.

use super::{last_end, longest_held, name::beats_per_minute_in, names};
use crate::{Known, Score, TempoChange, Tick};

/// The tempo that holds longest, given as if it held from the start. Never a default.
///
/// `Stated` if the score states one, `Inferred` if `file_name` or the name of the score or of a part
/// gives beats a minute (`chill 85bpm`, `85_BPM`, `120 Am loop`), else `Unknown`.
pub fn infer_tempo(score: &Score, file_name: Option<&str>) -> Known<TempoChange> {
    let stated = score.tempos.iter().map(|change| (change.at, change.micros_per_quarter));
    let tempo = |micros_per_quarter| TempoChange { at: Tick::ZERO, micros_per_quarter };
    if let Some(micros) = longest_held(stated, last_end(score)) {
        return Known::Stated(tempo(micros));
    }
    match names(score, file_name).find_map(beats_per_minute_in) {
        Some(beats_per_minute) => Known::Inferred(tempo(micros_per_quarter(beats_per_minute))),
        None => Known::Unknown,
    }
}

/// The nearest whole number of microseconds.
fn micros_per_quarter(beats_per_minute: f64) -> u32 {
    // A float becomes an integer by `as` only; it saturates, and names give 20 to 400.
    (60e6 / beats_per_minute).round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Part;

    fn known_beats(known: Known<TempoChange>) -> Option<f64> {
        known.value().map(|tempo| (tempo.beats_per_minute() * 100.0).round() / 100.0)
    }

    #[test]
    fn a_stated_tempo_wins_over_the_name() {
        let tempos = vec![TempoChange { at: Tick(0), micros_per_quarter: 800_000 }];
        let score = Score { tempos, end: Tick(1920), ..Score::default() };
        let tempo = infer_tempo(&score, Some("90bpm.mid"));
        assert!(matches!(tempo, Known::Stated(_)));
        assert_eq!(known_beats(tempo), Some(75.0));
    }

    #[test]
    fn the_name_is_evidence_and_silence_is_not_120() {
        let mut score = Score::default();
        assert_eq!(infer_tempo(&score, None), Known::Unknown);
        assert_eq!(infer_tempo(&score, Some("Loop 12.mid")), Known::Unknown);
        let tempo = infer_tempo(&score, Some("chill 85bpm.mid"));
        assert!(matches!(tempo, Known::Inferred(_)));
        assert_eq!(known_beats(tempo), Some(85.0));
        score.parts = vec![Part { name: "Keys 72 BPM".into(), ..Part::default() }];
        assert_eq!(known_beats(infer_tempo(&score, Some("x.mid"))), Some(72.0));
    }

    #[test]
    fn the_tempo_that_holds_longest_speaks_for_the_piece() {
        let change = |at, micros_per_quarter| TempoChange { at: Tick(at), micros_per_quarter };
        let tempos = vec![change(0, 1_000_000), change(480, 600_000), change(9000, 900_000)];
        let score = Score { tempos, end: Tick(9600), ..Score::default() };
        assert_eq!(infer_tempo(&score, None), Known::Stated(change(0, 600_000)));
    }
}
