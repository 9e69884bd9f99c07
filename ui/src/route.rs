//! The pages, their addresses, and what the shell says of them.

use api::{AdminLog, RecordingList, Right};
use yew_nested_router::target::Target;

/// A page of the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// The list of recordings: `/recordings`, and `/`.
    Recordings,
    /// Another list of recordings: `/archived`, `/restricted`, `/deleted`. What a list is narrowed to is in the query.
    List(RecordingList),
    /// One recording: `/recordings/:id`, the moment in the query as `t=SECONDS`.
    Playback {
        /// The recording's UUID, as the address has it.
        id: String,
    },
    /// Several recordings on one clock: `/incident/:ids`, their ids with commas between them; `/incident` where none is
    /// chosen yet. The moment is in the query as `at=SECONDS` since 1970-01-01 UTC, corrections of the clocks as
    /// `offsets=MS,MS`, what the events are narrowed to as `find=WORDS` and `show=NAMES`.
    Incident {
        /// As the address has them.
        ids: String,
    },
    /// A file of this machine: `/local`.
    Local,
    /// People and their roles: `/accounts`, what is looked for in the query as `find=WORDS`, the order as `sort=COLUMN`.
    Accounts,
    /// Groups of accounts and of hosts: `/groups`.
    Groups,
    /// What read-only admins may play: `/playback-permissions`.
    Permissions,
    /// An administrator log: `/admin-log/configuration`, `/admin-log/record-reasons`, `/admin-log/playback`; page and
    /// filters in the query as `page=N`, `size=N`, `time=WORD`, `category=WORD`, `action=WORDS`, `by=NAME`.
    AdminLog(AdminLog),
    /// One's own comments: `/comments`.
    Comments,
    /// Links that give recordings to everybody who can sign in: `/links`, those to one recording in the query as
    /// `recording=ID`.
    Links,
    /// A recording that was shared by such a link, its secret behind `#`: `/shared`.
    Shared,
    /// One's own account: `/profile`.
    Profile,
    /// What can be done and how: `/help`.
    Help,
    /// A one-time link, its secret behind `#`: `/sign-in/link`.
    Link,
    /// Every other address.
    NotFound,
}

impl Route {
    /// Title in the browser's tab, before the page itself knows better.
    pub(crate) fn title(&self) -> &'static str {
        match self {
            Self::Recordings => "Recordings",
            Self::List(list) => list.label(),
            Self::Playback { .. } => "Recording",
            Self::Incident { .. } => "Incident room",
            Self::Local => "Local file",
            Self::Accounts => "Accounts",
            Self::Groups => "Groups",
            Self::Permissions => "Playback permissions",
            Self::AdminLog(log) => log.label(),
            Self::Comments => "My comments",
            Self::Links => "Manage unrestricted links",
            Self::Shared => "Shared recording",
            Self::Profile => "My profile",
            Self::Help => "Help",
            Self::Link => "One-time link",
            Self::NotFound => "Page not found",
        }
    }
}

impl Route {
    /// The right that the page is for. Without it the navigation does not name the page, and its address says who can
    /// grant it.
    pub(crate) const fn right(&self) -> Option<Right> {
        match self {
            Self::List(RecordingList::Restricted) => Some(Right::PlayAll),
            Self::List(RecordingList::Deleted) => Some(Right::ArchiveManually),
            Self::Recordings
            | Self::List(RecordingList::All | RecordingList::Archived)
            | Self::Playback { .. }
            | Self::Incident { .. }
            | Self::Local
            | Self::Comments
            | Self::Shared
            | Self::Profile
            | Self::Help
            | Self::Link
            | Self::NotFound => None,
            Self::Accounts | Self::Groups => Some(Right::ManageAccounts),
            Self::Permissions => Some(Right::ConfigurePlayback),
            Self::AdminLog(_) => Some(Right::ViewLog),
            Self::Links => Some(Right::ManageLinks),
        }
    }
}

impl Route {
    /// Whether the page is there for those too who have no role.
    pub(crate) const fn is_for_all(&self) -> bool {
        matches!(self, Self::Profile | Self::Help | Self::Shared)
    }
}

