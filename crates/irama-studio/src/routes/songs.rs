//! Songs: read, brought, renamed, deleted, edited.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    body::{Asked, Upload},
    path::{Asks, Id},
};
use crate::{
    Studio, aside,
    documents::{Project, Song},
    edits::Edit,
    error::Refusal,
    json, names,
    songs::{self, Sheet, sheet_of},
};

/// What is made of a song never changes.
pub(super) const FOREVER: &str = "private, max-age=31536000, immutable";

pub(super) fn routes() -> OpenApiRouter<Arc<Studio>> {
    OpenApiRouter::new()
        .routes(routes!(import))
        .routes(routes!(read, change, remove))
        .routes(routes!(midi))
        .routes(routes!(recipe))
        .routes(routes!(edit))
}

/// What a file is called that is sent.
#[derive(Deserialize)]
pub(super) struct Named {
    #[serde(default)]
    pub(super) name: String,
}

/// What may change of a song.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SongChange {
    name: Option<String>,
    starred: Option<bool>,
}

/// Changes that make a new song of an old one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Edits {
    /// In the order in which they are made.
    edits: Vec<Edit>,
}

/// Brings a MIDI file.
#[utoipa::path(post, path = "/api/songs", tag = "songs",
    params(("name" = String, Query, description = "The name of the file")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = Song)))]
async fn import(
    State(studio): State<Arc<Studio>>,
    Asks(named): Asks<Named>,
    upload: Upload,
) -> Result<(StatusCode, Json<Song>), Refusal> {
    let bytes = upload.bytes(studio.config.limits.midi_bytes).await?;
    let work = move || songs::import(&studio.shelf, &named.name, bytes.to_vec());
    Ok((StatusCode::CREATED, Json(aside(work).await?)))
}

/// A song with all its notes.
#[utoipa::path(get, path = "/api/songs/{id}", tag = "songs", params(("id" = String, Path)),
    responses((status = 200, body = Sheet)))]
async fn read(State(studio): State<Arc<Studio>>, Id(id): Id) -> Result<Json<Sheet>, Refusal> {
    let work = move || Ok(sheet_of(&studio.shelf.get::<Song>(&id)?, &studio.score(&id)?));
    aside(work).await.map(Json)
}

/// Renames or stars a song.
#[utoipa::path(patch, path = "/api/songs/{id}", tag = "songs", params(("id" = String, Path)),
    request_body = SongChange, responses((status = 200, body = Song)))]
async fn change(
    State(studio): State<Arc<Studio>>,
    Id(id): Id,
    Asked(asked): Asked<SongChange>,
) -> Result<Json<Song>, Refusal> {
    let work = move || {
        let name = asked.name.map(|it| names::checked("name", &it)).transpose()?;
        studio.shelf.change::<Song>(&id, |song| {
            song.name = name.unwrap_or_else(|| song.name.clone());
            song.starred = asked.starred.unwrap_or(song.starred);
            Ok(())
        })
    };
    aside(work).await.map(Json)
}

/// What is to go with a song.
#[derive(Deserialize)]
struct Going {
    /// Whether it is taken out of the projects whose version it is.
    #[serde(default)]
    with_versions: bool,
}

/// Deletes a song that stands in no project, or takes it out of all of them first.
#[utoipa::path(delete, path = "/api/songs/{id}", tag = "songs",
    params(("id" = String, Path),
        ("with_versions" = Option<bool>, Query, description = "Take it out of projects first")),
    responses((status = 204)))]
