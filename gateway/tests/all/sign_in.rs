//! Signing in and out, sessions, and one-time links.

use crate::support::{Answer, Caller, Server, by};
use api::{Account, AccountState, Invitation, LinkFacts, LinkPurpose, OpenSession, SignInSession, paths};
use gateway::sign_in::links;
use policy::{Right, Role};
use serde_json::json;
use test_databases::{Place, on_each_database};

on_each_database!(
    name_and_password_open_a_session,
    wrong_names_and_passwords_are_refused_alike,
    those_who_guess_wait_and_the_owner_does_not,
    a_session_ends_unused_after_half_an_hour_and_used_after_twelve,
    a_clock_that_goes_back_ends_no_session,
    signing_in_again_gives_another_token_and_ends_the_old_one,
    signing_out_ends_the_session,
    all_sessions_of_an_account_can_be_ended,
    a_new_password_ends_the_other_sessions_and_is_asked_for_from_then_on,
    an_invitation_works_once_and_for_a_week,
    the_first_full_admin_is_made_once,
    a_sign_in_link_works_once_within_ten_minutes,
    the_last_full_admin_stays,
    a_changed_role_holds_from_the_next_request_on,
    scopes_name_groups_of_accounts_and_of_hosts,
    what_is_no_json_is_refused_without_being_repeated,
);

const PASSWORD: &str = "seven tall ferns hum quietly";
const MINUTE_MS: i64 = 60_000;

async fn sign_in(server: &Server, name: &str, password: &str) -> Answer {
    server.nobody().ask("POST", paths::SIGN_IN_PASSWORD, &json!({ "name": name, "password": password })).await
}

/// Invites somebody and lets them set the password.
async fn join(server: &Server, name: &str, role: Option<Role>) -> Caller {
    let new = json!({ "name": name, "role": role });
    let invitation: Invitation = server.admin().ask("POST", paths::ACCOUNTS, &new).await.json();
    let secret = invitation.link.split_once('#').expect("a fragment").1;
    let wanted = json!({ "secret": secret, "password": PASSWORD });
    let answer = server.nobody().ask("POST", paths::LINK_USE, &wanted).await;
    assert_eq!(answer.status, 200);
    let session: SignInSession = answer.json();
    Caller { account: session.account_id, ..server.nobody().after(&answer) }
}

async fn name_and_password_open_a_session(place: Place) {
    let server = Server::start_on(&place).await;
    join(&server, "Ada Lovelace", Some(Role::ReadOnlyAdmin)).await;
    let answer = sign_in(&server, " ADA lovelace", PASSWORD).await;
    assert_eq!(answer.status, 200);
    let cookie = answer.header("set-cookie");
    for part in
        ["__Host-afterimage=", "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict", "; Max-Age=43200"]
    {
        assert!(cookie.contains(part), "{part}: {cookie}");
    }
    assert!(!cookie.to_lowercase().contains("domain"), "{cookie}");
    let session: SignInSession = answer.json();
    assert_eq!((session.name.as_str(), session.role), ("Ada Lovelace", Some(Role::ReadOnlyAdmin)));
    assert_eq!(session.rights, [Right::PlaceRestrictions]);
    assert_eq!((session.idle_s, session.ends_in_s), (30 * 60, 12 * 3600));
    let caller = server.nobody().after(&answer);
    assert_eq!(caller.get(paths::SESSION).await.json::<SignInSession>(), session);
    // neither the answer nor any other holds the token
    assert!(!String::from_utf8_lossy(&answer.body).contains(&caller.token));
}

async fn wrong_names_and_passwords_are_refused_alike(place: Place) {
    let server = Server::start_on(&place).await;
    let ada = join(&server, "ada", Some(Role::FullAdmin)).await;
    let told = async |name: &str, password: &str| {
        let answer = sign_in(&server, name, password).await;
        assert_eq!(answer.problem(), "sign_in_failed");
        assert_eq!(answer.header("set-cookie"), "");
        // but for the id of the request
        api::Problem { request_id: None, ..answer.json() }
    };
    let wrong = told("ada", "wrong").await;
    assert_eq!(told("nobody", PASSWORD).await, wrong);
    assert_eq!(told("", PASSWORD).await, wrong);
    let disabled = json!({ "is_disabled": true });
    assert_eq!(server.admin().ask("PATCH", &paths::account(&ada.account), &disabled).await.status, 200);
    assert_eq!(told("ada", PASSWORD).await, wrong);
}

