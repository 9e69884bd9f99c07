//! A link to a page of the console. Unlike the router's it leaves a click with a modifier to the browser, so that a
//! page can be opened in another tab.

use crate::browser::address;
use crate::route::Route;
use yew::prelude::*;
use yew_nested_router::prelude::use_router;

#[derive(PartialEq, Properties)]
pub(crate) struct PageLinkProps {
    pub(crate) to: Route,
    /// What the page is to show, as the query of its address without the question mark.
    #[prop_or_default]
    pub(crate) query: Option<AttrValue>,
    #[prop_or_default]
    pub(crate) class: Classes,
    /// Marks the link as the page one is on.
    #[prop_or_default]
    pub(crate) is_current: bool,
    /// Read out in place of the content, where that says too little.
    #[prop_or_default]
    pub(crate) label: Option<AttrValue>,
    #[prop_or_default]
    pub(crate) title: Option<AttrValue>,
    /// Runs on the way.
    #[prop_or_default]
    pub(crate) on_follow: Callback<()>,
    pub(crate) children: Html,
}

#[component]
pub(crate) fn PageLink(props: &PageLinkProps) -> Html {
    let router = use_router::<Route>();
    let href = router.as_ref().map(|router| {
        let path = router.render_target(props.to.clone());
        AttrValue::from(props.query.as_ref().map_or(path.clone(), |query| format!("{path}?{query}")))
    });
    // The router itself knows paths only.
    let with_query = href.clone().filter(|_| props.query.is_some());
    let onclick = use_callback(
        (router, props.to.clone(), with_query, props.on_follow.clone()),
        |event: MouseEvent, (router, to, with_query, on_follow)| {
            let is_plain = event.button() == 0
                && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key());
            if let (true, Some(router)) = (is_plain, router) {
                event.prevent_default();
                on_follow.emit(());
                match with_query {
                    Some(href) => address::go(href),
                    None => router.push(to.clone()),
                }
            }
        },
    );
    html! {
        <a
            class={props.class.clone()}
            {href}
            {onclick}
            aria-current={props.is_current.then_some("page")}
            aria-label={props.label.clone()}
            title={props.title.clone()}
        >
            { props.children.clone() }
        </a>
    }
}
