//! What clients ask of models that learn: to begin, to rest, to go on, to go.

use std::{fs, io::ErrorKind};

use super::{ModelRequest, learner::Wish};
use crate::{
    Studio, clock,
    documents::{Collection, CollectionState, Job, JobKind, JobState, Model, ModelState},
    error::Refusal,
    id, json, names,
};

/// Models that wait, at most.
const MAX_WAITING: usize = 32;

impl Studio {
    /// Takes a model that is to be learned.
    pub(crate) fn learn_model(&self, request: ModelRequest) -> Result<(Model, Job), Refusal> {
        let name = names::checked("name", &request.name)?;
        let mut settings = request.settings;
        settings.check()?;
        let collection: Collection = self.shelf.get(&request.collection)?;
        if matches!(collection.state, CollectionState::Empty | CollectionState::Failed) {
            let message = "this collection has no file that a model could learn from";
            let hint = "add MIDI files or zip archives to it";
            return Err(Refusal::conflict("collection_empty", message, hint));
        }
        if let Some(from) = &settings.from {
            let base: Model = self.shelf.get(from)?;
            if !base.has_sound {
                let message = "the model to start from has not learned anything yet";
                return Err(Refusal::conflict("model_not_ready", message, "choose another"));
            }
        }
        if self.learner.n_waiting() >= MAX_WAITING {
            return Err(Refusal::busy(MAX_WAITING));
        }
        settings.seed.get_or_insert_with(id::fresh_seed);
        let model = Model {
            id: id::fresh(),
            name,
            kind: settings.kind,
            created: clock::moment(),
            collection: Some(collection.id.clone()),
            settings,
            ..Model::default()
        };
        fs::create_dir_all(self.places.model_folder(&model.id)).map_err(Refusal::storage)?;
        let model = self.shelf.put(model)?;
        let job = self.learning_job(&model)?;
        self.learner.add(&model.id);
        Ok((model, job))
    }

    /// The job of a model that is to learn: the one that it had, if that can go on.
    fn learning_job(&self, model: &Model) -> Result<Job, Refusal> {
        if let Some(job) = self.job_of(&model.id).filter(|it| !it.state.is_over()) {
            return self.shelf.change::<Job>(&job.id, |it| {
                it.state = JobState::Queued;
                Ok(())
            });
        }
        let mut job = Job::queued(JobKind::Learn, json::plain(&model.settings));
        job.model = Some(model.id.clone());
        job.collection.clone_from(&model.collection);
        self.shelf.put(job)
    }

    /// The last job of a model that learns or learned.
    pub(super) fn job_of(&self, model: &str) -> Option<Job> {
        self.shelf.look(|all| {
            let own = all
                .jobs
                .values()
                .filter(|it| it.kind == JobKind::Learn && it.model.as_deref() == Some(model));
            own.max_by(|a, b| a.created.cmp(&b.created)).cloned()
        })
    }

    /// Takes up the models that were learning when the studio closed.
    pub(crate) fn go_on_learning(&self) {
        let mut models: Vec<Model> = self.shelf.all();
        models.sort_by(|a, b| a.created.cmp(&b.created));
        let was_open = [ModelState::Waiting, ModelState::Reading, ModelState::Learning];
        for model in models.iter().filter(|it| was_open.contains(&it.state)) {
            self.shelf.touch::<Model>(&model.id, |it| it.state = ModelState::Waiting);
            if self.learning_job(model).is_ok() {
                self.learner.add(&model.id);
            }
        }
    }

    /// Has a model save and rest.
    pub(crate) fn pause_model(&self, model: &str) -> Result<Model, Refusal> {
        self.shelf.get::<Model>(model)?;
        if !self.learner.ask(model, Wish::Pause) {
            let message = "this model does not learn now";
            return Err(Refusal::conflict("not_learning", message, "load the page again"));
        }
        if self.learner.is_running(model) {
            if let Some(job) = self.job_of(model) {
                self.shelf.touch::<Job>(&job.id, |it| it.state = JobState::Pausing);
            }
            return self.shelf.get(model);
        }
        self.rest(model, JobState::Paused)
    }

    /// Has a model go on.
    pub(crate) fn resume_model(&self, model: &str) -> Result<Model, Refusal> {
        let known: Model = self.shelf.get(model)?;
        if !matches!(known.state, ModelState::Paused | ModelState::Failed)
            || known.collection.is_none()
        {
            let message = "this model does not rest, so it cannot go on";
            return Err(Refusal::conflict("not_paused", message, "load the page again"));
        }
        self.learning_job(&known)?;
        let model = self.shelf.change::<Model>(model, |it| {
            it.state = ModelState::Waiting;
            it.error = None;
            Ok(())
        })?;
        self.learner.add(&model.id);
        Ok(model)
    }

    /// Ends a job of learning; the model keeps what it has.
    pub(crate) fn stop_learning(&self, job: &Job) -> Result<(), Refusal> {
        let Some(model) = &job.model else { return Ok(()) };
        if job.state.is_over() {
            return Ok(());
        }
        self.learner.ask(model, Wish::Cancel);
        if self.learner.is_running(model) {
            self.learner.await_end(model);
            return Ok(());
        }
        self.rest(model, JobState::Cancelled).map(drop)
    }

    /// Deletes a model and all that belongs to it.
    pub(crate) fn delete_model(&self, model: &str) -> Result<(), Refusal> {
        self.shelf.get::<Model>(model)?;
        if model == Model::BUILT_IN {
            let message = "the model in the box stays";
            return Err(Refusal::conflict("built_in", message, "delete models of your own"));
        }
        let is_base = |it: &Model| {
            it.settings.from.as_deref() == Some(model) && it.state != ModelState::Ready
        };
        if let Some(other) = self.shelf.all::<Model>().into_iter().find(is_base) {
            let message = format!("the model {:?} starts from this one", other.name);
            let hint = "delete that one first, or let it end";
            return Err(Refusal::conflict("model_in_use", message, hint).value("name", other.name));
        }
        self.learner.ask(model, Wish::Cancel);
        self.learner.await_end(model);
        if let Some(job) = self.job_of(model) {
            self.end_job(&job.id, JobState::Cancelled, None)?;
        }
        self.shelf.remove::<Model>(model)?;
        match fs::remove_dir_all(self.places.model_folder(model)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(Refusal::storage(error)),
            _ => Ok(()),
        }
    }
}
