//! The console's files, as Trunk builds them. Every address that is not a file and not the API's is a page of the
//! console, which its `index.html` draws.

use super::App;
use crate::{Error, Result, problem};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::{Method, StatusCode, Uri};
use axum::response::Response;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use tower_http::services::ServeDir;

/// The folder of the console's files.
#[derive(Clone, Debug)]
pub struct Console {
    folder: PathBuf,
}

impl Console {
    /// The console in `folder`.
    ///
    /// # Errors
    /// [`Error::NoConsole`] where there is no `index.html` in it.
    pub fn open(folder: &Path) -> Result<Self> {
        if folder.join("index.html").is_file() {
            Ok(Self { folder: folder.to_owned() })
        } else {
            Err(Error::NoConsole { folder: folder.to_owned() })
        }
    }
}

/// Answers what no route takes.
pub(super) async fn console(
    State(app): State<App>,
    method: Method,
    uri: Uri,
    request: HeaderMap,
) -> Response {
    let path = uri.path();
    if path == "/api" || path.starts_with("/api/") {
        return not_found("the API has no such address", "/api/v1/openapi.json lists them all");
    }
    let Some(console) = &app.console else {
        return not_found("there is nothing here", "the server was started without a console (--console)");
    };
    if !matches!(method, Method::GET | Method::HEAD) {
        return method_not_allowed();
    }
    if path == "/" {
        return index(console, method, &request).await;
    }
    let response = file(console, method.clone(), &uri, &request).await;
    if response.status() != StatusCode::NOT_FOUND {
        return response;
    }
    if is_page(path) {
        return index(console, method, &request).await;
    }
    not_found("there is no such file", "reload the page: the console may have been updated")
}

/// A file of the console, or 404.
async fn file(console: &Console, method: Method, uri: &Uri, request: &HeaderMap) -> Response {
    let mut inner = Request::new(Body::empty());
    *inner.method_mut() = method;
    *inner.uri_mut() = uri.clone();
    for name in [header::IF_NONE_MATCH, header::IF_MODIFIED_SINCE, header::RANGE, header::IF_RANGE] {
        if let Some(value) = request.get(&name) {
            inner.headers_mut().insert(name, value.clone());
        }
    }
    let response =
        ServeDir::new(&console.folder).append_index_html_on_directories(false).try_call(inner).await;
    let missing = || {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_FOUND;
        response
    };
    let mut response = match response {
        Ok(response) if matches!(response.status(), StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST) => {
            return missing();
        }
        Ok(response) => response.map(Body::new),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return missing();
        }
        Err(error) => {
            tracing::error!(%error, "a file of the console cannot be read");
            return problem::respond(problem::internal());
        }
    };
    let caching = if is_hashed(uri) { "public, max-age=31536000, immutable" } else { "no-cache" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    response
}

/// The console's one page.
async fn index(console: &Console, method: Method, request: &HeaderMap) -> Response {
    file(console, method, &Uri::from_static("/index.html"), request).await
}

/// Whether an address that is no file is one of the console's pages: its last part has no extension.
fn is_page(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|last| !last.contains('.'))
}

/// Whether a file's name changes with its content, as `ui-8f2c4e0d9b1a7f36_bg.wasm` does: Trunk puts 16
/// hexadecimal digits after a hyphen.
fn is_hashed(uri: &Uri) -> bool {
    let name = uri.path().rsplit('/').next().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default();
    let stem = stem.strip_suffix("_bg").unwrap_or(stem);
    stem.rsplit_once('-').is_some_and(|(_, hash)| {
        hash.len() == 16 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

fn not_found(title: &str, detail: &str) -> Response {
    problem::respond(api::Problem::new(404, "not_found", title).with_detail(detail))
}

fn method_not_allowed() -> Response {
    let mut response = problem::respond(api::Problem::new(
        405,
        "method_not_allowed",
        "this address takes GET and HEAD only",
    ));
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_a_hash_are_told_from_others() {
        let hashed = |path: &'static str| is_hashed(&Uri::from_static(path));
        assert!(hashed("/ui-8f2c4e0d9b1a7f36_bg.wasm"));
        assert!(hashed("/ui-8f2c4e0d9b1a7f36.js"));
        assert!(hashed("/static/app-0123456789abcdef.css"));
        assert!(!hashed("/player/worker_bg.wasm"));
        assert!(!hashed("/player/afterimage-player.js"));
        assert!(!hashed("/ui-8f2c4e0d.js"));
    }

    #[test]
    fn pages_have_no_extension() {
        assert!(is_page("/recordings") && is_page("/recordings/0193-x") && is_page("/local"));
        assert!(!is_page("/favicon.ico") && !is_page("/a/b.wasm"));
    }
}
