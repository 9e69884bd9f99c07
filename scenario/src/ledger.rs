//! The ledger: what was done is entered here while it is done, and the facts are drawn up from it. Nothing is read back
//! from the recording, and nothing is computed by the code that the facts are to check.

use crate::truth::{DoubtCounts, OverlayAt, ShownText, Stretch, Tone, Transfer, TransfersPerMinute};
use events::statistics::{ApplicationTime, Bucket, CommandRun, Period, TypeCount};
use events::{Event, Happening, Load, Overlay, Performance, REFRESH_US, Reading, Side};
use std::collections::BTreeMap;

/// Doing something goes on while no more than this lies between two actions.
const BURST_MS: u64 = 900;
/// A burst is activity from so many actions on: three of them lie within two seconds then.
const BURST_ACTIONS: u64 = 3;
/// Longer than this without activity is idle.
const IDLE_MS: u64 = 30_000;
/// What is told more than this after it was over was told late.
const LATE_US: u64 = 2_000_000;

/// Actions that follow each other closely.
#[derive(Clone, Copy, Debug)]
struct Burst {
    first_ms: u64,
    last_ms: u64,
    actions: u64,
}

/// What was done so far.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    bursts: Vec<Burst>,
    events: Vec<Event>,
    loads: Vec<(u64, Load)>,
    round_trips: Vec<(u64, u64)>,
    /// Tones that are heard.
    pub(crate) tones: Vec<Tone>,
    /// Texts that can be read.
    pub(crate) texts: Vec<ShownText>,
}

impl Ledger {
    /// The user did something, or a terminal said something.
    pub(crate) fn acted(&mut self, now_ms: u64) {
        match self.bursts.last_mut() {
            Some(burst) if now_ms - burst.last_ms <= BURST_MS => {
                burst.last_ms = now_ms;
                burst.actions += 1;
            }
            _ => self.bursts.push(Burst { first_ms: now_ms, last_ms: now_ms, actions: 1 }),
        }
    }

    /// An event was told.
    pub(crate) fn told(&mut self, event: &Event) {
        self.events.push(event.clone());
    }

    /// Something was measured.
    pub(crate) fn measured(&mut self, performance: &Performance) {
        match performance.reading {
            Reading::Load(load) => self.loads.push((performance.at_us, load)),
            Reading::RoundTrip(us) => self.round_trips.push((performance.at_us, us)),
        }
    }

    /// The session ends: what lies beyond it counts as of its end.
    pub(crate) fn close(&mut self, duration_us: u64) {
        for event in &mut self.events {
            if event.at_us > duration_us {
                event.claimed_us.get_or_insert(i64::try_from(event.at_us).unwrap_or(i64::MAX));
                event.at_us = duration_us;
            }
            event.told_us = event.told_us.clamp(event.at_us, duration_us.max(event.at_us));
        }
        self.events.sort_by_key(|event| event.at_us);
    }

    /// The idle stretches, and whether they are certain: bursts of too few actions might count or not.
    pub(crate) fn idle(&self, duration_us: u64) -> Result<Vec<Stretch>, u64> {
        let mut stretches = Vec::new();
        let mut last_ms = 0;
        let end_ms = duration_us / 1000;
        for burst in &self.bursts {
            if burst.actions < BURST_ACTIONS {
                return Err(burst.first_ms);
            }
            if burst.first_ms - last_ms > IDLE_MS {
                stretches.push(Stretch { start_us: last_ms * 1000, end_us: burst.first_ms * 1000 });
            }
            last_ms = burst.last_ms;
        }
        if end_ms.saturating_sub(last_ms) > IDLE_MS {
            stretches.push(Stretch { start_us: last_ms * 1000, end_us: duration_us });
        }
        Ok(stretches)
    }

