//! The menu of what can be done with one thing of a list.

use super::{Icon, IconName};
use crate::browser::document;
use yew::prelude::*;

/// How far Home and End go.
const FAR: isize = 1 << 16;
const ITEM: &str = "[role=menuitem]";

/// Something that can be done.
#[derive(Clone, PartialEq)]
pub(crate) struct MenuItem {
    /// As a verb.
    pub(crate) label: AttrValue,
    /// It takes something away.
    pub(crate) is_dangerous: bool,
    /// Why it cannot be done now.
    pub(crate) reason: Option<AttrValue>,
    pub(crate) on_choose: Callback<()>,
}

#[derive(PartialEq, Properties)]
pub(crate) struct MenuProps {
    /// What the menu is for; read out.
    pub(crate) label: AttrValue,
    pub(crate) items: Vec<MenuItem>,
}

/// A button; below it, while it is open, what can be done. Arrow keys, Home and End move, Escape closes.
#[component]
pub(crate) fn Menu(props: &MenuProps) -> Html {
    let is_open = use_state_eq(|| false);
    let (root, menu, button) = (use_node_ref(), use_node_ref(), use_node_ref());
    use_effect_with(*is_open, {
        let menu = menu.clone();
        move |&is_open| {
            if is_open {
                document::focus_child(&menu, ITEM, 0);
            }
        }
    });
    let close = {
        let (is_open, button) = (is_open.setter(), button.clone());
        Callback::from(move |()| {
            is_open.set(false);
            document::focus(&button);
        })
    };
    let onkeydown = {
        let (menu, close) = (menu.clone(), close.clone());
        Callback::from(move |event: KeyboardEvent| {
            event.stop_propagation();
            let step = match event.key().as_str() {
                "ArrowDown" => 1,
                "ArrowUp" => -1,
                "Home" => -FAR,
                "End" => FAR,
                "Escape" | "Tab" => {
                    event.prevent_default();
                    close.emit(());
                    return;
                }
                _ => return,
            };
            event.prevent_default();
            document::move_focus(&menu, ITEM, step);
        })
    };
    let onfocusout = {
        let (is_open, root) = (is_open.setter(), root.clone());
        Callback::from(move |event: FocusEvent| {
            if document::leaves(&event, &root) {
                is_open.set(false);
            }
        })
    };
    let toggle = {
        let is_open = is_open.clone();
        Callback::from(move |_: MouseEvent| is_open.set(!*is_open))
    };
    html! {
        <div class="menu" ref={root} {onfocusout}>
            <button
                type="button"
                class="pf-v6-c-button pf-m-plain button is-icon"
                ref={button}
                aria-haspopup="menu"
                aria-expanded={if *is_open { "true" } else { "false" }}
                aria-label={props.label.clone()}
                title={props.label.clone()}
                onclick={toggle}
            >
                <Icon name={IconName::More} />
            </button>
            if *is_open {
                <ul class="menu__items" role="menu" aria-label={props.label.clone()} ref={menu} {onkeydown}>
                    { for props.items.iter().map(|item| view_item(item, &close)) }
                </ul>
            }
        </div>
    }
}

fn view_item(item: &MenuItem, close: &Callback<()>) -> Html {
    let (item, close) = (item.clone(), close.clone());
    let class = classes!("menu__item", item.is_dangerous.then_some("is-dangerous"));
    let (label, reason) = (item.label.clone(), item.reason.clone());
    let onclick = Callback::from(move |_: MouseEvent| {
        if item.reason.is_none() {
            // the focus is back at the button first: from there a dialog takes it, and there it returns
            close.emit(());
            item.on_choose.emit(());
        }
    });
    html! {
        <li role="none">
            <button
                type="button"
                {class}
                role="menuitem"
                tabindex="-1"
                aria-disabled={reason.is_some().then_some("true")}
                {onclick}
            >
                <span>{ label }</span>
                if let Some(reason) = reason {
                    <span class="menu__reason">{ reason }</span>
                }
            </button>
        </li>
    }
}
