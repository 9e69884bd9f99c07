//! Signing in through a provider, with the code of an authenticator app, and with a passkey.

use crate::provider::{CANARY, Fake, ID, Says};
use crate::support::{Answer, Caller, START_MS, Server, by};
use api::{
    OwnMethods, PasskeyCeremony, RecoveryCodes, SignInMethod, SignInMethods, SignInSession, TotpOffer, paths,
};
use axum::http::header;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gateway::routes::App;
use gateway::sign_in::{COOKIE, PENDING_COOKIE, Secret};
use policy::Role;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use test_databases::{Place, on_each_database};
use url::Url;
use webauthn_authenticator_rs::WebauthnAuthenticator;
use webauthn_authenticator_rs::prelude::{CreationChallengeResponse, RequestChallengeResponse};
use webauthn_authenticator_rs::softpasskey::SoftPasskey;
use webauthn_rs_proto::AllowCredentials;

on_each_database!(
    a_provider_signs_in_and_its_groups_give_roles,
    a_provider_that_is_down_or_says_something_else_signs_nobody_in,
    an_answer_of_a_provider_counts_once_and_in_the_browser_that_began,
    another_issuer_under_the_same_id_has_people_of_its_own,
    a_code_is_asked_for_once_an_app_is_there,
    a_recovery_code_takes_the_place_of_the_app_once,
    an_app_can_be_made_a_must,
    a_passkey_is_added_signs_in_and_is_removed,
    a_passkey_belongs_to_the_name_of_the_gateway,
);

const PASSWORD: &str = "seven tall ferns hum quietly";
const MINUTE_MS: i64 = 60_000;
/// What the browsers of these tests open.
const SITE: &str = "http://localhost:8080";

/// As a browser navigates from another site's page.
const NAVIGATES: [(&str, &str); 3] =
    [("host", "localhost:8080"), ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")];

impl Server {
    fn become_with(&mut self, change: impl FnOnce(App) -> App) {
        let app = change(self.app.clone());
        self.become_of(app);
    }
}

async fn at_provider(place: &Place) -> (Server, Fake) {
    let (mut server, fake) = (Server::start_on(place).await, Fake::start().await);
    server.become_with(|app| {
        let sign_in = app.sign_in.clone().with_providers(vec![fake.provider()]).expect("a provider");
        App { sign_in, ..app }
    });
    (server, fake)
}

/// What an answer leads to.
fn location(answer: &Answer) -> &str {
    assert_eq!(answer.status, 303);
    answer.header("location")
}

fn parameter(address: &str, name: &str) -> String {
    let address = Url::parse(address).expect("an address");
    address.query_pairs().find(|(key, _)| key == name).expect("the parameter").1.into_owned()
}

/// The value that an answer gives to a cookie, which is not empty.
fn cookie(answer: &Answer, name: &str) -> Option<String> {
    let given = answer.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().expect("text"));
    let mut values = given.filter_map(|text| text.strip_prefix(name)?.strip_prefix('=')?.split(';').next());
    values.next().filter(|value| !value.is_empty()).map(str::to_owned)
}

/// A sign-in that a browser has begun at the provider.
struct Begun {
    /// Where the browser was sent.
    address: String,
    /// What it was given to come back with.
    cookie: String,
}

async fn begin(server: &Server) -> Begun {
    let answer = server.nobody().send("GET", &paths::provider(ID), &NAVIGATES[..1], None).await;
    let given = answer.header("set-cookie").to_owned();
    for part in ["__Host-afterimage-provider=", "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"] {
        assert!(given.contains(part), "{part}: {given}");
    }
    let cookie = cookie(&answer, PENDING_COOKIE).expect("a cookie");
    assert!(!location(&answer).contains(&cookie));
    Begun { address: location(&answer).to_owned(), cookie: format!("{PENDING_COOKIE}={cookie}") }
}

/// The provider's claims of Alice, who is in these groups.
fn claims(fake: &Fake, begun: &Begun, groups: &[&str]) -> Value {
    let mut claims = fake.claims(&parameter(&begun.address, "nonce"));
    claims["iat"] = json!(START_MS / 1_000);
    claims["exp"] = json!(START_MS / 1_000 + 300);
    claims["realm_access"]["roles"] = json!(groups);
    claims
}