async fn those_who_guess_wait_and_the_owner_does_not(place: Place) {
    let server = Server::start_on(&place).await;
    let ada = join(&server, "ada", None).await;
    for _ in 0..10 {
        assert_eq!(sign_in(&server, "ada", "guess").await.problem(), "sign_in_failed");
    }
    let answer = sign_in(&server, "Ada", PASSWORD).await;
    assert_eq!(answer.problem(), "too_many_attempts");
    assert!(answer.header("retry-after").parse::<u64>().expect("seconds") > 0);
    // who is signed in stays so
    assert_eq!(ada.get(paths::SESSION).await.status, 200);
}

async fn a_session_ends_unused_after_half_an_hour_and_used_after_twelve(place: Place) {
    let server = Server::start_on(&place).await;
    let ada = join(&server, "ada", Some(Role::ReadOnlyAdmin)).await;
    for _ in 0..24 {
        server.pass(29 * MINUTE_MS);
        assert_eq!(ada.get(paths::RECORDINGS).await.status, 200);
    }
    server.pass(29 * MINUTE_MS);
    let answer = ada.get(paths::RECORDINGS).await;
    assert_eq!(answer.problem(), "not_signed_in");
    assert!(answer.header("set-cookie").contains("Max-Age=0"));

    let again = sign_in(&server, "ada", PASSWORD).await;
    let ada = ada.after(&again);
    server.pass(30 * MINUTE_MS);
    assert_eq!(ada.get(paths::SESSION).await.problem(), "not_signed_in");
}

async fn a_clock_that_goes_back_ends_no_session(place: Place) {
    let server = Server::start_on(&place).await;
    let ada = join(&server, "ada", None).await;
    server.pass(-365 * 24 * 60 * MINUTE_MS);
    assert_eq!(ada.get(paths::SESSION).await.status, 200);
    server.pass(365 * 24 * 60 * MINUTE_MS);
    // it was used a year ago by the clock, which is set right again
    assert_eq!(ada.get(paths::SESSION).await.problem(), "not_signed_in");
}

async fn signing_in_again_gives_another_token_and_ends_the_old_one(place: Place) {
    let server = Server::start_on(&place).await;
    let before = join(&server, "ada", None).await;
    let wanted = json!({ "name": "ada", "password": PASSWORD });
    let answer = before.ask("POST", paths::SIGN_IN_PASSWORD, &wanted).await;
    let after = before.after(&answer);
    assert_ne!(before.token, after.token);
    assert_eq!(before.get(paths::SESSION).await.problem(), "not_signed_in");
    assert_eq!(after.get(paths::SESSION).await.status, 200);
    // a token that somebody else chose is none
    let chosen = Caller { token: "a".repeat(43), ..server.nobody() };
    let after = chosen.after(&chosen.ask("POST", paths::SIGN_IN_PASSWORD, &wanted).await);
    assert_ne!(after.token, chosen.token);
    assert_eq!(chosen.get(paths::SESSION).await.problem(), "not_signed_in");
}

