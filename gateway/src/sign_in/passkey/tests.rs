//! Ceremonies with an authenticator in software.

use super::*;
use webauthn_authenticator_rs::WebauthnAuthenticator;
use webauthn_authenticator_rs::prelude::{CreationChallengeResponse, RequestChallengeResponse};
use webauthn_authenticator_rs::softpasskey::SoftPasskey;
use webauthn_rs_proto::AllowCredentials;

const ORIGIN: &str = "https://afterimage.example";
const NOW: i64 = 1_790_000_000_000;
const ALICE: Uuid = Uuid::from_u128(0xa11ce);
const BOB: Uuid = Uuid::from_u128(0xb0b);

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn passkeys() -> Passkeys {
    Passkeys::new(&url(ORIGIN)).unwrap()
}

/// What the browser does with the options of a registration.
fn create(device: &mut SoftPasskey, begun: &Begun, origin: &str) -> String {
    let public_key = serde_json::from_str(&begun.options).unwrap();
    let answer = device.do_registration(url(origin), CreationChallengeResponse { public_key }).unwrap();
    as_browsers_write(serde_json::to_value(&answer).unwrap())
}

/// `PublicKeyCredential.toJSON` leaves out what is not there, and has another word for the extensions.
fn as_browsers_write(mut answer: serde_json::Value) -> String {
    let fields = answer.as_object_mut().unwrap();
    fields.remove("extensions");
    fields.insert("clientExtensionResults".to_owned(), serde_json::json!({}));
    let response = fields["response"].as_object_mut().unwrap();
    response.retain(|_, value| !value.is_null());
    answer.to_string()
}

/// What the browser does with the options of a sign-in. A passkey that it found by itself, `found`, says whose it is.
fn get(device: &mut SoftPasskey, begun: &Begun, origin: &str, found: Option<(&Registered, Uuid)>) -> String {
    let mut options = RequestChallengeResponse {
        public_key: serde_json::from_str(&begun.options).unwrap(),
        mediation: None,
    };
    if let Some((registered, _)) = found {
        assert!(options.public_key.allow_credentials.is_empty(), "the options name passkeys");
        let stored = read_stored(&registered.stored).unwrap();
        options.public_key.allow_credentials = vec![AllowCredentials {
            type_: "public-key".to_owned(),
            id: stored.cred_id().clone(),
            transports: None,
        }];
    }
    let mut answer = device.do_authentication(url(origin), options).unwrap();
    answer.response.user_handle = found.map(|(_, account)| account.as_bytes().to_vec());
    as_browsers_write(serde_json::to_value(&answer).unwrap())
}

fn register(passkeys: &Passkeys, device: &mut SoftPasskey, account: Uuid) -> Registered {
    let begun = passkeys.begin_registration(account, "alice", "Alice", &[], NOW).unwrap();
    let answer = create(device, &begun, ORIGIN);
    passkeys.finish_registration(&begun.id, account, &answer, NOW).unwrap()
}

#[test]
fn passkeys_need_a_name_and_https() {
    for address in
        ["https://afterimage.example", "https://a.b:8443/", "http://localhost:8080", "http://a.localhost"]
    {
        assert!(Passkeys::new(&url(address)).is_ok(), "{address}");
    }
    for (address, why) in [
        ("https://192.0.2.1", NoPasskeys::BareAddress),
        ("http://127.0.0.1:8080", NoPasskeys::BareAddress),
        ("https://[2001:db8::1]", NoPasskeys::BareAddress),
        ("http://afterimage.example", NoPasskeys::NotSecure),
        ("data:text/plain,a", NoPasskeys::NoHost),
    ] {
        assert_eq!(Passkeys::new(&url(address)).err(), Some(why), "{address}");
    }
}

#[test]
fn a_passkey_is_added_and_signs_in_without_a_name() {
    let (passkeys, mut device) = (passkeys(), SoftPasskey::new(true));
    let registered = register(&passkeys, &mut device, ALICE);
    let begun = passkeys.begin_sign_in(NOW).unwrap();
    let answer = get(&mut device, &begun, ORIGIN, Some((&registered, ALICE)));
    let claimed = Passkeys::claimed(&answer).unwrap();
    assert_eq!(claimed, Claimed { id: registered.id.clone(), account: Some(ALICE) });
    let signed_in = passkeys.finish_sign_in(&begun.id, ALICE, &registered.stored, &answer, NOW).unwrap();
    assert_eq!((signed_in.account, &signed_in.id), (ALICE, &registered.id));
    assert!(signed_in.changed.is_some_and(|changed| changed != registered.stored), "the counter moved on");
    // the ceremony is over: the same answer does not sign in again
    let again = passkeys.finish_sign_in(&begun.id, ALICE, &registered.stored, &answer, NOW);
    assert!(matches!(again, Err(PasskeyError::Over)), "{again:?}");
}

