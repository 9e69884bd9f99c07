//! The routes.

use crate::support::Server;
use api::RecordingPage;
use serde_json::Value;
use std::collections::BTreeSet;
use uuid::Uuid;

#[tokio::test]
async fn the_list_pages_newest_first() {
    let server = Server::start().await;
    let empty: RecordingPage = server.get("/api/v1/recordings").await.json();
    assert!(empty.items.is_empty() && empty.next_cursor.is_none());
    for number in 0..5 {
        server.add(&format!("{number}.cast"), b"x").await;
    }
    let mut names = Vec::new();
    let mut address = "/api/v1/recordings?limit=2".to_owned();
    let mut pages = 0;
    loop {
        let answer = server.get(&address).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), "application/json");
        let page: RecordingPage = answer.json();
        pages += 1;
        names.extend(page.items.into_iter().map(|recording| recording.name));
        let Some(cursor) = page.next_cursor else { break };
        address = format!("/api/v1/recordings?limit=2&cursor={cursor}");
    }
    assert_eq!(names, ["4.cast", "3.cast", "2.cast", "1.cast", "0.cast"]);
    assert_eq!(pages, 3);
}

#[tokio::test]
async fn queries_that_make_no_sense_are_refused() {
    let server = Server::start().await;
    for query in [
        "limit=0",
        "limit=201",
        "limit=-1",
        "limit=x",
        "limit=99999999999",
        "cursor=x",
        "cursor=",
        "page=2",
        "cursor=%00",
        "limit=1&limit=2",
        "from_ms=x",
        "until_ms=1.5",
    ] {
        let answer = server.get(&format!("/api/v1/recordings?{query}")).await;
        assert_eq!(answer.status, 400, "{query}");
        assert_eq!(answer.problem(), "bad_request");
    }
}

#[tokio::test]
async fn one_recording_is_told_by_its_id() {
    let server = Server::start().await;
    let id = server.add("a.cast", b"x").await;
    let recording: api::Recording = server.get(&api::paths::recording(&id.to_string())).await.json();
    assert_eq!((recording.id, recording.name.as_str()), (id.to_string(), "a.cast"));
    for (id, status, code) in [
        (Uuid::now_v7().to_string(), 404, "recording_not_found"),
        ("x".to_owned(), 400, "bad_request"),
        ("..%2F..%2Fetc%2Fpasswd".to_owned(), 400, "bad_request"),
        ("%ff".to_owned(), 400, "bad_request"),
    ] {
        for path in [api::paths::recording(&id), api::paths::content(&id)] {
            let answer = server.get(&path).await;
            assert_eq!(answer.status, status, "{path}");
            assert_eq!(answer.problem(), code);
        }
    }
}

#[tokio::test]
async fn content_comes_in_ranges() {
    let server = Server::start().await;
    let content: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    let id = server.add("a.cast", &content).await;
    let path = api::paths::content(&id.to_string());
    let tag = format!("\"{}\"", "0f".repeat(32));

    let whole = server.get(&path).await;
    assert_eq!(whole.status, 200);
    assert_eq!(whole.body, content);
    assert_eq!(whole.header("etag"), tag);
    assert_eq!(whole.header("accept-ranges"), "bytes");
    assert_eq!(whole.header("content-length"), "300000");
    assert_eq!(whole.header("content-type"), "application/octet-stream");
    assert_eq!(whole.header("content-disposition"), format!("attachment; filename=\"{id}.afterimage\""));
    assert!(whole.header("content-security-policy").starts_with("sandbox"));

    for (range, first, last) in [
        ("bytes=0-0", 0, 0),
        ("bytes=0-99", 0, 99),
        ("bytes=150000-280000", 150_000, 280_000),
        ("bytes=299999-", 299_999, 299_999),
        ("bytes=-5", 299_995, 299_999),
        ("bytes=299000-400000", 299_000, 299_999),
    ] {
        let answer = server.send("GET", &path, &[("range", range)]).await;
        assert_eq!(answer.status, 206, "{range}");
        assert_eq!(answer.body, content[first..=last], "{range}");
        assert_eq!(answer.header("content-range"), format!("bytes {first}-{last}/300000"));
        assert_eq!(answer.header("content-length"), (last - first + 1).to_string());
        assert_eq!(answer.header("etag"), tag);
    }
    for range in ["bytes=300000-", "bytes=300000-300001", "bytes=-0"] {
        let answer = server.send("GET", &path, &[("range", range)]).await;
        assert_eq!(answer.status, 416, "{range}");
        assert_eq!(answer.problem(), "range_not_satisfiable");
        assert_eq!(answer.header("content-range"), "bytes */300000");
    }
    // Several ranges, and what is no range, get the whole.
    for range in ["bytes=0-1,5-6", "lines=1-2", "bytes=9-1"] {
        let answer = server.send("GET", &path, &[("range", range)]).await;
        assert_eq!((answer.status.as_u16(), answer.body.len()), (200, 300_000), "{range}");
    }
}

