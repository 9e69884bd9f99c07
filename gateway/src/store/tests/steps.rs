//! Databases of earlier versions are brought up to date.
//!
//! Each step has a case, `steps/NAME.sql`: rows as the version with that step as its last wrote them, in the SQL that both
//! databases read, with at least one for each table.

use super::{address, execute, rows};
use crate::store::Store;
use crate::store::migrations::Migrator;
use policy::{Name, Visibility};
use sea_orm::DbBackend;
use sea_orm_migration::MigratorTrait;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use test_databases::{Place, on_each_database};
use uuid::Uuid;

on_each_database!(
    what_was_listed_one_step_at_a_time_stays,
    what_was_listed_at_one_step_stays,
    keys_are_written_for_more_rows_than_are_read_at_a_time,
    text_is_compared_byte_by_byte,
);

/// The rows of each table by its columns, as text.
type Content = BTreeMap<String, (Vec<String>, Vec<Vec<Option<String>>>)>;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/store/tests/steps")
}

/// The steps, each with its case.
fn cases() -> Vec<(String, String)> {
    let case = |name: &str| {
        let file = folder().join(format!("{name}.sql"));
        fs::read_to_string(&file).unwrap_or_else(|error| {
            // expect says nothing of the file
            assert!(file.exists(), "{name} has no case: write {} with rows as of this step", file.display());
            format!("{error}")
        })
    };
    let steps = Migrator::migrations();
    steps.iter().map(|step| (step.name().to_owned(), case(step.name()))).collect()
}

/// The database at this place, with the tables as they are.
async fn as_it_is(place: &Place) -> Store {
    Store::connect(&address(place)).await.expect("a connection")
}

async fn texts(store: &Store, sql: &str) -> Vec<String> {
    rows(store, sql).await.iter().map(|row| row.try_get_by_index(0).expect("text")).collect()
}

async fn tables(store: &Store) -> Vec<String> {
    let sql = match store.database.get_database_backend() {
        DbBackend::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' \
             AND name <> 'seaql_migrations'"
        }
        _ => {
            "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' \
             AND table_name <> 'seaql_migrations'"
        }
    };
    texts(store, sql).await
}

async fn columns(store: &Store, table: &str) -> Vec<String> {
    let sql = match store.database.get_database_backend() {
        DbBackend::Sqlite => format!("SELECT name FROM pragma_table_info('{table}')"),
        _ => format!(
            "SELECT column_name::text FROM information_schema.columns WHERE table_schema = 'public' \
             AND table_name = '{table}'"
        ),
    };
    texts(store, &sql).await
}

async fn content_of(store: &Store, table: &str, columns: &[String]) -> Vec<Vec<Option<String>>> {
    let as_text =
        columns.iter().map(|column| format!("CAST(\"{column}\" AS text)")).collect::<Vec<_>>().join(", ");
    let found = rows(store, &format!("SELECT {as_text} FROM {table}")).await;
    let cells = |row: &sea_orm::QueryResult| {
        (0..columns.len()).map(|index| row.try_get_by_index(index).expect("text")).collect()
    };
    let mut found: Vec<Vec<_>> = found.iter().map(cells).collect();
    found.sort();
    found
}

async fn content(store: &Store) -> Content {
    let mut content = Content::new();
    for table in tables(store).await {
        let columns = columns(store, &table).await;
        let rows = content_of(store, &table, &columns).await;
        content.insert(table, (columns, rows));
    }
    content
}

/// Brings the database up to date, and looks whether all that was there is there.
async fn is_brought_up_to_date(place: &Place, before: &Content, at: &str) {
    let store = super::store(place).await;
    for (table, (columns, rows)) in before {
        assert_eq!(&content_of(&store, table, columns).await, rows, "{table} after {at}");
    }
    let listed = before.get("recordings").map_or(0, |(_, rows)| rows.len());
    let page = super::first_page(&store).await;
    assert_eq!((page.recordings.len(), page.next), (listed, None), "after {at}");
    for recording in page.recordings {
        let id = Uuid::try_parse(&recording.id).expect("an id");
        let found = store.recording(&Visibility::Everything, id).await.expect("looked");
        assert_eq!(found.as_ref(), Some(&recording));
    }
    for (name, key) in [
        ("session_user", "user_key"),
        ("session_application", "application_key"),
        ("session_host", "host_key"),
    ] {
        for row in rows(&store, &format!("SELECT \"{name}\", {key} FROM recordings")).await {
            let [told, compared]: [Option<String>; 2] =
                [0, 1].map(|index| row.try_get_by_index(index).expect("text"));
            let expected = told.as_deref().and_then(Name::of).map(Name::into_string);
            assert_eq!(compared, expected, "{key} of {told:?} after {at}");
        }
    }
}

