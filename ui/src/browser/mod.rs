//! The only place that touches JavaScript: small typed doors to what the browser offers.

pub(crate) mod address;
pub(crate) mod document;
pub(crate) mod files;
pub(crate) mod theme;
pub(crate) mod zone;

pub(crate) use document::report_panics;
