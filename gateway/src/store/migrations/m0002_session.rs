//! Who was recorded and where, and how many events a recording holds.

use super::text;
use sea_orm_migration::prelude::*;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0002_session"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let text = |name| text(manager, name);
        let columns = [
            text("session_user"),
            text("session_host"),
            text("session_client"),
            text("session_client_address"),
            text("session_application"),
            text("session_site"),
            // nothing where it was imported before events were counted
            ColumnDef::new(Alias::new("event_count")).big_integer().to_owned(),
        ];
        // SQLite adds one column at a time.
        for column in columns {
            let table = Table::alter().table(Alias::new("recordings")).add_column(column).to_owned();
            manager.alter_table(table).await?;
        }
        Ok(())
    }
}