#[test]
fn a_passkey_signs_in_a_named_account() {
    let (passkeys, mut device) = (passkeys(), SoftPasskey::new(true));
    let registered = register(&passkeys, &mut device, ALICE);
    let begun = passkeys.begin_sign_in_of(ALICE, std::slice::from_ref(&registered.stored), NOW).unwrap();
    let answer = get(&mut device, &begun, ORIGIN, None);
    assert_eq!(Passkeys::claimed(&answer).unwrap().account, None);
    let signed_in = passkeys.finish_sign_in(&begun.id, ALICE, &registered.stored, &answer, NOW).unwrap();
    assert_eq!(signed_in.account, ALICE);
    assert!(matches!(passkeys.begin_sign_in_of(BOB, &[], NOW), Err(PasskeyError::NoneStored)));
}

#[test]
fn options_ask_for_a_check_of_the_person_and_name_what_is_there() {
    let (passkeys, mut device) = (passkeys(), SoftPasskey::new(true));
    let registered = register(&passkeys, &mut device, ALICE);
    let begun = passkeys
        .begin_registration(ALICE, "alice", "Alice", std::slice::from_ref(&registered.stored), NOW)
        .unwrap();
    let options: serde_json::Value = serde_json::from_str(&begun.options).unwrap();
    assert_eq!(options["rp"]["id"], "afterimage.example");
    assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(options["authenticatorSelection"]["residentKey"], "preferred");
    assert_eq!(options["excludeCredentials"][0]["id"], registered.id.as_str());
    let options: serde_json::Value =
        serde_json::from_str(&passkeys.begin_sign_in(NOW).unwrap().options).unwrap();
    assert_eq!(options["userVerification"], "required");
    assert_eq!(options["allowCredentials"], serde_json::json!([]));
}

#[test]
fn a_counter_that_does_not_move_on_is_a_copy() {
    let (passkeys, mut device) = (passkeys(), SoftPasskey::new(true));
    let registered = register(&passkeys, &mut device, ALICE);
    let mut sign_in = |stored: &str, is_named: bool| {
        let begun = if is_named {
            passkeys.begin_sign_in_of(ALICE, std::slice::from_ref(&registered.stored), NOW).unwrap()
        } else {
            passkeys.begin_sign_in(NOW).unwrap()
        };
        let found = (!is_named).then_some((&registered, ALICE));
        let answer = get(&mut device, &begun, ORIGIN, found);
        passkeys.finish_sign_in(&begun.id, ALICE, stored, &answer, NOW)
    };
    let mut later = registered.stored.clone();
    for _ in 0..3 {
        later = sign_in(&later, false).unwrap().changed.unwrap();
    }
    // stored: a counter of 3, and of 100; the device goes on with 4, 5, 6
    let ahead = later.replace("\"counter\":3", "\"counter\":100");
    assert_ne!(ahead, later);
    for is_named in [false, true] {
        let refused = sign_in(&ahead, is_named);
        assert!(matches!(refused, Err(PasskeyError::Copied)), "{refused:?}");
    }
    assert!(sign_in(&later, false).is_ok());
}

#[test]
fn a_passkey_of_somebody_else_is_refused() {
    let (passkeys, mut device) = (passkeys(), SoftPasskey::new(true));
    let alices = register(&passkeys, &mut device, ALICE);
    let bobs = register(&passkeys, &mut device, BOB);
    // the authenticator says Bob, and names no account at all; the stored passkey is Alice's
    for told in [Some((&alices, BOB)), None] {
        let begun = match told {
            Some(_) => passkeys.begin_sign_in(NOW).unwrap(),
            None => passkeys.begin_sign_in_of(BOB, std::slice::from_ref(&bobs.stored), NOW).unwrap(),
        };
        let answer = get(&mut device, &begun, ORIGIN, told);
        let refused = passkeys.finish_sign_in(&begun.id, ALICE, &alices.stored, &answer, NOW);
        assert!(matches!(refused, Err(PasskeyError::OtherAccount)), "{refused:?}");
    }
    // the answer is of Bob's passkey, and what is stored is Alice's
    let begun = passkeys.begin_sign_in(NOW).unwrap();
    let answer = get(&mut device, &begun, ORIGIN, Some((&bobs, ALICE)));
    let refused = passkeys.finish_sign_in(&begun.id, ALICE, &alices.stored, &answer, NOW);
    assert!(matches!(refused, Err(PasskeyError::OtherAccount)), "{refused:?}");
    // one that was begun without a name needs an authenticator that says whose it is
    let begun = passkeys.begin_sign_in(NOW).unwrap();
    let answer = get(&mut device, &begun, ORIGIN, Some((&alices, ALICE)));
    let mut without: serde_json::Value = serde_json::from_str(&answer).unwrap();
    without["response"]["userHandle"] = serde_json::Value::Null;
    let refused = passkeys.finish_sign_in(&begun.id, ALICE, &alices.stored, &without.to_string(), NOW);
    assert!(matches!(refused, Err(PasskeyError::OtherAccount)), "{refused:?}");
}

