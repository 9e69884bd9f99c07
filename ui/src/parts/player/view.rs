//! The player put together.

use super::bar::Bar;
use super::controls::controls;
use super::driver::{Beginning, use_driver};
use super::key_dialog::KeyDialog;
use super::keys::{self, Command};
use super::stage::stage;
use crate::browser::player::Media;
use crate::browser::{document, full_screen, keys as browser_keys};
use yew::prelude::*;

/// What is known once a recording is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Opened {
    pub(crate) duration_us: u64,
    /// Size of the picture in pixels.
    pub(crate) size: (u32, u32),
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
    /// Ways out while reading or when there is no picture.
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
    let opened = driver.state.size.map(|size| Opened { duration_us: driver.state.duration_us, size });
    use_effect_with((opened, props.on_opened.clone()), |(opened, on_opened)| {
        if let Some(opened) = opened {
            on_opened.emit(*opened);
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

    let retry = {
        let driver = driver.clone();
        Callback::from(move |_: MouseEvent| driver.retry())
    };
    let on_click = obey.reform(|_: MouseEvent| Command::PlayOrPause);
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
            { stage(&driver.state, &props.name, &driver.element, retry, on_click, props.help.clone()) }
            <div class="player__deck">
                <Bar state={driver.state.clone()} {on_seek} {on_drag} />
                { controls(&driver, props.started_at_ms, *is_full_screen, &obey, &settle) }
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
