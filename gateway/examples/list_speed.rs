//! How fast a page of many recordings is listed, for those who may see all of them and those who may see few.
//!
//! `cargo run --release -p gateway --example list_speed -- 1000000 [postgres://USER@HOST/DATABASE or FILE [WORD]]`: of a
//! SQLite file that goes away afterwards, or of a database that stays, and is filled where it is empty. Run
//! `VACUUM ANALYZE` in a database that was filled this moment, as PostgreSQL itself does after a while, and measure again.
//! With a word, only those who have it in their label.

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use gateway::admin_log::By;
use gateway::clock::Clock;
use gateway::data::Data;
use gateway::monitor::Monitor;
use gateway::routes::{App, Changes, router};
use gateway::sign_in::{Settings, SignIn, links};
use gateway::store::{DatabaseAddress, NameKind, NameTest, NewRecording, Number, WallTime, Wanted, Wish};
use policy::{Name, Role, Scope, Visibility};
use serde_json::{Value, json};
use std::num::NonZeroU32;
use std::path::Path;
use std::time::Instant;
use tower::ServiceExt;
use uuid::Uuid;

/// How many recordings are listed where no number is given.
const RECORDINGS: u64 = 100_000;
const BATCH: u64 = 10_000;
const PAGES: usize = 200;
const PAGE: u32 = 50;
const START_MS: i64 = 1_700_000_000_000;
/// One begins every half minute.
const STEP_MS: i64 = 30_000;

/// Numbers that look random and are the same each time (SplitMix64).
fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// 20,000 people, 5,000 hosts, 40 applications of which the first has half of the sessions; one in fifty is restricted.
fn recording(number: u64) -> NewRecording {
    let draw = |salt: u64, below: u64| mixed(number ^ (salt << 56)) % below;
    let application = if draw(1, 2) == 0 { 0 } else { draw(2, 40) };
    let id = Uuid::now_v7();
    let started_at_ms = START_MS + i64::try_from(number).unwrap_or(0) * STEP_MS;
    let recording = api::Recording {
        id: id.to_string(),
        name: format!("session-{number}.guac"),
        title: None,
        kind: api::Kind::Desktop,
        size_on_screen: api::SizeOnScreen { width: 1920, height: 1080 },
        session: api::SessionFacts {
            user: Some(format!("CORP\\user{}", draw(3, 20_000))),
            host: Some(format!("SRV-{}", draw(4, 5_000))),
            client: Some(format!("PC-{}", draw(5, 20_000))),
            client_address: None,
            application: Some(format!("App {application}")),
            site: None,
        },
        events: Some(draw(6, 2_000)),
        started_at_ms: Some(started_at_ms),
        imported_at_ms: started_at_ms,
        duration_us: 1_000_000 * draw(7, 7_200),
        size_bytes: 1 << 20,
        source_format: "guacamole".to_owned(),
        root_sha256: "0f".repeat(32),
        import_notes: Vec::new(),
        truncated: false,
        session_id: id.to_string(),
        care: api::Care::default(),
    };
    NewRecording {
        recording,
        source_sha256: id.to_string(),
        is_repeat: false,
        is_restricted: draw(8, 50) == 0,
    }
}

fn limited(users: &[String], applications: &[String], hosts: &[String]) -> Visibility {
    let [users, applications, hosts] = [users, applications, hosts].map(|all| all.iter().map(String::as_str));
    Visibility::Limited(Scope::new(users, applications, hosts).expect("few names"))
}

fn shown(mut ms: Vec<f64>) -> String {
    ms.sort_by(f64::total_cmp);
    let rank = |percent: usize| ms.get((ms.len() * percent / 100).min(ms.len().saturating_sub(1)));
    let rank = |percent| rank(percent).map_or_else(|| "-".to_owned(), |ms| format!("{ms:.1}"));
    format!("{} | {} | {}", rank(50), rank(99), rank(100))
}