async fn come_back(server: &Server, begun: &Begun, cookie: &str) -> Answer {
    let state = parameter(&begun.address, "state");
    let path = format!("{}?code=acode&state={state}", paths::provider_callback(ID));
    let headers = [&NAVIGATES[..], &[("cookie", cookie)]].concat();
    server.nobody().send("GET", &path, &headers, None).await
}

/// Alice signs in, whom the provider names in these groups.
async fn by_provider(server: &Server, fake: &Fake, groups: &[&str]) -> Answer {
    let begun = begin(server).await;
    fake.gives(&fake.key.sign(&fake.header(), &claims(fake, &begun, groups)));
    come_back(server, &begun, &begun.cookie).await
}

async fn session(server: &Server, answer: &Answer) -> SignInSession {
    let token = cookie(answer, COOKIE).expect("a session");
    let caller = Caller { token, ..server.nobody() };
    caller.get(paths::SESSION).await.json()
}

async fn a_provider_signs_in_and_its_groups_give_roles(place: Place) {
    let (server, fake) = at_provider(&place).await;
    let methods: SignInMethods = server.nobody().get(paths::SIGN_IN).await.json();
    let expected = vec![api::Provider { id: ID.to_owned(), label: "Fake".to_owned() }];
    assert_eq!(methods.providers, expected);

    let begun = begin(&server).await;
    assert!(begun.address.starts_with(&format!("{}/authorize?", fake.issuer)), "{}", begun.address);
    assert_eq!(parameter(&begun.address, "code_challenge_method"), "S256");
    let back = format!("{SITE}{}", paths::provider_callback(ID));
    assert_eq!(parameter(&begun.address, "redirect_uri"), back);

    // no role before a full admin gives one
    let answer = by_provider(&server, &fake, &["staff", "ops"]).await;
    assert_eq!(location(&answer), "/");
    assert!(answer.headers.get_all("set-cookie").iter().any(|given| {
        given.to_str().is_ok_and(|given| given.starts_with(PENDING_COOKIE) && given.contains("Max-Age=0"))
    }));
    let stranger = session(&server, &answer).await;
    assert_eq!((stranger.name.as_str(), stranger.display_name.as_str()), ("alice", "Alice A."));
    assert_eq!((stranger.role, stranger.method), (None, SignInMethod::Provider));

    let store = &server.app.data.store;
    let roles = |role| BTreeMap::from([("ops".to_owned(), role)]);
    store.set_claimed_roles(ID, &roles(Role::ReadOnlyAdmin), &by()).await.expect("a role");
    // a group of the same name at another provider is nobody's here
    store
        .set_claimed_roles("other", &BTreeMap::from([("staff".to_owned(), Role::FullAdmin)]), &by())
        .await
        .expect("a role");
    let again = session(&server, &by_provider(&server, &fake, &["staff", "ops"]).await).await;
    assert_eq!(
        (again.account_id.as_str(), again.role),
        (stranger.account_id.as_str(), Some(Role::ReadOnlyAdmin))
    );
    store.set_claimed_roles(ID, &roles(Role::PrivilegedPlayerAdmin), &by()).await.expect("another role");
    assert_eq!(store.groups().await.expect("groups").len(), 2);
    let again = session(&server, &by_provider(&server, &fake, &["ops"]).await).await;
    assert_eq!(again.role, Some(Role::PrivilegedPlayerAdmin));
    // whom the provider no longer names has no role
    let again = session(&server, &by_provider(&server, &fake, &["staff"]).await).await;
    assert_eq!((again.account_id, again.role), (stranger.account_id.clone(), None));

    let disabled = api::AccountChange { is_disabled: Some(true), ..Default::default() };
    store.change_account(&stranger.account_id, &disabled, &by()).await.expect("disabled");
    let answer = by_provider(&server, &fake, &["ops"]).await;
    assert_eq!(location(&answer), "/?sign_in=account_disabled");
    assert_eq!(cookie(&answer, COOKIE), None);
}

