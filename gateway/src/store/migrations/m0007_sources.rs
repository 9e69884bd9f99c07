//! Whether a source was imported is told without looking at all recordings, repeats too.

use sea_orm_migration::prelude::*;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0007_sources"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The index of the first step leaves the repeats out.
        let index = Index::create()
            .name("recordings_every_source")
            .table(Alias::new("recordings"))
            .col(Alias::new("source_sha256"))
            .col(Alias::new("id"))
            .to_owned();
        manager.create_index(index).await
    }
}
