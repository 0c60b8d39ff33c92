//! The one error of the interface, and the one response that it becomes.

use std::borrow::Cow;

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header::RETRY_AFTER},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::documents::JobError;

/// Why a request was refused or failed: what, why and what to do, and a code that never changes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) body: Box<ErrorBody>,
    retry_after: Option<u32>,
}

/// What clients get.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct ErrorBody {
    /// A stable name in snake case, by which a page translates.
    #[schema(value_type = String)]
    pub(crate) code: Cow<'static, str>,
    /// What is wrong and why, in English.
    pub(crate) message: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hint: Option<String>,
    /// Which field of the request, such as `brief.bars`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) field: Option<String>,
    /// What a translation needs.
    #[serde(skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = Object)]
    pub(crate) values: Map<String, Value>,
}

impl Refusal {
    pub(crate) fn new(
        status: StatusCode,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        let body = ErrorBody {
            code: code.into(),
            message: message.into(),
            hint: None,
            field: None,
            values: Map::new(),
        };
        Self { status, body: Box::new(body), retry_after: None }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.body.hint = Some(hint.into());
        self
    }

    pub(crate) fn field(mut self, field: impl Into<String>) -> Self {
        self.body.field = Some(field.into());
        self
    }

    pub(crate) fn value(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.body.values.insert(name.into(), value.into());
        self
    }

    /// Nothing of that kind has that id.
    pub(crate) fn unknown(kind: &'static str) -> Self {
        let message = format!("there is no such {kind}; it may have been deleted");
        Self::new(StatusCode::NOT_FOUND, "not_found", message)
            .hint("load the page again to see what is there")
            .value("kind", kind)
    }

    /// A field that is out of range or makes no sense.
    pub(crate) fn invalid(
        field: impl Into<String>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_field", message)
            .field(field)
            .hint(hint)
    }

    /// A file that cannot be used.
    pub(crate) fn unusable(
        code: &'static str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, message).hint(hint)
    }

    /// What cannot be done now.
    pub(crate) fn conflict(
        code: &'static str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self::new(StatusCode::CONFLICT, code, message).hint(hint)
    }

    /// Too many wait already.
    pub(crate) fn busy(n_waiting: usize) -> Self {
        let message = format!("{n_waiting} jobs wait already, and no more are taken for now");
        let mut busy = Self::new(StatusCode::TOO_MANY_REQUESTS, "busy", message)
            .hint("wait until some are done, or cancel one, and try again")
            .value("waiting", n_waiting);
        busy.retry_after = Some(2);
        busy
    }

    /// A body that is larger than is read.
    pub(crate) fn too_large(limit: u64) -> Self {
        let message = format!("the body is larger than {limit} bytes, the most that is taken here");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message)
            .hint("send less at a time, such as several smaller zip files")
            .value("limit", limit)
    }

    /// The disk or the store does not do its part.
    pub(crate) fn storage(error: impl std::fmt::Display) -> Self {
        let message = format!("the data folder could not be written or read ({error})");
        Self::new(StatusCode::INSUFFICIENT_STORAGE, "storage_failed", message)
            .hint("make room on the disk, see that the folder may be written, and try again")
    }

    /// A bug or a failure outside.
    pub(crate) fn failed(error: impl std::fmt::Display) -> Self {
        let message = format!("this could not be done: {error}");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "failed", message)
            .hint("try again; if it fails again, restart the studio")
    }
}

impl From<Refusal> for JobError {
    fn from(refusal: Refusal) -> Self {
        let ErrorBody { code, message, hint, values, .. } = *refusal.body;
        Self { code: code.into_owned(), message, hint, values }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response =
            (self.status, Json(serde_json::json!({ "error": self.body }))).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
