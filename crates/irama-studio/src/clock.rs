//! The only place of the studio that looks at a clock. What it says is shown to people; it never
//! reaches a piece.

#![expect(
    clippy::disallowed_methods,
    reason = "the studio's clocks are read here and nowhere else"
)]

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// Milliseconds since 1970, as the system says.
pub(crate) fn now_millis() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// A moment of which no two are equal, so that what was made later sorts later.
pub(crate) fn moment() -> String {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let now = now_millis();
    let last = LAST.fetch_max(now, Ordering::Relaxed);
    let millis = if last < now { now } else { LAST.fetch_add(1, Ordering::Relaxed) + 1 };
    written(millis)
}

/// Milliseconds since 1970 as ISO 8601 in UTC. The calendar is by H. Hinnant's `civil_from_days`.
pub(crate) fn written(millis: u64) -> String {
    let (days, of_day) = (millis / 86_400_000, millis % 86_400_000);
    let shifted = days + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (seconds, millis) = (of_day / 1000, of_day % 1000);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
}

/// Time since it was started.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_the_calendar_has_them() {
        assert_eq!(written(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(written(951_782_400_123), "2000-02-29T00:00:00.123Z");
        assert_eq!(written(1_795_651_199_999), "2026-11-25T23:59:59.999Z");
    }

    #[test]
    fn no_two_moments_are_equal() {
        let all: Vec<String> = (0..500).map(|_| moment()).collect();
        assert!(all.windows(2).all(|it| it[0] < it[1]));
    }
}
