//! The page.

use super::others::Others;
use super::{logic, view};
use crate::browser::player::Media;
use crate::browser::{address, document, zone};
use crate::client;
use crate::parts::events::{EventsPane, use_choice};
use crate::parts::player::{
    Happened, Player, Remote, StatisticsTab, Watch, parse_moment, use_statistics, write_moment,
};
use crate::parts::{IconName, Message, PageLink, Tone};
use crate::query::{Query, use_query};
use crate::route::Route;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct PlaybackPageProps {
    /// The recording's UUID, as the address has it.
    pub(crate) id: AttrValue,
}

#[component]
pub(crate) fn PlaybackPage(props: &PlaybackPageProps) -> Html {
    let recording = use_query(props.id.clone(), |id| async move { client::recording(&id).await });
    let (statistics, on_statistics) = use_statistics();
    // Read once: from then on the player leads and the address follows. Behind statistics nothing plays.
    let begin_at_us = use_memo((), |()| {
        let moment = address::query("t").and_then(|text| parse_moment(&text));
        moment.or(statistics.map(|_| 0))
    });
    let moment = use_mut_ref(|| None::<u64>);
    let on_moment = {
        let moment = moment.clone();
        use_callback((), move |at_us: u64, ()| {
            *moment.borrow_mut() = Some(at_us);
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
    use_effect_with(title.clone(), |title| {
        if let Some(title) = title {
            document::set_title(&format!("{title} - Afterimage"));
        }
    });
    let damaged_spans = use_state_eq(|| 0);
    let on_damage = use_callback(damaged_spans.setter(), |spans, damaged_spans| damaged_spans.set(spans));
    let happened = use_state(Happened::default);
    let on_happened = use_callback(happened.setter(), |now, happened| happened.set(now));
    let passed_us = use_state_eq(|| None::<u64>);
    let on_passed = use_callback(passed_us.setter(), |now, passed_us| passed_us.set(now));
    let (choice, on_choice) = use_choice();
    let listed = use_memo(((*happened).clone(), choice.clone()), |(happened, choice)| {
        choice.narrow(&happened.events())
    });
    let remote = use_memo((), |()| Remote::default());
    let on_jump = use_callback((*remote).clone(), |at_us: u64, remote| remote.go(at_us));
    let wants_search = use_state_eq(|| false);
    let on_find_events = use_callback(wants_search.setter(), |(), wants| wants.set(true));
    let on_search = use_callback(wants_search.setter(), |(), wants| wants.set(false));

    let subtitle = ready.as_ref().and_then(|recording| logic::span(recording, zone::offset_minutes));
    let pane = match &recording {
        Query::Ready(recording) => {
            let count = match &*happened {
                Happened::Ready(events) => u64::try_from(events.len()).ok(),
                Happened::Loading | Happened::Failed(_) => recording.events,
            };
            html! {
                <>
                    { view::session(recording, count) }
                    <EventsPane
                        happened={(*happened).clone()}
                        listed={(*listed).clone()}
                        passed_us={*passed_us}
                        choice={choice.clone()}
                        {on_choice}
                        {on_jump}
                        wants_search={*wants_search}
                        {on_search}
                    />
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
    let is_missing = matches!(&recording, Query::Failed(error) if error.is_missing());
    let shown_title =
        title.unwrap_or_else(|| if is_missing { "No such recording" } else { "Recording" }.into());
    let actions = ready.clone().map(|recording| html! { <Others {recording} /> }).unwrap_or_default();
    html! {
        <Watch title={shown_title.clone()} subtitle={html! { { subtitle.unwrap_or_default() } }} statistics={(!is_missing).then_some((statistics.is_some(), toggle))} {actions} {pane} opens={*wants_search}>
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
                    {on_happened}
                    {on_passed}
                    listed={Some((*listed).clone())}
                    on_find_events={Some(on_find_events)}
                    remote={(*remote).clone()}
                    {statistics}
                    {on_statistics}
                />
            }
        </Watch>
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
