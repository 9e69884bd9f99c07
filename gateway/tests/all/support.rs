//! Data folders, requests and answers.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use gateway::access::Identity;
use gateway::data::Data;
use gateway::routes::{App, Console, router};
use gateway::store::{Inserted, NewRecording};
use std::fs;
use std::io::Write;
use tempfile::TempDir;
use tower::ServiceExt;
use uuid::Uuid;

/// A server without a network, its data folder, and a console of three files.
pub(crate) struct Server {
    pub(crate) app: App,
    router: Router,
    pub(crate) folder: TempDir,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// Somebody who asks the server.
pub(crate) struct Caller {
    router: Router,
}

impl Caller {
    pub(crate) async fn get(&self, path: &str) -> Answer {
        send(self.router.clone(), "GET", path, &[]).await
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
        let folder = tempfile::tempdir().expect("a folder");
        let console = folder.path().join("dist");
        fs::create_dir_all(console.join("player")).expect("a folder");
        fs::write(console.join("index.html"), "<!doctype html><title>console</title>").expect("a file");
        fs::write(console.join("ui-0123456789abcdef_bg.wasm"), b"\0asm").expect("a file");
        fs::write(console.join("player/worker.js"), b"work()").expect("a file");
        let data = Data::create(&folder.path().join("data")).await.expect("a data folder");
        let console = Console::open(&console).expect("a console");
        let identity = Identity::of_this_machine();
        let app = App { data, console: Some(console), identity };
        Self { router: router(app.clone()), app, folder }
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

    /// The same server as somebody else finds it.
    pub(crate) fn found_by(&self, identity: &Identity) -> Caller {
        Caller { router: router(App { identity: identity.clone(), ..self.app.clone() }) }
    }

    /// Sends a request to localhost; a header `host` in `headers` takes its place.
    pub(crate) async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        send(self.router.clone(), method, path, headers).await
    }
}

async fn send(router: Router, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    if !headers.iter().any(|(name, _)| *name == "host") {
        request = request.header("host", "127.0.0.1:8080");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).expect("a request");
    let response = router.oneshot(request).await.expect("an answer");
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 1 << 20).await.expect("a body").to_vec();
    Answer { status: parts.status, headers: parts.headers, body }
}
