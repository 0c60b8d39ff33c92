//! Looking into a collection: what of each file can be used, and why not.

use std::{
    fs,
    ops::ControlFlow,
    sync::{Arc, Mutex, PoisonError},
};

use irama_corpus::{CorpusConfig, CorpusError, Keep, Progress, Report, Status, read_corpus};
use irama_model::checkpoint::write_atomically;
use serde_json::Value;

use super::files::shown;
use crate::{
    Studio,
    clock::Stopwatch,
    documents::{Collection, CollectionState, Job, JobError, JobKind, JobState, Summary},
    error::Refusal,
    json,
};

/// How often progress is told.
const TOLD_EVERY: std::time::Duration = std::time::Duration::from_millis(150);

impl Studio {
    /// Has somebody look into a collection.
    pub(crate) fn inspect_collection(self: &Arc<Self>, id: &str) -> Result<Job, Refusal> {
        let collection: Collection = self.shelf.get(id)?;
        if collection.state == CollectionState::Empty {
            let message = "this collection has no files yet";
            let hint = "add MIDI files or zip archives to it";
            return Err(Refusal::conflict("collection_empty", message, hint));
        }
        if collection.state == CollectionState::Reading {
            let message = "this collection is being read";
            return Err(Refusal::conflict("collection_busy", message, "wait until it was read"));
        }
        let mut job = Job::queued(JobKind::Inspect, Value::Null);
        job.collection = Some(id.to_owned());
        let job = self.shelf.put(job)?;
        self.queue_reading(&job);
        self.shelf.change::<Collection>(id, |it| {
            it.state = CollectionState::Reading;
            Ok(())
        })?;
        Ok(job)
    }

    /// Puts a job in the queue of whoever reads.
    pub(crate) fn queue_reading(self: &Arc<Self>, job: &Job) {
        let (studio, id) = (Arc::clone(self), job.id.clone());
        let collection = job.collection.clone().unwrap_or_default();
        self.reader.add_anyway(&job.id, move || {
            // A store that cannot be written says so to the next request.
            let _ = studio.read_collection(&id, &collection);
        });
    }

    fn read_collection(&self, job: &str, collection: &str) -> Result<(), Refusal> {
        if self.shelf.get::<Job>(job)?.state.is_over() {
            return Ok(());
        }
        self.shelf.change::<Job>(job, |it| {
            it.state = JobState::Running;
            Ok(())
        })?;
        let read = self.inputs(collection).and_then(|inputs| self.report_on(job, &inputs));
        match read {
            Ok(Some(report)) => self.keep_report(collection, &report)?,
            Ok(None) if self.is_ending() => return Ok(()),
            Ok(None) => {
                return self.leave_unread(collection, None);
            }
            Err(refusal) => {
                let error: JobError = refusal.into();
                self.leave_unread(collection, Some(error.clone()))?;
                return self.end_job(job, JobState::Failed, Some(error));
            }
        }
        self.end_job(job, JobState::Done, None)
    }

