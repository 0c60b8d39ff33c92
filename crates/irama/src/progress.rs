//! How far the work is, in lines of JSON for other programs; people see a bar.

use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use crate::clock::Stopwatch;

/// Seconds between two lines.
const PAUSE: f64 = 0.25;
/// Seconds after which what was done counts a third: where it becomes slower, such as after the part
/// that was known already, the time left is soon told by what is slow.
const MEMORY: f64 = 5.0;

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
    pace: Pace,
    told_at: f64,
}

impl Progress {
    pub(crate) fn new(work: &'static str, of: Option<u64>) -> Self {
        let state = State { of, pace: Pace::default(), told_at: f64::NEG_INFINITY };
        Self { work, watch: Stopwatch::start(), state: Mutex::new(state) }
    }

    /// From here on it is known how much there is; what was counted before was another kind of work.
    pub(crate) fn set_total(&self, of: u64) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        *state = State { of: Some(of), pace: Pace::default(), told_at: f64::NEG_INFINITY };
    }

    /// A line about how far it is, unless there was one just before.
    pub(crate) fn line(&self, done: u64) -> Option<Value> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.watch.seconds();
        let is_end = state.of == Some(done);
        if !is_end && now - state.told_at < PAUSE {
            return None;
        }
        state.told_at = now;
        state.pace.add(now, done);
        let seconds_left = state.of.and_then(|of| state.pace.seconds_left(of));
        let seconds_left = seconds_left.map(|it| (it * 10.0).round() / 10.0);
        Some(json!({
            "at": self.work, "done": done, "of": state.of, "seconds_left": seconds_left,
        }))
    }
}

/// How fast something goes, by what was done lately.
#[derive(Clone, Copy, Debug, Default)]
struct Pace {
    /// When it was looked at last, and how much was done then.
    last: Option<(f64, u64)>,
    /// What was done and the seconds that it took, of which the older count less.
    done: f64,
    seconds: f64,
}

impl Pace {
    fn add(&mut self, now: f64, done: u64) {
        // Where it was first seen: what was done before took no time.
        let (before, done_before) = *self.last.get_or_insert((now, done));
        let seconds = (now - before).max(0.0);
        let weight = (-seconds / MEMORY).exp();
        self.done = self.done * weight + done.saturating_sub(done_before) as f64;
        self.seconds = self.seconds * weight + seconds;
        // Threads may tell in another order than they counted.
        self.last = Some((now, done.max(done_before)));
    }

    fn seconds_left(&self, of: u64) -> Option<f64> {
        let (_, done) = self.last?;
        match of.saturating_sub(done) {
            0 => Some(0.0),
            left => (self.done > 0.0).then(|| self.seconds / self.done * left as f64),
        }
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

    #[test]
    fn what_was_counted_before_the_total_is_known_is_no_pace() {
        let progress = Progress::new("reading", None);
        progress.line(1_000_000).unwrap();
        progress.set_total(1_000_000);
        let line = progress.line(1).unwrap();
        assert_eq!((&line["done"], &line["of"]), (&json!(1), &json!(1_000_000)));
        assert_eq!(line["seconds_left"], Value::Null);
    }

    #[test]
    fn the_time_left_follows_what_was_done_lately() {
        let mut pace = Pace::default();
        pace.add(3.0, 100);
        assert_eq!(pace.seconds_left(1000), None, "nobody knows yet");
        pace.add(4.0, 200);
        assert_eq!(pace.seconds_left(1000), Some(8.0));
        // Half of a million files was known already, the rest is ten times as slow.
        let mut pace = Pace::default();
        (0..=10).for_each(|it| pace.add(f64::from(it), it as u64 * 50_000));
        assert!((pace.seconds_left(1_000_000).unwrap() - 10.0).abs() < 1e-6);
        (1..=30).for_each(|it| pace.add(10.0 + f64::from(it), 500_000 + it as u64 * 5_000));
        let left = pace.seconds_left(1_000_000).unwrap();
        assert!((65.0..=70.0).contains(&left), "{left}, but at this pace it takes 70 seconds");
    }
}
