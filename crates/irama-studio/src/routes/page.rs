//! The page, from inside the binary.

mod files;

use axum::{
    extract::Request,
    http::{Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use tower_http::compression::predicate::Predicate;

use super::songs::{is_known, not_modified};
use crate::error::Refusal;

/// What gets smaller when it is packed; events must not wait for a packer.
#[derive(Clone, Copy)]
pub(super) struct IsText;

impl Predicate for IsText {
    fn should_compress<B: http_body::Body>(&self, response: &axum::http::Response<B>) -> bool {
        let kind = response.headers().get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
        let kind = kind.unwrap_or_default();
        let is_text = ["text/html", "text/css", "text/javascript", "application/json", "image/svg"];
        let is_small = response.body().size_hint().exact().is_some_and(|it| it < 256);
        !is_small && is_text.iter().any(|it| kind.starts_with(it))
    }
}

/// A file of the page.
pub(super) async fn serve(request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return wrong_method().await.into_response();
    }
    let name = if path.is_empty() { "index.html" } else { path };
    let Some(file) = files::find(name) else { return missing().into_response() };
    if is_known(request.headers(), &file.tag) {
        return not_modified(file.tag.clone());
    }
    let headers = [
        (header::CONTENT_TYPE, kind_of(name)),
        (header::ETAG, &file.tag),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, file.bytes.clone()).into_response()
}

fn kind_of(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

fn missing() -> Refusal {
    let message = "there is nothing at this address";
    Refusal::new(StatusCode::NOT_FOUND, "not_found", message).hint("open the page at /")
}

/// The address is right and the method is not.
pub(super) async fn wrong_method() -> Refusal {
    let message = "this address knows no such method";
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "wrong_method", message)
        .hint("see /api/docs for what it knows")
}
