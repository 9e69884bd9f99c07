//! Comments over HTTP: who may say something of what, and see it.

use crate::support::{Caller, Server};
use api::{Comment, CommentPage, LogPage, PermissionLevel, PlaybackPermission, Severity};
use policy::Role;
use serde_json::{Value, json};
use test_databases::{Place, on_each_database};
use uuid::Uuid;

on_each_database!(
    what_is_said_is_told_to_all_who_may_see_the_recording,
    ones_own_are_listed_page_by_page_and_deleted_by_oneself_alone,
    what_cannot_be_said_is_refused,
);

async fn say(caller: &Caller, recording: Uuid, said: &Value) -> Comment {
    let answer = caller.ask("POST", &format!("/api/v1/recordings/{recording}/comments"), said).await;
    assert_eq!(answer.status, 201);
    answer.json()
}

async fn said_of(caller: &Caller, recording: Uuid) -> Vec<Comment> {
    caller.get(&format!("/api/v1/recordings/{recording}/comments")).await.json()
}

async fn what_is_said_is_told_to_all_who_may_see_the_recording(place: Place) {
    let server = Server::start_on(&place).await;
    let id =
        server.add_with("session.guac", b"0123456789", |new| new.recording.duration_us = 60_000_000).await;
    let ada = server.signed_in("Ada", Some(Role::ReadOnlyAdmin)).await;
    let grace = server.signed_in("Grace", Some(Role::FullAdmin)).await;
    let hostile = "<script>alert(1)</script> \u{202e}\u{0} \"; DROP TABLE comments";
    say(&ada, id, &json!({ "at_us": 14_000_000, "severity": "severe", "text": format!(" {hostile} ") }))
        .await;
    server.pass(1_000);
    say(&grace, id, &json!({ "at_us": 5, "severity": "normal", "text": "begins here" })).await;
    let told = said_of(&grace, id).await;
    let facts = |comment: &Comment| (comment.at_us, comment.severity, comment.author.clone(), comment.is_own);
    assert_eq!(
        told.iter().map(facts).collect::<Vec<_>>(),
        [
            (5, Severity::Normal, "Grace".to_owned(), true),
            (14_000_000, Severity::Severe, "Ada".to_owned(), false)
        ]
    );
    // as it was typed, but for what databases cannot keep
    assert_eq!(told[1].text, hostile.replace('\0', "\u{fffd}"));
    assert_eq!((told[1].recording.as_str(), told[1].recording_id.clone()), ("session.guac", id.to_string()));
    let log: LogPage = server.admin().get("/api/v1/admin-log?log=playback").await.json();
    let logged: Vec<_> =
        log.items.iter().map(|entry| (entry.action.as_str(), entry.taken_by.as_str())).collect();
    assert_eq!(logged, [("Add comment", "Grace"), ("Add comment", "Ada")]);

    // the comments of a recording that may not be seen are not there
    let no = PlaybackPermission { level: PermissionLevel::No, ..Default::default() };
    server.permit(&ada.account, &no).await;
    let path = format!("/api/v1/recordings/{id}/comments");
    assert_eq!(ada.get(&path).await.problem(), "recording_not_found");
    assert_eq!(
        ada.ask("POST", &path, &json!({ "at_us": 0, "severity": "normal", "text": "x" })).await.status,
        404
    );
    let own: CommentPage = ada.get("/api/v1/comments").await.json();
    assert!(own.items.is_empty(), "{own:?}");
    // what was said stays when whoever said it is gone
    let removed =
        server.admin().send("DELETE", &format!("/api/v1/accounts/{}", ada.account), &[], None).await;
    assert_eq!(removed.status, 204);
    assert_eq!(said_of(&grace, id).await.len(), 2);
}

async fn ones_own_are_listed_page_by_page_and_deleted_by_oneself_alone(place: Place) {
    let server = Server::start_on(&place).await;
    let (one, two) = (server.add("one", b"1").await, server.add("two", b"2").await);
    let ada = server.signed_in("Ada", Some(Role::ReadOnlyAdmin)).await;
    let grace = server.signed_in("Grace", Some(Role::FullAdmin)).await;
    let mut said = Vec::new();
    for number in 0..60 {
        let recording = if number % 2 == 0 { one } else { two };
        let text = format!("comment {number}");
        said.push(say(&ada, recording, &json!({ "at_us": 0, "severity": "medium", "text": text })).await);
    }
    say(&grace, one, &json!({ "at_us": 0, "severity": "medium", "text": "of another" })).await;
    let first: CommentPage = ada.get("/api/v1/comments").await.json();
    assert_eq!((first.items.len(), first.items[0].text.as_str()), (50, "comment 59"));
    assert_eq!((first.items[0].recording.as_str(), first.items[1].recording.as_str()), ("two", "one"));
    let next = first.next_cursor.expect("a further page");
    let rest: CommentPage = ada.get(&format!("/api/v1/comments?cursor={next}")).await.json();
    assert_eq!((rest.items.len(), rest.next_cursor), (10, None));
    assert!(rest.items.iter().all(|comment| comment.is_own));

    let path = format!("/api/v1/comments/{}", said[0].id);
    assert_eq!(grace.send("DELETE", &path, &[], None).await.status, 404);
    assert_eq!(said_of(&grace, one).await.len(), 31);
    assert_eq!(ada.send("DELETE", &path, &[], None).await.status, 204);
    assert_eq!(ada.send("DELETE", &path, &[], None).await.status, 404);
    assert_eq!(said_of(&grace, one).await.len(), 30);
    let log: LogPage =
        server.admin().get("/api/v1/admin-log?log=playback&action=Delete%20comment").await.json();
    assert_eq!(log.items.len(), 1);
    let gone = log.items[0].details.iter().find(|detail| detail.name == "Comment").expect("the text");
    assert_eq!((gone.before.as_deref(), gone.after.as_deref()), (Some("comment 0"), None));
}

async fn what_cannot_be_said_is_refused(place: Place) {
    let server = Server::start_on(&place).await;
    let id =
        server.add_with("session.guac", b"0123456789", |new| new.recording.duration_us = 60_000_000).await;
    let path = format!("/api/v1/recordings/{id}/comments");
    for (wrong, status) in [
        (json!({ "at_us": 0, "severity": "normal", "text": " " }), 400),
        (json!({ "at_us": 0, "severity": "normal", "text": "a".repeat(2_001) }), 400),
        (json!({ "at_us": 60_000_001, "severity": "normal", "text": "a" }), 400),
        (json!({ "at_us": -1, "severity": "normal", "text": "a" }), 400),
        (json!({ "at_us": 0, "severity": "fatal", "text": "a" }), 400),
        (json!({ "at_us": 60_000_000, "severity": "normal", "text": "ä".repeat(2_000) }), 201),
    ] {
        assert_eq!(server.admin().ask("POST", &path, &wrong).await.status, status, "{wrong}");
    }
    assert_eq!(server.admin().get("/api/v1/comments?cursor=x").await.status, 400);
    assert_eq!(said_of(server.admin(), id).await.len(), 1);
}
