//! What administrators do with recordings: which list each is on, and why. Names to look for recordings by.

use super::text;
use sea_orm::{ConnectionTrait, QueryResult};
use sea_orm_migration::prelude::*;

/// The columns with a name as it was told, and those with it as it is compared.
const NAMES: [(&str, &str); 3] = [
    ("session_client", "client_key"),
    ("session_client_address", "client_address_key"),
    ("session_site", "site_key"),
];
/// Each kind of name that recordings are looked for by, with its column.
const KINDS: [(&str, &str); 6] = [
    ("user", "user_key"),
    ("application", "application_key"),
    ("host", "host_key"),
    ("client", "client_key"),
    ("client_address", "client_address_key"),
    ("site", "site_key"),
];
/// Which had an index that tells restricted ones from others.
const INDEXED: [&str; 3] = ["user_key", "application_key", "host_key"];
/// How many rows are in memory at a time.
const ROWS: u64 = 1_000;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0011_care"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager).await?;
        make_tables(manager).await?;
        write_keys(manager).await?;
        let database = manager.get_connection();
        database.execute_unprepared("UPDATE recordings SET session_id = id").await?;
        database
            .execute_unprepared(
                "UPDATE recordings SET list = 'restricted', restricted_at_ms = imported_at_ms, \
                 restricted_by = 'unknown' WHERE is_restricted",
            )
            .await?;
        for (kind, key) in KINDS {
            let of_all = format!(
                "INSERT INTO session_names (kind, name_key) \
                 SELECT DISTINCT '{kind}', {key} FROM recordings WHERE {key} IS NOT NULL"
            );
            database.execute_unprepared(&of_all).await?;
        }
        for key in INDEXED {
            let name = format!("recordings_{key}");
            manager.drop_index(Index::drop().name(name).table(Alias::new("recordings")).to_owned()).await?;
        }
        make_indexes(manager).await
    }
}

async fn add_columns(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let text = |name| text(manager, name);
    let time = |name| ColumnDef::new(Alias::new(name)).big_integer().to_owned();
    let columns = [
        text("session_id").string_len(36).not_null().default("").to_owned(),
        text("list").string_len(16).not_null().default("all").to_owned(),
        text("name_key"),
        text("client_key"),
        text("client_address_key"),
        text("site_key"),
        time("restricted_at_ms"),
        text("restricted_by"),
        time("archived_at_ms"),
        text("archived_by"),
        time("hold_at_ms"),
        text("hold_by"),
        text("hold_reason"),
        time("deleted_at_ms"),
        text("deleted_by"),
        time("purged_from_ms"),
        ColumnDef::new(Alias::new("is_deleted_with_files")).boolean().not_null().default(false).to_owned(),
    ];
    // SQLite adds one column at a time.
    for column in columns {
        let table = Table::alter().table(Alias::new("recordings")).add_column(column).to_owned();
        manager.alter_table(table).await?;
    }
    Ok(())
}

async fn make_tables(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let names = Table::create()
        .table(Alias::new("session_names"))
        .col(text(manager, "kind").string_len(16).not_null())
        .col(text(manager, "name_key").not_null())
        .primary_key(Index::create().col(Alias::new("kind")).col(Alias::new("name_key")))
        .to_owned();
    manager.create_table(names).await?;
    // the files of recordings whose records are gone, until they are gone as well
    let purges = Table::create()
        .table(Alias::new("purges"))
        .col(text(manager, "recording_id").string_len(36).not_null().primary_key())
        .col(ColumnDef::new(Alias::new("purged_at_ms")).big_integer().not_null())
        .to_owned();
    manager.create_table(purges).await?;
    let clock = Table::create()
        .table(Alias::new("trusted_clock"))
        .col(ColumnDef::new(Alias::new("id")).big_integer().not_null().primary_key())
        .col(ColumnDef::new(Alias::new("seen_ms")).big_integer().not_null())
        .to_owned();
    manager.create_table(clock).await
}

async fn make_indexes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let named = KINDS.iter().map(|(_, key)| (*key, vec![*key, "list", "id"]));
    let others = [
        ("list", vec!["list", "id"]),
        ("session", vec!["session_id"]),
        ("name", vec!["name_key", "list", "id"]),
        ("size", vec!["size_bytes"]),
        ("events", vec!["event_count"]),
        ("purged", vec!["purged_from_ms"]),
    ];
    for (name, columns) in named.chain(others) {
        let mut index =
            Index::create().name(format!("recordings_{name}")).table(Alias::new("recordings")).to_owned();
        for column in columns {
            index.col(Alias::new(column));
        }
        manager.create_index(index).await?;
    }
    Ok(())
}

/// Gives the rows that are there the names as they are compared. No database can: each has a lower case of its own.
async fn write_keys(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let database = manager.get_connection();
    let id = || Expr::col(Alias::new("id"));
    let compared =
        |told: Option<String>| told.as_deref().and_then(policy::Name::of).map(policy::Name::into_string);
    let mut after = String::new();
    loop {
        let mut rows = Query::select();
        rows.from(Alias::new("recordings")).columns(["id", "name", "title"].map(Alias::new));
        rows.columns(NAMES.map(|(name, _)| Alias::new(name)));
        rows.and_where(id().gt(after.clone())).order_by(Alias::new("id"), Order::Asc).limit(ROWS);
        let rows: Vec<QueryResult> = database.query_all(&rows).await?;
        for row in &rows {
            after = row.try_get("", "id")?;
            let mut update = Query::update();
            update.table(Alias::new("recordings")).and_where(id().eq(after.clone()));
            for (name, key) in NAMES {
                update.value(Alias::new(key), compared(row.try_get("", name)?));
            }
            let (title, name): (Option<String>, String) =
                (row.try_get("", "title")?, row.try_get("", "name")?);
            update.value(Alias::new("name_key"), compared(title).or_else(|| compared(Some(name))));
            database.execute(&update).await?;
        }
        if rows.is_empty() {
            return Ok(());
        }
    }
}