#[tokio::main]
async fn main() -> gateway::Result<()> {
    let count = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(RECORDINGS);
    let folder = tempfile::tempdir().expect("a folder");
    let address = match std::env::args().nth(2) {
        Some(address) if address.starts_with("postgres") => address.parse()?,
        Some(file) => DatabaseAddress::Sqlite(file.into()),
        None => DatabaseAddress::in_folder(folder.path()),
    };
    let data = Data::create_on(folder.path(), &address).await?;
    let store = data.store.clone();
    let everything = Visibility::Everything;
    if store.page_of_recordings(&everything, 1, None, &Wanted::default()).await?.recordings.is_empty() {
        let begun = Instant::now();
        for first in (0..count).step_by(usize::try_from(BATCH).unwrap_or(1)) {
            let batch: Vec<_> = (first..count.min(first + BATCH)).map(recording).collect();
            store.insert_recordings(&batch).await?;
        }
        eprintln!("{count} recordings listed in {:.1} s", begun.elapsed().as_secs_f64());
    }

    let users =
        |from: u64, count: u64| (from..from + count).map(|n| format!("corp\\user{n}")).collect::<Vec<_>>();
    let hosts = |from: u64, count: u64| (from..from + count).map(|n| format!("srv-{n}")).collect::<Vec<_>>();
    let applications =
        |from: u64, count: u64| (from..from + count).map(|n| format!("app {n}")).collect::<Vec<_>>();
    let all = [
        ("everything", Visibility::Everything),
        ("unrestricted", Visibility::Unrestricted),
        ("one user", limited(&users(7, 1), &[], &[])),
        ("nobody who is there", limited(&users(1_000_000, 1), &[], &[])),
        ("one host", limited(&[], &[], &hosts(7, 1))),
        ("the application of every second one", limited(&[], &applications(0, 1), &[])),
        ("100 users, 2 applications, 50 hosts", limited(&users(0, 100), &applications(3, 2), &hosts(0, 50))),
        ("1,000 users, 1,000 hosts", limited(&users(0, 1_000), &[], &hosts(0, 1_000))),
        ("5,000 users, of whom 5 are there", limited(&users(19_995, 5_000), &[], &[])),
        ("nothing", Visibility::Nothing),
    ];
    let end_ms = START_MS + i64::try_from(count).unwrap_or(0) * STEP_MS;
    let days = |round: usize, days: i64| {
        let span = u64::try_from(end_ms - START_MS).unwrap_or(1).max(1);
        let from_ms = START_MS + i64::try_from(mixed(round as u64) % span).unwrap_or(0);
        let time = WallTime { from_ms: Some(from_ms), until_ms: Some(from_ms + days * 86_400_000) };
        Wanted { time, ..all_of_list() }
    };
    println!("| who may see | what | pages | rows | ms p50 | p99 | worst |");
    println!("|---|---|---:|---:|---:|---:|---:|");
    let only = std::env::args().nth(3).unwrap_or_default();
    for (label, visibility) in all.iter().filter(|(label, _)| label.contains(&only)) {
        let (mut walked, mut rows, mut cursor) = (Vec::new(), 0, None);
        for _ in 0..PAGES {
            let begun = Instant::now();
            let page = store.page_of_recordings(visibility, PAGE, cursor, &all_of_list()).await?;
            walked.push(begun.elapsed().as_secs_f64() * 1e3);
            rows += page.recordings.len();
            cursor = page.next;
        }
        println!("| {label} | page after page | {} | {rows} | {} |", walked.len(), shown(walked.clone()));
        for (what, length) in [("of a day", 1), ("of a month", 30)] {
            let (mut of_time, mut rows) = (Vec::new(), 0);
            for round in 0..PAGES {
                let begun = Instant::now();
                rows += store
                    .page_of_recordings(visibility, PAGE, None, &days(round, length))
                    .await?
                    .recordings
                    .len();
                of_time.push(begun.elapsed().as_secs_f64() * 1e3);
            }
            println!("| {label} | {what} | {} | {rows} | {} |", of_time.len(), shown(of_time.clone()));
        }
    }
    for (label, visibility) in all.iter().filter(|(label, _)| label.contains(&only)) {
        for (what, wanted) in filters() {
            let (mut took, mut rows) = (Vec::new(), 0);
            for round in 0..PAGES as u64 {
                let wanted = wanted(round);
                let begun = Instant::now();
                rows += store.page_of_recordings(visibility, PAGE, None, &wanted).await?.recordings.len();
                took.push(begun.elapsed().as_secs_f64() * 1e3);
            }
            println!("| {label} | {what} | {} | {rows} | {} |", took.len(), shown(took.clone()));
        }
    }
    if only.is_empty() {
        as_requests(data, folder.path(), end_ms).await;
    }
    Ok(())
}

