//! Whoever changes the tables of the administrator log by hand is found out.

use super::{execute, rows, store};
use crate::Error;
use crate::admin_log::{Act, Action, By, Checkpoint, Entry, Fault, Hash, Head, Keeper};
use crate::store::Store;
use crate::store::admin_log::entity::log;
use api::{AccountChange, NewAccount};
use policy::Role;
use sea_orm::{DbBackend, EntityTrait, QueryOrder};
use test_databases::{Place, on_each_database};

on_each_database!(
    every_column_of_every_row_is_covered,
    rows_that_are_removed_added_or_moved_are_found,
    a_log_that_was_cut_short_or_rewritten_is_found_by_its_checkpoint,
    what_is_not_done_is_not_logged_and_the_other_way_round,
    many_at_once_hang_together,
);

/// The tables of the evidence.
const TABLES: [&str; 2] = ["admin_log", "admin_log_head"];
const ENTRIES: i64 = 9;

fn by(at_ms: i64) -> By {
    By { address: "192.0.2.1".parse().ok(), ..By::command_line(at_ms) }
}

/// A store whose log has entries with and without an address, a subject, details.
async fn logged(place: &Place) -> Store {
    let store = store(place).await;
    for number in 1..=ENTRIES {
        let subject_id = format!("id {number}");
        let act = Act::new(
            Action::ChangeAccount,
            Some(&subject_id).filter(|_| number % 2 == 0).map(String::as_str),
            "Zo\u{eb} \0 <b>",
        )
        .changed("Role", None, Some("Full admin").filter(|_| number % 3 == 0));
        let by = if number % 4 == 0 { By::gateway(number) } else { by(number) };
        store.log(&by, &act, number % 5 != 0).await.expect("logged");
    }
    assert_eq!(faults(&store).await, []);
    store
}

async fn faults(store: &Store) -> Vec<Fault> {
    store.verify_log(&[]).await.expect("verified").faults
}

async fn texts(store: &Store, sql: &str) -> Vec<String> {
    rows(store, sql).await.iter().map(|row| row.try_get_by_index(0).expect("text")).collect()
}

/// The columns of a table with their types, by the catalogue.
async fn columns(store: &Store, table: &str) -> Vec<(String, String)> {
    let sql = match store.database.get_database_backend() {
        DbBackend::Sqlite => format!("SELECT name || ' ' || type FROM pragma_table_info('{table}')"),
        _ => format!(
            "SELECT column_name || ' ' || data_type FROM information_schema.columns WHERE table_schema = 'public' \
             AND table_name = '{table}'"
        ),
    };
    let split =
        |text: String| text.split_once(' ').map(|(name, kind)| (name.to_owned(), kind.to_lowercase()));
    texts(store, &sql).await.into_iter().filter_map(split).collect()
}

/// Other values that a column could hold, in SQL.
fn others(column: &str, kind: &str) -> Vec<String> {
    if kind.contains("bool") {
        return vec![format!("NOT {column}")];
    }
    if kind.contains("int") {
        return vec![format!("{column} + 1000"), format!("{column} - 1000"), format!("-1 - {column}")];
    }
    let mut others = vec![format!("COALESCE({column}, '') || 'x'"), format!("COALESCE({column}, '') || ' '")];
    // where it is empty already, emptying it changes nothing
    others.push(format!("CASE WHEN {column} IS NULL THEN '' ELSE upper({column}) || 'y' END"));
    others
}

