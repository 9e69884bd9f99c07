//! The keys of the player: what each does, and the list that help and the player's own dialog show.

use crate::browser::keys::{KeyPress, Place};
use yew::prelude::*;

const SECOND_US: i64 = 1_000_000;

/// What a key asks of the player.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    PlayOrPause,
    /// By so many microseconds; negative is back.
    By(i64),
    ToStart,
    ToEnd,
    Slower,
    Faster,
    FullScreen,
    TimeOfDay,
    ShowKeys,
}

/// What a key press asks; `None` where it belongs to the browser or to what has the focus.
pub(crate) fn command(press: &KeyPress) -> Option<Command> {
    if press.has_modifier || matches!(press.place, Place::Field | Place::Overlay) {
        return None;
    }
    let step = if press.has_shift { SECOND_US } else { 5 * SECOND_US };
    match press.key.as_str() {
        // A focused button takes the space itself.
        " " => (press.place != Place::Control).then_some(Command::PlayOrPause),
        "ArrowLeft" => Some(Command::By(-step)),
        "ArrowRight" => Some(Command::By(step)),
        "ArrowDown" if press.place == Place::Slider => Some(Command::By(-step)),
        "ArrowUp" if press.place == Place::Slider => Some(Command::By(step)),
        "PageDown" if press.place == Place::Slider => Some(Command::By(-60 * SECOND_US)),
        "PageUp" if press.place == Place::Slider => Some(Command::By(60 * SECOND_US)),
        "Home" => Some(Command::ToStart),
        "End" => Some(Command::ToEnd),
        "<" => Some(Command::Slower),
        ">" => Some(Command::Faster),
        "f" | "F" => Some(Command::FullScreen),
        "t" | "T" => Some(Command::TimeOfDay),
        "?" => Some(Command::ShowKeys),
        _ => None,
    }
}

/// What each key does, in the order of use.
const KEYS: [(&[&str], &str); 9] = [
    (&["Space"], "Play or pause"),
    (&["←", "→"], "5 seconds back or forward"),
    (&["Shift ←", "Shift →"], "1 second back or forward"),
    (&["Home", "End"], "To the start or the end"),
    (&["<", ">"], "Slower or faster"),
    (&["f"], "Full screen and back"),
    (&["t"], "Position as time of day and back"),
    (&["?"], "This list"),
    (&["Esc"], "Leave full screen, close this list"),
];

/// The keys as a table.
pub(crate) fn keys_table() -> Html {
    html! {
        <table class="plain-table">
            <caption class="only-read">{ "Keys while playing" }</caption>
            <thead><tr><th scope="col">{ "Key" }</th><th scope="col">{ "What it does" }</th></tr></thead>
            <tbody>
                { for KEYS.iter().map(|(keys, deed)| html! {
                    <tr>
                        <th scope="row">{ for keys.iter().map(|key| html! { <kbd class="key">{ *key }</kbd> }) }</th>
                        <td>{ *deed }</td>
                    </tr>
                }) }
            </tbody>
        </table>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: &str, place: Place) -> KeyPress {
        KeyPress { key: key.into(), has_shift: false, has_modifier: false, place }
    }

    #[test]
    fn space_plays_except_on_a_button() {
        assert_eq!(command(&press(" ", Place::Page)), Some(Command::PlayOrPause));
        assert_eq!(command(&press(" ", Place::Slider)), Some(Command::PlayOrPause));
        assert_eq!(command(&press(" ", Place::Control)), None);
    }

    #[test]
    fn arrows_step_five_seconds_and_with_shift_one() {
        let mut right = press("ArrowRight", Place::Page);
        assert_eq!(command(&right), Some(Command::By(5_000_000)));
        right.has_shift = true;
        assert_eq!(command(&right), Some(Command::By(1_000_000)));
        assert_eq!(command(&press("ArrowUp", Place::Page)), None, "the page scrolls");
        assert_eq!(command(&press("ArrowUp", Place::Slider)), Some(Command::By(5_000_000)));
    }

    #[test]
    fn fields_dialogs_and_the_browsers_own_keys_are_left_alone() {
        for place in [Place::Field, Place::Overlay] {
            assert_eq!(command(&press("f", place)), None);
        }
        let with_control = KeyPress { has_modifier: true, ..press("f", Place::Page) };
        assert_eq!(command(&with_control), None);
    }
}
