//! The frame.

use super::masthead::Masthead;
use super::navigation::Navigation;
use crate::browser::document;
use crate::pages;
use crate::parts::{IconName, Justified, Message};
use crate::route::Route;
use crate::session::{Session, use_session};
use api::{RecordingList, Right};
use yew::prelude::*;
use yew_nested_router::prelude::use_router;

/// Where the navigation is drawn.
const NAVIGATION: &str = ".shell__navigation";

#[component]
pub(crate) fn Shell() -> Html {
    let route = use_router::<Route>().and_then(|router| router.active().clone()).unwrap_or(Route::NotFound);
    let session = use_session();
    let is_first = use_mut_ref(|| true);
    // Opened or shut by hand; without that, and after a change of page, the style sheet decides by page and width.
    let navigation = use_state(|| None::<bool>);
    let is_navigation_shown = use_state(|| true);
    use_effect({
        let is_shown = is_navigation_shown.clone();
        move || {
            let is_shown_now = document::is_shown(NAVIGATION);
            if *is_shown != is_shown_now {
                is_shown.set(is_shown_now);
            }
        }
    });
    use_effect_with(route.clone(), {
        let navigation = navigation.setter();
        move |route| {
            document::set_title(&format!("{} - Afterimage", route.title()));
            navigation.set(None);
            if !is_first.replace(false) {
                document::focus_heading();
            }
        }
    });
    let toggle = use_callback(navigation.setter(), |(), navigation| {
        navigation.set(Some(!document::is_shown(NAVIGATION)));
    });
    if route == Route::Shared {
        return html! {
            <div class="shell is-alone">
                <main class="shell__main" id="main" tabindex="-1"><pages::shared::SharedPage /></main>
            </div>
        };
    }
    let has_navigation = session.as_ref().is_some_and(Session::has_role);
    let class = classes!(
        "shell",
        match *navigation {
            Some(true) => Some("is-open"),
            Some(false) => Some("is-shut"),
            None => None,
        }
    );
    html! {
        <div {class}>
            <a class="shell__skip" href="#main">{ "Skip to content" }</a>
            <Masthead {has_navigation} is_navigation_shown={*is_navigation_shown} on_toggle={toggle} />
            if has_navigation {
                <Navigation route={route.clone()} />
            }
            <main class="shell__main" id="main" tabindex="-1">{ content(&route, session.as_ref()) }</main>
        </div>
    }
}

fn content(route: &Route, session: Option<&Session>) -> Html {
    if !session.is_some_and(Session::has_role) && !route.is_for_all() {
        return match session.is_some_and(|session| session.who.needs_totp) {
            true => html! { <pages::profile::ProfilePage /> },
            false => no_role(route.title()),
        };
    }
    if let Some(right) = route.right().filter(|right| !session.is_some_and(|session| session.has(*right))) {
        return denied(route.title(), right);
    }
    match route {
        Route::Recordings => {
            html! { <pages::recordings::RecordingsPage key="all" list={RecordingList::All} /> }
        }
        Route::List(list) => html! { <pages::recordings::RecordingsPage key={list.word()} list={*list} /> },
        Route::Playback { id } => {
            html! {
                <Justified key={id.clone()} ids={vec![id.clone()]}>
                    <pages::playback::PlaybackPage id={id.clone()} />
                </Justified>
            }
        }
        Route::Incident { ids } => {
            let named = ids.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect::<Vec<_>>();
            html! {
                <Justified key={format!("incident {ids}")} ids={named}>
                    <pages::incident::IncidentPage ids={ids.clone()} />
                </Justified>
            }
        }
        Route::Local => html! { <pages::local::LocalPage /> },
        // drawn before the shell is
        Route::Link | Route::Shared => Html::default(),
        Route::Links => html! { <pages::links::LinksPage /> },
        Route::Accounts => html! { <pages::accounts::AccountsPage /> },
        Route::Groups => html! { <pages::groups::GroupsPage /> },
        Route::Permissions => html! { <pages::permissions::PermissionsPage /> },
        Route::AdminLog(log) => html! { <pages::admin_log::AdminLogPage key={log.word()} log={*log} /> },
        Route::Comments => html! { <pages::comments::CommentsPage /> },
        Route::Profile => html! { <pages::profile::ProfilePage /> },
        Route::Help => html! { <pages::help::HelpPage /> },
        Route::NotFound => html! { <pages::not_found::NotFoundPage /> },
    }
}

/// What somebody sees who may see nothing.
fn no_role(title: &'static str) -> Html {
    html! {
        <div class="page">
            <h1 class="page__title" tabindex="-1">{ title }</h1>
            <Message icon={IconName::Warning} title="You have no role yet">
                <p>{ "Without one there is nothing to see here. A full admin can give you one: it holds at once, without a reload." }</p>
            </Message>
        </div>
    }
}

/// What stands in place of a page that one's role does not open.
fn denied(title: &'static str, right: Right) -> Html {
    html! {
        <div class="page">
            <h1 class="page__title" tabindex="-1">{ title }</h1>
            <Message icon={IconName::Warning} title="Your role does not open this page">
                <p>{ format!("It is for those who may: {}. A full admin can give you a role that does.", right.label()) }</p>
            </Message>
        </div>
    }
}
