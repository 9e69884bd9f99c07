//! Recordings are found by when they were made.

use sea_orm_migration::prelude::*;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0003_time"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // With the length beside the start, whether one reaches into a time is told without its row.
        manager
            .create_index(
                Index::create()
                    .name("recordings_time")
                    .table(Alias::new("recordings"))
                    .col(Alias::new("started_at_ms"))
                    .col(Alias::new("duration_us"))
                    .to_owned(),
            )
            .await
    }
}
