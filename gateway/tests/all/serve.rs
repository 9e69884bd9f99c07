//! The server as a process.

use crate::command::{CAST, Place, afterimage, large_cast};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The running program; dropping it ends it.
pub(crate) struct Running {
    process: Child,
    pub(crate) address: SocketAddr,
    pub(crate) cookie: String,
}

impl Running {
    fn start(place: &Place) -> Self {
        let mut command = afterimage();
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(place.data());
        Self::of(&mut command, place)
    }

    /// Starts the program over the data of this place, waits until it says where it is, and signs in.
    pub(crate) fn of(command: &mut Command, place: &Place) -> Self {
        let mut process = command.stdout(Stdio::piped()).spawn().expect("it runs");
        let mut line = String::new();
        let out = process.stdout.take().expect("its output");
        BufReader::new(out).read_line(&mut line).expect("a line");
        let address =
            line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).expect("an address");
        let mut running =
            Self { address: address.parse().expect("an address"), process, cookie: String::new() };
        running.sign_in(place);
        running
    }

    /// Signs in as its owner does: by a link of the command line.
    pub(crate) fn sign_in(&mut self, place: &Place) {
        let mut command = afterimage();
        command.args(["sign-in-link", "owner", "--add", "--data"]).arg(place.data());
        let link = String::from_utf8(command.output().expect("it runs").stdout).expect("text");
        let secret = link.trim().split_once('#').expect("a fragment").1;
        let body = format!("{{\"secret\": \"{secret}\"}}");
        let mut stream = TcpStream::connect(self.address).expect("a connection");
        write!(
            stream,
            "POST {} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            api::paths::LINK_USE,
            body.len(),
            address = self.address,
        )
        .expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        assert!(answer.contains("set-cookie: "), "{answer}");
        let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: ")).expect("a cookie");
        self.cookie = cookie.split(';').next().expect("a token").to_owned();
    }

    fn ask(&self, path: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).expect("a connection");
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nConnection: close\r\n\r\n",
            self.address, self.cookie
        )
        .expect("sent");
        stream
    }

    fn get(&self, path: &str) -> String {
        let mut answer = String::new();
        self.ask(path).read_to_string(&mut answer).expect("an answer");
        answer
    }

    /// Sends a signal and returns how long it took to end well.
    pub(crate) fn stop(&mut self, signal: &str) -> Duration {
        let started = Instant::now();
        let sent =
            Command::new("kill").args([signal, &self.process.id().to_string()]).status().expect("it runs");
        assert!(sent.success());
        let status = self.process.wait().expect("it ends");
        assert_eq!(status.code(), Some(0));
        started.elapsed()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Ok(None) = self.process.try_wait() {
            self.process.kill().expect("killed");
            self.process.wait().expect("ended");
        }
    }
}

#[test]
fn it_serves_what_is_imported_while_it_runs() {
    let place = Place::new();
    let mut running = Running::start(&place);
    assert!(running.get("/api/v1/recordings").contains("\"items\":[]"));
    let id = place.import(&place.write("a.cast", CAST));
    assert!(running.get("/api/v1/recordings").contains(&id));
    let answer = running.get("/healthz");
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("\"ok\""), "{answer}");
    assert!(running.stop("-TERM") < Duration::from_secs(3));
}

#[test]
fn it_stops_within_five_seconds_whatever_clients_do() {
    let place = Place::new();
    let id = place.import(&place.write("large.cast", large_cast(30_000)));
    let mut running = Running::start(&place);
    // One that does not read what it asked for, one that asks for nothing.
    let mut stalled = running.ask(&api::paths::content(&id));
    let mut first = [0; 15];
    stalled.read_exact(&mut first).expect("it answers");
    assert_eq!(&first, b"HTTP/1.1 200 OK");
    let silent = TcpStream::connect(running.address).expect("a connection");
    assert!(running.stop("-INT") < Duration::from_secs(5));
    drop((stalled, silent));
}

#[test]
fn it_stops_in_time_with_two_hundred_open_downloads() {
    let place = Place::new();
    let id = place.import(&place.write("large.cast", large_cast(30_000)));
    let mut running = Running::start(&place);
    let open: Vec<TcpStream> = (0..200)
        .map(|_| {
            let mut stalled = running.ask(&api::paths::content(&id));
            let mut first = [0; 15];
            stalled.read_exact(&mut first).expect("it answers");
            assert_eq!(&first, b"HTTP/1.1 200 OK");
            stalled
        })
        .collect();
    let took = running.stop("-TERM");
    println!("stopped {} ms after SIGTERM, with {} open downloads", took.as_millis(), open.len());
    // Five seconds are promised; a machine busy with other tests may be late.
    assert!(took < Duration::from_secs(10), "{took:?}");
}

