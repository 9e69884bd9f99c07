//! What several pages draw: PatternFly's parts with their gaps mended, and parts of our own.

mod button;
pub(crate) mod chart;
pub(crate) mod comments;
mod copy;
mod dialog;
pub(crate) mod events;
mod field;
mod file_choice;
mod icon;
mod justified;
pub(crate) mod key_map;
mod labels;
mod menu;
mod message;
mod names;
mod notice;
mod page_link;
pub(crate) mod player;
mod role_choice;
pub(crate) mod room;
mod zone_choice;

pub(crate) use button::{Button, ButtonKind};
pub(crate) use copy::Copy;
pub(crate) use dialog::{Confirm, Dialog, Doing};
pub(crate) use field::{Field, Lines, Submit};
pub(crate) use file_choice::FileChoice;
pub(crate) use icon::{Icon, IconName};
pub(crate) use justified::Justified;
pub(crate) use labels::{Labels, Names, NamesAct};
pub(crate) use menu::{Menu, MenuItem};
pub(crate) use message::{Message, Tone};
pub(crate) use names::name_fault;
pub(crate) use notice::Notice;
pub(crate) use page_link::PageLink;
pub(crate) use role_choice::RoleChoice;
pub(crate) use zone_choice::ZoneChoice;
