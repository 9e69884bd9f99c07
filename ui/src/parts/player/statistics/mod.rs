//! What the events of a recording come to: how long each application was in focus, what was transferred, which
//! commands were run, how many events there are of each type. The player's worker counts; here it is shown.

mod asked;
mod choice;
mod commands;
mod counts;
mod lanes;
mod listed;
mod logic;
mod saved;
mod screen_time;
mod tab;
mod transfers;
mod view;

pub(crate) use logic::Clock;
pub(crate) use tab::{StatisticsTab, use_statistics};
pub(crate) use view::{PanelProps, Statistics};
