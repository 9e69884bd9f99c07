//! How fast a page of many recordings is listed, for those who may see all of them and those who may see few.
//!
//! `cargo run --release -p gateway --example list_speed -- 1000000 [postgres://USER@HOST/DATABASE or FILE [WORD]]`: of a
//! SQLite file that goes away afterwards, or of a database that stays, and is filled where it is empty. Run
//! `VACUUM ANALYZE` in a database that was filled this moment, as PostgreSQL itself does after a while, and measure again.
//! With a word, only those who have it in their label.

use gateway::store::{NewRecording, Store, WallTime};
use policy::{Scope, Visibility};
use std::time::Instant;
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
    let store = match std::env::args().nth(2) {
        Some(address) if address.starts_with("postgres") => Store::open_at(&address.parse()?).await?,
        Some(file) => Store::open(file.as_ref()).await?,
        None => Store::open(&folder.path().join("afterimage.sqlite")).await?,
    };
    let everything = Visibility::Everything;
    if store.page_of_recordings(&everything, 1, None, WallTime::default()).await?.recordings.is_empty() {
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
        WallTime { from_ms: Some(from_ms), until_ms: Some(from_ms + days * 86_400_000) }
    };
    println!("| who may see | what | pages | rows | ms p50 | p99 | worst |");
    println!("|---|---|---:|---:|---:|---:|---:|");
    let only = std::env::args().nth(3).unwrap_or_default();
    for (label, visibility) in all.iter().filter(|(label, _)| label.contains(&only)) {
        let (mut walked, mut rows, mut cursor) = (Vec::new(), 0, None);
        for _ in 0..PAGES {
            let begun = Instant::now();
            let page = store.page_of_recordings(visibility, PAGE, cursor, WallTime::default()).await?;
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
                    .page_of_recordings(visibility, PAGE, None, days(round, length))
                    .await?
                    .recordings
                    .len();
                of_time.push(begun.elapsed().as_secs_f64() * 1e3);
            }
            println!("| {label} | {what} | {} | {rows} | {} |", of_time.len(), shown(of_time.clone()));
        }
    }
    Ok(())
}
