//! Chord symbols: `Dm7 | G7 C/E | % | N.C.`

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Chords, bar after bar. They begin anew where they end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Chords {
    /// The text that was read.
    text: String,
    /// The slots of each bar, never empty: each has an equal share of the bar.
    bars: Vec<Vec<Option<Chord>>>,
}

/// The pitch classes of a chord, 0 for C to 11 for B, a bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chord {
    /// All of its tones, the bass included.
    pub classes: u16,
    /// The pitch class of its root.
    pub root: u8,
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
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{symbol:?} (character {at} of the chords, bar {bar}) is no chord symbol; write ones like C, Dm7, \
     G7, Cmaj7, F#m7b5, Bbsus4, C/E, with | between bars, % for the bar before, / to hold a chord \
     for another share of its bar and N.C. for none"
)]
pub struct ChordError {
    /// What it is.
    pub symbol: String,
    /// Its first character, counted from 1.
    pub at: usize,
    /// Its bar, counted from 1.
    pub bar: usize,
}

impl FromStr for Chords {
    type Err = ChordError;

    /// Bars are set apart by `|`; symbols within a bar share it equally, `/` or `.` holds the one
    /// before, `%` or an empty bar repeats the bar before, `N.C.` is no chord.
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
            symbol => slots.push(Some(chord(symbol).ok_or_else(wrong)?)),
        }
    }
    if slots.is_empty() {
        let wrong = || ChordError { symbol: text.trim().to_owned(), at: at + 1, bar };
        slots = before.cloned().ok_or_else(wrong)?;
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

/// What follows the root: semitones above it. Longer names come first where one begins another.
const QUALITIES: [(&[&str], &[u8]); 18] = [
    (&["maj", "Maj", "M"], &[0, 4, 7]),
    (&["Δ", "^"], &[0, 4, 7, 11]),
    (&["minmaj", "mMaj", "mmaj", "mM", "m(maj", "-maj"], &[0, 3, 7]),
    (&["min", "mi", "m", "-"], &[0, 3, 7]),
    (&["dim", "°", "o"], &[0, 3, 6]),
    (&["aug", "+"], &[0, 4, 8]),
    (&["ø7", "ø"], &[0, 3, 6, 10]),
    (&["7sus4", "7sus"], &[0, 5, 7, 10]),
    (&["9sus4", "9sus"], &[0, 5, 7, 10, 2]),
    (&["sus2sus4"], &[0, 2, 5, 7]),
    (&["sus4", "sus"], &[0, 5, 7]),
    (&["sus2"], &[0, 2, 7]),
    (&["6/9", "69"], &[0, 4, 7, 9, 2]),
    (&["5"], &[0, 7]),
    (&["dim7", "°7", "o7"], &[0, 3, 6, 9]),
    (&["aug7", "+7"], &[0, 4, 8, 10]),
    (&["alt", "7alt"], &[0, 4, 10, 1, 3, 6, 8]),
    (&[""], &[0, 4, 7]),
];

fn chord(symbol: &str) -> Option<Chord> {
    let (root, rest) = letter(symbol)?;
    // A slash leads to a bass unless it belongs to 6/9.
    let (rest, bass) = match rest.rsplit_once('/') {
        Some((rest, bass)) if bass != "9" => match letter(bass)? {
            (class, "") => (rest, Some(class)),
            _ => return None,
        },
        _ => (rest, None),
    };
    let mut longest: Option<(&str, &[u8])> = None;
    for (names, tones) in QUALITIES {
        for name in names.iter().filter(|it| rest.starts_with(**it)) {
            if longest.is_none_or(|it| it.0.len() < name.len()) {
                longest = Some((name, tones));
            }
        }
    }
    let (name, tones) = longest?;
    let mut above = tones.iter().fold(0_u16, |all, it| all | 1 << it);
    extend(&rest[name.len()..], QUALITIES[..3].iter().any(|it| it.0.contains(&name)), &mut above)?;
    let turned = |it: u16, up: u32| (it << up | it >> (12 - up)) & 0xfff;
    let classes = turned(above, u32::from(root)) | bass.map_or(0, |it| 1 << it);
    Some(Chord { classes, root })
}

/// A letter with its accidentals as a pitch class, and what follows.
fn letter(text: &str) -> Option<(u8, &str)> {
    let mut letters = text.char_indices();
    let (_, first) = letters.next()?;
    let naturals = [9, 11, 0, 2, 4, 5, 7];
    let natural: i32 = *naturals.get((first as usize).checked_sub('A' as usize)?)?;
    let (mut class, mut end) = (natural, first.len_utf8());
    for (at, letter) in letters {
        class += match letter {
            '#' | '♯' => 1,
            'b' | '♭' => -1,
            _ => break,
        };
        end = at + letter.len_utf8();
    }
    Some((class.rem_euclid(12) as u8, &text[end..]))
}

/// Adds sevenths, sixths, ninths and what is altered, added or left out.
fn extend(text: &str, is_major_seventh: bool, above: &mut u16) -> Option<()> {
    let mut rest = text.trim_matches(['(', ')']);
    let seventh = 1 << if is_major_seventh { 11 } else { 10 };
    let mut is_first = true;
    while !rest.is_empty() {
        rest = rest.trim_start_matches(['(', ')', ',']);
        let (sign, after) = match rest.chars().next() {
            Some('b' | '♭') => (-1, rest.trim_start_matches(['b', '♭'])),
            Some('#' | '♯' | '+') => (1, rest.trim_start_matches(['#', '♯', '+'])),
            _ => (0, rest),
        };
        let word = ["add", "no", "omit", "maj", "sus"].into_iter().find(|it| after.starts_with(it));
        let word = word.unwrap_or_default();
        let digits = &after[word.len()..];
        let n = digits.find(|it: char| !it.is_ascii_digit()).unwrap_or(digits.len());
        let number: u8 = digits[..n].parse().ok()?;
        let tone = match (number, sign) {
            (2 | 9, _) => 2 + sign,
            (3, 0) => 4,
            (4 | 11, _) => 5 + sign,
            (5, _) => 7 + sign,
            (6 | 13, _) => 9 + sign,
            (7, 0) => 10,
            _ => return None,
        };
        let tone = 1_u16 << tone;
        match (word, number, sign) {
            ("no" | "omit", 3, 0) => *above &= !(1 << 3 | 1 << 4),
            ("no" | "omit", 5, 0) => *above &= !(1 << 6 | 1 << 7 | 1 << 8),
            ("no" | "omit", ..) => return None,
            ("maj", 7 | 9, 0) => *above |= 1 << 11 | if number == 9 { tone } else { 0 },
            ("sus", 2 | 4, 0) => *above = *above & !(1 << 3 | 1 << 4) | tone,
            ("maj" | "sus", ..) => return None,
            (_, 5, -1 | 1) => *above = *above & !(1 << 7) | tone,
            ("", 7, 0) if is_first => *above |= seventh,
            ("", 9 | 11 | 13, 0) if is_first => *above |= seventh | tone | 1 << 2,
            _ => *above |= tone,
        }
        (rest, is_first) = (&digits[n..], false);
        rest = rest.trim_matches([')']);
    }
    Some(())
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

    #[track_caller]
    fn check(symbol: &str, expected: &[u8]) {
        let classes = chord(symbol).map_or(0, |it| it.classes);
        let found: Vec<u8> = (0..12).filter(|it| classes >> it & 1 == 1).collect();
        assert_eq!(found, expected, "{symbol}");
    }

    #[test]
    fn symbols_have_the_tones_that_musicians_expect() {
        check("C", &[0, 4, 7]);
        check("Am", &[0, 4, 9]);
        check("A-", &[0, 4, 9]);
        check("Dm7", &[0, 2, 5, 9]);
        check("G7", &[2, 5, 7, 11]);
        check("Cmaj7", &[0, 4, 7, 11]);
        check("CM7", &[0, 4, 7, 11]);
        check("CΔ7", &[0, 4, 7, 11]);
        check("F#m7b5", &[0, 4, 6, 9]);
        check("F#ø", &[0, 4, 6, 9]);
        check("Bdim", &[2, 5, 11]);
        check("Bdim7", &[2, 5, 8, 11]);
        check("Caug", &[0, 4, 8]);
        check("C+7", &[0, 4, 8, 10]);
        check("Bbsus4", &[3, 5, 10]);
        check("Csus2", &[0, 2, 7]);
        check("G7sus4", &[0, 2, 5, 7]);
        check("C9", &[0, 2, 4, 7, 10]);
        check("Cmaj9", &[0, 2, 4, 7, 11]);
        check("Cadd9", &[0, 2, 4, 7]);
        check("C6", &[0, 4, 7, 9]);
        check("C6/9", &[0, 2, 4, 7, 9]);
        check("C7b9", &[0, 1, 4, 7, 10]);
        check("C7#9", &[0, 3, 4, 7, 10]);
        check("C7(b9,#11)", &[0, 1, 4, 6, 7, 10]);
        check("C7#5", &[0, 4, 8, 10]);
        check("Cm(maj7)", &[0, 3, 7, 11]);
        check("Cmmaj7", &[0, 3, 7, 11]);
        check("C5", &[0, 7]);
        check("C/E", &[0, 4, 7]);
        check("C/Bb", &[0, 4, 7, 10]);
        check("E♭maj7", &[2, 3, 7, 10]);
        check("C13", &[0, 2, 4, 7, 9, 10]);
        check("C7no5", &[0, 4, 10]);
    }

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
        for text in ["", "%", "/", "C/", "C/H", "Cm7q", "C7b", "c", "C7 ||| x", "C4711"] {
            assert!(text.parse::<Chords>().is_err(), "{text:?}");
        }
    }
}
