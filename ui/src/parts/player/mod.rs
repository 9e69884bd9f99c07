//! The player: picture, bar and controls around the `<afterimage-player>` element.
//!
//! `state`, `seeker`, `moment`, `speed` and `keys` decide and are pure; `driver` ties them to the element; the rest draws.

mod bar;
mod controls;
mod driver;
mod key_dialog;
mod keys;
mod moment;
mod seeker;
mod speed;
mod speed_menu;
mod stage;
mod state;
mod view;
mod watch;

pub(crate) use keys::keys_table;
pub(crate) use moment::{parse_moment, write_moment};
pub(crate) use view::{Opened, Player};
pub(crate) use watch::Watch;
