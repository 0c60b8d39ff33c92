//! Texts of a file as strings that are safe to show.

use super::oddity::{Oddity, Repairs};

/// UTF-8 if it is that, else Latin-1, without control characters. Tabs and line ends become spaces.
pub(super) fn clean(bytes: &[u8], at: usize, repairs: &mut Repairs) -> String {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => {
            repairs.add(Oddity::Latin1Text, at);
            bytes.iter().map(|&byte| char::from(byte)).collect()
        }
    };
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return text;
    }
    let clean = without_controls(&text);
    if clean.chars().count() != text.chars().count() {
        repairs.add(Oddity::ControlCharacters, at);
    }
    clean
}

/// Line ends and tabs as spaces, and no other control characters.
pub(super) fn without_controls(text: &str) -> String {
    text.chars()
        .filter_map(|it| match it {
            '\t' | '\n' | '\r' => Some(' '),
            _ if it.is_control() || is_direction(it) => None,
            _ => Some(it),
        })
        .collect()
}

/// Marks that turn the direction of writing can make a name look like another.
fn is_direction(it: char) -> bool {
    matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: &str, n_repairs: usize) {
        let mut repairs = Repairs::default();
        assert_eq!(clean(bytes, 0, &mut repairs), expected);
        assert_eq!(repairs.into_list(0).len(), n_repairs);
    }

    #[test]
    fn texts_come_out_safe_to_show() {
        check(b"Piano", "Piano", 0);
        check("caf\u{e9}".as_bytes(), "caf\u{e9}", 0);
        check(b"caf\xe9!", "caf\u{e9}!", 1);
        check(b"la\r\n", "la  ", 0);
        check(b"\x1b[31mEVIL\x00\x07", "[31mEVIL", 1);
        check("a\u{202e}b".as_bytes(), "ab", 1);
        check(b"\x83e", "e", 2);
    }

    #[test]
    fn every_byte_gives_something_printable() {
        for byte in 0..=255 {
            let text = clean(&[byte], 0, &mut Repairs::default());
            assert!(!text.chars().any(char::is_control), "{byte}");
        }
    }
}
