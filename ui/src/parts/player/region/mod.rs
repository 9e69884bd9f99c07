//! Region history: a rectangle on the picture, and every moment at which something in it changed.

mod hook;
mod layer;
mod logic;
mod strip;

pub(super) use hook::use_region;
pub(super) use layer::RegionLayer;
pub(crate) use logic::drawing_keys;
pub(super) use strip::strip;
