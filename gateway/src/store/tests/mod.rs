//! The store on each database.

mod admin_log;
mod care;
mod durability;
pub(super) mod plans;
mod purge;
mod recordings;
mod steps;

use super::{DatabaseAddress, NewRecording, Page, Store, Wanted};
use policy::Visibility;
use sea_orm::{ConnectionTrait, QueryResult, Statement};
use test_databases::Place;
use uuid::Uuid;

pub(super) fn address(place: &Place) -> DatabaseAddress {
    match place.postgres_address() {
        Some(address) => address.parse().expect("an address"),
        // Characters that would mean something in the address of a database.
        None => DatabaseAddress::Sqlite(place.folder().join("a ?mode=memory%20#.sqlite")),
    }
}

pub(super) async fn store(place: &Place) -> Store {
    Store::open_at(&address(place)).await.expect("a store")
}

pub(super) fn new_recording(id: Uuid, source: &str, is_repeat: bool) -> NewRecording {
    NewRecording {
        recording: api::Recording {
            id: id.to_string(),
            name: "größe.guac".to_owned(),
            title: Some("a \u{1b}[2J title".to_owned()),
            kind: api::Kind::Desktop,
            size_on_screen: api::SizeOnScreen { width: 1280, height: 720 },
            session: api::SessionFacts {
                user: Some("Zo\u{eb} <b>".to_owned()),
                host: Some("srv-1".to_owned()),
                client: Some("laptop".to_owned()),
                client_address: Some("2001:db8::1".to_owned()),
                application: Some("Desktop".to_owned()),
                site: Some("Basel".to_owned()),
            },
            events: Some(18),
            started_at_ms: Some(-5),
            imported_at_ms: 1_700_000_000_000,
            duration_us: 61_000_000,
            size_bytes: 1234,
            source_format: "guacamole".to_owned(),
            root_sha256: "ab".repeat(32),
            import_notes: vec!["unknown instruction: 3 times".to_owned()],
            truncated: true,
            session_id: id.to_string(),
            care: api::Care::default(),
        },
        source_sha256: source.to_owned(),
        is_repeat,
        is_restricted: false,
    }
}

/// The first page of everything.
pub(super) async fn first_page(store: &Store) -> Page {
    let page = store.page_of_recordings(&Visibility::Everything, 200, None, &Wanted::default()).await;
    page.expect("a page")
}

pub(super) async fn execute(store: &Store, sql: &str) {
    store.database.execute_unprepared(sql).await.expect(sql);
}

pub(super) async fn rows(store: &Store, sql: &str) -> Vec<QueryResult> {
    let statement = Statement::from_string(store.database.get_database_backend(), sql);
    store.database.query_all_raw(statement).await.expect(sql)
}
