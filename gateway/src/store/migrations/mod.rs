//! The tables, step by step. A step that was released is never changed; the next one changes what it made.

mod m0001_recordings;
mod m0002_session;
mod m0003_time;
mod m0004_visibility;
mod m0005_longest;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

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
        ]
    }
}
