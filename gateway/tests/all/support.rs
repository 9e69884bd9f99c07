//! Data folders, requests and answers.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use gateway::admin_log::By;
use gateway::clock::Clock;
use gateway::data::Data;
use gateway::monitor::Monitor;
use gateway::routes::{App, Changes, Console, router};
use gateway::sign_in::{COOKIE, Secret, Settings, SignIn};
use gateway::store::{DatabaseAddress, Holder, Inserted, NewRecording, NewSession};
use policy::Role;
use std::fs;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;
use test_databases::Place;
use tower::ServiceExt;
use uuid::Uuid;

/// When tests begin, in milliseconds since 1970-01-01 UTC.
pub(crate) const START_MS: i64 = 1_800_000_000_000;

/// Whoever changes something directly.
pub(crate) fn by() -> By {
    By::command_line(START_MS)
}

/// A server without a network, its data folder, and a console of three files. Whoever asks it without saying who they
/// are is a full admin.
pub(crate) struct Server {
    pub(crate) app: App,
    router: Router,
    admin: Caller,
    time_ms: Arc<AtomicI64>,
    pub(crate) folder: TempDir,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// Somebody who asks the server.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) router: Router,
    /// The id of the account; empty where nobody is signed in.
    pub(crate) account: String,
    /// The token of the session; empty where nobody is signed in.
    pub(crate) token: String,
}

