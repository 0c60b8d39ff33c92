//! Songs as sound, as pictures, and as pages.

use std::{fs::File, sync::Arc};

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderName, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio_util::io::ReaderStream;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    path::{Asks, Id, Index},
    songs::{FOREVER, attachment, is_known, not_modified},
};
use crate::{
    Studio,
    documents::{Model, Song},
    error::Refusal,
    guard::STRICT_CSP,
    json::plain,
    names,
    sound::{Form, GAIN, refusal_of},
};

pub(super) fn routes() -> OpenApiRouter<Arc<Studio>> {
    OpenApiRouter::new()
        .routes(routes!(wav))
        .routes(routes!(flac))
        .routes(routes!(stems))
        .routes(routes!(stem))
        .routes(routes!(roll))
        .routes(routes!(report))
}

/// A song as a WAV file.
#[utoipa::path(get, path = "/api/songs/{id}/wav", tag = "sound", params(("id" = String, Path)),
    responses((status = 200, content_type = "audio/wav")))]
async fn wav(State(studio): State<Arc<Studio>>, Id(id): Id) -> Result<Response, Refusal> {
    download(&studio, id, Form::Wav).await
}

/// A song as a FLAC file.
#[utoipa::path(get, path = "/api/songs/{id}/flac", tag = "sound", params(("id" = String, Path)),
    responses((status = 200, content_type = "audio/flac")))]
async fn flac(State(studio): State<Arc<Studio>>, Id(id): Id) -> Result<Response, Refusal> {
    download(&studio, id, Form::Flac).await
}

/// The parts of a song as WAV files in an archive.
#[utoipa::path(get, path = "/api/songs/{id}/stems.zip", tag = "sound", params(("id" = String, Path)),
    responses((status = 200, content_type = "application/zip")))]
async fn stems(State(studio): State<Arc<Studio>>, Id(id): Id) -> Result<Response, Refusal> {
    download(&studio, id, Form::Stems).await
}

async fn download(studio: &Arc<Studio>, id: String, form: Form) -> Result<Response, Refusal> {
    let song: Song = studio.shelf.get(&id)?;
    let file = studio.song_file(id, form).await?;
    let (ending, kind) = form.about();
    let name = names::for_file(&song.name);
    let name = if form == Form::Stems { format!("{name} stems") } else { name };
    file_response(file, kind, &attachment(&name, ending))
}

/// A file as it is read.
pub(super) fn file_response(file: File, kind: &str, name: &str) -> Result<Response, Refusal> {
    let n_bytes = file.metadata().map_err(Refusal::storage)?.len();
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, name.to_owned()),
        (header::CONTENT_LENGTH, n_bytes.to_string()),
        (header::CACHE_CONTROL, "private, no-cache".into()),
    ];
    let stream = ReaderStream::with_capacity(tokio::fs::File::from_std(file), 1 << 16);
    Ok((headers, Body::from_stream(stream)).into_response())
}

/// One part of a song as 16-bit sound, half as loud as in the mix.
#[utoipa::path(get, path = "/api/songs/{id}/stems/{idx}", tag = "sound",
    params(("id" = String, Path), ("idx" = usize, Path, description = "The index of a part")),
    responses((status = 200, content_type = "audio/wav")))]
async fn stem(
    State(studio): State<Arc<Studio>>,
    Id(id): Id,
    Index(idx): Index,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (bytes, key) = studio.stem(id, idx).await?;
    let tag = format!("\"{key}\"");
    if is_known(&headers, &tag) {
        return Ok(not_modified(tag));
    }
    let headers = [
        (header::CONTENT_TYPE, "audio/wav".to_owned()),
        (header::ETAG, tag),
        (header::CACHE_CONTROL, FOREVER.into()),
        (HeaderName::from_static("x-irama-gain"), GAIN.to_string()),
    ];
    Ok((headers, bytes).into_response())
}

/// A picture of a song.
#[utoipa::path(get, path = "/api/songs/{id}/roll.svg", tag = "sound", params(("id" = String, Path)),
    responses((status = 200, content_type = "image/svg+xml")))]
async fn roll(State(studio): State<Arc<Studio>>, Id(id): Id) -> Result<Response, Refusal> {
    let svg = studio.made(move |studio| {
        let picture = irama_synth::draw_roll(&studio.score(&id)?);
        Ok(picture.map_err(|it| refusal_of(&it))?.to_svg())
    });
    let headers = [
        (header::CONTENT_TYPE, "image/svg+xml"),
        (header::CONTENT_SECURITY_POLICY, STRICT_CSP),
        (header::CACHE_CONTROL, FOREVER),
    ];
    Ok((headers, svg.await?).into_response())
}

/// In which language a report is.
#[derive(Deserialize)]
struct Language {
    #[serde(default)]
    lang: String,
}

/// A page about a song.
#[utoipa::path(get, path = "/api/songs/{id}/report.html", tag = "sound",
    params(("id" = String, Path), ("lang" = Option<String>, Query, description = "`en` or `id`")),
    responses((status = 200, content_type = "text/html")))]
async fn report(
    State(studio): State<Arc<Studio>>,
    Id(id): Id,
    Asks(language): Asks<Language>,
) -> Result<Response, Refusal> {
    let page = studio.made(move |studio| {
        let song: Song = studio.shelf.get(&id)?;
        let score = studio.score(&id)?;
        let known = known_of(studio, &song, &score);
        Ok((studio.config.tellers.report)(&score, &known, language.lang == "id"))
    });
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, STRICT_CSP),
    ];
    Ok((headers, page.await?).into_response())
}

/// What a report says, in the form of `report.json`.
fn known_of(studio: &Studio, song: &Song, score: &irama_score::Score) -> Value {
    let model: Option<Model> = song.model.as_ref().and_then(|it| studio.shelf.get(it).ok());
    let card = model.as_ref().and_then(|it| studio.card(&it.id).ok()).unwrap_or(Value::Null);
    let best = |name: &str| card[name].clone();
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "seed": song.seed,
        "song": {
            "seed": song.seed,
            "notes": song.notes,
            "bars": song.bars,
            "seconds_of_music": song.seconds,
            "nll_per_note": song.nll_per_note,
            "removed_probability": song.removed_probability,
            "copied": song.copied,
        },
        "training": {
            "kind": card["kind"],
            "parameters": card["parameters"],
            "best_nll_per_note": best("best_nll_per_note"),
            "baseline_nll_per_note": best("baseline_nll_per_note"),
        },
        "settings": card["settings"],
        "history": card["history"],
        "sources": card["sources"],
        "judge": plain(&irama_judge::Judgement { measures: irama_judge::judge(score), against: None }),
    })
}
