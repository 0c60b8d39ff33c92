//! Keys: a tonic and a mode.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{Tick, infer::typed_key};

/// Major or minor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Mode {
    /// The major scale.
    Major,
    /// The natural minor scale.
    Minor,
}

/// A tonic and a mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key {
    /// The pitch class of the tonic, 0 for C to 11 for B.
    pub tonic: u8,
    /// Major or minor.
    pub mode: Mode,
}

impl fmt::Display for Key {
    /// As musicians write it: flats where the key has flats, such as `Eb major`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MAJOR: [&str; 12] = ["C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"];
        const MINOR: [&str; 12] = ["C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B"];
        let tonic = usize::from(self.tonic % 12);
        match self.mode {
            Mode::Major => write!(f, "{} major", MAJOR[tonic]),
            Mode::Minor => write!(f, "{} minor", MINOR[tonic]),
        }
    }
}

/// A text that names no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no key; write one like \"D minor\", Dm, Eb or \"F# major\"")]
pub struct KeyError {
    /// What it is.
    pub text: String,
}

impl FromStr for Key {
    type Err = KeyError;

    /// Such as `D minor`, `Dm`, `Eb` (major) or `F# maj`.
    fn from_str(text: &str) -> Result<Self, KeyError> {
        typed_key(text).ok_or_else(|| KeyError { text: text.to_owned() })
    }
}

/// A key that holds from a time on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyChange {
    /// From when on.
    pub at: Tick,
    /// What holds.
    pub key: Key,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_that_is_printed_is_read() {
        for tonic in 0..12 {
            for mode in [Mode::Major, Mode::Minor] {
                let key = Key { tonic, mode };
                assert_eq!(key.to_string().parse(), Ok(key));
                assert_eq!(key.to_string().to_lowercase().parse(), Ok(key));
            }
        }
    }

    #[test]
    fn short_forms_are_read_and_other_words_are_not() {
        let key = |tonic: u8, mode: Mode| Ok(Key { tonic, mode });
        assert_eq!("Dm".parse(), key(2, Mode::Minor));
        assert_eq!("dm".parse(), key(2, Mode::Minor));
        assert_eq!(" Eb ".parse(), key(3, Mode::Major));
        assert_eq!("f# min".parse(), key(6, Mode::Minor));
        assert_eq!("H moll".parse::<Key>().unwrap_err().text, "H moll");
        for text in ["", "D minor loop", "Dm7", "minor", "4/4", "D minor, E minor", "♭", "{}", " "]
        {
            assert!(text.parse::<Key>().is_err(), "{text:?}");
        }
    }
}
