//! Requests that hide another one: each is refused, or read once, and what it hides is never asked for.

use super::raw::{Edge, quick};

/// What every one hides.
const HIDDEN: &str = "GET /hidden HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// What stands between `POST /echo HTTP/1.1` with `Host` and the end of the connection, and how it is answered. `{hidden}`
/// is a request, `{length}` its length.
const CASES: [(&str, &str, u16); 42] = [
    ("length and chunks", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{hidden}", 200),
    (
        "chunks and length",
        "Transfer-Encoding: chunked\r\nContent-Length: {length}\r\n\r\n0\r\n\r\n{hidden}",
        200,
    ),
    ("two lengths", "Content-Length: 0\r\nContent-Length: {length}\r\n\r\n{hidden}", 400),
    ("two lengths, the other way", "Content-Length: {length}\r\nContent-Length: 0\r\n\r\n{hidden}", 400),
    ("a list of lengths", "Content-Length: 0, {length}\r\n\r\n{hidden}", 400),
    ("a signed length", "Content-Length: +{length}\r\n\r\n{hidden}", 400),
    ("a negative length", "Content-Length: -1\r\n\r\n{hidden}", 400),
    ("a hexadecimal length", "Content-Length: 0x10\r\n\r\n{hidden}", 400),
    ("a length too large", "Content-Length: 99999999999999999999\r\n\r\n{hidden}", 400),
    ("no length", "Content-Length: \r\n\r\n{hidden}", 400),
    ("space before the colon", "Content-Length : {length}\r\n\r\n{hidden}", 400),
    ("space before the colon of chunks", "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n{hidden}", 400),
    ("a tab before the colon", "Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n{hidden}", 400),
    ("a folded line", "X-A: a\r\n Content-Length: {length}\r\n\r\n{hidden}", 400),
    ("a folded encoding", "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n{hidden}", 400),
    ("a line that starts with space", " Content-Length: {length}\r\n\r\n{hidden}", 400),
    ("a bare line feed in a header", "X-A: a\nContent-Length: {length}\r\n\r\n{hidden}", 400),
    ("an end of bare line feeds", "Content-Length: 0\r\nX-A: a\n\n{hidden}", 400),
    ("an end of which one is bare", "Content-Length: 0\r\n\n{hidden}", 400),
    ("a bare carriage return", "X-A: a\rContent-Length: {length}\r\n\r\n{hidden}", 400),
    ("a zero byte", "X-A: a\0Content-Length: 1\r\n\r\n{hidden}", 400),
    ("a header without a colon", "Content-Length\r\n\r\n{hidden}", 400),
    ("an unknown encoding", "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{hidden}", 400),
    ("the identity", "Transfer-Encoding: identity\r\nContent-Length: 0\r\n\r\n{hidden}", 400),
    (
        "two encodings",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n{hidden}",
        400,
    ),
    (
        "two encodings, the other way",
        "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{hidden}",
        400,
    ),
    ("a list of encodings", "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n{hidden}", 400),
    ("chunked twice", "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n{hidden}", 400),
    ("chunked and a vertical tab", "Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n{hidden}", 400),
    ("chunked in quotes", "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n{hidden}", 400),
    ("an underscore", "Transfer_Encoding: chunked\r\nContent-Length: {length}\r\n\r\n{hidden}", 200),
    ("a bad chunk size", "Transfer-Encoding: chunked\r\n\r\nzz\r\n{hidden}\r\n0\r\n\r\n", 418),
    ("a signed chunk size", "Transfer-Encoding: chunked\r\n\r\n-1\r\n{hidden}\r\n0\r\n\r\n", 418),
    ("a prefixed chunk size", "Transfer-Encoding: chunked\r\n\r\n0x5\r\n{hidden}\r\n0\r\n\r\n", 418),
    ("a chunk size too large", "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{hidden}", 418),
    ("an empty chunk size", "Transfer-Encoding: chunked\r\n\r\n\r\n{hidden}\r\n0\r\n\r\n", 418),
    (
        "a chunk that is longer than its size",
        "Transfer-Encoding: chunked\r\n\r\n1\r\n{hidden}\r\n0\r\n\r\n",
        418,
    ),
    ("chunk lines of bare line feeds", "Transfer-Encoding: chunked\r\n\r\n0\n\n{hidden}", 418),
    (
        "a bare line feed in a chunk extension",
        "Transfer-Encoding: chunked\r\n\r\n1;a\nb\r\n0\r\n\r\n{hidden}",
        418,
    ),
    (
        "a chunk extension",
        "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n1;a=b\r\nx\r\n0;c\r\n\r\n{hidden}",
        200,
    ),
    (
        "a trailer",
        "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 9\r\n\r\n{hidden}",
        200,
    ),
    ("too little of a body", "Content-Length: 9999\r\n\r\n{hidden}", 408),
];

#[tokio::test]
async fn what_a_request_hides_is_never_asked_for() {
    let edge = Edge::mirror(quick()).await;
    let mut faults = Vec::new();
    for (name, rest, status) in CASES {
        let rest = rest.replace("{length}", &HIDDEN.len().to_string()).replace("{hidden}", HIDDEN);
        let head = "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
        let answers = edge.exchange(format!("{head}{rest}")).await;
        let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        if statuses != [status] || edge.hidden() != 0 {
            faults.push(format!("{name}: answered {statuses:?}, not {status}; hidden {}", edge.hidden()));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
    // the hidden one is a request that would be answered
    assert_eq!(edge.ask(HIDDEN).await.status, 200);
    assert_eq!(edge.hidden(), 1);
}

#[tokio::test]
async fn request_lines_that_are_none_are_refused() {
    let edge = Edge::mirror(quick()).await;
    for line in [
        "GET /hidden",
        "GET /hidden HTTP/2.0",
        "GET /hidden HTTP/1.2",
        "GET /hidden HTTP/1.1 HTTP/1.1",
        "GET  /hidden HTTP/1.1",
        "GET /hid den HTTP/1.1",
        "GET /hidden\tHTTP/1.1",
        "G@T /hidden HTTP/1.1",
        " GET /hidden HTTP/1.1",
        "GET hidden HTTP/1.1",
        "GET /hidden http/1.1",
        "GET http:/hidden HTTP/1.1",
        "GET //[/hidden HTTP/1.1\r\nX: {",
        "PRI * HTTP/2.0\r\n\r\nSM",
        "CONNECT localhost:80 HTTP/1.1",
        "\n\nGET /hidden HTTP/1.1",
        "\x16\x03\x01\x02\0\x01\0\x01\u{fc}",
    ] {
        let answers = edge.exchange(format!("{line}\r\nHost: localhost\r\n\r\n")).await;
        assert!(answers.len() == 1 && answers[0].status >= 400, "{line}: {answers:?}");
        assert_eq!(edge.hidden(), 0, "{line}");
    }
}

#[tokio::test]
async fn an_absolute_address_names_the_same_server() {
    let edge = Edge::mirror(quick()).await;
    let ask = async |target: &str, host: &str| {
        edge.ask(format!("GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")).await.status
    };
    assert_eq!(ask("http://localhost:80/hidden", "localhost:80").await, 200);
    for (target, host) in [
        ("http://evil.example/hidden", "localhost"),
        ("http://localhost/hidden", "evil.example"),
        ("http://localhost:81/hidden", "localhost"),
        ("http://evil.example@localhost/hidden", "localhost"),
        ("http://localhost@evil.example/hidden", "localhost"),
        ("https://evil.example/hidden", "evil.example"),
    ] {
        assert!(matches!(ask(target, host).await, 400 | 421), "{target} {host}");
    }
    for head in ["Host: localhost\r\nHost: localhost\r\n", "Host: localhost\r\nHost: evil.example\r\n", ""] {
        let answer = edge.ask(format!("GET /hidden HTTP/1.1\r\n{head}Connection: close\r\n\r\n")).await;
        assert_eq!(answer.problem(), "host_not_served", "{head}");
    }
    assert_eq!(edge.hidden(), 1);
}

#[tokio::test]
async fn another_method_cannot_be_asked_for_in_a_header() {
    let edge = Edge::gateway(quick()).await;
    for name in ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"] {
        let answer = edge.send("GET", "/healthz?_method=DELETE", &[(name, "DELETE")]).await;
        assert_eq!(answer.status, 200, "{name}");
    }
    edge.stop().await;
}
