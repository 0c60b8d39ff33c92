//! A question that long work asks now and then: whether to give up.

use std::{fmt, sync::Arc};

/// Whether to give up, as often as it is asked.
#[derive(Clone, Default)]
pub struct Stop(Option<Arc<dyn Fn() -> bool + Send + Sync>>);

impl Stop {
    /// Never.
    pub const NEVER: Self = Self(None);

    /// As soon as this says so; it is asked from any thread, many times a second.
    pub fn when(is_asked: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(is_asked)))
    }

    /// Whether to give up now.
    pub fn is_asked(&self) -> bool {
        self.0.as_ref().is_some_and(|it| it())
    }
}

impl fmt::Debug for Stop {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.0.is_some() { "Stop::when(…)" } else { "Stop::NEVER" })
    }
}