    /// Reads all files; `None` if somebody stopped it.
    fn report_on(&self, job: &str, inputs: &std::path::Path) -> Result<Option<Report>, Refusal> {
        let (cache, keep) = (self.config.cache.clone(), Keep::Nothing);
        let config = CorpusConfig { keep, cache, ..CorpusConfig::default() };
        let told: Mutex<Option<Stopwatch>> = Mutex::default();
        let watch = |progress: Progress| {
            let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
            if told.is_none_or(|it| it.elapsed() >= TOLD_EVERY) {
                *told = Some(Stopwatch::start());
                self.shelf.touch::<Job>(job, |it| {
                    it.progress.done = progress.done as u64;
                    it.progress.of = progress.total.unwrap_or(0) as u64;
                });
            }
            drop(told);
            let is_over = self.shelf.get::<Job>(job).is_ok_and(|it| it.state.is_over());
            match is_over || self.is_ending() {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        };
        match read_corpus(&[inputs.to_owned()], &config, &watch) {
            Ok(corpus) => Ok(Some(corpus.report)),
            Err(CorpusError::Stopped) => Ok(None),
            Err(error) => {
                let hint = "add MIDI files or zip archives that have some";
                Err(Refusal::unusable("nothing_usable", error.to_string(), hint))
            }
        }
    }

    fn keep_report(&self, id: &str, report: &Report) -> Result<(), Refusal> {
        let known: Collection = self.shelf.get(id)?;
        let mut value = json::plain(report);
        rename_files(&mut value, &known.files);
        let text = serde_json::to_vec(&value).map_err(Refusal::failed)?;
        write_atomically(&self.places.report(id), &text).map_err(Refusal::storage)?;
        let kept = report.files.iter().filter(|it| it.status != Status::Dropped);
        let summary = Summary {
            files_found: report.files_found as u64,
            files_kept: report.files_kept as u64,
            files_dropped: report.files_dropped as u64,
            n_repaired: kept.filter(|it| !it.repairs.is_empty()).count() as u64,
            notes: report.notes,
            bars: report.bars,
            duplicates: report.duplicates as u64,
        };
        self.shelf.change::<Collection>(id, |it| {
            it.error = (summary.files_kept == 0).then(|| nothing_usable(&value));
            it.state = match it.error {
                Some(_) => CollectionState::Failed,
                None => CollectionState::Ready,
            };
            it.summary = Some(summary);
            Ok(())
        })?;
        Ok(())
    }

    fn leave_unread(&self, id: &str, error: Option<JobError>) -> Result<(), Refusal> {
        self.shelf.change::<Collection>(id, |it| {
            it.state = match (&error, id == Collection::BUILT_IN) {
                (Some(_), false) => CollectionState::Failed,
                (None, false) => CollectionState::Uploaded,
                (_, true) => CollectionState::Ready,
            };
            it.error = error;
            Ok(())
        })?;
        Ok(())
    }

    /// What was found in a collection, if anybody has looked.
    pub(crate) fn report_of(&self, id: &str) -> Option<Value> {
        serde_json::from_slice(&fs::read(self.places.report(id)).ok()?).ok()
    }

    /// Stops looking into a collection.
    pub(crate) fn stop_reading(&self, job: &Job) -> Result<(), Refusal> {
        let was_waiting = self.reader.withdraw(&job.id);
        self.end_job(&job.id, JobState::Cancelled, None)?;
        match &job.collection {
            Some(collection) if was_waiting => self.leave_unread(collection, None),
            _ => Ok(()),
        }
    }
}

fn nothing_usable(report: &Value) -> JobError {
    let first = report["files"].as_array().and_then(|it| it.first());
    let text = |name: &str| first.map_or("", |it| it[name].as_str().unwrap_or_default());
    let message = match first {
        Some(_) => format!("none of the files can be used; {}: {}", text("path"), text("reason")),
        None => "there are no MIDI files in it".to_owned(),
    };
    let mut error = JobError::new("nothing_usable", message);
    error.hint = Some("add other files; the report says what is wrong with each".into());
    error
}

/// Gives files the names under which they were sent, in the place of those on disk.
fn rename_files(report: &mut Value, names: &[String]) {
    for file in report["files"].as_array_mut().into_iter().flatten() {
        let Some(path) = file["path"].as_str() else { continue };
        let renamed = renamed(path, names);
        file["path"] = renamed.into();
    }
}

/// `…/00002 plain name.zip/a.mid` as `Sent Name.zip/a.mid`.
fn renamed(path: &str, names: &[String]) -> String {
    let pieces: Vec<&str> = path.split('/').collect();
    let number_of = |piece: &str| -> Option<usize> {
        let (number, _) = piece.split_once(' ')?;
        (number.len() == 5).then(|| number.parse().ok()).flatten()
    };
    let own = pieces.iter().enumerate().find_map(|(idx, it)| {
        let name = names.get(number_of(it)?.checked_sub(1)?)?;
        Some((idx, name))
    });
    match own {
        Some((idx, name)) => {
            let rest = pieces[idx + 1..].iter().copied();
            std::iter::once(shown(name).as_str()).chain(rest).collect::<Vec<_>>().join("/")
        }
        None => pieces.last().copied().unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_by_the_names_under_which_they_were_sent() {
        let names = ["Köln/Loops.zip".to_owned(), "b.mid".to_owned()];
        assert_eq!(renamed("x/y/00001 Loops.zip/in/a.mid", &names), "Köln/Loops.zip/in/a.mid");
        assert_eq!(renamed("00002 b.mid", &names), "b.mid");
        assert_eq!(renamed("x/y/001 Velvet.mid", &names), "001 Velvet.mid");
    }
}
