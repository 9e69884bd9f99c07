//! Recordings that are shared by links: who opens them, what they show, and when they end.

use crate::support::{Answer, Caller, Server, by};
use api::{
    ClearedLinks, LinkOpening, LinkPage, LinkStatus, LogPage, MadeLink, OpenedLink, PermissionLevel,
    PlaybackPermission, PlaybackState, paths,
};
use axum::body::{Body, BodyDataStream};
use axum::http::Request;
use futures_util::StreamExt;
use gateway::routes::App;
use gateway::sign_in::{COOKIE, Secret};
use gateway::store::Doing;
use policy::{Role, Visibility};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use test_databases::{Place, on_each_database};
use tower::ServiceExt;
use uuid::Uuid;

on_each_database!(
    a_link_gives_one_recording_to_one_sign_in_session,
    what_is_not_valid_is_told_alike,
    a_link_ends_with_its_time_its_revocation_and_its_recording,
    links_are_listed_with_who_opened_them_and_cleared,
    what_cannot_be_shared_is_refused,
    nobody_is_asked_twice_why,
);

async fn share(server: &Server, recording: Uuid, hours: u32) -> MadeLink {
    share_as(server.admin(), recording, hours).await
}

async fn share_as(admin: &Caller, recording: Uuid, hours: u32) -> MadeLink {
    let new = json!({ "at_us": 500_000, "valid_hours": hours, "justification": " case 7 " });
    let answer = admin.ask("POST", &paths::recording_links(&recording.to_string()), &new).await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.header("cache-control"), "no-store");
    answer.json()
}

async fn open(caller: &Caller, secret: &str) -> Answer {
    let wanted = json!({ "secret": secret, "justification": " ticket 9 " });
    caller.ask("POST", paths::LINKS_OPEN, &wanted).await
}

/// What is answered of the recording, its content, a range of it, its head, and why it is watched.
async fn statuses(caller: &Caller, id: Uuid) -> [u16; 5] {
    let id = id.to_string();
    let content = paths::content(&id);
    [
        caller.get(&paths::recording(&id)).await.status.as_u16(),
        caller.get(&content).await.status.as_u16(),
        caller.send("GET", &content, &[("range", "bytes=1-2")], None).await.status.as_u16(),
        caller.send("HEAD", &content, &[], None).await.status.as_u16(),
        caller.get(&paths::playback(&id)).await.status.as_u16(),
    ]
}

const SHOWN: [u16; 5] = [200, 200, 206, 200, 200];

async fn log(server: &Server) -> LogPage {
    server.admin().get("/api/v1/admin-log?log=playback").await.json()
}

async fn a_link_gives_one_recording_to_one_sign_in_session(place: Place) {
    let server = Server::start_on(&place).await;
    let (shared, other) = (server.add("shared", b"0123456789").await, server.add("other", b"01").await);
    let made = share(&server, shared, 1).await;
    assert_eq!((made.link.status, made.link.at_us), (LinkStatus::Active, 500_000));
    assert_eq!((made.link.made_by.as_str(), made.link.justification.as_deref()), ("admin", Some("case 7")));
    assert_eq!(made.secret.len(), 43);

    let viewer = server.signed_in("Vera", None).await;
    assert_eq!(statuses(&viewer, shared).await, [403; 5]);
    // nothing but opening it does anything
    assert_eq!(viewer.get(paths::LINKS_OPEN).await.status, 405);
    assert_eq!(viewer.get(paths::SHARED_PAGE).await.status, 200);
    assert_eq!(open(&server.nobody(), &made.secret).await.status, 401);
    let openings = paths::link_openings(&made.link.id);
    assert!(server.admin().get(&openings).await.json::<Vec<LinkOpening>>().is_empty());

    let opened: OpenedLink = open(&viewer, &made.secret).await.json();
    assert_eq!((opened.recording_id.as_str(), opened.at_us), (shared.to_string().as_str(), 500_000));
    assert_eq!(statuses(&viewer, shared).await, SHOWN);
    assert_eq!(viewer.get(&paths::content(&shared.to_string())).await.body, b"0123456789");
    // that recording and nothing else, nor anything else of it
    assert_eq!(statuses(&viewer, other).await, [403; 5]);
    assert_eq!(viewer.get(paths::RECORDINGS).await.status, 403);
    assert_eq!(viewer.get(&paths::comments(&shared.to_string())).await.status, 403);
    assert_eq!(viewer.get(paths::COMMENTS).await.status, 403);
    assert_eq!(viewer.get(paths::LINKS).await.status, 403);
    // neither in another session of the same account, nor for another account, until they open it
    let again = server.signed_in_again(&viewer.account).await;
    assert_eq!(statuses(&again, shared).await, [403; 5]);
    let reader = server.signed_in("Rita", Some(Role::ReadOnlyAdmin)).await;
    let no = PlaybackPermission { level: PermissionLevel::No, ..Default::default() };
    server.permit(&reader.account, &no).await;
    assert_eq!(statuses(&reader, shared).await, [404; 5]);
    assert_eq!(open(&reader, &made.secret).await.status, 200);
    assert_eq!((statuses(&reader, shared).await, statuses(&reader, other).await), (SHOWN, [404; 5]));
    assert!(reader.get(paths::RECORDINGS).await.json::<api::RecordingPage>().items.is_empty());
    assert_eq!(reader.get(&paths::comments(&shared.to_string())).await.status, 404);

    // it is logged: the link once, and each opening with why; the secret nowhere
    let logged = log(&server).await;
    let told: Vec<_> = logged.items.iter().map(|one| (one.action.as_str(), one.taken_by.as_str())).collect();
    let opening = "Open unrestricted link";
    assert!(told.contains(&("Unrestricted playback link sharing", "admin")), "{told:?}");
    assert_eq!(told.iter().filter(|one| **one == (opening, "Vera")).count(), 1, "{told:?}");
    assert_eq!(told.iter().filter(|one| **one == (opening, "Rita")).count(), 1, "{told:?}");
    let of_vera =
        logged.items.iter().find(|one| one.taken_by == "Vera" && one.action == opening).expect("an entry");
    assert!(of_vera.details.iter().any(|detail| detail.after.as_deref() == Some("ticket 9")));
    for path in ["/api/v1/admin-log?log=playback", paths::LINKS, &openings] {
        let body = String::from_utf8(server.get(path).await.body).expect("text");
        assert!(!body.contains(&made.secret) && !body.contains(&Secret::hash_of(&made.secret)), "{path}");
    }
    // signing out ends it
    assert_eq!(viewer.send("DELETE", paths::SESSION, &[], None).await.status, 204);
    assert_eq!(statuses(&viewer, shared).await, [401; 5]);
}

