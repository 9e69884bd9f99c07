//! Comments on recordings. They go with their recording, and stay when their author's account goes.

use super::text;
use sea_orm_migration::prelude::*;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0010_comments"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let id = |name: &str| text(manager, name).string_len(36).not_null().to_owned();
        let words = |name: &str| text(manager, name).not_null().to_owned();
        let number = |name: &str| ColumnDef::new(Alias::new(name)).big_integer().not_null().to_owned();
        let table = Table::create()
            .table(Alias::new("comments"))
            .col(id("id").primary_key())
            .col(id("recording_id"))
            .col(id("account_id"))
            .col(words("author"))
            .col(number("at_us"))
            .col(words("severity"))
            .col(words("text"))
            .col(number("made_at_ms"))
            .foreign_key(
                ForeignKey::create()
                    .from_col(Alias::new("recording_id"))
                    .to(Alias::new("recordings"), Alias::new("id"))
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        manager.create_table(table).await?;
        for (name, columns) in
            [("comments_recording", ["recording_id", "at_us"]), ("comments_account", ["account_id", "id"])]
        {
            let mut index = Index::create().name(name).table(Alias::new("comments")).to_owned();
            for column in columns {
                index.col(Alias::new(column));
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
