//! Whether the server is up.

use serde::{Deserialize, Serialize};

/// What `GET /healthz` answers while the server runs, and `GET /readyz` while it can do its work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Health {
    /// `ok`. Anything else comes as a [`crate::Problem`].
    pub status: String,
    /// Version of the server.
    pub version: String,
}
