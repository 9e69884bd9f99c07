//! The providers, outermost first: what is inside may use what is outside.

use crate::local_file::LocalFileProvider;
use crate::route::Route;
use crate::session::SessionProvider;
use crate::shell::Shell;
use crate::theme::ThemeProvider;
use yew::prelude::*;
use yew_nested_router::Router;

/// The whole console. The theme needs nothing; who is signed in is asked before any page is drawn; the local file survives a change of page, and dropping one changes
/// the page, so that it stands inside the router.
#[component]
pub(crate) fn App() -> Html {
    html! {
        <ThemeProvider>
            <Router<Route> default={Route::NotFound}>
                <SessionProvider>
                    <LocalFileProvider>
                        <Shell />
                    </LocalFileProvider>
                </SessionProvider>
            </Router<Route>>
        </ThemeProvider>
    }
}
