//! Everything at once, health, and what the page wants to remember.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::body::Asked;
use crate::{
    Studio, aside,
    composing::MAX_SEED,
    documents::{Collection, Job, Model, Project, Song},
    error::Refusal,
};

/// Bytes of what the page remembers.
const MAX_SETTINGS: usize = 16 << 10;

pub(super) fn routes() -> OpenApiRouter<Arc<Studio>> {
    OpenApiRouter::new().routes(routes!(health)).routes(routes!(state)).routes(routes!(settings))
}

/// Everything that a page needs at the start.
#[derive(Serialize, ToSchema)]
struct Whole {
    version: &'static str,
    /// Events after this one are not in here yet.
    last_event: String,
    models: Vec<Model>,
    collections: Vec<Collection>,
    projects: Vec<Project>,
    jobs: Vec<Job>,
    /// The newest first.
    songs: Vec<Song>,
    #[schema(value_type = Object)]
    settings: Map<String, Value>,
    #[schema(value_type = Object)]
    limits: Value,
    /// Threads that compose.
    threads: usize,
}

/// Whether the studio is there.
#[utoipa::path(get, path = "/api/health", tag = "state", responses((status = 200)))]
async fn health() -> Json<Value> {
    Json(json!({ "ok": true, "version": env!("CARGO_PKG_VERSION") }))
}

/// Everything that a page needs at the start.
#[utoipa::path(get, path = "/api/state", tag = "state", responses((status = 200, body = Whole)))]
async fn state(State(studio): State<Arc<Studio>>) -> Json<Whole> {
    // First, so that what changes meanwhile comes as an event, once more at worst.
    let last_event = studio.shelf.log.last().to_string();
    let limits = &studio.config.limits;
    let whole = studio.shelf.look(|all| {
        let mut songs: Vec<Song> = all.songs.values().cloned().collect();
        songs.sort_by(|a, b| b.created.cmp(&a.created));
        let mut jobs: Vec<Job> = all.jobs.values().cloned().collect();
        jobs.sort_by(|a, b| b.created.cmp(&a.created));
        Whole {
            version: env!("CARGO_PKG_VERSION"),
            last_event,
            models: all.models.values().map(Model::in_short).collect(),
            collections: all.collections.values().cloned().collect(),
            projects: all.projects.values().cloned().collect(),
            jobs,
            songs,
            settings: all.settings.clone(),
            limits: json!({
                "upload_bytes": limits.upload_bytes,
                "midi_bytes": limits.midi_bytes,
                "json_bytes": limits.json_bytes,
                "queue": limits.queue,
                "max_bars": limits.max_bars,
                "max_particles": limits.max_particles,
                "max_seed": MAX_SEED,
                "max_variations": 8,
            }),
            threads: studio.config.n_threads,
        }
    });
    Json(whole)
}

/// Keeps what the page wants to remember, such as its language.
#[utoipa::path(put, path = "/api/settings", tag = "state", request_body = Object, responses((status = 200)))]
async fn settings(
    State(studio): State<Arc<Studio>>,
    Asked(settings): Asked<Map<String, Value>>,
) -> Result<Json<Map<String, Value>>, Refusal> {
    let n_bytes = serde_json::to_vec(&settings).map_or(usize::MAX, |it| it.len());
    if n_bytes > MAX_SETTINGS {
        return Err(Refusal::too_large(MAX_SETTINGS as u64));
    }
    aside(move || {
        studio.shelf.put_settings(settings.clone())?;
        Ok(Json(settings))
    })
    .await
}
