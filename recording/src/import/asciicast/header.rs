//! What the three versions say of the session as a whole.

use super::text::text;
use crate::facts::Theme;
use crate::import::Report;
use crate::import::micros::seconds_to_ms;
use crate::limits;
use crate::units::Size;
use serde::Deserialize;
use serde_json::value::RawValue;

/// The size that a terminal is taken to have where the file does not say: that of the VT100 and of most defaults.
const DEFAULT_COLUMNS: u64 = 80;
const DEFAULT_ROWS: u64 = 24;

/// The facts in a header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) size: Size,
    pub(super) started_at_ms: Option<i64>,
    pub(super) title: Option<String>,
    pub(super) command: Option<String>,
    pub(super) theme: Option<Theme>,
}

/// The members that versions 1 and 2 have, and those of version 3 outside `term`. `idle_time_limit` is left out on
/// purpose: it tells a player how fast to play, not when things happened.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Members<'a> {
    #[serde(borrow)]
    pub(super) version: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) width: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) height: Option<&'a RawValue>,
    /// Devolutions Gateway writes the size under these names, and has been seen to swap them.
    #[serde(borrow)]
    pub(super) row: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) col: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) timestamp: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) title: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) command: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) theme: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) term: Option<&'a RawValue>,
}

/// The members of `term` in version 3.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Term<'a> {
    #[serde(borrow)]
    cols: Option<&'a RawValue>,
    #[serde(borrow)]
    rows: Option<&'a RawValue>,
    #[serde(borrow)]
    theme: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ThemeMembers<'a> {
    #[serde(borrow)]
    fg: Option<&'a RawValue>,
    #[serde(borrow)]
    bg: Option<&'a RawValue>,
    #[serde(borrow)]
    palette: Option<&'a RawValue>,
}

impl Members<'_> {
    /// The header of versions 1 and 2; what is not usable is noted, at `offset`.
    pub(super) fn header(&self, report: &mut Report, offset: u64) -> Header {
        let (columns, rows) = match (self.width, self.height, self.row, self.col) {
            (None, None, Some(row), Some(col)) => {
                report.note("terminal size under the names of other tools", offset);
                let (row, col) = (number(row), number(col));
                // a terminal is hardly ever higher than wide: the larger number is its columns
                (row.max(col), row.min(col))
            }
            (width, height, _, _) => (width.and_then(number), height.and_then(number)),
        };
        self.facts(columns, rows, self.theme, report, offset)
    }

    /// The header of version 3; what is not usable is noted, at `offset`.
    pub(super) fn header_with_term(&self, report: &mut Report, offset: u64) -> Header {
        let term = match self.term.map(|term| serde_json::from_str::<Term<'_>>(term.get())) {
            Some(Ok(term)) => term,
            Some(Err(_)) => {
                report.note("terminal description is not usable", offset);
                Term::default()
            }
            None => Term::default(),
        };
        let (columns, rows) = (term.cols.and_then(number), term.rows.and_then(number));
        self.facts(columns, rows, term.theme, report, offset)
    }

    fn facts(
        &self,
        columns: Option<u64>,
        rows: Option<u64>,
        theme: Option<&RawValue>,
        report: &mut Report,
        offset: u64,
    ) -> Header {
        let columns = columns.unwrap_or_else(|| {
            report.note("terminal's columns are missing or not usable, 80 assumed", offset);
            DEFAULT_COLUMNS
        });
        let rows = rows.unwrap_or_else(|| {
            report.note("terminal's rows are missing or not usable, 24 assumed", offset);
            DEFAULT_ROWS
        });
        let size = terminal_size(columns, rows, report, offset);
        let started_at_ms = self.timestamp.and_then(|seconds| seconds_to_ms(seconds.get()));
        if self.timestamp.is_some() && started_at_ms.is_none() {
            report.note("start time is not usable", offset);
        }
        let mut label = |json: Option<&RawValue>, what: &'static str| {
            let json = json.filter(|json| json.get() != "null")?;
            let label = text(json);
            if label.is_none() {
                report.note(what, offset);
            }
            label.map(limits::label).filter(|label| !label.is_empty())
        };
        let title = label(self.title, "title is not text");
        let command = label(self.command, "command is not text");
        let theme = theme.filter(|theme| theme.get() != "null").and_then(|json| {
            let theme = parse_theme(json);
            if theme.is_none() {
                report.note("theme is not usable", offset);
            }
            theme
        });
        Header { size, started_at_ms, title, command, theme }
    }
}

