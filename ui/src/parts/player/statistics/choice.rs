//! One of a few: all of them are in view, and one is chosen.

use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct ChoiceProps<T: Copy + PartialEq + 'static> {
    /// What is chosen.
    pub(super) label: &'static str,
    /// The choices and what people call them.
    pub(super) of: Vec<(T, &'static str)>,
    pub(super) chosen: T,
    pub(super) on_choose: Callback<T>,
}

#[component]
pub(super) fn Choice<T: Copy + PartialEq + 'static>(props: &ChoiceProps<T>) -> Html {
    let one = |(value, label): &(T, &'static str)| {
        let (on_choose, value) = (props.on_choose.clone(), *value);
        let onchange = Callback::from(move |_: Event| on_choose.emit(value));
        html! {
            <label class="pick__one">
                <input
                    type="radio"
                    class="pick__input"
                    name={props.label}
                    checked={value == props.chosen}
                    {onchange}
                />
                <span class="pick__label">{ *label }</span>
            </label>
        }
    };
    html! {
        <fieldset class="pick">
            <legend class="pick__legend">{ props.label }</legend>
            <div class="pick__all">{ for props.of.iter().map(one) }</div>
        </fieldset>
    }
}
