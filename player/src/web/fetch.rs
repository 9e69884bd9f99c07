//! Reading from an address.

use super::message::{Failure, reason, scope};
use js_sys::{ArrayBuffer, Uint8Array};
use std::ops::Range;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, ReadableStream, RequestInit, Response};

/// An answer to a request.
pub(super) enum Answer {
    /// The range that was asked for, or as much of it as there is, of a file of `total` bytes.
    Part { bytes: Vec<u8>, total: u64, version: Option<String> },
    /// Everything, as it comes.
    Whole(Response),
}

/// Asks for `range` of what lies at `url`; for everything where there is none.
///
/// # Errors
/// `network` where the server cannot be reached or refuses, `denied` where nobody is signed in, `busy` where the server
/// asks to come back, `empty`, `aborted`.
pub(super) async fn get(
    url: &str,
    range: Option<Range<u64>>,
    signal: &AbortSignal,
) -> Result<Answer, Failure> {
    let failed = |why: &str| Failure::new("network", format!("cannot load {url}: {why}"));
    let exception = |error: JsValue| {
        if signal.aborted() { Failure::aborted() } else { failed(&reason(&error)) }
    };
    let init = RequestInit::new();
    init.set_signal(Some(signal));
    if let Some(range) = &range {
        let headers = Headers::new().map_err(exception)?;
        let value = format!("bytes={}-{}", range.start, range.end.saturating_sub(1));
        headers.set("Range", &value).map_err(exception)?;
        init.set_headers(&headers);
    }
    let response = JsFuture::from(scope().fetch_with_str_and_init(url, &init)).await.map_err(exception)?;
    let response: Response = response.dyn_into().map_err(|_| failed("the browser gave no response"))?;
    match response.status() {
        206 => {
            let header = response.headers().get("Content-Range").map_err(exception)?;
            let (start, total) = header
                .as_deref()
                .and_then(content_range)
                .ok_or_else(|| failed("the server does not say which range it sent (Content-Range)"))?;
            if Some(start) != range.map(|range| range.start) {
                return Err(failed("the server sent another range than it was asked for"));
            }
            let version = response.headers().get("ETag").map_err(exception)?;
            let buffer =
                JsFuture::from(response.array_buffer().map_err(exception)?).await.map_err(exception)?;
            Ok(Answer::Part { bytes: to_vec(&buffer.unchecked_into()), total, version })
        }
        200 => Ok(Answer::Whole(response)),
        416 => Err(Failure::new("empty", format!("{url} is empty"))),
        401 => Err(Failure::new("denied", format!("cannot load {url}: nobody is signed in (status 401)"))),
        503 => Err(Failure::new("busy", format!("cannot load {url}: the server is not ready (status 503)"))),
        status @ 403 => Err(failed(&format!("the server denies it (status {status})"))),
        status @ (404 | 410) => Err(failed(&format!("there is nothing at this address (status {status})"))),
        status => Err(failed(&format!("the server answered with status {status}"))),
    }
}

/// The body of a response.
///
/// # Errors
/// `network` where it has none.
pub(super) fn body(url: &str, response: &Response) -> Result<ReadableStream, Failure> {
    let missing = || Failure::new("network", format!("cannot load {url}: the answer has no body"));
    response.body().ok_or_else(missing)
}

/// The length that a response announces, in bytes as they go over the wire.
pub(super) fn announced_bytes(response: &Response) -> Option<u64> {
    response.headers().get("Content-Length").ok().flatten()?.trim().parse().ok()
}

/// A copy of a buffer.
pub(super) fn to_vec(buffer: &ArrayBuffer) -> Vec<u8> {
    Uint8Array::new(buffer).to_vec()
}

/// First byte and total length of `bytes 0-99/1000`.
fn content_range(header: &str) -> Option<(u64, u64)> {
    let (range, total) = header.trim().strip_prefix("bytes")?.trim().split_once('/')?;
    let (start, _) = range.split_once('-')?;
    Some((start.trim().parse().ok()?, total.trim().parse().ok()?))
}
