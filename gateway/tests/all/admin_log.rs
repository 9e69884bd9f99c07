//! The administrator logs over HTTP: what is logged, read by whom, and asked before a recording is watched.

use crate::command::{Place as Folder, afterimage};
use crate::serve::Running;
use crate::support::Server;
use api::{LogCategory, LogEntry, LogPage, PlaybackState};
use gateway::routes::App;
use policy::Role;
use sea_orm::ConnectionTrait;
use serde_json::json;
use std::time::{Duration, Instant};
use test_databases::{Place, on_each_database};
use uuid::Uuid;

on_each_database!(
    what_was_done_is_told_with_what_it_was_before,
    pages_are_narrowed_and_counted,
    who_may_not_is_refused_and_that_is_logged,
    a_recording_that_is_watched_is_logged_once,
    where_it_is_required_nothing_is_shown_before_it_is_said_why,
    a_log_that_cannot_be_written_to_blocks,
);

async fn entries(server: &Server, log: &str) -> Vec<LogEntry> {
    let page: LogPage = server.admin().get(&format!("/api/v1/admin-log?log={log}&limit=100")).await.json();
    assert_eq!(usize::try_from(page.total).ok(), Some(page.items.len()));
    page.items
}

async fn what_was_done_is_told_with_what_it_was_before(place: Place) {
    let server = Server::start_on(&place).await;
    let ada = server.signed_in("Ada", Some(Role::ReadOnlyAdmin)).await;
    let change = json!({ "role": "full_admin", "display_name": "Ada L." });
    let path = format!("/api/v1/accounts/{}", ada.account);
    assert_eq!(server.admin().ask("PATCH", &path, &change).await.status, 200);
    let group = json!({ "name": "Night shift", "role": "read_only_admin", "members": [ada.account] });
    assert_eq!(server.admin().ask("POST", "/api/v1/groups", &group).await.status, 201);
    let permission = json!({ "level": "limited", "scope": { "users": ["Grace"], "hosts": ["SRV-1"] } });
    let of_ada = format!("{path}/playback-permission");
    assert_eq!(server.admin().ask("PUT", &of_ada, &permission).await.status, 200);

    let all = entries(&server, "configuration").await;
    let ids: Vec<i64> = all.iter().map(|entry| entry.id).collect();
    assert!(ids.windows(2).all(|pair| pair[0] > pair[1]), "{ids:?}");
    let of = |action: &str| all.iter().find(|entry| entry.action == action).expect(action);
    let told = |entry: &LogEntry| {
        let detail =
            |detail: &api::LogDetail| (detail.name.clone(), detail.before.clone(), detail.after.clone());
        entry.details.iter().map(detail).collect::<Vec<_>>()
    };
    let some = |text: &str| Some(text.to_owned());
    let changed = of("Change account");
    assert_eq!(
        (changed.name.as_str(), changed.subject_id.as_deref(), changed.taken_by.as_str()),
        ("Ada", Some(ada.account.as_str()), "admin")
    );
    assert_eq!((changed.category, changed.is_authorized), (LogCategory::AccountChange, true));
    assert!(changed.address.is_some() && changed.taken_by_id.is_some());
    assert_eq!(
        told(changed),
        [
            ("Display name".to_owned(), some("Ada"), some("Ada L.")),
            ("Role".to_owned(), some("Read-only admin"), some("Full admin")),
        ]
    );
    let members = ("Members".to_owned(), None, some("Ada"));
    assert!(told(of("Add group")).contains(&members), "{:?}", of("Add group"));
    let permitted = of("Change playback permission");
    assert_eq!(permitted.category, LogCategory::PolicyChange);
    assert_eq!(
        told(permitted),
        [
            ("Permission".to_owned(), some("Full permission"), some("Limited permission")),
            ("Users".to_owned(), None, some("Grace")),
            ("Hosts".to_owned(), None, some("SRV-1")),
        ]
    );
    let verified = server.app.data.store.verify_log(&[]).await.expect("verified");
    assert_eq!(verified.faults, []);
}

