//! The row of controls.

use super::keys::{Command, hint};
use super::words::letter;
use crate::browser::{document, full_screen};
use crate::parts::{Button, ButtonKind, IconName};
use yew::prelude::*;

/// After the last recording with sound comes none.
pub(super) fn next_sound(with_sound: &[usize], heard: Option<usize>) -> Option<usize> {
    match heard {
        None => with_sound.first().copied(),
        Some(heard) => with_sound.iter().copied().find(|place| *place > heard),
    }
}

/// The button that plays; `frame` takes the focus after a click with the pointer.
pub(super) fn play(obey: &Callback<Command>, frame: &NodeRef, is_playing: bool, can_play: bool) -> Html {
    let (label, icon) = if is_playing { ("Pause", IconName::Pause) } else { ("Play", IconName::Play) };
    let (obey, frame) = (obey.clone(), frame.clone());
    let on_click = Callback::from(move |event: MouseEvent| {
        // A click by the keyboard has no count: there the focus stays on the button.
        if event.detail() > 0 {
            document::focus(&frame);
        }
        obey.emit(Command::PlayOrPause);
    });
    html! {
        <span class="controls__play">
            <Button
                {label}
                {icon}
                kind={ButtonKind::Plain}
                hides_label=true
                key_hint={hint(Command::PlayOrPause)}
                disabled={!can_play}
                {on_click}
            />
        </span>
    }
}

/// The choice of the recording that is heard.
pub(super) fn sound(
    with_sound: &[usize],
    names: &[AttrValue],
    heard: Option<usize>,
    on_heard: Callback<Option<usize>>,
) -> Html {
    let onchange = Callback::from(move |event: Event| {
        on_heard.emit(document::chosen(&event).and_then(|value| value.parse().ok()));
    });
    html! {
        <label class="room__sound">
            <span>{ "Sound" }</span>
            <select class="room__select" title={format!("Next ({})", hint(Command::Sound).unwrap_or_default())} {onchange}>
                <option value="" selected={heard.is_none()}>{ "None" }</option>
                { for with_sound.iter().map(|place| html! {
                    <option value={place.to_string()} selected={heard == Some(*place)}>
                        { format!("{} {}", letter(*place), names.get(*place).cloned().unwrap_or_default()) }
                    </option>
                }) }
            </select>
        </label>
    }
}

/// What concerns the room as a whole.
pub(super) fn tools(obey: &Callback<Command>, frame: &NodeRef, on_events: Callback<MouseEvent>) -> Html {
    let whole = {
        let frame = frame.clone();
        Callback::from(move |_: MouseEvent| full_screen::toggle(&frame))
    };
    html! {
        <div class="controls__tools">
            <span class="room__to-events">
                <Button label="Events" kind={ButtonKind::Plain} on_click={on_events} />
            </span>
            <span class="controls__keys">
                <Button
                    label="Keys"
                    icon={IconName::Keyboard}
                    kind={ButtonKind::Plain}
                    hides_label=true
                    key_hint={hint(Command::ShowKeys)}
                    on_click={obey.reform(|_: MouseEvent| Command::ShowKeys)}
                />
            </span>
            if full_screen::is_possible() {
                <Button
                    label="Full screen"
                    icon={IconName::FullScreen}
                    kind={ButtonKind::Plain}
                    hides_label=true
                    on_click={whole}
                />
            }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sound_goes_round_and_through_none() {
        let with_sound = [1, 4];
        assert_eq!(next_sound(&with_sound, None), Some(1));
        assert_eq!(next_sound(&with_sound, Some(1)), Some(4));
        assert_eq!(next_sound(&with_sound, Some(4)), None);
        assert_eq!(next_sound(&[], None), None);
    }
}
