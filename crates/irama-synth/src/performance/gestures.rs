//! Controllers as what they do to the sound.
//!
//! The response of volume, expression and pan follows the General MIDI level 2 recommendation: the
//! square of the controller. The range of the pitch bend is that of registered parameter 0.

use irama_score::{Gesture, Part};

use super::{Clock, Curve, PlayedPart, strikes};

/// Controller numbers of the MIDI 1.0 specification.
mod number {
    pub(super) const MODULATION: u8 = 1;
    pub(super) const DATA: u8 = 6;
    pub(super) const VOLUME: u8 = 7;
    pub(super) const PAN: u8 = 10;
    pub(super) const EXPRESSION: u8 = 11;
    pub(super) const REVERB: u8 = 91;
    pub(super) const UNREGISTERED_LOW: u8 = 98;
    pub(super) const UNREGISTERED_HIGH: u8 = 99;
    pub(super) const REGISTERED_LOW: u8 = 100;
    pub(super) const REGISTERED_HIGH: u8 = 101;
    pub(super) const RESET: u8 = 121;
}

/// What MIDI means where no volume is stated.
const VOLUME: u8 = 100;
/// Cents of a full bend where no range is stated.
const BEND_RANGE: f32 = 200.0;

/// Where controllers stand on the way through a part.
struct Desk {
    volume: u8,
    expression: u8,
    /// Cents of a full bend.
    range: f32,
    bend: i16,
    /// The registered parameter that data entries are for: high and low byte.
    parameter: [u8; 2],
}

impl Desk {
    const START: Self =
        Self { volume: VOLUME, expression: 127, range: BEND_RANGE, bend: 0, parameter: [127; 2] };

    fn gain(&self) -> f32 {
        let level = |it: u8| f32::from(it) / 127.0 * (f32::from(it) / 127.0);
        level(self.volume) * level(self.expression)
    }

    fn cents(&self) -> f32 {
        f32::from(self.bend) / 8192.0 * self.range
    }
}

impl PlayedPart {
    /// `idx` counts the parts that are played; parts that say nothing of their place are spread.
    pub(crate) fn of(part: &Part, idx: usize, clock: &Clock, end: u64) -> Self {
        let mut desk = Desk::START;
        let mut played = Self {
            name: part.name.clone(),
            is_drums: part.is_drums,
            strikes: strikes::of(part, clock, end),
            bend: Curve::flat(0.0),
            modulation: Curve::flat(0.0),
            gain: Curve::flat(desk.gain()),
            pan: Curve::flat(place(part, idx)),
            reverb: None,
        };
        for control in &part.controls {
            let frame = clock.frame_at(control.at);
            match control.gesture {
                Gesture::Controller { number, value } => {
                    played.turn(&mut desk, frame, number, value);
                }
                Gesture::Bend(bend) => desk.bend = bend,
                _ => continue,
            }
            played.gain.push(frame, desk.gain());
            played.bend.push(frame, desk.cents());
        }
        played
    }

    fn turn(&mut self, desk: &mut Desk, frame: u64, number: u8, value: u8) {
        match number {
            number::MODULATION => self.modulation.push(frame, f32::from(value) / 127.0),
            number::VOLUME => desk.volume = value,
            number::EXPRESSION => desk.expression = value,
            number::PAN => self.pan.push(frame, pan_of(value)),
            number::REVERB => self.reverb = Some(f32::from(value) / 127.0),
            number::REGISTERED_HIGH => desk.parameter[0] = value,
            number::REGISTERED_LOW => desk.parameter[1] = value,
            number::UNREGISTERED_HIGH | number::UNREGISTERED_LOW => desk.parameter = [127; 2],
            number::DATA if desk.parameter == [0, 0] => {
                desk.range = 100.0 * f32::from(value.min(24));
            }
            number::RESET => {
                *desk = Desk { volume: desk.volume, range: desk.range, ..Desk::START };
                self.modulation.push(frame, 0.0);
            }
            _ => (),
        }
    }
}

/// From -1 to 1; 64 is the middle, and 0 and 1 are both hard left.
fn pan_of(value: u8) -> f32 {
    ((f32::from(value) - 64.0) / 63.0).clamp(-1.0, 1.0)
}

/// Where a part stands that does not say: drums, basses and the first part in the middle, the
/// others in turn a little to the sides.
fn place(part: &Part, idx: usize) -> f32 {
    let program = part.program.map_or(0, |it| it.number());
    let is_centred = part.is_drums || matches!(program, 32..=39) || idx == 0;
    match (is_centred, idx % 4) {
        (true, _) => 0.0,
        (_, 0) => 0.15,
        (_, 1) => -0.3,
        (_, 2) => 0.3,
        _ => -0.15,
    }
}

#[cfg(test)]
mod tests {
    use irama_score::{Control, Score, Tick};

    use super::*;
    use crate::SampleRate;

    fn played(gestures: &[(u64, Gesture)]) -> PlayedPart {
        let controls = gestures.iter().map(|&(at, gesture)| Control { at: Tick(at), gesture });
        let part = Part { controls: controls.collect(), ..Part::default() };
        PlayedPart::of(&part, 0, &Clock::new(&Score::default(), SampleRate::Hz48000), 1_000_000)
    }

    fn controller(at: u64, number: u8, value: u8) -> (u64, Gesture) {
        (at, Gesture::Controller { number, value })
    }

    #[test]
    fn volume_and_expression_multiply() {
        let part = played(&[controller(0, 7, 127), controller(480, 11, 0)]);
        assert_eq!((part.gain.at(0), part.gain.at(23_999), part.gain.at(24_000)), (1.0, 1.0, 0.0));
        assert!((played(&[]).gain.at(0) - 0.62).abs() < 0.001);
    }

    #[test]
    fn bends_reach_as_far_as_the_part_says() {
        assert_eq!(played(&[(0, Gesture::Bend(8191))]).bend.at(0).round(), 200.0);
        let wide = [controller(0, 101, 0), controller(0, 100, 0), controller(0, 6, 12)];
        let part = played(&[&wide[..], &[(0, Gesture::Bend(-8192))]].concat());
        assert_eq!(part.bend.at(0), -1200.0);
        let other = [controller(0, 101, 0), controller(0, 100, 1), controller(0, 6, 12)];
        let part = played(&[&other[..], &[(0, Gesture::Bend(-8192))]].concat());
        assert_eq!(part.bend.at(0), -200.0);
    }

    #[test]
    fn pans_reach_both_sides() {
        assert_eq!([0, 1, 64, 127].map(pan_of), [-1.0, -1.0, 0.0, 1.0]);
    }
}
