//! An event: what happened, when, and what a rule said of it.

use crate::happening::Happening;
use crate::value::Value;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// How grave something is, as a rule or whoever comments says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Of note.
    Normal,
    /// To be looked at.
    Medium,
    /// To be looked at first.
    Severe,
}

impl Severity {
    /// All of them, the gravest last.
    pub const ALL: [Self; 3] = [Self::Normal, Self::Medium, Self::Severe];

    /// What people call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Normal => "Normal",
            Self::Medium => "Medium",
            Self::Severe => "Severe",
        }
    }
}

/// Something that happened in a session. Times are presentation times in microseconds.
///
/// In JSON: `{"at_us": 5, "type": "app_end", "fields": {"app_name": "vi"}}`, with `told_us`, `severity`, `rule` and
/// `claimed_us` where they say something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When it happened, or began.
    pub at_us: u64,
    /// When the recording was told of it: at or after that.
    pub told_us: u64,
    /// What happened.
    pub what: Happening,
    /// How grave it is, where a rule says so.
    pub severity: Option<Severity>,
    /// Name of the rule that found it.
    pub rule: Option<String>,
    /// The time that its source gave it, where it cannot have happened then: before the start or beyond the end.
    pub claimed_us: Option<i64>,
}

impl Event {
    /// Something that happened at `at_us` and was told at once.
    pub const fn new(at_us: u64, what: Happening) -> Self {
        Self { at_us, told_us: at_us, what, severity: None, rule: None, claimed_us: None }
    }

    /// Text that was typed from `at_us` on, and told when it was complete, at `told_us`.
    pub fn typed(at_us: u64, text: String, told_us: u64) -> Self {
        let duration_us = Some(told_us.saturating_sub(at_us));
        Self::new(at_us, Happening::TypedText { text, duration_us }).told_at(told_us)
    }

    /// The same, told of at `told_us` only; not before it happened.
    #[must_use]
    pub fn told_at(mut self, told_us: u64) -> Self {
        self.told_us = told_us.max(self.at_us);
        self
    }

    /// The same, told at `latest_us` at the latest; where it is to have happened later, that is only what its source
    /// claims.
    #[must_use]
    pub fn at_the_latest(mut self, latest_us: u64) -> Self {
        if self.at_us > latest_us {
            self.claimed_us.get_or_insert(i64::try_from(self.at_us).unwrap_or(i64::MAX));
            self.at_us = latest_us;
        }
        self.told_us = self.told_us.min(latest_us);
        self
    }

    /// About how many bytes of memory it takes.
    pub fn held_bytes(&self) -> usize {
        size_of::<Self>() + self.what.text_bytes() + self.rule.as_ref().map_or(0, String::len)
    }

    /// When it ended: when it happened, for what happens at once.
    pub const fn end_us(&self) -> u64 {
        self.at_us.saturating_add(self.what.duration_us())
    }
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("at_us", &self.at_us)?;
        if self.told_us != self.at_us {
            map.serialize_entry("told_us", &self.told_us)?;
        }
        map.serialize_entry("type", self.what.name())?;
        if let Some(severity) = self.severity {
            map.serialize_entry("severity", &severity)?;
        }
        if let Some(rule) = &self.rule {
            map.serialize_entry("rule", rule)?;
        }
        if let Some(claimed_us) = self.claimed_us {
            map.serialize_entry("claimed_us", &claimed_us)?;
        }
        map.serialize_entry("fields", &Named(self.what.named()))?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Read {
            at_us: u64,
            told_us: Option<u64>,
            #[serde(rename = "type")]
            name: String,
            severity: Option<Severity>,
            rule: Option<String>,
            claimed_us: Option<i64>,
            #[serde(default)]
            fields: Named,
        }
        let read = Read::deserialize(deserializer)?;
        Ok(Self {
            at_us: read.at_us,
            told_us: read.told_us.unwrap_or(read.at_us).max(read.at_us),
            what: Happening::from_named(&read.name, read.fields.0),
            severity: read.severity,
            rule: read.rule,
            claimed_us: read.claimed_us,
        })
    }
}

/// An object of values that keeps their order.
#[derive(Default)]
struct Named(Vec<(String, Value)>);

