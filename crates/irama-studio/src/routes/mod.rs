//! The interface: one file for each resource, and the page.

mod body;
mod collections;
mod compose;
mod docs;
mod events;
mod jobs;
mod models;
mod page;
mod path;
mod projects;
mod songs;
mod sounds;
mod state;

use std::sync::Arc;

use axum::{Router, middleware};
use tower_http::compression::CompressionLayer;
use utoipa_axum::router::OpenApiRouter;

use crate::{Doors, Studio, guard};

/// The whole interface, without a socket.
pub fn router(studio: &Arc<Studio>, doors: Doors) -> Router {
    let described = OpenApiRouter::with_openapi(docs::about())
        .merge(state::routes())
        .merge(events::routes())
        .merge(collections::routes())
        .merge(models::routes())
        .merge(compose::routes())
        .merge(jobs::routes())
        .merge(songs::routes())
        .merge(sounds::routes())
        .merge(projects::routes());
    let (router, description) = described.split_for_parts();
    router
        .merge(docs::routes(description))
        .fallback(page::serve)
        .method_not_allowed_fallback(page::wrong_method)
        .with_state(Arc::clone(studio))
        .layer(CompressionLayer::new().compress_when(page::IsText))
        .layer(middleware::from_fn_with_state(Arc::new(doors), guard::guard))
}
