//! An event in words: its main text, and all that is known of it.

use super::text::{cut, visible};
use crate::format;
use events::{Event, Happening, Measure, Side, Value};

/// Characters of the main text that are shown in the list: more than one line holds.
const MOST_SHOWN: usize = 160;

/// Characters of each text that are shown when a row is open.
const MOST_OPEN: usize = 4_000;

/// What a row says of an event, in one line: what was run, opened, moved or said.
pub(crate) fn main_text(event: &Event) -> String {
    let short = |text: &str| cut(text, MOST_SHOWN);
    let two = |first: &str, sign: &str, second: &str| format!("{} {sign} {}", short(first), short(second));
    match &event.what {
        Happening::AppStart { app_name, .. }
        | Happening::AppEnd { app_name }
        | Happening::UnexpectedAppExit { app_name }
        | Happening::AppNotResponding { app_name }
        | Happening::NewAppInstalled { app_name }
        | Happening::AppUninstalled { app_name } => short(app_name),
        Happening::TopMost { app_name, .. } if app_name.is_empty() => "No window in focus".to_owned(),
        Happening::TopMost { app_name, window_title } => match window_title {
            Some(title) if !title.is_empty() => two(app_name, "·", title),
            Some(_) | None => short(app_name),
        },
        Happening::WebBrowsing { url, .. } => short(url),
        Happening::FileCreate { path, .. } | Happening::FileDelete { path, .. } => short(path),
        Happening::FileRename { path, name } => two(path, "→", name),
        Happening::FileMove { source_path, destination_path, .. } => two(source_path, "→", destination_path),
        Happening::CdmUsb { drive_letter } => short(drive_letter),
        Happening::GenericUsb { device_name } => short(device_name),
        Happening::Idle { duration_us } => format!("for {}", format::clock(*duration_us)),
        Happening::FileTransfer { file_source, file_size, file_name } => {
            let way = match file_source {
                Side::Host => "host → client",
                Side::Client => "client → host",
            };
            let size = file_size.map(|size| format!(", {}", format::bytes(size))).unwrap_or_default();
            format!("{} ({way}{size})", short(file_name))
        }
        Happening::RegistryCreate { key_name }
        | Happening::RegistryDelete { key_name }
        | Happening::RegistryRename { key_name } => short(key_name),
        Happening::RegistrySetValue { key_name, value_name }
        | Happening::RegistryDeleteValue { key_name, value_name } => two(key_name, "·", value_name),
        Happening::UserAccountModification { user_name } => short(user_name),
        Happening::RdpConnection { app_name, ip_address } => two(app_name, "→", ip_address),
        Happening::PopupWindow { process_name, window_content } => two(process_name, "·", window_content),
        Happening::ClipboardOperation { content: Some(content), .. } if !content.is_empty() => short(content),
        Happening::ClipboardOperation { data_type, .. } => data_type.word().to_owned(),
        Happening::Command { command, exit_status, .. } => match exit_status {
            Some(status) if *status != 0 => format!("{} (exit {status})", short(command)),
            Some(_) | None => short(command),
        },
        Happening::TypedText { text, .. } => short(text),
        Happening::WindowTitle { title } => short(title),
        Happening::Resize { width, height } => format!("{width} × {height}"),
        Happening::Marker { label } => short(label),
        Happening::Exit { status } => format!("status {status}"),
        Happening::PerformanceData { .. } | Happening::Other(_) => all_values(event),
    }
}

/// What the type of an event is called.
pub(super) fn label(event: &Event) -> String {
    let label = event.what.label();
    if label.trim().is_empty() { "Type without a name".to_owned() } else { cut(label, 60) }
}

/// The values of all dimensions with their names, in one line.
fn all_values(event: &Event) -> String {
    let said: Vec<String> =
        dimensions(event).into_iter().map(|(name, value)| format!("{name} {value}")).collect();
    cut(&said.join(", "), MOST_SHOWN)
}

/// Every dimension that has a value: its name and the value, for people.
fn dimensions(event: &Event) -> Vec<(String, String)> {
    let values = event.what.values();
    if values.is_empty() {
        let fields = event.what.named();
        return fields
            .iter()
            .map(|(name, value)| (cut(name, MOST_SHOWN), written(Measure::Text, value)))
            .collect();
    }
    // a label names the unit in brackets, which stands beside the value here
    let name = |label: &str| label.split(" (").next().unwrap_or_default().to_owned();
    values.iter().map(|(one, value)| (name(one.label), written(one.measure, value))).collect()
}

/// A value with its unit.
fn written(measure: Measure, value: &Value) -> String {
    match (measure, value) {
        (Measure::Bytes, Value::Whole(bytes)) => format::bytes(*bytes),
        (Measure::Micros, Value::Whole(us)) if *us < 1_000_000 => {
            format!("{}.{:03} ms", us / 1_000, us % 1_000)
        }
        (Measure::Micros, Value::Whole(us)) => format::clock_ms(*us),
        (Measure::Percent, Value::Whole(share)) => format!("{}.{:02} %", share / 100, share % 100),
        (_, Value::Text(text)) => cut(text, MOST_OPEN),
        (_, value) => visible(&value.to_string()),
    }
}

