//! The events beside the picture: tabs, search, filters and the list.

use super::choice::Choice;
use super::finder::EventFinder;
use super::listed::Listed;
use crate::browser::document;
use crate::format;
use crate::parts::Button;
use crate::parts::comments::merged;
use crate::parts::player::Happened;
use events::Event;
use std::rc::Rc;
use yew::prelude::*;

/// What is listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tab {
    #[default]
    All,
    Events,
    Comments,
}

impl Tab {
    const ALL: [Self; 3] = [Self::All, Self::Events, Self::Comments];

    const fn label(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Events => "Events",
            Self::Comments => "Comments",
        }
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct EventsPaneProps {
    pub(crate) happened: Happened,
    /// The comments among the events, and how they are listed by themselves; without them there can be none.
    pub(crate) comments: Option<(Rc<[Rc<Event>]>, Html)>,
    /// What of it the list shows.
    pub(crate) listed: Rc<[Rc<Event>]>,
    /// When the last event happened that lies before the moment that is shown.
    pub(crate) passed_us: Option<u64>,
    pub(crate) choice: Choice,
    pub(crate) on_choice: Callback<Choice>,
    pub(crate) on_jump: Callback<u64>,
    /// Loads the events again, where that failed.
    pub(crate) on_again: Callback<()>,
    /// Whether the search is to have the focus.
    pub(crate) wants_search: bool,
    /// It has it.
    pub(crate) on_search: Callback<()>,
}

#[component]
pub(crate) fn EventsPane(props: &EventsPaneProps) -> Html {
    let tab = use_state_eq(Tab::default);
    let tabs = use_node_ref();
    use_effect_with(props.wants_search, {
        let tab = tab.clone();
        move |wants_search| {
            if *wants_search && *tab == Tab::Comments {
                tab.set(Tab::All);
            }
        }
    });
    let comments = match (*tab, &props.comments) {
        (Tab::All, Some((comments, _))) => comments.clone(),
        _ => Rc::new([]),
    };
    let narrowed = props.choice.narrow(&comments);
    let rows = use_memo((props.listed.clone(), narrowed), |(listed, comments)| -> Rc<[Listed]> {
        merged(listed, comments).iter().cloned().map(Listed::from).collect()
    });
    let onkeydown = {
        let (tab, tabs) = (tab.clone(), tabs.clone());
        Callback::from(move |event: KeyboardEvent| {
            let place = Tab::ALL.iter().position(|one| *one == *tab).unwrap_or_default();
            let place = match event.key().as_str() {
                "ArrowRight" => (place + 1) % Tab::ALL.len(),
                "ArrowLeft" => (place + Tab::ALL.len() - 1) % Tab::ALL.len(),
                "Home" => 0,
                "End" => Tab::ALL.len() - 1,
                _ => return,
            };
            event.prevent_default();
            if let Some(one) = Tab::ALL.get(place) {
                tab.set(*one);
            }
            document::focus_child(&tabs, "[role=tab]", place);
        })
    };
    let body = match (*tab, &props.happened) {
        (Tab::Comments, _) => match &props.comments {
            Some((_, list)) => list.clone(),
            None => said("There are no comments here."),
        },
        (_, Happened::Loading) => html! {
            <div class="events__bones" aria-busy="true">
                <p class="only-read" role="status">{ "Loading the events" }</p>
                { for (0..6).map(|_| html! { <span class="table__bone" aria-hidden="true" /> }) }
            </div>
        },
        (_, Happened::Failed(message)) => html! {
            <div class="events__said is-failure" role="alert">
                <p>
                    { "The events cannot be shown. " }
                    { format::sentence(&super::text::cut(message, 300)).unwrap_or_default() }
                </p>
                <Button label="Try again" on_click={props.on_again.reform(|_: MouseEvent| ())} />
            </div>
        },
        (_, Happened::Ready(events)) if events.is_empty() && comments.is_empty() => {
            said("No events were recorded.")
        }
        (_, Happened::Ready(events)) => html! {
            <EventFinder
                all={merged(events, &comments)}
                rows={(*rows).clone()}
                at_us={props.passed_us}
                choice={props.choice.clone()}
                on_choice={props.on_choice.clone()}
                on_jump={props.on_jump.clone()}
                label="Events"
                wants_search={props.wants_search}
                on_search={props.on_search.clone()}
            />
        },
    };
    html! {
        <section class="events" aria-label="Events and comments">
            <div class="events__tabs" role="tablist" aria-label="What is listed" ref={tabs} {onkeydown}>
                { for Tab::ALL.into_iter().map(|one| {
                    let is_chosen = *tab == one;
                    let tab = tab.setter();
                    html! {
                        <button
                            type="button"
                            role="tab"
                            id={format!("events-tab-{}", one.label())}
                            class={classes!("events__tab", is_chosen.then_some("is-chosen"))}
                            aria-selected={if is_chosen { "true" } else { "false" }}
                            aria-controls="events-panel"
                            tabindex={if is_chosen { "0" } else { "-1" }}
                            onclick={Callback::from(move |_: MouseEvent| tab.set(one))}
                        >
                            { one.label() }
                        </button>
                    }
                }) }
            </div>
            <div
                class="events__panel"
                role="tabpanel"
                id="events-panel"
                aria-labelledby={format!("events-tab-{}", tab.label())}
            >
                { body }
            </div>
        </section>
    }
}

fn said(text: &'static str) -> Html {
    html! { <p class="events__said">{ text }</p> }
}
