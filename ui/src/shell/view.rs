//! The frame.

use super::masthead::Masthead;
use super::navigation::Navigation;
use crate::browser::document;
use crate::pages;
use crate::route::Route;
use yew::prelude::*;
use yew_nested_router::prelude::use_router;

#[component]
pub(crate) fn Shell() -> Html {
    let route = use_router::<Route>().and_then(|router| router.active().clone()).unwrap_or(Route::NotFound);
    let page = route.page();
    let is_first = use_mut_ref(|| true);
    // Open or shut by hand; a change of page takes the choice back to what the page prefers.
    let navigation = use_state(|| None::<bool>);
    use_effect_with(route.clone(), {
        let navigation = navigation.setter();
        move |route| {
            document::set_title(&format!("{} - Afterimage", route.page().title));
            navigation.set(None);
            if !is_first.replace(false) {
                document::focus_heading();
            }
        }
    });
    let toggle = {
        let (navigation, is_open) = (navigation.clone(), navigation.unwrap_or(!page.wide));
        Callback::from(move |()| navigation.set(Some(!is_open)))
    };
    let class = classes!(
        "shell",
        page.wide.then_some("is-wide"),
        match *navigation {
            Some(true) => Some("is-open"),
            Some(false) => Some("is-shut"),
            None => None,
        }
    );
    html! {
        <div {class}>
            <a class="shell__skip" href="#main">{ "Skip to content" }</a>
            <Masthead is_navigation_open={*navigation} on_toggle={toggle} />
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
        Route::Local => html! { <pages::local::LocalPage /> },
        Route::Help => html! { <pages::help::HelpPage /> },
        Route::NotFound => html! { <pages::not_found::NotFoundPage /> },
    }
}
