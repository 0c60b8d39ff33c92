//! The names of parts as people type them.

use irama_events::Seat;
use irama_score::Score;

use crate::ModelError;

/// Names of the families of General MIDI, in order; drums are apart.
const FAMILIES: [&[&str]; 16] = [
    &["keys", "piano"],
    &["bells", "bell", "mallets", "chromatic"],
    &["organ"],
    &["guitar"],
    &["bass"],
    &["strings"],
    &["choir", "ensemble"],
    &["brass"],
    &["sax", "reed"],
    &["flute", "pipe"],
    &["lead"],
    &["pad"],
    &["effects"],
    &["ethnic"],
    &["percussion"],
    // Sound effects, from breath to gunshot, can be learned but nobody asks for them by name.
    &["sounds"],
];
const DRUMS: &str = "drums";
/// The part on top, whatever it is played on.
const MELODY: &str = "melody";

/// Finds seats by the names that people type.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// Of a piece that is there already: name and seat of each part, in track order. Parts without
    /// notes have no seat.
    parts: Vec<(String, Option<Seat>)>,
    melody: Option<Seat>,
}

impl Names {
    /// Those of a piece, too, and its melody.
    pub(super) fn of(score: &Score, seats: &[Option<Seat>]) -> Self {
        let seated = || score.parts.iter().zip(seats).filter_map(|(it, seat)| Some((it, (*seat)?)));
        let mean = |part: &irama_score::Part| {
            let sum: u64 = part.notes.iter().map(|it| u64::from(it.pitch.number())).sum();
            sum * 1_000 / part.notes.len().max(1) as u64
        };
        let pitched = seated().filter(|it| !it.0.is_drums);
        Self {
            parts: {
                let parts = score.parts.iter().zip(seats);
                parts.map(|(it, seat)| (it.name.trim().to_lowercase(), *seat)).collect()
            },
            melody: pitched.max_by_key(|it| mean(it.0)).map(|it| it.1),
        }
    }

    /// The seat of a name: that of a part of the piece, by `#` and its number among all parts or by
    /// what it is called, of which the first counts; or of a family with a number if it is not the
    /// first, such as `guitar 2`; `melody` is the highest part of the piece.
    pub(super) fn seat(&self, name: &str) -> Result<Seat, ModelError> {
        let typed = name.trim().to_lowercase();
        if let Some(number) = typed.strip_prefix('#') {
            let idx = number.parse().ok().and_then(|it: usize| it.checked_sub(1));
            let part = idx.and_then(|it| self.parts.get(it));
            return part.and_then(|it| it.1).ok_or_else(|| self.unknown(name));
        }
        let own = self.parts.iter().filter(|it| it.0 == typed).find_map(|it| it.1);
        let (word, number) = match typed.rsplit_once(' ') {
            Some((word, number)) => (word, number.parse().unwrap_or(0)),
            None => (typed.as_str(), 1),
        };
        let of_family = || Self::copy(word, number).ok().flatten();
        let melody = || self.melody.filter(|_| typed == MELODY);
        own.or_else(of_family).or_else(melody).ok_or_else(|| self.unknown(name))
    }

    /// The seats of some names; one that comes again is another copy.
    pub(super) fn seats<'a>(
        &self,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Result<Vec<Seat>, ModelError> {
        let mut seats: Vec<Seat> = Vec::new();
        for name in names {
            let mut seat = self.seat(name)?;
            if !seat.is_drums() {
                let family = seat.family() * Seat::COPIES..(seat.family() + 1) * Seat::COPIES;
                let free = family.skip_while(|it| *it < seat.0).map(Seat);
                let free = free.into_iter().find(|it| !seats.contains(it));
                seat = free.ok_or_else(|| too_many(name, Seat::COPIES))?;
            } else if seats.contains(&seat) {
                return Err(too_many(name, 1));
            }
            seats.push(seat);
        }
        Ok(seats)
    }

    /// The `number`-th copy of a family, counted from 1.
    fn copy(word: &str, number: u8) -> Result<Option<Seat>, ModelError> {
        let Some(family) = FAMILIES.iter().position(|names| names.contains(&word)) else {
            return Ok((word == DRUMS && number == 1).then_some(Seat::DRUMS));
        };
        let is_copy = (1..=Seat::COPIES).contains(&number);
        Ok(is_copy.then(|| Seat(family as u8 * Seat::COPIES + number - 1)))
    }

