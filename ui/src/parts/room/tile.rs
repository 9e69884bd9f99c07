//! One recording in the room: its picture, and above it what it is and how its clock is corrected.

use super::offset;
use super::words::letter;
use crate::browser::document;
use crate::browser::player::{Media, Player, PlayerEvent};
use crate::client::request;
use crate::parts::player::{PlayerSettings, Span, buckets};
use crate::parts::{Button, ButtonKind, Icon, IconName};
use crate::session::{use_session, use_watched};
use events::Event;
use std::cell::Cell;
use std::rc::Rc;
use yew::platform::spawn_local;
use yew::prelude::*;

/// What a tile tells of its player.
#[derive(Clone, Debug)]
pub(super) enum News {
    /// It shows its first picture.
    Opened {
        has_sound: bool,
    },
    /// It waits for bytes, or goes on.
    Waiting(bool),
    /// It cannot be shown, and why.
    Failed(AttrValue),
    /// What happened, or why that cannot be told.
    Events(Result<Rc<[Rc<Event>]>, AttrValue>),
    /// It may not be shown any longer: nothing of it is kept.
    Hidden,
    /// Activity in equal parts, 0 to 1.
    Activity(Rc<[f32]>),
    Idle(Rc<[Span]>),
}

#[derive(PartialEq, Properties)]
pub(super) struct TileProps {
    /// Its place in the room, from 0.
    pub(super) place: usize,
    pub(super) name: AttrValue,
    /// Whose session it was, and where.
    pub(super) people: Option<AttrValue>,
    /// The recording; `None` where there is nothing to play.
    pub(super) id: Option<AttrValue>,
    /// Where its bytes are; `None` where there is nothing to play.
    pub(super) address: Option<AttrValue>,
    pub(super) element: NodeRef,
    /// The presentation time to show first.
    pub(super) begin_us: u64,
    /// Whether there is anything to see.
    pub(super) has_picture: bool,
    /// Its presentation time in words.
    pub(super) own_time: AttrValue,
    /// Said in place of the moment's picture: when it starts, that it ended.
    pub(super) outside: Option<AttrValue>,
    /// Why there is nothing to show.
    pub(super) failure: Option<AttrValue>,
    pub(super) is_opened: bool,
    pub(super) is_behind: bool,
    pub(super) offset_ms: i64,
    pub(super) is_large: bool,
    pub(super) is_heard: bool,
    pub(super) cache_bytes: u64,
    pub(super) on_news: Callback<(usize, News)>,
    pub(super) on_offset: Callback<(usize, i64)>,
    pub(super) on_large: Callback<usize>,
}