/// All that is known of an event, when a row is open: names and values in reading order.
pub(super) fn details(event: &Event) -> Vec<(String, String)> {
    let mut details = vec![("Time".to_owned(), format::clock_ms(event.at_us))];
    if event.told_us != event.at_us {
        details.push(("Told at".to_owned(), format::clock_ms(event.told_us)));
    }
    if let Some(claimed_us) = event.claimed_us {
        let sign = if claimed_us < 0 { "−" } else { "" };
        details.push((
            "Claimed time".to_owned(),
            format!("{sign}{}", format::clock_ms(claimed_us.unsigned_abs())),
        ));
    }
    details.extend(dimensions(event));
    if let Some(severity) = event.severity {
        details.push(("Severity".to_owned(), severity.label().to_owned()));
    }
    if let Some(rule) = &event.rule {
        details.push(("Rule".to_owned(), cut(rule, MOST_OPEN)));
    }
    details
}

/// What speaks against an event: `Doubtful: …`; `None` where nothing does.
pub(super) fn doubt(event: &Event) -> Option<String> {
    let doubts: Vec<String> = event.doubts().iter().map(ToString::to_string).collect();
    (!doubts.is_empty()).then(|| format!("Doubtful: {}", doubts.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use events::{CommandEvidence, EventType, Severity};

    fn command(exit_status: Option<i64>) -> Event {
        let command = Happening::Command {
            command: "rm -rf\n~/x".to_owned(),
            shell: None,
            directory: None,
            exit_status,
            duration_us: Some(1_500_000),
            evidence: CommandEvidence::Marked,
        };
        Event::new(14_000_000, command)
    }

    #[test]
    fn a_row_says_what_was_done() {
        assert_eq!(main_text(&command(Some(0))), "rm -rf<LF>~/x");
        assert_eq!(main_text(&command(Some(2))), "rm -rf<LF>~/x (exit 2)");
        let transfer = Happening::FileTransfer {
            file_source: Side::Client,
            file_size: Some(4_712_345),
            file_name: "a.zip".to_owned(),
        };
        assert_eq!(main_text(&Event::new(0, transfer)), "a.zip (client → host, 4.71 MB)");
        let none = Happening::TopMost { app_name: String::new(), window_title: None };
        assert_eq!(main_text(&Event::new(0, none)), "No window in focus");
        let long = Event::typed(0, "x".repeat(10_000), 0);
        assert_eq!(main_text(&long).chars().count(), MOST_SHOWN + 1);
    }

    #[test]
    fn an_open_row_leaves_nothing_out() {
        let event = Event {
            severity: Some(Severity::Severe),
            rule: Some("deletes".to_owned()),
            claimed_us: Some(-5_000_000),
            ..command(Some(2))
        };
        let details = details(&event);
        let value = |name: &str| details.iter().find(|(one, _)| one == name).map(|(_, value)| value.as_str());
        assert_eq!(value("Time"), Some("00:00:14.000"));
        assert_eq!(value("Claimed time"), Some("−00:00:05.000"));
        assert_eq!(value("Duration"), Some("00:00:01.500"));
        assert_eq!(value("Exit status"), Some("2"));
        assert_eq!((value("Severity"), value("Rule")), (Some("Severe"), Some("deletes")));
        assert_eq!(
            doubt(&event).as_deref(),
            Some("Doubtful: its source says -5 s, which lies outside of the recording")
        );
        assert_eq!(doubt(&command(None)), None);
    }

    #[test]
    fn units_stand_beside_the_values() {
        let load = Happening::PerformanceData {
            cpu_usage: Some(9_750),
            memory_usage: None,
            net_send: Some(2_000_000),
            net_receive: None,
            round_trip_us: Some(32_500),
        };
        assert_eq!(main_text(&Event::new(0, load)), "CPU usage 97.50 %, Net send 2.00 MB, RTT 32.500 ms");
    }

    #[test]
    fn what_is_not_known_is_told_as_it_came() {
        let fields = vec![
            ("pages".to_owned(), Value::Whole(3)),
            ("by\u{202e}".to_owned(), Value::Text("<b>".to_owned())),
        ];
        let other = Event::new(0, Happening::from_named("printer.job", fields));
        assert_eq!(main_text(&other), "pages 3, by<U+202E> <b>");
        assert_eq!(label(&other), "printer.job");
        assert_eq!(label(&Event::new(0, Happening::from_named(" ", Vec::new()))), "Type without a name");
        assert!(doubt(&other).is_some());
        assert!(EventType::from_name("printer.job").is_none());
    }
}
