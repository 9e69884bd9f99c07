//! What each role may do, and what somebody may do by all the roles they hold.

use api::{Right, Role};

/// Whether a role gives a right.
pub const fn grants(role: Role, right: Right) -> bool {
    match right {
        Right::PlaceRestrictions => true,
        Right::RemoveRestrictions | Right::ArchiveManually | Right::PlayAll => {
            matches!(role, Role::FullAdmin | Role::PrivilegedPlayerAdmin)
        }
        Right::AccessDashboard
        | Right::ConfigureServers
        | Right::ConfigurePolicies
        | Right::ArchiveAutomatically
        | Right::ConfigurePlayback
        | Right::ManageLinks
        | Right::ViewLog
        | Right::ManageAccounts => matches!(role, Role::FullAdmin),
    }
}

/// Whether a role gives a right only to the account that holds it itself, and not to the members of a group.
const fn is_personal(right: Right) -> bool {
    matches!(right, Right::ConfigurePlayback | Right::ManageLinks)
}

/// The roles that somebody holds: that of the account, and the most powerful one of its groups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The role of the account itself.
    pub own: Option<Role>,
    /// The most powerful role of its groups.
    pub by_groups: Option<Role>,
}

impl Standing {
    /// That of an account with this role of its own, or none, in groups of these roles.
    pub fn of(own: Option<Role>, groups: impl IntoIterator<Item = Role>) -> Self {
        // the most powerful role comes first in their order
        Self { own, by_groups: groups.into_iter().min() }
    }

    /// The most powerful role. Who has none sees nothing.
    pub fn role(self) -> Option<Role> {
        self.own.into_iter().chain(self.by_groups).min()
    }

    /// Whether any of the roles gives a right.
    pub fn has(self, right: Right) -> bool {
        let by_account = self.own.is_some_and(|role| grants(role, right));
        by_account || (!is_personal(right) && self.by_groups.is_some_and(|role| grants(role, right)))
    }

    /// All rights that it gives.
    pub fn rights(self) -> Vec<Right> {
        Right::ALL.into_iter().filter(|right| self.has(*right)).collect()
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
Manage accounts and groups                  | yes | no  | no
";

    #[test]
    fn rights_are_those_of_the_matrix() {
        let cell = |role: Role, right| if grants(role, right) { "yes" } else { "no" };
        let row = |right: &Right| {
            let cells = Role::ALL.map(|role| format!("{:<3}", cell(role, *right)));
            format!("{:<43} | {}\n", right.label(), cells.join(" | ")).replace("no \n", "no\n")
        };
        assert_eq!(Right::ALL.iter().map(row).collect::<String>(), MATRIX);
    }

    #[test]
    fn the_most_powerful_role_counts() {
        let standing =
            Standing::of(Some(Role::ReadOnlyAdmin), [Role::PrivilegedPlayerAdmin, Role::ReadOnlyAdmin]);
        assert_eq!(standing.role(), Some(Role::PrivilegedPlayerAdmin));
        assert!(standing.has(Right::PlayAll) && !standing.has(Right::ViewLog));
        assert_eq!(Standing::default().role(), None);
        assert_eq!(Standing::default().rights(), []);
    }

    #[test]
    fn a_group_gives_neither_playback_permissions_nor_links() {
        let by_group = Standing::of(None, [Role::FullAdmin]);
        assert!(!by_group.has(Right::ConfigurePlayback) && !by_group.has(Right::ManageLinks));
        assert_eq!(by_group.rights().len(), Right::ALL.len() - 2);
        let both = Standing::of(Some(Role::FullAdmin), [Role::FullAdmin]);
        assert_eq!(both.rights(), Right::ALL);
    }
}
