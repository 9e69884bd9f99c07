//! The incident room: several recordings of the same minutes, on one wall clock, with one stream of events.
//!
//! `wall` (where recordings stand on the clock), `offset` (corrections of their clocks), `clock`, `step` (how a tile is
//! kept in step), `choice` (what can be opened together), `stream` (the merged events), `words` and `keys` decide and
//! are pure; `machine` drives the players; the rest draws.

mod asked;
mod bar;
mod choice;
mod clock;
mod controls;
mod keys;
mod known;
mod machine;
mod offset;
mod step;
mod stream;
mod tile;
mod told;
mod view;
mod wall;
mod words;

pub(crate) use asked::{Asked, MOST, Playable};
pub(crate) use choice::{Choice, judge};
pub(crate) use keys::room_keys;
pub(crate) use offset::{from_address as offsets_from_address, to_address as offsets_to_address};
pub(crate) use view::Room;
