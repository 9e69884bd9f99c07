//! What administrators do with recordings: restrict, archive, hold, delete. All of it is of whole sessions.

use serde::{Deserialize, Serialize};

/// What administrators did with a recording.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Care {
    /// Who restricted the access to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restricted: Option<Done>,
    /// Who archived it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived: Option<Done>,
    /// The legal hold on it: it cannot be deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
    /// It is deleted, and can be brought back until it is purged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted: Option<Deletion>,
}

impl Care {
    /// Whether nothing was done with it.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// Who did something, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Done {
    /// What they were called then.
    pub by: String,
    /// In milliseconds since 1970-01-01 UTC.
    pub at_ms: i64,
}

/// A legal hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hold {
    /// Who placed it, as they were called then.
    pub by: String,
    /// In milliseconds since 1970-01-01 UTC.
    pub at_ms: i64,
    /// Why.
    pub reason: String,
}

/// A deletion that can still be undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Deletion {
    /// Who deleted it, as they were called then.
    pub by: String,
    /// In milliseconds since 1970-01-01 UTC.
    pub at_ms: i64,
    /// When it is purged at the earliest, in milliseconds since 1970-01-01 UTC.
    pub purged_from_ms: i64,
    /// Whether its file goes with its record.
    pub with_files: bool,
}

/// Recordings to do something with: `POST` to [`crate::paths::RESTRICTIONS`] and its like. The sessions that they are of
/// are taken whole; all of it is done or nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Chosen {
    /// Ids of recordings, at least one and at most 1,000.
    pub ids: Vec<String>,
    /// Why, in at most 1,000 characters. A hold and its removal need it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// For a deletion: whether the files go with the records.
    #[serde(default, skip_serializing_if = "is_false")]
    pub with_files: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}

impl Chosen {
    /// The most recordings at once.
    pub const MOST: usize = 1_000;
    /// The longest reason, in characters.
    pub const LONGEST_REASON: usize = 1_000;
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Changed {
    /// How many sessions it was done with; those with which it had been done before are not among them.
    pub sessions: u64,
    /// How many recordings they have.
    pub recordings: u64,
}
