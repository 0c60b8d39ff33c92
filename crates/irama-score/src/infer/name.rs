//! Keys and tempos that people write into the names of files and tracks.
//!
//! Names are free text, so this is shy: `Am` is a key, but two different keys in one name are a
//! chord progression, and a lonely number is as likely to count the loops of a pack.

use crate::{Key, Mode};

/// A key found in a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NamedKey {
    /// The pitch class of the tonic, 0 to 11.
    pub tonic: u8,
    /// `None` where the name gives a letter only, such as `Gb`.
    pub mode: Option<Mode>,
}

impl NamedKey {
    pub(super) fn admits(self, key: Key) -> bool {
        self.tonic == key.tonic && self.mode.is_none_or(|mode| mode == key.mode)
    }
}

/// Tempos beyond these are not tempos but sample rates, years and serial numbers.
const SLOWEST: f64 = 20.0;
const FASTEST: f64 = 400.0;
/// A number without the word must look like a tempo that loops really have.
const BARE_SLOWEST: f64 = 50.0;
const BARE_FASTEST: f64 = 220.0;
/// After these words a number counts things.
const COUNTERS: &[&str] = &[
    "loop", "track", "take", "part", "no", "nr", "num", "vol", "v", "version", "op", "pack",
    "song", "bar", "bars", "idea", "clip", "pattern", "seed", "section", "opus",
];

/// The key that `name` gives: with its mode if it says so anywhere, else a bare letter. `None` if
/// there is no key in it, or more than one.
pub(super) fn key_in(name: &str) -> Option<NamedKey> {
    let words = words(name);
    let keys: Vec<NamedKey> = keys_of(&words).into_iter().map(|(_, key)| key).collect();
    let chosen = *keys.iter().find(|key| key.mode.is_some()).or(keys.first())?;
    // One letter beside a full key is a section or an article; two are chords.
    let other = keys.iter().filter(|key| key.tonic != chosen.tonic);
    let n_allowed = usize::from(chosen.mode.is_some());
    let is_clear = keys.iter().all(|key| key.mode.is_none() || *key == chosen);
    (is_clear && other.count() <= n_allowed).then_some(chosen)
}

/// The key that all of `text` names, as someone types it: also in small letters, and major where a
/// letter stands alone. `None` if it names anything else.
pub(crate) fn typed_key(text: &str) -> Option<Key> {
    let mut letters = text.trim().chars();
    let first = letters.next()?.to_ascii_uppercase();
    let words = words(&format!("{first}{}", letters.as_str()));
    let (n_words, NamedKey { tonic, mode }) = key_at(&words, 0)?;
    let mode = mode.unwrap_or(Mode::Major);
    (n_words == words.len()).then_some(Key { tonic, mode })
}

/// The beats a minute that `name` gives: a number beside `bpm`, or a bare number in a name that
/// also gives a key. `None` if there is none, or several that differ.
pub(super) fn beats_per_minute_in(name: &str) -> Option<f64> {
    let words = words(name);
    let labelled: Vec<f64> = (0..words.len()).filter_map(|at| labelled_tempo(&words, at)).collect();
    let candidates = if labelled.is_empty() { bare_tempos(&words) } else { labelled };
    let first = *candidates.first()?;
    candidates.iter().all(|it| (it - first).abs() < 0.001).then_some(first)
}

