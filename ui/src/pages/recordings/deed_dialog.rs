//! Asks before something is done with the recordings that are selected, and does it.

use super::deeds::{Deed, sessions};
use crate::client::{self, ClientError};
use crate::parts::events::cut;
use crate::parts::{Confirm, Doing, Lines};
use api::{Changed, Chosen, Problem, Recording};
use std::cell::Cell;
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct DeedDialogProps {
    pub(super) deed: Deed,
    pub(super) chosen: Vec<Rc<Recording>>,
    /// Whether whoever does it loses sight of what they restrict.
    pub(super) loses_sight: bool,
    pub(super) on_done: Callback<Changed>,
    pub(super) on_close: Callback<()>,
}

#[component]
pub(super) fn DeedDialog(props: &DeedDialogProps) -> Html {
    let deed = props.deed;
    let reason = use_state_eq(String::new);
    let with_files = use_state_eq(|| false);
    let changed = use_mut_ref(|| Rc::new(Cell::new(None::<Changed>))).borrow().clone();
    let chosen: Vec<&Recording> = props.chosen.iter().map(Rc::as_ref).collect();
    let count = sessions(&chosen);
    let act = {
        let ids: Vec<String> = chosen.iter().map(|recording| recording.id.clone()).collect();
        let (reason, with_files, changed) = (reason.clone(), *with_files, changed.clone());
        Callback::from(move |()| -> Doing {
            let said = Some(reason.trim().to_owned()).filter(|text| !text.is_empty());
            let chosen = Chosen { ids: ids.clone(), reason: said, with_files };
            let changed = changed.clone();
            Box::pin(async move {
                if deed.needs_reason() && chosen.reason.is_none() {
                    return Err(ClientError::Refused(Problem::new(400, "bad_request", "say why")));
                }
                changed.set(Some(client::take_care(deed.path(), &chosen).await?));
                Ok(())
            })
        })
    };
    let on_done = {
        let on_done = props.on_done.clone();
        Callback::from(move |()| {
            if let Some(changed) = changed.get() {
                on_done.emit(changed);
            }
        })
    };
    let on_reason = {
        let reason = reason.setter();
        Callback::from(move |text: String| reason.set(text))
    };
    let on_files = {
        let with_files = with_files.clone();
        Callback::from(move |_: Event| with_files.set(!*with_files))
    };
    let label = if deed.needs_reason() { "Why" } else { "Why (optional)" };
    html! {
        <Confirm
            title={deed.label()}
            action={deed.action(count)}
            {act}
            {on_done}
            on_close={props.on_close.clone()}
            is_dangerous={deed == Deed::Delete}
        >
            <p>{ selected(chosen.len(), count) }</p>
            <ul class="deed__names">
                { for chosen.iter().take(5).map(|recording| html! { <li><bdi>{ cut(&recording.name, 200) }</bdi></li> }) }
                if let Some(more) = chosen.len().checked_sub(5).filter(|more| *more > 0) {
                    <li>{ format!("and {more} more") }</li>
                }
            </ul>
            <p>{ deed.consequence() }</p>
            <p>{ "All recordings of the same session are taken with the selected one." }</p>
            if deed == Deed::Restrict && props.loses_sight {
                <p><strong>{ "You will not see them any longer yourself." }</strong></p>
            }
            if deed == Deed::Delete {
                <p class="deed__files">
                    <input class="choice" type="checkbox" id="deed-files" checked={*with_files} onchange={on_files} />
                    <label for="deed-files">{ "Delete the files as well, once they can no longer be brought back" }</label>
                </p>
            }
            <Lines id="deed-reason" {label} rows={2} value={(*reason).clone()} on_input={on_reason} />
        </Confirm>
    }
}

fn selected(recordings: usize, sessions: usize) -> String {
    let many = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
    format!("{} of {}:", many(recordings, "recording"), many(sessions, "session"))
}