async fn every_column_of_every_row_is_covered(place: Place) {
    let store = logged(&place).await;
    let mut tried = 0;
    for table in TABLES {
        let key = if table == "admin_log" { "sequence" } else { "id" };
        let keys: Vec<i64> = rows(&store, &format!("SELECT {key} FROM {table}"))
            .await
            .iter()
            .map(|row| row.try_get_by_index(0).expect("a number"))
            .collect();
        let columns = columns(&store, table).await;
        assert!(columns.len() >= 3 && !keys.is_empty(), "{table}: {columns:?}");
        for (column, kind) in &columns {
            for key_value in &keys {
                for other in others(column, kind) {
                    execute(&store, &format!("CREATE TABLE kept AS SELECT * FROM {table}")).await;
                    execute(
                        &store,
                        &format!("UPDATE {table} SET {column} = {other} WHERE {key} = {key_value}"),
                    )
                    .await;
                    assert_ne!(faults(&store).await, [], "{table}.{column} of {key_value} = {other}");
                    execute(&store, &format!("DELETE FROM {table}")).await;
                    execute(&store, &format!("INSERT INTO {table} SELECT * FROM kept")).await;
                    execute(&store, "DROP TABLE kept").await;
                    tried += 1;
                }
            }
        }
    }
    assert_eq!(faults(&store).await, []);
    println!("{tried} changes, each of them found");
    assert!(tried > 250, "{tried}");
}

async fn rows_that_are_removed_added_or_moved_are_found(place: Place) {
    let store = logged(&place).await;
    let columns: Vec<String> = columns(&store, "admin_log").await.into_iter().map(|(name, _)| name).collect();
    let others: Vec<&str> = columns.iter().map(String::as_str).filter(|name| *name != "sequence").collect();
    let others = others.join(", ");
    let mut tampered = Vec::new();
    for number in 1..=ENTRIES {
        tampered.push(format!("DELETE FROM admin_log WHERE sequence = {number}"));
        // a copy at the end, before the beginning, and in the place of another
        for to in [ENTRIES + 1, 0, -5] {
            tampered.push(format!(
                "INSERT INTO admin_log (sequence, {others}) SELECT {to}, {others} FROM admin_log WHERE sequence = {number}"
            ));
        }
        for other in (1..=ENTRIES).filter(|other| *other != number) {
            tampered.push(format!(
                "DELETE FROM admin_log WHERE sequence = {other}; INSERT INTO admin_log (sequence, {others}) \
                 SELECT {other}, {others} FROM admin_log WHERE sequence = {number}"
            ));
            tampered.push(format!(
                "UPDATE admin_log SET sequence = -7 WHERE sequence = {number}; \
                 UPDATE admin_log SET sequence = {number} WHERE sequence = {other}; \
                 UPDATE admin_log SET sequence = {other} WHERE sequence = -7"
            ));
        }
        tampered.push(format!("DELETE FROM admin_log WHERE sequence >= {number}"));
        tampered.push(format!("DELETE FROM admin_log WHERE sequence <= {number}"));
        tampered.push(format!("UPDATE admin_log SET sequence = sequence + 100 WHERE sequence >= {number}"));
    }
    for all in
        ["DELETE FROM admin_log", "DELETE FROM admin_log_head", "UPDATE admin_log_head SET sequence = 0"]
    {
        tampered.push(all.to_owned());
    }
    for statements in &tampered {
        for table in TABLES {
            execute(&store, &format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).await;
        }
        for statement in statements.split("; ") {
            execute(&store, statement).await;
        }
        assert_ne!(faults(&store).await, [], "{statements}");
        for table in TABLES {
            execute(&store, &format!("DELETE FROM {table}")).await;
            execute(&store, &format!("INSERT INTO {table} SELECT * FROM kept_{table}")).await;
            execute(&store, &format!("DROP TABLE kept_{table}")).await;
        }
    }
    assert_eq!(faults(&store).await, []);
    println!("{} ways to move rows, each of them found", tampered.len());
}

/// What somebody does who knows how it works: the log up to an entry, with all hashes computed anew after a change.
async fn rewrite(store: &Store, until: i64, change: impl Fn(&mut Entry)) {
    let all =
        log::Entity::find().order_by_asc(log::Column::Sequence).all(&store.database).await.expect("rows");
    execute(store, "DELETE FROM admin_log").await;
    let mut head = Head::default();
    for row in all.into_iter().filter(|row| row.sequence <= until) {
        let (mut entry, _) = log::entry(row);
        change(&mut entry);
        head = Head { sequence: entry.sequence, hash: entry.hash(head.hash) };
        let row = log::row(entry, head.hash.to_string());
        log::Entity::insert(row).exec_without_returning(&store.database).await.expect("a row");
    }
    let Head { sequence, hash } = head;
    execute(store, &format!("UPDATE admin_log_head SET sequence = {sequence}, hash = '{hash}'")).await;
}

