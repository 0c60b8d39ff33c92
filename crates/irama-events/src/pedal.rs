//! The sustain pedal.

use irama_score::{Control, Gesture, Tick};

/// The controller that is the sustain pedal.
const SUSTAIN: u8 = 64;
/// From this value on the pedal is down.
const DOWN_FROM: u8 = 64;

/// When a part's pedal is down.
pub(crate) struct Pedal {
    /// From when until when, in order; they may touch, but they do not overlap.
    spans: Vec<(Tick, Tick)>,
}

impl Pedal {
    /// From a part's controls; a pedal that is never let go stays down until `end`.
    pub(crate) fn new(controls: &[Control], end: Tick) -> Self {
        let mut moves: Vec<(Tick, bool)> = controls.iter().filter_map(pedal_move).collect();
        moves.sort_by_key(|it| it.0);
        let mut spans = Vec::new();
        let mut down_since = None;
        for (at, is_down) in moves {
            match (down_since, is_down) {
                (None, true) => down_since = Some(at),
                (Some(since), false) => {
                    spans.push((since, at));
                    down_since = None;
                }
                _ => {}
            }
        }
        spans.extend(down_since.map(|since| (since, end)));
        Self { spans }
    }

    /// When a note ends whose key is let go at `key_up`.
    ///
    /// A pedal that goes down at that very tick does not catch the note: where it is changed with
    /// the chord, the old chord would sound through the new one.
    pub(crate) fn release(&self, key_up: Tick) -> Tick {
        let n_before = self.spans.partition_point(|(down, _)| *down < key_up);
        let held_until = n_before.checked_sub(1).map(|it| self.spans[it].1);
        held_until.map_or(key_up, |up| up.max(key_up))
    }
}

/// When the pedal moves, and whether down.
fn pedal_move(control: &Control) -> Option<(Tick, bool)> {
    match control.gesture {
        Gesture::Controller { number: SUSTAIN, value } => Some((control.at, value >= DOWN_FROM)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pedal(moves: &[(u64, u8)]) -> Pedal {
        let controls: Vec<Control> = moves
            .iter()
            .map(|&(at, value)| Control {
                at: Tick(at),
                gesture: Gesture::Controller { number: SUSTAIN, value },
            })
            .collect();
        Pedal::new(&controls, Tick(1000))
    }

    #[test]
    fn notes_sound_until_the_pedal_is_let_go() {
        let pedal = pedal(&[(10, 127), (50, 100), (100, 63), (100, 64), (200, 0), (900, 127)]);
        let expected = [(5, 5), (10, 10), (11, 100), (99, 100), (100, 100), (101, 200)];
        for (key_up, end) in expected {
            assert_eq!(pedal.release(Tick(key_up)), Tick(end), "{key_up}");
        }
        assert_eq!(pedal.release(Tick(500)), Tick(500));
        assert_eq!(pedal.release(Tick(950)), Tick(1000), "it is never let go");
        assert_eq!(pedal.release(Tick(1001)), Tick(1001));
    }
}
