//! Which model learns, and which ones wait.

use std::{
    collections::VecDeque,
    process::{Child, ChildStdin},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use crate::Studio;

/// How long a process may take to save before it is ended.
const PATIENCE: Duration = Duration::from_secs(8);

/// What is to become of the model that learns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    GoOn,
    Pause,
    Cancel,
}

/// The model that learns.
pub(super) struct Running {
    pub(super) model: String,
    /// The pipe that keeps it going.
    pub(super) pipe: Option<ChildStdin>,
    pub(super) child: Arc<Mutex<Child>>,
    pub(super) wish: Wish,
}

#[derive(Default)]
struct Desk {
    waiting: VecDeque<String>,
    running: Option<Running>,
    is_closed: bool,
}

/// The one who has models learn.
#[derive(Default)]
pub(crate) struct Learner {
    desk: Mutex<Desk>,
    changed: Condvar,
}

impl Learner {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins to work; the studio lives as long as this does.
    pub(crate) fn start(studio: &Arc<Studio>) {
        let studio = Arc::clone(studio);
        let work = move || {
            while let Some(model) = studio.learner.next() {
                studio.learn(&model);
            }
        };
        thread::Builder::new()
            .name("learn".into())
            .spawn(work)
            .expect("the system has a few threads at the start");
    }

    /// The next model that is to learn; `None` at the end.
    fn next(&self) -> Option<String> {
        let mut desk = self.desk();
        loop {
            if desk.is_closed {
                return None;
            }
            if let Some(model) = desk.waiting.pop_front() {
                return Some(model);
            }
            desk = self.changed.wait(desk).unwrap_or_else(PoisonError::into_inner);
        }
    }

    pub(super) fn add(&self, model: &str) {
        let mut desk = self.desk();
        if !desk.waiting.iter().any(|it| it == model) {
            desk.waiting.push_back(model.to_owned());
        }
        self.changed.notify_all();
    }

    /// Has whoever learns save and end, and waits for that.
    pub(crate) fn close(&self) {
        let mut desk = self.desk();
        desk.is_closed = true;
        desk.waiting.clear();
        if let Some(running) = &mut desk.running {
            running.pipe = None;
        }
        self.changed.notify_all();
        let is_busy = |it: &mut Desk| it.running.is_some();
        drop(self.changed.wait_timeout_while(desk, PATIENCE, is_busy));
    }

    /// Says what is to become of a model that learns or waits; false if it does neither.
    pub(super) fn ask(&self, model: &str, wish: Wish) -> bool {
        let mut desk = self.desk();
        let n = desk.waiting.len();
        desk.waiting.retain(|it| it != model);
        if let Some(running) = desk.running.as_mut().filter(|it| it.model == model) {
            running.wish = wish;
            running.pipe = None;
            return true;
        }
        desk.waiting.len() < n
    }

    /// Waits until a model does not learn any more; one that does not end in time is ended.
    pub(super) fn await_end(&self, model: &str) {
        let is_busy =
            |it: &mut Desk| it.running.as_ref().is_some_and(|running| running.model == model);
        let waited = self.changed.wait_timeout_while(self.desk(), PATIENCE, is_busy);
        let (desk, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
        if timeout.timed_out()
            && let Some(running) = desk.running.as_ref().filter(|it| it.model == model)
        {
            // One that has ended meanwhile cannot be ended, and need not be.
            let _ = running.child.lock().unwrap_or_else(PoisonError::into_inner).kill();
        }
    }

    pub(super) fn is_running(&self, model: &str) -> bool {
        self.desk().running.as_ref().is_some_and(|it| it.model == model)
    }

    /// How many wait.
    pub(super) fn n_waiting(&self) -> usize {
        self.desk().waiting.len()
    }

    /// Says that a model learns now. At the end of the studio its pipe is closed at once.
    pub(super) fn begin(&self, model: &str, pipe: Option<ChildStdin>, child: &Arc<Mutex<Child>>) {
        let mut desk = self.desk();
        let pipe = if desk.is_closed { None } else { pipe };
        let (model, child) = (model.to_owned(), Arc::clone(child));
        desk.running = Some(Running { model, pipe, child, wish: Wish::GoOn });
    }

    /// What is to become of the model that learns.
    pub(super) fn wish(&self) -> Wish {
        self.desk().running.as_ref().map_or(Wish::GoOn, |it| it.wish)
    }

    /// Says that no model learns any more.
    pub(super) fn end(&self) {
        self.desk().running = None;
        self.changed.notify_all();
    }
}
