//! Playback permissions: what read-only admins may play.

use crate::Role;
use serde::{Deserialize, Serialize};

/// How much a read-only admin may play.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PermissionLevel {
    /// All recordings that are not restricted.
    #[default]
    Full,
    /// Those of the scope that are not restricted.
    Limited,
    /// None.
    No,
}

impl PermissionLevel {
    /// Every level, the widest first.
    pub const ALL: [Self; 3] = [Self::Full, Self::Limited, Self::No];

    /// What people call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Full => "Full permission",
            Self::Limited => "Limited permission",
            Self::No => "No permission",
        }
    }

    /// The word for it in JSON and in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Limited => "limited",
            Self::No => "no",
        }
    }

    /// The level of this word, where there is one.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.word() == word)
    }
}

/// What a limited permission names: a recording may be played if any of it matches. At most 1,000 of each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PermissionScope {
    /// Names of recorded users.
    #[serde(default)]
    pub users: Vec<String>,
    /// Ids of groups of accounts: recorded users of the names of their members.
    #[serde(default)]
    pub groups: Vec<String>,
    /// Names of published applications and desktops.
    #[serde(default)]
    pub applications: Vec<String>,
    /// Names of hosts.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// Ids of groups of hosts.
    #[serde(default)]
    pub host_groups: Vec<String>,
}

/// A playback permission: `PUT paths::account_permission(id)` or `paths::group_permission(id)`; both answer it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaybackPermission {
    /// How much.
    pub level: PermissionLevel,
    /// What a limited one names. It is kept while the level is another.
    #[serde(default)]
    pub scope: PermissionScope,
}

/// Whose permission it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum HolderKind {
    /// An account's.
    Account,
    /// That of the members of a group.
    Group,
}

/// An administrator with the playback permission: `GET paths::PLAYBACK_PERMISSIONS` answers all of them, accounts
/// first, by name. An account that has its role from a group alone is not among them; its group is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Administrator {
    /// An account or a group.
    pub kind: HolderKind,
    /// Its id.
    pub id: String,
    /// Its name; for an account what the person is called.
    pub name: String,
    /// Its role.
    pub role: Role,
    /// What it may play. It counts for read-only admins alone: the others play everything.
    pub permission: PlaybackPermission,
}
