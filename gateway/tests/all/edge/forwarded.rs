//! Who asks, as proxies say, and as others do.

use super::raw::{Edge, quick};
use gateway::server::{Forwarding, Proxies, Settings};
use std::net::Ipv4Addr;

fn behind(network: &str, forwarding: Forwarding) -> Settings {
    let networks = vec![network.parse().expect("a network")];
    Settings { proxies: Proxies { networks, forwarding }, ..quick() }
}

#[tokio::test]
async fn only_a_proxy_says_who_asks() {
    let edge = Edge::mirror(behind("127.0.0.1/32", Forwarding::XForwarded)).await;
    let from = async |address: Ipv4Addr, headers: &str| {
        let text = format!("GET /client HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n");
        super::raw::exchange(edge.connect_from(address).await, text.as_bytes()).await.remove(0).body
    };
    let (proxy, other) = (Ipv4Addr::LOCALHOST, Ipv4Addr::new(127, 0, 0, 2));
    let told = "X-Forwarded-For: 6.6.6.6, 1.2.3.4\r\nX-Forwarded-Proto: https\r\nForwarded: for=7.7.7.7\r\n";
    assert_eq!(from(proxy, told).await, "1.2.3.4 true");
    assert_eq!(from(other, told).await, "127.0.0.2 false");
    assert_eq!(from(proxy, "").await, "127.0.0.1 false");
    assert_eq!(from(proxy, "Forwarded: for=7.7.7.7;proto=https\r\n").await, "127.0.0.1 false");
    let spoofed = "X-Forwarded-For: 127.0.0.1\r\nX-Real-IP: 6.6.6.6\r\nX-Forwarded-Host: evil.example\r\n";
    assert_eq!(from(other, spoofed).await, "127.0.0.2 false");
    // the name that a proxy says it was asked for is not believed, nor any address but these
    assert_eq!(
        edge.send("GET", "/client", &[("host", "evil.example"), ("x-forwarded-host", "localhost")])
            .await
            .status,
        421
    );
}

#[tokio::test]
async fn a_proxy_may_write_the_standard_header() {
    let edge = Edge::mirror(behind("127.0.0.0/8", Forwarding::Forwarded)).await;
    let headers =
        [("forwarded", "for=6.6.6.6, for=\"[2001:db8::1]:1\";proto=https"), ("x-forwarded-for", "9.9.9.9")];
    assert_eq!(edge.send("GET", "/client", &headers).await.body, "2001:db8::1 true");
}

#[tokio::test]
async fn a_proxy_may_open_any_number_of_connections() {
    let mut settings = behind("127.0.0.1/32", Forwarding::XForwarded);
    settings.limits.connections_per_address = 2;
    let edge = Edge::mirror(settings).await;
    let mut open = Vec::new();
    for _ in 0..10 {
        open.push(edge.connect().await);
    }
    assert_eq!(edge.send("GET", "/client", &[]).await.status, 200);
}

#[tokio::test]
async fn only_a_proxy_gives_a_request_its_id() {
    for (network, expected) in [("127.0.0.1/32", true), ("10.0.0.0/8", false)] {
        let edge = Edge::gateway(behind(network, Forwarding::XForwarded)).await;
        let answer = edge.send("GET", "/healthz", &[("x-request-id", "from-the-proxy")]).await;
        assert_eq!(answer.header("x-request-id") == Some("from-the-proxy"), expected, "{network}");
    }
}