#[test]
fn answers_from_another_address_or_to_another_challenge_are_refused() {
    let (passkeys, mut device) = (passkeys(), SoftPasskey::new(true));
    let registered = register(&passkeys, &mut device, ALICE);
    let sub_domain = "https://evil.afterimage.example";
    let begun = passkeys.begin_registration(ALICE, "alice", "Alice", &[], NOW).unwrap();
    let answer = create(&mut device, &begun, sub_domain);
    let refused = passkeys.finish_registration(&begun.id, ALICE, &answer, NOW);
    assert!(matches!(refused, Err(PasskeyError::OtherAddress)), "{refused:?}");

    let begun = passkeys.begin_sign_in(NOW).unwrap();
    let answer = get(&mut device, &begun, sub_domain, Some((&registered, ALICE)));
    let refused = passkeys.finish_sign_in(&begun.id, ALICE, &registered.stored, &answer, NOW);
    assert!(matches!(refused, Err(PasskeyError::OtherAddress)), "{refused:?}");

    let (first, second) = (passkeys.begin_sign_in(NOW).unwrap(), passkeys.begin_sign_in(NOW).unwrap());
    let answer = get(&mut device, &first, ORIGIN, Some((&registered, ALICE)));
    let refused = passkeys.finish_sign_in(&second.id, ALICE, &registered.stored, &answer, NOW);
    assert!(matches!(refused, Err(PasskeyError::Refused(_))), "{refused:?}");
}

#[test]
fn a_signature_of_another_key_is_refused() {
    let (passkeys, mut device) = (passkeys(), SoftPasskey::new(true));
    let registered = register(&passkeys, &mut device, ALICE);
    let begun = passkeys.begin_sign_in(NOW).unwrap();
    let answer = get(&mut device, &begun, ORIGIN, Some((&registered, ALICE)));
    let other = passkeys.begin_sign_in(NOW).unwrap();
    let other = get(&mut device, &other, ORIGIN, Some((&registered, ALICE)));
    let mut mixed: serde_json::Value = serde_json::from_str(&answer).unwrap();
    let other: serde_json::Value = serde_json::from_str(&other).unwrap();
    mixed["response"]["signature"] = other["response"]["signature"].clone();
    let refused = passkeys.finish_sign_in(&begun.id, ALICE, &registered.stored, &mixed.to_string(), NOW);
    assert!(matches!(refused, Err(PasskeyError::Refused(_))), "{refused:?}");
}

#[test]
fn a_device_that_did_not_check_the_person_is_refused() {
    let (passkeys, mut device) = (passkeys(), SoftPasskey::new(true));
    let registered = register(&passkeys, &mut device, ALICE);
    let begun = passkeys.begin_sign_in(NOW).unwrap();
    let asked_less =
        Begun { options: begun.options.replace("\"required\"", "\"preferred\""), ..begun.clone() };
    assert_ne!(asked_less, begun);
    let answer = get(&mut device, &asked_less, ORIGIN, Some((&registered, ALICE)));
    let refused = passkeys.finish_sign_in(&begun.id, ALICE, &registered.stored, &answer, NOW);
    assert!(matches!(refused, Err(PasskeyError::NotVerified)), "{refused:?}");
}

#[test]
fn a_ceremony_ends_after_five_minutes_and_is_of_one_account() {
    let (passkeys, mut device) = (passkeys(), SoftPasskey::new(true));
    let begun = passkeys.begin_registration(ALICE, "alice", "Alice", &[], NOW).unwrap();
    let answer = create(&mut device, &begun, ORIGIN);
    let late = passkeys.finish_registration(&begun.id, ALICE, &answer, NOW + CEREMONY_MS);
    assert!(matches!(late, Err(PasskeyError::Over)), "{late:?}");

    let begun = passkeys.begin_registration(ALICE, "alice", "Alice", &[], NOW).unwrap();
    let answer = create(&mut device, &begun, ORIGIN);
    let other = passkeys.finish_registration(&begun.id, BOB, &answer, NOW);
    assert!(matches!(other, Err(PasskeyError::Over)), "{other:?}");
}

#[test]
fn what_is_no_answer_is_refused() {
    let passkeys = passkeys();
    let long = format!("{{\"id\":\"{}\"}}", "a".repeat(MAX_ANSWER_BYTES));
    for answer in ["", "{}", "null", "[]", long.as_str()] {
        assert!(matches!(Passkeys::claimed(answer), Err(PasskeyError::Malformed)));
        let begun = passkeys.begin_registration(ALICE, "alice", "Alice", &[], NOW).unwrap();
        let refused = passkeys.finish_registration(&begun.id, ALICE, answer, NOW);
        assert!(matches!(refused, Err(PasskeyError::Malformed)), "{refused:?}");
    }
    let broken = passkeys.begin_registration(ALICE, "alice", "Alice", &["{}".to_owned()], NOW);
    assert!(matches!(broken, Err(PasskeyError::Stored)), "{broken:?}");
}
