//! Events that wait until the session has come to their time: some sources tell what cannot have happened yet, and none
//! may make a recording longer than it is.

use crate::limits;
use crate::units::Timestamp;
use events::Event;

/// Events that were told of a later time than anything else.
#[derive(Default)]
pub(super) struct WaitingEvents {
    /// By the time at which they were told; those of one time in the order in which they came.
    waiting: Vec<Event>,
    /// What the session has come to.
    now: Timestamp,
}

impl WaitingEvents {
    /// Takes an event. Where too many wait, the earliest is dated to what the session has come to and given back.
    pub(super) fn push(&mut self, event: Event) -> Option<Event> {
        let at = self.waiting.partition_point(|other| other.told_us <= event.told_us);
        self.waiting.insert(at, event);
        let is_full = self.waiting.len() > limits::EVENTS_WAITING;
        is_full.then(|| self.waiting.remove(0).at_the_latest(self.now.as_us()))
    }

    /// The session has come to `now`: the events up to there.
    pub(super) fn take_until(&mut self, now: Timestamp) -> std::vec::Drain<'_, Event> {
        self.now = self.now.max(now);
        let end = self.waiting.partition_point(|event| event.told_us <= now.as_us());
        self.waiting.drain(..end)
    }

    /// The session ends at `end`: the rest, none of it later than that.
    pub(super) fn take_rest(&mut self, end: Timestamp) -> impl Iterator<Item = Event> + use<> {
        std::mem::take(&mut self.waiting).into_iter().map(move |event| event.at_the_latest(end.as_us()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use events::Happening;

    fn event(at_us: u64) -> Event {
        Event::new(at_us, Happening::Marker { label: String::new() })
    }

    #[test]
    fn events_come_when_the_session_has_come_to_them() {
        let mut waiting = WaitingEvents::default();
        for at_us in [7, 3, 9, 3] {
            assert_eq!(waiting.push(event(at_us)), None);
        }
        let times = |events: &[Event]| events.iter().map(|event| event.at_us).collect::<Vec<_>>();
        assert_eq!(times(&waiting.take_until(Timestamp::from_us(7)).collect::<Vec<_>>()), [3, 3, 7]);
        let rest: Vec<_> = waiting.take_rest(Timestamp::from_us(8)).collect();
        assert_eq!(rest, [Event { claimed_us: Some(9), ..event(8) }], "beyond the end");
    }

    #[test]
    fn what_began_before_the_end_and_is_told_after_it_keeps_its_time() {
        let mut waiting = WaitingEvents::default();
        waiting.push(event(5).told_at(99));
        assert_eq!(waiting.take_rest(Timestamp::from_us(8)).collect::<Vec<_>>(), [event(5).told_at(8)]);
    }

    #[test]
    fn many_do_not_wait() {
        let mut waiting = WaitingEvents::default();
        waiting.take_until(Timestamp::from_us(2)).for_each(drop);
        let far = u64::MAX - 5;
        let early: Vec<_> =
            (0..limits::EVENTS_WAITING as u64 + 3).filter_map(|_| waiting.push(event(far))).collect();
        let claimed_us = Some(i64::MAX);
        assert_eq!(early, vec![Event { claimed_us, ..event(2) }; 3]);
    }
}
