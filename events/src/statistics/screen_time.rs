//! How long the windows of each application were in focus.

use crate::event::Event;
use crate::happening::Happening;
use serde::{Deserialize, Serialize};

/// A period in which an application's windows were in focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// When it starts: presentation time in microseconds.
    pub start_us: u64,
    /// How long it lasts in microseconds.
    pub duration_us: u64,
}

/// What an application's windows were in focus for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationTime {
    /// Name of the application.
    pub app_name: String,
    /// The sum of its periods in microseconds.
    pub total_us: u64,
    /// Its periods by rising start.
    pub periods: Vec<Period>,
}

/// Which periods count, by how long they last: both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DurationRange {
    /// Shortest in microseconds.
    pub least_us: u64,
    /// Longest in microseconds; `None` for any.
    pub most_us: Option<u64>,
}

impl DurationRange {
    /// Every period counts.
    pub const ALL: Self = Self { least_us: 0, most_us: None };

    const fn holds(self, duration_us: u64) -> bool {
        duration_us >= self.least_us
            && match self.most_us {
                Some(most_us) => duration_us <= most_us,
                None => true,
            }
    }
}

impl Default for DurationRange {
    fn default() -> Self {
        Self::ALL
    }
}

/// For each application the periods in which its windows were in focus, the longest in sum first, then by name. A
/// window is in focus until the next one comes to the front, or until the recording ends; windows of the same
/// application that follow each other directly are one period. Periods of no length count for nothing.
pub fn screen_time(events: &[Event], duration_us: u64, range: DurationRange) -> Vec<ApplicationTime> {
    let focused = events.iter().filter_map(|event| match &event.what {
        Happening::TopMost { app_name, .. } => Some((event.at_us.min(duration_us), app_name.as_str())),
        _ => None,
    });
    let mut periods: Vec<(&str, Period)> = Vec::new();
    let mut current: Option<(&str, u64)> = None;
    for (at_us, app_name) in focused.chain([(duration_us, "")]) {
        if let Some((app, start_us)) = current {
            if app == app_name {
                continue;
            }
            periods.push((app, Period { start_us, duration_us: at_us - start_us }));
        }
        // an empty name: nothing is in focus
        current = (!app_name.is_empty()).then_some((app_name, at_us));
    }
    let mut applications = std::collections::BTreeMap::<&str, Vec<Period>>::new();
    for (app, period) in periods {
        if period.duration_us > 0 && range.holds(period.duration_us) {
            applications.entry(app).or_default().push(period);
        }
    }
    let mut times: Vec<ApplicationTime> = applications
        .into_iter()
        .map(|(app_name, periods)| ApplicationTime {
            app_name: app_name.to_owned(),
            total_us: periods.iter().map(|period| period.duration_us).sum(),
            periods,
        })
        .collect();
    times.sort_by_key(|one| std::cmp::Reverse(one.total_us));
    times
}

#[cfg(test)]
mod tests {
    use super::*;

    fn focus(seconds: u64, app_name: &str) -> Event {
        let what = Happening::TopMost { app_name: app_name.to_owned(), window_title: None };
        Event::new(seconds * 1_000_000, what)
    }

    type Row = (String, u64, Vec<(u64, u64)>);

    fn shown(events: &[Event], range: DurationRange) -> Vec<Row> {
        let seconds = |us: u64| us / 1_000_000;
        let times = screen_time(events, 100_000_000, range).into_iter();
        times
            .map(|one| {
                let periods = one.periods.iter();
                let periods = periods.map(|period| (seconds(period.start_us), seconds(period.duration_us)));
                (one.app_name.clone(), seconds(one.total_us), periods.collect())
            })
            .collect()
    }

    #[test]
    fn focus_lasts_until_the_next_window_or_the_end() {
        let events =
            [focus(5, "edit"), focus(15, "mail"), focus(20, "edit"), focus(30, "edit"), focus(90, "mail")];
        let edit = ("edit".to_owned(), 80, vec![(5, 10), (20, 70)]);
        let mail = ("mail".to_owned(), 15, vec![(15, 5), (90, 10)]);
        assert_eq!(shown(&events, DurationRange::ALL), [edit.clone(), mail.clone()]);
        let range = DurationRange { least_us: 10_000_000, most_us: Some(60_000_000) };
        let edit = ("edit".to_owned(), 10, vec![(5, 10)]);
        let mail = ("mail".to_owned(), 10, vec![(90, 10)]);
        assert_eq!(shown(&events, range), [edit, mail]);
    }

    #[test]
    fn nothing_is_in_focus_after_an_empty_name_and_beyond_the_end() {
        let events =
            [focus(10, "edit"), focus(20, ""), focus(30, "mail"), focus(500, "mail"), focus(600, "edit")];
        let edit = ("edit".to_owned(), 10, vec![(10, 10)]);
        let mail = ("mail".to_owned(), 70, vec![(30, 70)]);
        assert_eq!(shown(&events, DurationRange::ALL), [mail, edit]);
        assert_eq!(shown(&[], DurationRange::ALL), []);
    }
}
