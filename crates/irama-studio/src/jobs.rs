//! The end of jobs of all kinds.

use crate::{
    Studio,
    documents::{Job, JobError, JobState},
    error::Refusal,
};

/// Jobs that are over and still shown.
const MAX_OVER: usize = 200;

impl Studio {
    /// Ends a job, once.
    pub(crate) fn end_job(
        &self,
        id: &str,
        state: JobState,
        error: Option<JobError>,
    ) -> Result<(), Refusal> {
        self.shelf.change::<Job>(id, |job| {
            if !job.state.is_over() {
                job.state = state;
                job.error = error;
                if state == JobState::Done {
                    job.progress.done = job.progress.done.max(job.progress.of);
                }
            }
            Ok(())
        })?;
        self.forget_old_jobs()
    }

    fn forget_old_jobs(&self) -> Result<(), Refusal> {
        let mut over: Vec<Job> = self.shelf.all();
        over.retain(|it| it.state.is_over());
        over.sort_by(|a, b| b.created.cmp(&a.created));
        over.iter().skip(MAX_OVER).try_for_each(|it| self.shelf.remove::<Job>(&it.id))
    }
}
