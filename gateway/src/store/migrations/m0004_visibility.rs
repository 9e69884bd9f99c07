//! What decides who may see a recording: the names of its session as they are compared, and whether it is restricted.

use super::text;
use sea_orm::{ConnectionTrait, QueryResult};
use sea_orm_migration::prelude::*;

/// The columns with a name as it was told, and those with it as it is compared.
const NAMES: [(&str, &str); 3] =
    [("session_user", "user_key"), ("session_application", "application_key"), ("session_host", "host_key")];
/// How many rows are in memory at a time.
const ROWS: u64 = 1_000;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0004_visibility"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let restricted =
            ColumnDef::new(Alias::new("is_restricted")).boolean().not_null().default(false).to_owned();
        let keys = NAMES.map(|(_, key)| text(manager, key));
        // SQLite adds one column at a time.
        for column in keys.into_iter().chain([restricted]) {
            let table = Table::alter().table(Alias::new("recordings")).add_column(column).to_owned();
            manager.alter_table(table).await?;
        }
        write_keys(manager).await?;
        for (_, key) in NAMES {
            let index = Index::create()
                .name(format!("recordings_{key}"))
                .table(Alias::new("recordings"))
                .col(Alias::new(key))
                .col(Alias::new("is_restricted"))
                .col(Alias::new("id"))
                .to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

/// Gives the rows that are there the names as they are compared. No database can: each has a lower case of its own.
async fn write_keys(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let database = manager.get_connection();
    let id = || Expr::col(Alias::new("id"));
    let mut after = String::new();
    loop {
        let mut rows = Query::select();
        rows.from(Alias::new("recordings")).column(Alias::new("id"));
        rows.columns(NAMES.map(|(name, _)| Alias::new(name)));
        rows.and_where(id().gt(after.clone())).order_by(Alias::new("id"), Order::Asc).limit(ROWS);
        let rows: Vec<QueryResult> = database.query_all(&rows).await?;
        for row in &rows {
            after = row.try_get("", "id")?;
            let mut update = Query::update();
            update.table(Alias::new("recordings")).and_where(id().eq(after.clone()));
            for (name, key) in NAMES {
                let told: Option<String> = row.try_get("", name)?;
                let compared = told.as_deref().and_then(policy::Name::of).map(policy::Name::into_string);
                update.value(Alias::new(key), compared);
            }
            database.execute(&update).await?;
        }
        if rows.is_empty() {
            return Ok(());
        }
    }
}
