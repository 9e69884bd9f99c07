//! The three roles, and the rights they are made of. Which role has which right is `policy`'s to say.

use serde::{Deserialize, Serialize};

/// What an administrator is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// May do everything.
    FullAdmin,
    /// May play every recording and take care of recordings, but configures nothing.
    PrivilegedPlayerAdmin,
    /// May play recordings, those that its playback permission names.
    ReadOnlyAdmin,
}

/// Something that not every role may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// Access the Dashboard page.
    AccessDashboard,
    /// Configure server settings.
    ConfigureServers,
    /// Configure policies.
    ConfigurePolicies,
    /// Place access restrictions on recordings.
    PlaceRestrictions,
    /// Remove access restrictions on recordings.
    RemoveRestrictions,
    /// Archive and delete recordings manually.
    ArchiveManually,
    /// Archive and delete recordings automatically.
    ArchiveAutomatically,
    /// Configure playback permissions.
    ConfigurePlayback,
    /// Generate and manage sharing links.
    ManageLinks,
    /// View the administrator logging.
    ViewLog,
    /// Play all recordings, restricted ones among them.
    PlayAll,
    /// Manage accounts and groups.
    ManageAccounts,
}

impl Role {
    /// Every role, the most powerful first.
    pub const ALL: [Self; 3] = [Self::FullAdmin, Self::PrivilegedPlayerAdmin, Self::ReadOnlyAdmin];

    /// The name that people know it by.
    pub const fn label(self) -> &'static str {
        match self {
            Self::FullAdmin => "Full admin",
            Self::PrivilegedPlayerAdmin => "Privileged player admin",
            Self::ReadOnlyAdmin => "Read-only admin",
        }
    }

    /// The word for it in JSON, in the database and in configuration files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::FullAdmin => "full_admin",
            Self::PrivilegedPlayerAdmin => "privileged_player_admin",
            Self::ReadOnlyAdmin => "read_only_admin",
        }
    }

    /// The role of this word, where there is one.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }
}

impl Right {
    /// Every right, in the order of the matrix.
    pub const ALL: [Self; 12] = [
        Self::AccessDashboard,
        Self::ConfigureServers,
        Self::ConfigurePolicies,
        Self::PlaceRestrictions,
        Self::RemoveRestrictions,
        Self::ArchiveManually,
        Self::ArchiveAutomatically,
        Self::ConfigurePlayback,
        Self::ManageLinks,
        Self::ViewLog,
        Self::PlayAll,
        Self::ManageAccounts,
    ];

    /// The name that people know it by.
    pub const fn label(self) -> &'static str {
        match self {
            Self::AccessDashboard => "Access the Dashboard page",
            Self::ConfigureServers => "Configure server settings",
            Self::ConfigurePolicies => "Configure policies",
            Self::PlaceRestrictions => "Place access restrictions on recordings",
            Self::RemoveRestrictions => "Remove access restrictions on recordings",
            Self::ArchiveManually => "Archive and delete recordings manually",
            Self::ArchiveAutomatically => "Archive and delete recordings automatically",
            Self::ConfigurePlayback => "Configure playback permissions",
            Self::ManageLinks => "Generate and manage sharing links",
            Self::ViewLog => "View administrator logging",
            Self::PlayAll => "Play all recordings",
            Self::ManageAccounts => "Manage accounts and groups",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_of_a_role_is_that_of_its_json() {
        for role in Role::ALL {
            assert_eq!(serde_json::to_value(role).expect("JSON"), role.word());
            assert_eq!(Role::of_word(role.word()), Some(role));
        }
        assert_eq!(Role::of_word("Full admin"), None);
    }
}
