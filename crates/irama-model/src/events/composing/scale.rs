//! A tonic and a scale: which pitch classes belong to a key.

use std::{fmt, str::FromStr};

use irama_score::{Key, Mode};
use serde::{Deserialize, Serialize};

/// Scales by name: whether the key is minor, and semitones above the tonic, a bit each. The first
/// name is the one that is shown; those of the first two stand for the modes alone.
const SCALES: [(&[&str], Mode, u16); 12] = [
    (&["major", "ionian"], Mode::Major, 0b1010_1011_0101),
    (&["minor", "aeolian", "natural minor"], Mode::Minor, 0b0101_1010_1101),
    (&["harmonic minor"], Mode::Minor, 0b1001_1010_1101),
    (&["melodic minor"], Mode::Minor, 0b1010_1010_1101),
    (&["dorian"], Mode::Minor, 0b0110_1010_1101),
    (&["phrygian"], Mode::Minor, 0b0101_1010_1011),
    (&["lydian"], Mode::Major, 0b1010_1101_0101),
    (&["mixolydian"], Mode::Major, 0b0110_1011_0101),
    (&["major pentatonic", "pentatonic"], Mode::Major, 0b0010_1001_0101),
    (&["minor pentatonic"], Mode::Minor, 0b0100_1010_1001),
    (&["blues"], Mode::Minor, 0b0100_1110_1001),
    (&["chromatic"], Mode::Major, 0b1111_1111_1111),
];

/// A key and the scale in which it is to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Tonality {
    /// The tonic, and the mode that is nearest to the scale.
    pub key: Key,
    /// An index of [`SCALES`].
    scale: usize,
}

impl Tonality {
    /// A pitch class, 0 for C to 11 for B, a bit each.
    pub fn classes(self) -> u16 {
        let up = u32::from(self.key.tonic % 12);
        let steps = SCALES[self.scale].2;
        (steps << up | steps >> (12 - up)) & 0xfff
    }
}

/// The pitch classes in which a piece in a key begins: its scale, in minor with the leading note.
pub(super) fn opening(key: Key) -> u16 {
    let of = |scale: usize| Tonality { key, scale }.classes();
    match key.mode {
        Mode::Major => of(0),
        Mode::Minor => of(1) | of(2),
    }
}

impl From<Key> for Tonality {
    /// The major scale, or the natural minor one.
    fn from(key: Key) -> Self {
        Self { key, scale: usize::from(key.mode == Mode::Minor) }
    }
}

/// A text that names no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text:?} is no key; write one like \"D minor\", Dm, Eb or \"F# major\", or with a scale: \
     \"D dorian\", \"A harmonic minor\", \"C pentatonic\""
)]
pub struct TonalityError {
    /// What it is.
    pub text: String,
}

impl FromStr for Tonality {
    type Err = TonalityError;

    /// A key as [`Key`] reads it, or a tonic and the name of a scale.
    fn from_str(text: &str) -> Result<Self, TonalityError> {
        if let Ok(key) = text.parse::<Key>() {
            return Ok(key.into());
        }
        let found = || {
            let (tonic, scale) = text.trim().split_once(char::is_whitespace)?;
            let (tonic, name) = (tonic.parse::<Key>().ok()?.tonic, scale.trim().to_lowercase());
            let scale = SCALES.iter().position(|it| it.0.contains(&name.as_str()))?;
            Some(Self { key: Key { tonic, mode: SCALES[scale].1 }, scale })
        };
        found().ok_or_else(|| TonalityError { text: text.to_owned() })
    }
}

impl fmt::Display for Tonality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = self.key.to_string();
        let tonic = key.split(' ').next().unwrap_or_default();
        write!(f, "{tonic} {}", SCALES[self.scale].0[0])
    }
}

impl TryFrom<String> for Tonality {
    type Error = TonalityError;

    fn try_from(text: String) -> Result<Self, TonalityError> {
        text.parse()
    }
}

impl From<Tonality> for String {
    fn from(tonality: Tonality) -> Self {
        tonality.to_string()
    }
}

/// All MIDI pitches of some pitch classes, a bit each.
pub(super) fn in_all_octaves(classes: u16) -> u128 {
    (0..128).filter(|it| classes >> (it % 12) & 1 == 1).fold(0, |all, it| all | 1_u128 << it)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tonality_that_is_printed_is_read() {
        for tonic in 0..12 {
            for (scale, (_, mode, _)) in SCALES.iter().enumerate() {
                let tonality = Tonality { key: Key { tonic, mode: *mode }, scale };
                assert_eq!(tonality.to_string().parse(), Ok(tonality), "{tonality}");
                assert!(tonality.classes() >> tonic & 1 == 1, "{tonality} holds its tonic");
            }
        }
    }

    #[test]
    fn scales_have_the_notes_that_musicians_expect() {
        let classes = |text: &str| -> Vec<u8> {
            let classes = text.parse::<Tonality>().map_or(0, Tonality::classes);
            (0..12).filter(|it| classes >> it & 1 == 1).collect()
        };
        assert_eq!(classes("C"), [0, 2, 4, 5, 7, 9, 11]);
        assert_eq!(classes("Am"), [0, 2, 4, 5, 7, 9, 11]);
        assert_eq!(classes("d Dorian"), [0, 2, 4, 5, 7, 9, 11]);
        assert_eq!(classes("E phrygian"), [0, 2, 4, 5, 7, 9, 11]);
        assert_eq!(classes("F lydian"), [0, 2, 4, 5, 7, 9, 11]);
        assert_eq!(classes("G mixolydian"), [0, 2, 4, 5, 7, 9, 11]);
        assert_eq!(classes("A harmonic minor"), [0, 2, 4, 5, 8, 9, 11]);
        assert_eq!(classes("A melodic minor"), [0, 2, 4, 6, 8, 9, 11]);
        assert_eq!(classes("C pentatonic"), [0, 2, 4, 7, 9]);
        assert_eq!(classes("A minor pentatonic"), [0, 2, 4, 7, 9]);
        assert_eq!(classes("C blues"), [0, 3, 5, 6, 7, 10]);
    }

    #[test]
    fn other_words_are_no_keys() {
        for text in ["", "H", "D doric", "minor", "dorian", "D minor loop"] {
            assert!(text.parse::<Tonality>().is_err(), "{text:?}");
        }
    }
}
