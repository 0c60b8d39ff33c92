//! Names that the server gives: short, random, and safe as the name of a file.

/// Letters of an id.
const LETTERS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
/// How many an id has: 62 bits that nobody can guess.
const LENGTH: usize = 12;

/// A new id.
pub(crate) fn fresh() -> String {
    let mut id = String::with_capacity(LENGTH);
    while id.len() < LENGTH {
        let mut bytes = [0; 2 * LENGTH];
        getrandom::fill(&mut bytes).expect("every system that runs this has a source of chance");
        // Of 256 values the last four would make some letters likelier.
        let letters = bytes.iter().filter(|it| **it < 252).map(|it| LETTERS[usize::from(*it) % 36]);
        id.extend(letters.take(LENGTH - id.len()).map(char::from));
    }
    id
}

/// A seed that nobody asked for, short enough to be typed again.
pub(crate) fn fresh_seed() -> u64 {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).expect("every system that runs this has a source of chance");
    u64::from_le_bytes(bytes) % 1_000_000_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_twelve_plain_letters_and_differ() {
        let ids: std::collections::BTreeSet<String> = (0..1000).map(|_| fresh()).collect();
        assert_eq!(ids.len(), 1000);
        assert!(ids.iter().flat_map(|it| it.bytes()).all(|it| LETTERS.contains(&it)));
        assert!(ids.iter().all(|it| it.len() == LENGTH));
    }
}
