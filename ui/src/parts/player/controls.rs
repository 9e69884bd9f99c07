//! The row of controls below the bar.

use super::driver::Driver;
use super::keys::{Command, PlayCommand, Toward, hint};
use super::moment::{part_of, time_of_day};
use super::span;
use super::speed::Speed;
use super::speed_menu::SpeedMenu;
use crate::browser::{full_screen, zone};
use crate::format;
use crate::parts::{Button, ButtonKind, Icon, IconName};
use yew::prelude::*;

/// Why a button is of no use here.
const EVENTS_ONLY: &str = "This recording has events only";

/// What the controls show beside the state of playing.
pub(super) struct Shown<'a> {
    /// Wall-clock start in milliseconds since 1970-01-01 UTC, where it is known.
    pub(super) started_at_ms: Option<i64>,
    pub(super) is_full_screen: bool,
    pub(super) is_zoomed: bool,
    pub(super) has_region: bool,
    /// Whether the search is open; `None` where there is no text.
    pub(super) is_searching: Option<bool>,
    /// Whether the performance data are shown; `None` where there are none.
    pub(super) stats: Option<bool>,
    /// Where the second and further recordings of a session begin.
    pub(super) parts_us: &'a [u64],
}

/// Draws the controls. `obey` carries out a command, `settle` moves the focus off a button that was clicked with the
/// pointer, so that the keys are the player's again.
pub(super) fn controls(
    driver: &Driver,
    shown: &Shown<'_>,
    obey: &Callback<Command>,
    settle: &Callback<MouseEvent>,
) -> Html {
    let state = &driver.state;
    let on = |command: Command| {
        let (obey, settle) = (obey.clone(), settle.clone());
        Callback::from(move |event: MouseEvent| {
            // First the focus: a command may move it on.
            settle.emit(event);
            obey.emit(command);
        })
    };
    let button = |label: &'static str, icon: IconName, command: Command, pressed: Option<bool>| {
        let reason = (state.has_events_only() && shows_picture(command)).then_some(EVENTS_ONLY);
        html! {
            <Button
                {label}
                {icon}
                kind={ButtonKind::Plain}
                hides_label=true
                key_hint={hint(command)}
                {pressed}
                disabled={reason.is_some() || !state.is_ready() && needs_recording(command)}
                reason={reason.map(AttrValue::from)}
                on_click={on(command)}
            />
        }
    };
    let (play_label, play_icon) =
        if state.is_paused { ("Play", IconName::Play) } else { ("Pause", IconName::Pause) };
    let (full_label, full_icon) = if shown.is_full_screen {
        ("Exit full screen", IconName::FullScreenExit)
    } else {
        ("Full screen", IconName::FullScreen)
    };
    let (sound_label, sound_icon) =
        if state.is_muted { ("Unmute", IconName::Muted) } else { ("Mute", IconName::Sound) };
    let on_speed = {
        let driver = driver.clone();
        Callback::from(move |speed| driver.set_speed(speed))
    };
    let play = |command| Command::Play(command);
    let (back, forward) = (Toward::Start, Toward::End);
    html! {
        <div class="controls" role="group" aria-label="Playback">
            <div class="controls__group is-main">
                { button("Previous change", IconName::ChangeBack, play(PlayCommand::Change(back)), None) }
                { button("Frame back", IconName::FrameBack, play(PlayCommand::Frame(back)), None) }
                <span class="controls__play">
                    { button(play_label, play_icon, play(PlayCommand::PlayOrPause), None) }
                </span>
                { button("Frame forward", IconName::FrameForward, play(PlayCommand::Frame(forward)), None) }
                { button("Next change", IconName::ChangeForward, play(PlayCommand::Change(forward)), None) }
            </div>
            <div class="controls__group is-time">
                { time(driver, shown.started_at_ms, on(play(PlayCommand::TimeOfDay))) }
                if let Some((part, parts)) = part_of(shown.parts_us, state.shown_us()) {
                    <span class="controls__part">{ format!("Recording {part}/{parts}") }</span>
                }
                if state.has_sound && !state.is_muted && state.speed != Speed::Normal {
                    <span class="controls__note">{ format!("No sound at {}", state.speed.label()) }</span>
                }
                { damage(driver) }
                if let (Some(frame_us), true) = (state.frame_us.filter(|_| !state.has_events_only()), state.is_paused && state.target_us.is_none()) {
                    <span class="controls__frame" title="Time of the frame shown">
                        { format!("frame {}", format::clock_ms(frame_us)) }
                    </span>
                }
            </div>
            <div class="controls__group is-end">
                <SpeedMenu speed={state.speed} on_choose={on_speed} />
                <div class="controls__tools">
                { button("Skip idle", IconName::SkipIdle, play(PlayCommand::SkipIdle), Some(state.skips_idle)) }
                if state.has_sound {
                    { button(sound_label, sound_icon, play(PlayCommand::Mute), None) }
                }
                <span class="controls__gap" />
                { button("Zoom out", IconName::ZoomOut, Command::ZoomOut, None) }
                { button("Zoom in", IconName::ZoomIn, Command::ZoomIn, None) }
                if shown.is_zoomed {
                    <Button
                        label="Whole"
                        kind={ButtonKind::Plain}
                        key_hint={hint(Command::ZoomToAll)}
                        on_click={on(Command::ZoomToAll)}
                    />
                }
                <span class="controls__gap" />
                { button("Region history", IconName::Region, Command::Region, Some(shown.has_region)) }
                if let Some(is_searching) = shown.is_searching {
                    { button("Search text", IconName::Search, Command::Search, Some(is_searching)) }
                }
                { stats(shown, on(Command::Stats)) }
                { button("Player settings", IconName::Settings, Command::Settings, None) }
                <span class="controls__keys">{ button("Keys", IconName::Keyboard, Command::ShowKeys, None) }</span>
                if full_screen::is_possible() {
                    { button(full_label, full_icon, play(PlayCommand::FullScreen), None) }
                }
                </div>
            </div>
        </div>
    }
}

