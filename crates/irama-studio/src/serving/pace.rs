//! A body that has to keep a pace: whoever sends a byte now and then does not hold a connection.

use std::{
    fmt,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::Limits;

/// The body came too slowly.
#[derive(Debug)]
pub(crate) struct TooSlow;

impl fmt::Display for TooSlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body came too slowly")
    }
}

impl std::error::Error for TooSlow {}

/// A body that ends with [`TooSlow`] where it falls behind: after a first grace, each byte that has
/// come pays for a little more time.
pub(super) struct Paced {
    inner: Incoming,
    began: Instant,
    grace: Duration,
    pace: u64,
    n_bytes: u64,
    alarm: Pin<Box<Sleep>>,
    /// Set if it goes before it was read to its end: then the client may still send.
    is_owed: Arc<AtomicBool>,
    is_over: bool,
}

impl Drop for Paced {
    fn drop(&mut self) {
        if !self.is_over && !self.inner.is_end_stream() {
            self.is_owed.store(true, Ordering::Relaxed);
        }
    }
}

impl Paced {
    pub(super) fn new(inner: Incoming, limits: &Limits, is_owed: Arc<AtomicBool>) -> Self {
        // The clock of the runtime, for deadlines: it reaches no piece.
        let began = Instant::now();
        let alarm = Box::pin(sleep_until(began + limits.body));
        let pace = limits.body_pace.max(1);
        let (grace, n_bytes, is_over) = (limits.body, 0, false);
        Self { inner, began, grace, pace, n_bytes, alarm, is_owed, is_over }
    }
}

impl Body for Paced {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = self.get_mut();
        if this.alarm.as_mut().poll(context).is_ready() {
            return Poll::Ready(Some(Err(Box::new(TooSlow))));
        }
        let frame = ready!(Pin::new(&mut this.inner).poll_frame(context));
        this.is_over = frame.is_none();
        if let Some(Ok(frame)) = &frame {
            this.n_bytes += frame.data_ref().map_or(0, |it| it.len() as u64);
            let paid = Duration::from_secs_f64(this.n_bytes as f64 / this.pace as f64);
            this.alarm.as_mut().reset(this.began + this.grace + paid);
        }
        Poll::Ready(frame.map(|it| it.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
