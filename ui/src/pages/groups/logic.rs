//! What the page of groups and its dialogs say, apart from how they are drawn.

use api::{Account, Administrator, Group, HostGroup, PermissionScope, Role};

/// How many people a sentence names before it only counts.
const NAMED: usize = 8;

/// A question before something is done: what will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) title: String,
    pub(super) sentences: Vec<String>,
    pub(super) action: String,
}

/// The members of a group by both ways, by display name.
pub(super) fn members<'a>(group: &Group, accounts: &'a [Account]) -> Vec<&'a Account> {
    let is_member = |account: &&Account| {
        group.members.contains(&account.id) || group.claimed_members.contains(&account.id)
    };
    let mut members: Vec<&Account> = accounts.iter().filter(is_member).collect();
    members.sort_by_key(|account| account.display_name.to_lowercase());
    members
}

/// Who is in a group, in the table: the number and the first names.
pub(super) fn member_text(members: &[&Account]) -> String {
    let names: Vec<&str> = members.iter().take(3).map(|account| account.display_name.as_str()).collect();
    match members.len() {
        0 => "Nobody".to_owned(),
        number if number > names.len() => {
            format!("{number}: {} and {} more", names.join(", "), number - names.len())
        }
        number => format!("{number}: {}", names.join(", ")),
    }
}

/// The accounts whose names hold every word, the chosen ones first, then by display name.
pub(super) fn found<'a>(accounts: &'a [Account], words: &str, chosen_first: &[String]) -> Vec<&'a Account> {
    let words = words.to_lowercase();
    let is_found = |account: &&Account| {
        let text = format!("{} {}", account.name, account.display_name).to_lowercase();
        words.split_whitespace().all(|word| text.contains(word))
    };
    let mut found: Vec<&Account> = accounts.iter().filter(is_found).collect();
    found.sort_by_key(|account| (!chosen_first.contains(&account.id), account.display_name.to_lowercase()));
    found
}

/// The members after one was put in or taken out.
pub(super) fn toggled(members: &[String], id: &str) -> Vec<String> {
    let mut after = members.to_vec();
    match after.iter().position(|member| member == id) {
        Some(place) => {
            after.remove(place);
        }
        None => after.push(id.to_owned()),
    }
    after
}

/// What a group's role means, below the choice.
pub(super) fn role_help(role: Option<Role>) -> &'static str {
    match role {
        None => "Members have no rights through this group until it is given a role.",
        Some(Role::FullAdmin) => {
            "Members may do what a full admin may, but for configuring playback permissions and managing sharing links: \
             those need a role of the account's own."
        }
        Some(Role::PrivilegedPlayerAdmin) => "Members may play every recording and take care of recordings.",
        Some(Role::ReadOnlyAdmin) => {
            "Members may play recordings, as the group's playback permission allows."
        }
    }
}

/// What is asked before a group of accounts is deleted. `administrators` is `None` where it is not for the one who is
/// asked to know who may play what.
pub(super) fn deletion(
    group: &Group,
    groups: &[Group],
    accounts: &[Account],
    administrators: Option<&[Administrator]>,
) -> Question {
    let members = members(group, accounts);
    let mut sentences = vec![match group.role {
        None => "Its members lose no rights: the group has no role.".to_owned(),
        Some(role) => lost(role, group, groups, &members),
    }];
    if group.role == Some(Role::ReadOnlyAdmin) {
        sentences.push("Its playback permission is deleted with it.".to_owned());
    }
    sentences.push(scopes(administrators, |scope| scope.groups.contains(&group.id)));
    sentences.push("The accounts themselves stay. This cannot be undone.".to_owned());
    Question {
        title: format!("Delete the group {}?", group.name),
        sentences,
        action: format!("Delete {}", group.name),
    }
}

/// Who loses the role of a group, and what they are then.
fn lost(role: Role, group: &Group, groups: &[Group], members: &[&Account]) -> String {
    // the first role is the most powerful one
    let after = |account: &Account| {
        let others = groups.iter().filter(|other| other.id != group.id && account.groups.contains(&other.id));
        others.filter_map(|other| other.role).chain(account.role).min()
    };
    let losing: Vec<(&str, Option<Role>)> = members
        .iter()
        .map(|account| (account.display_name.as_str(), after(account)))
        .filter(|(_, after)| after.is_none_or(|after| after > role))
        .collect();
    if losing.is_empty() {
        let why = if members.is_empty() { "it has no members" } else { "they have this role otherwise" };
        return format!("Nobody loses the role {}: {why}.", role.label());
    }
    let mut told: Vec<String> = losing
        .iter()
        .take(NAMED)
        .map(|(name, after)| format!("{name} (then {})", after.map_or("no role", Role::label)))
        .collect();
    if losing.len() > NAMED {
        told.push(format!("{} more", losing.len() - NAMED));
    }
    let members = if losing.len() == 1 {
        "1 member loses".to_owned()
    } else {
        format!("{} members lose", losing.len())
    };
    format!("{members} the rights of the role {} at once: {}.", role.label(), told.join(", "))
}

/// What is asked before a group of hosts is deleted.
pub(super) fn host_deletion(group: &HostGroup, administrators: Option<&[Administrator]>) -> Question {
    let hosts = match group.hosts.len() {
        0 => "It names no hosts.".to_owned(),
        1 => "It names 1 host.".to_owned(),
        number => format!("It names {number} hosts."),
    };
    Question {
        title: format!("Delete the host group {}?", group.name),
        sentences: vec![
            hosts,
            scopes(administrators, |scope| scope.host_groups.contains(&group.id)),
            "Recordings stay. This cannot be undone.".to_owned(),
        ],
        action: format!("Delete {}", group.name),
    }
}

