//! What several pages draw: PatternFly's parts with their gaps mended, and parts of our own.

mod button;
pub(crate) mod chart;
pub(crate) mod events;
mod file_choice;
mod icon;
pub(crate) mod key_map;
mod message;
mod page_link;
pub(crate) mod player;
pub(crate) mod room;

pub(crate) use button::{Button, ButtonKind};
pub(crate) use file_choice::FileChoice;
pub(crate) use icon::{Icon, IconName};
pub(crate) use message::{Message, Tone};
pub(crate) use page_link::PageLink;