async fn signing_out_ends_the_session(place: Place) {
    let server = Server::start_on(&place).await;
    let ada = join(&server, "ada", None).await;
    let answer = ada.send("DELETE", paths::SESSION, &[], None).await;
    assert_eq!(answer.status, 204);
    assert!(answer.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(ada.get(paths::SESSION).await.problem(), "not_signed_in");
    assert_eq!(server.nobody().send("DELETE", paths::SESSION, &[], None).await.status, 204);
}

async fn all_sessions_of_an_account_can_be_ended(place: Place) {
    let server = Server::start_on(&place).await;
    let ada = join(&server, "ada", None).await;
    let elsewhere = server.signed_in_again(&ada.account).await;
    let open: Vec<OpenSession> = ada.get(paths::PROFILE_SESSIONS).await.json();
    assert_eq!(open.len(), 2);
    assert_eq!(open.iter().filter(|session| session.is_current).count(), 1);
    let other = open.iter().find(|session| !session.is_current).expect("the other one");
    assert_eq!(ada.send("DELETE", &paths::profile_session(&other.id), &[], None).await.status, 204);
    assert_eq!(elsewhere.get(paths::SESSION).await.problem(), "not_signed_in");

    let elsewhere = server.signed_in_again(&ada.account).await;
    assert_eq!(ada.send("DELETE", paths::PROFILE_SESSIONS, &[], None).await.status, 204);
    assert_eq!(elsewhere.get(paths::SESSION).await.problem(), "not_signed_in");
    assert_eq!(ada.get(paths::SESSION).await.status, 200);

    let path = paths::account_sessions(&ada.account);
    assert_eq!(server.admin().get(&path).await.json::<Vec<OpenSession>>().len(), 1);
    assert_eq!(server.admin().send("DELETE", &path, &[], None).await.status, 204);
    assert_eq!(ada.get(paths::SESSION).await.problem(), "not_signed_in");
}

async fn a_new_password_ends_the_other_sessions_and_is_asked_for_from_then_on(place: Place) {
    let server = Server::start_on(&place).await;
    let ada = join(&server, "ada", None).await;
    let elsewhere = server.signed_in_again(&ada.account).await;
    let change = async |current: &str, new: &str| {
        ada.ask("PUT", paths::PROFILE_PASSWORD, &json!({ "current": current, "new": new })).await
    };
    let other = "eleven grey herons wade slowly";
    assert_eq!(change("wrong", other).await.problem(), "password_wrong");
    let weak = change(PASSWORD, "ada").await;
    assert_eq!(weak.problem(), "password_weak");
    assert_eq!(elsewhere.get(paths::SESSION).await.status, 200);
    assert_eq!(change(PASSWORD, other).await.status, 204);
    assert_eq!(ada.get(paths::SESSION).await.status, 200);
    assert_eq!(elsewhere.get(paths::SESSION).await.problem(), "not_signed_in");
    assert_eq!(sign_in(&server, "ada", PASSWORD).await.problem(), "sign_in_failed");
    assert_eq!(sign_in(&server, "ada", other).await.status, 200);
}

async fn an_invitation_works_once_and_for_a_week(place: Place) {
    let server = Server::start_on(&place).await;
    let new = json!({ "name": "ada", "display_name": "Ada L.", "role": "read_only_admin" });
    let answer = server.admin().ask("POST", paths::ACCOUNTS, &new).await;
    assert_eq!(answer.status, 201);
    let first: Invitation = answer.json();
    assert_eq!((first.account.state, first.account.display_name.as_str()), (AccountState::Invited, "Ada L."));
    let secret = |invitation: &Invitation| invitation.link.split_once('#').expect("a fragment").1.to_owned();
    let nobody = server.nobody();
    let look = async |secret: &str| nobody.ask("POST", paths::LINK_LOOK, &json!({ "secret": secret })).await;
    let redeem = async |secret: &str, password: &str| {
        nobody.ask("POST", paths::LINK_USE, &json!({ "secret": secret, "password": password })).await
    };
    let facts: LinkFacts = look(&secret(&first)).await.json();
    assert_eq!((facts.purpose, facts.name.as_deref()), (LinkPurpose::Invitation, Some("ada")));

    let path = paths::account_invitation(&first.account.id);
    let second: Invitation = server.admin().send("POST", &path, &[], None).await.json();
    assert_eq!(look(&secret(&first)).await.problem(), "link_not_valid");
    server.pass(6 * 24 * 60 * MINUTE_MS);
    assert_eq!(redeem(&secret(&second), "ada").await.problem(), "password_weak");
    assert_eq!(redeem(&secret(&second), PASSWORD).await.status, 200);
    assert_eq!(redeem(&secret(&second), PASSWORD).await.problem(), "link_not_valid");
    assert_eq!(sign_in(&server, "ada", PASSWORD).await.status, 200);

    let admin = server.signed_in("another admin", Some(Role::FullAdmin)).await;
    let third: Invitation = admin.send("POST", &path, &[], None).await.json();
    server.pass(8 * 24 * 60 * MINUTE_MS);
    assert_eq!(look(&secret(&third)).await.problem(), "link_not_valid");
    assert_eq!(look("made up").await.problem(), "link_not_valid");
}

async fn the_first_full_admin_is_made_once(place: Place) {
    let server = Server::empty_on(&place).await;
    let nobody = server.nobody();
    let methods: api::SignInMethods = nobody.get(paths::SIGN_IN).await.json();
    assert!(methods.needs_first_admin);
    let app = &server.app;
    let make = async || {
        let made = links::make(&app.data.store, &app.sign_in, LinkPurpose::FirstAdmin, None, &by()).await;
        made.expect("a link").split_once('#').expect("a fragment").1.to_owned()
    };
    let redeem = async |secret: &str, name: &str| {
        let wanted = json!({ "secret": secret, "name": name, "password": PASSWORD });
        nobody.ask("POST", paths::LINK_USE, &wanted).await
    };
    let (old, secret) = (make().await, make().await);
    assert_eq!(redeem(&old, "ada").await.problem(), "link_not_valid");
    assert_eq!(redeem(&secret, "  ").await.problem(), "name_not_valid");
    let answer = redeem(&secret, "ada").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json::<SignInSession>().role, Some(Role::FullAdmin));
    assert_eq!(redeem(&secret, "eve").await.problem(), "link_not_valid");
    // also a link that was made in time is worthless now
    let late = make().await;
    assert_eq!(redeem(&late, "eve").await.problem(), "link_not_valid");
    let methods: api::SignInMethods = nobody.get(paths::SIGN_IN).await.json();
    assert!(!methods.needs_first_admin);
}

