//! Asking for a piece.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{body::Asked, path::Asks};
use crate::{
    Studio, aside,
    composing::ComposeRequest,
    documents::{Job, JobState, Song},
    error::Refusal,
};

pub(super) fn routes() -> OpenApiRouter<Arc<Studio>> {
    OpenApiRouter::new().routes(routes!(compose))
}

/// Whether to answer only when the piece is there.
#[derive(Deserialize)]
struct Patience {
    #[serde(default)]
    wait: bool,
}

/// Stops a job whose client has gone.
struct Waiting(Arc<Studio>, String);

impl Drop for Waiting {
    fn drop(&mut self) {
        let (studio, job) = (Arc::clone(&self.0), std::mem::take(&mut self.1));
        if !job.is_empty() {
            // It may wait for a disk, and nobody is left to be told if it fails.
            tokio::task::spawn_blocking(move || studio.stop_composing(&job));
        }
    }
}

/// Asks a model for a piece.
///
/// The answer is the job, at once; its songs come as events. With `?wait=true` the answer is
/// `{job, songs}` when it is done, and a client that goes away has it stopped.
#[utoipa::path(post, path = "/api/compose", tag = "composing",
    params(("wait" = Option<bool>, Query)), request_body = ComposeRequest,
    responses((status = 202, body = Job), (status = 200), (status = 429)))]
async fn compose(
    State(studio): State<Arc<Studio>>,
    Asks(patience): Asks<Patience>,
    Asked(request): Asked<ComposeRequest>,
) -> Result<Response, Refusal> {
    let own = Arc::clone(&studio);
    let job = aside(move || own.compose(request)).await?;
    if !patience.wait {
        return Ok((StatusCode::ACCEPTED, Json(job)).into_response());
    }
    let mut waiting = Waiting(Arc::clone(&studio), job.id.clone());
    if let Some(mut over) = studio.await_job(&job.id) {
        // Whoever would say that it is over has gone: then it is.
        let _ = over.wait_for(|it| *it).await;
    }
    waiting.1.clear();
    let job: Job = studio.shelf.get(&job.id)?;
    match job.error {
        Some(error) => {
            let mut refusal =
                Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, error.code, error.message);
            refusal.body.hint = error.hint;
            refusal.body.values = error.values;
            Err(refusal)
        }
        None if job.state != JobState::Done => {
            let message = "the piece was stopped before it was done";
            Err(Refusal::conflict("cancelled", message, "ask for it again"))
        }
        None => {
            let songs: Vec<Song> =
                job.songs.iter().filter_map(|it| studio.shelf.get(it).ok()).collect();
            Ok(Json(json!({ "job": job, "songs": songs })).into_response())
        }
    }
}
