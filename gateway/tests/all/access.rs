//! Every route of the router's own table, asked by every identity about things of every ownership, against the reviewed
//! table beside this file. `AFTERIMAGE_BLESS=1` writes the table anew, to be reviewed.

use crate::support::{Answer, Caller, Server, by};
use api::{HolderKind, PermissionLevel, PermissionScope, PlaybackPermission};
use gateway::access::Access;
use gateway::admin_log::By;
use gateway::routes::{Route, routes};
use gateway::store::{Doing, Holder, NewRecording, ToShare};
use policy::{Role, Visibility};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use test_databases::{Place, on_each_database};
use uuid::Uuid;

on_each_database!(
    every_identity_is_answered_on_every_route_as_reviewed,
    a_hidden_recording_is_answered_like_one_that_is_not_there,
);

/// The reviewed table.
const EXPECTED: &str = include_str!("access.tsv");

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Nobody,
    Expired,
    SignedOut,
    Disabled,
    Invited,
    NoRole,
    FullAdmin,
    FullAdminByGroup,
    PrivilegedPlayerAdmin,
    ReadOnlyFull,
    ReadOnlyLimited,
    ReadOnlyNo,
    ReadOnlyLimitedByGroup,
}

impl Who {
    const ALL: [(Self, &str); 13] = [
        (Self::Nobody, "nobody"),
        (Self::Expired, "expired session"),
        (Self::SignedOut, "signed out"),
        (Self::Disabled, "disabled account"),
        (Self::Invited, "invited, not signed in"),
        (Self::NoRole, "no role"),
        (Self::FullAdmin, "full admin"),
        (Self::FullAdminByGroup, "full admin by group"),
        (Self::PrivilegedPlayerAdmin, "privileged player admin"),
        (Self::ReadOnlyFull, "read-only admin, full"),
        (Self::ReadOnlyLimited, "read-only admin, limited"),
        (Self::ReadOnlyNo, "read-only admin, no permission"),
        (Self::ReadOnlyLimitedByGroup, "read-only admin by group, limited"),
    ];
}

/// What a route is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Thing {
    Recording,
    /// A recording that the body names.
    Chosen,
    Account,
    Group,
    HostGroup,
    OwnSession,
    OwnPasskey,
    OwnComment,
    Link,
    Provider,
    Nothing,
}

impl Thing {
    fn of(path: &str) -> Self {
        let starts = |start: &str| path.starts_with(&format!("/api/v1/{start}/{{id}}"));
        match path {
            "/api/v1/restrictions"
            | "/api/v1/restrictions/removal"
            | "/api/v1/archive"
            | "/api/v1/deletions"
            | "/api/v1/deletions/undo"
            | "/api/v1/holds"
            | "/api/v1/holds/removal"
            | "/api/v1/recordings/{id}/session" => Self::Chosen,
            _ if starts("recordings") => Self::Recording,
            _ if starts("accounts") => Self::Account,
            _ if starts("groups") => Self::Group,
            _ if starts("host-groups") => Self::HostGroup,
            _ if starts("profile/sessions") => Self::OwnSession,
            _ if starts("profile/passkeys") => Self::OwnPasskey,
            _ if starts("comments") => Self::OwnComment,
            _ if starts("links") => Self::Link,
            _ if starts("sign-in/provider") => Self::Provider,
            _ => {
                assert!(!path.contains('{'), "{path}: it has a parameter that is not known");
                Self::Nothing
            }
        }
    }

    /// Whose the thing is, in the order of the table's columns.
    fn ownerships(self) -> &'static [&'static str] {
        match self {
            Self::Recording => &["in scope", "outside", "restricted", "not there"],
            Self::Chosen => &["in scope", "outside", "restricted", "held", "deleted", "not there"],
            Self::Account => &["own", "another's", "not there"],
            Self::Group | Self::HostGroup | Self::Link => &["there", "not there"],
            Self::OwnSession | Self::OwnPasskey | Self::OwnComment => &["own", "another's", "not there"],
            Self::Provider => &["not there"],
            Self::Nothing => &["-"],
        }
    }
}