#[component]
pub(super) fn Tile(props: &TileProps) -> Html {
    let place = props.place;
    let letter = letter(place);
    let is_correcting = use_state(|| false);
    // What was not opened because nobody was signed in is opened once somebody is.
    let epoch = use_session().map_or(0, |session| session.epoch);
    let (is_denied, denied_at) = (use_state_eq(|| false), use_mut_ref(|| 0));
    if *is_denied {
        *denied_at.borrow_mut() = epoch;
    }
    let round = *denied_at.borrow();
    let is_hidden = use_watched(props.id.as_ref());
    use_effect_with(is_hidden, {
        let on_news = props.on_news.clone();
        move |is_hidden| {
            if *is_hidden {
                on_news.emit((place, News::Hidden));
            }
        }
    });
    let address = props.address.clone().filter(|_| !is_hidden);
    use_effect_with((address.clone(), props.element.clone(), round), {
        let denied = is_denied.setter();
        let (on_news, begin_us, cache_bytes) = (props.on_news.clone(), props.begin_us, props.cache_bytes);
        move |(address, element, _)| {
            denied.set(false);
            let is_there = Rc::new(Cell::new(true));
            let listeners = address.as_ref().and_then(|address| {
                let player = Player::of(element)?;
                let tell = {
                    let is_there = is_there.clone();
                    Callback::from(move |news| {
                        if is_there.get() {
                            on_news.emit((place, news));
                        }
                    })
                };
                let listeners = player.listen(&heed(&tell, &denied));
                let media = Media::Address(address.clone());
                spawn_local(open(player, media, begin_us, cache_bytes, tell));
                Some(listeners)
            });
            move || {
                is_there.set(false);
                drop(listeners);
            }
        }
    });
    use_effect_with((props.is_heard, props.is_opened), {
        let element = props.element.clone();
        move |(is_heard, is_opened)| {
            if let Some(player) = Player::of(&element).filter(|_| *is_opened) {
                player.set_muted(!is_heard);
            }
        }
    });
    let toggle_correcting = {
        let is_correcting = is_correcting.clone();
        Callback::from(move |_: MouseEvent| is_correcting.set(!*is_correcting))
    };
    let class = classes!("tile", format!("is-lane-{place}"), props.is_large.then_some("is-large"));
    let (large_label, large_icon) = if props.is_large {
        (format!("Put {letter} back"), IconName::FullScreenExit)
    } else {
        (format!("Enlarge {letter}"), IconName::FullScreen)
    };
    let is_loading = address.is_some() && !props.is_opened && props.failure.is_none();
    let name = if is_hidden { AttrValue::Static("Not available") } else { props.name.clone() };
    html! {
        <section {class} aria-label={format!("Recording {letter}: {name}")}>
            <header class="tile__header">
                <span class="lane-tag">{ letter }</span>
                <h2 class="tile__name" title={name.clone()}>{ &name }</h2>
                if let Some(people) = props.people.as_ref().filter(|_| !is_hidden) {
                    <span class="tile__people" title={people.clone()}>{ people }</span>
                }
                <span class="tile__gap" />
                if props.is_heard {
                    <span class="tile__sound" title="Its sound is heard"><Icon name={IconName::Sound} /></span>
                }
                if address.is_some() {
                    <span class="tile__time" title="Time since its start">{ &props.own_time }</span>
                    <button
                        type="button"
                        class={classes!("tile__offset", (props.offset_ms != 0).then_some("is-set"))}
                        aria-expanded={if *is_correcting { "true" } else { "false" }}
                        aria-label={format!("Clock of {letter}: {}", offset::shown(props.offset_ms))}
                        title="Correction of its clock"
                        onclick={toggle_correcting.clone()}
                    >
                        { offset::shown(props.offset_ms) }
                    </button>
                    <Button
                        label={large_label}
                        icon={large_icon}
                        kind={ButtonKind::Plain}
                        hides_label=true
                        pressed={props.is_large}
                        on_click={props.on_large.reform(move |_: MouseEvent| place)}
                    />
                }
            </header>
            if *is_correcting {
                <Correction {place} offset_ms={props.offset_ms} on_offset={props.on_offset.clone()} />
            }
            <div class="tile__picture" aria-busy={if is_loading { "true" } else { "false" }}>
                if address.is_some() {
                    <afterimage-player
                        ref={props.element.clone()}
                        class={classes!("tile__player", props.outside.is_some().then_some("is-outside"))}
                        muted=true
                        aria-label={format!("Picture of {letter}: {name}")}
                    />
                }
                { said(props, is_loading, is_hidden) }
            </div>
        </section>
    }
}

/// What stands over the picture or in its place.
fn said(props: &TileProps, is_loading: bool, is_hidden: bool) -> Html {
    if is_hidden {
        return html! {
            <p class="tile__said is-failure" role="status"><Icon name={IconName::Warning} /><span>{ "You may not play this recording any longer." }</span></p>
        };
    }
    if let Some(failure) = &props.failure {
        return html! {
            <p class="tile__said is-failure" role="status"><Icon name={IconName::Warning} /><span>{ failure }</span></p>
        };
    }
    if let Some(outside) = &props.outside {
        return html! { <p class="tile__said">{ outside }</p> };
    }
    if is_loading {
        return html! { <p class="tile__said">{ "Loading" }</p> };
    }
    if !props.has_picture {
        return html! { <p class="tile__said">{ "Without picture: what happened is in the events" }</p> };
    }
    if props.is_behind {
        return html! { <p class="tile__note">{ "Catching up" }</p> };
    }
    Html::default()
}

/// Opens the recording, then asks for what the bar and the stream show of it.
async fn open(player: Player, media: Media, begin_us: u64, cache_bytes: u64, tell: Callback<News>) {
    match player.open(&media, begin_us).await {
        Err(PlayerEvent::Failed { message, .. }) => return tell.emit(News::Failed(message.into())),
        // A failure of the recording itself comes as an event.
        Err(_) | Ok(None) => return,
        Ok(Some(_)) => {}
    }
    player.set_cache_bytes(cache_bytes);
    tell.emit(News::Opened { has_sound: player.has_audio() });
    tell.emit(News::Events(player.events().await.map(|told| told.into_iter().map(Rc::new).collect())));
    let activity = player.activity(buckets(0)).await.unwrap_or_default();
    tell.emit(News::Activity(activity));
    let idle = player.idle_periods(&PlayerSettings::kept().idle).await.unwrap_or_default();
    tell.emit(News::Idle(idle.into_iter().map(|(start_us, end_us)| Span::new(start_us, end_us)).collect()));
}

