//! Clients that take their time, and many of them.

use super::raw::{Edge, answers, quick};
use std::net::Ipv4Addr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

/// Writes `bytes` one by one, with `pause` between them, until the server closes; returns what it answered.
async fn drip(stream: TcpStream, bytes: &[u8], pause: Duration) -> Vec<u8> {
    let (mut reader, mut writer) = stream.into_split();
    let mut read = Vec::new();
    let writing = async {
        for byte in bytes {
            if writer.write_all(&[*byte]).await.is_err() {
                break;
            }
            sleep(pause).await;
        }
        std::future::pending::<()>().await;
    };
    tokio::select! {
        _ = reader.read_to_end(&mut read) => {}
        () = writing => {}
    }
    read
}

const PIECE: &str =
    "GET /client HTTP/1.1\r\nHost: localhost\r\nX-A: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const POST: &str =
    "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n";

#[tokio::test]
async fn slow_heads_and_bodies_are_cut_off() {
    let edge = Edge::mirror(quick()).await;
    let started = Instant::now();
    let silent = drip(edge.connect().await, b"", Duration::ZERO);
    let head = drip(edge.connect().await, PIECE.as_bytes(), Duration::from_millis(50));
    let mut posting = edge.connect().await;
    posting.write_all(POST.as_bytes()).await.expect("sent");
    let body = drip(posting, &[b'a'; 500], Duration::from_millis(50));
    let mut second = edge.connect().await;
    second.write_all(b"GET /client HTTP/1.1\r\nHost: localhost\r\n\r\n").await.expect("sent");
    let next = drip(second, PIECE.as_bytes(), Duration::from_millis(50));
    let (silent, head, body, next) = tokio::join!(silent, head, body, next);
    let took = started.elapsed();
    assert!(took < Duration::from_secs(4), "{took:?}");
    assert!(silent.is_empty() && head.is_empty(), "{head:?}");
    assert_eq!(answers(&body)[0].problem(), "body_too_slow");
    assert_eq!(answers(&next).len(), 1);
}

#[tokio::test]
async fn a_steady_body_may_take_longer() {
    let edge = Edge::mirror(quick()).await;
    let mut stream = edge.connect().await;
    let head =
        POST.replace("500", &(20 * 1024).to_string()).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.expect("sent");
    for _ in 0..20 {
        stream.write_all(&[b'a'; 1024]).await.expect("sent");
        sleep(Duration::from_millis(60)).await;
    }
    let mut read = Vec::new();
    stream.read_to_end(&mut read).await.expect("an answer");
    assert_eq!((answers(&read)[0].status, answers(&read)[0].body.len()), (200, 20 * 1024));
}

#[tokio::test]
async fn a_connection_is_kept_between_requests_for_a_while() {
    let mut settings = quick();
    settings.limits.head_timeout = Duration::from_millis(200);
    settings.limits.idle_timeout = Duration::from_millis(800);
    let edge = Edge::mirror(settings).await;
    let mut stream = edge.connect().await;
    let mut read = Vec::new();
    for _ in 0..3 {
        stream.write_all(b"GET /client HTTP/1.1\r\nHost: localhost\r\n\r\n").await.expect("sent");
        // longer than a head may take
        sleep(Duration::from_millis(400)).await;
    }
    let idle = Instant::now();
    stream.read_to_end(&mut read).await.expect("it closes");
    assert!(idle.elapsed() < Duration::from_secs(3), "{:?}", idle.elapsed());
    assert_eq!(answers(&read).len(), 3);
}

#[tokio::test]
async fn one_address_has_its_share_of_connections_only() {
    let mut settings = quick();
    settings.limits.connections_per_address = 5;
    settings.limits.head_timeout = Duration::from_secs(30);
    let edge = Edge::mirror(settings).await;
    let mut open = Vec::new();
    for _ in 0..5 {
        open.push(edge.connect().await);
    }
    let mut refused = edge.connect().await;
    let closed = timeout(Duration::from_secs(5), refused.read(&mut [0; 1])).await.expect("at once");
    assert!(matches!(closed, Ok(0) | Err(_)), "{closed:?}");
    let other = edge.connect_from(Ipv4Addr::new(127, 0, 0, 2)).await;
    let ask = b"GET /client HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assert_eq!(super::raw::exchange(other, ask).await[0].status, 200);
    drop(open);
    let answer = timeout(Duration::from_secs(5), async {
        loop {
            let mut stream = edge.connect().await;
            let mut read = Vec::new();
            if stream.write_all(ask).await.is_ok()
                && stream.read_to_end(&mut read).await.is_ok()
                && !read.is_empty()
            {
                return read;
            }
        }
    });
    assert_eq!(answers(&answer.await.expect("there is room again"))[0].status, 200);
}

