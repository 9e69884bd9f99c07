//! What people do at work, drawn by the seed.

use crate::people::{COMMANDS, FILES, PAGES, SENTENCES, TITLES};
use crate::random::Random;
use crate::script::Step;
use events::{ClipboardData, Side};
use recording::facts::Kind;

const APPS: &[&str] = &["writer", "sheets", "browser", "files", "console", "mail"];
const DIALOGS: &[(&str, &str)] = &[
    ("writer", "The document was changed. Do you want to keep the changes?"),
    ("sheets", "The sheet refers to another file that was not found."),
    ("mail", "The message was sent without an attachment."),
    ("files", "There is already a file of this name."),
];
/// Longest idle stretch that is drawn, in seconds.
const IDLE_SECONDS: u64 = 120;

/// The next step, where these windows are open and there is so much time left.
pub(crate) fn next(kind: Kind, windows: &[(String, String)], left_ms: u64, random: &mut Random) -> Step {
    // a long stretch of nothing, where there is time for it
    if random.chance(6) && left_ms > IDLE_SECONDS * 2_000 {
        return Step::Idle(seconds(random.within(31, IDLE_SECONDS)));
    }
    if kind == Kind::Terminal {
        return command(random);
    }
    let front = windows.last().map(|(app, _)| app.as_str());
    let Some(front) = front else { return open(windows, random) };
    match random.within(0, 19) {
        0 | 1 if windows.len() < 5 => open(windows, random),
        2 | 3 if windows.len() > 1 => {
            let others: Vec<&(String, String)> = windows.iter().take(windows.len() - 1).collect();
            random.one(&others).map_or(Step::Wait(2.0), |(app, _)| Step::Focus(app.clone()))
        }
        4 if windows.len() > 2 => Step::Close(front.to_owned()),
        5 => dialog(random),
        6 => Step::Clipboard { data: ClipboardData::Text, content: text(SENTENCES, random) },
        7 => transfer(random),
        8 => Step::Wait(seconds(random.within(2, 6))),
        _ => in_application(front, random),
    }
}

/// Something that one does with this application.
fn in_application(app: &str, random: &mut Random) -> Step {
    let pages: Vec<&(&str, &str)> = PAGES.iter().collect();
    match (app, random.within(0, 3)) {
        ("browser", 0..=1) => {
            let (url, title) = random.one(&pages).copied().unwrap_or_default();
            Step::Browse { url: url.to_owned(), title: title.to_owned() }
        }
        ("browser" | "mail" | "writer", 2) => Step::Scroll(u32::try_from(random.within(2, 6)).unwrap_or(2)),
        ("writer" | "mail", _) => Step::Type(format!("{} ", text(SENTENCES, random))),
        ("sheets", _) => Step::Type(format!("{}\t", random.within(100, 99_999))),
        ("console", _) => command(random),
        ("files", 0) => transfer(random),
        ("files", 1) => Step::CreateFile {
            path: format!("C:\\Documents\\{}", text(FILES, random)),
            bytes: Some(random.within(1_000, 9_000_000)),
        },
        ("files", 2) => {
            Step::DeleteFile { path: format!("C:\\Documents\\{}", text(FILES, random)), bytes: None }
        }
        _ => Step::Wait(seconds(random.within(1, 4))),
    }
}

fn open(windows: &[(String, String)], random: &mut Random) -> Step {
    let free: Vec<&str> =
        APPS.iter().copied().filter(|app| windows.iter().all(|(other, _)| other != app)).collect();
    let app = random.one(&free).unwrap_or("writer").to_owned();
    Step::Open { app, title: Some(text(TITLES, random)), document: None }
}

fn command(random: &mut Random) -> Step {
    let commands: Vec<&(&str, &[&str])> = COMMANDS.iter().collect();
    let (command, output) = random.one(&commands).copied().unwrap_or_default();
    Step::Run {
        command: command.to_owned(),
        output: output.iter().map(|&line| line.to_owned()).collect(),
        status: i64::from(random.chance(10)),
        seconds: seconds(random.within(1, 12)) / 10.0,
    }
}

fn dialog(random: &mut Random) -> Step {
    let dialogs: Vec<&(&str, &str)> = DIALOGS.iter().collect();
    let (process, text) = random.one(&dialogs).copied().unwrap_or_default();
    Step::Dialog { process: process.to_owned(), text: text.to_owned() }
}

fn transfer(random: &mut Random) -> Step {
    let from = if random.chance(60) { Side::Host } else { Side::Client };
    let bytes = random.within(4_000, 80_000_000);
    Step::Transfer { name: text(FILES, random), bytes, from, seconds: seconds(random.within(15, 40)) / 10.0 }
}

fn text(list: &[&str], random: &mut Random) -> String {
    random.one(list).unwrap_or_default().to_owned()
}

/// So many seconds, of at most some hundred.
fn seconds(whole: u64) -> f64 {
    u32::try_from(whole).map_or(0.0, f64::from)
}
