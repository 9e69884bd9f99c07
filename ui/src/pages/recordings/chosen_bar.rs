//! What stands in place of the filters while recordings are selected: how many, and what can be done with them.

use super::deeds::Deed;
use crate::parts::room::{Choice, judge};
use crate::parts::{Button, ButtonKind, Icon, IconName, PageLink};
use crate::session::use_session;
use api::{Recording, RecordingList};
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct ChosenBarProps {
    pub(super) list: RecordingList,
    pub(super) chosen: Vec<Rc<Recording>>,
    pub(super) on_deed: Callback<Deed>,
    /// Shows all recordings of a session.
    pub(super) on_follow_up: Callback<String>,
    pub(super) on_clear: Callback<()>,
}

#[component]
pub(super) fn ChosenBar(props: &ChosenBarProps) -> Html {
    let session = use_session();
    let chosen: Vec<&Recording> = props.chosen.iter().map(Rc::as_ref).collect();
    let count = chosen.len();
    let choice = judge(chosen.iter().copied());
    let follow_up = match chosen.as_slice() {
        [one] => {
            let session_id = one.session_id.clone();
            Some(props.on_follow_up.reform(move |_: MouseEvent| session_id.clone()))
        }
        _ => None,
    };
    let is_deleted = props.list == RecordingList::Deleted;
    let allowed = |deed: &&Deed| {
        deed.is_offered(&chosen) && session.as_ref().is_some_and(|session| session.has(deed.right()))
    };
    html! {
        <section class="chosen-strip" aria-label="Selected recordings">
            <span class="chosen-strip__count" role="status">{ format!("{count} selected") }</span>
            if !is_deleted {
                <Button
                    label="Follow up"
                    icon={IconName::Search}
                    disabled={follow_up.is_none()}
                    reason={follow_up.is_none().then_some("Select one recording to see all of its session")}
                    on_click={follow_up.unwrap_or_default()}
                />
                { together(count, &choice) }
            }
            { for Deed::on(props.list).iter().filter(allowed).map(|deed| {
                let deed = *deed;
                let reason = deed.reason_not(&chosen);
                html! {
                    <Button
                        label={deed.label()}
                        icon={icon(deed)}
                        disabled={reason.is_some()}
                        {reason}
                        on_click={props.on_deed.reform(move |_: MouseEvent| deed)}
                    />
                }
            }) }
            <Button label="Clear selection" on_click={props.on_clear.reform(|_: MouseEvent| ())} />
            if let (Choice::Not(reason), false) = (&choice, is_deleted || count < 2) {
                <span class="chosen-strip__reason">{ reason }</span>
            }
        </section>
    }
}

const fn icon(deed: Deed) -> IconName {
    match deed {
        Deed::Restrict | Deed::RemoveRestriction | Deed::Hold | Deed::RemoveHold => IconName::Permissions,
        Deed::Archive => IconName::Archive,
        Deed::Delete => IconName::Delete,
        Deed::Undelete => IconName::Back,
    }
}

fn together(count: usize, choice: &Choice) -> Html {
    match choice {
        Choice::Room(route) => html! {
            <PageLink class="pf-v6-c-button pf-m-primary button" to={route.clone()}>
                <Icon name={IconName::Room} />
                <span class="pf-v6-c-button__text">{ format!("Open {count} together") }</span>
            </PageLink>
        },
        Choice::Not(reason) => html! {
            <Button
                label="Open together"
                icon={IconName::Room}
                kind={ButtonKind::Primary}
                disabled=true
                reason={reason.clone()}
                on_click={Callback::noop()}
            />
        },
    }
}
