//! What docs/operations.md promises never to log, planted in requests to every route of the running program.

use crate::command::{Place, afterimage};
use crate::serve::Running;
use gateway::routes::{Route, routes};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Stdio;

/// Stands wherever a secret or recorded content may stand. No chance brings it about.
const CANARY: &str = "canary7f3a9c";

/// One request with the canary in every place that a client fills but the method and the path.
fn ask(running: &Running, route: &Route, id: &str) -> String {
    let path = route.path.replace("{id}", id);
    let body = format!(
        "{{\"name\":\"{CANARY}\",\"password\":\"{CANARY}\",\"token\":\"{CANARY}\",\"code\":\"{CANARY}\",\
         \"secret\":\"{CANARY}\",\"{CANARY}\":1}}"
    );
    let host = running.address;
    let mut stream = TcpStream::connect(host).expect("a connection");
    write!(
        stream,
        "{} {path}?limit={CANARY}&cursor={CANARY}&{CANARY}=1 HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
         Cookie: {}; session={CANARY}; __Host-session={CANARY}; {CANARY}=1\r\nAuthorization: Bearer {CANARY}\r\n\
         User-Agent: {CANARY}\r\nReferer: http://{host}/{CANARY}\r\nX-Request-Id: {CANARY}\r\n\
         X-Forwarded-For: {CANARY}\r\nRange: bytes={CANARY}\r\nIf-None-Match: \"{CANARY}\"\r\n\
         X-{CANARY}: 1\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        route.method,
        running.cookie,
        body.len(),
    )
    .expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    String::from_utf8_lossy(&answer).into_owned()
}

fn logged(format: &str) -> String {
    let place = Place::new();
    let title = format!("{{\"version\": 2, \"width\": 20, \"height\": 3, \"title\": \"{CANARY}\"}}");
    let cast = place.write(&format!("{CANARY}.cast"), format!("{title}\n[1.0, \"o\", \"{CANARY}\"]\n"));
    let done = place.run(&["import", &cast.display().to_string(), "--user", CANARY, "--host", CANARY]);
    assert_eq!(done.code, 0, "{}", done.err);
    let id = done.out.split("imported as ").nth(1).and_then(|rest| rest.split(' ').next()).expect("an id");
    place.write("token", format!("{CANARY}-{CANARY}"));

    let log = place.path("log");
    let mut command = afterimage();
    command.args(["serve", "--listen", "127.0.0.1:0", "--log", "trace", "--data"]).arg(place.data());
    command.env("AFTERIMAGE_LOG_FORMAT", format).env("AFTERIMAGE_METRICS_TOKEN_FILE", place.path("token"));
    // each route is asked by a session of its own, all from one address
    command.env("AFTERIMAGE_SIGN_IN_ATTEMPTS_PER_MINUTE", "1000");
    command.stderr(Stdio::from(File::create(&log).expect("a file")));
    let mut running = Running::of(&mut command, &place);
    let routes = routes();
    let mut tokens = Vec::new();
    for route in &routes {
        // the route before may have ended the session
        running.sign_in(&place);
        tokens.push(running.cookie.split('=').nth(1).expect("a token").to_owned());
        let answer = ask(&running, route, id);
        assert!(answer.starts_with("HTTP/1.1 "), "{route:?}: {answer}");
    }
    // Paths are logged as the templates of routes only, and those of no route not at all.
    for path in [format!("/{CANARY}"), format!("/api/{CANARY}"), format!("/api/v1/recordings/{CANARY}")] {
        let route = Route { path, ..routes[0].clone() };
        ask(&running, &route, id);
    }
    let made_up = Route { method: "CANARY7F3A9C", ..routes[0].clone() };
    ask(&running, &made_up, id);
    running.stop("-TERM");
    let log = fs::read_to_string(log).expect("the log");
    // It did log: a line for each request, with its template.
    for route in &routes {
        assert!(log.contains(&route.path), "{} is not in:\n{log}", route.path);
    }
    assert_eq!(log.matches("answered").count(), 2 * routes.len() + 5, "{log}");
    assert!(!tokens.iter().any(|token| log.contains(token)), "{log}");
    log
}

#[test]
fn no_secret_and_nothing_recorded_is_logged() {
    let text = logged("text");
    assert!(!text.to_lowercase().contains(CANARY), "{text}");
    let json = logged("json");
    assert!(!json.to_lowercase().contains(CANARY), "{json}");
    let of_request = |line: &&str| line.contains("answered");
    let line: serde_json::Value = serde_json::from_str(json.lines().find(of_request).expect("a line"))
        .expect("one object in each line");
    for field in
        ["timestamp", "level", "method", "route", "status", "duration_ms", "bytes", "account", "client"]
    {
        assert!(line.get(field).is_some(), "{field} is not in {line}");
    }
    assert!(line["span"]["id"].as_str().is_some_and(|id| uuid::Uuid::try_parse(id).is_ok()), "{line}");
    json.lines().for_each(|line| drop(serde_json::from_str::<serde_json::Value>(line).expect("an object")));
}
