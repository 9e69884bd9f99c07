//! What is kept when something fails, and what is said of it.

use super::{address, execute, first_page, new_recording, rows, store};
use crate::Error;
use crate::store::Store;
use policy::Visibility;
use sea_orm::DbBackend;
use test_databases::{Cluster, Place, on_each_database};
use uuid::Uuid;

on_each_database!(commits_are_durable, a_full_disk_is_told_and_nothing_is_listed, several_open_it_at_once);

async fn commits_are_durable(place: Place) {
    let store = store(&place).await;
    // on every connection of the pool
    for _ in 0..20 {
        let ask = async |question| rows(&store, question).await.remove(0);
        match store.database.get_database_backend() {
            DbBackend::Sqlite => {
                let mode: String = ask("PRAGMA journal_mode").await.try_get_by_index(0).expect("text");
                assert_eq!(mode, "wal");
                let synchronous: i32 = ask("PRAGMA synchronous").await.try_get_by_index(0).expect("a number");
                assert_eq!(synchronous, 2, "2 is FULL");
            }
            _ => {
                // the server of the tests has it off
                let mode: String = ask("SHOW synchronous_commit").await.try_get_by_index(0).expect("text");
                assert_eq!(mode, "on");
            }
        }
    }
}

async fn a_full_disk_is_told_and_nothing_is_listed(place: Place) {
    let store = store(&place).await;
    match store.database.get_database_backend() {
        DbBackend::Sqlite => {
            // Every connection of the pool gets the limit, which stands for the end of the disk.
            let pages: i64 =
                rows(&store, "PRAGMA page_count").await.remove(0).try_get_by_index(0).expect("it");
            for _ in 0..50 {
                execute(&store, &format!("PRAGMA max_page_count = {}", pages + 5)).await;
            }
        }
        _ => {
            // Says what PostgreSQL says when it cannot extend a file.
            execute(
                &store,
                "CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                 IF (SELECT count(*) FROM recordings) >= 3 THEN \
                 RAISE 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; \
                 END IF; RETURN NEW; END $$",
            )
            .await;
            execute(
                &store,
                "CREATE TRIGGER no_space BEFORE INSERT ON recordings FOR EACH ROW EXECUTE FUNCTION no_space()",
            )
            .await;
        }
    }
    let mut listed = 0;
    let error = loop {
        let id = Uuid::now_v7();
        let mut new = new_recording(id, &id.to_string(), false);
        new.recording.import_notes = vec!["x".repeat(2000)];
        match store.insert_recording(&new).await {
            Ok(_) => listed += 1,
            Err(error) => {
                assert_eq!(store.recording(&Visibility::Everything, id).await.expect("looked"), None);
                break error;
            }
        }
        assert!(listed < 1000, "the limit does not hold");
    };
    assert!(matches!(error, Error::NoSpace { .. }), "{error}");
    let many: Vec<_> = (0..600).map(|_| Uuid::now_v7()).collect();
    let many: Vec<_> = many.iter().map(|id| new_recording(*id, &id.to_string(), false)).collect();
    let error = store.insert_recordings(&many).await.expect_err("no space");
    assert!(matches!(error, Error::NoSpace { .. }), "{error}");
    assert_eq!(first_page(&store).await.recordings.len(), listed);
}

async fn several_open_it_at_once(place: Place) {
    // SQLite's own lock is for one step at a time: the file is made first, as the gateway does
    if place.postgres_address().is_none() {
        store(&place).await.close().await.expect("closed");
    }
    let open = || store(&place);
    let (first, second, third, fourth) = tokio::join!(open(), open(), open(), open());
    first.insert_recording(&new_recording(Uuid::now_v7(), "s", false)).await.expect("listed");
    for store in [second, third, fourth] {
        assert_eq!(first_page(&store).await.recordings.len(), 1);
    }
}

#[tokio::test]
async fn a_database_that_cannot_keep_every_text_is_refused() {
    let Some(cluster) = Cluster::shared() else { return };
    let place = Place::on(cluster);
    let name = format!("ascii{}", std::process::id());
    let make = format!(
        "CREATE DATABASE {name} TEMPLATE template0 ENCODING SQL_ASCII LOCALE_PROVIDER libc LOCALE 'C'"
    );
    cluster.execute("postgres", &make);
    let (server, rest) =
        place.postgres_address().and_then(|address| address.rsplit_once('/')).expect("parts");
    // the folder of the socket has slashes too
    let all = format!("{server}/{rest}");
    let (before, socket) = all.split_once('?').expect("the socket");
    let (server, _) = before.rsplit_once('/').expect("the name of the database");
    let unfit = format!("{server}/{name}?{socket}").parse().expect("an address");
    let error = Store::open_at(&unfit).await.expect_err("refused");
    assert!(matches!(error, Error::DatabaseUnfit { what: "server_encoding", .. }), "{error}");
    // a setting of the address does not make commits less durable
    let lax =
        format!("{}&options=-c%20synchronous_commit%3Doff", place.postgres_address().expect("an address"));
    let error = Store::open_at(&lax.parse().expect("an address")).await.map(|_| ());
    assert!(error.is_ok(), "what the store sets comes last: {error:?}");
}

#[tokio::test]
async fn what_cannot_be_reached_is_an_error_of_the_database() {
    let Some(cluster) = Cluster::shared() else { return };
    let place = Place::on(cluster);
    let address = place
        .postgres_address()
        .expect("an address")
        .replace("postgres://afterimage@", "postgres://nobody:secret@");
    let error = Store::open_at(&address.parse().expect("an address")).await.expect_err("refused");
    assert!(matches!(error, Error::Database { .. }), "{error}");
    assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
}

#[tokio::test]
async fn a_store_is_there_again_after_its_database_was_away() {
    let Some(cluster) = Cluster::start() else { return };
    let place = Place::on(&cluster);
    let store = Store::open_at(&address(&place)).await.expect("a store");
    store.insert_recording(&new_recording(Uuid::now_v7(), "s", false)).await.expect("listed");
    // cut off
    cluster.execute(
        "postgres",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'test0'",
    );
    assert_eq!(first_page(&store).await.recordings.len(), 1);
    // away
    cluster.stop();
    for _ in 0..3 {
        let error = store.ping().await.expect_err("it is away");
        assert!(matches!(error, Error::Database { .. }), "{error}");
    }
    cluster.resume();
    assert_eq!(first_page(&store).await.recordings.len(), 1);
}