    /// How long each application was in focus.
    pub(crate) fn screen_time(&self, duration_us: u64) -> Vec<ApplicationTime> {
        let focus: Vec<(u64, &str)> = self
            .events
            .iter()
            .filter_map(|event| match &event.what {
                Happening::TopMost { app_name, .. } => Some((event.at_us, app_name.as_str())),
                _ => None,
            })
            .collect();
        let mut times = BTreeMap::<&str, Vec<Period>>::new();
        for (at, (start_us, app)) in focus.iter().enumerate() {
            let end_us = focus.get(at + 1).map_or(duration_us, |(next_us, _)| *next_us);
            if app.is_empty() || end_us <= *start_us {
                continue;
            }
            let periods = times.entry(app).or_default();
            let duration = end_us - start_us;
            match periods.last_mut() {
                Some(last) if last.start_us + last.duration_us == *start_us => last.duration_us += duration,
                _ => periods.push(Period { start_us: *start_us, duration_us: duration }),
            }
        }
        let mut list: Vec<ApplicationTime> = times
            .into_iter()
            .map(|(app, periods)| ApplicationTime {
                app_name: app.to_owned(),
                total_us: periods.iter().map(|period| period.duration_us).sum(),
                periods,
            })
            .collect();
        list.sort_by(|a, b| b.total_us.cmp(&a.total_us).then_with(|| a.app_name.cmp(&b.app_name)));
        list
    }

    /// Each transfer.
    pub(crate) fn transfers(&self) -> Vec<Transfer> {
        let transfers = self.events.iter().filter_map(|event| match &event.what {
            Happening::FileTransfer { file_source, file_size, file_name } => Some(Transfer {
                at_us: event.at_us,
                file_source: *file_source,
                file_name: file_name.clone(),
                file_size: *file_size,
            }),
            _ => None,
        });
        transfers.collect()
    }

    /// Transfers by minutes of the clock.
    pub(crate) fn transfers_per_minute(&self, started_at_ms: i64) -> TransfersPerMinute {
        let transfers = self.transfers();
        let of = |source: Option<Side>| {
            let mut minutes = BTreeMap::<i64, Bucket>::new();
            let chosen = transfers.iter().filter(|one| source.is_none_or(|side| one.file_source == side));
            for one in chosen {
                let minute = (started_at_ms + (one.at_us / 1000).cast_signed()).div_euclid(60_000);
                let start_ms = minute * 60_000;
                let bucket = minutes.entry(minute).or_insert(Bucket {
                    start_ms,
                    count: 0,
                    bytes: 0,
                    first_us: one.at_us,
                });
                bucket.count += 1;
                bucket.bytes = bucket.bytes.saturating_add(one.file_size.unwrap_or(0));
            }
            minutes.into_values().collect()
        };
        TransfersPerMinute {
            all: of(None),
            host_to_client: of(Some(Side::Host)),
            client_to_host: of(Some(Side::Client)),
        }
    }

    /// Each command.
    pub(crate) fn commands(&self) -> Vec<CommandRun> {
        let commands = self.events.iter().filter_map(|event| match &event.what {
            Happening::Command { command, exit_status, duration_us, .. } => Some(CommandRun {
                at_us: event.at_us,
                command: command.clone(),
                exit_status: *exit_status,
                duration_us: *duration_us,
            }),
            _ => None,
        });
        commands.collect()
    }

    /// How many events there are of each type.
    pub(crate) fn counts(&self) -> Vec<TypeCount> {
        let mut counts: Vec<TypeCount> = Vec::new();
        for event in &self.events {
            match counts.iter_mut().find(|one| one.name == event.what.name()) {
                Some(one) => one.count += 1,
                None => counts.push(TypeCount {
                    name: event.what.name().to_owned(),
                    label: event.what.label().to_owned(),
                    family: event.what.family().name().to_owned(),
                    count: 1,
                    first_us: event.at_us,
                }),
            }
        }
        counts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
        counts
    }

