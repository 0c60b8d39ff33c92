//! A few threads that work through a short queue, apart from those that talk to clients.

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

type Task = Box<dyn FnOnce() + Send>;

#[derive(Default)]
struct Queue {
    waiting: VecDeque<(String, Task)>,
    /// Places that are promised to tasks that are still being written down.
    n_promised: usize,
    /// Threads that wait for a task.
    n_idle: usize,
    is_closed: bool,
}

struct Shared {
    queue: Mutex<Queue>,
    arrived: Condvar,
    limit: usize,
}

/// Threads and their queue.
pub(crate) struct Workers(Arc<Shared>);

/// A place in the queue, until it is taken or dropped.
pub(crate) struct Promise(Arc<Shared>);

impl Drop for Promise {
    fn drop(&mut self) {
        self.0.lock().n_promised -= 1;
    }
}

/// The queue is full; how many wait.
#[derive(Debug)]
pub(crate) struct Full(pub(crate) usize);

impl Workers {
    /// Starts `n` threads, for which at most `limit` tasks wait.
    pub(crate) fn start(name: &str, n: usize, limit: usize) -> Self {
        let queue = Mutex::new(Queue::default());
        let shared = Arc::new(Shared { queue, arrived: Condvar::new(), limit });
        for idx in 0..n.max(1) {
            let shared = Arc::clone(&shared);
            let work = move || shared.work();
            thread::Builder::new()
                .name(format!("{name}-{idx}"))
                .spawn(work)
                .expect("the system has a few threads at the start");
        }
        Self(shared)
    }

    /// Promises a place, or says at once that there is no room.
    pub(crate) fn promise(&self) -> Result<Promise, Full> {
        let mut queue = self.0.lock();
        // Whoever is idle takes a task at once.
        let n_taken = queue.waiting.len() + queue.n_promised;
        if n_taken >= self.0.limit.saturating_add(queue.n_idle) {
            return Err(Full(n_taken));
        }
        queue.n_promised += 1;
        drop(queue);
        Ok(Promise(Arc::clone(&self.0)))
    }

    /// Adds a task under a name by which it can be withdrawn, or says at once that there is no room.
    pub(crate) fn add(&self, name: &str, task: impl FnOnce() + Send + 'static) -> Result<(), Full> {
        let promise = self.promise()?;
        self.add_anyway(name, task);
        drop(promise);
        Ok(())
    }

    /// Adds a task to which a place was promised, or that was taken before a restart.
    pub(crate) fn add_anyway(&self, name: &str, task: impl FnOnce() + Send + 'static) {
        self.0.lock().waiting.push_back((name.to_owned(), Box::new(task)));
        self.0.arrived.notify_one();
    }

    /// Takes a task out of the queue; false if it is being done or was done.
    pub(crate) fn withdraw(&self, name: &str) -> bool {
        let mut queue = self.0.lock();
        let n = queue.waiting.len();
        queue.waiting.retain(|it| it.0 != name);
        queue.waiting.len() < n
    }

    /// Lets the threads end after what they are doing.
    pub(crate) fn close(&self) {
        let mut queue = self.0.lock();
        queue.is_closed = true;
        queue.waiting.clear();
        self.0.arrived.notify_all();
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.close();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        while let Some(task) = self.next() {
            // A bug in one task must not take the thread from all that follow; tasks hold nothing
            // that another one could find half done.
            drop(catch_unwind(AssertUnwindSafe(task)));
        }
    }

    fn next(&self) -> Option<Task> {
        let mut queue = self.lock();
        loop {
            if queue.is_closed {
                return None;
            }
            if let Some((_, task)) = queue.waiting.pop_front() {
                return Some(task);
            }
            queue.n_idle += 1;
            queue = self.arrived.wait(queue).unwrap_or_else(PoisonError::into_inner);
            queue.n_idle -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn no_more_wait_than_may_and_what_is_withdrawn_is_not_done() {
        let workers = Workers::start("test", 1, 2);
        let (go, gate) = mpsc::channel::<()>();
        let (say, heard) = mpsc::channel();
        let (started, is_started) = mpsc::channel();
        workers
            .add("first", move || {
                started.send(()).unwrap();
                gate.recv().unwrap();
            })
            .unwrap();
        is_started.recv().unwrap();
        for name in ["a", "b"] {
            let say = say.clone();
            workers.add(name, move || say.send(name).unwrap()).unwrap();
        }
        assert_eq!(workers.add("c", || ()).unwrap_err().0, 2);
        assert!(workers.withdraw("a") && !workers.withdraw("a"));
        go.send(()).unwrap();
        drop(say);
        assert_eq!(heard.recv().unwrap(), "b");
        assert!(heard.recv().is_err());
    }

    #[test]
    fn a_task_that_panics_takes_no_thread_with_it() {
        let workers = Workers::start("test", 1, 2);
        workers.add("bad", || panic!("a bug")).unwrap();
        let (say, heard) = mpsc::channel();
        workers.add_anyway("good", move || say.send(()).unwrap());
        heard.recv().unwrap();
    }
}
