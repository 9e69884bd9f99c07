//! Which events a list shows.

use crate::event::{Event, Severity};
use crate::schema::Family;

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
        let mut text = event.what.label().to_lowercase();
        for part in event.what.named().iter().map(|(_, value)| value.to_string()).chain(event.rule.clone()) {
            // a word does not reach from one value into the next
            text.push('\n');
            text.push_str(&part.to_lowercase());
        }
        self.words.iter().all(|word| text.contains(word.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::happening::Happening;

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
}