async fn what_was_listed_one_step_at_a_time_stays(place: Place) {
    let cases = cases();
    for (until, (at, _)) in cases.iter().enumerate() {
        let place = place.another();
        for (step, case) in cases.iter().take(until + 1) {
            // Anew each time, so that no connection remembers the tables as they were.
            let store = as_it_is(&place).await;
            Migrator::up(&store.database, Some(1)).await.expect(step);
            store.close().await.expect("closed");
            let store = as_it_is(&place).await;
            execute(&store, case).await;
            for (table, (_, rows)) in content(&store).await {
                assert!(!rows.is_empty(), "the case of {step} or of an earlier one needs a row in {table}");
            }
            store.close().await.expect("closed");
        }
        let store = as_it_is(&place).await;
        let before = content(&store).await;
        store.close().await.expect("closed");
        is_brought_up_to_date(&place, &before, at).await;
    }
}

async fn what_was_listed_at_one_step_stays(place: Place) {
    for (steps, (at, case)) in (1..).zip(cases()) {
        let place = place.another();
        let store = as_it_is(&place).await;
        Migrator::up(&store.database, Some(steps)).await.expect(&at);
        execute(&store, &case).await;
        let before = content(&store).await;
        store.close().await.expect("closed");
        is_brought_up_to_date(&place, &before, &at).await;
    }
}

#[test]
fn each_step_has_a_case_and_each_case_a_step() {
    let steps: Vec<String> = cases().into_iter().map(|(name, _)| format!("{name}.sql")).collect();
    let files = fs::read_dir(folder()).expect("the cases");
    let name = |file: std::io::Result<fs::DirEntry>| {
        file.expect("a file").file_name().to_str().expect("a name").to_owned()
    };
    let mut files: Vec<String> = files.map(name).collect();
    files.sort();
    let mut sorted = steps;
    sorted.sort();
    assert_eq!(files, sorted);
}

async fn keys_are_written_for_more_rows_than_are_read_at_a_time(place: Place) {
    let before = as_it_is(&place).await;
    Migrator::up(&before.database, Some(3)).await.expect("three steps");
    execute(
        &before,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500) \
         INSERT INTO recordings (id, name, kind, width, height, imported_at_ms, duration_us, size_bytes, source_format, \
         source_sha256, root_sha256, import_notes, is_truncated, is_repeat, \"session_user\") \
         SELECT '01890000-0000-7000-8000-' || substr('000000000000' || i, length('000000000000' || i) - 11), 'a', \
         'desktop', 1, 1, 1, 1, 1, 'guacamole', 'source ' || i, 'root', '[]', FALSE, FALSE, \
         CASE WHEN i % 100 > 0 THEN ' USER' || i END FROM n",
    )
    .await;
    before.close().await.expect("closed");
    let store = super::store(&place).await;
    let wrong = "SELECT id FROM recordings WHERE \"session_user\" IS NULL AND user_key IS NOT NULL \
                 OR \"session_user\" IS NOT NULL AND (user_key IS NULL OR ' ' || upper(user_key) <> \"session_user\")";
    assert_eq!(texts(&store, wrong).await, [""; 0]);
    assert_eq!(texts(&store, "SELECT id FROM recordings WHERE user_key IS NULL").await.len(), 25);
}

async fn text_is_compared_byte_by_byte(place: Place) {
    let store = super::store(&place).await;
    // the database of the tests has the order of a language
    let mixed = ["a", "B", "_", "\u{e9}", "z"];
    for (number, name) in mixed.iter().enumerate() {
        let id = format!("01890000-0000-7000-8000-{number:012}");
        let mut new = super::new_recording(Uuid::try_parse(&id).expect("an id"), &id, false);
        new.recording.name = (*name).to_owned();
        store.insert_recording(&new).await.expect("listed");
    }
    let ordered = texts(&store, "SELECT name FROM recordings ORDER BY name").await;
    assert_eq!(ordered, ["B", "_", "a", "z", "\u{e9}"]);
    if store.database.get_database_backend() == DbBackend::Postgres {
        let others = "SELECT table_name || '.' || column_name FROM information_schema.columns \
                      WHERE table_schema = 'public' AND table_name <> 'seaql_migrations' \
                      AND data_type IN ('text', 'character varying', 'character') \
                      AND collation_name IS DISTINCT FROM 'C'";
        let advice = "make columns of text with `text` in migrations/mod.rs";
        assert_eq!(texts(&store, others).await, [""; 0], "{advice}");
    }
}
