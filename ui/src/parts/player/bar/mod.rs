//! The bar: where one is, where one could be, what happens where, and what cannot be shown.
//!
//! `window` (zoom), `fingers` (pinching), `axis`, `chart` and `events` (what is drawn) and `under` (what is under the pointer)
//! decide and are pure.

mod axis;
mod chart;
mod events;
mod fingers;
mod lanes;
mod overview;
mod tip;
mod under;
mod view;
mod window;

pub(super) use under::Marks;
pub(super) use view::Bar;
pub(super) use window::{Window, WindowAction};
