//! Where recordings stand on the wall clock. Wall times are microseconds since 1970-01-01 UTC, presentation times
//! microseconds from a recording's start.

/// The last moment that calendars of browsers know, in milliseconds since 1970-01-01 UTC.
const LAST_MS: u64 = 8_640_000_000_000_000;

/// A recording on the wall clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lane {
    /// When its source says that it begins.
    told_us: u64,
    /// Its length.
    pub(crate) duration_us: u64,
    /// By how much its clock is corrected, in milliseconds; above 0 it is later than its source says.
    pub(crate) offset_ms: i64,
}

/// Where a wall time lies for a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Before it begins at this wall time.
    Before { starts_us: u64 },
    /// At this presentation time.
    Within { own_us: u64 },
    /// After it ended at this wall time.
    After { ended_us: u64 },
}

impl Lane {
    /// A recording that begins at `started_at_ms`, milliseconds since 1970-01-01 UTC; `None` where that is not known, or
    /// no time that a clock can have shown.
    pub(crate) fn new(started_at_ms: Option<i64>, duration_us: u64, offset_ms: i64) -> Option<Self> {
        let start_ms = u64::try_from(started_at_ms?).ok().filter(|start_ms| *start_ms <= LAST_MS)?;
        Some(Self { told_us: start_ms * 1_000, duration_us, offset_ms })
    }

    /// When it begins, corrected.
    pub(crate) fn start_us(self) -> u64 {
        self.told_us.saturating_add_signed(self.offset_ms.saturating_mul(1_000))
    }

    /// When it ends, corrected.
    pub(crate) fn end_us(self) -> u64 {
        self.start_us().saturating_add(self.duration_us)
    }

    /// The wall time of a presentation time.
    pub(crate) fn wall_us(self, own_us: u64) -> u64 {
        self.start_us().saturating_add(own_us)
    }

    /// Where a wall time lies. The first and the last moment are within.
    pub(crate) fn place(self, wall_us: u64) -> Place {
        match wall_us.checked_sub(self.start_us()) {
            None => Place::Before { starts_us: self.start_us() },
            Some(own_us) if own_us > self.duration_us => Place::After { ended_us: self.end_us() },
            Some(own_us) => Place::Within { own_us },
        }
    }

    /// The presentation time to show at a wall time: the nearest that there is.
    pub(crate) fn nearest_us(self, wall_us: u64) -> u64 {
        wall_us.saturating_sub(self.start_us()).min(self.duration_us)
    }
}

/// From the first start to the last end; `None` where nothing stands on the clock.
pub(crate) fn whole(lanes: impl Iterator<Item = Lane> + Clone) -> Option<(u64, u64)> {
    let start_us = lanes.clone().map(Lane::start_us).min()?;
    let end_us = lanes.map(Lane::end_us).max()?;
    Some((start_us, end_us))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lane(start_ms: i64, duration_us: u64, offset_ms: i64) -> Lane {
        Lane::new(Some(start_ms), duration_us, offset_ms).unwrap()
    }

    #[test]
    fn a_wall_time_is_a_time_of_each_recording() {
        let lane = lane(1_000, 5_000_000, 200);
        assert_eq!(lane.place(1_199_999), Place::Before { starts_us: 1_200_000 });
        assert_eq!(lane.place(1_200_000), Place::Within { own_us: 0 });
        assert_eq!(lane.place(6_200_000), Place::Within { own_us: 5_000_000 });
        assert_eq!(lane.place(6_200_001), Place::After { ended_us: 6_200_000 });
        assert_eq!([0, 3_200_000, u64::MAX].map(|at| lane.nearest_us(at)), [0, 2_000_000, 5_000_000]);
    }

    #[test]
    fn both_ways_lead_to_the_same_moment() {
        for offset_ms in [-3_600_000, -1, 0, 250, 86_400_000] {
            let lane = lane(1_771_751_765_000, 2_312_000_000, offset_ms);
            for own_us in [0, 1, 999_999, 2_312_000_000] {
                assert_eq!(lane.place(lane.wall_us(own_us)), Place::Within { own_us });
            }
        }
    }

    #[test]
    fn the_whole_is_from_the_first_start_to_the_last_end() {
        let lanes = [lane(5_000, 1_000_000, 0), lane(2_000, 9_000_000, 0), lane(4_000, 0, -3_000)];
        assert_eq!(whole(lanes.into_iter()), Some((1_000_000, 11_000_000)));
        assert_eq!(whole([].into_iter()), None);
    }

    #[test]
    fn what_no_clock_can_have_shown_has_no_place() {
        for start_ms in [None, Some(-1), Some(i64::MIN), Some(i64::MAX)] {
            assert_eq!(Lane::new(start_ms, 1, 0), None, "{start_ms:?}");
        }
    }

    #[test]
    fn no_numbers_break_it() {
        for start_ms in [0, 8_640_000_000_000_000] {
            for duration_us in [0, u64::MAX] {
                for offset_ms in [i64::MIN, 0, i64::MAX] {
                    let lane = lane(start_ms, duration_us, offset_ms);
                    for wall_us in [0, lane.start_us(), u64::MAX] {
                        assert!(lane.nearest_us(wall_us) <= duration_us);
                        assert!(lane.wall_us(lane.nearest_us(wall_us)) >= lane.start_us());
                    }
                }
            }
        }
    }
}