async fn a_sign_in_link_works_once_within_ten_minutes(place: Place) {
    let server = Server::start_on(&place).await;
    let ada = join(&server, "ada", None).await;
    let app = &server.app;
    let make = async || {
        let made =
            links::make(&app.data.store, &app.sign_in, LinkPurpose::SignIn, Some(&ada.account), &by()).await;
        made.expect("a link").split_once('#').expect("a fragment").1.to_owned()
    };
    let redeem =
        async |secret: &str| server.nobody().ask("POST", paths::LINK_USE, &json!({ "secret": secret })).await;
    let secret = make().await;
    assert_eq!(redeem(&secret).await.json::<SignInSession>().name, "ada");
    assert_eq!(redeem(&secret).await.problem(), "link_not_valid");
    let secret = make().await;
    server.pass(10 * MINUTE_MS);
    assert_eq!(redeem(&secret).await.problem(), "link_not_valid");
}

async fn the_last_full_admin_stays(place: Place) {
    let server = Server::start_on(&place).await;
    let admin = server.admin().clone();
    let path = paths::account(&admin.account);
    for change in
        [json!({ "role": null }), json!({ "role": "read_only_admin" }), json!({ "is_disabled": true })]
    {
        assert_eq!(admin.ask("PATCH", &path, &change).await.problem(), "last_full_admin", "{change}");
    }
    assert_eq!(admin.send("DELETE", &path, &[], None).await.problem(), "last_full_admin");
    join(&server, "ada", Some(Role::FullAdmin)).await;
    assert_eq!(admin.ask("PATCH", &path, &json!({ "role": null })).await.status, 200);
    assert_eq!(admin.get(paths::ACCOUNTS).await.problem(), "forbidden");
}

