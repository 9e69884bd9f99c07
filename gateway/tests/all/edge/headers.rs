//! What every answer says to the browser.

use super::raw::{Answer, Edge, quick};
use gateway::routes::routes;
use gateway::server::Settings;
use std::collections::BTreeSet;

const HOST: (&str, &str) = ("host", "afterimage.example");

fn check(answer: &Answer, what: &str) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{what}: {}", answer.head);
    }
    let policy = answer.header("content-security-policy").unwrap_or_default();
    assert!(
        policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
        "{what}: {policy}"
    );
    for bad in ["'unsafe-eval'", "script-src 'self' 'unsafe-inline'", "*", "http:", "https:"] {
        assert!(!policy.contains(bad), "{what}: {policy}");
    }
    assert!(answer.header("permissions-policy").is_some_and(|value| value.contains("camera=()")), "{what}");
    assert!(answer.header("cache-control").is_some_and(|value| !value.is_empty()), "{what}");
    for never in ["access-control-allow-origin", "access-control-allow-credentials", "server", "x-powered-by"]
    {
        assert_eq!(answer.header(never), None, "{what}");
    }
}

#[tokio::test]
async fn every_answer_of_every_route_has_them() {
    let address = Some("https://afterimage.example".parse().expect("an address"));
    let edge = Edge::gateway(Settings { address, ..quick() }).await;
    let mut statuses = BTreeSet::new();
    let mut paths: BTreeSet<String> = routes().iter().map(|route| in_path(&route.path)).collect();
    paths.extend(
        ["/", "/recordings", "/player/worker.js", "/missing.js", "/api/nothing", "/%ff"].map(str::to_owned),
    );
    for path in paths {
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PURGE"] {
            for extra in [
                &[HOST][..],
                &[("host", "evil.example")],
                &[HOST, ("sec-fetch-site", "cross-site")],
                &[HOST, ("origin", "https://evil.example"), ("cookie", "a=b")],
                &[HOST, ("upgrade", "websocket")],
                &[HOST, ("range", "bytes=9-1")],
                &[HOST, ("transfer-encoding", "gzip, chunked")],
            ] {
                let what = format!("{method} {path} {extra:?}");
                let mut answers =
                    edge.exchange(super::raw::request(edge.address, method, &path, extra)).await;
                assert_eq!(answers.len(), 1, "{what}");
                let answer = answers.remove(0);
                check(&answer, &what);
                assert_eq!(answer.header("strict-transport-security"), Some("max-age=63072000"), "{what}");
                statuses.insert(answer.status);
            }
        }
    }
    for status in [200, 400, 403, 404, 405, 421] {
        assert!(statuses.contains(&status), "{status} was not among {statuses:?}");
    }
}

#[tokio::test]
async fn no_text_becomes_markup_on_our_pages() {
    let edge = Edge::gateway(quick()).await;
    for path in ["/", "/recordings", "/player/worker.js", "/api/v1/recordings"] {
        let answer = edge.send("GET", path, &[]).await;
        let policy = answer.header("content-security-policy").unwrap_or_default();
        assert!(
            policy.contains("; require-trusted-types-for 'script'; trusted-types afterimage-player"),
            "{policy}"
        );
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval';"), "{policy}");
        assert!(!policy.contains("allow-duplicates"), "{policy}");
    }
}

fn in_path(template: &str) -> String {
    let parts = template.split('/').map(|part| match part.starts_with('{') {
        true => "00000000-0000-0000-0000-000000000000",
        false => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn what_is_no_request_is_answered_with_them_too() {
    let edge = Edge::mirror(quick()).await;
    let post = "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    for (bytes, status) in [
        ("nonsense\r\n\r\n".to_owned(), 400),
        ("GET / HTTP/1.1\r\nHost : a\r\n\r\n".to_owned(), 400),
        (format!("GET / HTTP/1.1\r\nHost: {}\r\n\r\n", "a".repeat(64 * 1024)), 431),
        (format!("{post}Content-Length: 2000000\r\n\r\n"), 413),
        (format!("{post}Content-Length: 2\r\n\r\n"), 408),
        ("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\na".to_owned(), 415),
    ] {
        let answer = edge.ask(bytes).await;
        assert_eq!(answer.status, status);
        check(&answer, &status.to_string());
        answer.problem();
        // in the clear it would mean nothing
        assert_eq!(answer.header("strict-transport-security"), None);
    }
}
