//! Collections: what is learned from.

use std::{fs, sync::Arc};

use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    body::{Asked, Upload},
    path::{Asks, Id},
    songs::Named,
};
use crate::{
    Studio, aside,
    collections::Sent,
    documents::{Collection, Job},
    error::Refusal,
    names,
};

pub(super) fn routes() -> OpenApiRouter<Arc<Studio>> {
    OpenApiRouter::new()
        .routes(routes!(create))
        .routes(routes!(read, rename, remove))
        .routes(routes!(add_file))
        .routes(routes!(inspect))
}

/// A name.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NameOnly {
    pub(super) name: String,
}

/// A collection with what was found in it.
#[derive(Serialize, ToSchema)]
struct WithReport {
    #[serde(flatten)]
    collection: Collection,
    /// As `irama inspect --json` tells it; null until somebody has looked.
    #[schema(value_type = Object)]
    report: Option<Value>,
}

/// Makes a collection without files.
#[utoipa::path(post, path = "/api/collections", tag = "collections", request_body = NameOnly,
    responses((status = 201, body = Collection)))]
async fn create(
    State(studio): State<Arc<Studio>>,
    Asked(asked): Asked<NameOnly>,
) -> Result<(StatusCode, Json<Collection>), Refusal> {
    let made = aside(move || studio.new_collection(&asked.name)).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// A collection and its report.
#[utoipa::path(get, path = "/api/collections/{id}", tag = "collections",
    params(("id" = String, Path)), responses((status = 200, body = WithReport)))]
async fn read(State(studio): State<Arc<Studio>>, Id(id): Id) -> Result<Json<WithReport>, Refusal> {
    let work = move || {
        let collection: Collection = studio.shelf.get(&id)?;
        Ok(Json(WithReport { report: studio.report_of(&collection.id), collection }))
    };
    aside(work).await
}

/// Renames a collection.
#[utoipa::path(patch, path = "/api/collections/{id}", tag = "collections",
    params(("id" = String, Path)), request_body = NameOnly,
    responses((status = 200, body = Collection)))]
async fn rename(
    State(studio): State<Arc<Studio>>,
    Id(id): Id,
    Asked(asked): Asked<NameOnly>,
) -> Result<Json<Collection>, Refusal> {
    let work = move || {
        let name = names::checked("name", &asked.name)?;
        studio.shelf.change::<Collection>(&id, |it| {
            it.name = name;
            Ok(())
        })
    };
    aside(work).await.map(Json)
}

/// Deletes a collection; models that have learned from it stay.
#[utoipa::path(delete, path = "/api/collections/{id}", tag = "collections",
    params(("id" = String, Path)), responses((status = 204)))]
async fn remove(State(studio): State<Arc<Studio>>, Id(id): Id) -> Result<StatusCode, Refusal> {
    aside(move || studio.delete_collection(&id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Adds a MIDI file or a zip archive.
#[utoipa::path(put, path = "/api/collections/{id}/files", tag = "collections",
    params(("id" = String, Path),
        ("name" = String, Query, description = "The name of the file")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Collection)))]
async fn add_file(
    State(studio): State<Arc<Studio>>,
    Id(id): Id,
    Asks(named): Asks<Named>,
    upload: Upload,
) -> Result<Json<Collection>, Refusal> {
    studio.check_changeable(&id)?;
    let path = studio.passing_file("upload");
    let file = fs::File::create(&path).map_err(Refusal::storage)?;
    let written = upload.write_to(file, studio.config.limits.upload_bytes).await;
    let work = move || {
        let taken = written.and_then(|n_bytes| {
            let sent = Sent { name: named.name, path: path.clone(), n_bytes };
            studio.add_file(&id, &sent)
        });
        if taken.is_err() {
            // It is of no use.
            let _ = fs::remove_file(&path);
        }
        taken
    };
    aside(work).await.map(Json)
}

/// Has somebody look into a collection.
#[utoipa::path(post, path = "/api/collections/{id}/inspect", tag = "collections",
    params(("id" = String, Path)), responses((status = 202, body = Job)))]
async fn inspect(
    State(studio): State<Arc<Studio>>,
    Id(id): Id,
) -> Result<(StatusCode, Json<Job>), Refusal> {
    let job = aside(move || studio.inspect_collection(&id)).await?;
    Ok((StatusCode::ACCEPTED, Json(job)))
}
