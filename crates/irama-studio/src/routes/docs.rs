//! The description of the interface, from the code, and a page of ours that shows it.

use std::sync::Arc;

use axum::{Router, http::header, response::IntoResponse, routing::get};
use utoipa::openapi::{Info, License, OpenApi, OpenApiBuilder};

use crate::Studio;

/// What stands above the description.
pub(super) fn about() -> OpenApi {
    let mut info = Info::new("Irama studio", env!("CARGO_PKG_VERSION"));
    info.description = Some(
        "Learns from MIDI collections, composes, and edits. Errors are `{\"error\": {code, message, \
         hint, field, values}}` with stable codes."
            .into(),
    );
    info.license = Some(License::new("MIT OR Apache-2.0"));
    OpenApiBuilder::new().info(info).build()
}

pub(super) fn routes(description: OpenApi) -> Router<Arc<Studio>> {
    let json = description.to_json().expect("a description has a JSON form");
    let json: Arc<str> = json.into();
    let file = |kind: &'static str, text: &'static str| {
        get(move || async move { ([(header::CONTENT_TYPE, kind)], text) })
    };
    let described = move || {
        let json = Arc::clone(&json);
        async move { ([(header::CONTENT_TYPE, "application/json")], json.to_string()).into_response() }
    };
    Router::new()
        .route("/api/openapi.json", get(described))
        .route(
            "/api/docs",
            file("text/html; charset=utf-8", include_str!("../../docs-page/index.html")),
        )
        .route(
            "/api/docs/page.js",
            file("text/javascript; charset=utf-8", include_str!("../../docs-page/page.js")),
        )
        .route(
            "/api/docs/page.css",
            file("text/css; charset=utf-8", include_str!("../../docs-page/page.css")),
        )
}
