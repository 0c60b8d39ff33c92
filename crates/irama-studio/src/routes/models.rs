//! Models: learned, paused, renamed, deleted, brought and taken away.

use std::{fs, sync::Arc};

use axum::{
    Json,
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    body::Upload,
    path::Id,
    songs::{Named, attachment},
    sounds::file_response,
};
use crate::{Studio, aside, documents::Model, error::Refusal, exchange::ModelForm, names};

pub(super) fn routes() -> OpenApiRouter<Arc<Studio>> {
    OpenApiRouter::new().routes(routes!(import)).routes(routes!(file))
}

/// Brings a model: `.irama`, `.keras` or `.safetensors`.
#[utoipa::path(post, path = "/api/models/import", tag = "models",
    params(("name" = String, Query, description = "The name of the file")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = Model)))]
async fn import(
    State(studio): State<Arc<Studio>>,
    Query(named): Query<Named>,
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
    Query(asked): Query<Form>,
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
