//! Comments on the recording that is played: listed, added where one is, and as marks among the events.

mod add;
mod list;
mod logic;
mod one;

pub(crate) use list::CommentList;
pub(crate) use logic::{as_events, merged};
pub(crate) use one::{DeleteComment, heading};
