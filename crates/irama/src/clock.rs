//! The only place that looks at a clock. What it says never reaches a result, but for `--minutes`,
//! which becomes a number of steps once, and a seed that nobody asked for.

#![expect(clippy::disallowed_methods, reason = "clocks are read here and nowhere else")]

use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Seconds since it was started.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn seconds(self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}

/// A seed that is unlikely to have been used before, short enough to be typed again.
pub(crate) fn fresh_seed() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let nanos = since.as_nanos() as u64 ^ (u64::from(std::process::id()) << 32);
    irama_neural::Chance::new(nanos, 0, 0).bits() % 1_000_000_000
}