async fn what_is_not_valid_is_told_alike(place: Place) {
    let server = Server::start_on(&place).await;
    let id = server.add("shared", b"0123456789").await;
    let (revoked, deleted) = (share(&server, id, 1).await, server.add("deleted", b"0").await);
    let of_deleted = share(&server, deleted, 1).await;
    assert_eq!(
        server.admin().send("POST", &paths::link_revocation(&revoked.link.id), &[], None).await.status,
        204
    );
    let doing = Doing::Delete { purged_from_ms: i64::MAX, with_files: false };
    let store = &server.app.data.store;
    store
        .take_care(&Visibility::Everything, &BTreeSet::from([deleted]), doing, "", &by())
        .await
        .expect("deleted");
    let viewer = server.signed_in("Vera", None).await;
    let valid = share(&server, id, 1).await;
    let hash = Secret::hash_of(&valid.secret);
    let mut told = Vec::new();
    for secret in [&revoked.secret, &of_deleted.secret, "made up", "", &hash, &valid.secret[..42]] {
        let answer = open(&viewer, secret).await;
        assert_eq!(answer.problem(), "link_not_valid");
        told.push((answer.status, api::Problem { request_id: None, ..answer.json() }));
    }
    assert!(told.windows(2).all(|pair| pair[0] == pair[1]), "{told:?}");
    assert_eq!(statuses(&viewer, id).await, [403; 5]);
    for wrong in ["", " ", &"a".repeat(1_001)] {
        let wanted = json!({ "secret": valid.secret, "justification": wrong });
        assert_eq!(viewer.ask("POST", paths::LINKS_OPEN, &wanted).await.problem(), "bad_request");
    }
    assert_eq!(statuses(&viewer, id).await, [403; 5]);
    // whoever goes on guessing waits
    let mut answers = Vec::new();
    for _ in 0..12 {
        answers.push(open(&viewer, "guessed").await.status.as_u16());
    }
    assert_eq!((answers[0], answers[11]), (404, 429), "{answers:?}");
    assert_eq!(open(&viewer, &valid.secret).await.status, 429);
}

