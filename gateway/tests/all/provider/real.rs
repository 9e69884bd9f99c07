//! A sign-in through a provider that others wrote: the npm package oauth2-mock-server, as `cargo xtask test` sets it up.

use super::fake::{BACK, parameter};
use gateway::config::Secret;
use gateway::sign_in::oidc::{OidcError, Provider, Providers};
use http_body_util::Empty;
use hyper::body::Bytes;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::json;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

/// The folder in which the package is installed. Where it is set, the tests that need it must not be skipped.
const FOLDER: &str = "AFTERIMAGE_PROVIDER";

/// The provider, which ends with the test: its standard input is closed then, however the test ends.
struct Running {
    issuer: String,
    child: Child,
}

impl Running {
    /// None where it is not installed.
    fn start() -> Option<Self> {
        let Some(folder) = std::env::var_os(FOLDER) else {
            eprintln!("skipped: {FOLDER} names no provider; `cargo xtask test` installs one");
            return None;
        };
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/provider/serve.mjs");
        let claims = json!({
            "preferred_username": "alice", "name": "Alice A.", "email": "alice@example.com", "email_verified": true,
            "realm_access": {"roles": ["staff", "ops"]}
        });
        let mut child = Command::new("node")
            .arg(script)
            .arg(folder)
            .arg(claims.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node, which the provider runs on");
        let mut issuer = String::new();
        let output = child.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut issuer).expect("a line");
        assert!(issuer.starts_with("http://127.0.0.1:"), "the provider did not start: {issuer:?}");
        Some(Self { issuer: issuer.trim().to_owned(), child })
    }

    fn providers(&self) -> Providers {
        let provider = Provider {
            id: "corp".to_owned(),
            label: "Corp".to_owned(),
            issuer: self.issuer.clone(),
            client_id: "afterimage".to_owned(),
            client_secret: Some(Secret::new("a secret")),
            scopes: vec!["openid".to_owned(), "profile".to_owned(), "email".to_owned()],
            groups_claim: "realm_access.roles".to_owned(),
            name_claim: "preferred_username".to_owned(),
        };
        Providers::new(vec![provider]).expect("a usable provider")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        if let Err(error) = self.child.wait() {
            eprintln!("the provider did not end: {error}");
        }
    }
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970");
    i64::try_from(since.as_millis()).expect("a time of this age")
}

/// What the browser brings back from the address it was sent to: code and state.
async fn visit(address: &str) -> (String, String) {
    let client = Client::builder(TokioExecutor::new()).build_http::<Empty<Bytes>>();
    let answer = client.get(address.parse().expect("an address")).await.expect("an answer");
    let back = answer.headers()["location"].to_str().expect("text").to_owned();
    assert!(back.starts_with(BACK), "{back}");
    let back = url::Url::parse(&back).expect("an address");
    let value =
        |name: &str| back.query_pairs().find(|(key, _)| key == name).expect("a parameter").1.into_owned();
    (value("code"), value("state"))
}

#[tokio::test]
async fn somebody_signs_in_through_a_provider_of_others() {
    let Some(running) = Running::start() else { return };
    let providers = running.providers();
    let begun = providers.begin("corp", BACK, now()).await.expect("a beginning");
    let (code, state) = visit(&begun.address).await;
    let claims = providers.finish(&begun.pending, &code, &state, now()).await.expect("a sign-in");
    assert_eq!((claims.issuer, claims.subject.as_str()), (running.issuer.clone(), "johndoe"));
    assert_eq!((claims.name.as_str(), claims.display_name.as_deref()), ("alice", Some("Alice A.")));
    assert_eq!((claims.email.as_deref(), claims.is_email_verified), (Some("alice@example.com"), true));
    assert_eq!(claims.groups, ["staff", "ops"]);
    // it gives a token for a code once
    let again = providers.finish(&begun.pending, &code, &state, now()).await;
    assert_eq!(again, Err(OidcError::CodeRefused));
}

#[tokio::test]
async fn the_provider_holds_a_sign_in_to_its_pkce_verifier_and_the_gateway_to_its_nonce() {
    let Some(running) = Running::start() else { return };
    let providers = running.providers();
    let begin = async || providers.begin("corp", BACK, now()).await.expect("a beginning");
    let (ours, theirs) = (begin().await, begin().await);
    // somebody else's code, put into our answer
    let (code, _) = visit(&theirs.address).await;
    let stolen = providers.finish(&ours.pending, &code, &parameter(&ours, "state"), now()).await;
    assert_eq!(stolen, Err(OidcError::CodeRefused));
    // the same with our challenge, so that the code fits the verifier and only the nonce is theirs
    let address =
        theirs.address.replace(&parameter(&theirs, "code_challenge"), &parameter(&ours, "code_challenge"));
    let (code, _) = visit(&address).await;
    let stolen = providers.finish(&ours.pending, &code, &parameter(&ours, "state"), now()).await;
    assert_eq!(stolen, Err(OidcError::WrongNonce));
}
