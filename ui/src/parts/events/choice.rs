//! What the list is narrowed to: in the address, in labels, and as a filter.

use events::{Event, EventFilter, Family, Severity};
use std::collections::BTreeMap;
use std::rc::Rc;
use yew::AttrValue;

/// What the list is narrowed to: any of the families, any of the severities, and all words of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) text: AttrValue,
    pub(crate) families: Vec<Family>,
    pub(crate) severities: Vec<Severity>,
}

/// One thing that can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Facet {
    Family(Family),
    Severity(Severity),
}

impl Facet {
    /// What people call it.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Family(family) => family.label(),
            Self::Severity(severity) => severity.label(),
        }
    }

    /// Its name in the address. No family is called like a severity.
    const fn name(self) -> &'static str {
        match self {
            Self::Family(family) => family.name(),
            Self::Severity(Severity::Normal) => "normal",
            Self::Severity(Severity::Medium) => "medium",
            Self::Severity(Severity::Severe) => "severe",
        }
    }

    fn all() -> impl Iterator<Item = Self> {
        let severities = Severity::ALL.into_iter().rev().map(Self::Severity);
        severities.chain(Family::ALL.into_iter().map(Self::Family))
    }

    /// What there is to choose from among these events, with how many each has; the gravest severity first, then the
    /// families in their order.
    pub(super) fn found(events: &[Rc<Event>]) -> Vec<(Self, usize)> {
        let (mut families, mut severities) = (BTreeMap::new(), BTreeMap::new());
        for event in events {
            *families.entry(event.what.family()).or_insert(0_usize) += 1;
            if let Some(severity) = event.severity {
                *severities.entry(severity).or_insert(0_usize) += 1;
            }
        }
        let count = |facet: &Self| match facet {
            Self::Family(family) => families.get(family).copied(),
            Self::Severity(severity) => severities.get(severity).copied(),
        };
        Self::all().filter_map(|facet| Some((facet, count(&facet)?))).collect()
    }
}

impl Choice {
    /// From the address: what is searched for, and the names of what is shown, with commas. Names that are not known
    /// are passed over.
    pub(crate) fn from_address(find: Option<&str>, show: Option<&str>) -> Self {
        let text = AttrValue::from(find.unwrap_or_default().to_owned());
        let names: Vec<&str> = show.unwrap_or_default().split(',').collect();
        let chosen = Facet::all().filter(|facet| names.contains(&facet.name()));
        chosen.fold(Self { text, ..Self::default() }, Self::toggled)
    }

    /// The names of what is shown, for the address; `None` for all.
    pub(crate) fn show(&self) -> Option<String> {
        let names: Vec<&str> = self.facets().into_iter().map(Facet::name).collect();
        (!names.is_empty()).then(|| names.join(","))
    }

    /// What was chosen, in the order of its labels.
    pub(super) fn facets(&self) -> Vec<Facet> {
        Facet::all().filter(|facet| self.has(*facet)).collect()
    }

    /// Whether it was chosen.
    pub(super) fn has(&self, facet: Facet) -> bool {
        match facet {
            Facet::Family(family) => self.families.contains(&family),
            Facet::Severity(severity) => self.severities.contains(&severity),
        }
    }

    /// The same with one more, or without it where it was there.
    pub(super) fn toggled(mut self, facet: Facet) -> Self {
        fn toggle<T: PartialEq>(list: &mut Vec<T>, one: T) {
            match list.iter().position(|other| *other == one) {
                Some(place) => drop(list.remove(place)),
                None => list.push(one),
            }
        }
        match facet {
            Facet::Family(family) => toggle(&mut self.families, family),
            Facet::Severity(severity) => toggle(&mut self.severities, severity),
        }
        self
    }

    /// What lets through the events that are listed.
    pub(crate) fn filter(&self) -> EventFilter {
        let mut filter = EventFilter::default().with_text(&self.text);
        filter.families.clone_from(&self.families);
        filter.severities.clone_from(&self.severities);
        filter
    }

    /// The events that it lets through.
    pub(crate) fn narrow(&self, events: &Rc<[Rc<Event>]>) -> Rc<[Rc<Event>]> {
        let filter = self.filter();
        if filter.is_empty() {
            return events.clone();
        }
        events.iter().filter(|event| filter.holds(event)).cloned().collect()
    }
}

/// How many events there are, in words.
pub(super) fn count(shown: usize, all: usize) -> String {
    let events = if all == 1 { "event" } else { "events" };
    if shown == all { format!("{all} {events}") } else { format!("{shown} of {all} {events}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use events::Happening;

    fn events() -> Rc<[Rc<Event>]> {
        let end = |at_us, name: &str| Event::new(at_us, Happening::AppEnd { app_name: name.to_owned() });
        let marker = Event::new(20, Happening::Marker { label: "here".to_owned() });
        [end(10, "vi"), Event { severity: Some(Severity::Severe), ..marker }, end(30, "emacs")]
            .into_iter()
            .map(Rc::new)
            .collect()
    }

    #[test]
    fn a_choice_survives_the_address() {
        let choice = Choice::from_address(Some("vi x"), Some("severe,web,nonsense,applications"));
        assert_eq!(choice.show().as_deref(), Some("severe,applications,web"));
        assert_eq!(Choice::from_address(Some("vi x"), choice.show().as_deref()), choice);
        assert_eq!(Choice::from_address(None, None), Choice::default());
        assert_eq!(Choice::default().show(), None);
        let mut names: Vec<&str> = Facet::all().map(Facet::name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn several_can_be_chosen_and_given_up() {
        let found = Facet::found(&events());
        let said: Vec<(&str, usize)> = found.iter().map(|(facet, count)| (facet.label(), *count)).collect();
        assert_eq!(said, [("Severe", 1), ("Applications", 2), ("Session", 1)]);
        let choice = found.iter().fold(Choice::default(), |choice, (facet, _)| choice.toggled(*facet));
        assert_eq!(choice.facets().len(), 3);
        let choice = choice.toggled(Facet::Severity(Severity::Severe));
        assert_eq!(choice.facets(), [Facet::Family(Family::Applications), Facet::Family(Family::Session)]);
        assert_eq!(choice.narrow(&events()).len(), 3);
        let text = Choice { text: "VI".into(), ..choice };
        assert_eq!(text.narrow(&events()).len(), 1);
    }

    #[test]
    fn the_count_says_what_is_left_out() {
        assert_eq!([count(1, 1), count(2, 18), count(18, 18)], ["1 event", "2 of 18 events", "18 events"]);
    }
}
