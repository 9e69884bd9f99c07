//! What a user sets about playing: when a session counts as idle, and how much the player may keep in memory.

mod dialog;
mod logic;

pub(super) use dialog::SettingsDialog;
pub(crate) use logic::PlayerSettings;