async fn a_link_ends_with_its_time_its_revocation_and_its_recording(place: Place) {
    let server = Server::start_on(&place).await;
    let store = &server.app.data.store;
    let care = async |id: Uuid, doing: Doing| {
        store
            .take_care(&Visibility::Everything, &BTreeSet::from([id]), doing, "case 7", &by())
            .await
            .expect("done");
    };
    for how in ["expired", "revoked", "restricted", "deleted", "cleared"] {
        let id = server.add(how, b"0123456789").await;
        let made = share(&server, id, 1).await;
        let viewer = server.signed_in(&format!("Vera {how}"), None).await;
        assert_eq!(open(&viewer, &made.secret).await.status, 200);
        // time passes within the session as well
        for _ in 0..2 {
            server.pass(20 * 60_000);
            assert_eq!(statuses(&viewer, id).await, SHOWN, "{how}");
            assert_eq!(server.admin().get(paths::SESSION).await.status, 200);
        }
        match how {
            "expired" => server.pass(20 * 60_000),
            "restricted" => care(id, Doing::Restrict).await,
            "deleted" => care(id, Doing::Delete { purged_from_ms: i64::MAX, with_files: false }).await,
            _ => {
                let path = paths::link_revocation(&made.link.id);
                assert_eq!(server.admin().send("POST", &path, &[], None).await.status, 204);
                // it cannot be revoked twice
                assert_eq!(server.admin().send("POST", &path, &[], None).await.status, 404);
            }
        }
        if how == "cleared" {
            assert_eq!(server.admin().send("POST", paths::LINKS_CLEARING, &[], None).await.status, 200);
        }
        assert_eq!(statuses(&viewer, id).await, [403; 5], "{how}");
        assert_eq!(open(&viewer, &made.secret).await.problem(), "link_not_valid", "{how}");
    }
}

async fn links_are_listed_with_who_opened_them_and_cleared(place: Place) {
    let server = Server::start_on(&place).await;
    let (one, two) = (server.add("one", b"1").await, server.add("two", b"2").await);
    let viewer = server.signed_in("Vera <b>", None).await;
    let mut made = Vec::new();
    for number in 0..52 {
        made.push(share(&server, if number < 2 { one } else { two }, if number == 0 { 1 } else { 24 }).await);
    }
    let wanted = json!({ "secret": made[1].secret, "justification": "why <b>?" }).to_string().into_bytes();
    let headers = [("user-agent", "a browser")];
    assert_eq!(viewer.send("POST", paths::LINKS_OPEN, &headers, Some(wanted)).await.status, 200);
    let opened: Vec<LinkOpening> = server.admin().get(&paths::link_openings(&made[1].link.id)).await.json();
    let told = opened.iter().map(|one| (one.name.as_str(), one.browser.as_str(), one.justification.as_str()));
    assert_eq!(told.collect::<Vec<_>>(), [("Vera <b>", "a browser", "why <b>?")]);
    assert_eq!(server.admin().get(&paths::link_openings(&one.to_string())).await.problem(), "not_there");

    let page: LinkPage = server.admin().get(paths::LINKS).await.json();
    assert_eq!((page.items.len(), page.items[0].id == made[51].link.id), (50, true));
    let rest = format!("{}?cursor={}", paths::LINKS, page.next_cursor.expect("a further page"));
    let rest: LinkPage = server.admin().get(&rest).await.json();
    assert_eq!((rest.items.len(), rest.next_cursor), (2, None));
    let of_one = format!("{}?recording={one}", paths::LINKS);
    let listed = async || -> Vec<(String, LinkStatus)> {
        let page: LinkPage = server.admin().get(&of_one).await.json();
        page.items.into_iter().map(|link| (link.recording, link.status)).collect()
    };
    let active = ("one".to_owned(), LinkStatus::Active);
    assert_eq!(listed().await, [active.clone(), active.clone()]);
    for wrong in ["?cursor=x", "?recording=x"] {
        assert_eq!(server.admin().get(&format!("{}{wrong}", paths::LINKS)).await.status, 400);
    }
    // the session lasts for half an hour
    for _ in 0..3 {
        server.pass(20 * 60_000);
        assert_eq!(server.admin().get(paths::SESSION).await.status, 200);
    }
    assert_eq!(listed().await, [active.clone(), ("one".to_owned(), LinkStatus::Expired)]);
    let path = paths::link_revocation(&made[0].link.id);
    assert_eq!(server.admin().send("POST", &path, &[], None).await.status, 404, "it is over already");
    let path = paths::link_revocation(&made[2].link.id);
    assert_eq!(server.admin().send("POST", &path, &[], None).await.status, 204);
    let cleared: ClearedLinks = server.admin().send("POST", paths::LINKS_CLEARING, &[], None).await.json();
    assert_eq!(cleared, ClearedLinks { links: 2 });
    assert_eq!(listed().await, [active]);
    let logged = log(&server).await;
    assert_eq!(logged.items[0].action, "Clear invalid links");
    assert_eq!(logged.items[1].action, "Revoke unrestricted link");
    assert_eq!(logged.items[1].subject_id.as_deref(), Some(two.to_string().as_str()));
}

