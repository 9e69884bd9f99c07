//! Links with which recordings are shared with people who may not play them otherwise.

use serde::{Deserialize, Serialize};

/// A link to be made: `POST` to [`crate::paths::recording_links`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewLink {
    /// The moment that it opens, in microseconds of presentation time; at most the recording's duration.
    pub at_us: u64,
    /// For how many hours it can be opened: 1 to 2,160, which are 90 days.
    pub valid_hours: u32,
    /// Why it is made, in at most 1,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub justification: Option<String>,
}

impl NewLink {
    /// For how many hours a link can be opened at the most.
    pub const MOST_HOURS: u32 = 90 * 24;
    /// The longest justification, in characters.
    pub const LONGEST: usize = 1_000;
}

/// A link that was just made. Its secret is told this once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MadeLink {
    /// The link.
    pub link: SharedLink,
    /// What opens it, to follow [`crate::paths::SHARED_PAGE`] as the fragment.
    pub secret: String,
}

impl std::fmt::Debug for MadeLink {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("MadeLink").field("link", &self.link).finish_non_exhaustive()
    }
}

/// Whether a link can be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LinkStatus {
    /// It can.
    Active,
    /// Its time is over.
    Expired,
    /// Somebody revoked it.
    Revoked,
}

impl LinkStatus {
    /// What people call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Expired => "Expired",
            Self::Revoked => "Revoked",
        }
    }
}

/// A link, without what opens it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SharedLink {
    /// Its id, a UUID.
    pub id: String,
    /// The recording, a UUID.
    pub recording_id: String,
    /// What the recording is called.
    pub recording: String,
    /// The moment that it opens, in microseconds of presentation time.
    pub at_us: u64,
    /// When it was made, in milliseconds since 1970-01-01 UTC.
    pub made_at_ms: i64,
    /// Who made it, as they were called then.
    pub made_by: String,
    /// Why it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub justification: Option<String>,
    /// When its time is over, in milliseconds since 1970-01-01 UTC.
    pub expires_at_ms: i64,
    /// Who revoked it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<crate::Done>,
    /// Whether it can be opened now.
    pub status: LinkStatus,
}

/// A page of links, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkPage {
    /// The links.
    pub items: Vec<SharedLink>,
    /// To be given as `cursor` for the next page; none on the last one.
    pub next_cursor: Option<String>,
}

/// Which links are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
pub struct LinkQuery {
    /// Those to this recording alone, a UUID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording: Option<String>,
    /// `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Somebody who opened a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkOpening {
    /// When, in milliseconds since 1970-01-01 UTC.
    pub at_ms: i64,
    /// Who, as they were called then.
    pub name: String,
    /// Where from.
    pub address: String,
    /// The browser, as it calls itself.
    pub browser: String,
    /// Why, in their own words.
    pub justification: String,
}

/// Opens a link: `POST` to [`crate::paths::LINKS_OPEN`]. 404 `link_not_valid` where it is expired, revoked or made up, or
/// where its recording may not be shown by a link.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LinkToOpen {
    /// What followed the `#` of its address.
    pub secret: String,
    /// Why it is opened: 1 to 1,000 characters.
    pub justification: String,
}

impl std::fmt::Debug for LinkToOpen {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("LinkToOpen").finish_non_exhaustive()
    }
}

/// What a link opened, for as long as it is valid and the sign-in session lasts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenedLink {
    /// The recording, a UUID.
    pub recording_id: String,
    /// The moment to begin at, in microseconds of presentation time.
    pub at_us: u64,
    /// When its time is over, in milliseconds since 1970-01-01 UTC.
    pub expires_at_ms: i64,
}

/// How many links were cleared away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClearedLinks {
    /// Those that had expired or were revoked.
    pub links: u64,
}
