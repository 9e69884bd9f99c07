//! Requests that other web sites make a browser send.

use super::raw::{Edge, quick, request};
use gateway::server::Settings;

const UPGRADE: [(&str, &str); 4] = [
    ("upgrade", "websocket"),
    ("sec-websocket-version", "13"),
    ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ("connection", "Upgrade"),
];

/// A server that people open under a name of its own, as a proxy on the same machine asks it.
fn named(address: &str) -> Settings {
    Settings { address: Some(address.parse().expect("an address")), ..quick() }
}

/// Origins that are not `https://afterimage.example`.
fn foreign() -> Vec<String> {
    let mut origins: Vec<String> = [
        "",
        "null",
        "NULL",
        "https://",
        "https:",
        "//afterimage.example",
        "afterimage.example",
        "*",
        "file://",
        "about:blank",
        "https://evil.example",
        "http://evil.example",
        "https://localhost",
        "http://127.0.0.1",
        "data:text/html,a",
        "blob:https://afterimage.example",
        "chrome-extension://afterimage.example",
    ]
    .map(str::to_owned)
    .to_vec();
    let names = [
        "afterimage.example",
        "evil-afterimage.example",
        "afterimage.example.evil.example",
        "afterimage.exampleevil",
        "evil.afterimage.example",
        "www.afterimage.example",
        "afterimage.example.",
        "afterimag.example",
        "afterimage.exampl",
        "afterimage",
        "example",
        "afterimage-example",
        "afterimage_example",
        "Afterimage.example",
        "AFTERIMAGE.EXAMPLE",
        "afterimage.Example",
        "afterimage.example@evil.example",
        "evil.example@afterimage.example",
        "me:me@afterimage.example",
        "afterimage.example%2eevil.example",
        "afterimage.example%00",
        "xn--afterimage.example",
        "afterimage.example,https://evil.example",
        "[afterimage.example]",
        "afterimage\u{2024}example",
    ];
    for name in names {
        for (scheme, end) in [("https://", ""), ("http://", ""), ("https://", ":8443"), ("wss://", "")] {
            origins.push(format!("{scheme}{name}{end}"));
        }
    }
    for end in [
        ":443",
        ":80",
        ":0",
        ":",
        ":0443",
        ":4430",
        ":44",
        "/",
        "/console",
        "?",
        "#",
        "/.evil.example",
        "\\",
        ".",
    ] {
        origins.push(format!("https://afterimage.example{end}"));
    }
    for other in [
        "HTTPS://afterimage.example",
        "Https://afterimage.example",
        "https:/afterimage.example",
        "https:///afterimage.example",
        "https:\\\\afterimage.example",
        "https://afterimage.example https://evil.example",
        "https://evil.example https://afterimage.example",
        "https://afterimage.example, https://afterimage.example",
    ] {
        origins.push(other.to_owned());
    }
    origins.retain(|origin| origin != "https://afterimage.example");
    origins
}

#[tokio::test]
async fn a_websocket_is_opened_from_our_own_pages_only() {
    let edge = Edge::mirror(named("https://afterimage.example")).await;
    let origins = foreign();
    assert!(origins.len() >= 100, "{}", origins.len());
    let ask = async |extra: &[(&str, &str)]| {
        let mut headers = vec![("host", "afterimage.example"), ("cookie", "a=b")];
        headers.extend(UPGRADE);
        headers.extend(extra);
        let text =
            request(edge.address, "GET", "/api/v1/watch", &headers).replace("Connection: close\r\n", "");
        edge.ask(text).await
    };
    for origin in &origins {
        let answer = ask(&[("origin", origin)]).await;
        assert_eq!((answer.status, answer.problem().as_str()), (403, "cross_site_request"), "{origin}");
    }
    let ours = ("origin", "https://afterimage.example");
    for extra in [
        &[][..],
        &[ours, ("origin", "https://evil.example")],
        &[("origin", "https://evil.example"), ours],
        &[ours, ours],
        &[ours, ("sec-fetch-site", "cross-site")],
        &[ours, ("sec-fetch-site", "same-site")],
        &[ours, ("sec-fetch-site", "none")],
        &[("sec-fetch-site", "same-origin")],
    ] {
        assert_eq!(ask(extra).await.problem(), "cross_site_request", "{extra:?}");
    }
    for extra in [&[ours][..], &[ours, ("sec-fetch-site", "same-origin")]] {
        assert_eq!(ask(extra).await.body, "watching", "{extra:?}");
    }
    // however the protocol is written
    for upgrade in ["WebSocket", "h2c, websocket", "websocket/13", "websocket,"] {
        let headers = [("host", "afterimage.example"), ("upgrade", upgrade)];
        let answer = edge.send("GET", "/api/v1/watch", &headers).await;
        assert_eq!(answer.problem(), "cross_site_request", "{upgrade}");
    }
}

#[tokio::test]
async fn on_this_machine_the_port_is_part_of_the_origin() {
    let edge = Edge::mirror(quick()).await;
    let ask = async |host: &str, origin: &str| {
        edge.send("POST", "/echo", &[("host", host), ("origin", origin)]).await.status
    };
    for host in ["localhost:8080", "127.0.0.1:8080", "[::1]:8080", "localhost"] {
        assert_eq!(ask(host, &format!("http://{host}")).await, 200, "{host}");
        for origin in ["http://localhost:8081", "https://localhost:8080", "http://127.0.0.2:8080", "null"] {
            assert_eq!(ask(host, origin).await, 403, "{host} {origin}");
        }
    }
    assert_eq!(ask("localhost:8080", "http://127.0.0.1:8080").await, 403);
}

