//! Statistics over the events of one recording: pure functions of its events, which rise by the time at which they
//! happened.

mod commands;
mod counts;
mod query;
mod screen_time;
mod transfers;

pub use commands::{CommandRun, commands};
pub use counts::{TypeCount, counts};
pub use query::{StatisticsAnswer, StatisticsQuery, answer};
pub use screen_time::{ApplicationTime, DurationRange, Period, screen_time};
pub use transfers::{Bucket, Direction, Granularity, transfers};
