//! The player put together.

use super::bar::Bar;
use super::controls::controls;
use super::driver::{Beginning, use_driver};
use super::key_dialog::KeyDialog;
use super::keys::{self, Command};
use super::stage::{Ways, stage};
use crate::browser::player::{Media, MediaFacts};
use crate::browser::{document, full_screen, keys as browser_keys};
use std::rc::Rc;
use yew::prelude::*;

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
    /// Stops a long reading; without it there is no button for that.
    #[prop_or_default]
    pub(crate) on_cancel: Option<Callback<()>>,
    /// Ways out when there is no picture.
    #[prop_or_default]
    pub(crate) help: Html,
}

#[component]
pub(crate) fn Player(props: &PlayerProps) -> Html {
    let beginning = props.begin_at_us.map_or(Beginning::Playing, Beginning::RestingAt);
    let driver = use_driver(&props.media, beginning);
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
    let duration_us = driver.state.duration_us;
    let opened = driver.state.size.zip(driver.state.facts.clone());
    let opened = opened.map(|(size, facts)| Opened { duration_us, size, facts });
    use_effect_with((opened, props.on_opened.clone()), |(opened, on_opened)| {
        if let Some(opened) = opened {
            on_opened.emit(opened.clone());
        }
    });

    let obey = {
        let (driver, dialog) = (driver.clone(), dialog.clone());
        Callback::from(move |command: Command| {
            if !driver.obey(command) {
                document::show_dialog(&dialog);
            }
        })
    };
    use_effect({
        // Without dependencies: each drawing listens with the state that is drawn.
        let obey = obey.clone();
        move || {
            let listener = browser_keys::on_press(move |press| {
                let command = keys::command(press);
                if let Some(command) = command {
                    obey.emit(command);
                }
                command.is_some()
            });
            move || drop(listener)
        }
    });
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
    let on_click = obey.reform(|_: MouseEvent| Command::PlayOrPause);
    let own_start = driver.state.facts.as_ref().and_then(|facts| facts.started_at_ms);
    let started_at_ms = props.started_at_ms.or(own_start);
    let on_seek = {
        let driver = driver.clone();
        Callback::from(move |at_us| driver.seek(at_us))
    };
    let on_drag = {
        let driver = driver.clone();
        Callback::from(move |is_held| driver.drag(is_held))
    };
    html! {
        <div class="player" ref={driver.frame.clone()} tabindex="-1">
            { stage(&driver.state, &props.name, &driver.element, on_click, ways) }
            <div class="player__deck">
                <Bar state={driver.state.clone()} {on_seek} {on_drag} />
                { controls(&driver, started_at_ms, *is_full_screen, &obey, &settle) }
                { damage(driver.state.damaged.len()) }
            </div>
            <KeyDialog node={dialog} />
        </div>
    }
}

fn damage(spans: usize) -> Html {
    let said = match spans {
        0 => return Html::default(),
        1 => {
            "One span of this recording is damaged and cannot be shown; it is hatched on the bar.".to_owned()
        }
        _ => format!(
            "{spans} spans of this recording are damaged and cannot be shown; they are hatched on the bar."
        ),
    };
    html! { <p class="player__damage" role="status">{ said }</p> }
}
