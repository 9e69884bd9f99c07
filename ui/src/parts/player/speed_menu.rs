//! The menu of speeds.

use super::speed::Speed;
use crate::browser::document;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct SpeedMenuProps {
    pub(crate) speed: Speed,
    pub(crate) on_choose: Callback<Speed>,
}

/// A button with the speed in force; below it, when it is open, all of them.
#[component]
pub(crate) fn SpeedMenu(props: &SpeedMenuProps) -> Html {
    let is_open = use_state(|| false);
    let (root, menu, button) = (use_node_ref(), use_node_ref(), use_node_ref());
    let chosen = props.speed.place();
    use_effect_with(*is_open, {
        let menu = menu.clone();
        move |&is_open| {
            if is_open {
                document::focus_child(&menu, "[role=menuitemradio]", chosen);
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
            let step = match event.key().as_str() {
                "ArrowDown" => 1,
                "ArrowUp" => -1,
                "Home" => -(Speed::ALL.len() as isize),
                "End" => Speed::ALL.len() as isize,
                "Escape" | "Tab" => {
                    close.emit(());
                    0
                }
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            document::move_focus(&menu, "[role=menuitemradio]", step);
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
        <div class="speed" ref={root} {onfocusout}>
            <button
                type="button"
                class="pf-v6-c-button pf-m-plain button speed__button"
                ref={button}
                aria-haspopup="menu"
                aria-expanded={if *is_open { "true" } else { "false" }}
                aria-label={format!("Speed: {}", props.speed.label())}
                title="Speed (< and >)"
                onclick={toggle}
            >
                { props.speed.label() }
            </button>
            if *is_open {
                <ul class="speed__menu" role="menu" aria-label="Speed" ref={menu} {onkeydown}>
                    { for Speed::ALL.into_iter().map(|speed| {
                        let (on_choose, close) = (props.on_choose.clone(), close.clone());
                        let onclick = Callback::from(move |_: MouseEvent| {
                            on_choose.emit(speed);
                            close.emit(());
                        });
                        let is_chosen = speed == props.speed;
                        html! {
                            <li role="none">
                                <button
                                    type="button"
                                    class={classes!("speed__choice", is_chosen.then_some("is-chosen"))}
                                    role="menuitemradio"
                                    tabindex="-1"
                                    aria-checked={if is_chosen { "true" } else { "false" }}
                                    {onclick}
                                >
                                    { speed.label() }
                                </button>
                            </li>
                        }
                    }) }
                </ul>
            }
        </div>
    }
}
