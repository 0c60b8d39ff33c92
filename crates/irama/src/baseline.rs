//! The Markov baseline beside a run of the events model.

use std::{
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread,
    time::Duration,
};

use irama_events::Piece;
use irama_model::{
    baseline::{BaselineConfig, baseline},
    events::{Pieces, shards::Stored},
};

use crate::{clock::Stopwatch, gather::part, signals, voice::Voice};

/// How often to look for a signal.
const LOOK: Duration = Duration::from_millis(50);
/// Digits after the point that are kept: the last ones may differ from machine to machine.
const DIGITS: f64 = 1e6;

/// What the held-out pieces cost under a Markov model of the others, in nats a note, while it is
/// worked out beside the learning, on a thread of its own.
#[derive(Clone)]
pub(crate) struct Comparison(Arc<Shared>);

struct Shared {
    state: Mutex<State>,
    is_found: Condvar,
}

struct State {
    watch: Stopwatch,
    /// The figure, or none if one side has no notes; and how many seconds it took.
    found: Option<(Option<f64>, f64)>,
}

impl Comparison {
    /// Begins to work it out; of a large collection the seed draws some pieces. It cannot be stopped:
    /// after a signal nobody waits for it.
    pub(crate) fn start(pieces: &Arc<Pieces<Stored>>, seed: u64) -> Self {
        let state = Mutex::new(State { watch: Stopwatch::start(), found: None });
        let shared = Arc::new(Shared { state, is_found: Condvar::new() });
        let (own, pieces) = (Answer(Arc::clone(&shared)), Arc::clone(pieces));
        thread::spawn(move || own.give(nll_per_note(&pieces, seed)));
        Self(shared)
    }

    /// The figure, once it is known.
    pub(crate) fn known(&self) -> Option<Option<f64>> {
        self.0.lock().found.map(|it| it.0)
    }

    /// The seconds that it has taken so far.
    pub(crate) fn seconds(&self) -> f64 {
        let state = self.0.lock();
        state.found.map_or_else(|| state.watch.seconds(), |it| it.1)
    }

    /// Waits for the figure. `None` as well after a signal, which is heard at once.
    pub(crate) fn wait(&self, voice: &Voice) -> Option<f64> {
        let voice = voice.with_bar("comparing", None, &voice.pick("comparing", "membandingkan"));
        let mut state = self.0.lock();
        while state.found.is_none() && !signals::is_stopped() {
            let waited = self.0.is_found.wait_timeout(state, LOOK);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        voice.bar().finish_and_clear();
        state.found.and_then(|it| it.0)
    }
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Gives an answer, whatever happens.
struct Answer(Arc<Shared>);

impl Answer {
    fn give(&self, figure: Option<f64>) {
        let mut state = self.0.lock();
        if state.found.is_none() {
            state.found = Some((figure, state.watch.seconds()));
        }
        self.0.is_found.notify_all();
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.give(None);
    }
}

fn nll_per_note(pieces: &Pieces<Stored>, seed: u64) -> Option<f64> {
    let train = part::some_of(&pieces.train, part::COMPARED_ROWS, seed);
    let train: Vec<Piece> = train.iter().map(|it| pieces.train[*it].song().piece.clone()).collect();
    let held_out: Vec<Piece> = pieces.held_out.iter().map(|it| it.song().piece.clone()).collect();
    let count = || baseline(&train, &held_out, &BaselineConfig::default(), &|_| ());
    // A pool of its own, so that no step of the learning waits for it; where there is none, the
    // shared one does.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    let found = pool.map_or_else(|_| count(), |it| it.install(count));
    found.map(|it| (it.nll.total() * DIGITS).round() / DIGITS)
}
