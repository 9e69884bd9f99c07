//! What the element finds out about a recording, asked for once it is open.

use super::driver::Driver;
use super::settings::PlayerSettings;
use super::span::Span;
use crate::browser::player::Player;
use std::rc::Rc;
use yew::platform::spawn_local;
use yew::prelude::*;

/// Most parts in which activity is asked for.
const MOST_BUCKETS: u64 = 20_000;

/// What is known; empty where it is not, or not yet.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Analysis {
    /// Activity in equal parts of the whole recording, 0 to 1.
    pub(super) activity: Rc<[f32]>,
    pub(super) idle: Rc<[Span]>,
    /// Where the second and further recordings of a session begin, in microseconds.
    pub(super) parts_us: Rc<[u64]>,
}

/// How many parts to ask for: ten a second, as far as that is bearable, and enough for a wide bar.
pub(crate) fn buckets(duration_us: u64) -> u32 {
    u32::try_from((duration_us / 100_000).clamp(1_000, MOST_BUCKETS)).unwrap_or(u32::MAX)
}

/// Asks for everything anew with each recording, and for the idle periods with each rule.
#[hook]
pub(super) fn use_analysis(driver: &Driver, settings: &PlayerSettings) -> Analysis {
    let activity = use_state(|| Rc::<[f32]>::from([]));
    let idle = use_state(|| Rc::<[Span]>::from([]));
    let parts_us = use_state(|| Rc::<[u64]>::from([]));
    let (is_ready, duration_us) = (driver.state.is_ready(), driver.state.duration_us);
    use_effect_with((is_ready, duration_us), {
        let (element, activity, parts_us) = (driver.element.clone(), activity.setter(), parts_us.setter());
        move |(is_ready, duration_us)| {
            let player = Player::of(&element).filter(|_| *is_ready);
            match player {
                None => {
                    activity.set(Rc::new([]));
                    parts_us.set(Rc::new([]));
                }
                Some(player) => {
                    parts_us.set(player.part_starts());
                    let buckets = buckets(*duration_us);
                    spawn_local(async move {
                        activity.set(player.activity(buckets).await.unwrap_or_default());
                    });
                }
            }
        }
    });
    use_effect_with((is_ready, duration_us, settings.idle), {
        let (element, idle) = (driver.element.clone(), idle.setter());
        move |(is_ready, _, rule)| {
            let rule = *rule;
            match Player::of(&element).filter(|_| *is_ready) {
                None => idle.set(Rc::new([])),
                Some(player) => spawn_local(async move {
                    let periods = player.idle_periods(&rule).await.unwrap_or_default();
                    idle.set(periods.into_iter().map(|(start, end)| Span::new(start, end)).collect());
                }),
            }
        }
    });
    Analysis { activity: (*activity).clone(), idle: (*idle).clone(), parts_us: (*parts_us).clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_recording_asks_for_no_more_than_can_be_drawn() {
        assert_eq!(buckets(0), 1_000);
        assert_eq!(buckets(600_000_000), 6_000);
        assert_eq!(buckets(u64::MAX), 20_000);
    }
}
