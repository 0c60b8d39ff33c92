//! Who may ask, and what every answer says: checks before any route, and headers after it.
//!
//! In this order: the host that is meant (a page elsewhere can make its own name point here), where
//! the request comes from (a page elsewhere can send requests here), the token, and the type of the
//! body (a page elsewhere can send simple types without being asked).

mod headers;
mod hosts;
mod sender;
mod token;

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};

pub(crate) use headers::STRICT_CSP;
pub use hosts::Doors;
pub(crate) use sender::wrong_type;

use crate::error::Refusal;

/// Checks a request before it comes to a route, and dresses the answer.
pub(crate) async fn guard(
    State(doors): State<Arc<Doors>>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = match check(&doors, &request) {
        Ok(None) => next.run(request).await,
        Ok(Some(redirect)) => redirect,
        Err(refusal) => refusal.into_response(),
    };
    headers::dress(&mut response);
    response
}

/// An answer if the request is not to go on: a refusal, or the way to the bare path after a token.
fn check(doors: &Doors, request: &Request) -> Result<Option<Response>, Refusal> {
    let host = hosts::check(doors, request)?;
    sender::check(&host, request)?;
    token::check(doors.token.as_deref(), request)
}
