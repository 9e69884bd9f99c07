//! Restrictions, archive, holds and deletion over HTTP, and the lists that recordings are on.

use crate::support::{Caller, START_MS, Server};
use api::{Changed, LogCategory, LogPage, Recording, RecordingPage};
use policy::Role;
use serde_json::{Value, json};
use test_databases::{Place, on_each_database};
use uuid::Uuid;

on_each_database!(
    a_recording_moves_between_the_lists,
    whoever_restricts_may_lose_sight_of_it,
    what_is_not_right_is_refused,
    recordings_are_found_by_what_is_asked,
);

async fn ids(caller: &Caller, query: &str) -> Vec<String> {
    let answer = caller.get(&format!("/api/v1/recordings?{query}")).await;
    assert_eq!(answer.status, 200, "{query}");
    answer.json::<RecordingPage>().items.into_iter().map(|recording| recording.id).collect()
}

async fn post(caller: &Caller, path: &str, body: &Value) -> Changed {
    let answer = caller.ask("POST", path, body).await;
    assert_eq!(answer.status, 200, "{path}");
    answer.json()
}

async fn a_recording_moves_between_the_lists(place: Place) {
    let server = Server::start_on(&place).await;
    let id = server.add("session.guac", b"0123456789").await.to_string();
    let grace = server.signed_in("Grace", Some(Role::PrivilegedPlayerAdmin)).await;
    let chosen = json!({ "ids": [id], "reason": "ticket 7" });
    let changed = Changed { sessions: 1, recordings: 1 };
    for (path, list) in [
        ("/api/v1/archive", "archived"),
        ("/api/v1/restrictions", "restricted"),
        ("/api/v1/restrictions/removal", "archived"),
        ("/api/v1/holds", "archived"),
        ("/api/v1/holds/removal", "archived"),
        ("/api/v1/deletions", "deleted"),
        ("/api/v1/deletions/undo", "archived"),
    ] {
        assert_eq!(post(&grace, path, &chosen).await, changed, "{path}");
        for other in ["all", "archived", "restricted", "deleted"] {
            let found = ids(&grace, &format!("list={other}")).await;
            assert_eq!(found.contains(&id), other == list, "{path}: {other}");
        }
        let of_session = ids(&grace, &format!("session={id}")).await;
        assert_eq!(of_session.len(), usize::from(list != "deleted"), "{path}");
    }
    let log: LogPage =
        server.admin().get("/api/v1/admin-log?log=configuration&category=recording_change").await.json();
    let actions: Vec<_> = log.items.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(
        actions,
        [
            "Bring back recording",
            "Delete recording",
            "Remove legal hold",
            "Place legal hold",
            "Remove access restriction",
            "Place access restriction",
            "Archive recording",
        ]
    );
    assert!(log.items.iter().all(|entry| entry.category == LogCategory::RecordingChange));

    // held, it cannot be deleted by anybody
    post(&grace, "/api/v1/holds", &chosen).await;
    assert_eq!(server.admin().ask("POST", "/api/v1/deletions", &chosen).await.problem(), "held");
    post(&grace, "/api/v1/holds/removal", &chosen).await;
    post(&grace, "/api/v1/deletions", &json!({ "ids": [id], "with_files": true })).await;
    let deleted: RecordingPage = grace.get("/api/v1/recordings?list=deleted").await.json();
    let deletion = deleted.items[0].care.deleted.clone().expect("deleted");
    assert_eq!((deletion.by.as_str(), deletion.with_files), ("Grace", true));
    assert_eq!(deletion.purged_from_ms, START_MS + 7 * 86_400_000);
    assert_eq!(grace.get(&format!("/api/v1/recordings/{id}/content")).await.problem(), "recording_not_found");
}

