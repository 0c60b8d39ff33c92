//! Looking up what was said in English.

use super::{brief, collection, midi, model, other_tools, sound, usage};

/// English and Indonesian; `{}` is a hole, filled in the same order, `{1}` the first, if they differ.
pub(super) type Sentence = (&'static str, &'static str);

/// What is more special comes first.
const ALL: &[&[Sentence]] = &[
    usage::SENTENCES,
    collection::SENTENCES,
    midi::SENTENCES,
    brief::SENTENCES,
    model::SENTENCES,
    other_tools::SENTENCES,
    sound::SENTENCES,
    SYSTEM,
    JOINED,
];

/// What systems say of files.
const SYSTEM: &[Sentence] = &[
    ("No such file or directory (os error {})", "berkas atau folder itu tidak ada"),
    ("Permission denied (os error {})", "izin ditolak"),
    ("No space left on device (os error {})", "ruang penyimpanan penuh"),
    ("Is a directory (os error {})", "itu folder"),
    ("Not a directory (os error {})", "itu bukan folder"),
    ("Read-only file system (os error {})", "tempat itu hanya bisa dibaca"),
    ("permission denied", "izin ditolak"),
];

/// Several things in one hole.
const JOINED: &[Sentence] = &[
    ("{} and {} more", "{} dan {} lagi"),
    ("{} or {} or {} or {}", "{} atau {} atau {} atau {}"),
    ("{} or {} or {}", "{} atau {} atau {}"),
    ("{} or {}", "{} atau {}"),
];

/// The same in Indonesian, or as it is if nobody has said it in Indonesian yet.
pub(crate) fn said(english: &str) -> String {
    let sentences = ALL.iter().copied().flatten();
    let found = sentences.filter_map(|it| Some((it.1, holes(it.0, english)?))).next();
    found.map_or_else(|| english.to_owned(), |(form, holes)| fill(form, &holes))
}

/// What stands in the holes of a sentence, if that is what was said.
fn holes<'a>(sentence: &str, text: &'a str) -> Option<Vec<&'a str>> {
    let mut pieces = sentence.split("{}");
    let mut rest = text.strip_prefix(pieces.next()?)?;
    let mut found = Vec::new();
    let mut pieces = pieces.peekable();
    while let Some(piece) = pieces.next() {
        let end = match pieces.peek() {
            None if rest.ends_with(piece) => rest.len() - piece.len(),
            None => return None,
            Some(_) => rest.find(piece)?,
        };
        found.push(&rest[..end]);
        rest = &rest[end + piece.len()..];
    }
    rest.is_empty().then_some(found)
}

fn fill(form: &str, holes: &[&str]) -> String {
    // A sentence that is all hole would be looked up for ever.
    let holes: Vec<String> = holes.iter().map(|it| said(it)).collect();
    let mut text = form.to_owned();
    for (idx, hole) in holes.iter().enumerate() {
        text = text.replace(&format!("{{{}}}", idx + 1), hole);
    }
    for hole in &holes {
        text = text.replacen("{}", hole, 1);
    }
    text
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        path::{Path, PathBuf},
    };

    use super::*;

    #[test]
    fn holes_are_filled_and_looked_up_in_turn() {
        assert_eq!(
            said("songs.zip was refused: not a readable zip archive: permission denied"),
            "songs.zip ditolak: bukan arsip zip yang bisa dibaca: izin ditolak"
        );
        assert_eq!(said("nobody says this"), "nobody says this");
    }

    #[test]
    fn every_form_fills_every_hole_once() {
        for (english, indonesian) in ALL.iter().copied().flatten() {
            let n = english.matches("{}").count();
            let numbered = (1..=n).all(|it| indonesian.contains(&format!("{{{it}}}")));
            let n_plain = indonesian.matches("{}").count();
            let is_system = SYSTEM.iter().any(|it| it.0 == *english);
            assert!(n_plain == n || numbered || is_system, "{english:?}: {indonesian:?}");
            assert!(english.replace("{}", "").len() > 2, "{english:?} is all hole");
        }
    }

    /// What stands in the sources of the floors below as a sentence that may be told.
    #[test]
    fn every_failure_that_can_be_told_has_an_indonesian_form() {
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut missing = Vec::new();
        let mut n = 0;
        for name in ["score", "corpus", "model", "ranks", "exchange", "synth"] {
            for path in rust_files(&crates.join(format!("irama-{name}/src"))) {
                let text = fs::read_to_string(&path).expect("a source file");
                let text = text.split("#[cfg(test)]").next().unwrap_or_default();
                for sentence in told(text) {
                    n += 1;
                    if said(&sentence) == sentence {
                        missing.push(format!("{}: {sentence:?}", path.display()));
                    }
                }
            }
        }
        assert!(n > 150, "only {n} sentences were found");
        assert!(missing.is_empty(), "{}", missing.join("\n"));
    }

    /// The literals after `#[error(`, `Err(`, `ok_or(` and the like, with `{}` for what is filled in.
    fn told(text: &str) -> Vec<String> {
        const BEFORE: &[&str] =
            &["#[error(", "Err(", "ok_or(", "ok_or_else(", "map_err(", "let reason = "];
        let mut found = Vec::new();
        for before in BEFORE {
            for (at, _) in text.match_indices(before) {
                let rest = text[at + before.len()..].trim_start();
                let rest = rest
                    .trim_start_matches("Reason::")
                    .trim_start_matches("|it| ")
                    .trim_start_matches("|_| ")
                    .trim_start_matches("|| ");
                let rest = rest.trim_start_matches("format!(").trim_start();
                let Some(literal) = rest.strip_prefix('"').and_then(literal) else { continue };
                let sentence = with_holes(&literal);
                // Names of formats and mere holes are no sentences.
                if sentence.replace("{}", "").trim().contains(' ') {
                    found.push(sentence);
                }
            }
        }
        found
    }

    /// The value of a literal whose opening quote is taken off.
    fn literal(text: &str) -> Option<String> {
        let mut value = String::new();
        let mut chars = text.chars().peekable();
        while let Some(it) = chars.next() {
            match it {
                '"' => return Some(value),
                '\\' => match chars.next()? {
                    '\n' => while chars.next_if(|it| it.is_whitespace()).is_some() {},
                    other => value.push(other),
                },
                _ => value.push(it),
            }
        }
        None
    }

    fn with_holes(text: &str) -> String {
        let mut result = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            result.push_str(before);
            result.push_str("{}");
            rest = after.split_once('}').map_or("", |it| it.1);
        }
        result + rest
    }

    fn rust_files(folder: &Path) -> Vec<PathBuf> {
        let mut files = Vec::new();
        for entry in fs::read_dir(folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => files.extend(rust_files(&path)),
                false => files.push(path),
            }
        }
        files
    }
}
