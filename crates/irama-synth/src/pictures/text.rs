//! Strangers' words in pictures.

/// Without control characters and without those that turn the direction of what follows, and not too
/// long.
pub(super) fn clean(text: &str) -> String {
    const MAX: usize = 200;
    let is_harmless = |it: &char| {
        !it.is_control()
            && !matches!(it, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().filter(is_harmless).take(MAX).collect()
}

/// At most so many letters, with a mark where something was left out.
pub(super) fn shortened(text: &str, max: usize) -> String {
    let text = clean(text);
    if text.chars().count() <= max {
        return text;
    }
    let kept: String = text.chars().take(max.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_mislead_is_taken_out() {
        assert_eq!(clean("a\u{202e}b\u{1b}[31mc"), "ab[31mc");
        assert_eq!(shortened("Electric Piano", 9), "Electric…");
        assert_eq!(shortened("Bass", 9), "Bass");
    }
}
