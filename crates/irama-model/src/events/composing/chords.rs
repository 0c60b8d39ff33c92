//! Rows of chord symbols: `Dm7 | G7 C/E | % | N.C.`

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::chord::Chord;

/// Chords, bar after bar. They begin anew where they end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Chords {
    /// The text that was read.
    text: String,
    /// The slots of each bar, never empty: each has an equal share of the bar.
    bars: Vec<Vec<Option<Chord>>>,
}

impl Chords {
    /// The chord that holds at a share of a bar, `numerator` of `denominator`; `None` for N.C.
    pub fn at(&self, bar_idx: u64, numerator: u64, denominator: u64) -> Option<Chord> {
        let slots = self.slots(bar_idx);
        let slot = numerator * slots.len() as u64 / denominator.max(1);
        slots[(slot as usize).min(slots.len() - 1)]
    }

    /// The chords of a bar, each for an equal share of it.
    pub fn slots(&self, bar_idx: u64) -> &[Option<Chord>] {
        &self.bars[(bar_idx % self.bars.len() as u64) as usize]
    }

    /// Bars until the chords begin anew.
    pub fn n_bars(&self) -> usize {
        self.bars.len()
    }
}

/// A text that is no row of chords, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChordError {
    /// What it is; empty if a bar is.
    pub symbol: String,
    /// Its first character, counted from 1.
    pub at: usize,
    /// Its bar, counted from 1.
    pub bar: usize,
}

impl std::error::Error for ChordError {}

impl fmt::Display for ChordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { symbol, at, bar } = self;
        if symbol.is_empty() {
            return write!(
                f,
                "bar {bar} of the chords (character {at}) is empty; write % for the bar before or \
                 N.C. for no chord"
            );
        }
        write!(
            f,
            "{symbol:?} (character {at} of the chords, bar {bar}) is no chord symbol; write ones \
             like C, Dm7, G7, Cmaj7, F#m7b5, Bbsus4, C/E, with | between bars, % for the bar \
             before, / to hold a chord for another share of its bar and N.C. for none"
        )
    }
}

impl FromStr for Chords {
    type Err = ChordError;

    /// Bars are set apart by `|`; symbols within a bar share it equally, `/` or `.` holds the one
    /// before, `%` repeats the bar before, `N.C.` is no chord. A bar says what it is: of `||`, people
    /// mean one line, or an empty bar.
    fn from_str(text: &str) -> Result<Self, ChordError> {
        let trimmed = text.trim_end_matches(|it: char| it == '|' || it.is_whitespace());
        let mut bars: Vec<Vec<Option<Chord>>> = Vec::new();
        let mut at = 0;
        for (idx, bar) in trimmed.split('|').enumerate() {
            let is_margin = idx == 0 && bar.trim().is_empty() && trimmed.contains('|');
            if !is_margin {
                let slots = read_bar(bar, at, bars.len() + 1, bars.last())?;
                bars.push(slots);
            }
            at += bar.chars().count() + 1;
        }
        Ok(Self { text: text.trim().to_owned(), bars })
    }
}

/// The slots of one bar, which begins at character `at` (counted from 0) and is the `bar`-th.
fn read_bar(
    text: &str,
    at: usize,
    bar: usize,
    before: Option<&Vec<Option<Chord>>>,
) -> Result<Vec<Option<Chord>>, ChordError> {
    let mut slots: Vec<Option<Chord>> = Vec::new();
    for (start, word) in words(text) {
        let wrong = || ChordError { symbol: word.to_owned(), at: at + start + 1, bar };
        let last = || slots.last().copied().or_else(|| before.and_then(|it| it.last().copied()));
        match word {
            "%" => slots.extend(before.ok_or_else(wrong)?.iter().copied()),
            "/" | "." => {
                let held = last().ok_or_else(wrong)?;
                slots.push(held);
            }
            "N.C." | "NC" | "n.c." => slots.push(None),
            symbol => slots.push(Some(Chord::of(symbol).ok_or_else(wrong)?)),
        }
    }
    if slots.is_empty() {
        return Err(ChordError { symbol: String::new(), at: at + 1, bar });
    }
    Ok(slots)
}

/// The words of a text and the character at which each begins.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut start = None;
    for (n, (byte, letter)) in text.char_indices().enumerate() {
        match (letter.is_whitespace(), start) {
            (false, None) => start = Some((n, byte)),
            (true, Some((first, from))) => {
                words.push((first, &text[from..byte]));
                start = None;
            }
            _ => (),
        }
    }
    words.extend(start.map(|(first, from)| (first, &text[from..])));
    words
}

impl fmt::Display for Chords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

impl TryFrom<String> for Chords {
    type Error = ChordError;

    fn try_from(text: String) -> Result<Self, ChordError> {
        text.parse()
    }
}

impl From<Chords> for String {
    fn from(chords: Chords) -> Self {
        chords.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_share_repeat_and_hold() {
        let chords: Chords = "| Dm7 | G7 C | % | C / G7 N.C. | |".parse().expect("chords");
        let roots = |bar: u64| -> Vec<Option<u8>> {
            chords.slots(bar).iter().map(|it| it.map(|it| it.root)).collect()
        };
        assert_eq!(chords.n_bars(), 4);
        assert_eq!(roots(0), [Some(2)]);
        assert_eq!(roots(1), [Some(7), Some(0)]);
        assert_eq!(roots(2), roots(1));
        assert_eq!(roots(3), [Some(0), Some(0), Some(7), None]);
        assert_eq!(roots(4), roots(0), "they begin anew");
        assert_eq!(chords.at(1, 1, 4).map(|it| it.root), Some(7));
        assert_eq!(chords.at(1, 2, 4).map(|it| it.root), Some(0));
        assert_eq!(String::from(chords.clone()).parse(), Ok(chords));
    }

    #[test]
    fn the_symbol_that_is_wrong_is_told_with_its_place() {
        let error = |text: &str| text.parse::<Chords>().expect_err("it is wrong");
        assert_eq!(error("Dm7 | G7 Hx | C"), ChordError { symbol: "Hx".into(), at: 10, bar: 2 });
        assert_eq!(error("Cfoo").at, 1);
        assert_eq!(error("C | E♭m7 | Cmaj7b").at, 12);
        let empty = error("Dm7 || G7");
        assert_eq!((empty.at, empty.bar), (6, 2));
        assert!(empty.to_string().contains("% for the bar before"), "{empty}");
        for text in ["", "%", "/", "C/", "C/H", "Cm7q", "C7b", "c", "C7 ||| x", "C4711"] {
            assert!(text.parse::<Chords>().is_err(), "{text:?}");
        }
    }
}