async fn a_provider_that_is_down_or_says_something_else_signs_nobody_in(place: Place) {
    let (server, fake) = at_provider(&place).await;
    let refused = |answer: &Answer, word: &str| {
        assert_eq!(location(answer), format!("/?sign_in={word}"));
        assert_eq!(cookie(answer, COOKIE), None);
        let told: Vec<_> = answer.headers.values().map(|value| value.to_str().unwrap_or_default()).collect();
        assert!(!told.concat().contains(CANARY));
    };
    let unknown = server.nobody().send("GET", &paths::provider("nobody"), &NAVIGATES[..1], None).await;
    refused(&unknown, "provider_refused");

    let begun = begin(&server).await;
    let mut wrong = claims(&fake, &begun, &[]);
    wrong["nonce"] = json!(CANARY);
    fake.gives(&fake.key.sign(&fake.header(), &wrong));
    refused(&come_back(&server, &begun, &begun.cookie).await, "provider_refused");

    // it says no
    let begun = begin(&server).await;
    let path = format!("{}?error=access_denied&state=a", paths::provider_callback(ID));
    let headers = [&NAVIGATES[..], &[("cookie", begun.cookie.as_str())]].concat();
    refused(&server.nobody().send("GET", &path, &headers, None).await, "provider_refused");

    // the clocks are further apart than a minute
    let begun = begin(&server).await;
    let mut late = claims(&fake, &begun, &[]);
    late["exp"] = json!(START_MS / 1_000 - 61);
    fake.gives(&fake.key.sign(&fake.header(), &late));
    refused(&come_back(&server, &begun, &begun.cookie).await, "provider_refused");

    // down between leaving and coming back, and before
    let begun = begin(&server).await;
    fake.says("/token", Says::Json(503, json!({})));
    refused(&come_back(&server, &begun, &begun.cookie).await, "provider_unavailable");
    let gone =
        gateway::sign_in::oidc::Provider { issuer: "http://127.0.0.1:1".to_owned(), ..fake.provider() };
    let mut server = server;
    server.become_with(|app| {
        let sign_in = app.sign_in.clone().with_providers(vec![gone]).expect("a provider");
        App { sign_in, ..app }
    });
    refused(
        &server.nobody().send("GET", &paths::provider(ID), &NAVIGATES[..1], None).await,
        "provider_unavailable",
    );
    // the other ways go on
    ada(&server).await;
    assert_eq!(sign_in(&server, "Ada", PASSWORD, None).await.status, 200);
}

async fn an_answer_of_a_provider_counts_once_and_in_the_browser_that_began(place: Place) {
    let (server, fake) = at_provider(&place).await;
    let refused = |answer: &Answer| {
        assert_eq!(location(answer), "/?sign_in=provider_refused");
        assert_eq!(cookie(answer, COOKIE), None);
    };
    let begun = begin(&server).await;
    fake.gives(&fake.key.sign(&fake.header(), &claims(&fake, &begun, &[])));
    // somebody else's browser, which began one of its own (RFC 9700, section 4.7)
    let other = begin(&server).await;
    refused(&come_back(&server, &begun, &other.cookie).await);
    refused(&come_back(&server, &begun, "").await);
    refused(&come_back(&server, &begun, &format!("{PENDING_COOKIE}={}", "A".repeat(43))).await);
    assert_eq!(location(&come_back(&server, &begun, &begun.cookie).await), "/");
    refused(&come_back(&server, &begun, &begun.cookie).await);
    // after ten minutes it is over
    let begun = begin(&server).await;
    fake.gives(&fake.key.sign(&fake.header(), &claims(&fake, &begun, &[])));
    server.pass(10 * MINUTE_MS);
    refused(&come_back(&server, &begun, &begun.cookie).await);
}

async fn another_issuer_under_the_same_id_has_people_of_its_own(place: Place) {
    let (mut server, first) = at_provider(&place).await;
    assert_eq!(location(&by_provider(&server, &first, &[]).await), "/");
    let second = Fake::start().await;
    server.become_with(|app| {
        let sign_in = app.sign_in.clone().with_providers(vec![second.provider()]).expect("a provider");
        App { sign_in, ..app }
    });
    // the same subject, and somebody else
    let answer = by_provider(&server, &second, &[]).await;
    assert_eq!(location(&answer), "/?sign_in=provider_refused");
    assert_eq!(cookie(&answer, COOKIE), None);
}

/// Ada, who has a password and is signed in.
async fn ada(server: &Server) -> Caller {
    let ada = server.signed_in("Ada", Some(Role::ReadOnlyAdmin)).await;
    let hash = server.app.sign_in.new_password(PASSWORD, &[]).await.expect("a password");
    let but = Secret::hash_of(&ada.token);
    server.app.data.store.set_password(&ada.account, &hash, Some(&but), &by()).await.expect("set");
    ada
}

