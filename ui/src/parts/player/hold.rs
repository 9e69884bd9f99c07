//! Rests while nobody is signed in, and goes on from the same frame.

use super::driver::Driver;
use super::state::Phase;
use crate::browser::player::DENIED;
use crate::session::use_session;
use yew::prelude::*;

/// Pauses where the sign-in session ends, and plays on when somebody has signed in again. What could not be opened
/// because nobody was signed in is opened then.
#[hook]
pub(super) fn use_hold(driver: &Driver) {
    let session = use_session();
    let plays_on = use_mut_ref(|| false);
    let has_ended = session.as_ref().is_some_and(|session| session.has_ended);
    use_effect_with(has_ended, {
        let driver = driver.clone();
        move |has_ended| {
            if *has_ended {
                plays_on.replace(!driver.state.is_paused);
                driver.pause();
            } else if plays_on.replace(false) {
                driver.play();
            }
        }
    });
    use_effect_with(session.map_or(0, |session| session.epoch), {
        let driver = driver.clone();
        move |_| {
            if matches!(&driver.state.phase, Phase::Failed(failure) if failure.code == DENIED) {
                driver.retry();
            }
        }
    });
}
