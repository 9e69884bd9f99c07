//! Reaching a provider: what is asked, how often, and what happens where it cannot be reached.

use super::fake::{BACK, Fake, ID, Key, NOW, Says, parameter};
use gateway::sign_in::oidc::{FetchError, OidcError, Providers};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use serde_json::json;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

const DISCOVERY: &str = "/.well-known/openid-configuration";
const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;

/// What a sign-in that begins at `now` runs into.
async fn begin(providers: &Providers, now: i64) -> Option<OidcError> {
    providers.begin(ID, BACK, now).await.err()
}

fn unavailable(why: FetchError) -> Option<OidcError> {
    Some(OidcError::Unavailable { label: "Fake".to_owned(), why })
}

#[tokio::test]
async fn a_provider_is_asked_once_in_an_hour() {
    let fake = Fake::start().await;
    let providers = fake.providers();
    assert_eq!((fake.asked(DISCOVERY), fake.asked("/keys")), (0, 0), "nothing is asked before it is needed");
    for now in [NOW, NOW + 1, NOW + 60 * MINUTE - 1] {
        assert_eq!(begin(&providers, now).await, None);
        assert_eq!((fake.asked(DISCOVERY), fake.asked("/keys")), (1, 1));
    }
    assert_eq!(begin(&providers, NOW + 60 * MINUTE).await, None);
    assert_eq!((fake.asked(DISCOVERY), fake.asked("/keys")), (2, 2));
}

#[tokio::test]
async fn keys_are_looked_at_again_at_most_once_a_minute() {
    let fake = Fake::start().await;
    let providers = fake.providers();
    let second = Key::new("second");
    let header = json!({"alg": "EdDSA", "kid": "second"});
    let sign_in = async |key: &Key, header: &serde_json::Value, now: i64| {
        let begun = providers.begin(ID, BACK, now).await.unwrap();
        let mut claims = fake.claims(&parameter(&begun, "nonce"));
        claims["exp"] = json!(now / 1000 + 300);
        fake.gives(&key.sign(header, &claims));
        providers.finish(&begun.pending, "a code", &parameter(&begun, "state"), now).await.map(|_| ())
    };
    assert_eq!(sign_in(&fake.key, &fake.header(), NOW).await, Ok(()));
    fake.publish(&[&second]);
    // within the minute after the first look nobody looks again
    assert_eq!(sign_in(&second, &header, NOW + 59 * SECOND).await, Err(OidcError::UnknownKey));
    assert_eq!(fake.asked("/keys"), 1);
    assert_eq!(sign_in(&second, &header, NOW + MINUTE).await, Ok(()));
    assert_eq!((fake.asked("/keys"), fake.asked(DISCOVERY)), (2, 1));
    // the old key is gone, and made-up ones do not make the gateway ask
    assert_eq!(sign_in(&fake.key, &fake.header(), NOW + MINUTE).await, Err(OidcError::UnknownKey));
    let made_up = json!({"alg": "EdDSA", "kid": "made up"});
    for _ in 0..20 {
        assert_eq!(sign_in(&second, &made_up, NOW + MINUTE + 59 * SECOND).await, Err(OidcError::UnknownKey));
    }
    assert_eq!(fake.asked("/keys"), 2);
    // a look that fails is one
    fake.says("/keys", Says::Json(500, json!({})));
    let failed = sign_in(&second, &made_up, NOW + 2 * MINUTE).await.err();
    assert_eq!(failed, unavailable(FetchError::Status(500)));
    assert_eq!(sign_in(&second, &made_up, NOW + 2 * MINUTE).await, Err(OidcError::UnknownKey));
    assert_eq!(sign_in(&second, &header, NOW + 2 * MINUTE).await, Ok(()));
    assert_eq!(fake.asked("/keys"), 3);
}

#[tokio::test]
async fn a_provider_that_fails_is_unavailable_and_comes_back() {
    let fake = Fake::start().await;
    let elsewhere = Fake::start().await;
    for (says, why) in [
        (Says::Json(500, json!({})), FetchError::Status(500)),
        (Says::Json(503, json!({})), FetchError::Status(503)),
        (Says::Json(404, json!({})), FetchError::Status(404)),
        (Says::Json(401, json!({})), FetchError::Status(401)),
        (Says::Redirect(format!("{}{DISCOVERY}", elsewhere.issuer)), FetchError::Redirect),
        (Says::Bytes((1 << 20) + 1), FetchError::TooLong),
    ] {
        let providers = fake.providers();
        let before = fake.asked(DISCOVERY);
        fake.says(DISCOVERY, says);
        assert_eq!(begin(&providers, NOW).await, unavailable(why.clone()));
        // who comes right after is told the same at once
        assert_eq!(begin(&providers, NOW + 9 * SECOND).await, unavailable(why));
        assert_eq!(fake.asked(DISCOVERY), before + 1);
        fake.describe(&json!({}));
        assert_eq!(begin(&providers, NOW + 10 * SECOND).await, None);
    }
    assert_eq!(elsewhere.asked(DISCOVERY), 0, "no redirect was followed");
}

