//! The only place that touches JavaScript: small typed doors to what the browser offers.

pub(crate) mod address;
pub(crate) mod canvas;
pub(crate) mod clipboard;
pub(crate) mod document;
pub(crate) mod files;
mod folder;
pub(crate) mod full_screen;
pub(crate) mod kept;
pub(crate) mod keys;
pub(crate) mod passkey;
pub(crate) mod player;
pub(crate) mod pointer;
pub(crate) mod scroll;
pub(crate) mod socket;
pub(crate) mod tab;
pub(crate) mod theme;
pub(crate) mod ticks;
pub(crate) mod visibility;
pub(crate) mod width;
pub(crate) mod zone;

pub(crate) use document::report_panics;
/// Something that is listened to; dropping it ends that.
pub(crate) use gloo::events::EventListener as Listener;