/// The runs of letters, digits and accidentals of the last path component, without a MIDI suffix.
fn words(name: &str) -> Vec<String> {
    let stem = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = match stem.rsplit_once('.') {
        Some((stem, suffix)) if is_one_of(suffix, &["mid", "midi", "kar", "rmi"]) => stem,
        _ => stem,
    };
    let letters: Vec<char> = stem.chars().collect();
    let is_digit =
        |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(char::is_ascii_digit);
    let mut words = vec![String::new()];
    for (at, &letter) in letters.iter().enumerate() {
        let is_point = letter == '.' && is_digit(at.checked_sub(1)) && is_digit(Some(at + 1));
        match (letter, words.last_mut()) {
            ('♯', Some(word)) => word.push('#'),
            ('♭', Some(word)) => word.push('b'),
            (_, Some(word)) if letter.is_alphanumeric() || letter == '#' || is_point => {
                word.push(letter);
            }
            _ => words.push(String::new()),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn is_one_of(word: &str, list: &[&str]) -> bool {
    list.iter().any(|it| word.eq_ignore_ascii_case(it))
}

/// All keys, with the range of words that each takes.
fn keys_of(words: &[String]) -> Vec<(std::ops::Range<usize>, NamedKey)> {
    let mut keys = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match key_at(words, at) {
            Some((n_words, key)) => {
                keys.push((at..at + n_words, key));
                at += n_words;
            }
            None => at += 1,
        }
    }
    keys
}

/// A key whose name begins with the word `at`, and how many words it takes.
fn key_at(words: &[String], at: usize) -> Option<(usize, NamedKey)> {
    let word = words.get(at)?;
    let (tonic, rest) = tonic_of(word)?;
    let is_capital = word.starts_with(|it: char| it.is_ascii_uppercase());
    if !rest.is_empty() {
        let mode = mode_of(rest)?;
        // "am" is an English word, and "em" and "dm" are others; "F#m" is nothing else.
        let is_key = is_capital || rest.len() > 1;
        return is_key.then_some((1, NamedKey { tonic, mode: Some(mode) }));
    }
    let mut n_words = 1;
    let mut tonic = tonic;
    let next = |n_words: usize| words.get(at + n_words).map(|it| it.to_lowercase());
    match next(n_words).as_deref() {
        Some("sharp") => (tonic, n_words) = ((tonic + 1) % 12, 2),
        Some("flat") => (tonic, n_words) = ((tonic + 11) % 12, 2),
        _ => {}
    }
    match next(n_words).and_then(|it| if it.len() > 1 { mode_of(&it) } else { None }) {
        Some(mode) => Some((n_words + 1, NamedKey { tonic, mode: Some(mode) })),
        None if is_capital => Some((n_words, NamedKey { tonic, mode: None })),
        None => None,
    }
}

/// The pitch class that `word` begins with, and what follows it.
fn tonic_of(word: &str) -> Option<(u8, &str)> {
    const NATURALS: [u8; 7] = [9, 11, 0, 2, 4, 5, 7];
    let mut letters = word.chars();
    let letter = letters.next()?.to_ascii_lowercase();
    let natural = NATURALS.get(usize::try_from(u32::from(letter).checked_sub(97)?).ok()?)?;
    let rest = letters.as_str();
    if let Some(rest) = rest.strip_prefix('#') {
        Some(((natural + 1) % 12, rest))
    } else if let Some(rest) = rest.strip_prefix('b') {
        Some(((natural + 11) % 12, rest))
    } else {
        Some((*natural, rest))
    }
}

fn mode_of(word: &str) -> Option<Mode> {
    if word == "m" || is_one_of(word, &["min", "minor", "moll"]) {
        Some(Mode::Minor)
    } else if word == "M" || is_one_of(word, &["maj", "major", "dur"]) {
        Some(Mode::Major)
    } else {
        None
    }
}

/// A tempo that the word `at` states as such: `85bpm`, `bpm85`, or a number beside the word.
fn labelled_tempo(words: &[String], at: usize) -> Option<f64> {
    let word = words[at].to_lowercase();
    let is_label = |at: Option<usize>| {
        at.and_then(|at| words.get(at)).is_some_and(|it| is_one_of(it, &["bpm", "tempo"]))
    };
    let number = match word.strip_suffix("bpm").or_else(|| word.strip_prefix("bpm")) {
        Some(number) => number,
        // In "bpm 85 bpm 90" both are labelled; in "90 bpm 4" the number before the word is meant.
        None if is_label(Some(at + 1)) => &word,
        None if is_label(at.checked_sub(1)) && !number_stands_before(words, at - 1) => &word,
        None => return None,
    };
    number.parse().ok().filter(|it| (SLOWEST..=FASTEST).contains(it))
}

fn number_stands_before(words: &[String], at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| words[before].parse::<f64>().is_ok())
}

/// Numbers that look like tempos, in a name that also gives a key: `120 Am loop`. A bare letter is
/// a key here only beside the number, as in `RnB_Gb_83`.
fn bare_tempos(words: &[String]) -> Vec<f64> {
    let keys = keys_of(words);
    let has_full_key = keys.iter().any(|(_, key)| key.mode.is_some());
    let looks_like_one = |&at: &usize| {
        let counts = at > 0 && is_one_of(&words[at - 1], COUNTERS);
        let beside_key = keys.iter().any(|(range, _)| range.start == at + 1 || range.end == at);
        !counts && !words[at].starts_with('0') && (has_full_key || beside_key)
    };
    (0..words.len())
        .filter(looks_like_one)
        .filter_map(|at| words[at].parse().ok())
        .filter(|it| (BARE_SLOWEST..=BARE_FASTEST).contains(it))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, key: Option<(u8, Option<Mode>)>, tempo: Option<f64>) {
        let key = key.map(|(tonic, mode)| NamedKey { tonic, mode });
        assert_eq!((key_in(name), beats_per_minute_in(name)), (key, tempo), "{name}");
    }

    const MAJOR: Option<Mode> = Some(Mode::Major);
    const MINOR: Option<Mode> = Some(Mode::Minor);

    #[test]
    fn tempos_and_keys_of_real_packs_are_found() {
        check("chill 85bpm", None, Some(85.0));
        check("lofi/85_BPM.mid", None, Some(85.0));
        check("120 Am loop", Some((9, MINOR)), Some(120.0));
        check("Loop 3 F#min 90bpm.mid", Some((6, MINOR)), Some(90.0));
        check("Keys 85 Dm", Some((2, MINOR)), Some(85.0));
        check("dusty_82_melody_C_minor.MID", Some((0, MINOR)), Some(82.0));
        check("000_lofi_hiphop_RnBSus_Gb_83.mid", Some((6, None)), Some(83.0));
        check("Rhodes (Bb Major) [BPM 92.5]", Some((10, MAJOR)), Some(92.5));
        check("E♭maj - bpm=70", Some((3, MAJOR)), Some(70.0));
        check("sad a flat minor tempo 66", Some((8, MINOR)), Some(66.0));
        check("140bpm Loop 90 Gm", Some((7, MINOR)), Some(140.0));
    }

    #[test]
    fn what_only_looks_like_a_key_or_a_tempo_is_left_alone() {
        check("Loop 85.mid", None, None);
        check("Loop 85 Am.mid", Some((9, MINOR)), None);
        check("i am alone", None, None);
        check("Cmaj7 Dm7 G7", None, None);
        check("C-Am-F-G", None, None);
        check("Am - Dm", None, None);
        check("1984", None, None);
        check("44100bpm", None, None);
        check("80bpm to 90bpm", None, None);
        check("add9 bass", None, None);
        check("", None, None);
        check("♯♭##b", None, None);
    }

    #[test]
    fn every_key_that_is_printed_is_read_back() {
        for tonic in 0..12 {
            for mode in [Mode::Major, Mode::Minor] {
                let name = Key { tonic, mode }.to_string();
                assert_eq!(key_in(&name), Some(NamedKey { tonic, mode: Some(mode) }), "{name}");
            }
        }
    }
}