async fn sign_in(server: &Server, name: &str, password: &str, code: Option<&str>) -> Answer {
    let wanted = json!({ "name": name, "password": password, "code": code });
    server.nobody().ask("POST", paths::SIGN_IN_PASSWORD, &wanted).await
}

/// The code of an app that has this secret, so many milliseconds after the beginning.
fn code(secret: &str, after_ms: i64) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).expect("a secret");
    let totp = totp_rs::Builder::new()
        .with_algorithm(totp_rs::Algorithm::SHA1)
        .with_digits(6)
        .with_step_duration(30)
        .with_secret(secret)
        .build()
        .expect("an app");
    totp.generate(u64::try_from((START_MS + after_ms) / 1_000).expect("a time")).to_string()
}

fn wrong(code: &str) -> String {
    code.chars().map(|digit| if digit == '9' { '0' } else { '9' }).collect()
}

/// Ada, who has a password and an app; its secret, and the recovery codes.
async fn with_app(server: &Server) -> (Caller, String, Vec<String>) {
    let ada = ada(server).await;
    let proof = json!({ "password": PASSWORD });
    let offer: TotpOffer = ada.ask("POST", paths::PROFILE_TOTP, &proof).await.json();
    assert!(offer.address.starts_with("otpauth://totp/Afterimage:Ada?secret="), "{}", offer.address);
    assert!(offer.address.contains(&offer.secret) && offer.picture.len() > 20);
    let right = code(&offer.secret, 0);
    // nothing is asked for before it is confirmed
    assert_eq!(sign_in(server, "Ada", PASSWORD, None).await.status, 200);
    let slip = ada.ask("PUT", paths::PROFILE_TOTP, &json!({ "code": wrong(&right) })).await;
    assert_eq!(slip.problem(), "code_wrong");
    let confirmed = ada.ask("PUT", paths::PROFILE_TOTP, &json!({ "code": right })).await;
    assert_eq!(confirmed.status, 200);
    let RecoveryCodes { codes } = confirmed.json();
    assert_eq!(codes.len(), 10);
    (ada, offer.secret, codes)
}

async fn a_code_is_asked_for_once_an_app_is_there(place: Place) {
    let server = Server::start_on(&place).await;
    let (ada, secret, _) = with_app(&server).await;
    let again = ada.ask("PUT", paths::PROFILE_TOTP, &json!({ "code": code(&secret, 0) })).await;
    assert_eq!(again.problem(), "not_there");
    let wrong_password = ada.ask("POST", paths::PROFILE_TOTP, &json!({ "password": "guess" })).await;
    assert_eq!(wrong_password.problem(), "password_wrong");

    assert_eq!(sign_in(&server, "Ada", PASSWORD, None).await.problem(), "code_needed");
    assert_eq!(sign_in(&server, "Ada", PASSWORD, Some("  ")).await.problem(), "code_needed");
    // a wrong password is told first: nobody learns of the app without it
    assert_eq!(sign_in(&server, "Ada", "guess", None).await.problem(), "sign_in_failed");
    // the code that confirmed the app is used up
    assert_eq!(sign_in(&server, "Ada", PASSWORD, Some(&code(&secret, 0))).await.problem(), "code_wrong");
    server.pass(MINUTE_MS);
    let next = code(&secret, MINUTE_MS);
    assert_eq!(sign_in(&server, "Ada", PASSWORD, Some(&wrong(&next))).await.problem(), "code_wrong");
    let answer = sign_in(&server, "Ada", PASSWORD, Some(&next)).await;
    assert_eq!(answer.json::<SignInSession>().method, SignInMethod::PasswordAndCode);
    assert_eq!(sign_in(&server, "Ada", PASSWORD, Some(&next)).await.problem(), "code_wrong");

    let removed = ada.ask("DELETE", paths::PROFILE_TOTP, &json!({ "password": "guess" })).await;
    assert_eq!(removed.problem(), "password_wrong");
    let removed = ada.ask("DELETE", paths::PROFILE_TOTP, &json!({ "password": PASSWORD })).await;
    assert_eq!(removed.status, 204);
    assert!(!ada.get(paths::PROFILE_METHODS).await.json::<OwnMethods>().totp);
}

