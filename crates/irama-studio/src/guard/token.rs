//! The token that others than this machine have to know.
//!
//! A first `?token=` becomes a cookie, so that it stays in no address; programs send it as a bearer.

use axum::{
    extract::Request,
    http::{
        HeaderValue, Method, StatusCode,
        header::{AUTHORIZATION, COOKIE, LOCATION, SET_COOKIE},
    },
    response::{IntoResponse, Response},
};

use crate::error::Refusal;

const COOKIE_NAME: &str = "irama_token";

/// Refuses whoever does not know the token. A first `?token=` is answered with the way to the bare
/// path.
pub(super) fn check(token: Option<&str>, request: &Request) -> Result<Option<Response>, Refusal> {
    let Some(token) = token else { return Ok(None) };
    let asked = request.uri().query().into_iter().flat_map(|it| it.split('&'));
    let mut given = asked.filter_map(|it| it.strip_prefix("token="));
    if let Some(given) = given.next() {
        let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
        return if is_read && is_equal(given, token) {
            Ok(Some(to_bare_path(request.uri().path(), token)))
        } else {
            Err(refused())
        };
    }
    let headers = request.headers();
    let texts = |name| headers.get_all(name).iter().filter_map(|it| it.to_str().ok());
    let in_cookies = texts(COOKIE)
        .flat_map(|it| it.split(';'))
        .filter_map(|it| it.trim().strip_prefix(COOKIE_NAME)?.strip_prefix('='))
        .any(|it| is_equal(it, token));
    let as_bearer = texts(AUTHORIZATION)
        .filter_map(|it| it.strip_prefix("Bearer "))
        .any(|it| is_equal(it.trim(), token));
    if in_cookies || as_bearer { Ok(None) } else { Err(refused()) }
}

fn refused() -> Refusal {
    let message = "this studio asks for a token";
    Refusal::new(StatusCode::UNAUTHORIZED, "token_needed", message)
        .hint("open the address with ?token= and what the token file holds")
}

/// The same page without the token in its address, which the cookie holds from now on.
fn to_bare_path(path: &str, token: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    // Two slashes at the start would lead to another host.
    let path = format!("/{}", path.trim_start_matches('/'));
    let cookie = format!("{COOKIE_NAME}={token}; Path=/; HttpOnly; SameSite=Strict");
    for (name, value) in [(LOCATION, path), (SET_COOKIE, cookie)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// Takes equally long wherever the first difference is.
fn is_equal(given: &str, token: &str) -> bool {
    // Hashes have one length and say nothing about where two texts differ.
    let [given, token] = [given, token].map(|it| blake3::hash(it.as_bytes()));
    given == token
}