async fn pages_are_narrowed_and_counted(place: Place) {
    let server = Server::start_on(&place).await;
    for number in 0..25 {
        let name = format!("host group {number}");
        let made = server.admin().ask("POST", "/api/v1/host-groups", &json!({ "name": name })).await;
        assert_eq!(made.status, 201);
        server.pass(1_000);
    }
    let page = async |query: &str| -> LogPage {
        let answer = server.admin().get(&format!("/api/v1/admin-log?log=configuration&{query}")).await;
        assert_eq!(answer.status, 200, "{query}");
        answer.json()
    };
    let of_hosts = "action=Add%20host%20group";
    let (first, third) = (page(of_hosts).await, page(&format!("{of_hosts}&page=3")).await);
    assert_eq!((first.total, first.items.len(), third.items.len()), (25, 10, 5));
    assert_eq!(first.items[0].name, "host group 24");
    assert_eq!(third.items[4].name, "host group 0");
    assert!(page(&format!("{of_hosts}&page=4")).await.items.is_empty());
    assert!(
        first.actions.contains(&"Add host group".to_owned())
            && first.actions.contains(&"Read log".to_owned())
    );
    // all of it holds together
    let at_ms = third.items[4].at_ms;
    for (query, total) in [
        (format!("{of_hosts}&from_ms={}&until_ms={}", at_ms + 1_000, at_ms + 4_000), 3),
        (format!("{of_hosts}&taken_by=ADMIN"), 25),
        (format!("{of_hosts}&taken_by=somebody"), 0),
        (format!("{of_hosts}&category=account_change"), 25),
        (format!("{of_hosts}&category=log_reading"), 0),
        ("category=log_reading".to_owned(), 1),
    ] {
        assert_eq!(page(&query).await.total, total, "{query}");
    }
    for wrong in [
        "log=others",
        "log=playback&page=0",
        "log=playback&limit=101",
        "log=playback&category=x",
        "",
        "log=playback&log=x",
    ] {
        assert_eq!(server.admin().get(&format!("/api/v1/admin-log?{wrong}")).await.status, 400, "{wrong}");
    }
}

async fn who_may_not_is_refused_and_that_is_logged(place: Place) {
    let server = Server::start_on(&place).await;
    let grace = server.signed_in("Grace", Some(Role::PrivilegedPlayerAdmin)).await;
    for _ in 0..3 {
        assert_eq!(grace.get("/api/v1/admin-log?log=playback").await.status, 403);
    }
    assert_eq!(grace.ask("POST", "/api/v1/accounts", &json!({ "name": "x" })).await.status, 403);
    server.pass(61_000);
    assert_eq!(grace.get("/api/v1/admin-log?log=playback").await.status, 403);
    let refused: Vec<_> = entries(&server, "configuration")
        .await
        .into_iter()
        .filter(|entry| !entry.is_authorized)
        .map(|entry| (entry.name, entry.category, entry.taken_by))
        .collect();
    let read = ("GET /api/v1/admin-log".to_owned(), LogCategory::LogReading, "Grace".to_owned());
    let add = ("POST /api/v1/accounts".to_owned(), LogCategory::AccountChange, "Grace".to_owned());
    assert_eq!(refused, [read.clone(), add, read]);
}

async fn a_recording_that_is_watched_is_logged_once(place: Place) {
    let server = Server::start_on(&place).await;
    let id = server.add("session.guac", b"0123456789").await;
    let hidden = Uuid::now_v7();
    let ada = server.signed_in("Ada", Some(Role::ReadOnlyAdmin)).await;
    let content = format!("/api/v1/recordings/{id}/content");
    // looking at what is known of it is no watching
    assert_eq!(ada.get(&format!("/api/v1/recordings/{id}")).await.status, 200);
    assert!(entries(&server, "playback").await.is_empty());
    for range in ["bytes=0-3", "bytes=4-9"] {
        assert_eq!(ada.send("GET", &content, &[("range", range)], None).await.status, 206);
    }
    assert_eq!(ada.get(&format!("/api/v1/recordings/{hidden}/content")).await.status, 404);
    let logged = entries(&server, "playback").await;
    assert_eq!(logged.len(), 1, "{logged:?}");
    assert_eq!(
        (
            logged[0].action.as_str(),
            logged[0].name.as_str(),
            logged[0].subject_id.clone(),
            logged[0].taken_by.as_str()
        ),
        ("Query session file path and size", "session.guac", Some(id.to_string()), "Ada")
    );
    // another session of the same person is another time
    let again = server.signed_in_again(&ada.account).await;
    assert_eq!(again.get(&content).await.status, 200);
    assert_eq!(entries(&server, "playback").await.len(), 2);
}

