//! What happened in the recording: asked for once it is open, told to the page, and gone through by key.

use super::driver::Driver;
use super::keys::Toward;
use crate::browser::player::Player;
use events::Event;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use yew::platform::spawn_local;
use yew::prelude::*;

/// How near two moments in microseconds are one: a seek may land that far from where it was to go.
const SAME_US: u64 = 500;

/// While playing, an event that passed less than this ago, in microseconds, is not the previous one yet: otherwise one
/// would never get behind it.
const JUST_US: u64 = 1_500_000;

/// The events, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Happened {
    #[default]
    Loading,
    /// By rising time.
    Ready(Rc<[Rc<Event>]>),
    /// Why not, as the player says it.
    Failed(AttrValue),
}

impl Happened {
    /// All that is known.
    pub(crate) fn events(&self) -> Rc<[Rc<Event>]> {
        match self {
            Self::Ready(events) => events.clone(),
            Self::Loading | Self::Failed(_) => Rc::new([]),
        }
    }
}

/// Leads the player of a page from beside it.
#[derive(Clone, Default)]
pub(crate) struct Remote(Rc<RefCell<Option<Lead>>>);

/// What a player does when it is led.
#[derive(Clone)]
pub(super) struct Lead {
    /// Goes to a moment, in microseconds.
    pub(super) go: Callback<u64>,
    /// Loads the events again.
    pub(super) again: Callback<()>,
    /// The moment that is shown, in microseconds; `None` before there is a picture.
    pub(super) shown_us: Option<u64>,
}

impl PartialEq for Remote {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Remote {
    /// Goes to `at_us`; nothing while there is no picture.
    pub(crate) fn go(&self, at_us: u64) {
        // The callback may draw the player, which hands over the next one.
        let lead = self.0.borrow().clone();
        if let Some(lead) = lead {
            lead.go.emit(at_us);
        }
    }

    /// The moment that is shown, in microseconds; `None` while there is no picture.
    pub(crate) fn shown_us(&self) -> Option<u64> {
        self.0.borrow().as_ref().and_then(|lead| lead.shown_us)
    }

    /// Loads the events again, where that failed.
    pub(crate) fn load_again(&self) {
        let lead = self.0.borrow().clone();
        if let Some(lead) = lead {
            lead.again.emit(());
        }
    }

    pub(super) fn lead(&self, lead: Lead) {
        self.0.replace(Some(lead));
    }
}

/// Asks for the events anew with each recording, and whenever what is given beside them is called.
#[hook]
pub(super) fn use_happened(driver: &Driver) -> (Happened, Callback<()>) {
    let happened = use_state(Happened::default);
    let attempt = use_state(|| 0_u32);
    use_effect_with((driver.state.is_ready(), driver.state.duration_us, *attempt), {
        let (element, happened) = (driver.element.clone(), happened.setter());
        move |(is_ready, ..)| {
            let is_latest = Rc::new(Cell::new(true));
            happened.set(Happened::Loading);
            if let Some(player) = Player::of(&element).filter(|_| *is_ready) {
                let still = is_latest.clone();
                spawn_local(async move {
                    let told = player.events().await;
                    if still.get() {
                        happened.set(match told {
                            Ok(events) => Happened::Ready(events.into_iter().map(Rc::new).collect()),
                            Err(message) => Happened::Failed(message),
                        });
                    }
                });
            }
            move || is_latest.set(false)
        }
    });
    let again = Callback::from({
        let attempt = attempt.clone();
        move |()| attempt.set(attempt.wrapping_add(1))
    });
    ((*happened).clone(), again)
}

/// When the last event happened that lies at or before a moment.
pub(super) fn passed_us(events: &[Rc<Event>], at_us: u64) -> Option<u64> {
    let behind = events.partition_point(|event| event.at_us <= at_us.saturating_add(SAME_US));
    behind.checked_sub(1).and_then(|place| events.get(place)).map(|event| event.at_us)
}

/// When the next event happens, seen from a moment.
pub(super) fn next_us(events: &[Rc<Event>], at_us: u64, toward: Toward, is_playing: bool) -> Option<u64> {
    let place = match toward {
        Toward::End => Some(events.partition_point(|event| event.at_us <= at_us.saturating_add(SAME_US))),
        Toward::Start => {
            let slack_us = if is_playing { JUST_US } else { SAME_US };
            events.partition_point(|event| event.at_us.saturating_add(slack_us) < at_us).checked_sub(1)
        }
    };
    place.and_then(|place| events.get(place)).map(|event| event.at_us)
}

#[cfg(test)]
mod tests {
    use super::*;
    use events::Happening;

    fn events() -> Vec<Rc<Event>> {
        let at = |at_us| Rc::new(Event::new(at_us, Happening::Marker { label: String::new() }));
        vec![at(1_000_000), at(2_000_000), at(2_000_000), at(9_000_000)]
    }

    #[test]
    fn one_goes_from_event_to_event() {
        let next = |at_us, toward| next_us(&events(), at_us, toward, false);
        assert_eq!(next(0, Toward::End), Some(1_000_000));
        assert_eq!(next(1_000_000, Toward::End), Some(2_000_000));
        // where a seek landed just before the event, one is at it
        assert_eq!(next(1_999_999, Toward::End), Some(9_000_000));
        assert_eq!(next(9_000_000, Toward::End), None);
        assert_eq!(next(9_000_000, Toward::Start), Some(2_000_000));
        assert_eq!(next(2_000_000, Toward::Start), Some(1_000_000));
        assert_eq!(next(1_000_000, Toward::Start), None);
        assert_eq!(next_us(&[], 5, Toward::End, false), None);
    }

    #[test]
    fn while_playing_one_gets_behind_the_event_that_just_passed() {
        assert_eq!(next_us(&events(), 2_400_000, Toward::Start, false), Some(2_000_000));
        assert_eq!(next_us(&events(), 2_600_000, Toward::Start, true), Some(1_000_000));
        assert_eq!(next_us(&events(), 3_600_000, Toward::Start, true), Some(2_000_000));
    }

    #[test]
    fn an_event_has_passed_when_its_time_is_shown() {
        let passed = |at_us| passed_us(&events(), at_us);
        assert_eq!([passed(0), passed(999_999), passed(8_000_000)], [None, Some(1_000_000), Some(2_000_000)]);
    }
}
