//! Chord symbols as pitch classes: `Dm7`, `C6/9`, `F#m7b5`, `G/B`.

/// The pitch classes of a chord, 0 for C to 11 for B, a bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chord {
    /// All of its tones, the bass included.
    pub classes: u16,
    /// The pitch class of its root.
    pub root: u8,
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

impl Chord {
    /// The chord of a symbol.
    pub(super) fn of(symbol: &str) -> Option<Self> {
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
        extend(
            &rest[name.len()..],
            QUALITIES[..3].iter().any(|it| it.0.contains(&name)),
            &mut above,
        )?;
        let turned = |it: u16, up: u32| (it << up | it >> (12 - up)) & 0xfff;
        let classes = turned(above, u32::from(root)) | bass.map_or(0, |it| 1 << it);
        Some(Self { classes, root })
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(symbol: &str, expected: &[u8]) {
        let classes = Chord::of(symbol).map_or(0, |it| it.classes);
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
}
