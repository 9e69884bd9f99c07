//! What every response says to the browser.

use axum::http::header::{self, HeaderName, HeaderValue};
use axum::response::Response;

/// What a page of ours may load and do. No inline script runs: the console starts from a file. No text becomes markup or
/// script (Trusted Types), but for the address of the player's worker, which `worker-link.js` lets pass.
pub const PAGE_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     style-src-attr 'unsafe-inline'; img-src 'self' blob: data:; connect-src 'self'; worker-src 'self'; \
     font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; \
     require-trusted-types-for 'script'; trusted-types afterimage-player";

/// The policy of content that is not ours: nothing runs, nothing loads.
pub const SANDBOX_POLICY: &str = "sandbox; default-src 'none'; frame-ancestors 'none'";

/// Two years, for this name alone: what else the organisation serves is its own business (RFC 6797).
const TRANSPORT_SECURITY: HeaderValue = HeaderValue::from_static("max-age=63072000");

const ALWAYS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=(), fullscreen=(self)",
    ),
];

/// Adds the headers that every response has. What a route has said of its policy and of caching stays.
pub(crate) fn secure(mut response: Response, is_https: bool) -> Response {
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    for (name, value) in [(header::CONTENT_SECURITY_POLICY, PAGE_POLICY), (header::CACHE_CONTROL, "no-store")]
    {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if is_https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, TRANSPORT_SECURITY);
    }
    response
}

/// The headers of an answer to what could not be read as a request.
pub(crate) fn of_refusals() -> impl Iterator<Item = (HeaderName, &'static str)> {
    let own = [(header::CONTENT_SECURITY_POLICY, SANDBOX_POLICY), (header::CACHE_CONTROL, "no-store")];
    ALWAYS.into_iter().chain(own)
}
