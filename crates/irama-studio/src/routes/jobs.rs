//! Jobs: how far they are, and what to do with them.

use std::sync::Arc;

use axum::{Json, extract::State};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::path::Id;
use crate::{
    Studio, aside,
    documents::{Job, JobKind},
    error::Refusal,
};

pub(super) fn routes() -> OpenApiRouter<Arc<Studio>> {
    OpenApiRouter::new().routes(routes!(read, cancel)).routes(routes!(keep))
}

/// A job.
#[utoipa::path(get, path = "/api/jobs/{id}", tag = "jobs", params(("id" = String, Path)),
    responses((status = 200, body = Job)))]
async fn read(State(studio): State<Arc<Studio>>, Id(id): Id) -> Result<Json<Job>, Refusal> {
    studio.shelf.get(&id).map(Json)
}

/// Ends a job. Its songs so far stay; a model that learns keeps what it has.
#[utoipa::path(delete, path = "/api/jobs/{id}", tag = "jobs", params(("id" = String, Path)),
    responses((status = 200, body = Job)))]
async fn cancel(State(studio): State<Arc<Studio>>, Id(id): Id) -> Result<Json<Job>, Refusal> {
    let work = move || {
        let job: Job = studio.shelf.get(&id)?;
        match job.kind {
            JobKind::Compose => studio.stop_composing(&id)?,
            JobKind::Inspect => studio.stop_reading(&job)?,
            JobKind::Learn => studio.stop_learning(&job)?,
        }
        studio.shelf.get(&id)
    };
    aside(work).await.map(Json)
}

/// Stops a piece that is being composed and keeps its settled bars.
#[utoipa::path(post, path = "/api/jobs/{id}/keep", tag = "jobs", params(("id" = String, Path)),
    responses((status = 200, body = Job)))]
async fn keep(State(studio): State<Arc<Studio>>, Id(id): Id) -> Result<Json<Job>, Refusal> {
    let work = move || {
        studio.shelf.get::<Job>(&id)?;
        studio.keep_composing(&id)?;
        studio.shelf.get(&id)
    };
    aside(work).await.map(Json)
}
