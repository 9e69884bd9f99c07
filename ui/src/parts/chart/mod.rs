//! Charts: bars with their names and values beside them, on a light grid. A chart is drawn on a canvas; over each bar
//! lies a button, so that it can be reached, read and pressed.
//!
//! `scale`, `lane` and `layout` decide what goes where and are pure; `draw` draws, `view` puts it together.

mod draw;
mod lane;
mod lanes;
mod layout;
mod scale;
mod view;

pub(crate) use lane::{Run, Sign};
pub(crate) use lanes::{Lane, LaneChart};
pub(crate) use scale::Scale;
pub(crate) use view::{Bar, BarChart, Column, ColumnChart, TimeAxis};