#[tokio::test]
async fn content_that_the_client_has_is_not_sent_again() {
    let server = Server::start().await;
    let id = server.add("a.cast", b"0123456789").await;
    let path = api::paths::content(&id.to_string());
    let tag = format!("\"{}\"", "0f".repeat(32));
    for tags in [tag.clone(), format!("\"other\", W/{tag}"), "*".to_owned()] {
        let answer = server.send("GET", &path, &[("if-none-match", &tags)]).await;
        assert_eq!((answer.status.as_u16(), answer.body.len()), (304, 0), "{tags}");
        assert_eq!(answer.header("etag"), tag);
    }
    assert_eq!(server.send("GET", &path, &[("if-none-match", "\"other\"")]).await.status, 200);
    for (validator, status) in
        [(tag.as_str(), 206), ("\"other\"", 200), ("Wed, 21 Oct 2015 07:28:00 GMT", 200)]
    {
        let answer = server.send("GET", &path, &[("range", "bytes=2-3"), ("if-range", validator)]).await;
        assert_eq!(answer.status, status, "{validator}");
    }
    let head = server.send("HEAD", &path, &[("range", "bytes=2-3")]).await;
    assert_eq!((head.status.as_u16(), head.body.len()), (206, 0));
    assert_eq!(head.header("content-length"), "2");
}

#[tokio::test]
async fn lost_content_is_told_and_not_served() {
    let server = Server::start().await;
    let id = server.add("a.cast", b"0123456789").await;
    let path = api::paths::content(&id.to_string());
    std::fs::write(server.app.data.objects.path(id), b"012345678").expect("cut");
    let answer = server.get(&path).await;
    assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (500, "content_lost"));
    std::fs::remove_file(server.app.data.objects.path(id)).expect("removed");
    let answer = server.get(&path).await;
    assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (500, "content_lost"));
    let text = String::from_utf8(answer.body).expect("text");
    assert!(!text.contains(&server.folder.path().display().to_string()), "{text}");
}

