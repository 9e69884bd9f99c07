//! Ties the keys of a page to what they ask for.

use super::map::KeyMap;
use crate::browser::keys;
use yew::prelude::*;

/// Obeys the keys of the map wherever on the page they are pressed.
#[hook]
pub(crate) fn use_keys<C: Copy + PartialEq + 'static>(map: &'static KeyMap<C>, obey: &Callback<C>) {
    let obey = obey.clone();
    // Without dependencies: each drawing listens with the state that is drawn.
    use_effect(move || {
        let listener = keys::on_press(move |press| {
            let command = map.command(press);
            if let Some(command) = command {
                obey.emit(command);
            }
            command.is_some()
        });
        move || drop(listener)
    });
}
