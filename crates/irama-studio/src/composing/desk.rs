//! Composing jobs from the request to the songs.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use irama_model::{
    Model as AnyModel,
    events::{Brief, EventsModel},
};
use irama_score::Pitch;
use tokio::sync::watch;

use super::{
    ComposeRequest, classic, events,
    loaded::Loaded,
    order::{Order, Word},
    sketch::Sketch,
    unmet::refusal_of,
};
use crate::{
    Studio,
    clock::Stopwatch,
    documents::{Job, JobKind, JobState, Model, ModelKind, Project, Song},
    error::Refusal,
    id, json,
    workers::Workers,
};

/// How often progress is told.
const TOLD_EVERY: Duration = Duration::from_millis(100);

/// Who composes, and for whom.
pub(crate) struct Bench {
    workers: Workers,
    orders: Mutex<BTreeMap<String, Arc<Order>>>,
    loaded: Loaded,
}

/// Why no piece came of it.
pub(super) enum Ended {
    /// Somebody stopped it.
    Stopped,
    /// It cannot be done.
    Refused(Refusal),
}

impl From<Refusal> for Ended {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// What a piece that is being composed tells, and hears.
pub(super) struct Watch<'a> {
    studio: &'a Studio,
    job: &'a str,
    order: &'a Order,
    told: Mutex<Option<Stopwatch>>,
}

impl Watch<'_> {
    pub(super) fn word(&self) -> Word {
        self.order.word()
    }

    /// Tells how much there will be.
    pub(super) fn total(&self, of: u64) {
        self.studio.shelf.touch::<Job>(self.job, |it| it.progress.of = of);
    }

    /// Tells how much is done and what is settled, not too often.
    pub(super) fn sketch(&self, sketch: &irama_model::events::Sketch, variation: u64) {
        if !self.is_time() {
            return;
        }
        self.progress((sketch.n_bars(), Some(sketch.n_bars_in_all())), variation);
        let sketch = Sketch::new(self.job, variation, sketch.n_bars(), &sketch.score());
        self.studio.shelf.log.add("sketch", format!("sketch/{}", self.job), &sketch);
    }

    /// Tells how much is done, not too often.
    pub(super) fn bars(&self, done: u64, variation: u64) {
        if self.is_time() {
            self.progress((done, None), variation);
        }
    }

    fn is_time(&self) -> bool {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.is_some_and(|it| it.elapsed() < TOLD_EVERY) {
            return false;
        }
        *told = Some(Stopwatch::start());
        true
    }

    fn progress(&self, (done, of): (u64, Option<u64>), variation: u64) {
        self.studio.shelf.touch::<Job>(self.job, |it| {
            it.progress.done = done;
            it.progress.of = of.unwrap_or(it.progress.of);
            it.progress.variation = Some(variation + 1);
        });
    }
}

impl Bench {
    pub(crate) fn start(n_threads: usize, queue: usize) -> Self {
        Self {
            workers: Workers::start("compose", n_threads, queue),
            orders: Mutex::default(),
            loaded: Loaded::default(),
        }
    }

    /// Lets everybody go home.
    pub(crate) fn close(&self) {
        self.workers.close();
        self.orders().values().for_each(|it| it.stop());
    }

