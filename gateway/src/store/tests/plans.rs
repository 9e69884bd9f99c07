//! How a database would answer: no query of a request may look at every recording.

use super::{execute, rows, store};
use crate::store::Store;
use crate::store::recordings::{of_source, with_id};
use policy::Visibility;
use sea_orm::{ConnectionTrait, DbBackend, QueryTrait, Statement};
use test_databases::{Place, on_each_database};
use uuid::Uuid;

on_each_database!(one_recording_is_found_by_an_index, a_scan_is_told_to_be_one);

/// Many recordings, as no import would list them so quickly.
pub(in crate::store) async fn fill(store: &Store) {
    execute(
        store,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000) \
         INSERT INTO recordings (id, name, kind, width, height, started_at_ms, imported_at_ms, duration_us, size_bytes, \
         source_format, source_sha256, root_sha256, import_notes, is_truncated, is_repeat, user_key, application_key, \
         host_key, name_key, site_key, event_count, is_restricted, list, session_id) \
         SELECT '00000000-0000-7000-8000-' || substr('000000000000' || i, length('000000000000' || i) - 11), 'a', \
         'desktop', 1, 1, i * 30000, i * 30000, 60000000, 1, 'guacamole', 'source ' || i, 'root', '[]', FALSE, FALSE, \
         'user' || (i % 2000), 'app' || (i % 40), 'srv-' || (i % 500), 'n' || (i % 20000), 'site' || (i % 3), i % 30000, \
         i % 50 = 0, CASE WHEN i % 50 = 0 THEN 'restricted' ELSE 'all' END, \
         '00000000-0000-7000-8000-' || substr('000000000000' || i, length('000000000000' || i) - 11) FROM n",
    )
    .await;
    execute(
        store,
        "INSERT INTO session_names (kind, name_key) SELECT DISTINCT 'user', user_key FROM recordings \
         UNION ALL SELECT DISTINCT 'host', host_key FROM recordings \
         UNION ALL SELECT DISTINCT 'site', site_key FROM recordings",
    )
    .await;
    if store.database.get_database_backend() == DbBackend::Postgres {
        execute(store, "ANALYZE").await;
    }
}

/// The steps that a database would take, one a line.
pub(in crate::store) async fn plan(store: &Store, mut statement: Statement) -> Vec<String> {
    let (explain, column) = match store.database.get_database_backend() {
        DbBackend::Sqlite => ("EXPLAIN QUERY PLAN ", "detail"),
        _ => ("EXPLAIN ", "QUERY PLAN"),
    };
    statement.sql.insert_str(0, explain);
    let steps = store.database.query_all_raw(statement).await.expect("a plan");
    steps.iter().map(|row| row.try_get("", column).expect("a step")).collect()
}

/// The steps that look at a table, or a whole index, from one end to the other, and are not cut short by a limit.
pub(in crate::store) fn scans(backend: DbBackend, plan: &[String]) -> Vec<&String> {
    let tables = ["recordings", "newest", "found"];
    let is_bounded = |at: usize| {
        let own = plan.get(at + 1..).unwrap_or_default().iter().take_while(|line| !line.contains("->"));
        let above = at.checked_sub(1).and_then(|above| plan.get(above));
        own.clone().any(|line| line.contains("Index Cond") || line.contains("Recheck Cond"))
            || above.is_some_and(|line| line.contains("Limit"))
    };
    let is_scan = |at: usize, step: &str| match backend {
        // the newest are walked through by the index of the ids; the limit is not told
        DbBackend::Sqlite => {
            tables.iter().any(|table| step.starts_with(&format!("SCAN {table}")))
                && !step.contains("USING INDEX sqlite_autoindex_recordings_1")
        }
        _ => step.contains("Scan") && step.contains(" on recordings") && !is_bounded(at),
    };
    plan.iter().enumerate().filter(|(at, step)| is_scan(*at, step)).map(|(_, step)| step).collect()
}

async fn one_recording_is_found_by_an_index(place: Place) {
    let store = store(&place).await;
    fill(&store).await;
    let backend = store.database.get_database_backend();
    for query in [of_source("source 7"), with_id(backend, &Visibility::Unrestricted, Uuid::now_v7())] {
        let plan = plan(&store, query.build(backend)).await;
        assert_eq!(scans(backend, &plan), [""; 0], "{plan:#?}");
    }
}

async fn a_scan_is_told_to_be_one(place: Place) {
    let store = store(&place).await;
    fill(&store).await;
    let backend = store.database.get_database_backend();
    let of = async |sql| plan(&store, Statement::from_string(backend, sql)).await;
    let without_index = of("SELECT id FROM recordings WHERE name = 'b'").await;
    assert_ne!(scans(backend, &without_index), [""; 0], "{without_index:#?}");
    let with_index = of("SELECT id FROM recordings WHERE user_key = 'user7'").await;
    assert_eq!(scans(backend, &with_index), [""; 0], "{with_index:#?}");
    assert_eq!(rows(&store, "SELECT id FROM recordings WHERE user_key = 'user7'").await.len(), 20);
}