async fn whoever_restricts_may_lose_sight_of_it(place: Place) {
    let server = Server::start_on(&place).await;
    let id = server.add("session.guac", b"0123456789").await.to_string();
    let ada = server.signed_in("Ada", Some(Role::ReadOnlyAdmin)).await;
    let chosen = json!({ "ids": [id] });
    assert_eq!(post(&ada, "/api/v1/restrictions", &chosen).await.recordings, 1);
    assert_eq!(ids(&ada, "").await, [""; 0]);
    assert_eq!(ada.get(&format!("/api/v1/recordings/{id}")).await.problem(), "recording_not_found");
    assert_eq!(ada.get("/api/v1/recordings?list=restricted").await.status, 403);
    assert_eq!(ada.get("/api/v1/recordings?list=deleted").await.status, 403);
    assert_eq!(ada.ask("POST", "/api/v1/restrictions/removal", &chosen).await.status, 403);
    let restricted: RecordingPage = server.admin().get("/api/v1/recordings?list=restricted").await.json();
    assert_eq!(restricted.items[0].care.restricted.clone().expect("restricted").by, "Ada");
}

async fn what_is_not_right_is_refused(place: Place) {
    let server = Server::start_on(&place).await;
    let id = server.add("session.guac", b"0123456789").await.to_string();
    let admin = server.admin();
    let many: Vec<String> = (0..1_001).map(|_| Uuid::now_v7().to_string()).collect();
    for (path, body) in [
        ("/api/v1/restrictions", json!({ "ids": [] })),
        ("/api/v1/restrictions", json!({ "ids": ["1"] })),
        ("/api/v1/restrictions", json!({ "ids": many })),
        ("/api/v1/restrictions", json!({ "ids": [id], "all": true })),
        ("/api/v1/archive", json!({ "ids": [id], "reason": "x".repeat(1_001) })),
        ("/api/v1/holds", json!({ "ids": [id] })),
        ("/api/v1/holds", json!({ "ids": [id], "reason": "  " })),
        ("/api/v1/holds/removal", json!({ "ids": [id] })),
    ] {
        assert_eq!(admin.ask("POST", path, &body).await.status, 400, "{path}");
    }
    for query in [
        "list=none",
        "limit=0",
        "cursor=1",
        "session=1",
        "user=%20%7C",
        "match=some",
        "site=",
        "duration_min_s=-1",
        "duration_min_s=1.5",
        "kind=film",
        "user=a&user=b",
        "colour=red",
    ] {
        assert_eq!(admin.get(&format!("/api/v1/recordings?{query}")).await.status, 400, "{query}");
    }
    assert_eq!(ids(admin, "").await, [id.as_str()], "nothing was done");
    let long = json!({ "user": "x".repeat(1_025) });
    assert_eq!(admin.ask("PUT", &format!("/api/v1/recordings/{id}/session"), &long).await.status, 400);
}

async fn recordings_are_found_by_what_is_asked(place: Place) {
    let server = Server::start_on(&place).await;
    let admin = server.admin();
    let id = server.add("session.guac", b"0123456789").await.to_string();
    let other = server.add("other.guac", b"0123456789").await.to_string();
    let facts = json!({
        "user": "CORP\\Zo\u{eb} 100%", "host": "srv-1", "client": "laptop", "client_address": "2001:db8::1",
        "application": "Desktop", "site": "Basel"
    });
    let corrected = admin.ask("PUT", &format!("/api/v1/recordings/{id}/session"), &facts).await;
    assert_eq!(corrected.status, 200);
    assert_eq!(corrected.json::<Recording>().session.site.as_deref(), Some("Basel"));
    for query in [
        "user=zo%C3%AB%20100%25",
        "user=%3Dcorp%5CZO%C3%8B%20100%25",
        "user=nobody%7Ccorp",
        "host=SRV&client=top",
        "client_address=db8&application=desk",
        "name=SESSION",
        "site=basel",
        "site=bern%7CBASEL&user=corp",
        "match=any&user=nobody&host=srv-1",
        "kind=terminal&user=corp",
        "user=corp&duration_min_s=1&duration_max_s=1",
        "user=corp&size_min=10&size_max=10",
    ] {
        assert_eq!(ids(admin, query).await, [id.as_str()], "{query}");
    }
    for query in
        ["user=100_", "user=%3Dcorp", "host=srv&client=nobody", "site=bern", "events_min=1", "kind=desktop"]
    {
        assert_eq!(ids(admin, query).await, [""; 0], "{query}");
    }
    assert_eq!(ids(admin, "").await, [other, id]);
    assert_eq!(admin.get("/api/v1/sites").await.json::<Vec<String>>(), ["Basel"]);
    let nobody = server.signed_in("Ada", None).await;
    assert_eq!(nobody.get("/api/v1/sites").await.status, 403);
}
