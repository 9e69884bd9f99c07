//! Requests that a proxy in front could read in another way than we do (RFC 9112, section 11.2).

use axum::extract::Request;
use axum::http::header::{HOST, TRANSFER_ENCODING};
use axum::http::{HeaderMap, Method};

/// The one `Host` of a request.
pub(super) fn host(headers: &HeaderMap) -> Option<&str> {
    let mut hosts = headers.get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().ok(),
        _ => None,
    }
}

/// What is wrong with how a request is put; `None` where nothing is. The rest, such as lengths that contradict each
/// other, hyper refuses by itself.
pub(super) fn fault(request: &Request) -> Option<&'static str> {
    let uri = request.uri();
    if let Some(authority) = uri.authority()
        && host(request.headers()).is_some_and(|host| !host.eq_ignore_ascii_case(authority.as_str()))
    {
        return Some("its address and its Host header name different servers");
    }
    let is_of_server = request.method() == Method::OPTIONS && uri.path() == "*";
    if request.method() == Method::CONNECT || !(uri.path().starts_with('/') || is_of_server) {
        return Some("it asks to be passed on, and this is no proxy");
    }
    let mut encodings = request.headers().get_all(TRANSFER_ENCODING).iter();
    match (encodings.next(), encodings.next()) {
        (None, _) => None,
        (Some(only), None) if only.as_bytes().eq_ignore_ascii_case(b"chunked") => None,
        _ => Some("its body is sent in another way than whole or in chunks"),
    }
}
