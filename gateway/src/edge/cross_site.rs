//! Requests that other web sites make a browser send.

use axum::extract::Request;
use axum::http::header::{COOKIE, HeaderName, ORIGIN, UPGRADE};
use axum::http::{HeaderMap, Method};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

/// Where OpenID providers send people back to, with a provider's id between: the only addresses of the API that another
/// site may lead to. A sign-in begins on our own page only.
const BACK_FROM_PROVIDER: (&str, &str) = ("/api/v1/sign-in/provider/", "/callback");

/// What a header says that may stand there once.
enum Said<'a> {
    Nothing,
    This(&'a [u8]),
    /// Several times, which no browser does.
    Unclear,
}

/// Why a request is not from our own pages, whose origin is `ours`; `None` where it is, or where it can do nothing.
pub(super) fn fault(request: &Request, ours: &str) -> Option<&'static str> {
    let headers = request.headers();
    let is_ours = match said(headers, &ORIGIN) {
        Said::Nothing => None,
        Said::This(origin) => Some(origin == ours.as_bytes()),
        Said::Unclear => Some(false),
    };
    let site = said(headers, &SEC_FETCH_SITE);
    let is_same_site = match site {
        Said::Nothing => None,
        Said::This(b"same-origin") => Some(true),
        Said::This(_) | Said::Unclear => Some(false),
    };
    if upgrades(headers) {
        // browsers let any page open a WebSocket to anywhere, and send our cookies along
        return match (is_ours, is_same_site) {
            (Some(true), None | Some(true)) => None,
            _ => Some("a WebSocket is opened from our own pages only"),
        };
    }
    let is_by_hand = matches!(site, Said::Nothing | Said::This(b"same-origin" | b"none"));
    if is_unsafe(request.method()) {
        return match is_ours {
            Some(false) => Some("its Origin is another site"),
            _ if !is_by_hand => Some("it comes from another site (Sec-Fetch-Site)"),
            None if matches!(site, Said::Nothing) && headers.contains_key(COOKIE) => {
                Some("it has a cookie, but neither Origin nor Sec-Fetch-Site")
            }
            _ => None,
        };
    }
    let path = request.uri().path();
    let is_api = path == "/api" || path.starts_with("/api/");
    let is_return = path.starts_with(BACK_FROM_PROVIDER.0)
        && path.ends_with(BACK_FROM_PROVIDER.1)
        && request.method() == Method::GET
        && matches!(said(headers, &SEC_FETCH_MODE), Said::This(b"navigate"));
    (is_api && !is_return && !is_by_hand).then_some("it comes from another site (Sec-Fetch-Site)")
}

/// Whether a method can change something. What is not known can.
pub(super) fn is_unsafe(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether a WebSocket is asked for. `Connection` says nothing of it: some proxies send `upgrade` with every request.
fn upgrades(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(UPGRADE).iter();
    let mut protocols = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b','));
    protocols.any(|protocol| {
        let name = protocol.split(|byte| *byte == b'/').next().unwrap_or_default();
        name.trim_ascii().eq_ignore_ascii_case(b"websocket")
    })
}

fn said<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Said<'a> {
    let mut lines = headers.get_all(name).iter();
    match (lines.next(), lines.next()) {
        (None, _) => Said::Nothing,
        (Some(line), None) => Said::This(line.as_bytes()),
        (Some(_), Some(_)) => Said::Unclear,
    }
}
