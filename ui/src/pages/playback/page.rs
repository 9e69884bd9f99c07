//! The page.

use super::others::Others;
use super::share::Share;
use super::{logic, view};
use crate::browser::player::Media;
use crate::browser::{address, document, zone};
use crate::client;
use crate::parts::comments::{CommentList, as_events};
use crate::parts::events::use_beside;
use crate::parts::player::{
    Happened, Player, StatisticsTab, Watch, parse_moment, use_statistics, write_moment,
};
use crate::parts::{IconName, Message, PageLink, Tone};
use crate::query::{Query, use_kept, use_query};
use crate::route::Route;
use crate::session::{use_session, use_watched};
use api::Right;
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct PlaybackPageProps {
    /// The recording's UUID, as the address has it.
    pub(crate) id: AttrValue,
}

#[component]
pub(crate) fn PlaybackPage(props: &PlaybackPageProps) -> Html {
    let can_share = use_session().is_some_and(|session| session.has(Right::ManageLinks));
    let recording = use_query(props.id.clone(), |id| async move { client::recording(&id).await });
    let (statistics, on_statistics) = use_statistics();
    // Read once: from then on the player leads and the address follows. Behind statistics nothing plays.
    let begin_at_us = use_memo((), |()| {
        let moment = address::query("t").and_then(|text| parse_moment(&text));
        moment.or(statistics.map(|_| 0))
    });
    let moment = use_mut_ref(|| None::<u64>);
    let kept_us = use_state_eq(|| 0_u64);
    let on_moment = {
        let moment = moment.clone();
        use_callback(kept_us.setter(), move |at_us: u64, kept_us| {
            *moment.borrow_mut() = Some(at_us);
            kept_us.set(at_us);
            address::replace_query("t", Some(&write_moment(at_us)));
        })
    };
    // One who went back or forward finds an earlier moment in the address.
    use_effect_with(statistics, move |_| {
        if let Some(at_us) = *moment.borrow() {
            address::replace_query("t", Some(&write_moment(at_us)));
        }
    });
    let toggle = on_statistics.reform(move |()| match statistics {
        Some(_) => None,
        None => Some(StatisticsTab::ScreenTime),
    });
    let ready = match &recording {
        Query::Ready(recording) => Some(recording.clone()),
        Query::Loading | Query::Failed(_) => None,
    };
    let title = ready.as_ref().map(|recording| AttrValue::from(logic::title(recording).to_owned()));
    // what was never shown is not there, rather than not there any longer
    let is_hidden = use_watched(Some(&props.id)) && ready.is_some();
    use_effect_with((title.clone(), is_hidden), |(title, is_hidden)| match title {
        Some(_) if *is_hidden => {
            document::set_title("Recording not available - Afterimage");
            document::focus_heading();
        }
        Some(title) => document::set_title(&format!("{title} - Afterimage")),
        None => {}
    });
    let damaged_spans = use_state_eq(|| 0);
    let on_damage = use_callback(damaged_spans.setter(), |spans, damaged_spans| damaged_spans.set(spans));
    let said = {
        let id = props.id.clone();
        use_kept(move || async move { client::comments::of_recording(&id).await })
    };
    let comments = use_memo(said.shown.clone(), |said| as_events(said.as_deref().map_or(&[], Vec::as_slice)));
    let beside = use_beside();
    let list = html! {
        <CommentList
            recording_id={props.id.clone()}
            comments={said.shown.clone()}
            failure={said.failure.clone()}
            again={said.again.clone()}
            remote={beside.remote.clone()}
        />
    };
    let beside = beside.with_comments((*comments).clone(), list);

    let subtitle = ready.as_ref().and_then(|recording| logic::span(recording, zone::offset_minutes));
    let pane = match &recording {
        Query::Ready(recording) => {
            let count = match &beside.happened {
                Happened::Ready(events) => u64::try_from(events.len()).ok(),
                Happened::Loading | Happened::Failed(_) => recording.events,
            };
            html! {
                <>
                    { view::session(recording, count) }
                    { beside.pane() }
                    { view::evidence(recording, *damaged_spans > 0) }
                </>
            }
        }
        Query::Loading => view::skeleton(),
        Query::Failed(error) => html! {
            <section class="pane__section">
                <h2 class="pane__title">{ "Session" }</h2>
                <p class="pane__text">{ error.advice() }</p>
            </section>
        },
    };
    if is_hidden {
        return hidden();
    }
    let is_missing = matches!(&recording, Query::Failed(error) if error.is_missing());
    let shown_title =
        title.unwrap_or_else(|| if is_missing { "No such recording" } else { "Recording" }.into());
    let actions = |recording| {
        html! {
            <>
                <Others recording={Rc::clone(&recording)} at_us={*kept_us} />
                if can_share {
                    <Share {recording} at_us={*kept_us} />
                }
            </>
        }
    };
    let actions = ready.clone().map(actions).unwrap_or_default();
    html! {
        <Watch title={shown_title.clone()} subtitle={html! { { subtitle.unwrap_or_default() } }} statistics={(!is_missing).then_some((statistics.is_some(), toggle))} {actions} {pane} opens={beside.wants_search}>
            if is_missing {
                { missing() }
            } else {
                <Player
                    media={Media::Address(client::content_address(&props.id).into())}
                    name={shown_title}
                    keep_as={props.id.clone()}
                    started_at_ms={ready.and_then(|recording| recording.started_at_ms)}
                    begin_at_us={*begin_at_us}
                    {on_moment}
                    {on_damage}
                    on_happened={beside.on_happened.clone()}
                    on_passed={beside.on_passed.clone()}
                    comments={(*comments).clone()}
                    listed={Some(beside.listed.clone())}
                    on_find_events={Some(beside.on_find.clone())}
                    remote={beside.remote.clone()}
                    {statistics}
                    {on_statistics}
                />
            }
        </Watch>
    }
}

/// What is left of a recording that may not be played any longer: nothing that tells of it.
fn hidden() -> Html {
    html! {
        <div class="page">
            <h1 class="page__title" tabindex="-1">{ "Recording not available" }</h1>
            <Message icon={IconName::Warning} title="You may not play this recording any longer" tone={Tone::Failure}>
                <p>{ "Your playback permission changed, or the recording was restricted or deleted. A full admin can say which." }</p>
                <PageLink class="pf-v6-c-button pf-m-primary button" to={Route::Recordings}>
                    <span class="pf-v6-c-button__text">{ "Go to the recordings" }</span>
                </PageLink>
            </Message>
        </div>
    }
}

fn missing() -> Html {
    html! {
        <Message icon={IconName::Warning} title="There is no recording at this address" tone={Tone::Failure}>
            <p>{ "It may have been deleted, or the address is cut off." }</p>
            <PageLink class="pf-v6-c-button pf-m-primary button" to={Route::Recordings}>
                <span class="pf-v6-c-button__text">{ "Go to the recordings" }</span>
            </PageLink>
        </Message>
    }
}
