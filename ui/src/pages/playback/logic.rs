//! What the page says of a recording.

use crate::format::{self, Zoned};
use crate::parts::events::cut;
use api::{Kind, Recording};

/// One fact: a name and a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fact {
    pub(crate) name: &'static str,
    pub(crate) value: String,
    /// Further detail, shown on hover.
    pub(crate) detail: Option<String>,
    /// Whether the value is an identifier, to be set in the fixed-width face.
    pub(crate) is_code: bool,
}

/// The title, or the name of the file where there is none.
pub(crate) fn title(recording: &Recording) -> &str {
    recording.title.as_deref().map(str::trim).filter(|title| !title.is_empty()).unwrap_or(&recording.name)
}

/// When it was recorded: `22 Feb 2026 10:16:05 – 10:54:37 UTC+01:00`; `None` where the source does not tell.
pub(crate) fn span(recording: &Recording, offset_at: impl Fn(i64) -> i32) -> Option<String> {
    let started_at_ms = recording.started_at_ms?;
    let length_ms = i64::try_from(recording.duration_us / 1_000).ok()?;
    let ended_at_ms = started_at_ms.checked_add(length_ms)?;
    let offset = offset_at(started_at_ms);
    let (start, end) = (Zoned::new(started_at_ms, offset)?, Zoned::new(ended_at_ms, offset)?);
    let end = if start.is_same_day(end) { end.time() } else { format!("{} {}", end.date(), end.time()) };
    Some(format!("{} {} – {end} {}", start.date(), start.time(), format::zone(offset)))
}

/// From its start to its end, in milliseconds since 1970-01-01 UTC; `None` where the source does not tell.
pub(crate) fn minutes(recording: &Recording) -> Option<(i64, i64)> {
    let started_at_ms = recording.started_at_ms?;
    let length_ms = i64::try_from(recording.duration_us.div_ceil(1_000)).ok()?;
    Some((started_at_ms, started_at_ms.checked_add(length_ms)?))
}

/// The wall time of a moment of the recording, both in microseconds, from 1970-01-01 UTC and from the start; `None` where
/// the source does not tell the start, or one before 1970.
pub(crate) fn wall_us(recording: &Recording, at_us: u64) -> Option<u64> {
    let start_ms = u64::try_from(recording.started_at_ms?).ok()?;
    start_ms.checked_mul(1_000)?.checked_add(at_us)
}

/// Characters of a fact that are shown: what the source says of itself may be of any length.
const MOST_SHOWN: usize = 300;

/// Who was recorded, when, how long, and how much happened, in reading order. What is not known is left out, but for
/// the user and the host: there one is told so.
pub(crate) fn session(
    recording: &Recording,
    events: Option<u64>,
    offset_at: impl Fn(i64) -> i32,
) -> Vec<Fact> {
    let plain = |name, value: String| Fact { name, value, detail: None, is_code: false };
    let known = |name, value: &Option<String>| {
        let value = value.as_deref().map(str::trim).filter(|value| !value.is_empty());
        value.map(|value| plain(name, cut(value, MOST_SHOWN)))
    };
    let or_unknown =
        |name, value| known(name, value).unwrap_or_else(|| plain(name, "Not in the source".into()));
    let facts = &recording.session;
    let mut shown = vec![or_unknown("User", &facts.user), or_unknown("Host", &facts.host)];
    let rest = [
        known("Client", &facts.client),
        known("Client address", &facts.client_address),
        known("Application", &facts.application),
        known("Site", &facts.site),
    ];
    shown.extend(rest.into_iter().flatten());
    let zoned = recording.started_at_ms.and_then(|at_ms| {
        let offset = offset_at(at_ms);
        Some((Zoned::new(at_ms, offset)?, offset))
    });
    match zoned {
        Some((start, offset)) => {
            shown.push(plain("Date", start.date()));
            shown.push(plain("Time", format!("{} {}", start.time(), format::zone(offset))));
        }
        None => shown.push(plain("Date and time", "Not in the source".into())),
    }
    shown.push(Fact {
        detail: Some(format::spoken(recording.duration_us)),
        ..plain("Duration", format::clock(recording.duration_us))
    });
    let events = events.map_or_else(|| "Not counted".to_owned(), |events| events.to_string());
    shown.push(plain("Events", events));
    let care = &recording.care;
    let by = |name, by: &str, more: Option<&str>| {
        let more = more.map(|more| format!(": {more}")).unwrap_or_default();
        plain(name, cut(&format!("by {by}{more}"), MOST_SHOWN))
    };
    shown.extend(care.restricted.as_ref().map(|done| by("Restricted", &done.by, None)));
    shown.extend(care.archived.as_ref().map(|done| by("Archived", &done.by, None)));
    shown.extend(care.hold.as_ref().map(|hold| by("Legal hold", &hold.by, Some(&hold.reason))));
    shown
}

