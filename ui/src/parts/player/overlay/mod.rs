//! Performance data: the overlay on the picture and the curves below the bar.

mod curves;
mod hook;
mod logic;
mod panel;
mod place;

pub(super) use curves::Curves;
pub(super) use hook::use_performance;
pub(super) use panel::OverlayPanel;