async fn a_recovery_code_takes_the_place_of_the_app_once(place: Place) {
    let server = Server::start_on(&place).await;
    let (ada, _, codes) = with_app(&server).await;
    let left = async || ada.get(paths::PROFILE_METHODS).await.json::<OwnMethods>().recovery_codes;
    assert_eq!(left().await, 10);
    assert_eq!(sign_in(&server, "Ada", PASSWORD, Some(&codes[3].to_uppercase())).await.status, 200);
    assert_eq!(left().await, 9);
    assert_eq!(sign_in(&server, "Ada", PASSWORD, Some(&codes[3])).await.problem(), "code_wrong");
    // a full admin removes the app of somebody who lost it
    let path = paths::account_methods(&ada.account);
    assert_eq!(server.admin().send("DELETE", &path, &[], None).await.status, 204);
    assert_eq!(sign_in(&server, "Ada", PASSWORD, None).await.status, 200);
}

async fn an_app_can_be_made_a_must(place: Place) {
    let mut server = Server::start_on(&place).await;
    ada(&server).await;
    server.become_with(|mut app| {
        app.sign_in.is_totp_required = true;
        app
    });
    let answer = sign_in(&server, "Ada", PASSWORD, None).await;
    let ada = server.nobody().after(&answer);
    let session: SignInSession = answer.json();
    assert!(session.needs_totp && session.rights.is_empty() && session.role.is_none());
    assert_eq!(ada.get(paths::RECORDINGS).await.problem(), "totp_needed");
    assert_eq!(ada.get(paths::ACCOUNTS).await.problem(), "totp_needed");
    let offer: TotpOffer =
        ada.ask("POST", paths::PROFILE_TOTP, &json!({ "password": PASSWORD })).await.json();
    let confirmed = ada.ask("PUT", paths::PROFILE_TOTP, &json!({ "code": code(&offer.secret, 0) })).await;
    assert_eq!(confirmed.status, 200);
    assert_eq!(ada.get(paths::RECORDINGS).await.status, 200);
    assert!(!ada.get(paths::SESSION).await.json::<SignInSession>().needs_totp);
    // and no longer without it
    let removed = ada.ask("DELETE", paths::PROFILE_TOTP, &json!({ "password": PASSWORD })).await;
    assert_eq!(removed.status, 204);
    assert_eq!(ada.get(paths::RECORDINGS).await.problem(), "totp_needed");
}

async fn with_passkeys(place: &Place) -> Server {
    let mut server = Server::start_on(place).await;
    server.become_with(|app| {
        let sign_in = app.sign_in.clone().with_passkeys_at(&SITE.parse().expect("an address"));
        App { sign_in, ..app }
    });
    server
}

/// As a page of the site asks.
async fn on_site(caller: &Caller, method: &str, path: &str, body: Option<Value>) -> Answer {
    let headers = [("host", "localhost:8080"), ("origin", SITE)];
    caller.send(method, path, &headers, body.map(|body| body.to_string().into_bytes())).await
}

/// `PublicKeyCredential.toJSON` leaves out what is not there, and has another word for the extensions.
fn as_browsers_write(mut answer: Value) -> String {
    let fields = answer.as_object_mut().expect("an object");
    fields.remove("extensions");
    fields.insert("clientExtensionResults".to_owned(), json!({}));
    let response = fields["response"].as_object_mut().expect("an object");
    response.retain(|_, value| !value.is_null());
    answer.to_string()
}

/// The account adds a passkey of this device, whose id is given.
async fn add_passkey(caller: &Caller, device: &mut SoftPasskey, name: &str) -> String {
    let offer = on_site(caller, "POST", paths::PROFILE_PASSKEYS, Some(json!({ "password": PASSWORD }))).await;
    let begun: PasskeyCeremony = offer.json();
    let options =
        CreationChallengeResponse { public_key: serde_json::from_str(&begun.options).expect("options") };
    let made = device.do_registration(SITE.parse().expect("an address"), options).expect("a passkey");
    let id = made.id.clone();
    let credential = as_browsers_write(serde_json::to_value(&made).expect("JSON"));
    let answer = json!({ "id": begun.id, "name": name, "credential": credential });
    let added = on_site(caller, "PUT", paths::PROFILE_PASSKEYS, Some(answer.clone())).await;
    assert_eq!(added.status, 204);
    let again = on_site(caller, "PUT", paths::PROFILE_PASSKEYS, Some(answer)).await;
    assert_eq!(again.problem(), "passkey_refused");
    id
}

