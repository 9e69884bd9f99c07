//! What documents, pages and folders hold when they are opened.

use super::window::{Document, Line, Look};
use crate::people::{FILES, SENTENCES};
use crate::random::Random;

/// The document that an application shows first.
pub(super) fn document(look: Look, title: &str, prompt: &str, random: &mut Random) -> Document {
    let mut document = Document::default();
    let lines = &mut document.lines;
    match look {
        Look::Writer => {
            lines.push(Line::Heading(title.to_owned()));
            for _ in 0..random.within(3, 9) {
                lines.push(Line::Text(paragraph(random)));
            }
            lines.push(Line::Text(String::new()));
        }
        Look::Sheets => {
            lines.push(row(&["Site", "January", "February", "March"]));
            for site in ["Berlin", "Lyon", "Porto", "Turku", "Osaka", "Boston"] {
                let mut figure = || (random.within(1_200, 98_000)).to_string();
                lines.push(Line::Row(vec![site.to_owned(), figure(), figure(), figure()]));
            }
            document.chosen = Some(lines.len() - 1);
            document.place = "=SUM(B2:B7)".to_owned();
        }
        Look::Files => {
            document.place = format!("This computer  >  Documents  >  {title}");
            for name in FILES {
                let size = size_text(random.within(2_000, 40_000_000));
                let day = random.within(1, 28);
                lines.push(row(&[name, &format!("2026-02-{day:02}"), &size]));
            }
        }
        Look::Console => {
            lines.push(Line::Text("Welcome. Everything here is recorded.".to_owned()));
            lines.push(Line::Heading(prompt.to_owned()));
        }
        Look::Mail => {
            lines.push(Line::Heading("Re: dates of next week".to_owned()));
            lines.push(Line::Text("Hello,".to_owned()));
            lines.push(Line::Text(paragraph(random)));
            lines.push(Line::Text(String::new()));
        }
        Look::Player => title.clone_into(&mut document.place),
        Look::Browser | Look::Dialog | Look::Progress | Look::Registry | Look::Accounts => {}
    }
    document
}

/// A page with this address and title.
pub(super) fn page(url: &str, title: &str, random: &mut Random) -> Document {
    let mut lines =
        vec![Line::Heading(title.to_owned()), Line::Text(paragraph(random)), Line::Picture(random.next())];
    for _ in 0..random.within(4, 9) {
        lines.push(Line::Text(paragraph(random)));
    }
    Document { lines, place: url.to_owned(), ..Document::default() }
}

/// Two to four sentences, none of them twice.
fn paragraph(random: &mut Random) -> String {
    let mut sentences: Vec<&str> = Vec::new();
    let wanted = usize::try_from(random.within(2, 4)).unwrap_or(2);
    while sentences.len() < wanted {
        let left: Vec<&str> = SENTENCES.iter().copied().filter(|one| !sentences.contains(one)).collect();
        sentences.extend(random.one(&left));
    }
    sentences.join(" ")
}

fn row(cells: &[&str]) -> Line {
    Line::Row(cells.iter().map(|&cell| cell.to_owned()).collect())
}

/// A file in a folder.
pub(super) fn file_row(name: &str, bytes: Option<u64>) -> Line {
    row(&[name, "2026-03-02", &bytes.map(size_text).unwrap_or_default()])
}

/// A size as a file manager shows it.
fn size_text(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} B"),
        10_000..10_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

/// The last part of a path, of either kind.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
