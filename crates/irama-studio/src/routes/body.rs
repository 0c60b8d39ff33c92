//! Bodies of requests: JSON of a limited length, and files as they come.

use std::{error::Error, io::Write, sync::Arc};

use axum::{
    body::Body,
    extract::{FromRequest, Request},
    http::{StatusCode, header::CONTENT_TYPE},
};
use bytes::Bytes;
use http_body::Body as _;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::{Studio, error::Refusal, guard::wrong_type, serving::TooSlow};

/// Bytes beyond a limit that are read all the same.
const SLACK: u64 = 64 << 10;

/// A body of JSON.
pub(super) struct Asked<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<Arc<Studio>> for Asked<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, studio: &Arc<Studio>) -> Result<Self, Refusal> {
        expect_type(&request, "application/json")?;
        let limit = studio.config.limits.json_bytes;
        parse(&read_all(request.into_body(), limit).await?).map(Self)
    }
}

/// A body that is a file.
pub(super) struct Upload(Body);

impl FromRequest<Arc<Studio>> for Upload {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &Arc<Studio>) -> Result<Self, Refusal> {
        expect_type(&request, "application/octet-stream")?;
        Ok(Self(request.into_body()))
    }
}

impl Upload {
    /// The whole file in memory.
    pub(super) async fn bytes(self, limit: u64) -> Result<Bytes, Refusal> {
        read_all(self.0, limit).await
    }

    /// Writes the file as it comes; returns how long it is.
    pub(super) async fn write_to(self, file: std::fs::File, limit: u64) -> Result<u64, Refusal> {
        let body = check_claim(self.0, limit).await?;
        let mut body = Limited::new(body, usize::try_from(limit).unwrap_or(usize::MAX));
        let (mut file, mut n_bytes) = (file, 0);
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|it| refusal_of(&*it, limit))?;
            let Ok(data) = frame.into_data() else { continue };
            n_bytes += data.len() as u64;
            file = crate::aside(move || {
                file.write_all(&data).map_err(Refusal::storage)?;
                Ok(file)
            })
            .await?;
        }
        crate::aside(move || file.sync_all().map_err(Refusal::storage)).await?;
        Ok(n_bytes)
    }
}

fn expect_type(request: &Request, wanted: &str) -> Result<(), Refusal> {
    let stated = request.headers().get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
    let essence = stated.unwrap_or_default().split(';').next().unwrap_or_default();
    if essence.trim().eq_ignore_ascii_case(wanted) { Ok(()) } else { Err(wrong_type()) }
}

/// Refuses a body that claims to be too large. One that is a little too large is read and thrown away,
/// so that any client comes to hear of it; of a larger one nothing is read.
async fn check_claim(mut body: Body, limit: u64) -> Result<Body, Refusal> {
    let claimed = body.size_hint().lower();
    if claimed <= limit {
        return Ok(body);
    }
    if claimed <= limit + SLACK {
        while let Some(Ok(_)) = body.frame().await {}
    }
    Err(Refusal::too_large(limit))
}

async fn read_all(body: Body, limit: u64) -> Result<Bytes, Refusal> {
    let body = check_claim(body, limit).await?;
    let body = Limited::new(body, usize::try_from(limit).unwrap_or(usize::MAX));
    let read = body.collect().await.map_err(|it| refusal_of(&*it, limit))?;
    Ok(read.to_bytes())
}

/// Why a body did not come whole.
fn refusal_of(error: &(dyn Error + 'static), limit: u64) -> Refusal {
    let (mut is_too_long, mut is_too_slow, mut cause) = (false, false, Some(error));
    while let Some(it) = cause {
        is_too_long |= it.is::<LengthLimitError>();
        is_too_slow |= it.is::<TooSlow>();
        cause = it.source();
    }
    let message = "the body did not come whole";
    if is_too_long {
        Refusal::too_large(limit)
    } else if is_too_slow {
        let message = "the body came too slowly";
        Refusal::new(StatusCode::REQUEST_TIMEOUT, "too_slow", message).hint("send it again")
    } else {
        Refusal::new(StatusCode::BAD_REQUEST, "incomplete_body", message).hint("send it again")
    }
}

/// Reads JSON; an error names the field that is wrong.
pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let broken = |it: &serde_json::Error| {
        Refusal::new(StatusCode::BAD_REQUEST, "invalid_json", format!("the body is no JSON: {it}"))
            .hint("send one JSON document of modest depth")
    };
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let field = error.path().to_string();
        let inner = error.inner();
        match inner.classify() {
            Category::Data => {
                let hint = "give this field a value of the kind that the message names";
                Refusal::invalid(field, inner.to_string(), hint)
            }
            _ => broken(inner),
        }
    })?;
    reader.end().map_err(|it| broken(&it))?;
    Ok(value)
}
