//! The line above the bar that tells how far a region has come, and leads through its changes.

use super::super::keys::{Command, Toward, hint};
use super::hook::RegionHandle;
use super::logic::{RegionAction, Step, count};
use crate::format;
use crate::parts::{Button, ButtonKind, IconName};
use yew::prelude::*;

/// Draws the line; nothing while there is no region.
pub(crate) fn strip(region: &RegionHandle, at_us: u64) -> Html {
    let on = |act: fn(&RegionHandle)| {
        let region = region.clone();
        Callback::from(move |_: MouseEvent| act(&region))
    };
    let leave = |label: &'static str| {
        html! {
            <Button
                {label}
                icon={IconName::Close}
                kind={ButtonKind::Plain}
                hides_label=true
                key_hint={hint(Command::Leave)}
                on_click={on(RegionHandle::leave)}
            />
        }
    };
    let again = html! { <Button label="Another rectangle" on_click={on(RegionHandle::draw)} /> };
    let content = match &region.state.step {
        Step::Off => return Html::default(),
        Step::Drawing { .. } => html! {
            <>
                <span class="strip__text">
                    { "Draw a rectangle over the part to look at, or set it with the arrow keys." }
                </span>
                <Button
                    label="Look for changes"
                    kind={ButtonKind::Primary}
                    key_hint="Enter"
                    on_click={on(|region| region.state.dispatch(RegionAction::Look))}
                />
                { leave("Cancel region") }
            </>
        },
        Step::Looking { percent, .. } => html! {
            <>
                <span class="strip__text" role="status">
                    { "Looking for changes in the region" }
                    { percent.map(|percent| format!(": {percent} %")).unwrap_or_default() }
                </span>
                { leave("Cancel region") }
            </>
        },
        Step::Found { times_us, .. } => html! {
            <>
                <span class="strip__text" role="status">{ count(times_us, at_us) }</span>
                if !times_us.is_empty() {
                    { step(region, Toward::Start, "Previous change in the region", IconName::Previous) }
                    { step(region, Toward::End, "Next change in the region", IconName::Next) }
                }
                { again }
                { leave("Leave the region") }
            </>
        },
        Step::Failed { message, .. } => html! {
            <>
                <span class="strip__text is-failure" role="alert">
                    { "The region cannot be looked through. " }
                    { format::sentence(message).unwrap_or_default() }
                </span>
                { again }
                { leave("Leave the region") }
            </>
        },
    };
    html! { <div class="strip" role="group" aria-label="Region history">{ content }</div> }
}

fn step(region: &RegionHandle, toward: Toward, label: &'static str, icon: IconName) -> Html {
    let region = region.clone();
    html! {
        <Button
            {label}
            {icon}
            kind={ButtonKind::Plain}
            hides_label=true
            key_hint={hint(Command::RegionChange(toward))}
            on_click={Callback::from(move |_: MouseEvent| region.go(toward))}
        />
    }
}
