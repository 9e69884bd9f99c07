//! How times, lengths and sizes are written, the same everywhere.

mod duration;
mod sentence;
mod size;
mod time;

pub(crate) use duration::{clock, clock_ms, spoken};
pub(crate) use sentence::sentence;
pub(crate) use size::{bytes, bytes_exact, grouped, megabytes, on_screen};
pub(crate) use time::{Zoned, parse_offset, wall, wall_moment, wall_time, zone};