/// What is known of the recording itself, in reading order.
pub(crate) fn facts(recording: &Recording, offset_at: impl Fn(i64) -> i32) -> Vec<Fact> {
    let moment = |at_ms: i64| {
        let offset = offset_at(at_ms);
        Zoned::new(at_ms, offset).map(|at| format!("{} {} {}", at.date(), at.time(), format::zone(offset)))
    };
    let plain = |name, value: String| Fact { name, value, detail: None, is_code: false };
    let mut facts =
        vec![plain("File", cut(&recording.name, MOST_SHOWN)), plain("Kind", recording.kind.label().into())];
    if recording.kind != Kind::Events {
        facts.push(plain("Size on screen", format::on_screen(recording.kind, recording.size_on_screen)));
    }
    facts.extend([
        plain("Source", source(&recording.source_format)),
        Fact {
            detail: Some(format::bytes_exact(recording.size_bytes)),
            ..plain("Stored size", format::bytes(recording.size_bytes))
        },
    ]);
    facts.extend(moment(recording.imported_at_ms).map(|imported| plain("Imported", imported)));
    facts.push(Fact { is_code: true, ..plain("Recording ID", recording.id.clone()) });
    facts
}

/// A source format as people call it; one that is not known stays as it is.
fn source(format: &str) -> String {
    match format {
        "guacamole" => "Guacamole".into(),
        "asciicast-v1" => "asciicast, version 1".into(),
        "asciicast-v2" => "asciicast, version 2".into(),
        "asciicast-v3" => "asciicast, version 3".into(),
        "devolutions" => "Devolutions Gateway".into(),
        "rfb" => "VNC (RFB)".into(),
        "script" => "script".into(),
        "tlog" => "tlog".into(),
        "trp" => "TRP, Devolutions Gateway".into(),
        "ttyrec" => "ttyrec".into(),
        "ttyrec-nle" => "ttyrec of the NetHack Learning Environment".into(),
        "webm" => "WebM".into(),
        "afterimage" => "Afterimage".into(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::sample::recording;

    #[test]
    fn the_span_names_the_day_and_the_zone_once() {
        let text = span(&recording(), |_| 60);
        assert_eq!(text.as_deref(), Some("22 Feb 2026 10:16:05 – 10:54:37 UTC+01:00"));
        let overnight = Recording { duration_us: 86_400_000_000, ..recording() };
        let text = span(&overnight, |_| 0);
        assert_eq!(text.as_deref(), Some("22 Feb 2026 09:16:05 – 23 Feb 2026 09:16:05 UTC"));
        assert_eq!(span(&Recording { started_at_ms: None, ..recording() }, |_| 0), None);
    }

    #[test]
    fn the_minutes_are_from_start_to_end() {
        assert_eq!(minutes(&recording()), Some((1_771_751_765_000, 1_771_754_077_000)));
        assert_eq!(minutes(&Recording { started_at_ms: None, ..recording() }), None);
        assert_eq!(minutes(&Recording { started_at_ms: Some(i64::MAX), ..recording() }), None);
    }

    #[test]
    fn a_moment_has_a_wall_time_where_the_start_is_known() {
        assert_eq!(wall_us(&recording(), 1_500_000), Some(1_771_751_766_500_000));
        for started_at_ms in [None, Some(-1), Some(i64::MAX)] {
            assert_eq!(wall_us(&Recording { started_at_ms, ..recording() }, 0), None);
        }
    }

    #[test]
    fn what_the_source_does_not_tell_is_said() {
        let session = session(&Recording { started_at_ms: None, ..recording() }, None, |_| 0);
        let said: Vec<(&str, &str)> = session.iter().map(|fact| (fact.name, fact.value.as_str())).collect();
        let unknown = "Not in the source";
        assert_eq!(
            said,
            [
                ("User", unknown),
                ("Host", unknown),
                ("Date and time", unknown),
                ("Duration", "00:38:32"),
                ("Events", "Not counted"),
            ]
        );
    }

    #[test]
    fn the_session_says_who_and_when() {
        let facts = api::SessionFacts {
            user: Some("jdoe\u{202e}".into()),
            client: Some(" ".into()),
            site: Some("x".repeat(1_000)),
            ..api::SessionFacts::default()
        };
        let session = session(&Recording { session: facts, ..recording() }, Some(18), |_| 60);
        let value = |name| session.iter().find(|fact| fact.name == name).map(|fact| fact.value.as_str());
        assert_eq!(value("User"), Some("jdoe<U+202E>"));
        assert_eq!((value("Client"), value("Events")), (None, Some("18")));
        assert_eq!(value("Site").map(|site| site.chars().count()), Some(MOST_SHOWN + 1));
        assert_eq!((value("Date"), value("Time")), (Some("22 Feb 2026"), Some("10:16:05 UTC+01:00")));
    }

    #[test]
    fn what_was_done_with_it_is_told() {
        let hold = api::Hold { by: "Ada".into(), at_ms: 0, reason: "case 7\u{202e}".into() };
        let care = api::Care { hold: Some(hold), ..api::Care::default() };
        let session = session(&Recording { care, ..recording() }, None, |_| 0);
        let last = session.last().map(|fact| (fact.name, fact.value.as_str()));
        assert_eq!(last, Some(("Legal hold", "by Ada: case 7<U+202E>")));
    }

    #[test]
    fn the_recording_is_described() {
        let facts = facts(&recording(), |_| 0);
        let value = |name| facts.iter().find(|fact| fact.name == name).map(|fact| fact.value.as_str());
        assert_eq!(value("Source"), Some("asciicast, version 2"));
        assert_eq!(value("Stored size"), Some("4.71 MB"));
        assert_eq!(value("Imported"), Some("22 Feb 2026 09:16:05 UTC"));
    }

    #[test]
    fn a_blank_title_is_none() {
        assert_eq!(title(&Recording { title: Some("  ".into()), ..recording() }), "deploy.cast");
    }
}