impl Serialize for Named {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<'de> Deserialize<'de> for Named {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Named;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of texts and whole numbers")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Named, A::Error> {
                let mut named = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    named.push(entry);
                }
                Ok(Named(named))
            }
        }

        deserializer.deserialize_map(Visitor)
    }
}

// proptest is there natively only
#[cfg(not(target_arch = "wasm32"))]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::happening::EventType;
    use proptest::prelude::*;

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            any::<u64>().prop_map(Value::Whole),
            (i64::MIN..0).prop_map(Value::Negative),
            ".{0,9}".prop_map(Value::Text),
            prop_oneof![Just("host"), Just("text"), Just("marked")]
                .prop_map(|word| Value::Text(word.to_owned())),
        ]
    }

    /// Types that are known and others, with any of their dimensions and others, of any kind.
    fn happening() -> impl Strategy<Value = Happening> {
        let kind = (0..EventType::ALL.len()).prop_map(|at| EventType::ALL[at]);
        (kind, any::<bool>(), proptest::collection::vec((0..7_usize, value()), 0..7)).prop_map(
            |(kind, is_known, fields)| {
                let name = |at: usize| kind.dimensions().get(at).map_or("other", |dimension| dimension.name);
                let fields = fields.into_iter().map(|(at, value)| (name(at).to_owned(), value)).collect();
                Happening::from_named(if is_known { kind.name() } else { "printer.job" }, fields)
            },
        )
    }

    proptest! {
        #[test]
        fn any_event_comes_back_from_json(
            at_us in any::<u64>(),
            later_us in 0_u64..9,
            what in happening(),
            severity in 0..4_usize,
            rule in proptest::option::of(".{0,9}"),
            claimed_us in proptest::option::of(any::<i64>()),
        ) {
            let event = Event {
                severity: Severity::ALL.get(severity).copied(),
                rule,
                claimed_us,
                ..Event::new(at_us, what).told_at(at_us.saturating_add(later_us))
            };
            let json = serde_json::to_string(&event).unwrap();
            prop_assert_eq!(serde_json::from_str::<Event>(&json).unwrap(), event.clone());
            prop_assert_eq!(Happening::from_named(event.what.name(), event.what.named()), event.what);
        }
    }

    #[test]
    fn events_come_back_from_json() {
        let plain = Event::new(7, Happening::AppEnd { app_name: "<b>vi</b>".to_owned() });
        let json = r#"{"at_us":7,"type":"app_end","fields":{"app_name":"<b>vi</b>"}}"#;
        assert_eq!(serde_json::to_string(&plain).unwrap(), json);
        assert_eq!(serde_json::from_str::<Event>(json).unwrap(), plain);

        let other =
            vec![("pages".to_owned(), Value::Whole(3)), ("by".to_owned(), Value::Text("x".to_owned()))];
        let full = Event {
            severity: Some(Severity::Severe),
            rule: Some("printing".to_owned()),
            claimed_us: Some(-5),
            ..Event::new(0, Happening::from_named("printer.job", other)).told_at(9)
        };
        let json = serde_json::to_string(&full).unwrap();
        assert_eq!(serde_json::from_str::<Event>(&json).unwrap(), full);
    }

    #[test]
    fn what_an_event_holds_counts_its_texts() {
        let short = Event::new(7, Happening::AppEnd { app_name: "vi".to_owned() });
        let long = Event::new(7, Happening::AppEnd { app_name: "v".repeat(1_002) });
        assert_eq!(long.held_bytes() - short.held_bytes(), 1_000);
        let other = |text: &str| {
            let fields =
                vec![("pages".to_owned(), Value::Whole(3)), ("by".to_owned(), Value::Text(text.to_owned()))];
            Event::new(0, Happening::from_named("printer.job", fields)).held_bytes()
        };
        assert_eq!(other("0123456789") - other(""), 10);
    }

    #[test]
    fn nothing_is_told_before_it_happened() {
        let json = r#"{"at_us":7,"told_us":3,"type":"x"}"#;
        assert_eq!(serde_json::from_str::<Event>(json).unwrap().told_us, 7);
    }
}
