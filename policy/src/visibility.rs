//! The one predicate for who may see a recording.

use crate::name::Name;
use crate::role::grants;
use crate::scope::{Scope, TooManyNames};
use api::{Right, Role};
use events::SessionFacts;

/// What a read-only admin may play: the level of the playback permission. It says nothing for other roles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Permission {
    /// All recordings that are not restricted.
    #[default]
    Full,
    /// Those of a scope that are not restricted.
    Limited(Scope),
    /// None.
    No,
}

/// Which recordings somebody may see. Whoever may not see one must not learn that it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// Every recording.
    Everything,
    /// Every one that is not restricted.
    Unrestricted,
    /// Those of a scope that are not restricted.
    Limited(Scope),
    /// None at all.
    Nothing,
}

/// What the predicate looks at of a recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Who was recorded, where it is known.
    pub user: Option<Name>,
    /// The published application or desktop.
    pub application: Option<Name>,
    /// The host on which the session ran.
    pub host: Option<Name>,
    /// Whether an access restriction lies on it.
    pub is_restricted: bool,
}

/// Why a recording is visible, or why it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Visible: the role plays all recordings.
    ByRole,
    /// Visible: the permission is a full one.
    ByPermission,
    /// Visible: the recorded user is in the scope.
    ByUser,
    /// Visible: the application is in the scope.
    ByApplication,
    /// Visible: the host is in the scope.
    ByHost,
    /// Hidden: there is no role, or a role without permission.
    NotPermitted,
    /// Hidden: it is restricted.
    Restricted,
    /// Hidden: nothing of it is in the scope.
    OutOfScope,
}

impl Verdict {
    /// Whether the recording is visible.
    pub const fn is_visible(self) -> bool {
        match self {
            Self::ByRole | Self::ByPermission | Self::ByUser | Self::ByApplication | Self::ByHost => true,
            Self::NotPermitted | Self::Restricted | Self::OutOfScope => false,
        }
    }
}

impl Subject {
    /// What is looked at of a recording of this session.
    pub fn of(session: &SessionFacts, is_restricted: bool) -> Self {
        let name = |text: &Option<String>| text.as_deref().and_then(Name::of);
        Self {
            user: name(&session.user),
            application: name(&session.application),
            host: name(&session.host),
            is_restricted,
        }
    }
}

impl Visibility {
    /// What somebody of this role, or of none, may see with this permission.
    pub fn of(role: Option<Role>, permission: &Permission) -> Self {
        match (role, permission) {
            (None, _) => Self::Nothing,
            (Some(role), _) if grants(role, Right::PlayAll) => Self::Everything,
            (Some(_), Permission::Full) => Self::Unrestricted,
            (Some(_), Permission::Limited(scope)) => Self::Limited(scope.clone()),
            (Some(_), Permission::No) => Self::Nothing,
        }
    }

    /// What may be seen by either of two.
    ///
    /// # Errors
    /// [`TooManyNames`] where two scopes are too many names together.
    pub fn or(self, other: Self) -> Result<Self, TooManyNames> {
        Ok(match (self, other) {
            (Self::Everything, _) | (_, Self::Everything) => Self::Everything,
            (Self::Unrestricted, _) | (_, Self::Unrestricted) => Self::Unrestricted,
            (Self::Limited(scope), Self::Limited(other)) => Self::Limited(scope.union(other)?),
            (limited @ Self::Limited(_), Self::Nothing) | (Self::Nothing, limited @ Self::Limited(_)) => {
                limited
            }
            (Self::Nothing, Self::Nothing) => Self::Nothing,
        })
    }

