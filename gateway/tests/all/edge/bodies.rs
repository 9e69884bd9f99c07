//! Heads and bodies that are too large.

use super::raw::{Edge, quick};

const POST: &str =
    "POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n";

#[tokio::test]
async fn heads_have_a_limit() {
    let edge = Edge::mirror(quick()).await;
    let with = |headers: String| {
        format!("GET /client HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n")
    };
    assert_eq!(edge.ask(with(format!("X-A: {}\r\n", "a".repeat(32_000)))).await.status, 200);
    assert_eq!(edge.ask(with("X-A: a\r\n".repeat(98))).await.status, 200);
    for headers in [
        format!("X-A: {}\r\n", "a".repeat(32 * 1024)),
        format!("X-A: {}\r\n", "a".repeat(4 << 20)),
        format!("X-A: {}\r\n", "a".repeat(300)).repeat(120),
        "X-A: a\r\n".repeat(99),
    ] {
        let answer = edge.ask(with(headers)).await;
        assert_eq!((answer.status, answer.problem().as_str()), (431, "head_too_large"));
        assert_eq!(answer.header("connection"), Some("close"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    }
    let long = format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "a".repeat(40_000));
    assert_eq!(edge.ask(long).await.problem(), "head_too_large");
}

#[tokio::test]
async fn bodies_have_a_limit() {
    let edge = Edge::mirror(quick()).await;
    let whole = |length: usize| format!("{POST}Content-Length: {length}\r\n\r\n{}", "a".repeat(length));
    let chunked = |length: usize| {
        let chunk = format!("{:x}\r\n{}\r\n", 1 << 16, "a".repeat(1 << 16));
        format!("{POST}Transfer-Encoding: chunked\r\n\r\n{}0\r\n\r\n", chunk.repeat(length >> 16))
    };
    for fits in [whole(1 << 20), chunked(1 << 20)] {
        let answer = edge.ask(fits).await;
        assert_eq!((answer.status, answer.body.len()), (200, 1 << 20));
    }
    for large in [whole((1 << 20) + 1), chunked((1 << 20) + (1 << 16)), whole(3 << 20), chunked(8 << 20)] {
        let answer = edge.ask(large).await;
        assert_eq!((answer.status, answer.problem().as_str()), (413, "body_too_large"));
        assert_eq!(answer.header("connection"), Some("close"));
        assert!(answer.body.contains("1048576"), "{}", answer.body);
    }
    // nothing of it is waited for: the length alone says so
    let announced = format!("{POST}Content-Length: 99999999999\r\n\r\n");
    assert_eq!(edge.ask(announced).await.problem(), "body_too_large");
    let asked_first = format!("{POST}Expect: 100-continue\r\nContent-Length: 99999999999\r\n\r\n");
    assert_eq!(edge.ask(asked_first).await.problem(), "body_too_large");
}

#[tokio::test]
async fn a_route_can_take_more() {
    let edge = Edge::mirror(quick()).await;
    let to_large = |length: usize| {
        format!("{POST}Content-Length: {length}\r\n\r\n{}", "a".repeat(length)).replace("/echo", "/large")
    };
    let answer = edge.ask(to_large(3_000_000)).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "3000000"));
    assert_eq!(edge.ask(to_large(3_000_001)).await.problem(), "body_too_large");
}

#[tokio::test]
async fn a_body_is_json_or_refused() {
    let edge = Edge::mirror(quick()).await;
    let ask = async |method: &str, media_type: &str| {
        let length = if media_type.is_empty() { "" } else { "\r\nContent-Type: " };
        let head =
            format!("{method} /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close{length}{media_type}");
        edge.ask(format!("{head}\r\nContent-Length: 2\r\n\r\n{{}}")).await
    };
    for method in ["POST", "PUT", "PATCH", "DELETE", "PURGE"] {
        for media_type in ["application/json", "Application/JSON", "application/json; charset=utf-8"] {
            assert_eq!(ask(method, media_type).await.status, 200, "{method} {media_type}");
        }
        for media_type in [
            "",
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=a",
            "text/plain; application/json",
            "application/jsonp",
            "application/json, text/plain",
            "application/json\r\nContent-Type: text/plain",
            "application/octet-stream",
        ] {
            let answer = ask(method, media_type).await;
            assert_eq!(answer.problem(), "media_type_not_supported", "{method} {media_type}");
            assert_eq!(answer.status, 415);
        }
    }
}