/// A body that the route takes.
fn body(route: &Route, id: &str) -> Option<Value> {
    let name = Uuid::now_v7().to_string();
    Some(match (route.method, route.path.as_str()) {
        ("POST" | "DELETE", "/api/v1/profile/totp")
        | ("POST", "/api/v1/profile/passkeys")
        | ("DELETE", "/api/v1/profile/passkeys/{id}") => json!({}),
        ("PUT", "/api/v1/profile/totp") => json!({ "code": "123456" }),
        ("PUT", "/api/v1/profile/passkeys" | "/api/v1/sign-in/passkey") => {
            json!({ "id": name, "credential": "{}" })
        }
        ("POST", "/api/v1/sign-in/passkey") => return None,
        ("GET" | "DELETE", _) | ("POST", "/api/v1/accounts/{id}/invitation") => return None,
        ("POST", "/api/v1/sign-in/password") => json!({ "name": name, "password": "of nobody" }),
        ("POST", "/api/v1/sign-in/link/look" | "/api/v1/sign-in/link/use") => json!({ "secret": "made up" }),
        ("POST", "/api/v1/recordings/{id}/comments") => {
            json!({ "at_us": 0, "severity": "severe", "text": "look" })
        }
        ("POST", "/api/v1/recordings/{id}/links") => json!({ "at_us": 0, "valid_hours": 1 }),
        ("POST", "/api/v1/links/open") => json!({ "secret": "made up", "justification": "ticket 7" }),
        ("POST", "/api/v1/links/clearing" | "/api/v1/links/{id}/revocation") => return None,
        ("PUT", "/api/v1/recordings/{id}/session") => json!({ "user": "Ada", "client": name }),
        ("POST", path) if Thing::of(path) == Thing::Chosen => json!({ "ids": [id], "reason": "ticket 7" }),
        ("POST", "/api/v1/recordings/{id}/playback") => json!({ "text": "ticket 7" }),
        ("PATCH", "/api/v1/profile") => json!({ "time_zone": "Europe/Zurich" }),
        ("PUT", "/api/v1/profile/password") => json!({ "new": "seven tall ferns hum quietly" }),
        ("POST", "/api/v1/accounts") => json!({ "name": name }),
        ("PATCH", "/api/v1/accounts/{id}") => json!({ "display_name": "Ada" }),
        ("POST", "/api/v1/groups") | ("PUT", "/api/v1/groups/{id}") => json!({ "name": name }),
        ("POST", "/api/v1/host-groups") | ("PUT", "/api/v1/host-groups/{id}") => json!({ "name": name }),
        ("PUT", "/api/v1/accounts/{id}/playback-permission" | "/api/v1/groups/{id}/playback-permission") => {
            json!({ "level": "no" })
        }
        (method, path) => unreachable!("{method} {path}: what it takes is not known here"),
    })
}

async fn add(server: &Server, name: &str, user: &str, is_restricted: bool) -> Uuid {
    let change = |new: &mut NewRecording| {
        new.recording.session.user = Some(user.to_owned());
        new.is_restricted = is_restricted;
    };
    server.add_with(name, b"0123456789", change).await
}

struct Bench {
    server: Server,
    recordings: [Uuid; 3],
}

impl Bench {
    async fn new(place: &Place) -> Self {
        let server = Server::start_on(place).await;
        let recordings = [
            add(&server, "in scope", "Ada", false).await,
            add(&server, "outside", "Grace", false).await,
            add(&server, "restricted", "Ada", true).await,
        ];
        Self { server, recordings }
    }

