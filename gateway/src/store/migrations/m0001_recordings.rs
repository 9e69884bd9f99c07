//! The table of recordings.

use super::text;
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
        let text = |name| text(manager, name);
        manager
            .create_table(
                Table::create()
                    .table(Alias::new("recordings"))
                    .col(text("id").string_len(36).not_null().primary_key())
                    .col(text("name").not_null())
                    .col(text("title"))
                    .col(text("kind").string_len(16).not_null())
                    .col(column("width").big_integer().not_null())
                    .col(column("height").big_integer().not_null())
                    .col(column("started_at_ms").big_integer())
                    .col(column("imported_at_ms").big_integer().not_null())
                    .col(column("duration_us").big_integer().not_null())
                    .col(column("size_bytes").big_integer().not_null())
                    .col(text("source_format").string_len(64).not_null())
                    .col(text("source_sha256").string_len(64).not_null())
                    .col(text("root_sha256").string_len(64).not_null())
                    .col(text("import_notes").not_null())
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
