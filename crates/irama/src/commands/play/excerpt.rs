//! A piece cut out of another.

use irama_score::{Note, Score, Tick};

/// What begins at `from` or later, with `from` as its start; tempo, meter and key go on.
pub(super) fn since(score: &Score, from: Tick) -> Score {
    let moved = |at: Tick| at.since(from);
    let mut cut = Score { end: moved(score.end), texts: Vec::new(), ..score.clone() };
    // What was in force before holds from the start; of those, the last.
    cut.tempos.iter_mut().for_each(|it| it.at = moved(it.at));
    cut.meters.iter_mut().for_each(|it| it.at = moved(it.at));
    cut.keys.iter_mut().for_each(|it| it.at = moved(it.at));
    keep_last_at_start(&mut cut.tempos, |it| it.at);
    keep_last_at_start(&mut cut.meters, |it| it.at);
    keep_last_at_start(&mut cut.keys, |it| it.at);
    for part in &mut cut.parts {
        part.notes.retain(|it| it.start >= from);
        part.notes.iter_mut().for_each(|it| *it = Note { start: moved(it.start), ..*it });
        part.controls.iter_mut().for_each(|it| it.at = moved(it.at));
    }
    cut
}

fn keep_last_at_start<T>(changes: &mut Vec<T>, at: impl Fn(&T) -> Tick) {
    let n_at_start = changes.iter().filter(|it| at(it) == Tick::ZERO).count();
    changes.drain(..n_at_start.saturating_sub(1));
}

#[cfg(test)]
mod tests {
    use irama_score::{Part, Pitch, TempoChange, Velocity};

    use super::*;

    #[test]
    fn what_comes_later_is_kept_and_the_tempo_goes_on() {
        let note = |start: u64| Note {
            start: Tick(start),
            duration: Tick(480),
            pitch: Pitch::clamped(60),
            velocity: Velocity::clamped(90),
        };
        let tempo = |at: u64, micros| TempoChange { at: Tick(at), micros_per_quarter: micros };
        let part = Part { notes: vec![note(0), note(960), note(1_920)], ..Part::default() };
        let tempos = vec![tempo(0, 1), tempo(480, 2), tempo(1_440, 3)];
        let score = Score { parts: vec![part], tempos, end: Tick(3_840), ..Score::default() };
        let cut = since(&score, Tick(960));
        assert_eq!(cut.parts[0].notes, [note(0), note(960)]);
        assert_eq!((cut.end, cut.tempos), (Tick(2_880), vec![tempo(0, 2), tempo(480, 3)]));
    }
}
