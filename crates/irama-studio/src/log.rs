//! What has happened, for clients that listen: the newest state of each thing, by a rising number.
//!
//! An event carries a whole thing, so a later one takes the place of an earlier one about the same
//! thing. Whoever comes back late, or reads slowly, gets the newest of each and misses nothing; and
//! the log stays as small as the state itself.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::Serialize;
use tokio::sync::watch;

/// Events and bytes that are kept; of more the oldest go, and whoever asks for those starts anew.
const MAX_EVENTS: usize = 4096;
const MAX_BYTES: usize = 16 << 20;

/// Something that happened.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) id: u64,
    pub(crate) kind: &'static str,
    /// JSON on one line.
    pub(crate) data: Arc<str>,
}

/// What a listener gets.
#[derive(Clone, Debug)]
pub(crate) enum News {
    /// Everything after what it knows.
    Events(Vec<Event>),
    /// What it knows is too old: it has to load the state again.
    Reset(u64),
}

struct Entries {
    by_id: BTreeMap<u64, (String, Event)>,
    /// The id of the newest event about each thing.
    newest: HashMap<String, u64, std::hash::BuildHasherDefault<std::hash::DefaultHasher>>,
    n_bytes: usize,
    last: u64,
    /// Events up to this one may be missing.
    forgotten: u64,
}

/// The log.
pub(crate) struct Log {
    entries: Mutex<Entries>,
    /// The last id; `u64::MAX` once the log is closed.
    last: watch::Sender<u64>,
}

impl Log {
    /// A log whose ids follow `base`.
    pub(crate) fn new(base: u64) -> Self {
        let entries = Entries {
            by_id: BTreeMap::new(),
            newest: HashMap::default(),
            n_bytes: 0,
            last: base,
            forgotten: base,
        };
        Self { entries: Mutex::new(entries), last: watch::Sender::new(base) }
    }

    /// Adds an event about the thing `subject`, in the place of an earlier one.
    pub(crate) fn add(&self, kind: &'static str, subject: String, data: &impl Serialize) {
        let data = serde_json::to_string(data).expect("plain data has a JSON form");
        let mut entries = self.lock();
        entries.last += 1;
        let id = entries.last;
        let event = Event { id, kind, data: data.into() };
        entries.n_bytes += event.data.len();
        if let Some(older) = entries.newest.insert(subject.clone(), id) {
            entries.forget(older);
        }
        entries.by_id.insert(id, (subject, event));
        entries.bound();
        drop(entries);
        self.last.send_if_modified(|last| {
            let is_newer = *last < id;
            *last = (*last).max(id);
            is_newer
        });
    }

    /// The id of the last event.
    pub(crate) fn last(&self) -> u64 {
        self.lock().last
    }

    /// What happened after the event `known`.
    pub(crate) fn since(&self, known: u64) -> News {
        let entries = self.lock();
        if known < entries.forgotten || known > entries.last {
            return News::Reset(entries.last);
        }
        News::Events(entries.by_id.range(known + 1..).map(|it| it.1.1.clone()).collect())
    }

    /// Tells when there is more.
    pub(crate) fn listen(&self) -> watch::Receiver<u64> {
        self.last.subscribe()
    }

    /// Ends all listeners.
    pub(crate) fn close(&self) {
        self.last.send_replace(u64::MAX);
    }

    /// Whether it was closed.
    pub(crate) fn is_closed(listener: &watch::Receiver<u64>) -> bool {
        *listener.borrow() == u64::MAX
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entries {
    fn forget(&mut self, id: u64) {
        if let Some((_, event)) = self.by_id.remove(&id) {
            self.n_bytes -= event.data.len();
        }
    }

    fn bound(&mut self) {
        while self.by_id.len() > MAX_EVENTS || (self.n_bytes > MAX_BYTES && self.by_id.len() > 1) {
            let Some((id, (subject, event))) = self.by_id.pop_first() else { return };
            self.n_bytes -= event.data.len();
            self.newest.remove(&subject);
            self.forgotten = id;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(news: News) -> Option<Vec<u64>> {
        match news {
            News::Events(events) => Some(events.iter().map(|it| it.id).collect()),
            News::Reset(_) => None,
        }
    }

    #[test]
    fn a_later_event_takes_the_place_of_an_earlier_one_about_the_same_thing() {
        let log = Log::new(100);
        for subject in ["a", "b", "a", "a"] {
            log.add("song", subject.into(), &subject);
        }
        assert_eq!(ids(log.since(100)), Some(vec![102, 104]));
        assert_eq!(ids(log.since(103)), Some(vec![104]));
        assert_eq!(ids(log.since(104)), Some(vec![]));
    }

    #[test]
    fn ids_of_before_a_restart_and_of_the_future_start_anew() {
        let log = Log::new(100);
        assert_eq!(ids(log.since(100)), Some(vec![]));
        assert_eq!((ids(log.since(99)), ids(log.since(101))), (None, None));
    }

    #[test]
    fn what_is_kept_is_bounded_and_whoever_is_too_late_starts_anew() {
        let log = Log::new(0);
        (0..MAX_EVENTS + 10).for_each(|it| log.add("look", it.to_string(), &it));
        assert_eq!(ids(log.since(9)), None);
        assert_eq!(ids(log.since(10)).map(|it| it.len()), Some(MAX_EVENTS));
        let log = Log::new(0);
        let large = "x".repeat(MAX_BYTES / 2);
        (0..4).for_each(|it| log.add("look", it.to_string(), &large));
        assert!(log.lock().n_bytes <= MAX_BYTES);
    }
}
