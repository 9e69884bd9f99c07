//! An address that is no page.

use crate::parts::{IconName, Message, PageLink};
use crate::route::Route;
use yew::prelude::*;

#[component]
pub(crate) fn NotFoundPage() -> Html {
    html! {
        <div class="page">
            <h1 class="page__title" tabindex="-1">{ "Page not found" }</h1>
            <Message icon={IconName::Warning} title="There is no page at this address">
                <p>{ "The address may be mistyped, or belong to another version of the console." }</p>
                <PageLink class="pf-v6-c-button pf-m-primary button" to={Route::Recordings}>
                    <span class="pf-v6-c-button__text">{ "Go to the recordings" }</span>
                </PageLink>
            </Message>
        </div>
    }
}