/// So many clients from 50 addresses that send a byte now and then, while somebody else signs in, in vain: a name that is
/// none takes as long as one that is.
async fn crowd(clients: usize, connections: usize) {
    let mut settings = quick();
    settings.limits.connections = connections;
    settings.limits.head_timeout = Duration::from_secs(60);
    let edge = Edge::gateway(settings).await;
    let mut slow = Vec::new();
    for number in 0..clients {
        let address = Ipv4Addr::new(127, 0, 1, u8::try_from(1 + number % 50).expect("a byte"));
        let mut stream = edge.connect_from(address).await;
        // those that lost their place to others may be closed by now
        drop(stream.write_all(b"GET /").await);
        slow.push(stream);
    }
    let mut times = Vec::new();
    for number in 0..50 {
        let body = format!("{{\"name\":\"nobody {number}\",\"password\":\"of nobody\"}}");
        let head = format!(
            "POST {} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n",
            api::paths::SIGN_IN_PASSWORD
        );
        let started = Instant::now();
        let answer = edge.ask(format!("{head}Content-Length: {}\r\n\r\n{body}", body.len())).await;
        assert_eq!(answer.problem(), "sign_in_failed");
        times.push(started.elapsed());
    }
    times.sort_unstable();
    println!("{clients} slow clients, {connections} connections: p50 {:?}, worst {:?}", times[25], times[49]);
    assert!(times[49] <= Duration::from_secs(1), "{:?}", times[49]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_thousand_slow_clients_do_not_stop_signing_in() {
    crowd(5_000, 6_000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_clients_that_take_every_place_do_not_stop_signing_in() {
    crowd(5_000, 300).await;
}

#[tokio::test]
async fn stopping_waits_for_answers_and_not_for_questions() {
    let edge = Edge::mirror(quick()).await;
    let mut idle = edge.connect().await;
    idle.write_all(b"GET /client HTTP/1.1\r\nHost: localhost\r\n\r\n").await.expect("sent");
    assert!(idle.read(&mut [0; 4096]).await.expect("an answer") > 0);
    let mut partial = edge.connect().await;
    partial.write_all(PIECE.as_bytes()).await.expect("sent");
    let mut posting = edge.connect().await;
    let waiting = POST.replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n");
    posting.write_all(waiting.as_bytes()).await.expect("sent");
    // now it is being answered
    let mut go_on = [0; "HTTP/1.1 100 Continue\r\n\r\n".len()];
    posting.read_exact(&mut go_on).await.expect("leave to go on");
    posting.write_all(&[b'a'; 499]).await.expect("sent");
    let finishing = async {
        sleep(Duration::from_millis(200)).await;
        posting.write_all(b"a").await.expect("sent");
        let mut read = Vec::new();
        posting.read_to_end(&mut read).await.expect("an answer");
        read
    };
    let started = Instant::now();
    let (read, ()) = tokio::join!(finishing, edge.stop());
    assert_eq!(answers(&read)[0].status, 200);
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
}

/// With the times that are in force where nothing else is said.
#[tokio::test]
#[ignore = "takes 90 seconds"]
async fn slow_clients_are_cut_off_after_ten_seconds() {
    let settings = gateway::server::Settings::from(std::net::SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    let edge = Edge::mirror(settings).await;
    let timed = async |sent: &[u8], dripped: &[u8]| {
        let mut stream = edge.connect().await;
        stream.write_all(sent).await.expect("sent");
        let started = Instant::now();
        drip(stream, dripped, Duration::from_secs(1)).await;
        started.elapsed().as_secs_f64()
    };
    let complete = b"GET /client HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let (silent, head, body, idle) = tokio::join!(
        timed(b"", b""),
        timed(b"", PIECE.as_bytes()),
        timed(POST.as_bytes(), &[b'a'; 500]),
        timed(complete, b""),
    );
    println!("silent {silent:.1} s, slow head {head:.1} s, slow body {body:.1} s, idle {idle:.1} s");
    for took in [silent, head, body] {
        assert!((9.5..11.5).contains(&took), "{took}");
    }
    assert!((74.5..86.0).contains(&idle), "{idle}");
}
