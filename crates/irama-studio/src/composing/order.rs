//! A word to a piece that is being composed: go on, keep what there is, or stop.

use std::sync::atomic::{AtomicU8, Ordering};

use tokio::sync::watch;

/// What whoever asked for a piece wants now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    /// The whole piece.
    GoOn,
    /// What is settled so far, as the piece.
    Keep,
    /// Nothing any more.
    Stop,
}

/// A piece that waits or is being composed.
pub(crate) struct Order {
    word: AtomicU8,
    /// Whether the job is over.
    is_over: watch::Sender<bool>,
}

impl Order {
    pub(crate) fn new() -> Self {
        Self { word: AtomicU8::new(0), is_over: watch::Sender::new(false) }
    }

    /// The last word.
    pub(crate) fn word(&self) -> Word {
        match self.word.load(Ordering::Relaxed) {
            0 => Word::GoOn,
            1 => Word::Keep,
            _ => Word::Stop,
        }
    }

    /// Keeps what is settled; a stop stays one.
    pub(crate) fn keep(&self) {
        self.word.fetch_max(1, Ordering::Relaxed);
    }

    /// Stops.
    pub(crate) fn stop(&self) {
        self.word.store(2, Ordering::Relaxed);
    }

    /// Says that the job is over.
    pub(crate) fn end(&self) {
        self.is_over.send_replace(true);
    }

    /// Tells when it is.
    pub(crate) fn listen(&self) -> watch::Receiver<bool> {
        self.is_over.subscribe()
    }
}
