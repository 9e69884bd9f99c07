//! The database. SQL and sea-orm appear here and nowhere else.

mod accounts;
mod address;
mod admin_log;
mod care;
mod comments;
mod connection;
mod entity;
mod filter;
mod links;
mod migrations;
mod pages;
mod purge;
mod recordings;
#[cfg(test)]
mod tests;
mod text;
mod visibility;

pub use accounts::{Credentials, FirstAdmin, Holder, LinkRow, NewSession, Presence, SessionLimits, SignedIn};
pub use address::{DatabaseAddress, PostgresAddress};
pub use admin_log::{LogFilter, Playback, Verified};
pub use care::Doing;
pub use connection::Store;
pub use filter::{NameKind, NameTest, Number, Wanted, Wish};
pub use links::{Opener, ToShare};
pub use pages::{Page, WallTime};
pub use purge::{Purged, SeenTime};
pub use recordings::{Inserted, NewRecording};
/// What the database said when it failed.
pub use sea_orm::DbErr as DatabaseFailure;
