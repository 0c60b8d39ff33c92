//! The notes of one player, put in order.

use irama_score::{Note, Pitch, Tick, Velocity};

/// Shorter notes are a click.
const SHORTEST: u64 = 10;

/// Notes as they were played.
#[derive(Default)]
pub(super) struct Line {
    notes: Vec<Note>,
}

impl Line {
    /// Adds a note; a loudness or pitch out of range becomes the nearest.
    pub(super) fn push(&mut self, start: Tick, held: u64, pitch: i32, loudness: i32) {
        self.notes.push(Note {
            start,
            pitch: Pitch::clamped(pitch),
            duration: Tick(held.max(SHORTEST)),
            velocity: Velocity::clamped(loudness),
        });
    }

    /// The notes by time and pitch. A key that is struck again is let go before; what would ring
    /// beyond `end` stops there.
    pub(super) fn settled(mut self, end: Tick) -> Vec<Note> {
        self.notes.sort_unstable_by_key(|note| (note.pitch, note.start, note.velocity));
        let mut settled: Vec<Note> = Vec::with_capacity(self.notes.len());
        for mut note in self.notes {
            note.start = note.start.min(Tick(end.0.saturating_sub(SHORTEST)));
            note.duration = note.duration.min(end.since(note.start));
            if let Some(before) = settled.last_mut().filter(|it| it.pitch == note.pitch) {
                let room = note.start.since(before.start);
                if room.0 < SHORTEST {
                    // Two strokes at once are one, as loud as the louder.
                    before.duration =
                        before.duration.max(note.duration).min(end.since(before.start));
                    before.velocity = before.velocity.max(note.velocity);
                    continue;
                }
                before.duration = before.duration.min(room);
            }
            settled.push(note);
        }
        settled.sort_unstable();
        settled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_let_go_before_it_is_struck_again() {
        let mut line = Line::default();
        line.push(Tick(100), 500, 60, 80);
        line.push(Tick(0), 500, 60, 80);
        line.push(Tick(105), 50, 60, 90);
        line.push(Tick(50), 5000, 64, 80);
        let notes: Vec<(u64, u8, u64, u8)> = line
            .settled(Tick(960))
            .into_iter()
            .map(|it| (it.start.0, it.pitch.number(), it.duration.0, it.velocity.level()))
            .collect();
        assert_eq!(notes, [(0, 60, 100, 80), (50, 64, 910, 80), (100, 60, 500, 90)]);
    }
}
