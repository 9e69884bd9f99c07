//! What speaks against an event as it is recorded: it is kept, and marked.

use crate::event::Event;
use crate::happening::Happening;
use crate::schema::Measure;
use crate::value::Value;

/// What is told later than this after it ended was told out of order, in microseconds.
pub const LATE_US: u64 = 2_000_000;
/// A percentage beyond this cannot be: hundredths of a percent.
const ALL: u64 = 10_000;
/// A file or a second of traffic beyond this cannot be: 1 PiB.
const BYTES: u64 = 1 << 50;
/// A length of time beyond this cannot be: a year in microseconds.
const MICROS: u64 = 366 * 24 * 3600 * 1_000_000;

/// A reason to doubt an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// Its source says that it happened at this time, which lies outside of the recording.
    OutsideOfRecording {
        /// Microseconds since the start of the recording.
        claimed_us: i64,
    },
    /// It was told so long after it was over: out of order.
    ToldLate {
        /// Microseconds.
        by_us: u64,
    },
    /// Its type is not known, or its values do not fit its type.
    UnknownType,
    /// The value of this dimension cannot be.
    Absurd {
        /// The dimension's label.
        label: &'static str,
    },
}

impl std::fmt::Display for Doubt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::OutsideOfRecording { claimed_us } => {
                let seconds = claimed_us / 1_000_000;
                write!(f, "its source says {seconds} s, which lies outside of the recording")
            }
            Self::ToldLate { by_us } => write!(f, "told {} s after it was over", by_us / 1_000_000),
            Self::UnknownType => f.write_str("of a type that is not known here"),
            Self::Absurd { label } => write!(f, "{label} cannot be"),
        }
    }
}

impl Event {
    /// Everything that speaks against it.
    pub fn doubts(&self) -> Vec<Doubt> {
        let mut doubts = Vec::new();
        if let Some(claimed_us) = self.claimed_us {
            doubts.push(Doubt::OutsideOfRecording { claimed_us });
        }
        let by_us = self.told_us.saturating_sub(self.end_us());
        if by_us > LATE_US {
            doubts.push(Doubt::ToldLate { by_us });
        }
        if matches!(self.what, Happening::Other(_)) {
            doubts.push(Doubt::UnknownType);
        }
        for (dimension, value) in self.what.values() {
            let most = match dimension.measure {
                Measure::Percent => ALL,
                Measure::Bytes => BYTES,
                Measure::Micros => MICROS,
                Measure::Text | Measure::Choice(_) | Measure::Number => continue,
            };
            if matches!(value, Value::Whole(number) if number > most) {
                doubts.push(Doubt::Absurd { label: dimension.label });
            }
        }
        doubts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_is_marked() {
        let load = |cpu_usage| Happening::PerformanceData {
            cpu_usage: Some(cpu_usage),
            memory_usage: None,
            net_send: None,
            net_receive: None,
            round_trip_us: None,
        };
        assert_eq!(Event::new(5, load(10_000)).doubts(), []);
        assert_eq!(Event::new(5, load(10_001)).doubts(), [Doubt::Absurd { label: "CPU usage (%)" }]);
        let outside = Event { claimed_us: Some(-1), ..Event::new(0, load(0)) };
        assert_eq!(outside.doubts(), [Doubt::OutsideOfRecording { claimed_us: -1 }]);
        let unknown = Event::new(0, Happening::from_named("printer.job", Vec::new()));
        assert_eq!(unknown.doubts(), [Doubt::UnknownType]);
    }

    #[test]
    fn late_is_what_is_told_after_its_end() {
        let idle = Event::new(1_000_000, Happening::Idle { duration_us: 60_000_000 });
        assert_eq!(idle.clone().told_at(61_000_000).doubts(), []);
        assert_eq!(idle.told_at(71_000_000).doubts(), [Doubt::ToldLate { by_us: 10_000_000 }]);
    }
}
