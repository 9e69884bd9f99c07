//! The row of controls below the bar.

use super::driver::Driver;
use super::keys::Command;
use super::moment::time_of_day;
use super::speed_menu::SpeedMenu;
use crate::browser::{full_screen, zone};
use crate::format;
use crate::parts::{Button, ButtonKind, IconName};
use yew::prelude::*;

/// Draws the controls. `started_at_ms` is the wall-clock start where it is known, `obey` carries out a command,
/// `settle` moves the focus off a button that was clicked with the pointer, so that the keys are the player's again.
pub(super) fn controls(
    driver: &Driver,
    started_at_ms: Option<i64>,
    is_full_screen: bool,
    obey: &Callback<Command>,
    settle: &Callback<MouseEvent>,
) -> Html {
    let state = &driver.state;
    let on = |command: Command| {
        let (obey, settle) = (obey.clone(), settle.clone());
        Callback::from(move |event: MouseEvent| {
            obey.emit(command);
            settle.emit(event);
        })
    };
    let (play_label, play_icon) =
        if state.is_paused { ("Play", IconName::Play) } else { ("Pause", IconName::Pause) };
    let (full_label, full_icon) = if is_full_screen {
        ("Exit full screen", IconName::FullScreenExit)
    } else {
        ("Full screen", IconName::FullScreen)
    };
    let on_speed = {
        let driver = driver.clone();
        Callback::from(move |speed| driver.set_speed(speed))
    };
    html! {
        <div class="controls" role="group" aria-label="Playback">
            <Button
                label={play_label}
                icon={play_icon}
                kind={ButtonKind::Plain}
                hides_label=true
                key_hint="space"
                disabled={!state.is_ready()}
                on_click={on(Command::PlayOrPause)}
            />
            { time(driver, started_at_ms, on(Command::TimeOfDay)) }
            if let (Some(frame_us), true) = (state.frame_us, state.is_paused && state.target_us.is_none()) {
                <span class="controls__frame" title="Time of the frame shown">
                    { format!("frame {}", format::clock_ms(frame_us)) }
                </span>
            }
            <div class="controls__end">
                <SpeedMenu speed={state.speed} on_choose={on_speed} />
                <Button
                    label="Keys"
                    icon={IconName::Keyboard}
                    kind={ButtonKind::Plain}
                    hides_label=true
                    key_hint="?"
                    on_click={obey.reform(|_: MouseEvent| Command::ShowKeys)}
                />
                if full_screen::is_possible() {
                    <Button
                        label={full_label}
                        icon={full_icon}
                        kind={ButtonKind::Plain}
                        hides_label=true
                        key_hint="f"
                        on_click={on(Command::FullScreen)}
                    />
                }
            </div>
        </div>
    }
}

fn time(driver: &Driver, started_at_ms: Option<i64>, toggle: Callback<MouseEvent>) -> Html {
    let state = &driver.state;
    let (shown_us, duration_us) = (state.shown_us(), state.duration_us);
    let Some(started_at_ms) = started_at_ms else {
        return html! {
            <span class="controls__time" title="The recording does not tell when it was made">
                { elapsed(shown_us, duration_us) }
            </span>
        };
    };
    let absolute = state
        .shows_time_of_day
        .then(|| time_of_day(started_at_ms, shown_us, duration_us, zone::offset_minutes))
        .flatten();
    let class = classes!("controls__time", absolute.is_some().then_some("is-long"));
    let (text, title) = match absolute {
        Some(text) => (text, "Show the time since the start (t)"),
        None => (elapsed(shown_us, duration_us), "Show date and time of day (t)"),
    };
    html! {
        <button type="button" {class} {title} onclick={toggle}>
            { text }
            <span class="only-read">{ format!(". {title}") }</span>
        </button>
    }
}

fn elapsed(shown_us: u64, duration_us: u64) -> String {
    format!("{} / {}", format::clock(shown_us), format::clock(duration_us))
}