    /// A recording with which something is to be done.
    async fn chosen(&self, ownership: &str) -> Uuid {
        let user = if ownership == "outside" { "Grace" } else { "Ada" };
        let id = add(&self.server, ownership, user, ownership == "restricted").await;
        let doing = match ownership {
            "held" => Some(Doing::Hold),
            "deleted" => Some(Doing::Delete { purged_from_ms: i64::MAX, with_files: false }),
            _ => None,
        };
        if let Some(doing) = doing {
            let store = &self.server.app.data.store;
            let ids = BTreeSet::from([id]);
            let done = store.take_care(&Visibility::Everything, &ids, doing, "case 7", &by()).await;
            assert_eq!(done.expect("done").recordings, 1);
        }
        id
    }

    /// Somebody new, for a request may change or remove them.
    async fn caller(&self, who: Who) -> Caller {
        let server = &self.server;
        let name = Uuid::now_v7().to_string();
        let scope = PermissionScope { users: vec!["ada".to_owned()], ..Default::default() };
        let limited = PlaybackPermission { level: PermissionLevel::Limited, scope };
        let no = PlaybackPermission { level: PermissionLevel::No, ..Default::default() };
        let permitted = async |role, permission: &PlaybackPermission| {
            let caller = server.signed_in(&name, Some(role)).await;
            server.permit(&caller.account, permission).await;
            caller
        };
        let in_group = async |role, permission: &PlaybackPermission| {
            let caller = server.signed_in(&name, None).await;
            let members = vec![caller.account.clone()];
            let content = api::GroupContent { name: name.clone(), role: Some(role), claim: None, members };
            let store = &server.app.data.store;
            let id = store.add_group(&content, &by()).await.expect("a group");
            let holder = Holder { kind: HolderKind::Group, id: &id };
            store.set_permission(holder, permission, &by()).await.expect("permitted");
            caller
        };
        match who {
            Who::Nobody => server.nobody(),
            Who::Expired => {
                let caller = server.signed_in(&name, Some(Role::FullAdmin)).await;
                server.pass(31 * 60_000);
                caller
            }
            Who::SignedOut => {
                let caller = server.signed_in(&name, Some(Role::FullAdmin)).await;
                assert_eq!(caller.send("DELETE", "/api/v1/session", &[], None).await.status, 204);
                caller
            }
            Who::Disabled => {
                let caller = server.signed_in(&name, Some(Role::FullAdmin)).await;
                let wanted = api::AccountChange { is_disabled: Some(true), ..Default::default() };
                server
                    .app
                    .data
                    .store
                    .change_account(&caller.account, &wanted, &by())
                    .await
                    .expect("disabled");
                caller
            }
            Who::Invited => {
                let new = api::NewAccount { name, display_name: String::new(), role: Some(Role::FullAdmin) };
                let account = server.app.data.store.add_account(&new, &by()).await.expect("an account");
                Caller { account, token: "A".repeat(43), ..server.nobody() }
            }
            Who::NoRole => server.signed_in(&name, None).await,
            Who::FullAdmin => permitted(Role::FullAdmin, &no).await,
            Who::FullAdminByGroup => in_group(Role::FullAdmin, &no).await,
            Who::PrivilegedPlayerAdmin => permitted(Role::PrivilegedPlayerAdmin, &no).await,
            Who::ReadOnlyFull => server.signed_in(&name, Some(Role::ReadOnlyAdmin)).await,
            Who::ReadOnlyLimited => permitted(Role::ReadOnlyAdmin, &limited).await,
            Who::ReadOnlyNo => permitted(Role::ReadOnlyAdmin, &no).await,
            Who::ReadOnlyLimitedByGroup => in_group(Role::ReadOnlyAdmin, &limited).await,
        }
    }

