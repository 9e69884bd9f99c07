//! A provider on this machine that says whatever a test wants, signed with keys of its own.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gateway::config::Secret;
use gateway::sign_in::oidc::{Begun, Claims, OidcError, Provider, Providers};
use rcgen::{KeyPair, PKCS_ED25519, PublicKeyData as _, SigningKey as _};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// The time of these tests, in milliseconds since 1970.
pub(crate) const NOW: i64 = 1_790_000_000_000;
/// The same in seconds, as tokens have it.
pub(crate) const NOW_S: i64 = NOW / 1000;
/// Where the browser comes back to.
pub(crate) const BACK: &str = "https://afterimage.example/api/v1/sign-in/provider/fake/callback";
/// The provider's name.
pub(crate) const ID: &str = "fake";
/// Stands in every token. It must not stand in any error.
pub(crate) const CANARY: &str = "canary7f3a9c";

/// What is answered under a path.
#[derive(Clone, Debug)]
pub(crate) enum Says {
    Json(u16, Value),
    Text(String),
    Redirect(String),
    Bytes(usize),
    Nothing,
}

#[derive(Debug, Default)]
struct Known {
    says: BTreeMap<String, Says>,
    asked: BTreeMap<String, u32>,
    /// The last request for a token: its `Authorization` and its form.
    form: (String, String),
}

/// A key, and the name under which it is published.
pub(crate) struct Key {
    pub(crate) pair: KeyPair,
    pub(crate) id: String,
}

impl Key {
    pub(crate) fn new(id: &str) -> Self {
        Self { pair: KeyPair::generate_for(&PKCS_ED25519).expect("a key"), id: id.to_owned() }
    }

    pub(crate) fn public(&self) -> Value {
        let x = URL_SAFE_NO_PAD.encode(self.pair.der_bytes());
        json!({"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": self.id, "x": x})
    }

    pub(crate) fn sign(&self, header: &Value, claims: &Value) -> String {
        let message = message(header, claims);
        let signature = self.pair.sign(message.as_bytes()).expect("a signature");
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// What of a token is signed (RFC 7515 section 5.1).
pub(crate) fn message(header: &Value, claims: &Value) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims.to_string()))
}

/// The provider, which runs until the test ends.
pub(crate) struct Fake {
    pub(crate) issuer: String,
    pub(crate) key: Key,
    known: Arc<Mutex<Known>>,
}

