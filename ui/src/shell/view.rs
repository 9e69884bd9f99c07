//! The frame.

use super::masthead::Masthead;
use super::navigation::Navigation;
use crate::browser::document;
use crate::pages;
use crate::route::Route;
use yew::prelude::*;
use yew_nested_router::prelude::use_router;

/// Where the navigation is drawn.
const NAVIGATION: &str = ".shell__navigation";

#[component]
pub(crate) fn Shell() -> Html {
    let route = use_router::<Route>().and_then(|router| router.active().clone()).unwrap_or(Route::NotFound);
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
            <Masthead is_navigation_shown={*is_navigation_shown} on_toggle={toggle} />
            <Navigation route={route.clone()} />
            <main class="shell__main" id="main" tabindex="-1">{ content(&route) }</main>
        </div>
    }
}

fn content(route: &Route) -> Html {
    match route {
        Route::Recordings => html! { <pages::recordings::RecordingsPage /> },
        Route::Playback { id } => {
            html! { <pages::playback::PlaybackPage key={id.clone()} id={id.clone()} /> }
        }
        Route::Incident { ids } => {
            html! { <pages::incident::IncidentPage key={format!("incident {ids}")} ids={ids.clone()} /> }
        }
        Route::Local => html! { <pages::local::LocalPage /> },
        Route::Help => html! { <pages::help::HelpPage /> },
        Route::NotFound => html! { <pages::not_found::NotFoundPage /> },
    }
}
