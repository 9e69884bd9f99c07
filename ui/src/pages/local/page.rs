//! The page.

use super::logic;
use crate::browser::document;
use crate::browser::files::LocalFile;
use crate::browser::player::Media;
use crate::browser::zone;
use crate::local_file::use_local_file;
use crate::parts::events::use_beside;
use crate::parts::player::{Opened, Player, StatisticsTab, Watch, use_statistics};
use crate::parts::{FileChoice, IconName, Message};
use yew::prelude::*;

#[component]
pub(crate) fn LocalPage() -> Html {
    let local_file = use_local_file();
    let opened = use_state(|| None::<(LocalFile, Opened)>);
    let file = local_file.as_ref().and_then(|handle| handle.file.clone());
    use_effect_with(file.clone(), |file| {
        if let Some(file) = file {
            document::set_title(&format!("{} - Afterimage", file.name()));
        }
    });
    let on_opened = use_callback((opened.setter(), file.clone()), |now: Opened, (setter, file)| {
        setter.set(file.clone().map(|file| (file, now)));
    });
    let (statistics, on_statistics) = use_statistics();
    let beside = use_beside();
    let toggle = on_statistics.reform(move |()| match statistics {
        Some(_) => None,
        None => Some(StatisticsTab::ScreenTime),
    });
    let Some((file, handle)) = file.zip(local_file) else { return nothing_chosen() };
    let help = html! { <FileChoice is_primary=true label="Choose another file" /> };
    let known = (*opened).clone().filter(|(of, _)| *of == file).map(|(_, opened)| opened);
    html! {
        <Watch title={file.name()} statistics={Some((statistics.is_some(), toggle))} subtitle={html! { { "Played from this machine; nothing is uploaded" } }} opens={beside.wants_search} pane={pane(&file, known.as_ref(), beside.pane())}>
            <Player
                key={handle.number}
                media={Media::File(file.clone())}
                name={file.name()}
                {on_opened}
                on_happened={beside.on_happened.clone()}
                on_passed={beside.on_passed.clone()}
                listed={Some(beside.listed.clone())}
                on_find_events={Some(beside.on_find.clone())}
                remote={beside.remote.clone()}
                begin_at_us={statistics.map(|_| 0)}
                {statistics}
                {on_statistics}
                on_cancel={handle.close.clone()}
                {help}
            />
        </Watch>
    }
}

fn nothing_chosen() -> Html {
    html! {
        <div class="page">
            <h1 class="page__title" tabindex="-1">{ "Local file" }</h1>
            <Message icon={IconName::File} title="Play a file of this machine">
                <p>
                    { "Drop a recording anywhere on this window, or choose one. It is read and played by the browser: \
                       nothing is uploaded." }
                </p>
                <FileChoice is_primary=true />
                <p class="message__note">
                    { "Recordings of Guacamole, VNC, asciinema, ttyrec, script and tlog, and Afterimage's own; also compressed \
                       with gzip, bzip2, xz or zstd. Choose the data and the timing of a script together." }
                </p>
            </Message>
        </div>
    }
}

/// What is known of the file, and once it is open, its `events`.
fn pane(file: &LocalFile, opened: Option<&Opened>, events: Html) -> Html {
    let facts = logic::facts(&file.name(), file.size_bytes(), opened, zone::offset_minutes);
    let notes = opened.map(|opened| logic::notes(&opened.facts)).unwrap_or_default();
    html! {
        <>
            <section class="pane__section">
                <h2 class="pane__title">{ "Session" }</h2>
                <dl class="facts">
                    { for facts.into_iter().map(|(name, value)| html! {
                        <div class="facts__row">
                            <dt class="facts__name">{ name }</dt>
                            <dd class="facts__value">{ value }</dd>
                        </div>
                    }) }
                </dl>
            </section>
            if opened.is_some() {
                { events }
            }
            if !notes.is_empty() {
                <section class="pane__section">
                    <h2 class="pane__title">{ "Import notes" }</h2>
                    <ul class="pane__notes">{ for notes.into_iter().map(|note| html! { <li>{ note }</li> }) }</ul>
                </section>
            }
            <section class="pane__section">
                <p class="pane__text">
                    { "To keep it, import it on the machine of the gateway: " }
                    <code>{ "afterimage import FILE…" }</code>
                </p>
                <FileChoice label="Choose another file" />
            </section>
        </>
    }
}
