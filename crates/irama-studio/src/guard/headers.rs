//! What every answer says to the browser: load nothing from elsewhere, show nothing elsewhere.

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::Response,
};

/// What the page may do: its own files and nothing else, no inline scripts or styles, no frames.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
                   img-src 'self' data: blob:; connect-src 'self'; media-src 'self' blob:; \
                   font-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; \
                   form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

/// For pages and pictures that are made of strangers' music: no scripts at all.
pub(crate) const STRICT_CSP: &str = "default-src 'none'; style-src 'unsafe-inline'; \
                                     img-src data:; media-src data:; base-uri 'none'; \
                                     form-action 'none'; frame-ancestors 'none'; sandbox";

/// Adds what every answer says, but for what it says already.
pub(super) fn dress(response: &mut Response) {
    let all = [
        (header::CONTENT_SECURITY_POLICY, CSP),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in all {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
}
