//! What a file claims to be by its name.

/// What a file claims to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// MIDI.
    Music,
    /// A zip archive.
    Archive,
    /// Anything else.
    Other,
}

/// The extension with its dot in lower case, cleaned for showing, or empty.
pub(crate) fn extension_of(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    match file.rsplit_once('.') {
        // A name of 200 letters after a dot is no extension, and nobody wants it in a summary.
        Some((_, extension)) if (1..=12).contains(&extension.chars().count()) => {
            format!(".{}", crate::display::clean(&extension.to_lowercase()))
        }
        _ => String::new(),
    }
}

/// What a file claims to be by its extension, in any case.
pub(crate) fn kind_of(name: &str) -> Kind {
    match extension_of(name).as_str() {
        ".mid" | ".midi" | ".kar" | ".rmi" => Kind::Music,
        ".zip" => Kind::Archive,
        _ => Kind::Other,
    }
}

/// What a file is by its first bytes, whatever its name: for files that were named one by one.
pub(crate) fn kind_of_bytes(start: &[u8]) -> Kind {
    let is_riff_midi = start.starts_with(b"RIFF") && start.get(8..12) == Some(b"RMID");
    if start.starts_with(b"MThd") || is_riff_midi {
        Kind::Music
    } else if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
        Kind::Archive
    } else {
        Kind::Other
    }
}

/// Whether macOS put this beside a real file: `._name`, or anything under `__MACOSX`.
pub(crate) fn is_shadow(name: &str) -> bool {
    let mut parts = name.split('/').rev();
    parts.next().is_some_and(|file| file.starts_with("._")) || parts.any(|it| it == "__MACOSX")
}

/// Whether a file tells the licence of what stands beside it.
pub(crate) fn is_licence(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name).to_ascii_uppercase();
    ["LICENSE", "LICENCE", "COPYING"].iter().any(|start| file.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_count_in_any_case() {
        for name in ["a.mid", "A.MID", "b/c.Midi", "d.KAR", "e.rmi", "._a.mid"] {
            assert_eq!(kind_of(name), Kind::Music, "{name}");
        }
        assert_eq!(kind_of("x.ZIP"), Kind::Archive);
        for name in ["mid", "a.mid.txt", "a.mid/b", "", ".", "a.wav"] {
            assert_eq!(kind_of(name), Kind::Other, "{name}");
        }
        assert_eq!(extension_of("a.WAV"), ".wav");
        assert_eq!(extension_of("Makefile"), "");
    }

    #[test]
    fn shadows_of_macos_are_known() {
        assert!(is_shadow("a/._b.mid") && is_shadow("__MACOSX/a/b.mid"));
        assert!(!is_shadow("a/b._c.mid") && !is_shadow("a/__MACOSX") && !is_shadow(".b.mid"));
    }

    #[test]
    fn first_bytes_tell_midi_and_archives() {
        assert_eq!(kind_of_bytes(b"MThd\0\0\0\x06"), Kind::Music);
        assert_eq!(kind_of_bytes(b"RIFF\x10\0\0\0RMIDdata"), Kind::Music);
        assert_eq!(kind_of_bytes(b"RIFF\x10\0\0\0WAVEfmt "), Kind::Other);
        assert_eq!(kind_of_bytes(b"PK\x03\x04"), Kind::Archive);
        assert_eq!(kind_of_bytes(b""), Kind::Other);
    }
}
