//! Every route of the router's own table, asked by every identity, against the reviewed table beside this file.

use crate::support::{Caller, Server};
use gateway::access::Identity;
use gateway::routes::{Route, routes};
use gateway::store::NewRecording;
use policy::{Permission, Role, Scope};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The reviewed table.
const EXPECTED: &str = include_str!("access.tsv");

fn identities() -> Vec<(&'static str, Identity)> {
    let limited = Permission::Limited(Scope::new(["ada"], [], []).expect("few names"));
    let of = |role, permission: &Permission| Identity::new(role, permission);
    vec![
        ("no role", of(None, &Permission::Full)),
        ("full admin", of(Some(Role::FullAdmin), &Permission::No)),
        ("privileged player admin", of(Some(Role::PrivilegedPlayerAdmin), &Permission::No)),
        ("read-only admin, full", of(Some(Role::ReadOnlyAdmin), &Permission::Full)),
        ("read-only admin, limited", of(Some(Role::ReadOnlyAdmin), &limited)),
        ("read-only admin, no permission", of(Some(Role::ReadOnlyAdmin), &Permission::No)),
    ]
}

/// The lines of the table by method, path and identity.
fn expected() -> BTreeMap<(String, String, String), Vec<u16>> {
    let line = |line: &str| {
        let mut cells = line.split('\t').map(str::to_owned);
        let mut next = || cells.next().expect("a method, a path and an identity");
        let key = (next(), next(), next());
        (key, cells.map(|status| status.parse().expect("a status")).collect())
    };
    let lines = EXPECTED.lines().filter(|line| !line.starts_with('#'));
    let table: BTreeMap<_, _> = lines.clone().map(line).collect();
    assert_eq!(table.len(), lines.count(), "a line stands twice");
    table
}

async fn statuses(caller: &Caller, route: &Route, ids: &[Uuid]) -> Vec<u16> {
    assert_eq!(route.method, "GET", "{}: this test cannot ask this way yet", route.path);
    let paths = match route.path.contains("{id}") {
        true => ids.iter().map(|id| route.path.replace("{id}", &id.to_string())).collect(),
        false => vec![route.path.clone()],
    };
    assert!(
        !paths.iter().any(|path| path.contains('{')),
        "{}: it has a parameter that is not known",
        route.path
    );
    let mut statuses = Vec::new();
    for path in paths {
        statuses.push(caller.get(&path).await.status.as_u16());
    }
    statuses
}

#[tokio::test]
async fn every_identity_is_answered_on_every_route_as_reviewed() {
    let server = Server::start().await;
    let add = async |name: &str, user: &str, is_restricted: bool| {
        let change = |new: &mut NewRecording| {
            new.recording.session.user = Some(user.to_owned());
            new.is_restricted = is_restricted;
        };
        server.add_with(name, b"0123456789", change).await
    };
    let ids = [
        add("in scope", "Ada", false).await,
        add("outside", "Grace", false).await,
        add("restricted", "Ada", true).await,
        Uuid::now_v7(),
    ];
    let mut expected = expected();
    let mut faults = Vec::new();
    for route in routes() {
        for (name, identity) in identities() {
            let key = (route.method.to_owned(), route.path.clone(), name.to_owned());
            let found = statuses(&server.found_by(&identity), &route, &ids).await;
            let reviewed = expected.remove(&key);
            if reviewed.as_ref() != Some(&found) {
                faults.push(format!("{key:?}: answered {found:?}, reviewed {reviewed:?}"));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(expected.is_empty(), "reviewed, but no route or no identity: {:?}", expected.keys());
}

#[tokio::test]
async fn a_hidden_recording_is_answered_like_one_that_is_not_there() {
    let server = Server::start().await;
    let hidden = server.add("hidden", b"0123456789").await;
    let caller = server.found_by(&Identity::new(Some(Role::ReadOnlyAdmin), &Permission::No));
    for path in ["", "/content"] {
        let answer = async |id: Uuid| {
            let answer = caller.get(&format!("/api/v1/recordings/{id}{path}")).await;
            assert_eq!(answer.problem(), "recording_not_found");
            let mut names: Vec<_> = answer.headers.keys().map(|name| name.as_str().to_owned()).collect();
            names.sort_unstable();
            (answer.status, names, answer.body)
        };
        assert_eq!(answer(hidden).await, answer(Uuid::now_v7()).await, "{path}");
    }
}