async fn remove(
    State(studio): State<Arc<Studio>>,
    Id(id): Id,
    Asks(going): Asks<Going>,
) -> Result<StatusCode, Refusal> {
    let work = move || {
        studio.shelf.get::<Song>(&id)?;
        let is_in = |it: &Project| it.versions.iter().any(|it| it.song == id);
        let inside: Vec<Project> = studio.shelf.all().into_iter().filter(is_in).collect();
        if let Some(project) = inside.first().filter(|_| !going.with_versions) {
            return Err(in_use("song_in_use", project));
        }
        if let Some(project) = inside.iter().find(|it| !Project::clone(it).remove_song(&id)) {
            return Err(in_use("only_version", project));
        }
        for project in &inside {
            studio.shelf.change::<Project>(&project.id, |it| {
                it.remove_song(&id);
                Ok(())
            })?;
        }
        studio.shelf.remove::<Song>(&id)
    };
    aside(work).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn in_use(code: &'static str, project: &Project) -> Refusal {
    let name = &project.name;
    let (message, hint) = match code {
        "only_version" => (
            format!("this song is all there is in the project {name:?}"),
            "delete the project first",
        ),
        _ => (
            format!("this song is a version of the project {name:?}"),
            "take it out of its projects as well with ?with_versions=true",
        ),
    };
    let refusal = Refusal::conflict(code, message, hint);
    refusal.value("project", project.id.as_str()).value("name", name.as_str())
}

/// A song as a MIDI file.
#[utoipa::path(get, path = "/api/songs/{id}/midi", tag = "songs", params(("id" = String, Path)),
    responses((status = 200, content_type = "audio/midi")))]
async fn midi(
    State(studio): State<Arc<Studio>>,
    Id(id): Id,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let work = move || Ok((studio.shelf.get::<Song>(&id)?, studio.shelf.midi(&id)?));
    let (song, bytes) = aside(work).await?;
    let tag = format!("\"{}\"", &blake3::hash(&bytes).to_hex()[..32]);
    if is_known(&headers, &tag) {
        return Ok(not_modified(tag));
    }
    let headers = [
        (header::CONTENT_TYPE, "audio/midi".to_owned()),
        (header::CONTENT_DISPOSITION, attachment(&names::for_file(&song.name), "mid")),
        (header::ETAG, tag),
        // The name may change.
        (header::CACHE_CONTROL, "private, no-cache".into()),
    ];
    Ok((headers, bytes).into_response())
}

/// What repeats a song.
#[utoipa::path(get, path = "/api/songs/{id}/recipe.json", tag = "songs",
    params(("id" = String, Path)), responses((status = 200, body = Object)))]
async fn recipe(State(studio): State<Arc<Studio>>, Id(id): Id) -> Result<Json<Value>, Refusal> {
    let work = move || {
        let recipe = irama_model::events::Recipe::of(&studio.score(&id)?);
        let none = || {
            let message = "this song has no recipe: no events model composed it";
            Refusal::new(StatusCode::NOT_FOUND, "no_recipe", message)
        };
        recipe.map(|it| Json(json::plain(&it))).ok_or_else(none)
    };
    aside(work).await
}

/// Makes a new song of a song with changes.
#[utoipa::path(post, path = "/api/songs/{id}/edit", tag = "songs", params(("id" = String, Path)),
    request_body = Edits, responses((status = 201, body = Song)))]
async fn edit(
    State(studio): State<Arc<Studio>>,
    Id(id): Id,
    Asked(asked): Asked<Edits>,
) -> Result<(StatusCode, Json<Song>), Refusal> {
    let work = move || songs::edited(&studio.shelf, &id, &asked.edits);
    Ok((StatusCode::CREATED, Json(aside(work).await?)))
}

/// Whether the client has this already.
pub(super) fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let stated = headers.get(header::IF_NONE_MATCH).and_then(|it| it.to_str().ok());
    stated.is_some_and(|it| it.split(',').any(|it| it.trim().trim_start_matches("W/") == tag))
}

pub(super) fn not_modified(tag: String) -> Response {
    (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response()
}

/// A download under this name.
pub(super) fn attachment(name: &str, ending: &str) -> String {
    let encoded = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
    format!("attachment; filename*=UTF-8''{encoded}.{ending}")
}
