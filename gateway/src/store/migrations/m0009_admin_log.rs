//! The administrator logs, and which recordings were opened in which sign-in session.

use super::text;
use sea_orm_migration::prelude::*;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0009_admin_log"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let number = |name: &str| ColumnDef::new(Alias::new(name)).big_integer().not_null().to_owned();
        let words = |name: &str| text(manager, name).not_null().to_owned();
        let log = Table::create()
            .table(Alias::new("admin_log"))
            .col(number("sequence").primary_key())
            .col(number("at_ms"))
            .col(words("log"))
            .col(words("category"))
            .col(words("action"))
            .col(text(manager, "subject_id"))
            .col(words("subject"))
            .col(text(manager, "by_id"))
            .col(words("by_name"))
            .col(text(manager, "address"))
            .col(ColumnDef::new(Alias::new("is_authorized")).boolean().not_null())
            .col(words("details"))
            .col(words("hash"))
            .to_owned();
        manager.create_table(log).await?;
        // the pages of each log, newest first, and what an account did lately
        for (name, columns) in [
            ("admin_log_log", ["log", "sequence"]),
            ("admin_log_action", ["log", "action"]),
            ("admin_log_by", ["by_id", "at_ms"]),
        ] {
            let mut index = Index::create().name(name).table(Alias::new("admin_log")).to_owned();
            for column in columns {
                index.col(Alias::new(column));
            }
            manager.create_index(index).await?;
        }
        // the end of the log: whoever adds an entry changes it first, so that others wait
        let head = Table::create()
            .table(Alias::new("admin_log_head"))
            .col(number("id").primary_key())
            .col(number("sequence"))
            .col(words("hash"))
            .to_owned();
        manager.create_table(head).await?;
        let first = Query::insert()
            .into_table(Alias::new("admin_log_head"))
            .columns(["id", "sequence", "hash"].map(Alias::new))
            .values_panic([1.into(), 0.into(), "0".repeat(64).into()])
            .to_owned();
        manager.exec_stmt(first).await?;
        let opened = Table::create()
            .table(Alias::new("playbacks"))
            .col(words("token_hash"))
            .col(text(manager, "recording_id").string_len(36).not_null())
            .col(number("opened_at_ms"))
            .col(text(manager, "justification"))
            .primary_key(Index::create().col(Alias::new("token_hash")).col(Alias::new("recording_id")))
            .foreign_key(
                ForeignKey::create()
                    .from_col(Alias::new("token_hash"))
                    .to(Alias::new("sign_in_sessions"), Alias::new("token_hash"))
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        manager.create_table(opened).await
    }
}
