//! A permission while it is changed.

use super::logic::toggled;
use crate::client::ClientError;
use crate::parts::{Names, NamesAct};
use api::{Group, HostGroup, PermissionLevel, PermissionScope, PlaybackPermission};
use std::rc::Rc;
use yew::prelude::*;

/// A list of names in a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Users,
    Applications,
    Hosts,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Draft {
    pub(super) level: PermissionLevel,
    pub(super) users: Names,
    pub(super) groups: Vec<String>,
    pub(super) applications: Names,
    pub(super) host_groups: Vec<String>,
    pub(super) hosts: Names,
}

pub(super) enum Act {
    Level(PermissionLevel),
    Names(Kind, NamesAct),
    Group(String),
    HostGroup(String),
    /// What still stands in the fields are names.
    Settle,
}

impl Draft {
    pub(super) fn of(permission: &PlaybackPermission) -> Self {
        let PermissionScope { users, groups, applications, hosts, host_groups } = &permission.scope;
        Self {
            level: permission.level,
            users: Names::of(users),
            groups: groups.clone(),
            applications: Names::of(applications),
            host_groups: host_groups.clone(),
            hosts: Names::of(hosts),
        }
    }

    /// With what still stands in the fields.
    pub(super) fn settled(mut self) -> Self {
        for names in [&mut self.users, &mut self.applications, &mut self.hosts] {
            *names = std::mem::take(names).after(NamesAct::Add);
        }
        self
    }

    /// The first list that holds something which is no name. What cannot be seen does not count.
    pub(super) fn fault(&self) -> Option<Kind> {
        if self.level != PermissionLevel::Limited {
            return None;
        }
        let lists = [
            (Kind::Users, &self.users),
            (Kind::Applications, &self.applications),
            (Kind::Hosts, &self.hosts),
        ];
        lists.into_iter().find(|(_, names)| names.has_fault()).map(|(kind, _)| kind)
    }

    /// The permission. Groups that were removed meanwhile are left out.
    pub(super) fn permission(&self, groups: &[Group], host_groups: &[HostGroup]) -> PlaybackPermission {
        let is_group = |id: &String| groups.iter().any(|group| group.id == *id);
        let is_host_group = |id: &String| host_groups.iter().any(|group| group.id == *id);
        PlaybackPermission {
            level: self.level,
            scope: PermissionScope {
                users: self.users.list.clone(),
                groups: self.groups.iter().filter(|id| is_group(id)).cloned().collect(),
                applications: self.applications.list.clone(),
                hosts: self.hosts.list.clone(),
                host_groups: self.host_groups.iter().filter(|id| is_host_group(id)).cloned().collect(),
            },
        }
    }
}

impl Reducible for Draft {
    type Action = Act;

    fn reduce(self: Rc<Self>, act: Act) -> Rc<Self> {
        let mut draft = (*self).clone();
        match act {
            Act::Level(level) => draft.level = level,
            Act::Names(kind, act) => {
                let names = match kind {
                    Kind::Users => &mut draft.users,
                    Kind::Applications => &mut draft.applications,
                    Kind::Hosts => &mut draft.hosts,
                };
                *names = std::mem::take(names).after(act);
            }
            Act::Group(id) => draft.groups = toggled(&draft.groups, &id),
            Act::HostGroup(id) => draft.host_groups = toggled(&draft.host_groups, &id),
            Act::Settle => draft = draft.settled(),
        }
        Rc::new(draft)
    }
}

/// Why a permission was not saved.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Failure {
    pub(super) text: String,
    /// It is the scope that will not do.
    pub(super) is_of_scope: bool,
    /// Something was removed meanwhile: what is shown is to be fetched anew.
    pub(super) is_stale: bool,
}

impl Failure {
    pub(super) fn of(error: &ClientError) -> Self {
        let (is_stale, is_of_scope) = (error.is("not_there"), error.is("too_many"));
        let text = match is_stale {
            true => "The administrator, or a group of the scope, was removed meanwhile. The groups that are left are \
                     shown now: check them and save again."
                .to_owned(),
            false => error.advice(),
        };
        Self { text, is_of_scope: is_of_scope || is_stale, is_stale }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::Problem;

    fn group(id: &str) -> Group {
        Group {
            id: id.to_owned(),
            name: id.to_owned(),
            role: None,
            claim: None,
            members: Vec::new(),
            claimed_members: Vec::new(),
        }
    }

    fn after(draft: Draft, acts: Vec<Act>) -> Draft {
        acts.into_iter().fold(Rc::new(draft), Reducible::reduce).as_ref().clone()
    }

    #[test]
    fn a_permission_comes_back_as_it_was() {
        let text = |text: &str| vec![text.to_owned()];
        let scope = PermissionScope {
            users: text("ada"),
            groups: text("g"),
            applications: text("Word"),
            hosts: text("srv-1"),
            host_groups: Vec::new(),
        };
        let permission = PlaybackPermission { level: PermissionLevel::No, scope };
        assert_eq!(Draft::of(&permission).permission(&[group("g")], &[]), permission);
        // a group that is gone
        assert!(Draft::of(&permission).permission(&[], &[]).scope.groups.is_empty());
    }

    #[test]
    fn what_still_stands_in_a_field_counts() {
        let wrote = |kind, text: &str| Act::Names(kind, NamesAct::Write(text.to_owned()));
        let draft = Draft::of(&PlaybackPermission::default());
        let draft = after(
            draft,
            vec![
                Act::Level(PermissionLevel::Limited),
                wrote(Kind::Users, "ada"),
                wrote(Kind::Hosts, "srv-1"),
                Act::Group("g".to_owned()),
                Act::Settle,
            ],
        );
        assert_eq!((draft.users.list.as_slice(), draft.fault()), (["ada".to_owned()].as_slice(), None));
        assert_eq!((draft.hosts.list.len(), draft.groups.len()), (1, 1));
        let draft = after(draft, vec![wrote(Kind::Hosts, "SRV-1"), Act::Settle]);
        assert_eq!(draft.fault(), Some(Kind::Hosts));
        // with another level the field is not shown
        assert_eq!(after(draft, vec![Act::Level(PermissionLevel::Full)]).fault(), None);
    }

    #[test]
    fn failures_stand_where_they_belong() {
        let of = |code: &str| {
            Failure::of(&ClientError::Refused(Problem::new(422, code, "at most 1000 names of a kind fit")))
        };
        assert_eq!((of("too_many").is_of_scope, of("too_many").is_stale), (true, false));
        assert_eq!((of("not_there").is_of_scope, of("not_there").is_stale), (true, true));
        assert!(!Failure::of(&ClientError::Unreachable).is_of_scope);
    }
}
