//! How many files, or bytes, went from one machine to the other and when.

use crate::event::Event;
use crate::field::Side;
use crate::happening::Happening;
use serde::{Deserialize, Serialize};

/// How much time one bar stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Granularity {
    /// Per 1 minute.
    #[default]
    Minute,
    /// Per 10 minutes.
    TenMinutes,
    /// Per hour.
    Hour,
}

impl Granularity {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Minute, Self::TenMinutes, Self::Hour];

    /// What people call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Minute => "Per 1 minute",
            Self::TenMinutes => "Per 10 minutes",
            Self::Hour => "Per hour",
        }
    }

    /// In milliseconds.
    pub const fn ms(self) -> i64 {
        match self {
            Self::Minute => 60_000,
            Self::TenMinutes => 600_000,
            Self::Hour => 3_600_000,
        }
    }
}

/// Which transfers count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// All transfers.
    #[default]
    All,
    /// Transfer from host to client.
    HostToClient,
    /// Transfer from client to host.
    ClientToHost,
}

impl Direction {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::All, Self::HostToClient, Self::ClientToHost];

    /// What people call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::All => "All transfers",
            Self::HostToClient => "Transfer from host to client",
            Self::ClientToHost => "Transfer from client to host",
        }
    }

    const fn holds(self, source: Side) -> bool {
        matches!(
            (self, source),
            (Self::All, _) | (Self::HostToClient, Side::Host) | (Self::ClientToHost, Side::Client)
        )
    }
}

/// What was transferred in one minute, ten minutes or hour of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    /// When it starts: milliseconds since 1970-01-01 UTC, or since the start of a recording whose start is not known.
    pub start_ms: i64,
    /// Files.
    pub count: u64,
    /// Their bytes, as far as sizes are known; saturates.
    pub bytes: u64,
    /// When the first of them was transferred: presentation time in microseconds.
    pub first_us: u64,
}

/// What was transferred, by full minutes, ten minutes or hours of the wall clock in the zone that is `zone_ms` ahead of
/// UTC; those without any are left out. `started_at_ms` is when the recording started, since 1970-01-01 UTC.
pub fn transfers(
    events: &[Event],
    started_at_ms: Option<i64>,
    zone_ms: i64,
    granularity: Granularity,
    direction: Direction,
) -> Vec<Bucket> {
    let mut buckets: Vec<Bucket> = Vec::new();
    // what has no start of its own has no zone either
    let (origin_ms, zone_ms) = started_at_ms.map_or((0, 0), |started_at_ms| (started_at_ms, zone_ms));
    for event in events {
        let Happening::FileTransfer { file_source, file_size, .. } = &event.what else { continue };
        if !direction.holds(*file_source) {
            continue;
        }
        let since_ms = i64::try_from(event.at_us / 1000).unwrap_or(i64::MAX);
        let local_ms = origin_ms.saturating_add(since_ms).saturating_add(zone_ms);
        let full_ms = local_ms.div_euclid(granularity.ms()).saturating_mul(granularity.ms());
        let start_ms = full_ms.saturating_sub(zone_ms);
        let at = match buckets.binary_search_by_key(&start_ms, |bucket| bucket.start_ms) {
            Ok(at) => at,
            Err(at) => {
                buckets.insert(at, Bucket { start_ms, count: 0, bytes: 0, first_us: event.at_us });
                at
            }
        };
        if let Some(bucket) = buckets.get_mut(at) {
            bucket.count += 1;
            bucket.bytes = bucket.bytes.saturating_add(file_size.unwrap_or(0));
            bucket.first_us = bucket.first_us.min(event.at_us);
        }
    }
    buckets
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transfer(seconds: u64, file_source: Side, bytes: u64) -> Event {
        let file_name = "a.txt".to_owned();
        let what = Happening::FileTransfer { file_source, file_size: Some(bytes), file_name };
        Event::new(seconds * 1_000_000, what)
    }

    #[test]
    fn bars_stand_for_minutes_of_the_clock() {
        // from 10:16:30 on
        let started = Some((10 * 3600 + 16 * 60 + 30) * 1000);
        let events = [
            transfer(29, Side::Host, 5),
            transfer(30, Side::Client, 7),
            transfer(89, Side::Client, u64::MAX),
            transfer(600, Side::Host, 1),
        ];
        let bars = |granularity, direction| -> Vec<(i64, u64, u64, u64)> {
            let buckets = transfers(&events, started, 3_600_000, granularity, direction).into_iter();
            buckets
                .map(|one| (one.start_ms / 60_000 - 600, one.count, one.bytes, one.first_us / 1_000_000))
                .collect()
        };
        let minutes = [(16, 1, 5, 29), (17, 2, u64::MAX, 30), (26, 1, 1, 600)];
        assert_eq!(bars(Granularity::Minute, Direction::All), minutes);
        let tens = [(10, 3, u64::MAX, 29), (20, 1, 1, 600)];
        assert_eq!(bars(Granularity::TenMinutes, Direction::All), tens);
        assert_eq!(bars(Granularity::Hour, Direction::HostToClient), [(0, 2, 6, 29)]);
        assert_eq!(bars(Granularity::Hour, Direction::ClientToHost), [(0, 2, u64::MAX, 30)]);
    }

    #[test]
    fn hours_are_those_of_the_zone() {
        // UTC+05:30: a full hour there is half past in UTC
        let buckets = transfers(
            &[transfer(0, Side::Host, 1)],
            Some(10 * 3_600_000),
            19_800_000,
            Granularity::Hour,
            Direction::All,
        );
        assert_eq!(buckets[0].start_ms, 9 * 3_600_000 + 1_800_000);
    }
}
