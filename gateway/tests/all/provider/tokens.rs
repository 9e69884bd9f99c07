//! ID tokens, good ones and all others.

use super::fake::{BACK, CANARY, Fake, ID, Key, NOW, NOW_S, Says, message, parameter};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use gateway::sign_in::oidc::{Claims, OidcError, PENDING_MS, Pending};
use openidconnect::PrivateSigningKey as _;
use openidconnect::core::{CoreHmacKey, CoreJwsSigningAlgorithm};
use rcgen::PublicKeyData as _;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A change of the claims of a token.
type Change = fn(&mut Value);

/// `result` is this refusal, which tells nothing of the token.
fn refused(result: Result<Claims, OidcError>, expected: &OidcError, what: &str) {
    let error = result.expect_err(what);
    assert_eq!(&error, expected, "{what}");
    let told = format!("{error} {error:?} {:?}", error.problem());
    assert!(!told.contains(CANARY), "{what}: {told}");
}

#[tokio::test]
async fn a_sign_in_gives_what_the_provider_says() {
    let fake = Fake::start().await;
    let providers = fake.providers();
    let begun = providers.begin(ID, BACK, NOW).await.unwrap();
    let challenge = parameter(&begun, "code_challenge");
    assert!(begun.address.starts_with(&format!("{}/authorize?", fake.issuer)), "{}", begun.address);
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", "afterimage"),
        ("redirect_uri", BACK),
        ("scope", "openid profile"),
        ("code_challenge_method", "S256"),
    ] {
        assert_eq!(parameter(&begun, name), value);
    }
    fake.gives(&fake.key.sign(&fake.header(), &fake.claims(&parameter(&begun, "nonce"))));
    // as it comes back from where it was kept
    let kept = serde_json::to_string(&begun.pending).unwrap();
    let pending: Pending = serde_json::from_str(&kept).unwrap();
    assert_eq!(pending, begun.pending);
    let claims = providers.finish(&pending, "the code", &parameter(&begun, "state"), NOW).await.unwrap();
    let expected = Claims {
        provider: ID.to_owned(),
        issuer: fake.issuer.clone(),
        subject: CANARY.to_owned(),
        name: "alice".to_owned(),
        display_name: Some("Alice A.".to_owned()),
        email: Some("alice@example.com".to_owned()),
        is_email_verified: true,
        groups: vec!["ops".to_owned(), "staff".to_owned()],
    };
    assert_eq!(claims, expected);
    let (authorization, form) = fake.form();
    // RFC 6749 section 2.3.1: both halves are encoded as a form is
    assert_eq!(authorization, format!("Basic {}", STANDARD.encode("afterimage:a%3Asecret")));
    assert_eq!(form["code"], "the code");
    assert_eq!(form["redirect_uri"], BACK);
    let verifier = form["code_verifier"].as_bytes();
    assert_eq!(URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)), challenge);
}

#[tokio::test]
async fn no_two_sign_ins_share_a_secret_and_none_is_printed() {
    let fake = Fake::start().await;
    let providers = fake.providers();
    let (one, two) =
        (providers.begin(ID, BACK, NOW).await.unwrap(), providers.begin(ID, BACK, NOW).await.unwrap());
    for name in ["state", "nonce", "code_challenge"] {
        let value = parameter(&one, name);
        assert!(value.len() >= 43, "{name} has {} characters", value.len());
        assert_ne!(value, parameter(&two, name), "{name}");
        assert!(!format!("{:?}", one.pending).contains(&value), "{name}");
    }
    assert!(!format!("{providers:?}").contains("a:secret"));
}

