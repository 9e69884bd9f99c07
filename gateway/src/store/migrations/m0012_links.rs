//! Links with which recordings are shared, and who opened them. They go with their recording.

use super::text;
use sea_orm_migration::prelude::*;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0012_links"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let id = |name: &str| text(manager, name).string_len(36).not_null().to_owned();
        let hash = |name: &str| text(manager, name).string_len(64).not_null().to_owned();
        let words = |name: &str| text(manager, name).not_null().to_owned();
        let number = |name: &str| ColumnDef::new(Alias::new(name)).big_integer().not_null().to_owned();
        let goes_with = |column: &str, table: &str| {
            ForeignKey::create()
                .from_col(Alias::new(column))
                .to(Alias::new(table), Alias::new("id"))
                .on_delete(ForeignKeyAction::Cascade)
                .to_owned()
        };
        let links = Table::create()
            .table(Alias::new("links"))
            .col(id("id").primary_key())
            .col(id("recording_id"))
            .col(hash("secret_hash").unique_key())
            .col(number("at_us"))
            .col(number("made_at_ms"))
            .col(text(manager, "made_by_id").string_len(36))
            .col(words("made_by"))
            .col(text(manager, "justification"))
            .col(number("expires_at_ms"))
            .col(ColumnDef::new(Alias::new("revoked_at_ms")).big_integer())
            .col(text(manager, "revoked_by"))
            .foreign_key(&mut goes_with("recording_id", "recordings"))
            .to_owned();
        manager.create_table(links).await?;
        let openings = Table::create()
            .table(Alias::new("link_openings"))
            .col(id("id").primary_key())
            .col(id("link_id"))
            .col(hash("token_hash"))
            .col(text(manager, "account_id").string_len(36))
            .col(words("name"))
            .col(words("address"))
            .col(words("browser"))
            .col(number("at_ms"))
            .col(words("justification"))
            .foreign_key(&mut goes_with("link_id", "links"))
            .to_owned();
        manager.create_table(openings).await?;
        for (table, name, columns) in [
            ("links", "links_recording", ["recording_id", "id"]),
            ("link_openings", "link_openings_link", ["link_id", "id"]),
            ("link_openings", "link_openings_token", ["token_hash", "link_id"]),
        ] {
            let mut index = Index::create().name(name).table(Alias::new(table)).to_owned();
            for column in columns {
                index.col(Alias::new(column));
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