impl Caller {
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], None).await
    }

    pub(crate) async fn ask(&self, method: &str, path: &str, body: &impl serde::Serialize) -> Answer {
        let body = serde_json::to_vec(body).expect("JSON");
        self.send(method, path, &[], Some(body)).await
    }

    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> Answer {
        let cookie = format!("{COOKIE}={}", self.token);
        let mut headers = headers.to_vec();
        if !self.token.is_empty() {
            headers.push(("cookie", &cookie));
        }
        send(self.router.clone(), method, path, &headers, body).await
    }

    /// The same browser after an answer that gave it another token, or took it away.
    pub(crate) fn after(&self, answer: &Answer) -> Self {
        let cookie = answer.header("set-cookie");
        let token = cookie.strip_prefix(COOKIE).and_then(|rest| rest.strip_prefix('=')).expect("our cookie");
        let token = token.split(';').next().unwrap_or_default().to_owned();
        Self { token, ..self.clone() }
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("header text"))
    }

    pub(crate) fn json<T: serde::de::DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// The code of the problem that this must be.
    pub(crate) fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem: api::Problem = self.json();
        assert_eq!(problem.status, self.status.as_u16());
        problem.code
    }
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::start_on(&Place::sqlite()).await
    }

    /// The same with its database at this place.
    pub(crate) async fn start_on(place: &Place) -> Self {
        let mut server = Self::empty_on(place).await;
        server.admin = server.signed_in("admin", Some(Role::FullAdmin)).await;
        server
    }

    /// One that nobody has an account at.
    pub(crate) async fn empty_on(place: &Place) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let console = folder.path().join("dist");
        fs::create_dir_all(console.join("player")).expect("a folder");
        fs::write(console.join("index.html"), "<!doctype html><title>console</title>").expect("a file");
        fs::write(console.join("ui-0123456789abcdef_bg.wasm"), b"\0asm").expect("a file");
        fs::write(console.join("player/worker.js"), b"work()").expect("a file");
        let data = folder.path().join("data");
        let database = match place.postgres_address() {
            Some(address) => address.parse().expect("an address"),
            None => DatabaseAddress::in_folder(&data),
        };
        let data = Data::create_on(&data, &database).await.expect("a data folder");
        let console = Console::open(&console).expect("a console");
        let time_ms = Arc::new(AtomicI64::new(START_MS));
        let sign_in = SignIn::new(Settings::default(), Clock::Set(Arc::clone(&time_ms))).expect("random");
        let monitor = Monitor::new(&folder.path().join("data"));
        let app = App {
            data,
            console: Some(console),
            sign_in,
            changes: Changes::default(),
            monitor,
            is_justification_required: false,
            grace_days: 7,
        };
        let router = router(app.clone());
        let nobody = Caller { router: router.clone(), account: String::new(), token: String::new() };
        Self { router, app, admin: nobody, time_ms, folder }
    }

    /// A new account, signed in, with a session of its own.
    pub(crate) async fn signed_in(&self, name: &str, role: Option<Role>) -> Caller {
        let new = api::NewAccount { name: name.to_owned(), display_name: String::new(), role };
        let now_ms = self.app.sign_in.clock.now_ms();
        let account =
            self.app.data.store.add_account(&new, &By::command_line(now_ms)).await.expect("an account");
        self.signed_in_again(&account).await
    }

    /// One more session of an account.
    pub(crate) async fn signed_in_again(&self, account: &str) -> Caller {
        let token = Secret::new().expect("random");
        let new = NewSession {
            token_hash: token.hash(),
            account_id: account.to_owned(),
            method: api::SignInMethod::Password,
            address: "192.0.2.1".to_owned(),
            browser: "a test".to_owned(),
            replaces: None,
        };
        let now_ms = self.app.sign_in.clock.now_ms();
        self.app.data.store.begin_session(&new, now_ms).await.expect("a session");
        Caller { router: self.router.clone(), account: account.to_owned(), token: token.reveal().to_owned() }
    }

    /// Gives an account another playback permission.
    pub(crate) async fn permit(&self, account: &str, permission: &api::PlaybackPermission) {
        let holder = Holder { kind: api::HolderKind::Account, id: account };
        self.app.data.store.set_permission(holder, permission, &by()).await.expect("permitted");
    }

    /// Somebody who is not signed in.
    pub(crate) fn nobody(&self) -> Caller {
        Caller { router: self.router.clone(), account: String::new(), token: String::new() }
    }

    /// The full admin.
    pub(crate) fn admin(&self) -> &Caller {
        &self.admin
    }

    /// Lets time pass, or sets the clock back.
    pub(crate) fn pass(&self, milliseconds: i64) {
        self.time_ms.fetch_add(milliseconds, Ordering::SeqCst);
    }

    /// Answers as `app` from now on.
    pub(crate) fn become_of(&mut self, app: App) {
        self.router = router(app.clone());
        self.app = app;
        self.admin.router = self.router.clone();
    }

    /// Lists a recording with this content.
    pub(crate) async fn add(&self, name: &str, content: &[u8]) -> Uuid {
        self.add_with(name, content, |_| ()).await
    }

    /// Lists a recording with this content, of which some facts are others.
    pub(crate) async fn add_with(
        &self,
        name: &str,
        content: &[u8],
        change: impl FnOnce(&mut NewRecording),
    ) -> Uuid {
        let id = Uuid::now_v7();
        let writing = self.app.data.objects.write(id).expect("a file");
        writing.file().expect("a handle").write_all(content).expect("written");
        writing.keep().expect("kept");
        let recording = api::Recording {
            id: id.to_string(),
            name: name.to_owned(),
            title: None,
            kind: api::Kind::Terminal,
            size_on_screen: api::SizeOnScreen { width: 80, height: 24 },
            session: api::SessionFacts::default(),
            events: None,
            started_at_ms: None,
            imported_at_ms: 1_700_000_000_000,
            duration_us: 1_000_000,
            size_bytes: content.len() as u64,
            source_format: "asciicast-v2".to_owned(),
            root_sha256: "0f".repeat(32),
            import_notes: Vec::new(),
            truncated: false,
            session_id: id.to_string(),
            care: api::Care::default(),
        };
        let source_sha256 = id.to_string();
        let mut new = NewRecording { recording, source_sha256, is_repeat: false, is_restricted: false };
        change(&mut new);
        assert_eq!(self.app.data.store.insert_recording(&new).await.expect("listed"), Inserted::Listed);
        id
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[]).await
    }

    /// Sends a request of the full admin to localhost; a header `host` in `headers` takes its place.
    pub(crate) async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.admin.send(method, path, headers, None).await
    }
}

async fn send(
    router: Router,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: Option<Vec<u8>>,
) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    if !headers.iter().any(|(name, _)| *name == "host") {
        request = request.header("host", "127.0.0.1:8080");
    }
    // as a browser asks from our own pages
    let is_unsafe = !matches!(method, "GET" | "HEAD" | "OPTIONS");
    if is_unsafe && !headers.iter().any(|(name, _)| matches!(*name, "origin" | "sec-fetch-site")) {
        request = request.header("sec-fetch-site", "same-origin");
    }
    if body.is_some() && !headers.iter().any(|(name, _)| *name == "content-type") {
        request = request.header("content-type", "application/json");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(body.map_or_else(Body::empty, Body::from)).expect("a request");
    let response = router.oneshot(request).await.expect("an answer");
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 1 << 20).await.expect("a body").to_vec();
    Answer { status: parts.status, headers: parts.headers, body }
}
