//! Where a request comes from. What pages elsewhere have a browser send is refused (CSRF).

use axum::{
    extract::Request,
    http::{
        HeaderMap, Method, StatusCode,
        header::{CONTENT_TYPE, ORIGIN},
    },
};

use crate::error::Refusal;

/// Types of bodies that a page elsewhere cannot send without being asked first.
const TYPES: [&str; 2] = ["application/json", "application/octet-stream"];

/// Refuses what does not come from a page of the studio itself, or from no page at all.
pub(super) fn check(host: &str, request: &Request) -> Result<(), Refusal> {
    let headers = request.headers();
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let foreign = || {
        let message = "this request comes from a page of another site";
        Refusal::new(StatusCode::FORBIDDEN, "cross_site", message)
            .hint("use the studio's own page, at the address that `irama studio` printed")
    };
    for origin in headers.get_all(ORIGIN) {
        let own = [format!("http://{host}"), format!("https://{host}")];
        if !origin.to_str().is_ok_and(|it| own.contains(&it.to_ascii_lowercase())) {
            return Err(foreign());
        }
    }
    for site in headers.get_all("sec-fetch-site") {
        if site != "same-origin" && !(is_read && site == "none") {
            return Err(foreign());
        }
    }
    if is_read { Ok(()) } else { check_type(headers) }
}

fn check_type(headers: &HeaderMap) -> Result<(), Refusal> {
    let is_known = |it: &axum::http::HeaderValue| {
        let essence = it.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
        TYPES.iter().any(|known| essence.trim().eq_ignore_ascii_case(known))
    };
    let types: Vec<_> = headers.get_all(CONTENT_TYPE).iter().collect();
    if types.len() > 1 || !types.into_iter().all(is_known) {
        return Err(wrong_type());
    }
    Ok(())
}

/// The body is of a type that is not read.
pub(crate) fn wrong_type() -> Refusal {
    let message = "the body is neither application/json nor application/octet-stream";
    Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "wrong_type", message)
        .hint("send JSON as application/json, files as application/octet-stream")
}
