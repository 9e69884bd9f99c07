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

pub(crate) use axis::places as axis_places;
pub(crate) use lanes::{ActivityRow, Spans};
pub(super) use under::Marks;
pub(super) use view::Bar;
pub(crate) use window::Window;
pub(super) use window::WindowAction;
