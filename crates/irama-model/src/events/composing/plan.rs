//! Sections of a piece: `A A' B A`.

use std::{fmt, ops::Range, str::FromStr};

use serde::{Deserialize, Serialize};

/// The sections of a piece, all equally long. Equal names bring the material back; dashes vary it: it
/// begins as the section without them, and its second half is new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Plan {
    /// The names, each a letter with dashes.
    names: Vec<String>,
}

/// Bars that return from earlier ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Return {
    /// The bars that are copied.
    pub(super) from: Range<u64>,
    /// The first bar of the copy.
    pub(super) to: u64,
    /// Whose notes return, a bit a seat.
    pub(super) seats: u128,
}

impl Return {
    /// Of all who play.
    fn of_all(from: Range<u64>, to: u64) -> Self {
        Self { from, to, seats: u128::MAX }
    }
}

/// A text that is no plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{word:?} is no section of a plan; write letters with dashes for what is varied, such as \
     \"A A' B A\""
)]
pub struct PlanError {
    /// The word that is none.
    pub word: String,
}

impl Plan {
    /// How many sections there are.
    pub fn n_sections(&self) -> usize {
        self.names.len()
    }

    /// What returns in a piece of `n_bars` bars; `None` if the sections do not divide them.
    pub(super) fn returns(&self, n_bars: u64) -> Option<Vec<Return>> {
        let n_sections = self.names.len() as u64;
        let length = n_bars / n_sections;
        if length == 0 || !n_bars.is_multiple_of(n_sections) {
            return None;
        }
        let mut returns = Vec::new();
        for (idx, name) in self.names.iter().enumerate() {
            let to = idx as u64 * length;
            let earlier = |name: &str| {
                let found = self.names[..idx].iter().position(|it| it == name)?;
                Some(found as u64 * length)
            };
            let letter = name.trim_end_matches('\'');
            let of_letter = || self.names[..idx].iter().find(|it| it.starts_with(letter));
            let varied = || of_letter().and_then(|it| earlier(it));
            match (earlier(name), varied()) {
                (Some(from), _) => returns.push(Return::of_all(from..from + length, to)),
                (None, Some(from)) if length > 1 => {
                    returns.push(Return::of_all(from..from + length / 2, to));
                }
                _ => (),
            }
        }
        Some(returns)
    }
}

impl FromStr for Plan {
    type Err = PlanError;

    /// Letters with dashes, set apart by spaces or not: `A A' B A` or `AA'BA`.
    fn from_str(text: &str) -> Result<Self, PlanError> {
        let mut names: Vec<String> = Vec::new();
        for word in text.split([' ', ',', '|', '-']).filter(|it| !it.is_empty()) {
            let wrong = || PlanError { word: word.to_owned() };
            let n_before = names.len();
            for letter in word.chars() {
                match letter {
                    '\'' | '’' | '′' if names.len() > n_before => {
                        names.last_mut().ok_or_else(wrong)?.push('\'');
                    }
                    it if it.is_ascii_alphabetic() => {
                        names.push(it.to_ascii_uppercase().to_string());
                    }
                    _ => return Err(wrong()),
                }
            }
        }
        if names.is_empty() {
            return Err(PlanError { word: text.to_owned() });
        }
        Ok(Self { names })
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.names.join(" "))
    }
}

impl TryFrom<String> for Plan {
    type Error = PlanError;

    fn try_from(text: String) -> Result<Self, PlanError> {
        text.parse()
    }
}

impl From<Plan> for String {
    fn from(plan: Plan) -> Self {
        plan.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_letters_return_and_dashes_vary_the_second_half() {
        let plan: Plan = "A A' B A".parse().expect("a plan");
        let bars = Return::of_all;
        assert_eq!(plan.returns(16), Some(vec![bars(0..2, 4), bars(0..4, 12)]));
        assert_eq!(plan.returns(4), Some(vec![bars(0..1, 3)]), "one bar has no half");
        assert_eq!(plan.returns(15), None);
        assert_eq!(plan.returns(2), None);
        assert_eq!("aa'ba".parse(), Ok(plan.clone()));
        assert_eq!(plan.to_string().parse(), Ok(plan));
        let twice: Plan = "A' B A' A".parse().expect("a plan");
        assert_eq!(twice.returns(8), Some(vec![bars(0..2, 4), bars(0..1, 6)]));
    }

    #[test]
    fn other_words_are_no_plans() {
        for text in ["", "'", "A 'B", "A1", "A A? B", " "] {
            assert!(text.parse::<Plan>().is_err(), "{text:?}");
        }
    }
}
