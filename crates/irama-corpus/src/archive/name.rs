//! Names of entries in an archive: how they are spelt, and which of them are refused.

use std::borrow::Cow;

use crate::{Limits, Reason};

/// The upper half of code page 437, in which zip names are written unless they say otherwise.
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// The name as text with `/` between its parts: UTF-8 if it is that, else code page 437. Many tools
/// write UTF-8 without saying so, and old ones on Windows write `\`.
pub(super) fn decode_name(raw: &[u8]) -> String {
    let text: Cow<str> = match std::str::from_utf8(raw) {
        Ok(text) => text.into(),
        Err(_) => raw.iter().map(|&it| decode_byte(it)).collect(),
    };
    text.replace('\\', "/")
}

fn decode_byte(byte: u8) -> char {
    match byte.checked_sub(128) {
        None => char::from(byte),
        Some(high) => CP437.chars().nth(usize::from(high)).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

/// Why an entry of this name is refused, whatever it holds. Nothing is ever written to disk under
/// such a name; an archive that has them was not made for its music.
pub(super) fn check_name(name: &str, limits: &Limits) -> Result<(), Reason> {
    if name.len() > limits.name_bytes {
        // Depth tells more than length where both are beyond their limits.
        check_depth(name, limits)?;
        return Err(Reason::NameTooLong { bytes: name.len(), limit: limits.name_bytes });
    }
    if name.contains('\0') {
        return Err(Reason::UnsafeName("it holds a zero byte"));
    }
    if name.starts_with('/') {
        return Err(Reason::UnsafeName("it is absolute"));
    }
    if matches!(name.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic()) {
        return Err(Reason::UnsafeName("it names a drive"));
    }
    if name.split('/').any(|part| part == "..") {
        return Err(Reason::UnsafeName("it climbs with .."));
    }
    check_depth(name, limits)
}

fn check_depth(name: &str, limits: &Limits) -> Result<(), Reason> {
    let depth = name.split('/').filter(|part| !part.is_empty()).count().saturating_sub(1);
    if depth > limits.depth {
        return Err(Reason::TooDeep { depth, limit: limits.depth });
    }
    Ok(())
}

/// Whether Windows would open a device instead of a file of this name.
pub(super) fn is_device(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    let stem = file.split('.').next().unwrap_or(file).trim_end().to_ascii_uppercase();
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || matches!(
            stem.as_bytes(),
            [b'C', b'O', b'M', b'0'..=b'9'] | [b'L', b'P', b'T', b'0'..=b'9']
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_utf8_or_code_page_437() {
        assert_eq!(decode_name("夜/a.mid".as_bytes()), "夜/a.mid");
        assert_eq!(decode_name(b"caf\x82\\b.mid"), "café/b.mid");
        assert_eq!(CP437.chars().count(), 128);
        assert_eq!((decode_byte(0x7f), decode_byte(0xff)), ('\u{7f}', '\u{a0}'));
    }

    #[test]
    fn names_that_lead_out_are_refused() {
        let limits = Limits::default();
        for name in ["../a.mid", "a/../../b.mid", "/etc/a.mid", "C:/a.mid", "//?/C:/a", "a\0.mid"] {
            assert!(matches!(check_name(name, &limits), Err(Reason::UnsafeName(_))), "{name:?}");
        }
        let deep = format!("{}a.mid", "d/".repeat(10_000));
        let expected = Reason::TooDeep { depth: 10_000, limit: 64 };
        assert_eq!(check_name(&deep, &limits), Err(expected));
        let long = format!("{}.mid", "a".repeat(5_000));
        assert!(matches!(check_name(&long, &limits), Err(Reason::NameTooLong { .. })));
    }

    #[test]
    fn odd_but_harmless_names_are_not() {
        for name in ["a..b/c.mid", "CON.mid", "ab:c.mid", "./a.mid", "…/é.mid", "a//b.mid"] {
            assert_eq!(check_name(name, &Limits::default()), Ok(()), "{name:?}");
        }
    }

    #[test]
    fn devices_of_windows_are_known() {
        assert!(is_device("a/CON") && is_device("nul.txt") && is_device("com1.mid"));
        assert!(!is_device("CONGA.mid") && !is_device("lpt.mid"));
    }
}
