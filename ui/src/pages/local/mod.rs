//! A file of this machine.

use yew::prelude::*;

#[component]
pub(crate) fn LocalPage() -> Html {
    html! { <h1 class="page__title" tabindex="-1">{ "Local file" }</h1> }
}