/// How an address names a log.
const fn part(log: AdminLog) -> &'static str {
    match log {
        AdminLog::Configuration => "configuration",
        AdminLog::RecordReason => "record-reasons",
        AdminLog::Playback => "playback",
    }
}

impl Target for Route {
    fn render_self_into(&self, path: &mut Vec<String>) {
        match self {
            Self::Recordings | Self::List(RecordingList::All) => path.push("recordings".into()),
            Self::List(list) => path.push(list.word().into()),
            Self::Playback { id } => path.extend(["recordings".into(), id.clone()]),
            Self::Incident { ids } if ids.is_empty() => path.push("incident".into()),
            Self::Incident { ids } => path.extend(["incident".into(), ids.clone()]),
            Self::Local => path.push("local".into()),
            Self::Accounts => path.push("accounts".into()),
            Self::Groups => path.push("groups".into()),
            Self::Permissions => path.push("playback-permissions".into()),
            Self::AdminLog(log) => path.extend(["admin-log".into(), part(*log).into()]),
            Self::Comments => path.push("comments".into()),
            Self::Links => path.push("links".into()),
            Self::Shared => path.push("shared".into()),
            Self::Profile => path.push("profile".into()),
            Self::Help => path.push("help".into()),
            Self::Link => path.extend(["sign-in".into(), "link".into()]),
            Self::NotFound => path.push("not-found".into()),
        }
    }

    fn render_path_into(&self, path: &mut Vec<String>) {
        self.render_self_into(path);
    }

    fn parse_path(path: &[&str]) -> Option<Self> {
        match path {
            [] | [""] | ["recordings"] | ["recordings", ""] => Some(Self::Recordings),
            ["archived"] => Some(Self::List(RecordingList::Archived)),
            ["restricted"] => Some(Self::List(RecordingList::Restricted)),
            ["deleted"] => Some(Self::List(RecordingList::Deleted)),
            ["recordings", id] => Some(Self::Playback { id: (*id).into() }),
            ["incident"] | ["incident", ""] => Some(Self::Incident { ids: String::new() }),
            ["incident", ids] => Some(Self::Incident { ids: (*ids).into() }),
            ["local"] => Some(Self::Local),
            ["accounts"] => Some(Self::Accounts),
            ["groups"] => Some(Self::Groups),
            ["playback-permissions"] => Some(Self::Permissions),
            ["admin-log", text] => {
                AdminLog::ALL.into_iter().find(|log| part(*log) == *text).map(Self::AdminLog)
            }
            ["comments"] => Some(Self::Comments),
            ["links"] => Some(Self::Links),
            ["shared"] => Some(Self::Shared),
            ["profile"] => Some(Self::Profile),
            ["help"] => Some(Self::Help),
            ["sign-in", "link"] => Some(Self::Link),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_found_at_the_address_it_renders() {
        for route in [
            Route::Recordings,
            Route::List(RecordingList::Archived),
            Route::List(RecordingList::Restricted),
            Route::List(RecordingList::Deleted),
            Route::Playback { id: "0192-aa".into() },
            Route::Incident { ids: String::new() },
            Route::Incident { ids: "0192-aa,0192-bb".into() },
            Route::Local,
            Route::Accounts,
            Route::Groups,
            Route::Permissions,
            Route::AdminLog(AdminLog::Configuration),
            Route::AdminLog(AdminLog::RecordReason),
            Route::AdminLog(AdminLog::Playback),
            Route::Comments,
            Route::Links,
            Route::Shared,
            Route::Profile,
            Route::Help,
            Route::Link,
        ] {
            let path = route.render_path();
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            assert_eq!(Route::parse_path(&path), Some(route));
        }
    }

    #[test]
    fn the_root_is_the_list_and_the_unknown_is_no_page() {
        assert_eq!(Route::parse_path(&[""]), Some(Route::Recordings));
        assert_eq!(Route::parse_path(&["recordings", ""]), Some(Route::Recordings));
        assert_eq!(Route::parse_path(&["recordings", "a", "b"]), None);
        assert_eq!(Route::parse_path(&["policies"]), None);
    }
}