#[tokio::test]
async fn tokens_of_others_are_refused() {
    let fake = Fake::start().await;
    assert!(fake.sign_in_as(|_| {}).await.is_ok());
    let claim = |claim: &str, expected| OidcError::Claim { claim: claim.to_owned(), expected };
    let cases: [(&str, OidcError, Change); 12] = [
        ("issuer", OidcError::WrongIssuer, |claims| {
            claims["iss"] = json!(format!("https://{CANARY}.example"));
        }),
        ("issuer with a slash", OidcError::WrongIssuer, |claims| {
            claims["iss"] = json!(format!("{}/", claims["iss"].as_str().unwrap()));
        }),
        ("audience", OidcError::WrongAudience, |claims| claims["aud"] = json!(CANARY)),
        ("no audience", OidcError::WrongAudience, |claims| claims["aud"] = json!([])),
        ("one more audience", OidcError::WrongAudience, |claims| {
            claims["aud"] = json!(["afterimage", CANARY]);
        }),
        ("authorized party", OidcError::WrongAudience, |claims| claims["azp"] = json!(CANARY)),
        ("nonce", OidcError::WrongNonce, |claims| claims["nonce"] = json!(CANARY)),
        ("no nonce", OidcError::WrongNonce, |claims| {
            claims.as_object_mut().unwrap().remove("nonce");
        }),
        ("nothing to read", OidcError::Answer, |claims| *claims = json!([CANARY])),
        ("no expiry", OidcError::Answer, |claims| {
            claims.as_object_mut().unwrap().remove("exp");
        }),
        ("no name", claim("preferred_username", "a name of at most 256 characters, on one line"), |claims| {
            claims.as_object_mut().unwrap().remove("preferred_username");
        }),
        ("groups", claim("realm_access.roles", "a list of at most 5000 names, or one name"), |claims| {
            claims["realm_access"]["roles"] = json!([1, CANARY]);
        }),
    ];
    for (what, expected, change) in cases {
        refused(fake.sign_in_as(change).await, &expected, what);
    }
    // several audiences are none, and the gateway is the party: still its own
    let own = fake.sign_in_as(|claims| {
        claims["aud"] = json!(["afterimage"]);
        claims["azp"] = json!("afterimage");
    });
    assert!(own.await.is_ok());
}

#[tokio::test]
async fn clocks_may_differ_by_a_minute() {
    let fake = Fake::start().await;
    let cases: [(&str, i64, Option<OidcError>); 9] = [
        // the token's end, up to a minute ago: the provider's clock is behind
        ("exp", -59, None),
        ("exp", -60, Some(OidcError::Expired)),
        ("exp", -600, Some(OidcError::Expired)),
        // its beginning, up to a minute ahead: the provider's clock is ahead
        ("iat", 60, None),
        ("iat", 61, Some(OidcError::NotYetValid)),
        ("iat", -300, None),
        ("nbf", 60, None),
        ("nbf", 61, Some(OidcError::NotYetValid)),
        ("nbf", -300, None),
    ];
    for (claim, seconds, expected) in cases {
        let result = fake.sign_in_as(|claims| claims[claim] = json!(NOW_S + seconds)).await;
        let what = format!("{claim} {seconds}");
        match expected {
            None => assert!(result.is_ok(), "{what}: {result:?}"),
            Some(expected) => refused(result, &expected, &what),
        }
    }
    refused(fake.sign_in_as(|claims| claims["nbf"] = json!("soon")).await, &OidcError::Token, "nbf");
}

#[tokio::test]
async fn a_token_without_a_signature_is_refused() {
    let fake = Fake::start().await;
    for header in [json!({"alg": "none"}), json!({"alg": "none", "kid": fake.key.id})] {
        let result = fake.sign_in(|nonce| format!("{}.", message(&header, &fake.claims(nonce)))).await;
        refused(result, &OidcError::NotSigned, "alg none");
    }
    let result = fake.sign_in(|nonce| format!("{}.", message(&fake.header(), &fake.claims(nonce)))).await;
    refused(result, &OidcError::WrongSignature, "a signature left out");
}

#[tokio::test]
async fn a_public_key_is_no_shared_secret() {
    let fake = Fake::start().await;
    let public = fake.key.pair.der_bytes().to_vec();
    let pem = fake.key.pair.public_key_pem().into_bytes();
    // the client's own secret would be right by the standard, and is not taken either
    for secret in [public, pem, b"a:secret".to_vec()] {
        for header in [json!({"alg": "HS256", "kid": fake.key.id}), json!({"alg": "HS256"})] {
            let result = fake.sign_in(|nonce| {
                let message = message(&header, &fake.claims(nonce));
                let signature = CoreHmacKey::new(secret.clone())
                    .sign(&CoreJwsSigningAlgorithm::HmacSha256, message.as_bytes())
                    .unwrap();
                format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
            });
            refused(result.await, &OidcError::WrongAlgorithm, "HS256");
        }
    }
}

