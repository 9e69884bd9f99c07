//! How long the longest recording is, is told without looking at all of them.

use sea_orm_migration::prelude::*;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0005_longest"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index = Index::create()
            .name("recordings_duration")
            .table(Alias::new("recordings"))
            .col(Alias::new("duration_us"))
            .to_owned();
        manager.create_index(index).await
    }
}
