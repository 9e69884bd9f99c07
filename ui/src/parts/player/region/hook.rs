//! Ties the region to the element.

use super::super::driver::Driver;
use super::super::keys::Toward;
use super::logic::{Region, RegionAction, Step, neighbour};
use crate::browser::player::{Player, Search};
use yew::platform::spawn_local;
use yew::prelude::*;

/// The region, and how to steer it.
#[derive(Clone)]
pub(crate) struct RegionHandle {
    pub(crate) state: UseReducerHandle<Region>,
    driver: Driver,
}

/// Looks a region through when it is drawn.
#[hook]
pub(crate) fn use_region(driver: &Driver) -> RegionHandle {
    let state = use_reducer(Region::default);
    let looked_for = match &state.step {
        Step::Looking { rect, .. } => Some((state.number, *rect)),
        Step::Off | Step::Drawing { .. } | Step::Found { .. } | Step::Failed { .. } => None,
    };
    use_effect_with(looked_for, {
        let (dispatcher, element) = (state.dispatcher(), driver.element.clone());
        move |looked_for| {
            let search = Search::new();
            if let (Some((number, rect)), Some(player)) = (*looked_for, Player::of(&element)) {
                let search = search.clone();
                spawn_local(async move {
                    let found = player.region_history(rect, &search).await;
                    dispatcher.dispatch(RegionAction::Found(number, found));
                });
            }
            // Found or left: nobody waits any more.
            move || search.give_up()
        }
    });
    // A rectangle belongs to the recording that it was drawn on.
    use_effect_with(driver.state.is_ready(), {
        let dispatcher = state.dispatcher();
        move |is_ready| {
            if !is_ready {
                dispatcher.dispatch(RegionAction::Leave);
            }
        }
    });
    use_effect_with(driver.state.history_percent, {
        let dispatcher = state.dispatcher();
        move |percent| {
            if let Some(percent) = percent {
                dispatcher.dispatch(RegionAction::Progress(*percent));
            }
        }
    });
    RegionHandle { state, driver: driver.clone() }
}

impl RegionHandle {
    /// Starts drawing, or ends what there is.
    pub(crate) fn toggle(&self) {
        if self.state.is_off() { self.draw() } else { self.leave() }
    }

    /// Draws another rectangle. The picture rests meanwhile.
    pub(crate) fn draw(&self) {
        if let (Some(size), true) = (self.driver.state.size, self.driver.state.is_ready()) {
            self.driver.pause();
            self.state.dispatch(RegionAction::Draw { size });
        }
    }

    pub(crate) fn leave(&self) {
        self.state.dispatch(RegionAction::Leave);
    }

    /// Goes to the change before or after the position.
    pub(crate) fn go(&self, toward: Toward) {
        let at_us = self.driver.state.shown_us();
        if let Some(at_us) = neighbour(&self.state.times_us(), at_us, toward == Toward::End) {
            self.driver.pause();
            self.driver.seek(at_us);
        }
    }
}
