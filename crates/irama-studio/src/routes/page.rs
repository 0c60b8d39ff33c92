//! The page, from inside the binary.

use axum::{
    extract::Request,
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::Embed;
use tower_http::compression::predicate::Predicate;

use super::songs::{is_known, not_modified};
use crate::error::Refusal;

/// The files of the page.
#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/web/"]
struct Page;

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

/// A file of the page. Only names that are in the binary are looked up, so none leads elsewhere.
pub(super) async fn serve(request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return wrong_method().await.into_response();
    }
    let name = if path.is_empty() { "index.html" } else { path };
    let file = Page::iter().find(|it| it == name).and_then(|it| Page::get(&it));
    let Some(file) = file else { return missing().into_response() };
    let tag = format!("\"{}\"", &blake3::hash(&file.data).to_hex()[..32]);
    if is_known(request.headers(), &tag) {
        return not_modified(tag);
    }
    let mut headers = HeaderMap::new();
    for (name, value) in [
        (header::CONTENT_TYPE, kind_of(name)),
        (header::ETAG, tag),
        (header::CACHE_CONTROL, "no-cache".into()),
    ] {
        if let Ok(value) = value.parse() {
            headers.insert(name, value);
        }
    }
    (headers, file.data).into_response()
}

fn kind_of(name: &str) -> String {
    let guessed = mime_guess::from_path(name).first_or_octet_stream();
    let is_text = guessed.type_() == "text" && guessed.get_param("charset").is_none();
    if is_text { format!("{guessed}; charset=utf-8") } else { guessed.to_string() }
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
