//! What a list shows in a row: an event, and where events of several recordings are listed, which of them it is of.

use events::Event;
use std::rc::Rc;

/// An event in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) event: Rc<Event>,
    /// `None` where all are of the recording that is played.
    pub(crate) origin: Option<Origin>,
}

/// Which of several recordings an event is of, and when it was on their common clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The recording's place among them, from 0: it has its colour from that.
    pub(crate) lane: usize,
    /// What tells the recording: A for the first.
    pub(crate) letter: char,
    /// Microseconds since 1970-01-01 UTC.
    pub(crate) wall_us: u64,
}

impl Listed {
    /// When it happened by the clock of the list: microseconds from the start of the recording, or since 1970-01-01 UTC
    /// where events of several are listed.
    pub(crate) fn at_us(&self) -> u64 {
        self.origin.map_or(self.event.at_us, |origin| origin.wall_us)
    }
}

impl From<Rc<Event>> for Listed {
    fn from(event: Rc<Event>) -> Self {
        Self { event, origin: None }
    }
}

/// Which of the rows is the last that happened by `at_us` of their clock; `None` before the first.
pub(crate) fn current(rows: &[Listed], at_us: Option<u64>) -> Option<usize> {
    rows.partition_point(|row| at_us.is_some_and(|at_us| row.at_us() <= at_us)).checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use events::Happening;

    #[test]
    fn the_last_that_happened_is_current() {
        let marker = |at_us| Rc::new(Event::new(at_us, Happening::Marker { label: String::new() }));
        let rows: Vec<Listed> = [10, 20, 30].map(|at_us| marker(at_us).into()).into();
        let at = |at_us| current(&rows, at_us);
        assert_eq!([at(None), at(Some(9)), at(Some(10)), at(Some(99))], [None, None, Some(0), Some(2)]);
        assert_eq!(current(&[], Some(5)), None);
        // By the common clock where there is one.
        let origin = Some(Origin { lane: 0, letter: 'A', wall_us: 1_000 });
        let merged = [Listed { event: marker(10), origin }];
        assert_eq!([current(&merged, Some(999)), current(&merged, Some(1_000))], [None, Some(0)]);
    }
}
