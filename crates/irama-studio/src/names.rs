//! Names that people give: data only, never a path.

use crate::error::Refusal;

/// Letters of a name.
const MAX_LETTERS: usize = 120;

/// A name without control characters and without those that turn the direction of letters; an error
/// if nothing is left or it is too long.
pub(crate) fn checked(field: &str, name: &str) -> Result<String, Refusal> {
    let name = irama_corpus::display_name(name.trim().as_ref());
    let n = name.chars().count();
    if name.is_empty() || n > MAX_LETTERS {
        let message = format!("the name has {n} letters, but must have 1 to {MAX_LETTERS}");
        return Err(Refusal::invalid(field, message, "give a shorter one that is not empty")
            .value("letters", n)
            .value("limit", MAX_LETTERS));
    }
    Ok(name)
}

/// A name for a download, of letters that every system allows.
pub(crate) fn for_file(name: &str) -> String {
    let is_allowed = |it: &char| it.is_alphanumeric() || matches!(it, ' ' | '-' | '_' | '(' | ')');
    let kept: String = name.chars().filter(is_allowed).take(80).collect();
    match kept.trim() {
        "" => "irama".to_owned(),
        kept => kept.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_data_and_files_have_harmless_ones() {
        assert_eq!(for_file("../../etc/pass\\wd\u{0}"), "etcpasswd");
        assert_eq!(for_file("..."), "irama");
        assert!(checked("name", " ").is_err() && checked("name", &"x".repeat(121)).is_err());
        assert_eq!(checked("name", " Laguku ").unwrap(), "Laguku");
    }
}
