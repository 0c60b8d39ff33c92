//! Ids in paths, and what follows a `?`. What is no id is not there; nothing of it ever becomes a path.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, Query, RawPathParams},
    http::{StatusCode, request::Parts},
};
use serde::de::DeserializeOwned;

use crate::{Studio, error::Refusal};

/// Letters of the longest id.
const MAX_LETTERS: usize = 12;

/// The `{id}` of a path.
pub(super) struct Id(pub(super) String);

impl FromRequestParts<Arc<Studio>> for Id {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, studio: &Arc<Studio>) -> Result<Self, Refusal> {
        let id = param(parts, studio, "id").await?;
        let is_id = |it: &u8| it.is_ascii_lowercase() || it.is_ascii_digit() || *it == b'-';
        if id.is_empty() || id.len() > MAX_LETTERS || !id.as_bytes().iter().all(is_id) {
            return Err(Refusal::unknown("thing"));
        }
        Ok(Self(id))
    }
}

/// The `{idx}` of a path.
pub(super) struct Index(pub(super) usize);

impl FromRequestParts<Arc<Studio>> for Index {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, studio: &Arc<Studio>) -> Result<Self, Refusal> {
        let idx = param(parts, studio, "idx").await?;
        let is_number =
            !idx.is_empty() && idx.len() <= 6 && idx.bytes().all(|it| it.is_ascii_digit());
        let idx = is_number.then(|| idx.parse().ok()).flatten();
        idx.map(Self).ok_or_else(|| Refusal::unknown("part"))
    }
}

/// What follows the `?` of an address.
pub(super) struct Asks<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequestParts<Arc<Studio>> for Asks<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, studio: &Arc<Studio>) -> Result<Self, Refusal> {
        let query = Query::<T>::from_request_parts(parts, studio).await;
        query.map(|it| Self(it.0)).map_err(|it| {
            let message = format!("what follows the ? of the address makes no sense: {it}");
            Refusal::new(StatusCode::BAD_REQUEST, "invalid_query", message)
                .hint("see /api/docs for what can be asked")
        })
    }
}

async fn param(
    parts: &mut Parts,
    studio: &Arc<Studio>,
    name: &'static str,
) -> Result<String, Refusal> {
    let params = RawPathParams::from_request_parts(parts, studio).await;
    let params = params.map_err(|_| Refusal::unknown("thing"))?;
    let found = params.iter().find(|it| it.0 == name).map(|it| it.1.to_owned());
    found.ok_or_else(|| Refusal::unknown("thing"))
}