/// Shows and hides the performance data; says why it cannot.
fn stats(shown: &Shown<'_>, on_click: Callback<MouseEvent>) -> Html {
    let label = match shown.stats {
        Some(true) => "Hide stats",
        Some(false) => "Show stats",
        None => "Show stats: no performance data was recorded",
    };
    html! {
        <Button
            {label}
            icon={IconName::Stats}
            kind={ButtonKind::Plain}
            hides_label=true
            key_hint={hint(Command::Stats)}
            pressed={shown.stats.unwrap_or_default()}
            disabled={shown.stats.is_none()}
            {on_click}
        />
    }
}

/// How many spans are damaged; leads to the next of them.
fn damage(driver: &Driver) -> Html {
    let state = &driver.state;
    let said = match state.damaged.len() {
        0 => String::new(),
        1 => "1 damaged span".to_owned(),
        spans => format!("{spans} damaged spans"),
    };
    let next_us = span::next(&state.damaged, state.shown_us()).map(|span| span.start_us);
    let onclick = {
        let driver = driver.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(at_us) = next_us {
                driver.seek(at_us);
            }
        })
    };
    html! {
        <span role="status">
            if next_us.is_some() {
                <button type="button" class="controls__damage" title="Hatched on the bar. Go to the next one" {onclick}>
                    <Icon name={IconName::Warning} />
                    { said }
                </button>
            }
        </span>
    }
}

/// Whether a command is about the picture, so that it means nothing where only events were recorded.
fn shows_picture(command: Command) -> bool {
    matches!(
        command,
        Command::Region
            | Command::Play(PlayCommand::PlayOrPause | PlayCommand::Frame(_) | PlayCommand::Change(_))
    )
}

/// Whether a command means nothing before the recording is open.
fn needs_recording(command: Command) -> bool {
    !matches!(
        command,
        Command::Settings
            | Command::ShowKeys
            | Command::Leave
            | Command::Play(PlayCommand::SkipIdle | PlayCommand::FullScreen | PlayCommand::TimeOfDay)
    )
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
        Some(text) => (text, "Show the time since the start"),
        None => (elapsed(shown_us, duration_us), "Show date and time of day"),
    };
    let key = hint(Command::Play(PlayCommand::TimeOfDay)).unwrap_or_default();
    html! {
        <button type="button" {class} title={format!("{title} ({key})")} onclick={toggle}>
            { text }
            <span class="only-read">{ format!(". {title}") }</span>
        </button>
    }
}

fn elapsed(shown_us: u64, duration_us: u64) -> String {
    format!("{} / {}", format::clock(shown_us), format::clock(duration_us))
}