async fn where_it_is_required_nothing_is_shown_before_it_is_said_why(place: Place) {
    let mut server = Server::start_on(&place).await;
    server.become_of(App { is_justification_required: true, ..server.app.clone() });
    let id = server.add("session.guac", b"0123456789").await;
    let ada = server.signed_in("Ada", Some(Role::FullAdmin)).await;
    let (content, playback) =
        (format!("/api/v1/recordings/{id}/content"), format!("/api/v1/recordings/{id}/playback"));
    assert_eq!(ada.get(&content).await.problem(), "justification_needed");
    assert_eq!(ada.get(&playback).await.json::<PlaybackState>(), PlaybackState { needs_justification: true });
    for wrong in ["", "  ", &"a".repeat(1_001)] {
        assert_eq!(ada.ask("POST", &playback, &json!({ "text": wrong })).await.status, 400, "{wrong}");
    }
    assert!(entries(&server, "playback").await.is_empty());
    assert_eq!(ada.ask("POST", &playback, &json!({ "text": " ticket <b>7</b> " })).await.status, 204);
    assert_eq!(
        ada.get(&playback).await.json::<PlaybackState>(),
        PlaybackState { needs_justification: false }
    );
    assert_eq!(ada.get(&content).await.status, 200);
    let logged = entries(&server, "playback").await;
    assert_eq!(logged.len(), 1, "{logged:?}");
    assert_eq!(logged[0].action, "Enter playback justification");
    assert_eq!(logged[0].details[0].after.as_deref(), Some("ticket <b>7</b>"));
    // the next session is asked again
    let again = server.signed_in_again(&ada.account).await;
    assert_eq!(again.get(&content).await.problem(), "justification_needed");
}

async fn a_log_that_cannot_be_written_to_blocks(place: Place) {
    let server = Server::start_on(&place).await;
    let id = server.add("session.guac", b"0123456789").await;
    let address = match place.postgres_address() {
        Some(address) => address.to_owned(),
        None => format!("sqlite://{}", server.folder.path().join("data/afterimage.sqlite").display()),
    };
    let database = sea_orm::Database::connect(address).await.expect("the database");
    database.execute_unprepared("DELETE FROM admin_log_head").await.expect("removed");
    database.close().await.expect("closed");
    let refused = server.admin().ask("POST", "/api/v1/host-groups", &json!({ "name": "x" })).await;
    assert_eq!((refused.status.as_u16(), refused.problem().as_str()), (503, "not_logged"));
    let refused = server.admin().get(&format!("/api/v1/recordings/{id}/content")).await;
    assert_eq!(refused.problem(), "not_logged");
    assert!(server.app.data.store.host_groups().await.expect("groups").is_empty());
    // what needs no entry goes on
    assert_eq!(server.admin().get("/api/v1/recordings").await.status, 200);
}

#[tokio::test]
async fn a_log_that_was_cut_short_stops_the_server_until_somebody_says_why() {
    let folder = Folder::new();
    let mut command = afterimage();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder.data());
    // signing in by a link of the command line makes an account: two entries and that of the first link
    let mut running = Running::of(&mut command, &folder);
    let checkpoints = folder.data().join("admin-log.checkpoints");
    let deadline = Instant::now() + Duration::from_secs(30);
    while !std::fs::read_to_string(&checkpoints).is_ok_and(|text| text.contains("\"sequence\":3")) {
        assert!(Instant::now() < deadline, "no checkpoint of the third entry");
        std::thread::sleep(Duration::from_millis(100));
    }
    running.stop("-TERM");
    let sound = folder.run(&["verify-log"]);
    assert_eq!(sound.code, 0, "{}", sound.err);
    assert!(sound.out.starts_with("sound: ") && sound.out.contains("3 entries"), "{}", sound.out);

    // the newest entry is taken away by somebody who knows how it hangs together
    let address = format!("sqlite://{}", folder.data().join("afterimage.sqlite").display());
    let database = sea_orm::Database::connect(address).await.expect("the database");
    for statement in [
        "DELETE FROM admin_log WHERE sequence = 3",
        "UPDATE admin_log_head SET sequence = 2, hash = (SELECT hash FROM admin_log WHERE sequence = 2)",
    ] {
        database.execute_unprepared(statement).await.expect("changed");
    }
    database.close().await.expect("closed");
    let told = folder.run(&["verify-log"]);
    assert_eq!(told.code, 1, "{}", told.out);
    assert!(told.out.contains("does not hold entry 3 as its checkpoint says"), "{}", told.out);
    let refused = folder.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(refused.code, 4);
    assert!(refused.err.contains("--continue REASON"), "{}", refused.err);

    let went_on = folder.run(&["verify-log", "--continue", "restored the backup of monday"]);
    assert_eq!(went_on.code, 0, "{}", went_on.err);
    let sound = folder.run(&["verify-log"]);
    assert_eq!(sound.code, 0, "{}", sound.out);
    let mut running = Running::of(&mut command, &folder);
    running.stop("-TERM");
    let aside = std::fs::read_dir(folder.data()).expect("a folder").flatten();
    let aside = aside.filter(|entry| entry.file_name().to_string_lossy().contains(".until-"));
    assert_eq!(aside.count(), 1);
}
