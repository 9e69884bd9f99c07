//! `/api/v1/recordings`

pub(super) mod care;
pub(super) mod content;
pub(super) mod get;
pub(super) mod list;
pub(super) mod playback;
mod range;
pub(super) mod shown;

use crate::{Error, Result};
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use uuid::Uuid;

/// The id in an address.
fn parse_id(id: Result<Path<String>, PathRejection>) -> Result<Uuid> {
    id.ok()
        .and_then(|Path(id)| Uuid::try_parse(&id).ok())
        .ok_or(Error::BadRequest { what: "id", expected: "it must be a UUID" })
}