    fn orders(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Order>>> {
        self.orders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Studio {
    /// Takes a request, or says at once why not.
    pub(crate) fn compose(self: &Arc<Self>, mut request: ComposeRequest) -> Result<Job, Refusal> {
        request.check(&self.config.limits)?;
        // Before anything is written: whoever is refused learns of it at once.
        let promise = self.bench.workers.promise().map_err(|it| Refusal::busy(it.0))?;
        let model: Model = self.shelf.get(&request.model)?;
        check_model(&model, &request)?;
        let material =
            request.material.as_ref().map(|it| self.shelf.get::<Song>(it)).transpose()?;
        if let Some(project) = &request.project {
            self.shelf.get::<Project>(project)?;
        }
        request.seed.get_or_insert_with(id::fresh_seed);
        if request.model == Model::BUILT_IN {
            request.brief.copy_limit.get_or_insert(Brief::COPY_LIMIT);
        }
        let mut job = Job::queued(JobKind::Compose, json::plain(&request));
        job.model = Some(request.model.clone());
        job.project.clone_from(&request.project);
        job.progress.of = material.map_or(0, |it| it.bars) + request.brief.n_new_bars();
        let job = self.shelf.put(job)?;
        self.queue(&job.id);
        drop(promise);
        Ok(job)
    }

    /// Puts a job in the queue: it was promised a place.
    pub(crate) fn queue(self: &Arc<Self>, job: &str) {
        let order = Arc::new(Order::new());
        self.bench.orders().insert(job.to_owned(), Arc::clone(&order));
        let (studio, id) = (Arc::clone(self), job.to_owned());
        self.bench.workers.add_anyway(job, move || studio.work_off(&id, &order));
    }

    /// Tells when a job is over; `None` if it is already.
    pub(crate) fn await_job(&self, job: &str) -> Option<watch::Receiver<bool>> {
        self.bench.orders().get(job).map(|it| it.listen())
    }

    /// Stops a composing job, wherever it is; nothing happens if it is over.
    pub(crate) fn stop_composing(&self, job: &str) -> Result<(), Refusal> {
        let Some(order) = self.bench.orders().get(job).cloned() else { return Ok(()) };
        order.stop();
        if self.bench.workers.withdraw(job) {
            self.end_job(job, JobState::Cancelled, None)?;
            self.bench.orders().remove(job);
            order.end();
        }
        Ok(())
    }

    /// Keeps the settled bars of a piece that is being composed.
    pub(crate) fn keep_composing(&self, job: &str) -> Result<(), Refusal> {
        let order = self.bench.orders().get(job).cloned();
        let refused = || {
            let message = "this job is not composing any more, so there is nothing to keep";
            Refusal::conflict("not_running", message, "its songs are in the history")
        };
        order.map(|it| it.keep()).ok_or_else(refused)
    }

    fn work_off(self: &Arc<Self>, job: &str, order: &Order) {
        let ended = self.compose_all(job, order);
        // A store that cannot be written says so to the next request.
        let _ = match ended {
            Ok(()) => self.end_job(job, JobState::Done, None),
            Err(Ended::Stopped) if self.is_ending() => Ok(()),
            Err(Ended::Stopped) => self.end_job(job, JobState::Cancelled, None),
            Err(Ended::Refused(refusal)) => {
                self.end_job(job, JobState::Failed, Some(refusal.into()))
            }
        };
        self.bench.orders().remove(job);
        order.end();
    }

    fn compose_all(&self, job: &str, order: &Order) -> Result<(), Ended> {
        if order.word() == Word::Stop {
            return Err(Ended::Stopped);
        }
        let asked = self.shelf.change::<Job>(job, |it| {
            it.state = JobState::Running;
            // Songs of an attempt before a restart stay in the history, but are composed again.
            it.songs.clear();
            Ok(())
        })?;
        let request: ComposeRequest =
            serde_json::from_value(asked.request).map_err(Refusal::failed)?;
        let path = self.places.model(&request.model);
        let model = self.bench.loaded.get(&request.model, &path).map_err(|it| refusal_of(&it))?;
        let watch = Watch { studio: self, job, order, told: Mutex::default() };
        match &*model {
            AnyModel::Events(model) => self.compose_events(model, &request, &watch),
            AnyModel::Classic(model) => {
                let prompt = self.pitches_for(&request)?;
                let seed = request.seed.unwrap_or_default();
                for variation in 0..request.n_variations() {
                    let own = (prompt.clone(), seed + variation);
                    let piece = classic::one((model, self.config.kernels), &request, own, &watch)?;
                    self.keep_piece(job, piece)?;
                }
                Ok(())
            }
        }
    }

    fn compose_events(
        &self,
        model: &EventsModel,
        request: &ComposeRequest,
        watch: &Watch,
    ) -> Result<(), Ended> {
        let material =
            request.material.as_ref().map(|it| events::material(&self.shelf, it)).transpose()?;
        let seed = request.seed.unwrap_or_default();
        let mut surprises = Vec::new();
        for variation in 0..request.n_variations() {
            let own = (material.as_ref(), seed, variation);
            let piece = events::one((model, self.config.kernels), request, own, watch)?;
            surprises.push((piece.song.id.clone(), piece.heard_nll_per_note));
            self.keep_piece(watch.job, (piece.song, piece.midi))?;
        }
        surprises.sort_by(|a, b| a.1.total_cmp(&b.1));
        let best_first = surprises.into_iter().map(|it| it.0).collect();
        self.shelf.change::<Job>(watch.job, |it| {
            it.songs = best_first;
            Ok(())
        })?;
        Ok(())
    }

    fn pitches_for(&self, request: &ComposeRequest) -> Result<Option<Vec<Pitch>>, Refusal> {
        request.material.as_ref().map(|it| classic::material(&self.shelf, it)).transpose()
    }

    fn keep_piece(&self, job: &str, (song, midi): (Song, Vec<u8>)) -> Result<(), Refusal> {
        let song = self.shelf.put_song(song, midi)?;
        self.shelf.change::<Job>(job, |it| {
            it.songs.push(song.id.clone());
            Ok(())
        })?;
        Ok(())
    }
}

/// Refuses a model without a file, and orders that its kind does not know.
fn check_model(model: &Model, request: &ComposeRequest) -> Result<(), Refusal> {
    // A model that still learns, rests or failed may be heard as its best state so far.
    if !model.has_sound {
        let message = "this model has not learned enough to compose yet";
        let hint = "wait until it has learned, or choose another";
        return Err(Refusal::conflict("model_not_ready", message, hint));
    }
    let is_classic = model.kind == ModelKind::Classic;
    let only_bars = irama_model::events::Brief {
        bars: request.brief.bars,
        ..irama_model::events::Brief::default()
    };
    if is_classic && request.brief != only_bars {
        let message = "a classic model knows no brief but its number of bars";
        let hint = "choose an events model, or leave out all but the bars";
        return Err(Refusal::invalid("brief", message, hint));
    }
    if !is_classic && request.classic.is_some() {
        let message = "these settings are for classic models";
        return Err(Refusal::invalid("classic", message, "leave `classic` out"));
    }
    Ok(())
}