async fn a_log_that_was_cut_short_or_rewritten_is_found_by_its_checkpoint(place: Place) {
    let folder = tempfile::tempdir().expect("a folder");
    let elsewhere = folder.path().join("elsewhere");
    let keeper = Keeper::open(folder.path(), std::slice::from_ref(&elsewhere)).expect("a keeper");
    for (name, until, is_changed) in [("cut", 6, false), ("emptied", 0, false), ("rewritten", ENTRIES, true)]
    {
        let place = match place.postgres_address() {
            Some(_) => Place::postgres().expect("another database"),
            None => Place::sqlite(),
        };
        let store = logged(&place).await;
        for keeper_place in keeper.places().iter().filter(|place| place.file().exists()) {
            keeper_place.put_aside(until).expect("aside");
        }
        let head = keeper.write(&store, 5).await.expect("a checkpoint");
        assert_eq!(head.sequence, ENTRIES);
        keeper.check(&store).await.expect("it goes on");
        rewrite(&store, until, |entry| {
            if is_changed && entry.sequence == 4 {
                entry.by_name = "somebody else".to_owned();
            }
        })
        .await;
        // without what is outside the database nothing is wrong with it
        assert_eq!(faults(&store).await, [], "{name}");
        let checkpoint = Checkpoint { head, at_ms: 5 };
        let verified = store.verify_log(&[checkpoint]).await.expect("verified");
        assert_eq!(verified.faults, [Fault::NotAsCheckpoint { sequence: ENTRIES }], "{name}");
        let refused = keeper.check(&store).await;
        assert!(
            matches!(refused, Err(Error::LogNotContinued { sequence: ENTRIES, .. })),
            "{name}: {refused:?}"
        );
        // one file is enough
        std::fs::remove_file(keeper.places()[0].file()).expect("removed");
        assert!(keeper.check(&store).await.is_err(), "{name}");
    }
}

async fn what_is_not_done_is_not_logged_and_the_other_way_round(place: Place) {
    let store = store(&place).await;
    let new = NewAccount { name: "Ada".to_owned(), display_name: String::new(), role: Some(Role::FullAdmin) };
    let id = store.add_account(&new, &by(1)).await.expect("an account");
    assert_eq!(store.log_head().await.expect("an end").sequence, 1);
    // not done: the name is taken, nobody would be left, there is none
    assert!(store.add_account(&new, &by(2)).await.is_err());
    let wanted = AccountChange { role: Some(None), ..AccountChange::default() };
    assert!(store.change_account(&id, &wanted, &by(2)).await.is_err());
    assert!(store.delete_account("nobody", &by(2)).await.is_err());
    assert_eq!(store.log_head().await.expect("an end").sequence, 1);
    // not logged: the end of the log was taken away
    execute(&store, "DELETE FROM admin_log_head").await;
    let other = NewAccount { name: "Grace".to_owned(), ..new };
    let refused = store.add_account(&other, &by(3)).await;
    assert!(matches!(refused, Err(Error::NotLogged)), "{refused:?}");
    let names = texts(&store, "SELECT name FROM accounts").await;
    assert_eq!(names, ["Ada"]);
    assert_eq!(faults(&store).await, [Fault::NoEnd]);
    execute(
        &store,
        &format!("INSERT INTO admin_log_head (id, sequence, hash) VALUES (1, 1, '{}')", Hash::default()),
    )
    .await;
    assert!(matches!(faults(&store).await.as_slice(), [Fault::WrongEnd { .. }]));
}

async fn many_at_once_hang_together(place: Place) {
    let store = store(&place).await;
    let tasks: Vec<_> = (0..40)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                let new = NewAccount {
                    name: format!("somebody {number}"),
                    display_name: String::new(),
                    role: None,
                };
                store.add_account(&new, &by(number)).await
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic").expect("an account");
    }
    let verified = store.verify_log(&[]).await.expect("verified");
    assert_eq!((verified.entries, verified.faults), (40, vec![]));
}
