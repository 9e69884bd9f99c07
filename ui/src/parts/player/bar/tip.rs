//! What hangs over the bar at the pointer: a small picture, the time, and what is there.

use super::super::seeker::Seeker;
use crate::browser::player::{Player, Preview};
use std::cell::RefCell;
use std::rc::Rc;
use yew::platform::spawn_local;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct TipProps {
    /// Where the player's element is.
    pub(super) element: NodeRef,
    pub(super) at_us: u64,
    /// The moment in words.
    pub(super) time: AttrValue,
    /// What is there.
    pub(super) found: Vec<String>,
}

/// The tip. Pictures come one at a time: while one is fetched only the latest waits.
#[component]
pub(super) fn Tip(props: &TipProps) -> Html {
    let canvas = use_node_ref();
    let preview = use_state(|| None::<Preview>);
    let asked = use_memo((), |()| RefCell::new(Seeker::default()));
    use_effect_with(props.at_us, {
        let (asked, element, preview) = (asked.clone(), props.element.clone(), preview.setter());
        move |at_us| {
            if let Some(at_us) = asked.borrow_mut().want(*at_us) {
                spawn_local(fetch(at_us, asked.clone(), element, preview));
            }
        }
    });
    use_effect_with((), move |()| move || asked.borrow_mut().close());
    use_effect_with((*preview).clone(), {
        let canvas = canvas.clone();
        move |preview| {
            if let Some(preview) = preview {
                preview.draw(&canvas);
            }
        }
    });
    html! {
        <div class="bar__tip">
            if preview.is_some() {
                <canvas class="bar__preview" ref={canvas} aria-hidden="true" />
            }
            <span class="bar__time">{ &props.time }</span>
            { for props.found.iter().map(|found| html! { <span class="bar__found">{ found }</span> }) }
        </div>
    }
}

async fn fetch(
    mut at_us: u64,
    asked: Rc<RefCell<Seeker>>,
    element: NodeRef,
    preview: UseStateSetter<Option<Preview>>,
) {
    loop {
        let image = match Player::of(&element) {
            Some(player) => player.preview(at_us).await,
            None => None,
        };
        let next = asked.borrow_mut().landed();
        if asked.borrow().is_closed() {
            return;
        }
        preview.set(image);
        match next {
            Some(next) => at_us = next,
            None => return,
        }
    }
}
