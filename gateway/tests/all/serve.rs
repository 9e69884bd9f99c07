//! The server as a process.

use crate::command::{CAST, Place, afterimage, large_cast};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

struct Running {
    process: Child,
    address: SocketAddr,
}

impl Running {
    fn start(place: &Place) -> Self {
        let mut command = afterimage();
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(place.data());
        let mut process = command.stdout(Stdio::piped()).spawn().expect("it runs");
        let mut line = String::new();
        let out = process.stdout.take().expect("its output");
        BufReader::new(out).read_line(&mut line).expect("a line");
        let address =
            line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).expect("an address");
        Self { address: address.parse().expect("an address"), process }
    }

    fn ask(&self, path: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).expect("a connection");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address)
            .expect("sent");
        stream
    }

    fn get(&self, path: &str) -> String {
        let mut answer = String::new();
        self.ask(path).read_to_string(&mut answer).expect("an answer");
        answer
    }

    /// Sends a signal and returns how long it took to end well.
    fn stop(&mut self, signal: &str) -> Duration {
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