#[tokio::test]
async fn a_token_that_another_key_signed_or_that_was_changed_is_refused() {
    let fake = Fake::start().await;
    let other = Key::new("first");
    let result = fake.sign_in(|nonce| other.sign(&fake.header(), &fake.claims(nonce))).await;
    refused(result, &OidcError::WrongSignature, "another key");
    let result = fake.sign_in(|nonce| {
        let signed = fake.key.sign(&fake.header(), &fake.claims(nonce));
        let mut claims = fake.claims(nonce);
        claims["preferred_username"] = json!("mallory");
        format!("{}.{}", message(&fake.header(), &claims), signed.rsplit_once('.').unwrap().1)
    });
    refused(result.await, &OidcError::WrongSignature, "other claims");
    // a key that the token brings along is not looked at
    let mut header = fake.header();
    header["jwk"] = other.public();
    let result = fake.sign_in(|nonce| other.sign(&header, &fake.claims(nonce))).await;
    refused(result, &OidcError::WrongSignature, "a key in the token");
    let header = json!({"alg": "EdDSA", "kid": fake.key.id, "crit": ["exp"]});
    let result = fake.sign_in(|nonce| fake.key.sign(&header, &fake.claims(nonce))).await;
    refused(result, &OidcError::Token, "crit");
}

#[tokio::test]
async fn an_answer_without_a_readable_token_is_refused() {
    let fake = Fake::start().await;
    let providers = fake.providers();
    let bare = json!({"access_token": CANARY, "token_type": "Bearer"});
    let refusal = |code: &str| json!({"error": code, "error_description": CANARY});
    for (says, expected) in [
        (Says::Json(200, bare), OidcError::NoIdToken),
        (Says::Json(400, refusal("invalid_grant")), OidcError::CodeRefused),
        (Says::Json(401, refusal("invalid_client")), OidcError::ClientRefused),
        (Says::Json(403, refusal("unauthorized_client")), OidcError::ClientRefused),
        (Says::Json(200, json!({"id_token": CANARY})), OidcError::Answer),
        (Says::Text(CANARY.to_owned()), OidcError::Answer),
        (Says::Text(String::new()), OidcError::Answer),
    ] {
        let begun = providers.begin(ID, BACK, NOW).await.unwrap();
        let what = format!("{says:?}");
        fake.says("/token", says);
        let result = providers.finish(&begun.pending, "a code", &parameter(&begun, "state"), NOW).await;
        refused(result, &expected, &what);
    }
    for token in ["", "a.b", "a.b.c", "....", CANARY] {
        refused(fake.sign_in(|_| token.to_owned()).await, &OidcError::Answer, token);
    }
}

#[tokio::test]
async fn an_answer_belongs_to_one_question_for_ten_minutes() {
    let fake = Fake::start().await;
    let providers = fake.providers();
    let (begun, other) =
        (providers.begin(ID, BACK, NOW).await.unwrap(), providers.begin(ID, BACK, NOW).await.unwrap());
    let state = parameter(&begun, "state");
    let mut longer = fake.claims(&parameter(&begun, "nonce"));
    longer["exp"] = json!(NOW_S + 3600);
    fake.gives(&fake.key.sign(&fake.header(), &longer));
    for wrong in ["", "a", &state[1..], &state.to_uppercase(), &parameter(&other, "state")] {
        refused(
            providers.finish(&begun.pending, "a code", wrong, NOW).await,
            &OidcError::WrongState,
            "state",
        );
    }
    for code in [String::new(), "a".repeat(5000)] {
        refused(providers.finish(&begun.pending, &code, &state, NOW).await, &OidcError::CodeRefused, "code");
    }
    for now in [NOW + PENDING_MS, NOW + PENDING_MS * 100, NOW - 61_000] {
        let late = providers.finish(&begun.pending, "a code", &state, now).await;
        refused(late, &OidcError::PendingExpired, "time");
    }
    assert_eq!(fake.asked("/token"), 0, "nothing was told to the provider");
    assert!(providers.finish(&begun.pending, "a code", &state, NOW + PENDING_MS - 1).await.is_ok());
    let unknown = providers.begin("other", BACK, NOW).await.map(|_| ());
    assert_eq!(unknown, Err(OidcError::UnknownProvider));
}
