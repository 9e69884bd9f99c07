//! What is listed and fetched equals what the predicate shows, for random permissions and recordings.

use crate::support::{Caller, Server};
use api::{PermissionLevel, PermissionScope, PlaybackPermission};
use gateway::store::NewRecording;
use policy::{Permission, Role, Scope, Subject, Visibility};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::{BTreeSet, HashMap};
use test_databases::{Place, on_each_database};
use uuid::Uuid;

const POLICIES: usize = 500;
/// One begins each second, and each lasts for one.
const RECORDINGS: i64 = 60;
/// Names that differ, that are equal but for their case, and that databases lower in ways of their own, or refuse.
const NAMES: [&str; 9] =
    ["ada", "ADA", "Zo\u{cb}", "zo\u{eb}", "CORP\\ada", "\u{130}", "100% _'\"", "ada ", "\0ada"];

fn name() -> impl Strategy<Value = String> {
    proptest::sample::select(&NAMES[..]).prop_map(str::to_owned)
}

fn session() -> impl Strategy<Value = (api::SessionFacts, bool)> {
    let some = || proptest::option::weighted(0.7, name());
    (some(), some(), some(), proptest::bool::weighted(0.2)).prop_map(
        |(user, application, host, is_restricted)| {
            (api::SessionFacts { user, application, host, ..Default::default() }, is_restricted)
        },
    )
}

fn policy() -> impl Strategy<Value = (Option<Role>, PlaybackPermission)> {
    let names = || proptest::collection::vec(name(), 0..3);
    let limited = (names(), names(), names()).prop_map(|(users, applications, hosts)| PlaybackPermission {
        level: PermissionLevel::Limited,
        scope: PermissionScope { users, applications, hosts, ..Default::default() },
    });
    let of = |level| Just(PlaybackPermission { level, ..Default::default() });
    let permission = prop_oneof![1 => of(PermissionLevel::Full), 1 => of(PermissionLevel::No), 8 => limited];
    let role = prop_oneof![
        8 => Just(Some(Role::ReadOnlyAdmin)),
        1 => Just(Some(Role::PrivilegedPlayerAdmin)),
        1 => Just(Some(Role::FullAdmin)),
        1 => Just(None),
    ];
    (role, permission)
}

/// What the predicate is asked with.
fn asked(permission: &PlaybackPermission) -> Permission {
    let PermissionScope { users, applications, hosts, .. } = &permission.scope;
    let [users, applications, hosts] = [users, applications, hosts].map(|all| all.iter().map(String::as_str));
    match permission.level {
        PermissionLevel::Full => Permission::Full,
        PermissionLevel::Limited => {
            Permission::Limited(Scope::new(users, applications, hosts).expect("few names"))
        }
        PermissionLevel::No => Permission::No,
    }
}

fn drawn<T>(runner: &mut TestRunner, strategy: &impl Strategy<Value = T>) -> T {
    strategy.new_tree(runner).expect("a value").current()
}

/// The ids that are listed, page by page.
async fn listed(caller: &Caller, condition: &str) -> Vec<String> {
    let mut ids = of_list(caller, "all", condition).await;
    if caller.get("/api/v1/recordings?list=restricted").await.status == 200 {
        ids.extend(of_list(caller, "restricted", condition).await);
        ids.sort_unstable_by(|id, other| other.cmp(id));
    }
    ids
}

async fn of_list(caller: &Caller, list: &str, condition: &str) -> Vec<String> {
    let condition = format!("&list={list}{condition}");
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/v1/recordings?limit=25{condition}{cursor}");
        let page: api::RecordingPage = caller.get(&path).await.json();
        ids.extend(page.items.into_iter().map(|recording| recording.id));
        match page.next_cursor {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return ids,
        }
    }
}

on_each_database!(what_is_listed_and_fetched_is_what_the_predicate_shows);

async fn what_is_listed_and_fetched_is_what_the_predicate_shows(place: Place) {
    let mut runner = TestRunner::deterministic();
    let server = Server::start_on(&place).await;
    let mut recordings: Vec<(Uuid, Subject)> = Vec::new();
    for number in 0..RECORDINGS {
        let (session, is_restricted) = drawn(&mut runner, &session());
        let subject = Subject::of(&session, is_restricted);
        let change = |new: &mut NewRecording| {
            new.recording.session = session;
            new.recording.started_at_ms = Some(number * 1_000);
            new.is_restricted = is_restricted;
        };
        recordings.push((server.add_with(&number.to_string(), b"0123456789", change).await, subject));
    }
    let mut callers = HashMap::new();
    for role in Role::ALL.into_iter().map(Some).chain([None]) {
        callers.insert(role, server.signed_in(&format!("{role:?}"), role).await);
    }
    let mut sizes = BTreeSet::new();
    for round in 0..POLICIES {
        let (role, permission) = drawn(&mut runner, &policy());
        let caller = callers.get(&role).expect("a caller of each role");
        server.permit(&caller.account, &permission).await;
        let visibility = Visibility::of(role, &asked(&permission));
        let is_visible = |subject: &Subject| visibility.verdict(subject).is_visible();
        let shown = recordings.iter().rev().filter(|(_, subject)| is_visible(subject));
        let shown: Vec<String> = shown.map(|(id, _)| id.to_string()).collect();
        sizes.insert(shown.len());
        if role.is_none() {
            assert_eq!(caller.get("/api/v1/recordings").await.status.as_u16(), 403);
        } else {
            assert_eq!(listed(caller, "").await, shown, "{role:?}, {permission:?}");
            let later = recordings.iter().rev().take(30).filter(|(_, subject)| is_visible(subject));
            let later: Vec<String> = later.map(|(id, _)| id.to_string()).collect();
            assert_eq!(listed(caller, "&from_ms=30001").await, later, "{role:?}, {permission:?}");
        }
        // a part of them each time, another one each time
        for (id, subject) in recordings.iter().skip(round % 7).step_by(7) {
            let status = match (role, is_visible(subject)) {
                (None, _) => 403,
                (_, true) => 200,
                (_, false) => 404,
            };
            for path in ["", "/content"] {
                let answer = caller.get(&format!("/api/v1/recordings/{id}{path}")).await;
                assert_eq!(answer.status.as_u16(), status, "{role:?}, {permission:?}, {subject:?}");
            }
        }
    }
    assert!(sizes.len() > 10, "the policies tell too little apart: {sizes:?}");
}
