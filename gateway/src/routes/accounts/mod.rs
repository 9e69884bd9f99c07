//! Accounts, groups, and playback permissions, as administrators manage them.

pub(super) mod account;
pub(super) mod group;
pub(super) mod host_group;
pub(super) mod permission;