    /// The id of a thing of this ownership, which is new where a request may change or remove it.
    async fn id(&self, thing: Thing, ownership: &str, caller: &Caller) -> String {
        let server = &self.server;
        let store = &server.app.data.store;
        let name = Uuid::now_v7().to_string();
        match (thing, ownership) {
            (Thing::Chosen, ownership) if ownership != "not there" => {
                self.chosen(ownership).await.to_string()
            }
            (Thing::Recording, "in scope") => self.recordings[0].to_string(),
            (Thing::Recording, "outside") => self.recordings[1].to_string(),
            (Thing::Recording, "restricted") => self.recordings[2].to_string(),
            // nobody has no account of their own: it is another's
            (Thing::Account, "own") if !caller.account.is_empty() => caller.account.clone(),
            (Thing::Account, "own" | "another's") => server.signed_in(&name, None).await.account,
            (Thing::Group, "there") => {
                let content = api::GroupContent { name, ..Default::default() };
                store.add_group(&content, &by()).await.expect("a group")
            }
            (Thing::HostGroup, "there") => {
                let content = api::HostGroupContent { name, ..Default::default() };
                store.add_host_group(&content, &by()).await.expect("a group")
            }
            (Thing::OwnSession, "own" | "another's") => {
                let account = match ownership {
                    "own" if !caller.account.is_empty() => caller.account.clone(),
                    _ => server.signed_in(&name, None).await.account,
                };
                let (limits, now_ms) = (server.app.sign_in.limits, server.app.sign_in.clock.now_ms());
                let open = store.sessions_of(&account, None, limits, now_ms).await.expect("sessions");
                open.first().map_or_else(|| name.clone(), |session| session.id.clone())
            }
            (Thing::OwnComment, "own" | "another's") => {
                let account = match ownership {
                    "own" if !caller.account.is_empty() => caller.account.clone(),
                    _ => server.signed_in(&name, None).await.account,
                };
                let by = By { account_id: Some(account), ..by() };
                let id = self.recordings[0];
                let recording =
                    store.recording(&Visibility::Everything, id).await.expect("a row").expect("one");
                let text = "look".to_owned();
                let new = api::NewComment { at_us: 0, severity: api::Severity::Normal, text };
                store.add_comment(&recording, &new, &by).await.expect("a comment").id
            }
            (Thing::Link, "there") => {
                let recording = store
                    .recording(&Visibility::Everything, self.recordings[0])
                    .await
                    .expect("a row")
                    .expect("one");
                let expires_at_ms = server.app.sign_in.clock.now_ms() + 3_600_000;
                let new = ToShare { secret_hash: &name, at_us: 0, expires_at_ms, justification: None };
                store.share(&recording, &new, &by()).await.expect("a link").id
            }
            (Thing::OwnPasskey, "own" | "another's") => {
                let account = match ownership {
                    "own" if !caller.account.is_empty() => caller.account.clone(),
                    _ => server.signed_in(&name, None).await.account,
                };
                store.add_passkey(&account, (&name, "{}"), "a key", &by()).await.expect("a passkey");
                let known = store.passkeys(&account).await.expect("passkeys");
                known.first().map_or_else(|| name.clone(), |passkey| passkey.id.clone())
            }
            _ => name,
        }
    }
}

/// Whether an answer must have an entry in the administrator log: what was changed, what was watched, and what the role
/// did not allow.
fn is_to_be_logged(route: &Route, status: u16) -> bool {
    match (route.method, route.path.as_str(), status) {
        // nothing is changed by these: they offer or look
        (_, "/api/v1/sign-in/link/look", _)
        | ("POST", "/api/v1/profile/totp" | "/api/v1/profile/passkeys", _) => false,
        // one's own session
        ("DELETE", "/api/v1/session", _) | (_, "/api/v1/sign-in/passkey" | "/api/v1/sign-in/password", _) => {
            false
        }
        ("GET", "/api/v1/recordings/{id}/content" | "/api/v1/admin-log", 200 | 206) => true,
        ("GET", _, 200..400) => false,
        (_, _, 200..300) => true,
        (_, _, 403) => matches!(route.access, Access::Right(_)),
        _ => false,
    }
}

/// Whether what was asked for was so already.
fn changed_nothing(answer: &Answer) -> bool {
    serde_json::from_slice(&answer.body)
        .is_ok_and(|changed: api::Changed| changed.recordings == 0 && answer.status == 200)
}