impl Fake {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let known = Arc::new(Mutex::new(Known::default()));
        let app = Router::new().fallback(answer).with_state(Arc::clone(&known));
        tokio::spawn(async move { axum::serve(listener, app).await.expect("to serve") });
        let fake = Self { issuer, key: Key::new("first"), known };
        fake.describe(&json!({}));
        fake.publish(&[&fake.key]);
        fake
    }

    pub(crate) fn says(&self, path: &str, says: Says) {
        self.known.lock().expect("no panic before").says.insert(path.to_owned(), says);
    }

    /// Describes itself, with other values where `other` has them.
    pub(crate) fn describe(&self, other: &Value) {
        let issuer = &self.issuer;
        let mut metadata = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/keys"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["EdDSA", "HS256", "none"],
        });
        for (name, value) in other.as_object().expect("an object") {
            metadata[name] = value.clone();
        }
        self.says("/.well-known/openid-configuration", Says::Json(200, metadata));
    }

    pub(crate) fn publish(&self, keys: &[&Key]) {
        let keys: Vec<Value> = keys.iter().map(|key| key.public()).collect();
        self.says("/keys", Says::Json(200, json!({ "keys": keys })));
    }

    /// How often a path was asked for.
    pub(crate) fn asked(&self, path: &str) -> u32 {
        self.known.lock().expect("no panic before").asked.get(path).copied().unwrap_or_default()
    }

    /// The last request for a token: its `Authorization` and its form.
    pub(crate) fn form(&self) -> (String, BTreeMap<String, String>) {
        let (authorization, form) = self.known.lock().expect("no panic before").form.clone();
        (authorization, url::form_urlencoded::parse(form.as_bytes()).into_owned().collect())
    }

    pub(crate) fn provider(&self) -> Provider {
        Provider {
            id: ID.to_owned(),
            label: "Fake".to_owned(),
            issuer: self.issuer.clone(),
            client_id: "afterimage".to_owned(),
            client_secret: Some(Secret::new("a:secret")),
            scopes: vec!["openid".to_owned(), "profile".to_owned()],
            groups_claim: "realm_access.roles".to_owned(),
            name_claim: "preferred_username".to_owned(),
        }
    }

    pub(crate) fn providers(&self) -> Providers {
        Providers::new(vec![self.provider()]).expect("a usable provider")
    }

    /// The claims of a token that is in order.
    pub(crate) fn claims(&self, nonce: &str) -> Value {
        json!({
            "iss": self.issuer, "sub": CANARY, "aud": "afterimage", "nonce": nonce, "iat": NOW_S, "exp": NOW_S + 300,
            "preferred_username": "alice", "name": "Alice A.", "email": "alice@example.com", "email_verified": "true",
            "realm_access": {"roles": ["ops", "staff"]}
        })
    }

    pub(crate) fn header(&self) -> Value {
        json!({"alg": "EdDSA", "typ": "JWT", "kid": self.key.id})
    }

    /// From now on answers requests for a token with this ID token.
    pub(crate) fn gives(&self, token: &str) {
        let answer =
            json!({"access_token": CANARY, "token_type": "Bearer", "expires_in": 300, "id_token": token});
        self.says("/token", Says::Json(200, answer));
    }

    /// A whole sign-in with the token that `token` makes of the nonce.
    pub(crate) async fn sign_in(&self, token: impl FnOnce(&str) -> String) -> Result<Claims, OidcError> {
        self.sign_in_with(&self.providers(), token).await
    }

    pub(crate) async fn sign_in_with(
        &self,
        providers: &Providers,
        token: impl FnOnce(&str) -> String,
    ) -> Result<Claims, OidcError> {
        let begun = providers.begin(ID, BACK, NOW).await?;
        self.gives(&token(&parameter(&begun, "nonce")));
        providers.finish(&begun.pending, "a code", &parameter(&begun, "state"), NOW).await
    }

    /// The same with claims that `change` changed, signed as they should be.
    pub(crate) async fn sign_in_as(&self, change: impl FnOnce(&mut Value)) -> Result<Claims, OidcError> {
        self.sign_in(|nonce| {
            let mut claims = self.claims(nonce);
            change(&mut claims);
            self.key.sign(&self.header(), &claims)
        })
        .await
    }
}

/// A parameter of the address that the browser is sent to.
pub(crate) fn parameter(begun: &Begun, name: &str) -> String {
    let address = url::Url::parse(&begun.address).expect("an address");
    let found = address.query_pairs().find(|(key, _)| key == name);
    found.expect("the parameter").1.into_owned()
}

async fn answer(
    State(known): State<Arc<Mutex<Known>>>,
    headers: HeaderMap,
    uri: Uri,
    body: Bytes,
) -> Response {
    let says = {
        let mut known = known.lock().expect("no panic before");
        *known.asked.entry(uri.path().to_owned()).or_default() += 1;
        if uri.path() == "/token" {
            let authorization =
                headers.get(header::AUTHORIZATION).map_or("", |value| value.to_str().expect("text"));
            known.form = (authorization.to_owned(), String::from_utf8(body.to_vec()).expect("text"));
        }
        known.says.get(uri.path()).cloned()
    };
    match says {
        Some(Says::Json(status, value)) => {
            let status = StatusCode::from_u16(status).expect("a status");
            (status, [(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
        }
        Some(Says::Text(text)) => ([(header::CONTENT_TYPE, "application/json")], text).into_response(),
        Some(Says::Redirect(to)) => (StatusCode::FOUND, [(header::LOCATION, to)]).into_response(),
        Some(Says::Bytes(length)) => {
            ([(header::CONTENT_TYPE, "application/json")], " ".repeat(length)).into_response()
        }
        Some(Says::Nothing) => std::future::pending().await,
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
