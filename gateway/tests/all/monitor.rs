//! What those who run the gateway see: ids of requests, readiness, metrics.

use crate::support::{Answer, Server};
use gateway::config::Secret;
use gateway::routes::App;
use uuid::Uuid;

#[tokio::test]
async fn every_answer_has_an_id_and_every_problem_names_it() {
    let server = Server::start().await;
    let unknown = api::paths::recording(&Uuid::now_v7().to_string());
    let mut ids = Vec::new();
    for (path, host) in [
        ("/healthz", "localhost"),
        ("/", "localhost"),
        ("/missing.js", "localhost"),
        ("/api/nothing", "localhost"),
        (unknown.as_str(), "localhost"),
        ("/api/v1/recordings?limit=0", "localhost"),
        ("/healthz", "evil.example"),
    ] {
        // A client's own word is not taken.
        let answer = server.send("GET", path, &[("host", host), ("x-request-id", "canary")]).await;
        let id = answer.header("x-request-id").to_owned();
        Uuid::try_parse(&id).expect("a UUID");
        if answer.header("content-type") == api::Problem::MEDIA_TYPE {
            assert_eq!(answer.json::<api::Problem>().request_id.as_ref(), Some(&id), "{path}");
        } else {
            assert_eq!(answer.status, 200, "{path}");
        }
        ids.push(id);
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
}

#[tokio::test]
async fn the_process_answers_without_its_database_but_is_not_ready() {
    let server = Server::start().await;
    assert_eq!(server.get("/readyz").await.status, 200);
    server.app.data.store.clone().close().await.expect("closed");
    assert_eq!(server.get("/healthz").await.status, 200);
    let answer = server.get("/readyz").await;
    assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (503, "not_ready"));
    assert_eq!(answer.json::<api::Problem>().detail.as_deref(), Some("the database fails"));
    std::fs::rename(server.folder.path().join("data"), server.folder.path().join("gone")).expect("moved");
    let answer = server.get("/readyz").await;
    let detail = answer.json::<api::Problem>().detail.expect("a detail");
    assert_eq!(detail, "the database fails; the data folder cannot be written to");
    assert!(!String::from_utf8_lossy(&answer.body).contains(&server.folder.path().display().to_string()));
}

#[tokio::test]
async fn metrics_are_for_who_shows_the_token() {
    const TOKEN: &str = "0123456789abcdef";
    let mut server = Server::start().await;
    let shown = async |server: &Server, headers: &[(&str, &str)]| -> Answer {
        server.send("GET", "/metrics", headers).await
    };
    let right = [("authorization", "Bearer 0123456789abcdef")];
    for headers in [&[][..], &right] {
        let answer = shown(&server, headers).await;
        assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (404, "not_found"));
    }

    let mut monitor = server.app.monitor.clone();
    monitor.token = Some(Secret::new(TOKEN));
    server.become_of(App { monitor, ..server.app.clone() });
    for headers in [
        &[][..],
        &[("authorization", "")],
        &[("authorization", "Bearer")],
        &[("authorization", "Bearer ")],
        &[("authorization", TOKEN)],
        &[("authorization", "Basic 0123456789abcdef")],
        &[("authorization", "Bearer 0123456789abcde")],
        &[("authorization", "Bearer 0123456789abcdeF")],
        &[("authorization", "Bearer x"), right[0]],
    ] {
        let answer = shown(&server, headers).await;
        assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (401, "token_needed"), "{headers:?}");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    let id = server.add("a.cast", b"0123456789").await;
    server.get(&api::paths::content(&id.to_string())).await;
    let answer = shown(&server, &right).await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-type").starts_with("application/openmetrics-text"));
    let text = String::from_utf8(answer.body).expect("text");
    let route = "route=\"/api/v1/recordings/{id}/content\"";
    for line in [
        format!("afterimage_requests_total{{method=\"GET\",{route},status=\"2xx\"}} 1\n"),
        format!("afterimage_response_body_bytes_total{{method=\"GET\",{route}}} 10\n"),
        "afterimage_requests_total{method=\"GET\",route=\"/metrics\",status=\"4xx\"} 11\n".to_owned(),
    ] {
        assert!(text.contains(&line), "{line} is not in:\n{text}");
    }
    // Neither ids nor what clients make up becomes a label.
    assert!(!text.contains(&id.to_string()));
    assert_eq!(text.lines().last(), Some("# EOF"));
}
