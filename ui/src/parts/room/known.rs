//! What the players tell of their recordings, as it comes.

use super::tile::News;
use crate::format;
use crate::parts::player::Span;
use events::Event;
use std::rc::Rc;
use yew::prelude::*;

/// What became known of a recording since it was opened.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Known {
    pub(super) is_opened: bool,
    pub(super) has_sound: bool,
    /// Whether it waits for bytes.
    pub(super) is_waiting: bool,
    /// Why it cannot be shown.
    pub(super) failure: Option<AttrValue>,
    /// Whether its events are told, or cannot be.
    pub(super) has_events: bool,
    pub(super) events: Rc<[Rc<Event>]>,
    /// Why they cannot.
    pub(super) events_failure: Option<AttrValue>,
    /// Activity in equal parts, 0 to 1.
    pub(super) activity: Rc<[f32]>,
    pub(super) idle: Rc<[Span]>,
}

/// All of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct AllKnown(Vec<Known>);

impl Reducible for AllKnown {
    type Action = (usize, News);

    fn reduce(self: Rc<Self>, (place, news): Self::Action) -> Rc<Self> {
        let mut next = (*self).clone();
        if next.0.len() <= place {
            next.0.resize(place + 1, Known::default());
        }
        if let Some(known) = next.0.get_mut(place) {
            match news {
                News::Opened { has_sound } => {
                    known.is_opened = true;
                    known.has_sound = has_sound;
                    known.failure = None;
                }
                News::Waiting(is_waiting) => known.is_waiting = is_waiting,
                News::Failed(message) => {
                    known.failure = Some(format::sentence(&message).unwrap_or_default().into());
                }
                News::Events(told) => {
                    known.has_events = true;
                    match told {
                        Ok(events) => known.events = events,
                        Err(reason) => known.events_failure = Some(reason),
                    }
                }
                News::Hidden => *known = Known { has_events: true, ..Known::default() },
                News::Activity(activity) => known.activity = activity,
                News::Idle(idle) => known.idle = idle,
            }
        }
        Rc::new(next)
    }
}

impl AllKnown {
    /// What is known of a recording; nothing before it told anything.
    pub(super) fn of(&self, place: usize) -> Known {
        self.0.get(place).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_recording_tells_leaves_the_others_alone() {
        let known = Rc::new(AllKnown::default());
        let known = known.reduce((2, News::Failed("it is gone".into())));
        let known = known.reduce((0, News::Opened { has_sound: true }));
        assert_eq!(known.0.len(), 3);
        assert!(known.0[0].is_opened && known.0[0].failure.is_none());
        assert_eq!(known.0[1], Known::default());
        assert_eq!(known.0[2].failure.as_deref(), Some("It is gone."));
        let known = known.reduce((0, News::Hidden));
        assert!(!known.0[0].is_opened && known.0[0].events.is_empty());
    }
}
