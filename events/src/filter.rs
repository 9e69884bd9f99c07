//! Which events a list shows.

use crate::event::{Event, Severity};
use crate::schema::Family;

/// Bytes that numbers, words and the name of a rule usually take in the text of an event.
const ROOM: usize = 64;

/// What the list of events is narrowed to. Every part must hold; an empty one does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Families, any of them.
    pub families: Vec<Family>,
    /// Severities, any of them.
    pub severities: Vec<Severity>,
    /// Words that must all stand in the event, whatever their case.
    words: Vec<String>,
}

impl EventFilter {
    /// Narrows to events with all words of this text.
    #[must_use]
    pub fn with_text(mut self, text: &str) -> Self {
        self.words = text.split_whitespace().map(str::to_lowercase).collect();
        self
    }

    /// Whether it lets everything through.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the list shows an event.
    pub fn holds(&self, event: &Event) -> bool {
        (self.families.is_empty() || self.families.contains(&event.what.family()))
            && (self.severities.is_empty()
                || event.severity.is_some_and(|one| self.severities.contains(&one)))
            && (self.words.is_empty() || self.finds_words(event))
    }

    fn finds_words(&self, event: &Event) -> bool {
        let label = event.what.label();
        let mut text = String::with_capacity(label.len() + event.what.text_bytes() + ROOM);
        text.push_str(label);
        // a word does not reach from one value into the next
        event.what.write_lines(&mut text);
        if let Some(rule) = &event.rule {
            text.push('\n');
            text.push_str(rule);
        }
        if text.is_ascii() {
            text.make_ascii_lowercase();
        } else {
            text = text.to_lowercase();
        }
        self.words.iter().all(|word| text.contains(word.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::Side;
    use crate::happening::Happening;
    use crate::value::Value;

    #[test]
    fn every_part_of_a_filter_must_hold() {
        let end = Event::new(1, Happening::AppEnd { app_name: "Paint Shop".to_owned() });
        let text = |text: &str| EventFilter::default().with_text(text);
        assert!(EventFilter::default().is_empty() && EventFilter::default().holds(&end));
        assert!(text("shop PAINT end").holds(&end));
        assert!(!text("shop word").holds(&end));
        assert!(
            EventFilter { families: vec![Family::Web, Family::Applications], ..text("paint") }.holds(&end)
        );
        assert!(!EventFilter { families: vec![Family::Web], ..text("paint") }.holds(&end));
        let severe = EventFilter { severities: vec![Severity::Severe], ..text("") };
        assert!(!severe.holds(&end));
        assert!(severe.holds(&Event { severity: Some(Severity::Severe), ..end }));
    }
    #[test]
    fn a_search_finds_what_people_read_of_an_event() {
        let transfer = Happening::FileTransfer {
            file_source: Side::Client,
            file_size: Some(4_712),
            file_name: "ÄRGER.zip".to_owned(),
        };
        let other =
            vec![("by".to_owned(), Value::Text("Ops".to_owned())), ("pages".to_owned(), Value::Negative(-3))];
        let events = [
            Event { rule: Some("Large".to_owned()), ..Event::new(1, transfer) },
            Event::new(2, Happening::from_named("printer.job", other)),
            Event::typed(3, "ls\nİstanbul".to_owned(), 0),
            Event::new(4, Happening::Exit { status: -9 }),
        ];
        for event in &events {
            // the same by way of the values, one by one
            let values = event.what.named().into_iter().map(|(_, value)| value.to_string());
            let mut parts: Vec<String> = values.chain(event.rule.clone()).collect();
            parts.push(event.what.label().to_owned());
            for part in parts {
                assert!(
                    EventFilter::default().with_text(&part.to_uppercase()).holds(event),
                    "{part} in {event:?}"
                );
            }
        }
        let finds = |text: &str, event: &Event| EventFilter::default().with_text(text).holds(event);
        assert!(finds("4712 ärger client LARGE transfer", &events[0]));
        assert!(!finds("client4712", &events[0]) && !finds("zipLarge", &events[0]));
        assert!(finds("-3 OPS", &events[1]) && !finds("pages", &events[1]));
        assert!(finds("-9", &events[3]));
    }
}
