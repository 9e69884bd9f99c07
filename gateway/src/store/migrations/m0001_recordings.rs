//! The table of recordings.

use sea_orm_migration::prelude::*;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0001_recordings"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = |name| ColumnDef::new(Alias::new(name));
        manager
            .create_table(
                Table::create()
                    .table(Alias::new("recordings"))
                    .col(column("id").string_len(36).not_null().primary_key())
                    .col(column("name").text().not_null())
                    .col(column("title").text())
                    .col(column("kind").string_len(16).not_null())
                    .col(column("width").big_integer().not_null())
                    .col(column("height").big_integer().not_null())
                    .col(column("started_at_ms").big_integer())
                    .col(column("imported_at_ms").big_integer().not_null())
                    .col(column("duration_us").big_integer().not_null())
                    .col(column("size_bytes").big_integer().not_null())
                    .col(column("source_format").string_len(64).not_null())
                    .col(column("source_sha256").string_len(64).not_null())
                    .col(column("root_sha256").string_len(64).not_null())
                    .col(column("import_notes").text().not_null())
                    .col(column("is_truncated").boolean().not_null())
                    .col(column("is_repeat").boolean().not_null())
                    .to_owned(),
            )
            .await?;
        // The same source is imported once, unless someone asks for it again.
        manager
            .create_index(
                Index::create()
                    .name("recordings_source")
                    .table(Alias::new("recordings"))
                    .col(Alias::new("source_sha256"))
                    .unique()
                    .and_where(Expr::col(Alias::new("is_repeat")).eq(false))
                    .to_owned(),
            )
            .await
    }
}
