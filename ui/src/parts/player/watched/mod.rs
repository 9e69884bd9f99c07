//! What was watched, kept from one visit to the next.

mod hook;
mod ledger;

pub(super) use hook::{forget, use_watched};
pub(super) use ledger::MOST_RECORDINGS;
