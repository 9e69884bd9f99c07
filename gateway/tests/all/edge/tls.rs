//! TLS.

use super::raw::{Answer, Edge, exchange, quick, request};
use gateway::server::{Settings, Tls};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// A folder with a certificate for `localhost`.
struct Made {
    folder: TempDir,
    certificate: CertificateDer<'static>,
}

impl Made {
    fn new() -> Self {
        let mut made = Self {
            folder: tempfile::tempdir().expect("a folder"),
            certificate: CertificateDer::from(Vec::new()),
        };
        made.renew();
        made
    }

    fn renew(&mut self) {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("made");
        let Tls { certificate, key } = self.files();
        std::fs::write(certificate, made.cert.pem()).expect("written");
        std::fs::write(key, made.signing_key.serialize_pem()).expect("written");
        self.certificate = made.cert.der().clone();
    }

    fn files(&self) -> Tls {
        Tls { certificate: self.folder.path().join("a.pem"), key: self.folder.path().join("a.key") }
    }

    fn settings(&self) -> Settings {
        Settings { tls: Some(self.files()), ..quick() }
    }

    /// Connects as a client that trusts this certificate alone.
    async fn connect(
        &self,
        edge: &Edge,
        versions: &[&'static SupportedProtocolVersion],
    ) -> io::Result<TlsStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.clone()).expect("a certificate");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(versions)
            .expect("versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from("localhost").expect("a name");
        TlsConnector::from(Arc::new(config)).connect(name, edge.connect().await).await
    }

    async fn get(&self, edge: &Edge, path: &str, headers: &[(&str, &str)]) -> Answer {
        let stream = self.connect(edge, rustls::ALL_VERSIONS).await.expect("a connection");
        exchange(stream, request(edge.address, "GET", path, headers).as_bytes()).await.remove(0)
    }
}

/// A client's first message of the version `minor` of SSL 3, which asks for what a server of TLS 1.2 has (RFC 5246,
/// section 7.4.1.2).
fn hello(minor: u8) -> Vec<u8> {
    let mut body = vec![3, minor];
    body.extend([7; 32]);
    // no session; ECDHE with ECDSA and AES, as 1.2 and as 1.1 know it; no compression
    body.extend([0, 0, 4, 0xc0, 0x2b, 0xc0, 0x09, 1, 0]);
    // the curve P-256, and signatures by it
    body.extend([0, 16, 0, 10, 0, 4, 0, 2, 0, 0x17, 0, 13, 0, 4, 0, 2, 4, 3]);
    let length = u8::try_from(body.len()).expect("short");
    let mut message = vec![0x16, 3, 1, 0, length + 4, 1, 0, 0, length];
    message.extend(body);
    message
}

#[tokio::test]
async fn it_is_spoken_from_1_2_on() {
    let made = Made::new();
    let edge = Edge::mirror(made.settings()).await;
    for version in rustls::ALL_VERSIONS {
        let stream = made.connect(&edge, &[*version]).await.expect("a connection");
        assert_eq!(stream.get_ref().1.protocol_version(), Some(version.version));
        let answer =
            exchange(stream, request(edge.address, "GET", "/client", &[]).as_bytes()).await.remove(0);
        assert_eq!((answer.status, answer.body.as_str()), (200, "127.0.0.1 true"));
        assert_eq!(answer.header("strict-transport-security"), Some("max-age=63072000"));
    }
    // the message is understood: of 1.2 it begins a handshake
    let mut stream = edge.connect().await;
    stream.write_all(&hello(3)).await.expect("sent");
    assert_eq!(stream.read_u8().await.expect("an answer"), 0x16);
    for (minor, name) in [(2, "1.1"), (1, "1.0"), (0, "SSL 3")] {
        let mut stream = edge.connect().await;
        stream.write_all(&hello(minor)).await.expect("sent");
        let mut read = Vec::new();
        stream.read_to_end(&mut read).await.expect("it closes");
        // a fatal alert and nothing else: 70 is protocol_version (RFC 8446, section 6)
        assert_eq!((read.first(), read.len(), read.get(5)), (Some(&21), 7, Some(&2)), "{name}: {read:?}");
        assert_eq!(read.last(), Some(&70), "{name}");
    }
}

#[tokio::test]
async fn what_is_no_tls_is_not_answered() {
    let made = Made::new();
    let edge = Edge::mirror(made.settings()).await;
    let mut stream = edge.connect().await;
    stream.write_all(request(edge.address, "GET", "/hidden", &[]).as_bytes()).await.expect("sent");
    let mut read = Vec::new();
    drop(stream.read_to_end(&mut read).await);
    assert!(!read.starts_with(b"HTTP"), "{read:?}");
    assert_eq!(edge.hidden(), 0);
    // nor is a handshake waited for that does not come
    let mut silent = edge.connect().await;
    let closed = tokio::time::timeout(Duration::from_secs(5), silent.read_to_end(&mut read)).await;
    assert!(closed.is_ok());
}

#[tokio::test]
async fn its_origin_is_https() {
    let made = Made::new();
    let edge = Edge::mirror(made.settings()).await;
    let host = edge.address.to_string();
    let ask = async |origin: &str| {
        let stream = made.connect(&edge, rustls::ALL_VERSIONS).await.expect("a connection");
        let text = request(edge.address, "POST", "/echo", &[("origin", origin), ("cookie", "a=b")]);
        exchange(stream, text.as_bytes()).await.remove(0).status
    };
    assert_eq!(ask(&format!("https://{host}")).await, 200);
    assert_eq!(ask(&format!("http://{host}")).await, 403);
}

#[tokio::test]
async fn a_renewed_certificate_is_used_without_a_restart() {
    let mut made = Made::new();
    let edge = Edge::mirror(made.settings()).await;
    assert_eq!(made.get(&edge, "/client", &[]).await.status, 200);
    let mut old = made.connect(&edge, rustls::ALL_VERSIONS).await.expect("a connection");
    made.renew();
    assert!(made.connect(&edge, rustls::ALL_VERSIONS).await.is_err(), "the old one is still in use");
    edge.reload().expect("read again");
    assert_eq!(made.get(&edge, "/client", &[]).await.status, 200);
    // those who are connected stay
    old.write_all(request(edge.address, "GET", "/client", &[]).as_bytes()).await.expect("sent");
    let mut read = String::new();
    old.read_to_string(&mut read).await.expect("an answer");
    assert!(read.starts_with("HTTP/1.1 200"), "{read}");
    // what cannot be used does not take its place
    std::fs::write(made.files().key, "").expect("written");
    assert!(edge.reload().is_err());
    assert_eq!(made.get(&edge, "/client", &[]).await.status, 200);
}
