//! Ties what is kept to the player.

use super::super::driver::Driver;
use super::super::span::Span;
use super::super::state::Action;
use super::ledger::Ledger;
use crate::browser::kept;
use crate::browser::player::Media;
use std::rc::Rc;
use yew::prelude::*;

/// Where it is kept.
const KEY: &str = "afterimage.watched";

/// How often it is kept while playing, in microseconds of the recording.
const EVERY_US: u64 = 5_000_000;

fn ledger() -> Ledger {
    kept::get(KEY).map(|text| Ledger::from_text(&text)).unwrap_or_default()
}

/// Brings back what was watched of the recording with the id `keep_as`, and keeps what is watched from now on. Without
/// an id it lasts as long as the page.
#[hook]
pub(crate) fn use_watched(driver: &Driver, media: &Media, keep_as: Option<&AttrValue>) {
    let known = use_mut_ref(|| Rc::<[Span]>::from([]));
    let keep_as = keep_as.cloned();
    use_effect_with((media.clone(), keep_as.clone()), {
        let (known, dispatcher) = (known.clone(), driver.state.dispatcher());
        move |(_, keep_as)| {
            let spans: Rc<[Span]> = keep_as.as_ref().map(|id| ledger().of(id)).unwrap_or_default().into();
            known.replace(spans.clone());
            dispatcher.dispatch(Action::Watched(spans));
        }
    });
    let watched = driver.state.watched.clone();
    use_effect_with((driver.state.is_paused, driver.state.position_us / EVERY_US), move |_| {
        let Some(id) = keep_as.filter(|_| !watched.is_empty() && **known.borrow() != *watched) else {
            return;
        };
        let mut ledger = ledger();
        ledger.add(&id, &watched);
        // What the browser refuses to keep lasts as long as the page, which is what the settings say of it.
        if let Some(text) = ledger.to_text() {
            kept::set(KEY, &text);
        }
        known.replace(watched);
    });
}

/// Forgets what was watched of all recordings.
pub(crate) fn forget() {
    kept::remove(KEY);
}
