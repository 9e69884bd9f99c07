//! The WebSocket: who opens it, what it takes, and when it ends.

use super::raw::{Edge, quick};
use crate::support::by;
use api::{PermissionLevel, PlaybackPermission, WatchEvent, WatchRequest, paths};
use futures_util::{SinkExt, StreamExt};
use policy::Role;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{CloseCode, Data, OpCode};
use tokio_tungstenite::tungstenite::{Bytes, Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

type Socket = WebSocketStream<TcpStream>;

async fn open(edge: &Edge, headers: &[(&'static str, &str)]) -> Result<Socket, Error> {
    let mut request = format!("ws://{}{}", edge.address, paths::WATCH).into_client_request()?;
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().expect("a header"));
    }
    client_async(request, edge.connect().await).await.map(|(socket, answer)| {
        assert!(answer.headers().get("sec-websocket-extensions").is_none(), "nothing is compressed");
        socket
    })
}

async fn signed_in(edge: &Edge, token: &str) -> Socket {
    let origin = format!("http://{}", edge.address);
    let cookie = format!("{}={token}", gateway::sign_in::COOKIE);
    let compress = "permessage-deflate; client_max_window_bits";
    let headers = [("origin", origin.as_str()), ("cookie", &cookie), ("sec-websocket-extensions", compress)];
    open(edge, &headers).await.expect("a socket")
}

async fn show(socket: &mut Socket, recording: &str) {
    let request = WatchRequest::Show { recording: recording.to_owned() };
    let text = serde_json::to_string(&request).expect("JSON");
    socket.send(Message::Text(text.into())).await.expect("sent");
}

/// What comes until the socket is closed, within two seconds: events, and the code of the close.
async fn rest(socket: &mut Socket) -> (Vec<WatchEvent>, Option<CloseCode>) {
    let mut events = Vec::new();
    let reading = async {
        while let Some(message) = socket.next().await {
            match message {
                Ok(Message::Text(text)) => events.push(serde_json::from_str(&text).expect("an event")),
                Ok(Message::Close(frame)) => return frame.map(|frame| frame.code),
                Ok(_) => {}
                Err(_) => return None,
            }
        }
        None
    };
    let code = timeout(Duration::from_secs(2), reading).await.expect("it is closed");
    (events, code)
}

#[tokio::test]
async fn nobody_but_our_own_pages_and_who_is_signed_in_opens_one() {
    let edge = Edge::gateway(quick()).await;
    let admin = &edge.pieces().admin().token;
    let origin = format!("http://{}", edge.address);
    let cookie = format!("{}={admin}", gateway::sign_in::COOKIE);
    let refused = async |headers: &[(&'static str, &str)]| match open(&edge, headers).await {
        Err(Error::Http(answer)) => answer.status().as_u16(),
        other => unreachable!("{other:?}"),
    };
    assert_eq!(refused(&[("origin", &origin)]).await, 401);
    assert_eq!(refused(&[("cookie", &cookie)]).await, 403);
    assert_eq!(refused(&[("cookie", &cookie), ("origin", "null")]).await, 403);
    assert_eq!(refused(&[("cookie", &cookie), ("origin", "http://127.0.0.1:1")]).await, 403);
    // neither in the address
    let path = format!("ws://{}{}?token={admin}", edge.address, paths::WATCH);
    let mut request = path.into_client_request().expect("a request");
    request.headers_mut().insert("origin", origin.parse().expect("a header"));
    assert!(matches!(client_async(request, edge.connect().await).await, Err(Error::Http(_))));
}

#[tokio::test]
async fn what_is_too_large_torn_or_too_much_ends_it() {
    let edge = Edge::gateway(quick()).await;
    let token = edge.pieces().admin().token.clone();
    let frame = |data: &[u8], code, is_final| {
        Message::Frame(Frame::message(Bytes::copy_from_slice(data), OpCode::Data(code), is_final))
    };
    let large = vec![b'a'; 5_000];
    let mut fragments = vec![frame(b"a", Data::Text, false)];
    fragments.extend((0..5_000).map(|_| frame(b"a", Data::Continue, false)));
    let mut compressed = Frame::message(Bytes::from_static(b"\xca\x48"), OpCode::Data(Data::Text), true);
    compressed.header_mut().rsv1 = true;
    let show = serde_json::to_string(&WatchRequest::Leave { recording: String::new() }).expect("JSON");
    let flood: Vec<Message> = (0..10_000).map(|_| Message::Text(show.clone().into())).collect();
    for (what, messages) in [
        ("large", vec![Message::Text(String::from_utf8(large.clone()).expect("text").into())]),
        ("large and binary", vec![Message::Binary(large.into())]),
        ("binary", vec![Message::Binary(Bytes::from_static(b"{}"))]),
        ("many fragments", fragments),
        ("no UTF-8", vec![frame(b"\xff\xfe", Data::Text, true)]),
        ("compressed", vec![Message::Frame(compressed)]),
        ("a word that is none", vec![Message::Text("{\"type\":\"drop\"}".into())]),
        ("a flood", flood),
    ] {
        let mut socket = signed_in(&edge, &token).await;
        for message in messages {
            // it may be closed before all are sent
            if socket.feed(message).await.is_err() || socket.flush().await.is_err() {
                break;
            }
        }
        let (events, code) = rest(&mut socket).await;
        assert!(events.is_empty(), "{what}: {events:?}");
        // where more was on its way, the close is lost with the connection
        assert!(matches!(code, Some(CloseCode::Policy) | None), "{what}: {code:?}");
        if matches!(what, "large" | "binary" | "no UTF-8" | "a word that is none") {
            assert_eq!(code, Some(CloseCode::Policy), "{what}");
        }
    }
    // and it goes on for others
    let mut socket = signed_in(&edge, &token).await;
    socket.send(Message::Ping(Bytes::from_static(b"?"))).await.expect("sent");
    let answer = timeout(Duration::from_secs(2), socket.next()).await.expect("in time");
    assert!(matches!(answer, Some(Ok(Message::Pong(_)))), "{answer:?}");
}

#[tokio::test]
async fn it_ends_with_the_session_however_busy_it_is() {
    let edge = Edge::gateway(quick()).await;
    let pieces = edge.pieces();
    let store = &pieces.app.data.store;
    for how in ["signed out", "disabled", "too old", "ended elsewhere"] {
        let caller = pieces.signed_in(how, Some(Role::ReadOnlyAdmin)).await;
        let mut socket = signed_in(&edge, &caller.token).await;
        let started = Instant::now();
        match how {
            "signed out" => {
                assert_eq!(caller.send("DELETE", paths::SESSION, &[], None).await.status, 204);
            }
            "disabled" => {
                let path = paths::account(&caller.account);
                let wanted = serde_json::json!({ "is_disabled": true });
                assert_eq!(pieces.admin().ask("PATCH", &path, &wanted).await.status, 200);
            }
            "too old" => pieces.pass(13 * 3_600_000),
            // as another process of the gateway would do it: nobody is told
            _ => store.end_sessions(&caller.account, None, &by()).await.expect("ended"),
        }
        // one that keeps sending does not keep it from being noticed
        let text = serde_json::to_string(&WatchRequest::Leave { recording: String::new() }).expect("JSON");
        let mut events = Vec::new();
        while started.elapsed() < Duration::from_secs(3) {
            if socket.send(Message::Text(text.clone().into())).await.is_err() {
                break;
            }
            match timeout(Duration::from_millis(200), socket.next()).await {
                Ok(Some(Ok(Message::Text(text)))) => events.push(text),
                Ok(Some(Ok(Message::Close(_))) | None | Some(Err(_))) => break,
                Ok(Some(Ok(_))) | Err(_) => {}
            }
        }
        assert!(started.elapsed() < Duration::from_millis(2_000), "{how}: {:?}", started.elapsed());
        assert_eq!(events, ["{\"type\":\"signed_out\"}"], "{how}");
        if how == "too old" {
            pieces.pass(-13 * 3_600_000);
        }
    }
}

#[tokio::test]
async fn what_may_no_longer_be_shown_is_told_within_a_second() {
    let edge = Edge::gateway(quick()).await;
    let pieces = edge.pieces();
    let id = pieces.add("shown", b"0123456789").await.to_string();
    let caller = pieces.signed_in("Ada", Some(Role::ReadOnlyAdmin)).await;
    let mut socket = signed_in(&edge, &caller.token).await;
    show(&mut socket, &id).await;
    let nothing = timeout(Duration::from_millis(300), socket.next()).await;
    assert!(nothing.is_err(), "{nothing:?}");
    let started = Instant::now();
    let no = PlaybackPermission { level: PermissionLevel::No, ..Default::default() };
    pieces.permit(&caller.account, &no).await;
    let told = timeout(Duration::from_secs(2), socket.next()).await.expect("in time");
    let expected = serde_json::to_string(&WatchEvent::Hidden { recording: id.clone() }).expect("JSON");
    assert!(matches!(&told, Some(Ok(Message::Text(text))) if *text == expected), "{told:?}");
    assert!(started.elapsed() < Duration::from_millis(1_300), "{:?}", started.elapsed());
    // what is not there and what may not be seen are told alike
    for asked in [id.as_str(), "01900000-0000-7000-8000-000000000000", "no id"] {
        show(&mut socket, asked).await;
        let told = timeout(Duration::from_secs(2), socket.next()).await.expect("in time");
        let expected = serde_json::to_string(&WatchEvent::Hidden { recording: asked.to_owned() });
        let expected = expected.expect("JSON");
        assert!(matches!(&told, Some(Ok(Message::Text(text))) if *text == expected), "{told:?}");
    }
}

#[tokio::test]
async fn whoever_watches_by_a_link_is_told_within_a_second() {
    let edge = Edge::gateway(quick()).await;
    let pieces = edge.pieces();
    let id = pieces.add("shared", b"0123456789").await.to_string();
    let viewer = pieces.signed_in("Vera", None).await;
    let hidden = serde_json::to_string(&WatchEvent::Hidden { recording: id.clone() }).expect("JSON");
    let mut socket = signed_in(&edge, &viewer.token).await;
    for how in ["revoked", "expired"] {
        // before it is opened there is nothing to be told
        show(&mut socket, &id).await;
        let told = timeout(Duration::from_secs(2), socket.next()).await.expect("in time");
        assert!(matches!(&told, Some(Ok(Message::Text(text))) if *text == hidden), "{told:?}");
        let new = serde_json::json!({ "at_us": 0, "valid_hours": 1 });
        let made = pieces.admin().ask("POST", &paths::recording_links(&id), &new).await;
        let made: api::MadeLink = made.json();
        // the session lasts for half an hour without a request
        for _ in 0..2 {
            pieces.pass(25 * 60_000);
            for caller in [pieces.admin(), &viewer] {
                assert_eq!(caller.get(paths::SESSION).await.status, 200);
            }
        }
        let wanted = serde_json::json!({ "secret": made.secret, "justification": "ticket 7" });
        assert_eq!(viewer.ask("POST", paths::LINKS_OPEN, &wanted).await.status, 200);
        show(&mut socket, &id).await;
        let nothing = timeout(Duration::from_millis(300), socket.next()).await;
        assert!(nothing.is_err(), "{nothing:?}");
        let started = Instant::now();
        match how {
            "revoked" => {
                let path = paths::link_revocation(&made.link.id);
                assert_eq!(pieces.admin().send("POST", &path, &[], None).await.status, 204);
            }
            _ => pieces.pass(10 * 60_000),
        }
        let told = timeout(Duration::from_secs(2), socket.next()).await.expect("in time");
        assert!(matches!(&told, Some(Ok(Message::Text(text))) if *text == hidden), "{how}: {told:?}");
        assert!(started.elapsed() < Duration::from_millis(1_300), "{how}: {:?}", started.elapsed());
    }
}
