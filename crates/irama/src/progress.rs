//! How far the work is, in lines of JSON for other programs; people see a bar.

use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use crate::clock::Stopwatch;

/// Seconds between two lines.
const PAUSE: f64 = 0.25;

/// A piece of work whose end may be known.
#[derive(Debug)]
pub(crate) struct Progress {
    /// What is done, such as `reading`.
    work: &'static str,
    watch: Stopwatch,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    of: Option<u64>,
    /// Where it was first seen: what was done before took no time.
    first: Option<u64>,
    told_at: f64,
}

impl Progress {
    pub(crate) fn new(work: &'static str, of: Option<u64>) -> Self {
        let state = Mutex::new(State { of, first: None, told_at: f64::NEG_INFINITY });
        Self { work, watch: Stopwatch::start(), state }
    }

    pub(crate) fn set_total(&self, of: u64) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).of = Some(of);
    }

    /// A line about how far it is, unless there was one just before.
    pub(crate) fn line(&self, done: u64) -> Option<Value> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.watch.seconds();
        let first = *state.first.get_or_insert(done);
        let is_end = state.of == Some(done);
        if !is_end && now - state.told_at < PAUSE {
            return None;
        }
        state.told_at = now;
        let left = |of: u64| {
            let n = done.checked_sub(first).filter(|it| *it > 0)?;
            Some(now / n as f64 * of.saturating_sub(done) as f64)
        };
        let seconds_left = state.of.and_then(left).map(|it| (it * 10.0).round() / 10.0);
        Some(json!({
            "at": self.work, "done": done, "of": state.of, "seconds_left": seconds_left,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_told_however_soon_it_comes() {
        let progress = Progress::new("reading", None);
        assert_eq!(progress.line(1).unwrap()["of"], Value::Null);
        assert_eq!(progress.line(2), None);
        progress.set_total(3);
        let line = progress.line(3).unwrap();
        assert_eq!(
            (&line["at"], &line["done"], &line["of"]),
            (&json!("reading"), &json!(3), &json!(3))
        );
        assert_eq!(line["seconds_left"], json!(0.0));
    }
}
