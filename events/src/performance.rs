//! Performance data of a session, and what an overlay shows of them.

use serde::{Deserialize, Serialize};

/// The overlay is refreshed so often, in microseconds, counted from the start of the recording. Round trips are
/// collected every 15 s, the rest every second.
pub const REFRESH_US: u64 = 5_000_000;

/// What was measured of the host in about a second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    /// Hundredths of a percent of the processors: 10,000 is all of them.
    pub cpu: u32,
    /// Hundredths of a percent of the memory.
    pub memory: u32,
    /// Bytes sent to the client in a second.
    pub sent_bytes: u64,
    /// Bytes received from the client in a second.
    pub received_bytes: u64,
}

/// One measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// A message went to the client and back in so many microseconds.
    RoundTrip(u64),
    /// Processors, memory and network.
    Load(Load),
}

/// A measurement and when it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Performance {
    /// Presentation time in microseconds.
    pub at_us: u64,
    /// What was measured.
    pub reading: Reading,
}

/// What the overlay shows at a time. What was not measured is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overlay {
    /// The last round trip in microseconds.
    pub round_trip_us: Option<u64>,
    /// The averages over the last [`REFRESH_US`].
    pub load: Option<Load>,
}

/// What the overlay shows at `time_us`: as of the last refresh, the last round trip that was collected, and the
/// averages, rounded half up, of the rest over the [`REFRESH_US`] before it, that moment included. `performance` rises
/// by time.
pub fn overlay_at(performance: &[Performance], time_us: u64) -> Overlay {
    let refreshed_us = time_us - time_us % REFRESH_US;
    let end = performance.partition_point(|one| one.at_us <= refreshed_us);
    let known = performance.get(..end).unwrap_or_default();
    let round_trip_us = known.iter().rev().find_map(|one| match one.reading {
        Reading::RoundTrip(us) => Some(us),
        Reading::Load(_) => None,
    });
    // the first refresh averages over what there is at that moment
    let since_us = refreshed_us.checked_sub(REFRESH_US);
    let begin = since_us.map_or(0, |since_us| known.partition_point(|one| one.at_us <= since_us));
    let recent = known.get(begin..).unwrap_or_default().iter().filter_map(|one| match one.reading {
        Reading::Load(load) => Some(load),
        Reading::RoundTrip(_) => None,
    });
    Overlay { round_trip_us, load: average(recent) }
}

/// The average of each quantity, rounded half up; `None` of nothing.
fn average(loads: impl Iterator<Item = Load>) -> Option<Load> {
    let mut sums = [0_u128; 4];
    let mut count = 0_u128;
    for load in loads {
        count += 1;
        let values = [load.cpu.into(), load.memory.into(), load.sent_bytes, load.received_bytes];
        for (sum, value) in sums.iter_mut().zip(values) {
            *sum += u128::from(value);
        }
    }
    if count == 0 {
        return None;
    }
    // an average is not beyond the largest of its values
    let [cpu, memory, sent, received] = sums.map(|sum| (2 * sum + count) / (2 * count));
    let percent = |value: u128| u32::try_from(value).unwrap_or(u32::MAX);
    let bytes = |value: u128| u64::try_from(value).unwrap_or(u64::MAX);
    Some(Load {
        cpu: percent(cpu),
        memory: percent(memory),
        sent_bytes: bytes(sent),
        received_bytes: bytes(received),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(second: u64, cpu: u32, sent_bytes: u64) -> Performance {
        let load = Load { cpu, memory: 5_000, sent_bytes, received_bytes: 0 };
        Performance { at_us: second * 1_000_000, reading: Reading::Load(load) }
    }

    fn round_trip(second: u64, us: u64) -> Performance {
        Performance { at_us: second * 1_000_000, reading: Reading::RoundTrip(us) }
    }

    #[test]
    fn the_overlay_averages_over_five_seconds_and_keeps_the_last_round_trip() {
        let mut performance: Vec<_> =
            (1..=12).map(|second| load(second, second as u32 * 100, second)).collect();
        performance.insert(0, round_trip(0, 20_000));
        performance.push(round_trip(15, 30_000));
        let shown = |seconds: u64| overlay_at(&performance, seconds * 1_000_000);
        assert_eq!(shown(4), Overlay { round_trip_us: Some(20_000), load: None });
        let (at_5, at_9) = (shown(5).load.unwrap(), shown(9).load.unwrap());
        assert_eq!((at_5.cpu, at_5.sent_bytes), (300, 3));
        assert_eq!(at_5, at_9, "it holds until the next refresh");
        assert_eq!(shown(10).load.unwrap().cpu, 800);
        assert_eq!(shown(15).load.unwrap().cpu, 1_150, "what there is of the five seconds");
        assert_eq!(shown(15).round_trip_us, Some(30_000));
        assert_eq!(shown(20), Overlay { round_trip_us: Some(30_000), load: None });
    }

    #[test]
    fn absurd_values_do_not_overflow() {
        let most = Load { cpu: u32::MAX, memory: u32::MAX, sent_bytes: u64::MAX, received_bytes: u64::MAX };
        let performance: Vec<_> =
            (0..3).map(|at_us| Performance { at_us, reading: Reading::Load(most) }).collect();
        assert_eq!(overlay_at(&performance, 5_000_000).load, Some(most));
        assert_eq!(overlay_at(&[], u64::MAX), Overlay::default());
    }
}