async fn what_cannot_be_shared_is_refused(place: Place) {
    let server = Server::start_on(&place).await;
    let id = server.add("shared", b"0123456789").await;
    let restricted = server.add_with("restricted", b"0", |new| new.is_restricted = true).await;
    let path = paths::recording_links(&id.to_string());
    let refused: [Value; 6] = [
        json!({ "at_us": 0, "valid_hours": 0 }),
        json!({ "at_us": 0, "valid_hours": 2_161 }),
        json!({ "at_us": 1_000_001, "valid_hours": 1 }),
        json!({ "at_us": 0 }),
        json!({ "at_us": 0, "valid_hours": 1, "justification": "a".repeat(1_001) }),
        json!({ "at_us": 0, "valid_hours": 1, "secret": "mine" }),
    ];
    for wrong in refused {
        assert_eq!(server.admin().ask("POST", &path, &wrong).await.problem(), "bad_request", "{wrong}");
    }
    let most = json!({ "at_us": 1_000_000, "valid_hours": 2_160 });
    assert_eq!(server.admin().ask("POST", &path, &most).await.status, 201);
    let of_restricted = paths::recording_links(&restricted.to_string());
    assert_eq!(server.admin().ask("POST", &of_restricted, &most).await.problem(), "recording_restricted");
    let of_none = paths::recording_links(&Uuid::now_v7().to_string());
    assert_eq!(server.admin().ask("POST", &of_none, &most).await.problem(), "recording_not_found");
    let page: LinkPage = server.admin().get(paths::LINKS).await.json();
    assert_eq!(page.items.len(), 1);
    // what was refused is not in the log
    assert_eq!(log(&server).await.items.len(), 1);
}

async fn nobody_is_asked_twice_why(place: Place) {
    let mut server = Server::start_on(&place).await;
    server.become_of(App { is_justification_required: true, ..server.app.clone() });
    let id = server.add("shared", b"0123456789").await;
    let made = share(&server, id, 1).await;
    let viewer = server.signed_in("Vera", None).await;
    assert_eq!(open(&viewer, &made.secret).await.status, 200);
    let state: PlaybackState = viewer.get(&paths::playback(&id.to_string())).await.json();
    assert!(!state.needs_justification);
    assert_eq!(statuses(&viewer, id).await, SHOWN);
}

/// The content as it is sent, after its first piece.
async fn streamed(caller: &Caller, id: Uuid) -> BodyDataStream {
    let request = Request::get(paths::content(&id.to_string()))
        .header("host", "127.0.0.1:8080")
        .header("cookie", format!("{COOKIE}={}", caller.token));
    let answer = caller.router.clone().oneshot(request.body(Body::empty()).expect("a request")).await;
    let mut stream = answer.expect("an answer").into_body().into_data_stream();
    stream.next().await.expect("a piece").expect("sent");
    stream
}

#[tokio::test]
async fn content_that_is_being_sent_is_cut_within_a_second() {
    let server = Server::start().await;
    let id = server.add("shared", &vec![7; 64 << 20]).await;
    for how in ["revoked", "revoked elsewhere", "expired", "signed out"] {
        let admin = server.signed_in(&format!("admin {how}"), Some(Role::FullAdmin)).await;
        let made = share_as(&admin, id, 1).await;
        let viewer = server.signed_in(how, None).await;
        server.pass(59 * 60_000);
        let viewer = server.signed_in_again(&viewer.account).await;
        assert_eq!(open(&viewer, &made.secret).await.status, 200);
        let mut stream = streamed(&viewer, id).await;
        let started = Instant::now();
        let link = Uuid::try_parse(&made.link.id).expect("an id");
        let at = gateway::admin_log::By { at_ms: server.app.sign_in.clock.now_ms(), ..by() };
        match how {
            "revoked" => {
                let admin = server.signed_in_again(&admin.account).await;
                let path = paths::link_revocation(&made.link.id);
                assert_eq!(admin.send("POST", &path, &[], None).await.status, 204);
            }
            // nobody is told
            "revoked elsewhere" => server.app.data.store.revoke_link(link, &at).await.expect("revoked"),
            "expired" => server.pass(60_000),
            _ => assert_eq!(viewer.send("DELETE", paths::SESSION, &[], None).await.status, 204),
        }
        // whoever takes a piece every twentieth of a second
        let mut is_cut = false;
        while started.elapsed() < Duration::from_secs(3) {
            match stream.next().await {
                Some(Ok(_)) => tokio::time::sleep(Duration::from_millis(50)).await,
                Some(Err(_)) => {
                    is_cut = true;
                    break;
                }
                None => break,
            }
        }
        assert!(is_cut, "{how}: it was sent whole");
        assert!(started.elapsed() < Duration::from_millis(1_200), "{how}: {:?}", started.elapsed());
    }
}
