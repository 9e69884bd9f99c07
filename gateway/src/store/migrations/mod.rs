//! The tables, step by step. A step that was released is never changed; the next one changes what it made. Each step
//! has a case in `store/tests/steps/`, rows as they were then, with which the tests bring it up to date.

mod m0001_recordings;
mod m0002_session;
mod m0003_time;
mod m0004_visibility;
mod m0005_longest;
mod m0006_accounts;
mod m0007_sources;
mod m0008_issuers;
mod m0009_admin_log;
mod m0010_comments;
mod m0011_care;
mod m0012_links;

use sea_orm::DbBackend;
use sea_orm_migration::prelude::{Alias, ColumnDef};
use sea_orm_migration::{MigrationTrait, MigratorTrait, SchemaManager};

/// All steps, in order.
pub(super) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_recordings::Migration),
            Box::new(m0002_session::Migration),
            Box::new(m0003_time::Migration),
            Box::new(m0004_visibility::Migration),
            Box::new(m0005_longest::Migration),
            Box::new(m0006_accounts::Migration),
            Box::new(m0007_sources::Migration),
            Box::new(m0008_issuers::Migration),
            Box::new(m0009_admin_log::Migration),
            Box::new(m0010_comments::Migration),
            Box::new(m0011_care::Migration),
            Box::new(m0012_links::Migration),
        ]
    }
}

/// A column of text, which is compared byte by byte: as SQLite does, and PostgreSQL where it is told to. Every column of
/// text is made by this, also one with another type of text: `text(manager, "id").string_len(36)`.
fn text(manager: &SchemaManager, name: &str) -> ColumnDef {
    let mut column = ColumnDef::new(Alias::new(name)).text().to_owned();
    if manager.get_database_backend() == DbBackend::Postgres {
        column.extra("COLLATE \"C\"");
    }
    column
}