#[tokio::test]
async fn what_changes_something_comes_from_our_own_pages() {
    let edge = Edge::mirror(named("https://afterimage.example")).await;
    let (ours, theirs) = ("https://afterimage.example", "https://evil.example");
    let cookie = ("cookie", "session=a");
    for method in ["POST", "PUT", "PATCH", "DELETE", "PURGE"] {
        let ask = async |extra: &[(&str, &str)]| {
            let mut headers = vec![("host", "afterimage.example")];
            headers.extend(extra);
            edge.send(method, "/echo", &headers).await
        };
        for allowed in [
            &[][..],
            &[("origin", ours)],
            &[("origin", ours), cookie],
            &[("sec-fetch-site", "same-origin"), cookie],
            &[("sec-fetch-site", "none"), cookie],
            &[("origin", ours), ("sec-fetch-site", "same-origin"), cookie],
        ] {
            assert_eq!(ask(allowed).await.status, 200, "{method} {allowed:?}");
        }
        for refused in [
            &[cookie][..],
            &[("origin", theirs)],
            &[("origin", "null")],
            &[("origin", "")],
            &[("origin", ours), ("origin", theirs)],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "Same-Origin")],
            &[("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")],
            &[("origin", ours), ("sec-fetch-site", "cross-site"), cookie],
            &[("origin", theirs), ("sec-fetch-site", "same-origin"), cookie],
            &[("origin", theirs), ("sec-fetch-site", "none")],
        ] {
            assert_eq!(ask(refused).await.problem(), "cross_site_request", "{method} {refused:?}");
        }
    }
}

#[tokio::test]
async fn forms_of_other_sites_are_refused() {
    let edge = Edge::mirror(named("https://afterimage.example")).await;
    for media_type in [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=a",
        "text/plain",
        "application/json",
    ] {
        for extra in
            ["Origin: https://evil.example\r\n", "Sec-Fetch-Site: cross-site\r\n", "Origin: null\r\n"]
        {
            let answer = edge
                .ask(format!(
                    "POST /echo HTTP/1.1\r\nHost: afterimage.example\r\nCookie: session=a\r\n{extra}\
                     Content-Type: {media_type}\r\nContent-Length: 2\r\n\r\n{{}}"
                ))
                .await;
            assert_eq!(
                (answer.status, answer.problem().as_str()),
                (403, "cross_site_request"),
                "{media_type}"
            );
        }
    }
}

#[tokio::test]
async fn other_sites_may_link_to_pages_but_not_read_the_api() {
    let edge = Edge::gateway(named("https://afterimage.example")).await;
    let ask = async |method: &str, path: &str, site: &str, mode: &str| {
        let headers = [("host", "afterimage.example"), ("sec-fetch-site", site), ("sec-fetch-mode", mode)];
        edge.send(method, path, &headers).await.status
    };
    for site in ["cross-site", "same-site"] {
        for path in ["/", "/recordings", "/recordings/0193f?t=12.5"] {
            assert_eq!(ask("GET", path, site, "navigate").await, 200, "{path}");
        }
        for path in
            ["/api/v1/recordings", "/api/v1/openapi.json", "/api", "/api/", "/api/v1/sign-in/provider"]
        {
            for mode in ["navigate", "cors", "no-cors"] {
                for method in ["GET", "HEAD"] {
                    assert_eq!(ask(method, path, site, mode).await, 403, "{method} {path} {site} {mode}");
                }
            }
        }
        let back = "/api/v1/sign-in/provider/azure/callback?code=a";
        assert_eq!(ask("GET", back, site, "navigate").await, 303);
        // a sign-in begins on our own page
        assert_eq!(ask("GET", "/api/v1/sign-in/provider/azure", site, "navigate").await, 403);
        assert_eq!(ask("GET", back, site, "no-cors").await, 403);
        assert_eq!(ask("HEAD", back, site, "navigate").await, 403);
        assert_eq!(ask("POST", back, site, "navigate").await, 403);
    }
    for site in ["same-origin", "none"] {
        assert_eq!(ask("GET", "/api/v1/openapi.json", site, "cors").await, 200);
    }
}

#[tokio::test]
async fn no_other_site_is_ever_let_in() {
    let edge = Edge::gateway(quick()).await;
    for origin in ["https://evil.example", "null", "http://localhost:8080"] {
        for (method, asked) in [("OPTIONS", "POST"), ("OPTIONS", "DELETE"), ("GET", "GET")] {
            let headers = [
                ("origin", origin),
                ("access-control-request-method", asked),
                ("access-control-request-headers", "content-type"),
            ];
            let answer = edge.send(method, "/api/v1/recordings", &headers).await;
            assert!(!answer.head.to_ascii_lowercase().contains("access-control-"), "{}", answer.head);
            assert!(method == "GET" || answer.status == 405, "{method} {origin}: {}", answer.status);
        }
    }
}
