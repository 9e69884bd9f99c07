//! The three roles, and what each may do.

/// What an administrator is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// May do everything.
    FullAdmin,
    /// May play every recording and take care of recordings, but configures nothing.
    PrivilegedPlayerAdmin,
    /// May play recordings, those that its playback permission names.
    ReadOnlyAdmin,
}

/// Something that not every role may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

    /// Whether the role gives a right.
    pub const fn has(self, right: Right) -> bool {
        match right {
            Right::PlaceRestrictions => true,
            Right::RemoveRestrictions | Right::ArchiveManually | Right::PlayAll => {
                matches!(self, Self::FullAdmin | Self::PrivilegedPlayerAdmin)
            }
            Right::AccessDashboard
            | Right::ConfigureServers
            | Right::ConfigurePolicies
            | Right::ArchiveAutomatically
            | Right::ConfigurePlayback
            | Right::ManageLinks
            | Right::ViewLog => matches!(self, Self::FullAdmin),
        }
    }
}

impl Right {
    /// Every right, in the order of the matrix.
    pub const ALL: [Self; 11] = [
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
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The matrix as people read it: full admin, privileged player admin, read-only admin.
    const MATRIX: &str = "\
Access the Dashboard page                   | yes | no  | no
Configure server settings                   | yes | no  | no
Configure policies                          | yes | no  | no
Place access restrictions on recordings     | yes | yes | yes
Remove access restrictions on recordings    | yes | yes | no
Archive and delete recordings manually      | yes | yes | no
Archive and delete recordings automatically | yes | no  | no
Configure playback permissions              | yes | no  | no
Generate and manage sharing links           | yes | no  | no
View administrator logging                  | yes | no  | no
Play all recordings                         | yes | yes | no
";

    #[test]
    fn rights_are_those_of_the_matrix() {
        let cell = |role: Role, right| if role.has(right) { "yes" } else { "no" };
        let row = |right: &Right| {
            let cells = Role::ALL.map(|role| format!("{:<3}", cell(role, *right)));
            format!("{:<43} | {}\n", right.label(), cells.join(" | ")).replace("no \n", "no\n")
        };
        assert_eq!(Right::ALL.iter().map(row).collect::<String>(), MATRIX);
    }
}
