//! One recording.

use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct PlaybackPageProps {
    pub(crate) id: AttrValue,
}

#[component]
pub(crate) fn PlaybackPage(props: &PlaybackPageProps) -> Html {
    html! { <h1 class="page__title" tabindex="-1">{ &props.id }</h1> }
}
