//! Ranges of bars as people type them: `5-8`, `3`, `9-`.

use std::{fmt, ops::Range, str::FromStr};

use serde::{Deserialize, Serialize};

/// Some bars, counted from 1, the last included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Span {
    /// The first bar.
    pub first: u64,
    /// The last bar; `None` for that of the piece.
    pub last: Option<u64>,
}

impl Span {
    /// Indices of bars, of a piece of `n_bars`.
    pub fn bar_idxs(self, n_bars: u64) -> Range<u64> {
        self.first - 1..self.last.unwrap_or(n_bars).min(n_bars)
    }
}

/// A text that names no bars.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no range of bars; write one like 5-8, 3 or 9-, counted from 1")]
pub struct SpanError {
    /// What it is.
    pub text: String,
}

impl FromStr for Span {
    type Err = SpanError;

    fn from_str(text: &str) -> Result<Self, SpanError> {
        let number = |it: &str| it.trim().parse::<u64>().ok().filter(|it| *it > 0);
        let read = || match text.trim().split_once(['-', '–']) {
            None => number(text).map(|it| Self { first: it, last: Some(it) }),
            Some((first, "")) => Some(Self { first: number(first)?, last: None }),
            Some((first, last)) => Some(Self { first: number(first)?, last: Some(number(last)?) }),
        };
        let is_rising = |it: &Self| it.last.is_none_or(|last| it.first <= last);
        read().filter(is_rising).ok_or_else(|| SpanError { text: text.to_owned() })
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.last {
            Some(last) if last == self.first => write!(f, "{last}"),
            Some(last) => write!(f, "{}-{last}", self.first),
            None => write!(f, "{}-", self.first),
        }
    }
}

impl TryFrom<String> for Span {
    type Error = SpanError;

    fn try_from(text: String) -> Result<Self, SpanError> {
        text.parse()
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        span.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_read_and_nothing_else() {
        for text in ["5-8", "3", "9-"] {
            assert_eq!(text.parse::<Span>().map(|it| it.to_string()), Ok(text.into()));
        }
        assert_eq!("5-8".parse::<Span>().map(|it| it.bar_idxs(6)), Ok(4..6));
        assert_eq!(" 2 - 3 ".parse::<Span>().map(|it| it.bar_idxs(6)), Ok(1..3));
        for text in ["", "0", "8-5", "-3", "a-b", "1-2-3", "1.5"] {
            assert!(text.parse::<Span>().is_err(), "{text}");
        }
    }
}