    /// Whether a recording may be seen, and why.
    pub fn verdict(&self, subject: &Subject) -> Verdict {
        let scope = match self {
            Self::Everything => return Verdict::ByRole,
            Self::Nothing => return Verdict::NotPermitted,
            Self::Unrestricted | Self::Limited(_) if subject.is_restricted => return Verdict::Restricted,
            Self::Unrestricted => return Verdict::ByPermission,
            Self::Limited(scope) => scope,
        };
        let is_in = |names: &std::collections::BTreeSet<Name>, name: &Option<Name>| {
            name.as_ref().is_some_and(|name| names.contains(name))
        };
        if is_in(scope.users(), &subject.user) {
            Verdict::ByUser
        } else if is_in(scope.applications(), &subject.application) {
            Verdict::ByApplication
        } else if is_in(scope.hosts(), &subject.host) {
            Verdict::ByHost
        } else {
            Verdict::OutOfScope
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn subject(user: &str, application: &str, host: &str, is_restricted: bool) -> Subject {
        let some = |text: &str| Some(text.to_owned());
        let session = SessionFacts {
            user: some(user),
            application: some(application),
            host: some(host),
            ..SessionFacts::default()
        };
        Subject::of(&session, is_restricted)
    }

    fn limited(users: &[&str], applications: &[&str], hosts: &[&str]) -> Permission {
        let all = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let (users, applications, hosts) = (all(users), all(applications), all(hosts));
        let scope = Scope::new(
            users.iter().map(String::as_str),
            applications.iter().map(String::as_str),
            hosts.iter().map(String::as_str),
        );
        Permission::Limited(scope.expect("few names"))
    }

    fn verdict(role: Option<Role>, permission: &Permission, subject: &Subject) -> Verdict {
        Visibility::of(role, permission).verdict(subject)
    }

    #[test]
    fn without_a_role_nothing_is_visible() {
        let subject = subject("ada", "Desktop", "srv-1", false);
        for permission in [Permission::Full, Permission::No, limited(&["ada"], &[], &[])] {
            assert_eq!(verdict(None, &permission, &subject), Verdict::NotPermitted);
        }
    }

    #[test]
    fn higher_roles_see_restricted_ones_whatever_the_permission() {
        let subject = subject("ada", "Desktop", "srv-1", true);
        for role in [Role::FullAdmin, Role::PrivilegedPlayerAdmin] {
            assert_eq!(verdict(Some(role), &Permission::No, &subject), Verdict::ByRole);
        }
    }

    #[test]
    fn any_name_of_the_scope_suffices() {
        let role = Some(Role::ReadOnlyAdmin);
        let subject = subject("CORP\\Ada", "Desktop", "SRV-1", false);
        let of = |users: &[&str], applications: &[&str], hosts: &[&str]| {
            verdict(role, &limited(users, applications, hosts), &subject)
        };
        assert_eq!(of(&["corp\\ada"], &["other"], &["other"]), Verdict::ByUser);
        assert_eq!(of(&["other"], &["desktop"], &[]), Verdict::ByApplication);
        assert_eq!(of(&[], &[], &["srv-1"]), Verdict::ByHost);
        assert_eq!(of(&["srv-1"], &["corp\\ada"], &["desktop"]), Verdict::OutOfScope);
        assert_eq!(of(&[], &[], &[]), Verdict::OutOfScope);
    }

    #[test]
    fn what_is_not_known_is_in_no_scope() {
        let subject = Subject { user: None, application: None, host: None, is_restricted: false };
        assert_eq!(
            verdict(Some(Role::ReadOnlyAdmin), &limited(&["", "ada"], &[""], &[" "]), &subject),
            Verdict::OutOfScope
        );
    }

    fn permissions() -> impl Strategy<Value = (Permission, Permission)> {
        let names = || proptest::collection::vec("[a-c]", 0..3);
        (names(), names(), names(), "[a-c]").prop_map(|(users, applications, hosts, more)| {
            fn texts(names: &[String]) -> Vec<&str> {
                names.iter().map(String::as_str).collect()
            }
            let (users, applications, hosts) = (texts(&users), texts(&applications), texts(&hosts));
            let narrow = limited(&users, &applications, &hosts);
            let wide = limited(&[users.as_slice(), &[more.as_str()]].concat(), &applications, &hosts);
            (narrow, wide)
        })
    }

    proptest! {
        #[test]
        fn either_of_two_shows_what_one_of_them_shows(
            ((one, other), levels) in (permissions(), (0..3, 0..3)),
            user in "[a-d]", application in "[a-d]", host in "[a-d]", is_restricted in any::<bool>()
        ) {
            let subject = subject(&user, &application, &host, is_restricted);
            let of = |permission: &Permission, level| match level {
                0 => Visibility::of(Some(Role::PrivilegedPlayerAdmin), permission),
                1 => Visibility::of(None, permission),
                _ => Visibility::of(Some(Role::ReadOnlyAdmin), permission),
            };
            let (one, other) = (of(&one, levels.0), of(&other, levels.1));
            let is_visible = |visibility: &Visibility| visibility.verdict(&subject).is_visible();
            let expected = is_visible(&one) || is_visible(&other);
            prop_assert_eq!(is_visible(&one.or(other).expect("few names")), expected);
        }

        #[test]
        fn a_read_only_admin_never_sees_what_is_restricted(
            (permission, _) in permissions(), user in "[a-c]", application in "[a-c]", host in "[a-c]"
        ) {
            let subject = subject(&user, &application, &host, true);
            prop_assert!(!verdict(Some(Role::ReadOnlyAdmin), &permission, &subject).is_visible());
            prop_assert!(!verdict(Some(Role::ReadOnlyAdmin), &Permission::Full, &subject).is_visible());
        }

        #[test]
        fn a_wider_scope_hides_nothing(
            (narrow, wide) in permissions(), user in "[a-d]", application in "[a-d]", host in "[a-d]"
        ) {
            let subject = subject(&user, &application, &host, false);
            let role = Some(Role::ReadOnlyAdmin);
            if verdict(role, &narrow, &subject).is_visible() {
                prop_assert!(verdict(role, &wide, &subject).is_visible());
                prop_assert!(verdict(role, &Permission::Full, &subject).is_visible());
            }
        }
    }
}