fn all_of_list() -> Wanted {
    Wanted { list: Some(api::RecordingList::All), ..Wanted::default() }
}

/// A question, another one in each round.
type Question = Box<dyn Fn(u64) -> Wanted>;

/// What people look for.
fn filters() -> Vec<(&'static str, Question)> {
    let name = |text: String| Name::of(&text).expect("a name");
    let of = |conditions: Vec<Wish>| Wanted { conditions, ..all_of_list() };
    let is = move |kind, text: String| Wish::Named(kind, vec![NameTest::Is(name(text))]);
    let has = move |kind, text: String| Wish::Named(kind, vec![NameTest::Contains(name(text))]);
    let titled = move |text: String| Wish::Titled(vec![NameTest::Contains(name(text))]);
    vec![
        (
            "user is",
            Box::new(move |n| of(vec![is(NameKind::User, format!("corp\\user{}", mixed(n) % 20_000))])),
        ),
        (
            "user contains, of many",
            Box::new(move |n| of(vec![has(NameKind::User, format!("r{}", mixed(n) % 90 + 10))])),
        ),
        ("user contains, of nobody", Box::new(move |n| of(vec![has(NameKind::User, format!("x{n}"))]))),
        (
            "host contains, of few",
            Box::new(move |n| of(vec![has(NameKind::Host, format!("-{}", mixed(n) % 4_000 + 1_000))])),
        ),
        (
            "user contains and host contains",
            Box::new(move |n| {
                let user = has(NameKind::User, format!("r{}", mixed(n) % 900 + 100));
                of(vec![user, has(NameKind::Host, format!("{}", mixed(n) % 10))])
            }),
        ),
        (
            "user or host contains",
            Box::new(move |n| {
                let user = has(NameKind::User, format!("r{}", mixed(n) % 9_000 + 1_000));
                let host = has(NameKind::Host, format!("-{}", mixed(n) % 4_000 + 1_000));
                Wanted { matching: api::Match::Any, ..of(vec![user, host]) }
            }),
        ),
        (
            "application is the frequent one",
            Box::new(move |_| of(vec![is(NameKind::Application, "app 0".to_owned())])),
        ),
        (
            "client contains, of a month",
            Box::new(move |n| {
                let from_ms = START_MS + i64::try_from(mixed(n) % 10_000).unwrap_or(0) * STEP_MS;
                let time = WallTime { from_ms: Some(from_ms), until_ms: Some(from_ms + 30 * 86_400_000) };
                Wanted { time, ..of(vec![has(NameKind::Client, format!("pc-{}", mixed(n) % 200))]) }
            }),
        ),
        (
            "name begins",
            Box::new(move |n| of(vec![titled(format!("session-{}", mixed(n) % 90_000 + 10_000))])),
        ),
        (
            "longer than 7,190 s",
            Box::new(move |_| of(vec![Wish::Between(Number::DurationUs, Some(7_190_000_000), None)])),
        ),
        (
            "1,995 events and more",
            Box::new(move |_| of(vec![Wish::Between(Number::Events, Some(1_995), None)])),
        ),
        (
            "of no site",
            Box::new(move |n| Wanted { sites: [name(format!("site {n}"))].into(), ..all_of_list() }),
        ),
        (
            "restricted",
            Box::new(move |_| Wanted { list: Some(api::RecordingList::Restricted), ..Wanted::default() }),
        ),
        (
            "archived",
            Box::new(move |_| Wanted { list: Some(api::RecordingList::Archived), ..Wanted::default() }),
        ),
    ]
}

