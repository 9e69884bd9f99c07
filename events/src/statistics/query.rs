//! The question that a page asks the player's worker, and the answer.

use super::{
    ApplicationTime, Bucket, CommandRun, Direction, DurationRange, Granularity, TypeCount, commands, counts,
    screen_time, transfers,
};
use crate::event::Event;
use serde::de::DeserializeSeed;
use serde::{Deserialize, Deserializer, Serialize};

/// What is asked. In JSON an object with `kind` and the fields beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StatisticsQuery {
    /// How long the windows of each application were in focus.
    ScreenTime {
        /// Which periods count.
        #[serde(default)]
        range: DurationRange,
    },
    /// What was transferred and when.
    Transfers {
        /// How far the zone of the clock is ahead of UTC, in milliseconds.
        #[serde(default)]
        zone_ms: i64,
        /// How much time one bar stands for.
        #[serde(default)]
        granularity: Granularity,
        /// Which transfers count.
        #[serde(default)]
        direction: Direction,
    },
    /// Which commands were run.
    Commands {
        /// Texts of which a command contains at least one; empty for all commands.
        #[serde(default)]
        searches: Vec<String>,
    },
    /// How many events there are of each type.
    Counts,
}

/// What is answered: in JSON the list alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum StatisticsAnswer {
    /// To [`StatisticsQuery::ScreenTime`].
    ScreenTime(Vec<ApplicationTime>),
    /// To [`StatisticsQuery::Transfers`].
    Transfers(Vec<Bucket>),
    /// To [`StatisticsQuery::Commands`].
    Commands(Vec<CommandRun>),
    /// To [`StatisticsQuery::Counts`].
    Counts(Vec<TypeCount>),
}

/// Reads the answer to this question.
impl<'de> DeserializeSeed<'de> for &StatisticsQuery {
    type Value = StatisticsAnswer;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<StatisticsAnswer, D::Error> {
        Ok(match self {
            StatisticsQuery::ScreenTime { .. } => {
                StatisticsAnswer::ScreenTime(Deserialize::deserialize(deserializer)?)
            }
            StatisticsQuery::Transfers { .. } => {
                StatisticsAnswer::Transfers(Deserialize::deserialize(deserializer)?)
            }
            StatisticsQuery::Commands { .. } => {
                StatisticsAnswer::Commands(Deserialize::deserialize(deserializer)?)
            }
            StatisticsQuery::Counts => StatisticsAnswer::Counts(Deserialize::deserialize(deserializer)?),
        })
    }
}

/// Answers a question about a recording of this duration that started at this time, in milliseconds since 1970-01-01
/// UTC. `events` rise by the time at which they happened.
pub fn answer(
    query: &StatisticsQuery,
    events: &[Event],
    duration_us: u64,
    started_at_ms: Option<i64>,
) -> StatisticsAnswer {
    match query {
        StatisticsQuery::ScreenTime { range } => {
            StatisticsAnswer::ScreenTime(screen_time(events, duration_us, *range))
        }
        StatisticsQuery::Transfers { zone_ms, granularity, direction } => {
            StatisticsAnswer::Transfers(transfers(events, started_at_ms, *zone_ms, *granularity, *direction))
        }
        StatisticsQuery::Commands { searches } => StatisticsAnswer::Commands(commands(events, searches)),
        StatisticsQuery::Counts => StatisticsAnswer::Counts(counts(events)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_read_with_what_they_leave_out() {
        let read = |json: &str| serde_json::from_str::<StatisticsQuery>(json).unwrap();
        assert_eq!(read(r#"{"kind":"counts"}"#), StatisticsQuery::Counts);
        let screen_time = StatisticsQuery::ScreenTime { range: DurationRange::ALL };
        assert_eq!(read(r#"{"kind":"screen_time"}"#), screen_time);
        let transfers = StatisticsQuery::Transfers {
            zone_ms: 3_600_000,
            granularity: Granularity::TenMinutes,
            direction: Direction::HostToClient,
        };
        let json = r#"{"kind":"transfers","zone_ms":3600000,"granularity":"ten_minutes","direction":"host_to_client"}"#;
        assert_eq!(read(json), transfers);
        assert_eq!(serde_json::to_string(&answer(&transfers, &[], 0, None)).unwrap(), "[]");
    }

    #[test]
    fn an_answer_is_read_by_who_knows_the_question() {
        use crate::{CommandEvidence, Happening, Side};
        let command = Happening::Command {
            command: "ls".to_owned(),
            shell: None,
            directory: None,
            exit_status: Some(-1),
            duration_us: None,
            evidence: CommandEvidence::Marked,
        };
        let transfer =
            Happening::FileTransfer { file_source: Side::Host, file_size: None, file_name: "a".to_owned() };
        let focus = Happening::TopMost { app_name: "vi".to_owned(), window_title: None };
        let events = [Event::new(1, command), Event::new(2, transfer), Event::new(3, focus)];
        for json in [
            r#"{"kind":"counts"}"#,
            r#"{"kind":"screen_time"}"#,
            r#"{"kind":"transfers"}"#,
            r#"{"kind":"commands"}"#,
        ] {
            let query: StatisticsQuery = serde_json::from_str(json).unwrap();
            let answered = answer(&query, &events, 10, None);
            let told = serde_json::to_string(&answered).unwrap();
            assert_ne!(told, "[]");
            let read = (&query).deserialize(&mut serde_json::Deserializer::from_str(&told)).unwrap();
            assert_eq!(read, answered);
        }
    }
}
