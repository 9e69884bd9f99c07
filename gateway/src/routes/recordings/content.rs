//! `GET /api/v1/recordings/{id}/content`

use super::range::{Wanted, wanted};
use super::shown::{must_be_shown, shown};
use super::{parse_id, playback};
use crate::access::Identity;
use crate::admin_log::By;
use crate::routes::App;
use crate::{Error, Result, headers};
use axum::body::{Body, Bytes};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::response::Response;
use futures_util::{Stream, StreamExt, stream};
use std::io::{self, SeekFrom};
use std::ops::Range;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;
use uuid::Uuid;

/// Bytes that are read from the disk at once.
const PIECE_BYTES: usize = 128 * 1024;

/// The bytes of a recording's container, all or one range of them.
///
/// The content never changes: its entity tag is the root of the hash tree that covers every byte.
#[utoipa::path(
    get,
    path = "/api/v1/recordings/{id}/content",
    tag = "recordings",
    params(
        ("id" = String, Path, description = "Id of the recording, a UUID"),
        ("Range" = Option<String>, Header, description = "One range of bytes, such as bytes=0-1023 or bytes=-512"),
        ("If-Range" = Option<String>, Header, description = "Entity tag: the range counts only while it is this"),
        ("If-None-Match" = Option<String>, Header, description = "Entity tags that the client has"),
    ),
    responses(
        (status = 200, description = "The whole container", body = [u8], content_type = "application/octet-stream"),
        (status = 206, description = "The range", body = [u8], content_type = "application/octet-stream"),
        (status = 304, description = "The client has it"),
        (status = 400, description = "The id is not a UUID", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 403, description = "Whoever asks has no role, or must say first why (`justification_needed`)", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "There is no recording with this id that may be seen", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 416, description = "The range lies past the end", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn content(
    State(app): State<App>,
    identity: Identity,
    by: By,
    id: Result<Path<String>, PathRejection>,
    request: HeaderMap,
) -> Result<Response> {
    let id = parse_id(id)?;
    let recording = must_be_shown(&app, &identity, id).await?;
    // before the first byte, and before it is told that the client has them
    playback::open(&app, &identity, &by, id, &recording.name).await?;
    let tag = format!("\"{}\"", recording.root_sha256);
    let len = recording.size_bytes;

    if request.get(header::IF_NONE_MATCH).is_some_and(|tags| names(tags, &tag)) {
        return respond(StatusCode::NOT_MODIFIED, id, &tag, None, Body::empty());
    }
    // An `If-Range` that is not this very tag asks for the whole: what the client has is of something else.
    let is_range_valid = request.get(header::IF_RANGE).is_none_or(|range| range.as_bytes() == tag.as_bytes());
    let wanted = match request.get(header::RANGE).and_then(|range| range.to_str().ok()) {
        Some(range) if is_range_valid => wanted(range, len),
        _ => Wanted::Whole,
    };
    match wanted {
        Wanted::Whole => {
            let body = body(&app, identity, id, len, 0..len).await?;
            respond(StatusCode::OK, id, &tag, Some(len), body)
        }
        Wanted::Part(range) => {
            let body = body(&app, identity, id, len, range.clone()).await?;
            let mut response =
                respond(StatusCode::PARTIAL_CONTENT, id, &tag, Some(range.end - range.start), body)?;
            let place = format!("bytes {}-{}/{len}", range.start, range.end - 1);
            insert(response.headers_mut(), header::CONTENT_RANGE, &place)?;
            Ok(response)
        }
        Wanted::Nothing => {
            let mut response = crate::problem::respond(
                api::Problem::new(
                    416,
                    "range_not_satisfiable",
                    "the range lies past the end of the recording",
                )
                .with_detail(format!("the recording has {len} bytes")),
            );
            insert(response.headers_mut(), header::CONTENT_RANGE, &format!("bytes */{len}"))?;
            Ok(response)
        }
    }
}

/// The bytes of `range` as they are read from the disk.
async fn body(app: &App, identity: Identity, id: Uuid, len: u64, range: Range<u64>) -> Result<Body> {
    let path = app.data.objects.path(id);
    let mut file = tokio::fs::File::open(&path).await.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Error::ContentLost { id, what: "is missing" },
        _ => Error::reading(&path, error),
    })?;
    let metadata = file.metadata().await.map_err(|error| Error::reading(&path, error))?;
    if metadata.len() != len {
        return Err(Error::ContentLost { id, what: "is not as long as it was" });
    }
    file.seek(SeekFrom::Start(range.start)).await.map_err(|error| Error::reading(&path, error))?;
    let reader = file.take(range.end.saturating_sub(range.start));
    let pieces = ReaderStream::with_capacity(reader, PIECE_BYTES);
    Ok(Body::from_stream(while_visible(app.clone(), identity, id, pieces)))
}

/// The pieces as long as whoever asked may see the recording. What changed meanwhile, or the end of the session, cuts
/// them off within a second.
fn while_visible(
    app: App,
    identity: Identity,
    id: Uuid,
    pieces: impl Stream<Item = io::Result<Bytes>> + Send + Unpin + 'static,
) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    let changed = app.changes.listen();
    stream::try_unfold(
        (app, identity, pieces, changed),
        move |(app, identity, mut pieces, mut changed)| async move {
            if changed.is_due() && !is_visible(&app, &identity, id).await {
                return Err(io::ErrorKind::PermissionDenied.into());
            }
            let piece = pieces.next().await.transpose()?;
            Ok(piece.map(|piece| (piece, (app, identity, pieces, changed))))
        },
    )
}

/// What cannot be known is not shown.
async fn is_visible(app: &App, identity: &Identity, id: Uuid) -> bool {
    let seen = async {
        let Some(identity) = identity.watched(app).await? else { return Ok::<_, Error>(false) };
        Ok(shown(app, &identity, id).await?.is_some())
    };
    seen.await.unwrap_or_else(|error| {
        tracing::warn!(%error, "cannot tell whether a recording may still be sent");
        false
    })
}

fn respond(status: StatusCode, id: Uuid, tag: &str, len: Option<u64>, body: Body) -> Result<Response> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    insert(headers, header::ETAG, tag)?;
    // Recordings stay out of the browser's cache; the player keeps what it needs.
    insert(headers, header::CACHE_CONTROL, "no-store")?;
    if let Some(len) = len {
        insert(headers, header::CONTENT_LENGTH, &len.to_string())?;
        insert(headers, header::ACCEPT_RANGES, "bytes")?;
        insert(headers, header::CONTENT_TYPE, "application/octet-stream")?;
        insert(headers, header::CONTENT_DISPOSITION, &format!("attachment; filename=\"{id}.afterimage\""))?;
        insert(headers, header::CONTENT_SECURITY_POLICY, headers::SANDBOX_POLICY)?;
    }
    Ok(response)
}

fn insert(headers: &mut HeaderMap, name: header::HeaderName, value: &str) -> Result<()> {
    // Every value comes from us or from the database; one that is no header text is a damaged row.
    let value = HeaderValue::try_from(value).map_err(|_| Error::Row { what: "hash" })?;
    headers.insert(name, value);
    Ok(())
}

/// Whether a list of entity tags names `tag`. Weak and strong ones compare alike here (RFC 9110, section 13.1.2).
fn names(tags: &HeaderValue, tag: &str) -> bool {
    tags.to_str().is_ok_and(|tags| {
        tags.trim() == "*"
            || tags.split(',').map(str::trim).any(|other| other.strip_prefix("W/").unwrap_or(other) == tag)
    })
}
