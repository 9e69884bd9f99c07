//! The database. SQL and sea-orm appear here and nowhere else.

mod connection;
mod entity;
mod migrations;
mod recordings;
mod visibility;

pub use connection::Store;
pub use recordings::{Inserted, NewRecording, Page, WallTime};
/// What the database said when it failed.
pub use sea_orm::DbErr as DatabaseFailure;