async fn a_changed_role_holds_from_the_next_request_on(place: Place) {
    let server = Server::start_on(&place).await;
    let ada = join(&server, "ada", None).await;
    let id = server.add("a", b"0123456789").await.to_string();
    let recording = paths::recording(&id);
    assert_eq!(ada.get(&recording).await.problem(), "forbidden");
    let group = json!({ "name": "auditors", "members": [ada.account] });
    let made = server.admin().ask("POST", paths::GROUPS, &group).await;
    assert_eq!(made.status, 201);
    let made: api::Group = made.json();
    // members of a group have no rights until it is given a role
    assert_eq!(ada.get(&recording).await.problem(), "forbidden");
    let group = json!({ "name": "auditors", "members": [ada.account], "role": "read_only_admin" });
    assert_eq!(server.admin().ask("PUT", &paths::group(&made.id), &group).await.status, 200);
    assert_eq!(ada.get(&recording).await.status, 200);
    let permission = json!({ "level": "no" });
    let path = paths::group_permission(&made.id);
    assert_eq!(server.admin().ask("PUT", &path, &permission).await.status, 200);
    assert_eq!(ada.get(&recording).await.problem(), "recording_not_found");
    assert_eq!(server.admin().send("DELETE", &paths::group(&made.id), &[], None).await.status, 204);
    assert_eq!(ada.get(&recording).await.problem(), "forbidden");
    let listed: Vec<Account> = server.admin().get(paths::ACCOUNTS).await.json();
    let names: Vec<_> = listed.iter().map(|account| account.name.as_str()).collect();
    assert_eq!(names, ["ada", "admin"]);
}

async fn scopes_name_groups_of_accounts_and_of_hosts(place: Place) {
    let server = Server::start_on(&place).await;
    let ada = join(&server, "ada", Some(Role::ReadOnlyAdmin)).await;
    let grace = join(&server, "Grace", None).await;
    let of = async |user: &str, host: &str| {
        let change = |new: &mut gateway::store::NewRecording| {
            new.recording.session.user = Some(user.to_owned());
            new.recording.session.host = Some(host.to_owned());
        };
        server.add_with(user, b"0123456789", change).await.to_string()
    };
    let (by_user, by_host, neither) =
        (of("GRACE", "srv-9").await, of("eve", "SRV-1").await, of("eve", "srv-9").await);
    let content = json!({ "name": "watched", "members": [grace.account] });
    let group: api::Group = server.admin().ask("POST", paths::GROUPS, &content).await.json();
    let content = json!({ "name": "databases", "hosts": ["srv-1", "SRV-1", " ", "srv-2"] });
    let hosts: api::HostGroup = server.admin().ask("POST", paths::HOST_GROUPS, &content).await.json();
    assert_eq!(hosts.hosts.len(), 2);
    let scope = json!({ "groups": [group.id], "host_groups": [hosts.id] });
    let path = paths::account_permission(&ada.account);
    let permission = json!({ "level": "limited", "scope": scope });
    assert_eq!(server.admin().ask("PUT", &path, &permission).await.status, 200);
    let sees = async |id: &str| ada.get(&paths::recording(id)).await.status == 200;
    assert_eq!((sees(&by_user).await, sees(&by_host).await, sees(&neither).await), (true, true, false));
    let administrators: Vec<api::Administrator> =
        server.admin().get(paths::PLAYBACK_PERMISSIONS).await.json();
    let of_ada = administrators.iter().find(|one| one.id == ada.account).expect("ada");
    assert_eq!(of_ada.permission.scope.host_groups, std::slice::from_ref(&hosts.id));
    // a group that is removed is in no scope
    assert_eq!(server.admin().send("DELETE", &paths::host_group(&hosts.id), &[], None).await.status, 204);
    assert_eq!((sees(&by_user).await, sees(&by_host).await), (true, false));
    let unknown = json!({ "level": "limited", "scope": { "groups": [hosts.id] } });
    assert_eq!(server.admin().ask("PUT", &path, &unknown).await.problem(), "not_there");
}

async fn what_is_no_json_is_refused_without_being_repeated(place: Place) {
    let server = Server::start_on(&place).await;
    let body = b"{\"name\": \"ada\", \"password\": 7532199}".to_vec();
    let answer = server.nobody().send("POST", paths::SIGN_IN_PASSWORD, &[], Some(body)).await;
    assert_eq!(answer.problem(), "bad_request");
    let told = String::from_utf8_lossy(&answer.body);
    assert!(told.contains("line 1") && !told.contains("7532199"), "{told}");
}
