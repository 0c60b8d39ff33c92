//! Notes as strikes: when a key goes down, and when its sound is let go.

use irama_score::{Gesture, Part};

use super::Clock;

/// The sustain pedal's controller.
const PEDAL: u8 = 64;

/// A key that is struck.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Strike {
    /// The sample at which it begins.
    pub(crate) start: u64,
    /// The sample at which it is let go, by key and pedal; after `start`.
    pub(crate) end: u64,
    /// The General MIDI program at that time, 0 to 127.
    pub(crate) program: u8,
    /// The MIDI pitch, or the drum.
    pub(crate) pitch: u8,
    /// How hard, above 0 to 1.
    pub(crate) velocity: f32,
}

/// The strikes of a part, by start and pitch. Of equal strikes at one sample the hardest is kept.
pub(super) fn of(part: &Part, clock: &Clock, piece_end: u64) -> Vec<Strike> {
    let (pedals, programs) = (pedals(part, clock, piece_end), programs(part, clock));
    let mut strikes: Vec<Strike> = Vec::with_capacity(part.notes.len());
    for note in &part.notes {
        let start = clock.frame_at(note.start);
        let let_go = clock.frame_at(note.end());
        strikes.push(Strike {
            start,
            end: held_until(let_go, &pedals).max(start + 1),
            program: program_at(start, &programs),
            pitch: note.pitch.number(),
            velocity: f32::from(note.velocity.level()) / 127.0,
        });
    }
    strikes.sort_by_key(|it| (it.start, it.pitch));
    strikes.dedup_by(|later, kept| {
        let is_same = later.start == kept.start && later.pitch == kept.pitch;
        if is_same {
            kept.end = kept.end.max(later.end);
            kept.velocity = kept.velocity.max(later.velocity);
        }
        is_same
    });
    if part.is_drums {
        ring_out(&mut strikes);
    } else {
        end_with_next(&mut strikes);
    }
    strikes
}

/// A key that is struck again ends its sound.
fn end_with_next(strikes: &mut [Strike]) {
    let mut next = [u64::MAX; 128];
    for strike in strikes.iter_mut().rev() {
        let next = &mut next[usize::from(strike.pitch)];
        strike.end = strike.end.min(*next);
        *next = strike.start;
    }
}

/// Drums ring as long as they do, but for those that another one silences.
fn ring_out(strikes: &mut [Strike]) {
    let mut next = [u64::MAX; 128];
    for strike in strikes.iter_mut().rev() {
        let silencers = silencers(strike.pitch).iter();
        strike.end = silencers.map(|&it| next[usize::from(it)]).min().unwrap_or(u64::MAX);
        next[usize::from(strike.pitch)] = strike.start;
    }
}

/// The drums that end the sound of this one: the exclusive classes of the General MIDI kit.
const fn silencers(pitch: u8) -> &'static [u8] {
    match pitch {
        46 => &[42, 44, 46],
        71 | 72 => &[71, 72],
        73 | 74 => &[73, 74],
        78 | 79 => &[78, 79],
        80 | 81 => &[80, 81],
        _ => &[],
    }
}

/// Times at which the pedal goes down and up again.
fn pedals(part: &Part, clock: &Clock, piece_end: u64) -> Vec<(u64, u64)> {
    let mut pedals = Vec::new();
    let mut down = None;
    for control in &part.controls {
        let Gesture::Controller { number: PEDAL, value } = control.gesture else { continue };
        match (value >= 64, down) {
            (true, None) => down = Some(clock.frame_at(control.at)),
            (false, Some(since)) => {
                pedals.push((since, clock.frame_at(control.at)));
                down = None;
            }
            _ => (),
        }
    }
    pedals.extend(down.map(|since| (since, piece_end)));
    pedals
}

/// When a key that is let go at `frame` stops sounding.
fn held_until(frame: u64, pedals: &[(u64, u64)]) -> u64 {
    let idx = pedals.partition_point(|it| it.0 <= frame);
    match idx.checked_sub(1).map(|it| pedals[it]) {
        Some((_, up)) if up > frame => up,
        _ => frame,
    }
}

/// The programs of a part and since when they hold; never empty.
fn programs(part: &Part, clock: &Clock) -> Vec<(u64, u8)> {
    let mut programs = vec![(0, part.program.map_or(0, |it| it.number()))];
    for control in &part.controls {
        if let Gesture::Program(program) = control.gesture {
            programs.push((clock.frame_at(control.at), program.number()));
        }
    }
    programs
}

fn program_at(frame: u64, programs: &[(u64, u8)]) -> u8 {
    programs[programs.partition_point(|it| it.0 <= frame).max(1) - 1].1
}

#[cfg(test)]
mod tests {
    use irama_score::{Control, Note, Pitch, Score, Tick, Velocity};

    use super::*;
    use crate::SampleRate;

    /// Notes as (start, length, pitch) in ticks, at a sample a tick.
    fn strikes(notes: &[(u64, u64, u8)], pedals: &[(u64, u8)], is_drums: bool) -> Vec<Strike> {
        let notes = notes.iter().map(|&(start, duration, pitch)| Note {
            start: Tick(start),
            duration: Tick(duration),
            pitch: Pitch::clamped(i32::from(pitch)),
            velocity: Velocity::clamped(127),
        });
        let controls = pedals.iter().map(|&(at, value)| Control {
            at: Tick(at),
            gesture: Gesture::Controller { number: PEDAL, value },
        });
        let (notes, controls) = (notes.collect(), controls.collect());
        let part = Part { notes, controls, is_drums, ..Part::default() };
        let score = Score {
            tempos: vec![irama_score::TempoChange { at: Tick::ZERO, micros_per_quarter: 10_000 }],
            ..Score::default()
        };
        of(&part, &Clock::new(&score, SampleRate::Hz48000), 10_000)
    }

    fn ends(strikes: &[Strike]) -> Vec<u64> {
        strikes.iter().map(|it| it.end).collect()
    }

    #[test]
    fn the_pedal_holds_what_is_let_go() {
        let all = strikes(&[(0, 100, 60), (200, 50, 62)], &[(50, 127), (180, 0)], false);
        assert_eq!(ends(&all), [180, 250]);
        let all = strikes(&[(0, 100, 60)], &[(50, 64)], false);
        assert_eq!(ends(&all), [10_000], "to the end if it never goes up");
    }

    #[test]
    fn a_key_struck_again_ends_its_sound() {
        let all = strikes(&[(0, 100, 60), (300, 100, 60)], &[(0, 127)], false);
        assert_eq!(ends(&all), [300, 10_000]);
    }

    #[test]
    fn drums_ring_unless_another_silences_them() {
        let all = strikes(&[(0, 10, 46), (5, 10, 36), (100, 10, 42)], &[], true);
        assert_eq!(ends(&all), [100, u64::MAX, u64::MAX]);
    }

    #[test]
    fn equal_strikes_are_one() {
        assert_eq!(strikes(&[(0, 100, 60), (0, 200, 60)], &[], false).len(), 1);
    }
}
