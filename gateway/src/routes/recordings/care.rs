//! What administrators do with recordings: restrict, archive, hold, delete and bring back, and correct what is known.

use crate::access::Identity;
use crate::admin_log::By;
use crate::routes::App;
use crate::routes::extract::{Body, Id};
use crate::store::Doing;
use crate::{Error, Result};
use api::{Changed, Chosen, Recording, SessionFacts};
use axum::Json;
use axum::extract::State;
use std::collections::BTreeSet;
use uuid::Uuid;

/// How long a name of a session's facts may be, in characters.
const LONGEST_NAME: usize = 1_024;
const DAY_MS: i64 = 86_400_000;

/// Restricts the access to recordings and to all others of their sessions: from then on only those who may play all
/// recordings can see them.
#[utoipa::path(
    post,
    path = "/api/v1/restrictions",
    tag = "recordings",
    request_body = Chosen,
    responses(
        (status = 200, description = "What was not restricted before", body = Changed),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "One of the recordings is not there, or may not be seen; nothing was done",
            body = api::Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn restrict(
    State(app): State<App>,
    identity: Identity,
    by: By,
    Body(chosen): Body<Chosen>,
) -> Result<Json<Changed>> {
    take_care(&app, &identity, &by, &chosen, Doing::Restrict, Reason::May).await
}

/// Removes the access restrictions from recordings and from all others of their sessions.
#[utoipa::path(
    post,
    path = "/api/v1/restrictions/removal",
    tag = "recordings",
    request_body = Chosen,
    responses(
        (status = 200, description = "What was restricted before", body = Changed),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "One of the recordings is not there, or may not be seen; nothing was done",
            body = api::Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn remove_restriction(
    State(app): State<App>,
    identity: Identity,
    by: By,
    Body(chosen): Body<Chosen>,
) -> Result<Json<Changed>> {
    take_care(&app, &identity, &by, &chosen, Doing::RemoveRestriction, Reason::May).await
}

/// Archives recordings and all others of their sessions.
#[utoipa::path(
    post,
    path = "/api/v1/archive",
    tag = "recordings",
    request_body = Chosen,
    responses(
        (status = 200, description = "What was not archived before", body = Changed),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "One of the recordings is not there, or may not be seen; nothing was done",
            body = api::Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn archive(
    State(app): State<App>,
    identity: Identity,
    by: By,
    Body(chosen): Body<Chosen>,
) -> Result<Json<Changed>> {
    take_care(&app, &identity, &by, &chosen, Doing::Archive, Reason::May).await
}

/// Deletes recordings and all others of their sessions. They can be brought back until they are purged, after the days
/// that the configuration says.
#[utoipa::path(
    post,
    path = "/api/v1/deletions",
    tag = "recordings",
    request_body = Chosen,
    responses(
        (status = 200, description = "What was deleted", body = Changed),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "One of the recordings is not there, or may not be seen; nothing was done",
            body = api::Problem, content_type = "application/problem+json"),
        (status = 409, description = "One of the sessions is under a legal hold (`held`); nothing was done",
            body = api::Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn delete(
    State(app): State<App>,
    identity: Identity,
    by: By,
    Body(chosen): Body<Chosen>,
) -> Result<Json<Changed>> {
    let purged_from_ms = by.at_ms.saturating_add(i64::from(app.grace_days).saturating_mul(DAY_MS));
    let doing = Doing::Delete { purged_from_ms, with_files: chosen.with_files };
    take_care(&app, &identity, &by, &chosen, doing, Reason::May).await
}

/// Brings deleted recordings back, and all others of their sessions.
#[utoipa::path(
    post,
    path = "/api/v1/deletions/undo",
    tag = "recordings",
    request_body = Chosen,
    responses(
        (status = 200, description = "What was brought back", body = Changed),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "One of the recordings is not deleted, or purged; nothing was done",
            body = api::Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn undelete(
    State(app): State<App>,
    identity: Identity,
    by: By,
    Body(chosen): Body<Chosen>,
) -> Result<Json<Changed>> {
    take_care(&app, &identity, &by, &chosen, Doing::Undelete, Reason::May).await
}

/// Places a legal hold on recordings and on all others of their sessions: nobody can delete them until it is removed.
#[utoipa::path(
    post,
    path = "/api/v1/holds",
    tag = "recordings",
    request_body = Chosen,
    responses(
        (status = 200, description = "What was not held before", body = Changed),
        (status = 400, description = "The request is not what it must be; it needs a reason", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "One of the recordings is not there, or may not be seen; nothing was done",
            body = api::Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn hold(
    State(app): State<App>,
    identity: Identity,
    by: By,
    Body(chosen): Body<Chosen>,
) -> Result<Json<Changed>> {
    take_care(&app, &identity, &by, &chosen, Doing::Hold, Reason::Must).await
}

/// Removes the legal hold from recordings and from all others of their sessions.
#[utoipa::path(
    post,
    path = "/api/v1/holds/removal",
    tag = "recordings",
    request_body = Chosen,
    responses(
        (status = 200, description = "What was held before", body = Changed),
        (status = 400, description = "The request is not what it must be; it needs a reason", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "One of the recordings is not there, or may not be seen; nothing was done",
            body = api::Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn remove_hold(
    State(app): State<App>,
    identity: Identity,
    by: By,
    Body(chosen): Body<Chosen>,
) -> Result<Json<Changed>> {
    take_care(&app, &identity, &by, &chosen, Doing::RemoveHold, Reason::Must).await
}

/// Corrects what is known of the session of a recording. What is left out is not known. The recording itself stays as it
/// is.
#[utoipa::path(
    put,
    path = "/api/v1/recordings/{id}/session",
    tag = "recordings",
    params(("id" = String, Path, description = "Id of the recording, a UUID")),
    request_body = SessionFacts,
    responses(
        (status = 200, description = "The recording", body = Recording),
        (status = 400, description = "The request is not what it must be", body = api::Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "There is no recording with this id that may be seen", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(in crate::routes) async fn correct(
    State(app): State<App>,
    identity: Identity,
    Id(id): Id,
    by: By,
    Body(facts): Body<SessionFacts>,
) -> Result<Json<Recording>> {
    let id = Uuid::try_parse(&id).map_err(|_| Error::Row { what: "id" })?;
    let SessionFacts { user, host, client, client_address, application, site } = facts;
    let all = [user, host, client, client_address, application, site];
    if all.iter().flatten().any(|name| name.chars().count() > LONGEST_NAME) {
        return Err(Error::BadRequest { what: "session", expected: "names of at most 1,024 characters" });
    }
    let [user, host, client, client_address, application, site] =
        all.map(|name| name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()));
    let facts = SessionFacts { user, host, client, client_address, application, site };
    let corrected = app.data.store.correct_session(identity.visibility(), id, &facts, &by).await?;
    // what somebody may see may be another thing now
    app.changes.tell();
    Ok(Json(corrected))
}

/// The sites that recordings are of which whoever asks may see, by name; at most 200.
#[utoipa::path(
    get,
    path = "/api/v1/sites",
    tag = "recordings",
    responses((status = 200, description = "Their names", body = Vec<String>))
)]
pub(in crate::routes) async fn sites(
    State(app): State<App>,
    identity: Identity,
) -> Result<Json<Vec<String>>> {
    Ok(Json(app.data.store.sites(identity.visibility()).await?))
}

/// Whether it must be said why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    May,
    Must,
}

async fn take_care(
    app: &App,
    identity: &Identity,
    by: &By,
    chosen: &Chosen,
    doing: Doing,
    asks: Reason,
) -> Result<Json<Changed>> {
    let ids = ids(chosen)?;
    let reason = chosen.reason.as_deref().map_or("", str::trim);
    if reason.chars().count() > Chosen::LONGEST_REASON {
        return Err(Error::BadRequest { what: "reason", expected: "at most 1,000 characters" });
    }
    if asks == Reason::Must && reason.is_empty() {
        return Err(Error::BadRequest { what: "reason", expected: "it must say why" });
    }
    let changed = app.data.store.take_care(identity.visibility(), &ids, doing, reason, by).await?;
    // who watches one that may no longer be seen is cut off
    app.changes.tell();
    Ok(Json(changed))
}

fn ids(chosen: &Chosen) -> Result<BTreeSet<Uuid>> {
    if chosen.ids.is_empty() || chosen.ids.len() > Chosen::MOST {
        return Err(Error::BadRequest { what: "ids", expected: "1 to 1,000 ids of recordings" });
    }
    let ids = chosen.ids.iter().map(|id| Uuid::try_parse(id)).collect::<Result<_, _>>();
    ids.map_err(|_| Error::BadRequest { what: "ids", expected: "each must be a UUID" })
}
