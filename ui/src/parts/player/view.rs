//! The player put together.

use super::analysis::use_analysis;
use super::bar::{Bar, Marks, Window, WindowAction};
use super::controls::{Shown, controls};
use super::driver::{Beginning, use_driver};
use super::happened::{self, Happened, Lead, Remote, use_happened};
use super::hold::use_hold;
use super::keys::{Command, KEYS, PlayCommand, player_keys};
use super::overlay::{Curves, OverlayPanel, use_performance};
use super::region::{RegionLayer, strip, use_region};
use super::search::SearchPanel;
use super::settings::{PlayerSettings, SettingsDialog};
use super::stage::{Ways, stage};
use super::state::Action;
use super::statistics::{Clock, PanelProps, Statistics, StatisticsTab};
use super::watched::{self, use_watched};
use crate::browser::player::{Media, MediaFacts};
use crate::browser::{document, full_screen, zone};
use crate::parts::comments::merged;
use crate::parts::key_map::{KeyDialog, use_keys};
use events::Event;
use std::rc::Rc;
use yew::prelude::*;

/// How much the keys and buttons zoom at once.
const ZOOM_PER_KEY: f64 = 2.0;

/// What is known once a recording is open.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Opened {
    pub(crate) duration_us: u64,
    /// Size of the picture in pixels.
    pub(crate) size: (u32, u32),
    pub(crate) facts: Rc<MediaFacts>,
}

#[derive(PartialEq, Properties)]
pub(crate) struct PlayerProps {
    pub(crate) media: Media,
    /// What is played, for those who do not see it.
    pub(crate) name: AttrValue,
    /// The recording's id, under which is kept what was watched of it; without it nothing is kept.
    #[prop_or_default]
    pub(crate) keep_as: Option<AttrValue>,
    /// Wall-clock start in milliseconds since 1970-01-01 UTC, where it is known.
    #[prop_or_default]
    pub(crate) started_at_ms: Option<i64>,
    /// Rests there, in microseconds; without it, plays from the start.
    #[prop_or_default]
    pub(crate) begin_at_us: Option<u64>,
    /// The moment worth keeping, in microseconds, whenever there is another.
    #[prop_or_default]
    pub(crate) on_moment: Callback<u64>,
    #[prop_or_default]
    pub(crate) on_opened: Callback<Opened>,
    /// How many spans turned out to be damaged so far, whenever that changes.
    #[prop_or_default]
    pub(crate) on_damage: Callback<usize>,
    /// What happened in it, whenever more is known.
    #[prop_or_default]
    pub(crate) on_happened: Callback<Happened>,
    /// When the last event happened that lies before the moment that is shown, whenever that changes.
    #[prop_or_default]
    pub(crate) on_passed: Callback<Option<u64>>,
    /// Comments as events, which the bar marks with them.
    #[prop_or_else(|| Rc::new([]))]
    pub(crate) comments: Rc<[Rc<Event>]>,
    /// The events that the keys go through; without it, all.
    #[prop_or_default]
    pub(crate) listed: Option<Rc<[Rc<Event>]>>,
    /// The search of the events is asked for; without it there is none.
    #[prop_or_default]
    pub(crate) on_find_events: Option<Callback<()>>,
    /// Leads here from beside the player.
    #[prop_or_default]
    pub(crate) remote: Remote,
    /// Stops a long reading; without it there is no button for that.
    #[prop_or_default]
    pub(crate) on_cancel: Option<Callback<()>>,
    /// Which statistics lie over the picture.
    #[prop_or_default]
    pub(crate) statistics: Option<StatisticsTab>,
    /// Opens other statistics, or closes them.
    #[prop_or_default]
    pub(crate) on_statistics: Callback<Option<StatisticsTab>>,
    /// Ways out when there is no picture.
    #[prop_or_default]
    pub(crate) help: Html,
}