    fn unknown(&self, name: &str) -> ModelError {
        if name.trim().to_lowercase() == MELODY {
            return ModelError::NoMelody;
        }
        let families = FAMILIES.iter().flat_map(|it| it.iter().copied());
        let seated = || self.parts.iter().enumerate().filter(|(_, it)| it.1.is_some());
        let numbers: Vec<String> = seated().map(|(idx, _)| format!("#{}", idx + 1)).collect();
        let own = seated().map(|(_, it)| it.0.as_str()).filter(|it| !it.is_empty());
        let numbers = numbers.iter().map(String::as_str);
        let known: Vec<&str> = own.chain(numbers).chain(families).chain([DRUMS]).collect();
        ModelError::UnknownPart { name: name.trim().to_lowercase(), known: known.join(", ") }
    }
}

/// What a seat is called where it has no name.
pub(super) fn name_of(seat: Seat) -> String {
    if seat.is_drums() {
        return DRUMS.into();
    }
    let name = FAMILIES.get(usize::from(seat.family())).map_or("marks", |it| it[0]);
    match seat.0 % Seat::COPIES {
        0 => name.into(),
        copy => format!("{name} {}", copy + 1),
    }
}

fn too_many(name: &str, limit: u8) -> ModelError {
    ModelError::TooManyParts { name: name.trim().to_lowercase(), limit }
}

#[cfg(test)]
mod tests {
    use irama_score::{Note, Part, Pitch, Tick, Velocity};

    use super::*;

    #[test]
    fn every_family_has_a_name_and_no_name_two() {
        let mut all: Vec<&str> = FAMILIES.iter().flat_map(|it| it.iter().copied()).collect();
        assert!(FAMILIES.iter().all(|it| !it.is_empty()) && !all.contains(&DRUMS));
        all.sort_unstable();
        let n = all.len();
        all.dedup();
        assert_eq!(all.len(), n);
    }

    #[test]
    fn every_seat_is_found_by_its_own_name() {
        for seat in (0..Seat::REST.0).map(Seat) {
            assert_eq!(Names::default().seat(&name_of(seat)).ok(), Some(seat));
        }
        assert!(Names::default().seat("guitar 5").is_err());
        assert!(Names::default().seat("melody").is_err(), "there is no piece");
    }

    #[test]
    fn parts_of_a_piece_are_found_by_their_names_and_the_highest_is_the_melody() {
        let part = |name: &str, pitch: u8| Part {
            name: name.into(),
            notes: vec![Note {
                start: Tick::ZERO,
                pitch: Pitch::clamped(i32::from(pitch)),
                duration: Tick(10),
                velocity: Velocity::clamped(80),
            }],
            ..Part::default()
        };
        let parts = vec![part("Left hand", 40), part("Right hand", 70)];
        let score = Score { parts, ..Score::default() };
        let names = Names::of(&score, &[Some(Seat(0)), Some(Seat(1))]);
        assert_eq!(names.seat("right HAND").ok(), Some(Seat(1)));
        assert_eq!(names.seat("melody").ok(), Some(Seat(1)));
        assert_eq!(names.seat("bass").ok(), Some(Seat(16)));
        let error = names.seat("kazoo").map_err(|it| it.to_string());
        assert!(error.is_err_and(|it| it.contains("left hand") && it.contains("\"kazoo\"")));
    }

    #[test]
    fn parts_of_one_name_are_told_apart_by_their_numbers() {
        let part = |name: &str| Part { name: name.into(), ..Part::default() };
        let parts = vec![part("Piano"), part("empty"), part("Piano"), part(""), part("#1")];
        let seats = [Some(Seat(0)), None, Some(Seat(1)), Some(Seat(2)), Some(Seat(16))];
        let names = Names::of(&Score { parts, ..Score::default() }, &seats);
        for (name, seat) in [("piano", 0), ("#1", 0), ("#3", 1), (" #4", 2), ("#5", 16)] {
            assert_eq!(names.seat(name).ok(), Some(Seat(seat)), "{name}");
        }
        for name in ["#0", "#2", "#6", "#", "#x", "empty"] {
            assert!(names.seat(name).is_err(), "{name}");
        }
    }

    #[test]
    fn a_name_that_comes_again_is_another_copy() {
        let seats = |names: &[&str]| Names::default().seats(names.iter().copied()).ok();
        assert_eq!(seats(&["keys", "drums", "piano"]), Some(vec![Seat(0), Seat::DRUMS, Seat(1)]));
        assert_eq!(seats(&["drums", "drums"]), None);
        assert_eq!(seats(&["keys", "keys", "keys", "keys", "keys"]), None);
    }
}