    /// How much there is to doubt.
    pub(crate) fn doubts(&self) -> DoubtCounts {
        let mut doubts = DoubtCounts::default();
        for event in &self.events {
            doubts.outside += u64::from(event.claimed_us.is_some());
            doubts.late += u64::from(event.told_us.saturating_sub(event.end_us()) > LATE_US);
            doubts.unknown += u64::from(matches!(event.what, Happening::Other(_)));
        }
        doubts
    }

    /// Measurements of the load, and of round trips.
    pub(crate) fn measured_counts(&self) -> (u64, u64) {
        (self.loads.len() as u64, self.round_trips.len() as u64)
    }

    /// What the overlay shows at some times: in each of the first minute's refreshes, then every half minute and a bit.
    pub(crate) fn overlay(&self, duration_us: u64) -> Vec<OverlayAt> {
        if self.loads.is_empty() && self.round_trips.is_empty() {
            return Vec::new();
        }
        let early = (0..12).map(|refresh| refresh * REFRESH_US + 1_234_567);
        let later = (2..40).map(|half_minute| half_minute * 31_700_000);
        let times = early.chain(later).filter(|at_us| *at_us <= duration_us);
        times.map(|at_us| OverlayAt { at_us, overlay: self.overlay_at(at_us) }).collect()
    }

    /// As it is defined: what was measured since the last refresh but one, up to the last refresh.
    fn overlay_at(&self, at_us: u64) -> Overlay {
        let refresh = at_us / REFRESH_US;
        let (to, from) = (refresh * REFRESH_US, refresh.checked_sub(1).map(|before| before * REFRESH_US));
        let trip = self.round_trips.iter().rev().find(|(when, _)| *when <= to);
        let loads = self.loads.iter().filter(|(when, _)| *when <= to && from.is_none_or(|from| *when > from));
        let loads: Vec<Load> = loads.map(|(_, load)| *load).collect();
        let average = |of: fn(&Load) -> u64| {
            let count = u128::try_from(loads.len()).unwrap_or(1);
            let sum: u128 = loads.iter().map(|load| u128::from(of(load))).sum();
            let (whole, rest) = (sum / count, sum % count);
            u64::try_from(whole + u128::from(rest * 2 >= count)).unwrap_or(u64::MAX)
        };
        let load = (!loads.is_empty()).then(|| Load {
            cpu: u32::try_from(average(|load| load.cpu.into())).unwrap_or(u32::MAX),
            memory: u32::try_from(average(|load| load.memory.into())).unwrap_or(u32::MAX),
            sent_bytes: average(|load| load.sent_bytes),
            received_bytes: average(|load| load.received_bytes),
        });
        Overlay { round_trip_us: trip.map(|(_, us)| *us), load }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_between_bursts_is_idle() {
        let mut ledger = Ledger::default();
        for at in [100, 500, 900, 31_000, 31_200, 31_300, 61_301, 61_302, 61_303] {
            ledger.acted(at);
        }
        let stretch =
            |start_ms: u64, end_ms: u64| Stretch { start_us: start_ms * 1000, end_us: end_ms * 1000 };
        assert_eq!(ledger.idle(70_000_000), Ok(vec![stretch(900, 31_000), stretch(31_300, 61_301)]));
        ledger.acted(80_000);
        assert_eq!(ledger.idle(90_000_000), Err(80_000), "one action may be anything");
    }

    #[test]
    fn averages_are_those_of_the_last_five_seconds() {
        let mut ledger = Ledger::default();
        for second in 1..=12 {
            let load =
                Load { cpu: second * 100, memory: 1, sent_bytes: 3, received_bytes: u64::from(second) };
            let reading = Reading::Load(load);
            ledger.measured(&Performance { at_us: u64::from(second) * 1_000_000, reading });
        }
        assert_eq!(ledger.overlay_at(4_999_999), Overlay::default());
        // seconds 6 to 10
        let load = Load { cpu: 800, memory: 1, sent_bytes: 3, received_bytes: 8 };
        assert_eq!(ledger.overlay_at(14_000_000).load, Some(load));
    }
}