/// The lines of the table by method, path and identity.
fn expected() -> BTreeMap<(String, String, String), Vec<u16>> {
    let line = |line: &str| {
        let mut cells = line.split('\t').map(str::to_owned);
        let mut next = || cells.next().expect("a method, a path and an identity");
        let key = (next(), next(), next());
        let statuses = cells.map(|cell| cell.rsplit(' ').next().and_then(|status| status.parse().ok()));
        (key, statuses.map(|status| status.expect("a status")).collect())
    };
    let lines = EXPECTED.lines().filter(|line| !line.starts_with('#'));
    let table: BTreeMap<_, _> = lines.clone().map(line).collect();
    assert_eq!(table.len(), lines.count(), "a line stands twice");
    table
}

async fn every_identity_is_answered_on_every_route_as_reviewed(place: Place) {
    let bench = Bench::new(&place).await;
    let mut expected = expected();
    let (mut faults, mut cells) = (Vec::new(), 0);
    let mut table = String::from(
        "# What each identity is answered on each route, for things of each ownership.\n\
         # method\tpath\tidentity\townership and status, ...\n",
    );
    for route in routes() {
        let thing = Thing::of(&route.path);
        for (who, name) in Who::ALL {
            let key = (route.method.to_owned(), route.path.clone(), name.to_owned());
            let mut found = Vec::new();
            write!(table, "{}\t{}\t{name}", route.method, route.path).expect("written");
            for ownership in thing.ownerships() {
                let caller = bench.caller(who).await;
                let id = bench.id(thing, ownership, &caller).await;
                let query = if route.path == "/api/v1/admin-log" { "?log=playback" } else { "" };
                let path = format!("{}{query}", route.path.replace("{id}", &id));
                let body = body(&route, &id).map(|body| body.to_string().into_bytes());
                let store = &bench.server.app.data.store;
                let logged = store.log_head().await.expect("an end").sequence;
                let answer = caller.send(route.method, &path, &[], body).await;
                if is_to_be_logged(&route, answer.status.as_u16()) && !changed_nothing(&answer) {
                    let now = store.log_head().await.expect("an end").sequence;
                    if now == logged {
                        faults.push(format!("{key:?}: answered {} and not logged", answer.status));
                    }
                }
                found.push(answer.status.as_u16());
                write!(table, "\t{ownership} {}", answer.status.as_u16()).expect("written");
                cells += 1;
                if answer.status.is_client_error() || answer.status.is_server_error() {
                    answer.problem();
                }
            }
            table.push('\n');
            let reviewed = expected.remove(&key);
            if reviewed.as_ref() != Some(&found) {
                faults.push(format!("{key:?}: answered {found:?}, reviewed {reviewed:?}"));
            }
        }
    }
    if std::env::var_os("AFTERIMAGE_BLESS").is_some() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/all/access.tsv");
        std::fs::write(file, table).expect("written");
        return;
    }
    println!("{} routes, {} identities, {cells} cells", routes().len(), Who::ALL.len());
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(expected.is_empty(), "reviewed, but no route or no identity: {:?}", expected.keys());
}

async fn a_hidden_recording_is_answered_like_one_that_is_not_there(place: Place) {
    let server = Server::start_on(&place).await;
    let hidden = server.add("hidden", b"0123456789").await;
    let caller = server.signed_in("Ada", Some(Role::ReadOnlyAdmin)).await;
    let no = PlaybackPermission { level: PermissionLevel::No, ..Default::default() };
    server.permit(&caller.account, &no).await;
    for path in ["", "/content"] {
        let answer = async |id: Uuid| {
            let answer = caller.get(&format!("/api/v1/recordings/{id}{path}")).await;
            assert_eq!(answer.problem(), "recording_not_found");
            let mut names: Vec<_> = answer.headers.keys().map(|name| name.as_str().to_owned()).collect();
            names.sort_unstable();
            let problem = api::Problem { request_id: None, ..answer.json() };
            (answer.status, names, problem)
        };
        assert_eq!(answer(hidden).await, answer(Uuid::now_v7()).await, "{path}");
    }
}