/// What of the player's events concerns the room.
fn heed(tell: &Callback<News>, denied: &UseStateSetter<bool>) -> Callback<PlayerEvent> {
    let (tell, denied) = (tell.clone(), denied.clone());
    Callback::from(move |event: PlayerEvent| match event {
        event if event.needs_sign_in() => {
            denied.set(matches!(event, PlayerEvent::Failed { .. }));
            request::tell_signed_out();
        }
        PlayerEvent::Waiting(is_waiting) => tell.emit(News::Waiting(is_waiting)),
        PlayerEvent::Failed { message, .. } => tell.emit(News::Failed(message.into())),
        PlayerEvent::Opened { .. }
        | PlayerEvent::Shown
        | PlayerEvent::SignInNeeded
        | PlayerEvent::Resized { .. }
        | PlayerEvent::Position { .. }
        | PlayerEvent::Played
        | PlayerEvent::Paused
        | PlayerEvent::Ended
        | PlayerEvent::Progress(_)
        | PlayerEvent::DamagedHere(_)
        | PlayerEvent::Damaged(_)
        | PlayerEvent::Sound { .. } => {}
    })
}

#[derive(PartialEq, Properties)]
struct CorrectionProps {
    place: usize,
    offset_ms: i64,
    on_offset: Callback<(usize, i64)>,
}

/// Steps and a field by which the clock of a recording is corrected.
#[component]
fn Correction(props: &CorrectionProps) -> Html {
    let CorrectionProps { place, offset_ms, on_offset } = props;
    let (place, offset_ms, letter) = (*place, *offset_ms, letter(*place));
    let written = use_state(|| None::<String>);
    let by = |by_ms: i64| {
        let (on_offset, written) = (on_offset.clone(), written.setter());
        let label =
            format!("{}{}", if by_ms > 0 { "+" } else { "" }, offset::shown(by_ms).trim_start_matches('+'));
        let on_click = Callback::from(move |_: MouseEvent| {
            written.set(None);
            on_offset.emit((place, offset::moved(offset_ms, by_ms)));
        });
        html! { <Button {label} kind={ButtonKind::Plain} {on_click} /> }
    };
    let oninput = {
        let written = written.setter();
        Callback::from(move |event: InputEvent| written.set(document::written(&event)))
    };
    let read = written.as_ref().map(|text| offset::parse(text));
    let is_wrong = read == Some(None);
    let take = {
        let (on_offset, written) = (on_offset.clone(), written.clone());
        move || {
            if let Some(Some(offset_ms)) = read {
                on_offset.emit((place, offset_ms));
                written.set(None);
            }
        }
    };
    let onkeydown = {
        let take = take.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" {
                take();
            }
        })
    };
    let onblur = Callback::from(move |_: FocusEvent| take());
    let reset = {
        let (on_offset, written) = (on_offset.clone(), written.setter());
        Callback::from(move |_: MouseEvent| {
            written.set(None);
            on_offset.emit((place, 0));
        })
    };
    html! {
        <div class="tile__correction" role="group" aria-label={format!("Correct the clock of {letter}")}>
            { by(-1_000) }
            { by(-100) }
            <input
                class={classes!("tile__field", is_wrong.then_some("is-wrong"))}
                type="text"
                size="9"
                aria-label={format!("Correction of the clock of {letter}, in seconds")}
                aria-invalid={is_wrong.then_some("true")}
                title="Seconds, or with a unit: 300 ms, 1.5 s, 2 min, 1 h"
                value={written.as_ref().cloned().unwrap_or_else(|| offset::shown(offset_ms))}
                {oninput}
                {onkeydown}
                {onblur}
            />
            { by(100) }
            { by(1_000) }
            <Button label="As recorded" kind={ButtonKind::Plain} disabled={offset_ms == 0} on_click={reset} />
            if is_wrong {
                <span class="tile__wrong" role="status">{ "Write seconds, such as 1.5, or 2 min" }</span>
            }
        </div>
    }
}