#[tokio::test]
async fn a_provider_that_fails_later_is_unavailable_too() {
    let fake = Fake::start().await;
    let elsewhere = Fake::start().await;
    let providers = fake.providers();
    for (says, why) in [
        (Says::Json(502, json!({})), FetchError::Status(502)),
        (Says::Redirect(format!("{}/token", elsewhere.issuer)), FetchError::Redirect),
        (Says::Bytes((1 << 20) + 1), FetchError::TooLong),
    ] {
        let begun = providers.begin(ID, BACK, NOW).await.unwrap();
        fake.says("/token", says);
        let result = providers.finish(&begun.pending, "a code", &parameter(&begun, "state"), NOW).await;
        assert_eq!(result.err(), unavailable(why));
    }
    assert_eq!(elsewhere.asked("/token"), 0, "the code was not given to anybody else");
}

#[tokio::test]
async fn a_provider_that_is_down_is_unavailable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let mut provider = Fake::start().await.provider();
    provider.issuer = issuer;
    let error = begin(&Providers::new(vec![provider]).unwrap(), NOW).await.unwrap();
    assert!(error.is_unavailable(), "{error:?}");
    let problem = error.problem();
    assert_eq!((problem.status, problem.code.as_str()), (503, "provider_unavailable"));
    assert!(problem.detail.unwrap().contains("sign in with a password"), "{error}");
}

// the clock stands still and jumps where everybody waits, so that nobody waits for it here
#[tokio::test(start_paused = true)]
async fn a_provider_that_says_nothing_is_unavailable_after_five_seconds() {
    let fake = Fake::start().await;
    fake.says(DISCOVERY, Says::Nothing);
    let began = tokio::time::Instant::now();
    assert_eq!(begin(&fake.providers(), NOW).await, unavailable(FetchError::TooSlow));
    let waited = began.elapsed();
    assert!((5_000..5_100).contains(&waited.as_millis()), "{waited:?}");
}

#[tokio::test]
async fn a_description_that_does_not_fit_is_refused() {
    let fake = Fake::start().await;
    let insecure = "it names an address that is not https";
    let unreadable = "its discovery document or its keys cannot be read";
    let metadata = |what| OidcError::Metadata { label: "Fake".to_owned(), what };
    for (other, expected) in [
        (json!({"issuer": "https://other.example"}), OidcError::WrongIssuer),
        (json!({"issuer": format!("{}/", fake.issuer)}), OidcError::WrongIssuer),
        (json!({"token_endpoint": "http://192.0.2.1/token"}), metadata(insecure)),
        (json!({"authorization_endpoint": "http://192.0.2.1/authorize"}), metadata(insecure)),
        (json!({"authorization_endpoint": "javascript:alert(1)"}), metadata(insecure)),
        (json!({"jwks_uri": "http://192.0.2.1/keys"}), metadata(insecure)),
        (json!({"token_endpoint": null}), metadata("it names no token endpoint")),
        (json!({"jwks_uri": 1}), metadata(unreadable)),
    ] {
        fake.describe(&other);
        assert_eq!(begin(&fake.providers(), NOW).await, Some(expected), "{other}");
    }
    fake.says(DISCOVERY, Says::Text("<html>".to_owned()));
    assert_eq!(begin(&fake.providers(), NOW).await, Some(metadata(unreadable)));
    fake.describe(&json!({}));
    fake.says("/keys", Says::Text("[]".to_owned()));
    assert_eq!(begin(&fake.providers(), NOW).await, Some(metadata(unreadable)));
}

#[tokio::test]
async fn issuers_are_https_or_on_this_machine() {
    let provider = Fake::start().await.provider();
    for issuer in ["http://id.example", "http://192.0.2.1:8080", "ftp://id.example", "id.example", ""] {
        let mut provider = provider.clone();
        provider.issuer = issuer.to_owned();
        let refused = Providers::new(vec![provider]).err();
        assert!(matches!(&refused, Some(OidcError::Setting { what: "issuer", .. })), "{issuer}: {refused:?}");
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_refused() {
    let certified = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(certified.signing_key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let served = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        TlsAcceptor::from(Arc::new(config)).accept(stream).await.map(|_| ())
    });
    let mut provider = Fake::start().await.provider();
    provider.issuer = format!("https://localhost:{port}");
    let error = begin(&Providers::new(vec![provider]).unwrap(), NOW).await.unwrap();
    assert!(error.is_unavailable() && error.to_string().contains("certificate"), "{error}");
    assert!(served.await.unwrap().is_err(), "the client went on");
}
