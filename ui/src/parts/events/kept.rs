//! What a list is narrowed to, kept in the address.

use super::choice::Choice;
use crate::browser::address;
use gloo::timers::callback::Timeout;
use yew::prelude::*;

/// How long the choice rests before it goes to the address, in milliseconds.
const PAUSE_MS: u32 = 300;

/// What the list is narrowed to, and what changes that. The address has it as `find` and `show`; it is read once, from
/// then on it follows.
#[hook]
pub(crate) fn use_choice() -> (Choice, Callback<Choice>) {
    let choice = use_state_eq(|| {
        Choice::from_address(address::query("find").as_deref(), address::query("show").as_deref())
    });
    let on_choice = use_callback(choice.setter(), |now: Choice, choice| choice.set(now));
    // The list does not wait for the address.
    use_effect_with((*choice).clone(), |choice| {
        let choice = choice.clone();
        let timeout = Timeout::new(PAUSE_MS, move || {
            let find = Some(choice.text.as_str()).filter(|text| !text.is_empty());
            address::replace_queries(&[("find", find), ("show", choice.show().as_deref())]);
        });
        move || drop(timeout)
    });
    ((*choice).clone(), on_choice)
}
