//! Idle periods: nobody does anything and nothing much changes.

use recording::chunk::Track;
use recording::codec::activity::Packet;
use recording::units::{Span, Timestamp};
use std::ops::Range;

/// What counts as idle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdleRules {
    /// A period without activity is idle where it lasts longer than this.
    pub threshold: Span,
    /// So many packets ...
    pub active_packets: u32,
    /// ... within less than this, from the first to the last of them, are activity; fewer are none. Packets of all
    /// kinds count together.
    pub active_within: Span,
    /// A frame of the screen that takes fewer bytes than this is no packet: a caret that blinks, a clock. Terminal
    /// output and input count whatever their size.
    pub packet_bytes: u32,
}

impl Default for IdleRules {
    /// 30 s; 3 packets within 2 s; 300 bytes.
    fn default() -> Self {
        Self {
            threshold: Span::from_secs(30),
            active_packets: 3,
            active_within: Span::from_secs(2),
            packet_bytes: 300,
        }
    }
}

/// The idle periods of a recording of this duration, rising. `packets` rise by time. A period lasts from one activity,
/// or the start of the recording, to the next, or its end.
pub fn idle_periods(packets: &[Packet], duration: Timestamp, rules: &IdleRules) -> Vec<Range<Timestamp>> {
    let counts = |packet: &&Packet| packet.track != Track::Screen || packet.bytes >= rules.packet_bytes;
    let times: Vec<Timestamp> = packets.iter().filter(counts).map(|packet| packet.time).collect();
    let mut periods = Vec::new();
    let mut last = Timestamp::ZERO;
    for time in active(&times, rules).map(|time| time.min(duration)).chain([duration]) {
        if time.since(last) > rules.threshold {
            periods.push(last..time);
        }
        last = time;
    }
    periods
}

/// The times that belong to enough others within the window.
fn active(times: &[Timestamp], rules: &IdleRules) -> impl Iterator<Item = Timestamp> {
    let others = usize::try_from(rules.active_packets.saturating_sub(1)).unwrap_or(usize::MAX);
    let within = rules.active_within;
    // One packet alone lies within any window, even an empty one.
    let is_group = move |first: usize| {
        let last = first.checked_add(others).and_then(|last| times.get(last));
        let span = |last: &Timestamp| times.get(first).map(|first| last.since(*first));
        last.and_then(span).is_some_and(|span| others == 0 || span < within)
    };
    // Up to here packets belong to a group that was found.
    let mut group_end = 0;
    times.iter().enumerate().filter_map(move |(at, time)| {
        if is_group(at) {
            group_end = at + others + 1;
        }
        (at < group_end).then_some(*time)
    })
}

// proptest is there natively only
#[cfg(not(target_arch = "wasm32"))]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::long::scaled;
    use proptest::prelude::*;

    const fn packet(ms: u64, track: Track, bytes: u32) -> Packet {
        Packet { time: Timestamp::from_ms(ms), track, bytes }
    }

    fn screen(times_ms: &[u64]) -> Vec<Packet> {
        times_ms.iter().map(|ms| packet(*ms, Track::Screen, 300)).collect()
    }

    fn seconds(periods: &[Range<Timestamp>]) -> Vec<(f64, f64)> {
        periods.iter().map(|period| (period.start.as_secs_f64(), period.end.as_secs_f64())).collect()
    }

    fn found(packets: &[Packet]) -> Vec<(f64, f64)> {
        seconds(&idle_periods(packets, Timestamp::from_ms(100_000), &IdleRules::default()))
    }

    #[test]
    fn three_packets_within_two_seconds_are_activity() {
        assert_eq!(found(&[]), [(0.0, 100.0)]);
        assert_eq!(found(&screen(&[50_000, 51_000])), [(0.0, 100.0)]);
        assert_eq!(found(&screen(&[50_000, 51_000, 51_999])), [(0.0, 50.0), (51.999, 100.0)]);
        assert_eq!(found(&screen(&[50_000, 51_000, 52_000])), [(0.0, 100.0)], "a clock that ticks is none");
        let overlapping = screen(&[50_000, 51_500, 51_900, 53_400, 53_800]);
        assert_eq!(found(&overlapping), [(0.0, 50.0), (53.8, 100.0)]);
    }

    #[test]
    fn small_frames_do_not_count_but_keys_and_output_do() {
        let mut packets = screen(&[50_000, 50_100]);
        packets.push(packet(50_200, Track::Screen, 299));
        assert_eq!(found(&packets), [(0.0, 100.0)]);
        packets.push(packet(50_300, Track::Input, 0));
        assert_eq!(found(&packets), [(0.0, 50.0), (50.3, 100.0)]);
        let typed = [0, 100, 200].map(|ms| packet(50_000 + ms, Track::Terminal, 1));
        assert_eq!(found(&typed), [(0.0, 50.0), (50.2, 100.0)]);
    }

    #[test]
    fn exactly_the_threshold_is_not_idle() {
        let group = |ms: u64| [ms, ms, ms];
        let packets = screen(&[group(30_000), group(60_001), group(90_000)].concat());
        assert_eq!(found(&packets), [(30.0, 60.001)]);
    }

    fn packets() -> impl Strategy<Value = Vec<Packet>> {
        let gap = prop_oneof![3 => 0_u64..50, 3 => 50_u64..2_500, 1 => 2_500_u64..70_000];
        let track =
            prop_oneof![3 => Just(Track::Screen), 1 => Just(Track::Input), 1 => Just(Track::Terminal)];
        proptest::collection::vec((gap, track, 0_u32..600), 0..60).prop_map(|list| {
            let mut now = 0;
            let add = |(gap, track, bytes)| {
                now += gap;
                packet(now, track, bytes)
            };
            list.into_iter().map(add).collect()
        })
    }

    /// The words of the rules, with no care for how long it takes: every millisecond that is at an activity, then
    /// what lies between.
    fn by_the_words(packets: &[Packet], duration: Timestamp, rules: &IdleRules) -> Vec<Range<Timestamp>> {
        let counted: Vec<_> = packets
            .iter()
            .filter(|packet| packet.track != Track::Screen || packet.bytes >= rules.packet_bytes)
            .collect();
        let needed = rules.active_packets.max(1) as usize;
        let mut active = vec![Timestamp::ZERO, duration];
        for first in 0..counted.len() {
            for last in first..counted.len() {
                let span = counted[last].time.since(counted[first].time);
                if last + 1 - first >= needed && (last == first || span < rules.active_within) {
                    active.extend(counted[first..=last].iter().map(|packet| packet.time.min(duration)));
                }
            }
        }
        active.sort();
        let pairs = active.windows(2).filter(|pair| pair[1].since(pair[0]) > rules.threshold);
        pairs.map(|pair| pair[0]..pair[1]).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(scaled(256)))]

        #[test]
        fn the_rules_are_kept(
            packets in packets(),
            cut in 0_u64..3_000_000,
            (threshold, within, needed, bytes) in (0_u64..60_000, 0_u64..5_000, 0_u32..6, 0_u32..600),
        ) {
            let duration = Timestamp::from_ms(cut);
            let rules = IdleRules {
                threshold: Span::from_ms(threshold),
                active_within: Span::from_ms(within),
                active_packets: needed,
                packet_bytes: bytes,
            };
            for rules in [rules, IdleRules::default()] {
                let expected = by_the_words(&packets, duration, &rules);
                prop_assert_eq!(idle_periods(&packets, duration, &rules), expected);
            }
        }
    }
}