/// Whose playback permissions lose something of their scope.
fn scopes(administrators: Option<&[Administrator]>, is_named: impl Fn(&PermissionScope) -> bool) -> String {
    let Some(administrators) = administrators else {
        return "Playback permissions whose scope names it lose it: what only this group allowed can no longer be played."
            .to_owned();
    };
    let naming: Vec<&str> = administrators
        .iter()
        .filter(|administrator| is_named(&administrator.permission.scope))
        .map(|administrator| administrator.name.as_str())
        .collect();
    if naming.is_empty() {
        return "No playback permission names it.".to_owned();
    }
    let mut told: Vec<String> = naming.iter().take(NAMED).map(|name| (*name).to_owned()).collect();
    if naming.len() > NAMED {
        told.push(format!("{} more", naming.len() - NAMED));
    }
    format!(
        "The playback permissions of {} lose it from their scope: what only this group allowed can no longer be played.",
        told.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::{AccountMethods, AccountState, HolderKind, PermissionLevel, PlaybackPermission};

    fn account(id: &str, role: Option<Role>, groups: &[&str]) -> Account {
        Account {
            id: id.to_owned(),
            name: id.to_owned(),
            display_name: id.to_uppercase(),
            role,
            effective_role: None,
            groups: groups.iter().map(|&group| group.to_owned()).collect(),
            state: AccountState::Active,
            created_at_ms: 0,
            signed_in_at_ms: None,
            methods: AccountMethods::default(),
            open_sessions: 0,
        }
    }

    fn group(id: &str, role: Option<Role>, members: &[&str], claimed: &[&str]) -> Group {
        let owned = |ids: &[&str]| ids.iter().map(|&id| id.to_owned()).collect();
        Group {
            id: id.to_owned(),
            name: format!("Group {id}"),
            role,
            claim: None,
            members: owned(members),
            claimed_members: owned(claimed),
        }
    }

    fn administrator(name: &str, scope: PermissionScope) -> Administrator {
        Administrator {
            kind: HolderKind::Account,
            id: name.to_owned(),
            name: name.to_owned(),
            role: Role::ReadOnlyAdmin,
            permission: PlaybackPermission { level: PermissionLevel::Limited, scope },
        }
    }

    #[test]
    fn those_who_lose_rights_are_named_with_what_they_are_then() {
        let accounts = [
            account("ada", None, &["g"]),
            account("bob", Some(Role::ReadOnlyAdmin), &["g"]),
            account("cy", Some(Role::FullAdmin), &["g"]),
            account("dee", None, &["g", "h"]),
        ];
        let groups = [
            group("g", Some(Role::PrivilegedPlayerAdmin), &["ada", "cy", "dee"], &["bob"]),
            group("h", Some(Role::PrivilegedPlayerAdmin), &["dee"], &[]),
        ];
        let asked = deletion(&groups[0], &groups, &accounts, None);
        assert_eq!(
            asked.sentences[0],
            "2 members lose the rights of the role Privileged player admin at once: \
             ADA (then no role), BOB (then Read-only admin)."
        );
        let kept = deletion(&groups[1], &groups, &accounts, Some(&[]));
        assert_eq!(
            kept.sentences[0],
            "Nobody loses the role Privileged player admin: they have this role otherwise."
        );
        assert_eq!(kept.sentences[1], "No playback permission names it.");
    }

    #[test]
    fn long_lists_of_people_are_counted() {
        let accounts: Vec<Account> =
            (10..30).map(|number| account(&format!("p{number}"), None, &["g"])).collect();
        let ids: Vec<&str> = accounts.iter().map(|account| account.id.as_str()).collect();
        let group = group("g", Some(Role::FullAdmin), &ids, &[]);
        let told = deletion(&group, std::slice::from_ref(&group), &accounts, None).sentences[0].clone();
        assert!(
            told.starts_with("20 members lose") && told.ends_with("P17 (then no role), 12 more."),
            "{told}"
        );
        assert_eq!(member_text(&members(&group, &accounts)), "20: P10, P11, P12 and 17 more");
    }

    #[test]
    fn scopes_that_name_a_group_are_told() {
        let scope = PermissionScope { host_groups: vec!["h".to_owned()], ..PermissionScope::default() };
        let administrators = [administrator("Ada", scope), administrator("Bob", PermissionScope::default())];
        let group = HostGroup { id: "h".to_owned(), name: "Web".to_owned(), hosts: vec!["web-1".to_owned()] };
        let asked = host_deletion(&group, Some(&administrators));
        assert!(asked.sentences[1].starts_with("The playback permissions of Ada lose it"));
        assert!(host_deletion(&group, None).sentences[1].starts_with("Playback permissions whose scope"));
        assert_eq!(asked.sentences[0], "It names 1 host.");
    }

    #[test]
    fn members_are_found_and_toggled() {
        let accounts = [account("ada", None, &[]), account("bob", None, &[])];
        let names = |words, first: &[String]| {
            found(&accounts, words, first)
                .into_iter()
                .map(|account| account.name.as_str())
                .collect::<Vec<_>>()
        };
        assert_eq!(names("B", &[]), ["bob"]);
        assert_eq!(names("", &["bob".to_owned()]), ["bob", "ada"]);
        let one = toggled(&[], "ada");
        assert_eq!(one, ["ada"]);
        assert!(toggled(&one, "ada").is_empty());
    }

    #[test]
    fn a_group_without_a_role_says_what_that_means() {
        assert!(role_help(None).contains("no rights"));
        let group = group("g", None, &[], &[]);
        let asked = deletion(&group, std::slice::from_ref(&group), &[], None);
        assert_eq!(asked.sentences[0], "Its members lose no rights: the group has no role.");
        assert_eq!(member_text(&[]), "Nobody");
    }
}
