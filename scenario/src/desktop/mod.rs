//! A desktop that is drawn: wallpaper, windows, task bar, pointer, and what a user does with them.

mod actions;
mod administration;
mod documents;
mod hand;
mod paint;
mod screen;
mod views;
mod window;

pub(crate) use actions::Desktop;
