//! One recording: the player, and what is known of it. The address holds the moment.

mod logic;
mod others;
mod page;
mod share;
mod view;

pub(crate) use page::PlaybackPage;