/// A size within the limits; a note where it had to be brought there.
pub(super) fn terminal_size(columns: u64, rows: u64, report: &mut Report, offset: u64) -> Size {
    let side = |cells: u64| u32::try_from(cells).unwrap_or(u32::MAX);
    let asked = Size::new(side(columns), side(rows));
    let size = limits::terminal_size(asked);
    if size != asked {
        report.note("terminal size is over the limit and was cut", offset);
    }
    size
}

/// A number of cells, more than zero.
fn number(json: &RawValue) -> Option<u64> {
    serde_json::from_str(json.get()).ok().filter(|cells| *cells > 0)
}

/// `{"fg": "#rrggbb", "bg": "#rrggbb", "palette": "#rrggbb:…"}` with 8 or 16 colours.
fn parse_theme(json: &RawValue) -> Option<Theme> {
    let members: ThemeMembers<'_> = serde_json::from_str(json.get()).ok()?;
    let foreground = color(&text(members.fg?)?)?;
    let background = color(&text(members.bg?)?)?;
    let palette = text(members.palette?)?;
    let palette: Vec<u32> = palette.split(':').map(color).take(17).collect::<Option<_>>()?;
    matches!(palette.len(), 8 | 16).then_some(Theme { foreground, background, palette })
}

/// `#rrggbb` as 0xRRGGBB.
fn color(text: &str) -> Option<u32> {
    let digits = text.trim().strip_prefix('#')?;
    if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, expected: &Header, notes: &[&str]) {
        let mut report = Report::default();
        let members: Members<'_> = serde_json::from_str(json).expect("is JSON");
        assert_eq!(&members.header(&mut report, 0), expected, "{json}");
        let found: Vec<_> = report.notes.iter().map(|note| note.what.as_str()).collect();
        assert_eq!(found, notes, "{json}");
    }

    #[test]
    fn sizes() {
        let of = |width, height| Header { size: Size::new(width, height), ..Header::default() };
        let columns = "terminal's columns are missing or not usable, 80 assumed";
        let rows = "terminal's rows are missing or not usable, 24 assumed";
        check(r#"{"width": 96, "height": 26}"#, &of(96, 26), &[]);
        check(r#"{"height": 26}"#, &of(80, 26), &[columns]);
        check(r#"{"width": 0, "height": -1}"#, &of(80, 24), &[columns, rows]);
        check(r#"{"width": "a", "height": 26.5}"#, &of(80, 24), &[columns, rows]);
        check(r#"{"row": 150, "col": 22}"#, &of(150, 22), &["terminal size under the names of other tools"]);
        check(r#"{"row": 22, "col": 150}"#, &of(150, 22), &["terminal size under the names of other tools"]);
        check(
            r#"{"width": 4000000000000, "height": 9}"#,
            &of(2000, 9),
            &["terminal size is over the limit and was cut"],
        );
        check(
            r#"{"width": 2000, "height": 2000}"#,
            &of(2000, 131),
            &["terminal size is over the limit and was cut"],
        );
    }

    #[test]
    fn facts() {
        let size = Size::new(8, 2);
        check(
            r#"{"width":8,"height":2,"timestamp":1506410422,"title":"a \ud800","command":null}"#,
            &Header {
                size,
                started_at_ms: Some(1_506_410_422_000),
                title: Some("a \u{fffd}".into()),
                ..Header::default()
            },
            &[],
        );
        check(
            r#"{"width":8,"height":2,"timestamp":1506410422.25,"title":5,"command":true}"#,
            &Header { size, started_at_ms: Some(1_506_410_422_250), ..Header::default() },
            &["title is not text", "command is not text"],
        );
        check(
            r##"{"width":8,"height":2,"timestamp":"now","theme":{"fg":"white","bg":"#000000","palette":""}}"##,
            &Header { size, ..Header::default() },
            &["start time is not usable", "theme is not usable"],
        );
        let theme = Theme { foreground: 0x00aa_aaaa, background: 0x00bb_bbbb, palette: vec![0x0012_3456; 8] };
        let palette = ["#123456"; 8].join(":");
        check(
            &format!(
                r##"{{"width":8,"height":2,"theme":{{"fg":"#aaaaaa","bg":"#bbbbbb","palette":"{palette}"}}}}"##
            ),
            &Header { size, theme: Some(theme), ..Header::default() },
            &[],
        );
    }
}