#[test]
fn metrics_are_answered_at_an_address_of_their_own() {
    let place = Place::new();
    let free = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let mut command = afterimage();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(place.data());
    command.env("AFTERIMAGE_METRICS_LISTEN", free.to_string());
    let mut running = Running::of(&mut command, &place);
    assert!(running.get("/metrics").starts_with("HTTP/1.1 404"));
    assert!(running.get("/api/v1/recordings").starts_with("HTTP/1.1 200"));
    let ask = |path: &str, host: &str| {
        let mut stream = TcpStream::connect(free).expect("a connection");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    };
    // It has not asked for anything yet, and is open.
    let _silent = TcpStream::connect(running.address).expect("a connection");
    assert!(running.get("/healthz").starts_with("HTTP/1.1 200"));
    let answer = ask("/metrics", &free.to_string());
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let open = answer.lines().find_map(|line| line.strip_prefix("afterimage_connections "));
    assert!(open.expect("the connections").parse::<u32>().expect("a number") >= 1, "{answer}");
    for start in
        ["afterimage_requests_total{", "afterimage_database_seconds_count{", "afterimage_data_free_bytes "]
    {
        assert!(answer.contains(&format!("\n{start}")), "{start} is not in {answer}");
    }
    assert!(ask("/metrics", "evil.example").starts_with("HTTP/1.1 421"));
    assert!(ask("/healthz", "localhost").starts_with("HTTP/1.1 404"));
    running.stop("-TERM");
}

#[test]
fn a_named_proxy_says_who_asks_and_under_which_id() {
    let place = Place::new();
    for (networks, id, client) in
        [("127.0.0.0/8", "id-of-proxy.1", "192.0.2.7"), ("192.0.2.1", "", "127.0.0.1")]
    {
        let mut command = afterimage();
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(place.data());
        command.env("AFTERIMAGE_PROXY_NETWORKS", networks).env("AFTERIMAGE_LOG_FORMAT", "json");
        command.stderr(Stdio::from(fs::File::create(place.path("log")).expect("a file")));
        let mut running = Running::of(&mut command, &place);
        let mut stream = TcpStream::connect(running.address).expect("a connection");
        let head = "Connection: close\r\nX-Request-Id: id-of-proxy.1\r\nX-Forwarded-For: 192.0.2.7\r\n\r\n";
        write!(stream, "GET /healthz HTTP/1.1\r\nHost: {}\r\n{head}", running.address).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        running.stop("-TERM");
        let log = fs::read_to_string(place.path("log")).expect("the log");
        let is_of_proxy = !id.is_empty();
        assert_eq!(answer.contains("x-request-id: id-of-proxy.1\r\n"), is_of_proxy, "{answer}");
        assert_eq!(log.contains("\"id\":\"id-of-proxy.1\""), is_of_proxy, "{log}");
        assert!(log.contains(&format!("\"client\":\"{client}\"")), "{log}");
    }
}

#[test]
fn a_file_of_the_console_that_was_sent_whole_was_not_cut_off() {
    let place = Place::new();
    let page = "<!doctype html><title>console</title>".repeat(20_000);
    place.write("index.html", &page);
    let mut command = afterimage();
    command.args(["serve", "--listen", "127.0.0.1:0", "--log", "info", "--console"]).arg(place.path(""));
    command.arg("--data").arg(place.data()).env("AFTERIMAGE_LOG_FORMAT", "json");
    command.stderr(Stdio::from(fs::File::create(place.path("log")).expect("a file")));
    let mut running = Running::of(&mut command, &place);
    assert!(running.get("/").ends_with(&page));
    // somebody who leaves after the head
    let mut leaving = running.ask("/recordings");
    leaving.read_exact(&mut [0; 12]).expect("the beginning");
    drop(leaving);
    running.stop("-TERM");
    let log = fs::read_to_string(place.path("log")).expect("the log");
    let told: Vec<bool> = log
        .lines()
        .filter(|line| line.contains("\"route\":\"(console)\""))
        .map(|line| line.contains("\"is_cut_off\":true"))
        .collect();
    assert_eq!(told, [false, true], "{log}");
}

#[test]
fn only_this_machine_can_connect() {
    let place = Place::new();
    for address in ["0.0.0.0:0", "[::]:0", "192.168.1.1:8080", "10.0.0.1:0"] {
        let done = place.run(&["serve", "--listen", address]);
        assert_eq!(done.code, 2, "{address}: {}", done.err);
        assert!(done.err.contains("can be reached from other machines"), "{}", done.err);
        assert!(done.err.contains("listen on 127.0.0.1"), "{}", done.err);
    }
    assert!(!place.data().exists());
    for address in ["8080", "example.com:80", "127.0.0.1", "localhost:99999"] {
        assert_eq!(place.run(&["serve", "--listen", address]).code, 2, "{address}");
    }
}

#[test]
fn a_taken_port_and_a_missing_console_are_told() {
    let place = Place::new();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let done = place.run(&["serve", "--listen", &address]);
    assert_eq!(done.code, 5, "{}", done.err);
    assert!(
        done.err.contains(&format!("{address} is in use")) && done.err.contains("--listen"),
        "{}",
        done.err
    );

    fs::create_dir(place.path("dist")).expect("a folder");
    for console in ["dist", "missing"] {
        let done = place.run(&["serve", "--listen", "127.0.0.1:0", "--console", console]);
        assert_eq!(done.code, 2, "{}", done.err);
        assert!(done.err.contains(&format!("{console}: there is no console here")), "{}", done.err);
    }
    assert!(!place.data().exists());
}
