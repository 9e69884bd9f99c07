//! The panel: a field, and the places where the text stood.

use super::logic::{MOST_LISTED, count, cut};
use crate::browser::document;
use crate::browser::player::{Found, Hit, Player};
use crate::format;
use crate::parts::{Button, ButtonKind, IconName};
use gloo::timers::callback::Timeout;
use yew::platform::spawn_local;
use yew::prelude::*;

/// How long nothing is written before it is searched for.
const PAUSE_MS: u32 = 200;

#[derive(PartialEq, Properties)]
pub(crate) struct SearchPanelProps {
    /// Where the player's element is.
    pub(crate) element: NodeRef,
    /// The position, to show which place one is at.
    pub(crate) at_us: u64,
    pub(crate) on_seek: Callback<u64>,
    pub(crate) on_close: Callback<()>,
}

/// What a search has brought.
#[derive(Clone, PartialEq)]
enum Outcome {
    Nothing,
    Searching,
    Found(Found),
    Failed(AttrValue),
}

#[component]
pub(crate) fn SearchPanel(props: &SearchPanelProps) -> Html {
    let query = use_state(AttrValue::default);
    let outcome = use_state(|| Outcome::Nothing);
    let (field, list) = (use_node_ref(), use_node_ref());
    let number = use_mut_ref(|| 0_u32);
    use_effect_with((), {
        let field = field.clone();
        move |()| document::focus(&field)
    });
    use_effect_with((*query).clone(), {
        let (element, outcome) = (props.element.clone(), outcome.setter());
        move |query| {
            // What is still under way belongs to another text.
            *number.borrow_mut() += 1;
            let asked = *number.borrow();
            let query = query.clone();
            let timeout = (!query.is_empty()).then(|| {
                Timeout::new(PAUSE_MS, move || {
                    let Some(player) = Player::of(&element) else { return };
                    outcome.set(Outcome::Searching);
                    spawn_local(async move {
                        let found = player.search(&query).await;
                        if *number.borrow() == asked {
                            outcome.set(found.map_or_else(Outcome::Failed, Outcome::Found));
                        }
                    });
                })
            });
            move || drop(timeout)
        }
    });
    let oninput = {
        let (query, outcome) = (query.setter(), outcome.setter());
        Callback::from(move |event: InputEvent| {
            if let Some(text) = document::written(&event) {
                outcome.set(Outcome::Nothing);
                query.set(text.into());
            }
        })
    };
    let onkeydown = {
        let (list, on_close) = (list.clone(), props.on_close.clone());
        Callback::from(move |event: KeyboardEvent| {
            match event.key().as_str() {
                "Escape" => on_close.emit(()),
                "ArrowDown" => document::move_focus(&list, "button", 1),
                "ArrowUp" => document::move_focus(&list, "button", -1),
                _ => return,
            }
            event.prevent_default();
        })
    };
    // Enter in the field goes to the first place at or after the position.
    let onsubmit = {
        let (outcome, on_seek, at_us) = (outcome.clone(), props.on_seek.clone(), props.at_us);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Outcome::Found(Found { hits, .. }) = &*outcome {
                let next = hits.iter().find(|hit| hit.at_us > at_us).or(hits.first());
                if let Some(hit) = next {
                    on_seek.emit(hit.at_us);
                }
            }
        })
    };
    let said = match &*outcome {
        Outcome::Nothing => String::new(),
        Outcome::Searching => "Searching".to_owned(),
        Outcome::Found(found) => count(found),
        Outcome::Failed(message) => format::sentence(message).unwrap_or_default(),
    };
    html! {
        <form class="search" role="search" aria-label="Text of the terminal" {onkeydown} {onsubmit}>
            <div class="search__line">
                <input
                    class="search__field"
                    ref={field}
                    type="search"
                    aria-label="Text to find on the terminal"
                    placeholder="Find text"
                    autocomplete="off"
                    spellcheck="false"
                    value={(*query).clone()}
                    {oninput}
                />
                <Button
                    label="Close search"
                    icon={IconName::Close}
                    kind={ButtonKind::Plain}
                    hides_label=true
                    key_hint="Esc"
                    on_click={props.on_close.reform(|_: MouseEvent| ())}
                />
            </div>
            <p class="search__count" role="status">{ said }</p>
            if let Outcome::Found(Found { hits, .. }) = &*outcome {
                <ol class="search__hits" ref={list}>
                    { for hits.iter().take(MOST_LISTED).map(|hit| place(hit, props)) }
                </ol>
            }
        </form>
    }
}

fn place(hit: &Hit, props: &SearchPanelProps) -> Html {
    let (before, found, after) = cut(hit);
    let (on_seek, at_us) = (props.on_seek.clone(), hit.at_us);
    let onclick = Callback::from(move |_: MouseEvent| on_seek.emit(at_us));
    let is_here = hit.at_us == props.at_us;
    html! {
        <li>
            <button
                type="button"
                class={classes!("search__hit", is_here.then_some("is-here"))}
                aria-current={is_here.then_some("true")}
                {onclick}
            >
                <span class="search__time">{ format::clock(hit.at_us) }</span>
                <span class="search__text">{ before }<mark>{ found }</mark>{ after }</span>
            </button>
        </li>
    }
}
