//! Projects: what is on the table.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{body::Asked, path::Id};
use crate::{
    Studio, aside,
    documents::{Project, Song, Version},
    error::Refusal,
    names,
};

/// Letters of a label.
const MAX_LABEL: usize = 200;

pub(super) fn routes() -> OpenApiRouter<Arc<Studio>> {
    OpenApiRouter::new()
        .routes(routes!(create))
        .routes(routes!(read, change, remove))
        .routes(routes!(add_version))
        .routes(routes!(go_to))
}

/// A project that is asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewProject {
    name: String,
    /// The song that it begins with.
    song: Option<String>,
}

/// What may change of a project.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ProjectChange {
    name: Option<String>,
    #[schema(value_type = Option<Object>)]
    mixer: Option<Map<String, Value>>,
}

/// Which version to show.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Cursor {
    /// The index of a version.
    to: usize,
}

/// Puts a new project on the table.
#[utoipa::path(post, path = "/api/projects", tag = "projects", request_body = NewProject,
    responses((status = 201, body = Project)))]
async fn create(
    State(studio): State<Arc<Studio>>,
    Asked(asked): Asked<NewProject>,
) -> Result<(StatusCode, Json<Project>), Refusal> {
    let project = aside(move || {
        let mut project = Project::new(names::checked("name", &asked.name)?);
        if let Some(song) = asked.song {
            studio.shelf.get::<Song>(&song)?;
            project.add(Version { song, label: "start".into() });
        }
        studio.shelf.put(project)
    });
    Ok((StatusCode::CREATED, Json(project.await?)))
}

/// A project.
#[utoipa::path(get, path = "/api/projects/{id}", tag = "projects", params(("id" = String, Path)),
    responses((status = 200, body = Project)))]
async fn read(State(studio): State<Arc<Studio>>, Id(id): Id) -> Result<Json<Project>, Refusal> {
    studio.shelf.get(&id).map(Json)
}

/// Changes the name or the mixer of a project.
#[utoipa::path(patch, path = "/api/projects/{id}", tag = "projects", params(("id" = String, Path)),
    request_body = ProjectChange, responses((status = 200, body = Project)))]
async fn change(
    State(studio): State<Arc<Studio>>,
    Id(id): Id,
    Asked(asked): Asked<ProjectChange>,
) -> Result<Json<Project>, Refusal> {
    let work = move || {
        let name = asked.name.map(|it| names::checked("name", &it)).transpose()?;
        studio.shelf.change::<Project>(&id, |project| {
            project.name = name.unwrap_or_else(|| project.name.clone());
            project.mixer = asked.mixer.unwrap_or_else(|| project.mixer.clone());
            project.changed = crate::clock::moment();
            Ok(())
        })
    };
    aside(work).await.map(Json)
}

/// Takes a project off the table; its songs stay.
#[utoipa::path(delete, path = "/api/projects/{id}", tag = "projects", params(("id" = String, Path)),
    responses((status = 204)))]
async fn remove(State(studio): State<Arc<Studio>>, Id(id): Id) -> Result<StatusCode, Refusal> {
    aside(move || {
        studio.shelf.get::<Project>(&id)?;
        studio.shelf.remove::<Project>(&id)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Adds a version after the one that is shown.
#[utoipa::path(post, path = "/api/projects/{id}/versions", tag = "projects",
    params(("id" = String, Path)), request_body = Version, responses((status = 200, body = Project)))]
async fn add_version(
    State(studio): State<Arc<Studio>>,
    Id(id): Id,
    Asked(mut version): Asked<Version>,
) -> Result<Json<Project>, Refusal> {
    let work = move || {
        studio.shelf.get::<Song>(&version.song)?;
        version.label = version.label.chars().take(MAX_LABEL).collect();
        studio.shelf.change::<Project>(&id, |project| {
            project.add(version);
            Ok(())
        })
    };
    aside(work).await.map(Json)
}

/// Shows another version: undo and redo.
#[utoipa::path(post, path = "/api/projects/{id}/cursor", tag = "projects",
    params(("id" = String, Path)), request_body = Cursor, responses((status = 200, body = Project)))]
async fn go_to(
    State(studio): State<Arc<Studio>>,
    Id(id): Id,
    Asked(cursor): Asked<Cursor>,
) -> Result<Json<Project>, Refusal> {
    let work = move || studio.shelf.change::<Project>(&id, |it| it.go_to(cursor.to));
    aside(work).await.map(Json)
}
