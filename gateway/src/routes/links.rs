//! `/api/v1/links`, `/api/v1/recordings/{id}/links`: recordings that are shared. The secret of a link comes in the body, so
//! that no log of addresses holds it.

use super::App;
use super::extract::{Asked, Body, Id, Origin};
use crate::access::Identity;
use crate::admin_log::By;
use crate::sign_in::{AccountError, Secret};
use crate::store::ToShare;
use crate::{Error, Result};
use api::{ClearedLinks, LinkOpening, LinkPage, LinkQuery, LinkToOpen, MadeLink, NewLink, OpenedLink};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use uuid::Uuid;

const HOUR_MS: i64 = 3_600_000;

/// Makes a link with which anybody who is signed in can watch a recording, from a moment on. Its secret is told this once.
#[utoipa::path(
    post,
    path = "/api/v1/recordings/{id}/links",
    tag = "links",
    params(("id" = String, Path, description = "Id of the recording, a UUID")),
    request_body = NewLink,
    responses(
        (status = 201, description = "The link with its secret", body = MadeLink),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "There is no recording with this id that may be seen", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 409, description = "The access to the recording is restricted", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 422, description = "The recording has as many links as fit", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(super) async fn make(
    State(app): State<App>,
    identity: Identity,
    Id(id): Id,
    by: By,
    Body(new): Body<NewLink>,
) -> Result<(StatusCode, Json<MadeLink>)> {
    if !(1..=NewLink::MOST_HOURS).contains(&new.valid_hours) {
        return Err(Error::BadRequest { what: "valid_hours", expected: "1 to 2,160" });
    }
    let justification = new.justification.as_deref().map(str::trim).filter(|text| !text.is_empty());
    if justification.is_some_and(|text| text.chars().count() > NewLink::LONGEST) {
        return Err(Error::BadRequest { what: "justification", expected: "at most 1,000 characters" });
    }
    let id = uuid(&id)?;
    let recording = app.data.store.recording(identity.visibility(), id).await?;
    let recording = recording.ok_or(Error::NotFound { id })?;
    if new.at_us > recording.duration_us {
        return Err(Error::BadRequest { what: "at_us", expected: "a moment of the recording" });
    }
    let secret = Secret::new()?;
    let to_share = ToShare {
        secret_hash: &secret.hash(),
        at_us: new.at_us,
        expires_at_ms: by.at_ms.saturating_add(i64::from(new.valid_hours).saturating_mul(HOUR_MS)),
        justification,
    };
    let link = app.data.store.share(&recording, &to_share, &by).await?;
    Ok((StatusCode::CREATED, Json(MadeLink { link, secret: secret.reveal().to_owned() })))
}

/// The links that were made, newest first, without their secrets.
#[utoipa::path(
    get,
    path = "/api/v1/links",
    tag = "links",
    params(LinkQuery),
    responses(
        (status = 200, description = "A page", body = LinkPage),
        (status = 400, description = "The cursor or the id is not valid", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(super) async fn list(
    State(app): State<App>,
    identity: Identity,
    Asked(asked): Asked<LinkQuery>,
) -> Result<Json<LinkPage>> {
    let expected = "it must be the next_cursor of a page";
    let cursor = parsed(asked.cursor.as_deref(), "cursor", expected)?;
    let recording = parsed(asked.recording.as_deref(), "recording", "it must be a UUID")?;
    let now_ms = app.sign_in.clock.now_ms();
    Ok(Json(app.data.store.links(identity.visibility(), recording, cursor, now_ms).await?))
}

/// Who opened a link, the newest 500.
#[utoipa::path(
    get,
    path = "/api/v1/links/{id}/openings",
    tag = "links",
    params(("id" = String, Path, description = "Its id, a UUID")),
    responses(
        (status = 200, description = "Who opened it", body = Vec<LinkOpening>),
        (status = 400, description = "The id is not a UUID", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "There is no such link", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(super) async fn openings(State(app): State<App>, Id(id): Id) -> Result<Json<Vec<LinkOpening>>> {
    Ok(Json(app.data.store.openings(uuid(&id)?).await?))
}

/// Revokes a link. Whoever watches by it is cut off within a second.
#[utoipa::path(
    post,
    path = "/api/v1/links/{id}/revocation",
    tag = "links",
    params(("id" = String, Path, description = "Its id, a UUID")),
    responses(
        (status = 204, description = "It is revoked"),
        (status = 400, description = "The id is not a UUID", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "There is no such link that can still be opened", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(super) async fn revoke(State(app): State<App>, Id(id): Id, by: By) -> Result<StatusCode> {
    app.data.store.revoke_link(uuid(&id)?, &by).await?;
    app.changes.tell();
    Ok(StatusCode::NO_CONTENT)
}

/// Clears away all links that have expired or were revoked, with who opened them; the administrator log keeps both.
#[utoipa::path(
    post,
    path = "/api/v1/links/clearing",
    tag = "links",
    responses((status = 200, description = "How many", body = ClearedLinks))
)]
pub(super) async fn clear(State(app): State<App>, by: By) -> Result<Json<ClearedLinks>> {
    Ok(Json(ClearedLinks { links: app.data.store.clear_links(None, &by).await? }))
}

/// Opens a link: its recording is shown in this sign-in session from now on. It is logged before this is answered.
#[utoipa::path(
    post,
    path = "/api/v1/links/open",
    tag = "links",
    request_body = LinkToOpen,
    responses(
        (status = 200, description = "What is shown", body = OpenedLink),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "It is expired, revoked or made up", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(super) async fn open(
    State(app): State<App>,
    identity: Identity,
    origin: Origin,
    by: By,
    Body(wanted): Body<LinkToOpen>,
) -> Result<Json<OpenedLink>> {
    if identity.needs_totp() {
        return Err(AccountError::TotpNeeded.into());
    }
    let justification = wanted.justification.trim();
    if justification.is_empty() || justification.chars().count() > NewLink::LONGEST {
        let expected = "1 to 1,000 characters that say why";
        return Err(Error::BadRequest { what: "justification", expected });
    }
    let account = format!("link {}", identity.signed_in().account_id);
    app.sign_in.throttle.attempt_signed_in(origin.address, &account)?;
    let (secret_hash, token_hash) = (Secret::hash_of(&wanted.secret), identity.token_hash());
    let store = &app.data.store;
    Ok(Json(store.open_link(&secret_hash, token_hash, justification, &origin.browser, &by).await?))
}

fn uuid(id: &str) -> Result<Uuid> {
    Uuid::try_parse(id).map_err(|_| Error::Row { what: "id" })
}

fn parsed(text: Option<&str>, what: &'static str, expected: &'static str) -> Result<Option<Uuid>> {
    text.map(Uuid::try_parse).transpose().map_err(|_| Error::BadRequest { what, expected })
}
