//! A model learns: from the start of its process to what came of it.

use std::{
    io::{BufRead, BufReader},
    process::ExitStatus,
    sync::{Arc, Mutex, PoisonError},
};

use super::{learner::Wish, said::Listener};
use crate::{
    Studio,
    documents::{Best, Collection, Job, JobError, JobState, Model, ModelState},
    error::Refusal,
};

impl Studio {
    /// Has a model learn until it is done, rests or fails.
    pub(super) fn learn(&self, model: &str) {
        let Ok(known) = self.shelf.get::<Model>(model) else { return };
        let Some(job) = self.job_of(model) else { return };
        if let Err(error) = self.try_to_learn(&known, &job) {
            // A store that cannot be written says so to the next request.
            let _ = self.fail_model(model, &job.id, error.into());
        }
    }

    fn try_to_learn(&self, model: &Model, job: &Job) -> Result<(), Refusal> {
        let collection = model.collection.as_deref().unwrap_or(Collection::BUILT_IN);
        let inputs = self.inputs(collection)?;
        let mut child = self.start_learning(model, &inputs).map_err(|it| {
            Refusal::failed(format!("the program that learns could not be started ({it})"))
        })?;
        let (pipe, lines) = (child.stdin.take(), child.stderr.take());
        let child = Arc::new(Mutex::new(child));
        self.learner.begin(&model.id, pipe, &child);
        let began = self.shelf.change::<Model>(&model.id, |it| {
            (it.state, it.error) = (ModelState::Reading, None);
            Ok(())
        });
        self.shelf.touch::<Job>(&job.id, |it| it.state = JobState::Running);
        let mut listener = Listener::new(self, &model.id, &job.id);
        let lines = lines.into_iter().flat_map(|it| BufReader::new(it).split(b'\n'));
        for line in lines.map_while(Result::ok) {
            listener.hear(&String::from_utf8_lossy(&line));
        }
        listener.see_file();
        let status = child.lock().unwrap_or_else(PoisonError::into_inner).wait();
        let wish = self.learner.wish();
        let ended = self.end_of(&model.id, &job.id, (wish, status.ok()), listener.failure);
        self.learner.end();
        began.and(ended)
    }

    fn end_of(
        &self,
        model: &str,
        job: &str,
        (wish, status): (Wish, Option<ExitStatus>),
        failure: Option<String>,
    ) -> Result<(), Refusal> {
        if status.is_some_and(|it| it.success()) {
            return self.finish_model(model, job);
        }
        let code = status.and_then(|it| it.code());
        match (wish, code) {
            // It goes on at the next start, as what it was.
            _ if self.is_ending() => Ok(()),
            (Wish::Cancel, _) => self.rest(model, JobState::Cancelled).map(drop),
            // Somebody outside may have asked it to stop, too.
            (Wish::Pause, _) | (_, Some(130 | 143)) => self.rest(model, JobState::Paused).map(drop),
            _ => {
                let text = failure.unwrap_or_else(|| "the program that learns ended".to_owned());
                let code = if code == Some(2) { "cannot_learn" } else { "learning_failed" };
                let mut error = JobError::new(code, text);
                let hint = "change what the message names; what was learned can go on";
                error.hint = Some(hint.into());
                self.fail_model(model, job, error)
            }
        }
    }

    fn finish_model(&self, model: &str, job: &str) -> Result<(), Refusal> {
        let card = self.card(model)?;
        self.shelf.change::<Model>(model, |it| {
            it.state = ModelState::Ready;
            let best = it.best.get_or_insert_with(Best::default);
            best.baseline_nll_per_note = card["baseline_nll_per_note"].as_f64();
            best.nll_per_note = card["best_nll_per_note"].as_f64().or(best.nll_per_note);
            it.styles = Model::styles_of(&card);
            if let Some(progress) = &mut it.progress {
                (progress.phase, progress.seconds_left) = ("done".into(), None);
            }
            Ok(())
        })?;
        self.end_job(job, JobState::Done, None)
    }

    /// A model rests; its job is paused or over.
    pub(super) fn rest(&self, model: &str, job_state: JobState) -> Result<Model, Refusal> {
        let resting = self.shelf.change::<Model>(model, |it| {
            it.state = ModelState::Paused;
            Ok(())
        })?;
        if let Some(job) = self.job_of(model) {
            if job_state.is_over() {
                self.end_job(&job.id, job_state, None)?;
            } else {
                self.shelf.change::<Job>(&job.id, |it| {
                    it.state = job_state;
                    Ok(())
                })?;
            }
        }
        Ok(resting)
    }

    fn fail_model(&self, model: &str, job: &str, error: JobError) -> Result<(), Refusal> {
        self.shelf.change::<Model>(model, |it| {
            (it.state, it.error) = (ModelState::Failed, Some(error.clone()));
            Ok(())
        })?;
        self.end_job(job, JobState::Failed, Some(error))
    }
}