#[tokio::test]
async fn unknown_addresses_and_methods_are_problems() {
    let server = Server::start().await;
    for path in ["/api", "/api/", "/api/v1", "/api/v2/recordings", "/api/v1/recording", "/api/v1/recordings/"]
    {
        let answer = server.get(path).await;
        assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (404, "not_found"), "{path}");
    }
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
        for path in ["/api/v1/recordings", "/healthz", "/", "/recordings"] {
            let answer = server.send(method, path, &[]).await;
            let found = (answer.status.as_u16(), answer.problem());
            assert_eq!(found, (405, "method_not_allowed".to_owned()), "{method} {path}");
            assert!(answer.header("allow").contains("GET"), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn every_response_has_the_security_headers() {
    let server = Server::start().await;
    let id = server.add("a.cast", b"0123456789").await.to_string();
    let unknown = Uuid::now_v7().to_string();
    for (path, range) in [
        ("/", ""),
        ("/recordings", ""),
        ("/player/worker.js", ""),
        ("/ui-0123456789abcdef_bg.wasm", ""),
        ("/missing.js", ""),
        ("/healthz", ""),
        ("/api/v1/openapi.json", ""),
        ("/api/v1/recordings", ""),
        ("/api/v1/recordings?limit=0", ""),
        ("/api/nothing", ""),
        (&api::paths::recording(&id), ""),
        (&api::paths::recording(&unknown), ""),
        (&api::paths::content(&id), ""),
        (&api::paths::content(&id), "bytes=0-1"),
        (&api::paths::content(&id), "bytes=99-"),
    ] {
        for host in ["localhost", "evil.example"] {
            let answer = server.send("GET", path, &[("range", range), ("host", host)]).await;
            for (name, value) in [
                ("x-content-type-options", "nosniff"),
                ("referrer-policy", "no-referrer"),
                ("cross-origin-opener-policy", "same-origin"),
                ("cross-origin-resource-policy", "same-origin"),
            ] {
                assert_eq!(answer.header(name), value, "{path} {name}");
            }
            assert!(answer.header("permissions-policy").contains("camera=()"), "{path}");
            assert!(!answer.header("cache-control").is_empty(), "{path}");
            assert!(answer.headers.get("access-control-allow-origin").is_none(), "{path}");
            let policy = answer.header("content-security-policy");
            assert!(
                policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
                "{path}"
            );
            assert!(!policy.contains("unsafe-eval'") || policy.contains("'wasm-unsafe-eval'"), "{path}");
            assert!(!policy.contains("script-src 'self' 'unsafe-inline'"), "{path}");
        }
    }
}

#[tokio::test]
async fn other_host_names_are_refused() {
    let server = Server::start().await;
    for path in ["/", "/api/v1/recordings", "/healthz", "/player/worker.js"] {
        let answer = server.send("GET", path, &[("host", "evil.example:8080")]).await;
        assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (421, "host_not_served"), "{path}");
        assert_eq!(server.send("GET", path, &[("host", "[::1]:8080")]).await.status, 200);
    }
}

#[tokio::test]
async fn the_console_is_served_with_its_pages() {
    let server = Server::start().await;
    for path in ["/", "/index.html", "/recordings", "/recordings/0193f?t=12.5", "/local"] {
        let answer = server.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), "text/html");
        assert_eq!(answer.header("cache-control"), "no-cache");
        assert!(answer.body.starts_with(b"<!doctype html>"), "{path}");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval';"), "{policy}");
    }

    let wasm = server.get("/ui-0123456789abcdef_bg.wasm").await;
    assert_eq!(wasm.header("content-type"), "application/wasm");
    assert_eq!(wasm.header("cache-control"), "public, max-age=31536000, immutable");

    let script = server.get("/player/worker.js").await;
    assert_eq!((script.status.as_u16(), script.body.as_slice()), (200, b"work()".as_slice()));
    assert_eq!(script.header("content-type"), "text/javascript");
    assert_eq!(script.header("cache-control"), "no-cache");
    let tag = script.header("etag").to_owned();
    assert_eq!(server.send("GET", "/player/worker.js", &[("if-none-match", &tag)]).await.status, 304);

    std::fs::write(server.folder.path().join("secret.txt"), "secret").expect("a file");
    for path in [
        "/missing.js",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/player/..%2f..%2fsecret.txt",
    ] {
        let answer = server.get(path).await;
        assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (404, "not_found"), "{path}");
    }
}

#[tokio::test]
async fn the_description_names_every_route_and_no_other() {
    let server = Server::start().await;
    let id = server.add("a.cast", b"0123456789").await.to_string();
    let description: Value = server.get("/api/v1/openapi.json").await.json();
    let paths = description["paths"].as_object().expect("paths");
    let mut found = BTreeSet::new();
    for (path, item) in paths {
        let methods = item.as_object().expect("methods").keys();
        found.extend(methods.map(|method| (path.clone(), method.to_uppercase())));
    }
    let routes = gateway::routes::routes();
    let expected = routes.iter().map(|route| (route.path.clone(), route.method.to_owned())).collect();
    assert_eq!(found, expected);
    for (path, method) in found {
        // what is in other places than recordings, other tests ask for
        if method != "GET" || (path.contains("{id}") && !path.contains("/recordings/")) {
            continue;
        }
        let answer = server.get(&path.replace("{id}", &id)).await;
        if path == "/metrics" {
            assert_eq!(answer.status, 404, "no token is configured");
            continue;
        }
        let status = answer.status.as_u16().to_string();
        let described = &paths[&path]["get"]["responses"][&status];
        let media_types = described["content"].as_object().unwrap_or_else(|| panic!("{path}: {status}"));
        assert!(media_types.contains_key(answer.header("content-type")), "{path}");
    }
    // Every field of a recording is described.
    let recording: Value = server.get(&api::paths::recording(&id)).await.json();
    let described = &description["components"]["schemas"]["Recording"]["properties"];
    for field in recording.as_object().expect("an object").keys() {
        assert!(described.get(field).is_some(), "{field}");
    }
}

#[tokio::test]
async fn health_names_the_version() {
    let server = Server::start().await;
    let health: api::Health = server.get("/healthz").await.json();
    assert_eq!((health.status.as_str(), health.version.as_str()), ("ok", env!("CARGO_PKG_VERSION")));
}
