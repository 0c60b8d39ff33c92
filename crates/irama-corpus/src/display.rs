//! Names that strangers chose, made safe to show.
//!
//! A file name may hold escape sequences that repaint a terminal, and bidirectional overrides that
//! make `exe.mid` out of `dim.exe`. What is shown holds neither.

use std::path::Path;

/// Characters of a name that are shown; longer ones lose their middle.
const MAX_CHARS: usize = 512;

/// `path` as text for people: what could steer a terminal or a page is replaced by `�`, and of a
/// name beyond 512 characters the middle is left out.
pub fn display_name(path: &Path) -> String {
    // One separator everywhere, so that reports do not depend on the system.
    let text = path.to_string_lossy();
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() };
    shorten(&clean(&text))
}

/// `text` with every character that is not meant to be seen replaced by `�`.
pub(crate) fn clean(text: &str) -> String {
    text.chars().map(|it| if is_unseen(it) { char::REPLACEMENT_CHARACTER } else { it }).collect()
}

/// Controls, bidirectional marks and overrides, line separators and zero-width spaces. The joiners
/// U+200C and U+200D stay: names in Persian or Hindi need them.
fn is_unseen(it: char) -> bool {
    it.is_control()
        || matches!(
            it,
            '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

fn shorten(text: &str) -> String {
    let n_chars = text.chars().count();
    if n_chars <= MAX_CHARS {
        return text.to_owned();
    }
    let half = MAX_CHARS / 2;
    let head: String = text.chars().take(half).collect();
    let tail: String = text.chars().skip(n_chars - half).collect();
    format!("{head}…{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expected: &str) {
        assert_eq!(display_name(Path::new(name)), expected);
    }

    #[test]
    fn plain_names_are_shown_as_they_are() {
        check("loops/Lagu sedih é 夜.mid", "loops/Lagu sedih é 夜.mid");
        check("../x.mid", "../x.mid");
    }

    #[test]
    fn what_steers_a_terminal_or_turns_text_around_is_replaced() {
        check("a\u{1b}[2Jb.mid", "a�[2Jb.mid");
        check("a\0b\nc\u{85}.mid", "a�b�c�.mid");
        check("mid\u{202e}exe.mid", "mid�exe.mid");
        check("\u{2066}a\u{2069}\u{feff}.mid", "�a��.mid");
    }

    #[test]
    fn long_names_keep_both_ends() {
        let shown = display_name(Path::new(&format!("first/{}/last.mid", "é/".repeat(10_000))));
        assert!(shown.starts_with("first/é/") && shown.ends_with("/last.mid"), "{shown}");
        assert_eq!(shown.chars().count(), MAX_CHARS + 1);
    }
}