/// What the browser answers that has this passkey of this account.
async fn answer_of(server: &Server, device: &mut SoftPasskey, id: &str, account: &str) -> Value {
    let begun: PasskeyCeremony = on_site(&server.nobody(), "POST", paths::SIGN_IN_PASSKEY, None).await.json();
    let mut options = RequestChallengeResponse {
        public_key: serde_json::from_str(&begun.options).expect("options"),
        mediation: None,
    };
    assert!(options.public_key.allow_credentials.is_empty(), "the options name passkeys");
    let id = URL_SAFE_NO_PAD.decode(id).expect("an id");
    options.public_key.allow_credentials =
        vec![AllowCredentials { type_: "public-key".to_owned(), id, transports: None }];
    let mut found = device.do_authentication(SITE.parse().expect("an address"), options).expect("an answer");
    let account: uuid::Uuid = account.parse().expect("an id");
    found.response.user_handle = Some(account.as_bytes().to_vec());
    let credential = as_browsers_write(serde_json::to_value(&found).expect("JSON"));
    json!({ "id": begun.id, "credential": credential })
}

async fn a_passkey_is_added_signs_in_and_is_removed(place: Place) {
    let server = with_passkeys(&place).await;
    let methods: SignInMethods = on_site(&server.nobody(), "GET", paths::SIGN_IN, None).await.json();
    assert!(methods.passkeys);
    let ada = ada(&server).await;
    let mut device = SoftPasskey::new(true);
    let id = add_passkey(&ada, &mut device, "Laptop").await;
    let own: OwnMethods = on_site(&ada, "GET", paths::PROFILE_METHODS, None).await.json();
    let [passkey] = &own.passkeys[..] else { unreachable!("one passkey: {own:?}") };
    assert_eq!((passkey.name.as_str(), passkey.used_at_ms, own.can_add_passkeys), ("Laptop", None, true));

    let put = async |answer: &Value| {
        on_site(&server.nobody(), "PUT", paths::SIGN_IN_PASSKEY, Some(answer.clone())).await
    };
    let answer = answer_of(&server, &mut device, &id, &ada.account).await;
    let signed_in = put(&answer).await;
    let told: SignInSession = signed_in.json();
    assert_eq!((told.account_id.as_str(), told.method), (ada.account.as_str(), SignInMethod::Passkey));
    assert_eq!(server.nobody().after(&signed_in).get(paths::RECORDINGS).await.status, 200);
    assert_eq!(put(&answer).await.problem(), "passkey_refused");
    // as another's
    let other = server.signed_in("Grace", None).await;
    let stolen = answer_of(&server, &mut device, &id, &other.account).await;
    assert_eq!(put(&stolen).await.problem(), "passkey_refused");
    assert_eq!(put(&json!({ "id": "a", "credential": CANARY })).await.problem(), "passkey_refused");

    let own: OwnMethods = ada.get(paths::PROFILE_METHODS).await.json();
    assert_eq!(own.passkeys[0].used_at_ms, Some(START_MS));
    let path = paths::profile_passkey(&own.passkeys[0].id);
    let of_another = other.ask("DELETE", &path, &json!({})).await;
    assert_eq!(of_another.problem(), "not_there");
    assert_eq!(ada.ask("DELETE", &path, &json!({ "password": "guess" })).await.problem(), "password_wrong");
    assert_eq!(ada.ask("DELETE", &path, &json!({ "password": PASSWORD })).await.status, 204);
    let answer = answer_of(&server, &mut device, &id, &ada.account).await;
    assert_eq!(put(&answer).await.problem(), "passkey_refused");
}

async fn a_passkey_belongs_to_the_name_of_the_gateway(place: Place) {
    let server = with_passkeys(&place).await;
    // by its bare address
    let methods: SignInMethods = server.nobody().get(paths::SIGN_IN).await.json();
    assert!(!methods.passkeys);
    let begun = server.nobody().send("POST", paths::SIGN_IN_PASSKEY, &[], None).await;
    assert_eq!(begun.problem(), "no_passkeys");
    assert!(!server.admin().get(paths::PROFILE_METHODS).await.json::<OwnMethods>().can_add_passkeys);
    assert_eq!(
        server.admin().ask("POST", paths::PROFILE_PASSKEYS, &json!({})).await.problem(),
        "no_passkeys"
    );
}
