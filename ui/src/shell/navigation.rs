//! The navigation at the left: sections and their pages, as far as they exist.

use crate::parts::{Icon, IconName, PageLink};
use crate::route::Route;
use crate::session::use_session;
use api::{AdminLog, RecordingList};
use yew::prelude::*;

/// A heading of the navigation with the pages below it.
struct Section {
    title: &'static str,
    entries: &'static [Entry],
}

struct Entry {
    title: &'static str,
    icon: IconName,
    route: Route,
    /// Pages that are reached from this one and shown as part of it.
    holds: fn(&Route) -> bool,
}

const SECTIONS: &[Section] = &[
    Section {
        title: "Recordings",
        entries: &[
            Entry {
                title: RecordingList::All.label(),
                icon: IconName::Recordings,
                route: Route::Recordings,
                holds: |route| matches!(route, Route::Playback { .. }),
            },
            Entry {
                title: "Archived",
                icon: IconName::Archive,
                route: Route::List(RecordingList::Archived),
                holds: |_| false,
            },
            Entry {
                title: "Restricted",
                icon: IconName::Permissions,
                route: Route::List(RecordingList::Restricted),
                holds: |_| false,
            },
            Entry {
                title: "Deleted",
                icon: IconName::Delete,
                route: Route::List(RecordingList::Deleted),
                holds: |_| false,
            },
            Entry {
                title: "Incident room",
                icon: IconName::Room,
                route: Route::Incident { ids: String::new() },
                holds: |route| matches!(route, Route::Incident { .. }),
            },
            Entry { title: "Local file", icon: IconName::File, route: Route::Local, holds: |_| false },
        ],
    },
    Section {
        title: "Comments",
        entries: &[Entry {
            title: "My comments",
            icon: IconName::Comment,
            route: Route::Comments,
            holds: |_| false,
        }],
    },
    Section {
        title: "Admin Logging",
        entries: &[
            Entry {
                title: AdminLog::Configuration.label(),
                icon: IconName::Events,
                route: Route::AdminLog(AdminLog::Configuration),
                holds: |_| false,
            },
            Entry {
                title: AdminLog::RecordReason.label(),
                icon: IconName::Events,
                route: Route::AdminLog(AdminLog::RecordReason),
                holds: |_| false,
            },
            Entry {
                title: AdminLog::Playback.label(),
                icon: IconName::Events,
                route: Route::AdminLog(AdminLog::Playback),
                holds: |_| false,
            },
        ],
    },
    Section {
        title: "Configuration",
        entries: &[
            Entry { title: "Accounts", icon: IconName::Person, route: Route::Accounts, holds: |_| false },
            Entry { title: "Groups", icon: IconName::Groups, route: Route::Groups, holds: |_| false },
            Entry {
                title: "Playback permissions",
                icon: IconName::Permissions,
                route: Route::Permissions,
                holds: |_| false,
            },
        ],
    },
];

#[derive(PartialEq, Properties)]
pub(crate) struct NavigationProps {
    pub(crate) route: Route,
}

#[component]
pub(crate) fn Navigation(props: &NavigationProps) -> Html {
    let session = use_session();
    let is_open = |entry: &&Entry| {
        entry.route.right().is_none_or(|right| session.as_ref().is_some_and(|session| session.has(right)))
    };
    let has_pages = |section: &&Section| section.entries.iter().any(|entry| is_open(&entry));
    html! {
        <nav class="shell__navigation navigation" aria-label="Console">
            { for SECTIONS.iter().filter(has_pages).map(|section| html! {
                <section class="navigation__section">
                    <h2 class="navigation__title">{ section.title }</h2>
                    <ul class="navigation__list" role="list">
                        { for section.entries.iter().filter(is_open).map(|entry| view_entry(entry, &props.route)) }
                    </ul>
                </section>
            }) }
        </nav>
    }
}

fn view_entry(entry: &Entry, route: &Route) -> Html {
    let is_current = *route == entry.route;
    let is_marked = is_current || (entry.holds)(route);
    let class = classes!("navigation__link", is_marked.then_some("is-current"));
    html! {
        <li>
            <PageLink to={entry.route.clone()} {class} {is_current}>
                <Icon name={entry.icon} />
                <span>{ entry.title }</span>
            </PageLink>
        </li>
    }
}
