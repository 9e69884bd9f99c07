//! A question to the player's worker, and its answer.

use crate::browser::player::Player;
use events::statistics::{StatisticsAnswer, StatisticsQuery};
use std::rc::Rc;
use yew::platform::spawn_local;
use yew::prelude::*;

/// What has come of a question.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Asked {
    /// It is being counted.
    Counting,
    /// Why it cannot be counted, for people.
    Failed(AttrValue),
    /// The answer, and to what: it may still be that to the last question.
    Counted(Rc<StatisticsAnswer>, StatisticsQuery),
}

/// What the recording's events come to. While a further question of the same kind is under way the last answer stands,
/// so that nothing jumps.
#[hook]
pub(super) fn use_asked(element: &NodeRef, is_ready: bool, query: StatisticsQuery) -> Asked {
    let asked = use_state(|| Asked::Counting);
    use_effect_with((query, is_ready), {
        let (element, asked) = (element.clone(), asked.setter());
        move |(query, is_ready)| {
            let is_latest = Rc::new(std::cell::Cell::new(true));
            if let Some(player) = Player::of(&element).filter(|_| *is_ready) {
                let (query, still) = (query.clone(), is_latest.clone());
                spawn_local(async move {
                    let answer = player.statistics(&query).await;
                    if still.get() {
                        asked.set(
                            answer
                                .map_or_else(Asked::Failed, |answer| Asked::Counted(Rc::new(answer), query)),
                        );
                    }
                });
            }
            move || is_latest.set(false)
        }
    });
    (*asked).clone()
}
