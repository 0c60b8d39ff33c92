//! The connections that there are, and which of them makes room for others.

use std::{
    collections::BTreeMap,
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::body::Body;
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::{sync::Notify, task::AbortHandle};

/// A connection among others.
pub(super) struct Place {
    number: u64,
    /// Requests that are being answered: none or one.
    n_busy: AtomicUsize,
    task: Mutex<Option<AbortHandle>>,
}

/// All connections, the oldest first.
pub(super) struct Connections {
    limit: usize,
    next: AtomicU64,
    places: Mutex<BTreeMap<u64, Arc<Place>>>,
    left: Notify,
}

impl Connections {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, next: AtomicU64::new(0), places: Mutex::default(), left: Notify::new() }
    }

    /// A place for one more. If there are too many, the oldest that is not being answered goes, or
    /// else the oldest.
    pub(super) fn enter(&self) -> Arc<Place> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let place = Arc::new(Place { number, n_busy: AtomicUsize::new(0), task: Mutex::default() });
        let mut places = self.lock();
        if places.len() >= self.limit {
            let idle = places.values().find(|it| it.n_busy.load(Ordering::Relaxed) == 0);
            let going = idle.or_else(|| places.values().next()).map(|it| it.number);
            if let Some(going) = going.and_then(|it| places.remove(&it)) {
                going.end();
            }
        }
        places.insert(number, Arc::clone(&place));
        place
    }

    pub(super) fn leave(&self, number: u64) {
        self.lock().remove(&number);
        self.left.notify_waiters();
    }

    /// Waits for answers that are under way, a little, and ends all connections.
    pub(super) async fn drain(&self, patience: Duration) {
        let is_busy = || self.lock().values().any(|it| it.n_busy.load(Ordering::Relaxed) > 0);
        let drained = async {
            while is_busy() {
                let left = self.left.notified();
                // An answer may end without its connection: look again soon.
                let _ = tokio::time::timeout(Duration::from_millis(20), left).await;
            }
        };
        // Whoever is still reading then has had the time to.
        let _ = tokio::time::timeout(patience, drained).await;
        self.lock().values().for_each(|it| it.end());
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<u64, Arc<Place>>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    pub(super) fn set_task(&self, task: AbortHandle) {
        *self.task.lock().unwrap_or_else(PoisonError::into_inner) = Some(task);
    }

    /// Says that a request is being answered, as long as it is kept.
    pub(super) fn busy(self: &Arc<Self>) -> Busy {
        self.n_busy.fetch_add(1, Ordering::Relaxed);
        Busy(Arc::clone(self))
    }

    fn end(&self) {
        if let Some(task) = &*self.task.lock().unwrap_or_else(PoisonError::into_inner) {
            task.abort();
        }
    }
}

/// A request that is being answered.
pub(super) struct Busy(Arc<Place>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.n_busy.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Busy {
    /// Keeps saying so until the whole answer was sent.
    pub(super) fn until_sent(self, body: Body) -> Body {
        Body::new(Sending { body, _busy: self })
    }
}

struct Sending {
    body: Body,
    _busy: Busy,
}

impl http_body::Body for Sending {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_waits_longest_without_a_request_makes_room() {
        let connections = Connections::new(2);
        let (first, _second) = (connections.enter(), connections.enter());
        let busy = first.busy();
        let third = connections.enter();
        let numbers: Vec<u64> = connections.lock().keys().copied().collect();
        assert_eq!(numbers, [first.number(), third.number()]);
        drop(busy);
        connections.enter();
        assert!(!connections.lock().contains_key(&first.number()));
    }
}
