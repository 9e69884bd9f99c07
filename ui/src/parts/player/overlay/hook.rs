//! Fetches the performance data of the recording that is open.

use super::super::driver::Driver;
use crate::browser::player::Player;
use events::Performance;
use std::rc::Rc;
use yew::platform::spawn_local;
use yew::prelude::*;

/// What was measured, by rising time; empty where nothing was, and until it is known.
#[hook]
pub(in super::super) fn use_performance(driver: &Driver) -> Rc<[Performance]> {
    let performance = use_state(|| Rc::<[Performance]>::from([]));
    use_effect_with((driver.state.is_ready(), driver.state.duration_us), {
        let (element, performance) = (driver.element.clone(), performance.setter());
        move |(is_ready, _)| match Player::of(&element).filter(|_| *is_ready) {
            None => performance.set(Rc::new([])),
            // What cannot be told is not there: the control says that there is none.
            Some(player) => spawn_local(async move {
                performance.set(player.performance().await.unwrap_or_default().into());
            }),
        }
    });
    (*performance).clone()
}