/// What somebody waits for who signs in with a password and looks at the list: each is a request to the router, by a
/// session that was opened in its round.
///
/// # Panics
/// Where one is refused.
async fn as_requests(data: Data, folder: &Path, end_ms: i64) {
    // one account signs in again and again, which is what the limit is against
    let settings = Settings { attempts_per_minute: NonZeroU32::MAX, ..Settings::default() };
    let sign_in = SignIn::new(settings, Clock::Machine).expect("random numbers");
    let name = format!("speed-{}", Uuid::now_v7());
    let password = "seven tall ferns hum quietly";
    let role = Some(Role::ReadOnlyAdmin);
    let new = api::NewAccount { name: name.clone(), display_name: String::new(), role };
    let by = By::command_line(sign_in.clock.now_ms());
    let account = data.store.add_account(&new, &by).await.expect("an account");
    let invited = links::make(&data.store, &sign_in, api::LinkPurpose::Invitation, Some(&account), &by);
    let link = invited.await.expect("a link");
    let (_, secret) = link.split_once('#').expect("a secret");
    let app = App {
        data,
        console: None,
        sign_in,
        changes: Changes::default(),
        monitor: Monitor::new(folder),
        is_justification_required: false,
        grace_days: 7,
    };
    let router = router(app);
    let ask = async |method: &str, path: &str, cookie: &str, body: Option<Value>| {
        let mut request = Request::builder().method(method).uri(path).header(header::COOKIE, cookie);
        request = request.header("host", "localhost").header("origin", "http://localhost");
        let body = body.map(|body| body.to_string());
        request = request.header(header::CONTENT_TYPE, "application/json");
        let request = request.body(body.map_or_else(Body::empty, Body::from)).expect("a request");
        let begun = Instant::now();
        let answer = router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = answer.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("a body");
        let took_ms = begun.elapsed().as_secs_f64() * 1e3;
        assert!(parts.status == StatusCode::OK, "{method} {path}: {}", String::from_utf8_lossy(&body));
        let cookie = parts.headers.get(header::SET_COOKIE).and_then(|cookie| cookie.to_str().ok());
        (took_ms, cookie.and_then(|cookie| cookie.split(';').next()).unwrap_or_default().to_owned())
    };
    ask("POST", api::paths::LINK_USE, "", Some(json!({ "secret": secret, "password": password }))).await;
    let mut took: [Vec<f64>; 4] = Default::default();
    for round in 0..PAGES {
        let from_ms = end_ms - i64::try_from(mixed(round as u64) % 300).unwrap_or(0) * 86_400_000;
        let known = json!({ "name": name, "password": password });
        let (sign_in_ms, cookie) = ask("POST", api::paths::SIGN_IN_PASSWORD, "", Some(known)).await;
        let list = api::paths::RECORDINGS;
        let day = format!("{list}?limit=50&from_ms={from_ms}&until_ms={}", from_ms + 86_400_000);
        let asked = [api::paths::SESSION.to_owned(), format!("{list}?limit=50"), day];
        let mut all = vec![sign_in_ms];
        for path in asked {
            all.push(ask("GET", &path, &cookie, None).await.0);
        }
        took.iter_mut().zip(all).for_each(|(took, ms)| took.push(ms));
    }
    for (what, took) in ["sign-in", "who am I", "first page", "of a day"].into_iter().zip(took) {
        println!("| a read-only admin, by request | {what} | {} | - | {} |", took.len(), shown(took));
    }
}