#[component]
pub(crate) fn Player(props: &PlayerProps) -> Html {
    let beginning = props.begin_at_us.map_or(Beginning::Playing, Beginning::RestingAt);
    let driver = use_driver(&props.media, beginning);
    use_hold(&driver);
    use_watched(&driver, &props.media, props.keep_as.as_ref());
    let dialog = use_node_ref();
    let is_full_screen = use_state(|| false);

    use_effect_with((), {
        let is_full_screen = is_full_screen.setter();
        move |()| {
            let listener = full_screen::on_change(move |is_on| is_full_screen.set(is_on));
            move || drop(listener)
        }
    });
    use_effect_with((driver.state.moment(), props.on_moment.clone()), |(moment, on_moment)| {
        if let Some(moment) = moment {
            on_moment.emit(*moment);
        }
    });
    use_effect_with((driver.state.damaged.len(), props.on_damage.clone()), |(spans, on_damage)| {
        on_damage.emit(*spans);
    });
    let duration_us = driver.state.duration_us;
    let opened = driver.state.size.zip(driver.state.facts.clone());
    let opened = opened.map(|(size, facts)| Opened { duration_us, size, facts });
    use_effect_with((opened, props.on_opened.clone()), |(opened, on_opened)| {
        if let Some(opened) = opened {
            on_opened.emit(opened.clone());
        }
    });

    let (happened, again) = use_happened(&driver);
    use_effect_with((happened.clone(), props.on_happened.clone()), |(happened, on_happened)| {
        on_happened.emit(happened.clone());
    });
    let events = happened.events();
    let passed_us = happened::passed_us(&events, driver.state.shown_us());
    use_effect_with((passed_us, props.on_passed.clone()), |(passed_us, on_passed)| {
        on_passed.emit(*passed_us);
    });
    // To the picture of a moment: statistics that stand in its place are closed.
    let go = {
        let (driver, on_statistics) = (driver.clone(), props.on_statistics.clone());
        let has_statistics = props.statistics.is_some();
        Callback::from(move |at_us: u64| {
            if driver.state.is_ready() {
                driver.seek(at_us);
                if has_statistics {
                    on_statistics.emit(None);
                }
            }
        })
    };
    use_effect({
        // Without dependencies: each drawing is led with the state that is drawn.
        let (remote, go) = (props.remote.clone(), go.clone());
        let shown_us = driver.state.is_ready().then(|| driver.state.shown_us());
        move || remote.lead(Lead { go, again, shown_us })
    });

    let settings = use_state(PlayerSettings::kept);
    let analysis = use_analysis(&driver, &settings);
    let region = use_region(&driver);
    let is_searching = use_state(|| false);
    let performance = use_performance(&driver);
    let shows_stats = use_state(|| false);
    let stats = (!performance.is_empty()).then_some(*shows_stats);
    let settings_dialog = use_node_ref();
    use_effect_with((driver.state.is_ready(), settings.cache_mib), {
        let driver = driver.clone();
        move |(_, cache_mib)| driver.set_cache_bytes(u64::from(*cache_mib) << 20)
    });

    let window = use_reducer(Window::default);
    use_effect_with(duration_us, {
        let dispatcher = window.dispatcher();
        move |duration_us| dispatcher.dispatch(WindowAction::Opened { duration_us: *duration_us })
    });
    // A zoomed bar turns over to the position: after a seek wherever it leads, while playing only where the position
    // was in view. It does not move under the hand that drags.
    let last_us = use_mut_ref(|| 0_u64);
    use_effect_with(driver.state.shown_us(), {
        let (window, driver) = (window.clone(), driver.clone());
        move |at_us| {
            let was_shown = (0.0..=1.0).contains(&window.share(last_us.replace(*at_us)));
            if !driver.state.is_dragging && (was_shown || driver.state.target_us.is_some()) {
                window.dispatch(WindowAction::Show { at_us: *at_us });
            }
        }
    });
    let on_window =
        use_callback(window.dispatcher(), |action: WindowAction, dispatcher| dispatcher.dispatch(action));

    // The statistics take the picture's place: it rests meanwhile, and is there again at the same moment.
    let has_statistics = props.statistics.is_some() && driver.state.is_ready();
    use_effect_with(has_statistics, {
        let driver = driver.clone();
        move |has_statistics| {
            if *has_statistics {
                driver.pause();
            }
        }
    });
    let has_text = driver.has_text();
    let obey = {
        let (driver, dialog, settings_dialog) = (driver.clone(), dialog.clone(), settings_dialog.clone());
        let (region, is_searching, on_window) = (region.clone(), is_searching.clone(), on_window.clone());
        let shows_stats = shows_stats.clone();
        let listed = props.listed.clone().unwrap_or_else(|| events.clone());
        let on_find_events = props.on_find_events.clone();
        let (on_statistics, go) = (props.on_statistics.clone(), go.clone());
        Callback::from(move |command: Command| {
            let around_us = driver.state.shown_us();
            match command {
                Command::Play(command) => driver.obey(command),
                Command::ZoomIn => on_window.emit(WindowAction::Zoom { around_us, factor: ZOOM_PER_KEY }),
                Command::ZoomOut => {
                    on_window.emit(WindowAction::Zoom { around_us, factor: 1.0 / ZOOM_PER_KEY });
                }
                Command::ZoomToAll => on_window.emit(WindowAction::All),
                Command::Pan(toward) => {
                    on_window.emit(WindowAction::Pan { by_share: f64::from(toward.sign()) / 2.0 });
                }
                Command::Region if driver.state.has_events_only() => {}
                Command::Region => region.toggle(),
                Command::RegionChange(toward) => region.go(toward),
                Command::Stats => shows_stats.set(stats == Some(false)),
                Command::Search if has_text => is_searching.set(!*is_searching),
                Command::Search | Command::FindEvents => {
                    if let Some(find) = &on_find_events {
                        find.emit(());
                    }
                }
                Command::Event(toward) => {
                    let is_playing = !driver.state.is_paused;
                    let next_us = happened::next_us(&listed, around_us, toward, is_playing);
                    if let Some(at_us) = next_us {
                        go.emit(at_us);
                    }
                }
                Command::Settings => document::show_dialog(&settings_dialog),
                Command::ShowKeys => document::show_dialog(&dialog),
                Command::Leave if has_statistics => {
                    on_statistics.emit(None);
                    document::focus(&driver.frame);
                }
                Command::Leave => {
                    // What had the focus may be gone with it.
                    if !region.state.is_off() || *is_searching {
                        document::focus(&driver.frame);
                    }
                    region.leave();
                    is_searching.set(false);
                }
            }
        })
    };
    use_keys(&KEYS, &obey);
    let settle = use_callback(driver.frame.clone(), |event: MouseEvent, frame| {
        // A click by the keyboard has no count: there the focus stays on the button.
        if event.detail() > 0 {
            document::focus(frame);
        }
    });

    let ways = Ways {
        retry: {
            let driver = driver.clone();
            Callback::from(move |_: MouseEvent| driver.retry())
        },
        cancel: props.on_cancel.as_ref().map(|on_cancel| on_cancel.reform(|_: MouseEvent| ())),
        help: props.help.clone(),
    };
    let (on_press, on_click) = use_click(obey.reform(|()| Command::Play(PlayCommand::PlayOrPause)));
    let own_start = driver.state.facts.as_ref().and_then(|facts| facts.started_at_ms);
    let shown = Shown {
        started_at_ms: props.started_at_ms.or(own_start),
        is_full_screen: *is_full_screen,
        is_zoomed: !window.is_whole(),
        has_region: !region.state.is_off(),
        is_searching: has_text.then_some(*is_searching),
        stats,
        parts_us: &analysis.parts_us,
    };
    let marked = merged(&events, &props.comments);
    let marks = Marks {
        activity: analysis.activity.clone(),
        idle: analysis.idle.clone(),
        damaged: driver.state.damaged.clone(),
        watched: driver.state.watched.clone(),
        changes_us: region.state.times_us(),
        parts_us: analysis.parts_us.clone(),
        events: marked,
    };
    let on_found = {
        let driver = driver.clone();
        Callback::from(move |at_us: u64| {
            driver.pause();
            driver.seek(at_us);
        })
    };
    let on_close = {
        let (is_searching, frame) = (is_searching.setter(), driver.frame.clone());
        Callback::from(move |()| {
            is_searching.set(false);
            document::focus(&frame);
        })
    };
    let over = html! {
        <>
            <RegionLayer state={region.state.clone()} />
            if stats == Some(true) {
                <OverlayPanel performance={performance.clone()} at_us={driver.state.shown_us()} />
            }
            if *is_searching && has_text {
                <SearchPanel
                    element={driver.element.clone()}
                    at_us={driver.state.shown_us()}
                    on_seek={on_found.clone()}
                    {on_close}
                />
            }
        </>
    };
    let on_settings = {
        let settings = settings.setter();
        Callback::from(move |now| settings.set(now))
    };
    let on_forget = {
        let dispatcher = driver.state.dispatcher();
        Callback::from(move |()| {
            watched::forget();
            dispatcher.dispatch(Action::Watched(Rc::new([])));
        })
    };
    let on_statistics = {
        let (open, frame) = (props.on_statistics.clone(), driver.frame.clone());
        Callback::from(move |tab: Option<StatisticsTab>| {
            open.emit(tab);
            if tab.is_none() {
                document::focus(&frame);
            }
        })
    };
    let panel = PanelProps {
        element: driver.element.clone(),
        is_ready: driver.state.is_ready(),
        duration_us,
        clock: Clock {
            // the worker counts by the start that the recording itself tells
            started_at_ms: own_start,
            offset_minutes: own_start.map_or(0, zone::offset_minutes),
        },
        on_jump: {
            let (on_found, on_statistics) = (on_found.clone(), on_statistics.clone());
            Callback::from(move |at_us: u64| {
                on_found.emit(at_us);
                on_statistics.emit(None);
            })
        },
    };
    html! {
        <div class={classes!("player", has_statistics.then_some("has-statistics"))} ref={driver.frame.clone()} tabindex="-1">
            if let Some(tab) = props.statistics.filter(|_| has_statistics) {
                <Statistics {tab} panel={panel} on_open={on_statistics} />
            }
            { stage(&driver.state, &props.name, &driver.element, (on_press, on_click), over, ways) }
            <div class="player__deck">
                { strip(&region, driver.state.shown_us()) }
                <Bar driver={driver.clone()} {marks} window={*window} {on_window} />
                if stats == Some(true) {
                    <Curves performance={performance.clone()} window={*window} at_us={driver.state.shown_us()} />
                }
                { controls(&driver, &shown, &obey, &settle) }
            </div>
            <KeyDialog node={dialog} title="Keys while playing">{ player_keys() }</KeyDialog>
            <SettingsDialog node={settings_dialog} settings={*settings} on_change={on_settings} {on_forget} />
        </div>
    }
}

/// What a click on the picture does. A drag, which selects text there, is no click.
#[hook]
fn use_click(on_click: Callback<()>) -> (Callback<PointerEvent>, Callback<MouseEvent>) {
    /// How far the pointer may move, in pixels.
    const SLACK_PX: i32 = 4;
    let pressed = use_mut_ref(|| (0, 0));
    let on_press = {
        let pressed = pressed.clone();
        Callback::from(move |event: PointerEvent| {
            *pressed.borrow_mut() = (event.client_x(), event.client_y());
        })
    };
    let on_click = Callback::from(move |event: MouseEvent| {
        let (x, y) = *pressed.borrow();
        if (event.client_x() - x).abs().max((event.client_y() - y).abs()) <= SLACK_PX {
            on_click.emit(());
        }
    });
    (on_press, on_click)
}
