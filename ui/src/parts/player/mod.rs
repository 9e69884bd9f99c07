//! The player: picture, bar and controls around the `<afterimage-player>` element.
//!
//! `state`, `seeker`, `moment`, `span`, `speed` and `keys` decide and are pure; `driver`, `analysis` and `happened` tie
//! them to the element; the rest draws. What has rules of its own is a folder: the bar, the region, the settings, the
//! search, the statistics, the performance data, what was watched.

mod analysis;
mod bar;
mod controls;
mod driver;
mod happened;
mod hold;
mod keys;
mod moment;
mod overlay;
mod region;
mod search;
mod seeker;
mod settings;
mod span;
mod speed;
mod speed_menu;
mod stage;
mod state;
mod statistics;
mod view;
mod watch;
mod watched;

pub(crate) use analysis::buckets;
pub(crate) use bar::{ActivityRow, Spans, Window, axis_places};
pub(crate) use happened::{Happened, Remote};
pub(crate) use keys::player_keys;
pub(crate) use moment::{parse_moment, write_moment};
pub(crate) use settings::PlayerSettings;
pub(crate) use span::Span;
pub(crate) use speed::Speed;
pub(crate) use speed_menu::SpeedMenu;
pub(crate) use statistics::{StatisticsTab, use_statistics};
pub(crate) use view::{Opened, Player};
pub(crate) use watch::Watch;
