//! What a playback permission says, in words.

use api::{Administrator, PermissionLevel, PermissionScope, Role};

/// What an administrator may play.
pub(super) fn plays(administrator: &Administrator) -> String {
    match (administrator.role, administrator.permission.level) {
        (Role::FullAdmin | Role::PrivilegedPlayerAdmin, _) => "Every recording, by role".to_owned(),
        (Role::ReadOnlyAdmin, PermissionLevel::Full) => "All that is not restricted".to_owned(),
        (Role::ReadOnlyAdmin, PermissionLevel::Limited) => match summary(&administrator.permission.scope) {
            Some(summary) => format!("What is not restricted, of {summary}"),
            None => "Nothing: the scope is empty".to_owned(),
        },
        (Role::ReadOnlyAdmin, PermissionLevel::No) => "Nothing".to_owned(),
    }
}

/// How much a scope names; `None` where it names nothing.
pub(super) fn summary(scope: &PermissionScope) -> Option<String> {
    let counted = [
        (scope.users.len(), "user", "users"),
        (scope.groups.len(), "user group", "user groups"),
        (scope.applications.len(), "application", "applications"),
        (scope.host_groups.len(), "host group", "host groups"),
        (scope.hosts.len(), "host", "hosts"),
    ];
    let named: Vec<String> = counted
        .into_iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, one, many)| format!("{number} {}", if number == 1 { one } else { many }))
        .collect();
    (!named.is_empty()).then(|| named.join(", "))
}

/// What a level lets play.
pub(super) const fn meaning(level: PermissionLevel) -> &'static str {
    match level {
        PermissionLevel::Full => "all recordings that are not restricted",
        PermissionLevel::Limited => "those of a scope that are not restricted",
        PermissionLevel::No => "no recording",
    }
}

/// Whether each word is in the name, the role, the level or what may be played.
pub(super) fn matches(administrator: &Administrator, words: &str) -> bool {
    let text = [
        administrator.name.as_str(),
        administrator.role.label(),
        level(administrator),
        &plays(administrator),
    ]
    .join(" ")
    .to_lowercase();
    words.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

/// The level, where it counts.
pub(super) fn level(administrator: &Administrator) -> &'static str {
    match administrator.role {
        Role::FullAdmin | Role::PrivilegedPlayerAdmin => "By role",
        Role::ReadOnlyAdmin => administrator.permission.level.label(),
    }
}

/// The list with one more, or with one less.
pub(super) fn toggled(list: &[String], id: &str) -> Vec<String> {
    let mut list = list.to_vec();
    match list.iter().position(|known| known == id) {
        Some(place) => drop(list.remove(place)),
        None => list.push(id.to_owned()),
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::{HolderKind, PlaybackPermission};

    fn administrator(role: Role, level: PermissionLevel, users: &[&str]) -> Administrator {
        let users = users.iter().map(|user| (*user).to_owned()).collect();
        let scope = PermissionScope { users, hosts: vec!["srv-1".to_owned()], ..PermissionScope::default() };
        let permission = PlaybackPermission { level, scope };
        Administrator { kind: HolderKind::Account, id: String::new(), name: String::new(), role, permission }
    }

    #[test]
    fn what_is_played_is_told_by_role_and_scope() {
        let of = |role, level, users: &[&str]| plays(&administrator(role, level, users));
        assert_eq!(of(Role::PrivilegedPlayerAdmin, PermissionLevel::No, &[]), "Every recording, by role");
        assert_eq!(of(Role::ReadOnlyAdmin, PermissionLevel::Full, &["ada"]), "All that is not restricted");
        assert_eq!(
            of(Role::ReadOnlyAdmin, PermissionLevel::Limited, &["ada", "bob"]),
            "What is not restricted, of 2 users, 1 host"
        );
        let mut empty = administrator(Role::ReadOnlyAdmin, PermissionLevel::Limited, &[]);
        empty.permission.scope = PermissionScope::default();
        assert_eq!(plays(&empty), "Nothing: the scope is empty");
    }

    #[test]
    fn a_group_is_chosen_and_left() {
        assert_eq!(toggled(&["a".to_owned()], "b"), ["a", "b"]);
        assert!(toggled(&["a".to_owned()], "a").is_empty());
    }

    #[test]
    fn administrators_are_found_by_words() {
        let mut ada = administrator(Role::ReadOnlyAdmin, PermissionLevel::Limited, &["bob"]);
        ada.name = "Ada Lovelace".to_owned();
        for words in ["", "ada", "LOVE read-only", "limited 1 host"] {
            assert!(matches(&ada, words), "{words}");
        }
        assert!(!matches(&ada, "ada full"));
        // the level of one who plays everything does not count
        let full = administrator(Role::FullAdmin, PermissionLevel::Limited, &[]);
        assert!(matches(&full, "by role") && !matches(&full, "limited"));
    }
}
