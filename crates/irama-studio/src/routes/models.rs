//! Models: learned, paused, renamed, deleted, brought and taken away.

use std::{fs, sync::Arc};

use axum::{Json, extract::State, http::StatusCode, response::Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    body::{Asked, Upload},
    collections::NameOnly,
    path::{Asks, Id},
    songs::{Named, attachment},
    sounds::file_response,
};
use crate::{
    Studio, aside,
    documents::{Job, Model},
    error::Refusal,
    exchange::ModelForm,
    learning::ModelRequest,
    names,
};

pub(super) fn routes() -> OpenApiRouter<Arc<Studio>> {
    OpenApiRouter::new()
        .routes(routes!(learn))
        .routes(routes!(read, rename, remove))
        .routes(routes!(pause))
        .routes(routes!(resume))
        .routes(routes!(import))
        .routes(routes!(file))
}

/// A model that is to be learned, and the job that does it.
#[derive(Serialize, ToSchema)]
struct Begun {
    model: Model,
    job: Job,
}

/// A model with all that is known of it.
#[derive(Serialize, ToSchema)]
struct WithCard {
    #[serde(flatten)]
    model: Model,
    /// As `irama inspect --json` tells it; null until it has learned something.
    #[schema(value_type = Object)]
    card: Option<Value>,
    /// The rows of its learning curve so far.
    #[schema(value_type = Vec<Object>)]
    looks: Vec<Value>,
    /// Lines that learning said.
    said: Vec<String>,
}

/// Has a model learned.
#[utoipa::path(post, path = "/api/models", tag = "models", request_body = ModelRequest,
    responses((status = 202, body = Begun)))]
async fn learn(
    State(studio): State<Arc<Studio>>,
    Asked(request): Asked<ModelRequest>,
) -> Result<(StatusCode, Json<Begun>), Refusal> {
    let (model, job) = aside(move || studio.learn_model(request)).await?;
    Ok((StatusCode::ACCEPTED, Json(Begun { model, job })))
}

/// A model, its card and its learning curve.
#[utoipa::path(get, path = "/api/models/{id}", tag = "models", params(("id" = String, Path)),
    responses((status = 200, body = WithCard)))]
async fn read(State(studio): State<Arc<Studio>>, Id(id): Id) -> Result<Json<WithCard>, Refusal> {
    let work = move || {
        let mut model: Model = studio.shelf.get(&id)?;
        let said = std::mem::take(&mut model.said);
        let card = if model.has_sound { studio.card(&id).ok() } else { None };
        Ok(Json(WithCard { card, looks: studio.looks(&id), said, model }))
    };
    aside(work).await
}

/// Renames a model.
#[utoipa::path(patch, path = "/api/models/{id}", tag = "models", params(("id" = String, Path)),
    request_body = NameOnly, responses((status = 200, body = Model)))]
async fn rename(
    State(studio): State<Arc<Studio>>,
    Id(id): Id,
    Asked(asked): Asked<NameOnly>,
) -> Result<Json<Model>, Refusal> {
    let work = move || {
        let name = names::checked("name", &asked.name)?;
        studio.shelf.change::<Model>(&id, |it| {
            it.name = name;
            Ok(())
        })
    };
    aside(work).await.map(Json)
}

/// Deletes a model; one that learns is stopped. Its songs stay.
#[utoipa::path(delete, path = "/api/models/{id}", tag = "models", params(("id" = String, Path)),
    responses((status = 204)))]
async fn remove(State(studio): State<Arc<Studio>>, Id(id): Id) -> Result<StatusCode, Refusal> {
    aside(move || studio.delete_model(&id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Has a model save and rest.
#[utoipa::path(post, path = "/api/models/{id}/pause", tag = "models", params(("id" = String, Path)),
    responses((status = 200, body = Model)))]
async fn pause(State(studio): State<Arc<Studio>>, Id(id): Id) -> Result<Json<Model>, Refusal> {
    aside(move || studio.pause_model(&id)).await.map(Json)
}

/// Has a model go on.
#[utoipa::path(post, path = "/api/models/{id}/resume", tag = "models", params(("id" = String, Path)),
    responses((status = 200, body = Model)))]
async fn resume(State(studio): State<Arc<Studio>>, Id(id): Id) -> Result<Json<Model>, Refusal> {
    aside(move || studio.resume_model(&id)).await.map(Json)
}

/// Brings a model: `.irama`, `.keras` or `.safetensors`.
#[utoipa::path(post, path = "/api/models/import", tag = "models",
    params(("name" = String, Query, description = "The name of the file")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = Model)))]
async fn import(
    State(studio): State<Arc<Studio>>,
    Asks(named): Asks<Named>,
    upload: Upload,
) -> Result<(StatusCode, Json<Model>), Refusal> {
    let ending = ModelForm::of(&named.name).map_or("irama", ModelForm::ending);
    let path = studio.passing_file(ending);
    let file = fs::File::create(&path).map_err(Refusal::storage)?;
    let written = upload.write_to(file, studio.config.limits.upload_bytes).await;
    let work = move || {
        let taken = written.and_then(|_| studio.import_model(&named.name, &path));
        // It was read, or is of no use.
        let _ = fs::remove_file(&path);
        taken
    };
    Ok((StatusCode::CREATED, Json(aside(work).await?)))
}

/// In which form a model is wanted.
#[derive(Deserialize)]
struct Form {
    #[serde(default)]
    form: String,
}

/// A model as a file.
#[utoipa::path(get, path = "/api/models/{id}/file", tag = "models",
    params(("id" = String, Path),
        ("form" = Option<String>, Query, description = "`irama`, `keras` or `safetensors`")),
    responses((status = 200, content_type = "application/octet-stream")))]
async fn file(
    State(studio): State<Arc<Studio>>,
    Id(id): Id,
    Asks(asked): Asks<Form>,
) -> Result<Response, Refusal> {
    let model: Model = studio.shelf.get(&id)?;
    let form = match asked.form.as_str() {
        "" => Some(ModelForm::Irama),
        form => ModelForm::of(form),
    };
    let form = form.ok_or_else(|| {
        let message = "there is no such form of a model";
        Refusal::invalid("form", message, "ask for irama, keras or safetensors")
    })?;
    if !model.has_sound {
        let message = "this model has not learned anything yet, so there is no file";
        return Err(Refusal::conflict("model_not_ready", message, "wait until it has learned"));
    }
    let file = aside(move || studio.export_model(&id, form)).await?;
    let name = attachment(&names::for_file(&model.name), form.ending());
    file_response(file, "application/octet-stream", &name)
}
