//! Collections.

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

use crate::Studio;

pub(super) fn routes() -> OpenApiRouter<Arc<Studio>> {
    OpenApiRouter::new()
}
