//! What a list is narrowed to, and how its address says it.

use api::{ListQuery, RecordingList};
use chrono::NaiveDate;

const DAY_MS: i64 = 86_400_000;
const MB: f64 = 1_000_000.0;

/// Which time is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Period {
    Today,
    Week,
    Month,
    Quarter,
    #[default]
    All,
    Custom,
}

impl Period {
    pub(super) const ALL: [Self; 6] =
        [Self::Today, Self::Week, Self::Month, Self::Quarter, Self::All, Self::Custom];

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Today => "Today",
            Self::Week => "Last 7 days",
            Self::Month => "Last 30 days",
            Self::Quarter => "Last 90 days",
            Self::All => "All time",
            Self::Custom => "Custom",
        }
    }

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Week => "7",
            Self::Month => "30",
            Self::Quarter => "90",
            Self::All => "all",
            Self::Custom => "custom",
        }
    }

    pub(super) fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|period| period.word() == word)
    }
}

/// What is written into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FieldKind {
    /// A part of a name.
    Text,
    /// Minutes, which the gateway is asked for in seconds.
    Minutes,
    /// A whole number.
    Count,
    /// Megabytes, which the gateway is asked for in bytes.
    Megabytes,
    /// One of the kinds of recordings.
    Kind,
}

/// A condition that can be written.
#[derive(Debug)]
pub(super) struct FieldOf {
    /// Its name in the address and in what the gateway is asked.
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) kind: FieldKind,
    /// Whether it stands in the line above the table rather than behind "More filters".
    pub(super) is_first: bool,
}

const fn field(name: &'static str, label: &'static str, kind: FieldKind, is_first: bool) -> FieldOf {
    FieldOf { name, label, kind, is_first }
}

/// All conditions, in the order in which they stand on the page.
pub(super) const FIELDS: [FieldOf; 13] = [
    field("user", "User name", FieldKind::Text, true),
    field("host", "Host name", FieldKind::Text, true),
    field("client", "Client name", FieldKind::Text, false),
    field("client_address", "Client IP address", FieldKind::Text, false),
    field("application", "Application", FieldKind::Text, false),
    field("name", "Recording name begins with", FieldKind::Text, false),
    field("kind", "Kind", FieldKind::Kind, false),
    field("duration_min_s", "Duration at least (minutes)", FieldKind::Minutes, false),
    field("duration_max_s", "Duration at most (minutes)", FieldKind::Minutes, false),
    field("events_min", "Events at least", FieldKind::Count, false),
    field("events_max", "Events at most", FieldKind::Count, false),
    field("size_min", "Size at least (MB)", FieldKind::Megabytes, false),
    field("size_max", "Size at most (MB)", FieldKind::Megabytes, false),
];

/// The kinds of recordings, by their words.
pub(super) const KINDS: [(&str, &str); 3] =
    [("desktop", "Desktop"), ("terminal", "Terminal"), ("events", "Events only")];

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filters {
    pub(super) period: Period,
    /// The first and the last day of a custom period, as `2026-02-22`.
    pub(super) days: [String; 2],
    pub(super) site: String,
    /// Recordings of this session alone, on whichever list they are.
    pub(super) session: String,
    /// Whether any of the conditions is enough.
    pub(super) is_any: bool,
    /// What is written into each of [`FIELDS`].
    pub(super) values: [String; FIELDS.len()],
}

impl Filters {
    /// What the address says; what it does not say, or says wrongly, is as it is by default.
    pub(super) fn of_query(query: impl Fn(&str) -> Option<String>) -> Self {
        let text = |name: &str| query(name).unwrap_or_default();
        let mut values: [String; FIELDS.len()] = Default::default();
        for (value, field) in values.iter_mut().zip(&FIELDS) {
            *value = text(field.name);
        }
        Self {
            period: query("time").and_then(|word| Period::of_word(&word)).unwrap_or_default(),
            days: [text("from"), text("until")],
            site: text("site"),
            session: text("session"),
            is_any: query("match").as_deref() == Some("any"),
            values,
        }
    }

    /// The same as names and values; what is as by default has none.
    pub(super) fn query(&self) -> Vec<(&'static str, Option<String>)> {
        let some = |text: &String| (!text.is_empty()).then(|| text.clone());
        let is_custom = self.period == Period::Custom;
        let day = |day: &String| some(day).filter(|_| is_custom);
        let [from, until] = &self.days;
        let mut query = vec![
            ("time", (self.period != Period::All).then(|| self.period.word().to_owned())),
            ("from", day(from)),
            ("until", day(until)),
            ("site", some(&self.site)),
            ("session", some(&self.session)),
            ("match", self.is_any.then(|| "any".to_owned())),
        ];
        query.extend(FIELDS.iter().zip(&self.values).map(|(field, value)| (field.name, some(value))));
        query
    }

    /// When the period begins and ends. `offset_at` is the user's zone at a moment, in minutes ahead of UTC.
    pub(super) fn bounds(&self, now_ms: i64, offset_at: impl Fn(i64) -> i32) -> (Option<i64>, Option<i64>) {
        let before = |days: i64| (Some(now_ms.saturating_sub(days.saturating_mul(DAY_MS))), None);
        let midnight = |day: &str, further_days: i64| {
            let date = NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()?;
            let utc_ms = date.and_hms_opt(0, 0, 0)?.and_utc().timestamp_millis();
            let utc_ms = utc_ms.checked_add(further_days.checked_mul(DAY_MS)?)?;
            // the offset of that day, not of today
            Some(utc_ms.saturating_sub(i64::from(offset_at(utc_ms)).saturating_mul(60_000)))
        };
        let [from, until] = &self.days;
        match self.period {
            Period::Today => {
                let offset_ms = i64::from(offset_at(now_ms)).saturating_mul(60_000);
                let since_midnight = now_ms.saturating_add(offset_ms).rem_euclid(DAY_MS);
                (Some(now_ms.saturating_sub(since_midnight)), None)
            }
            Period::Week => before(7),
            Period::Month => before(30),
            Period::Quarter => before(90),
            Period::All => (None, None),
            Period::Custom => (midnight(from, 0), midnight(until, 1).map(|end| end.saturating_sub(1))),
        }
    }

    /// What the gateway is asked, beside the page. What cannot be read as a number is left out, and
    /// [`Self::faults`] says so.
    pub(super) fn asked(
        &self,
        list: RecordingList,
        now_ms: i64,
        offset_at: impl Fn(i64) -> i32,
    ) -> Vec<(&'static str, String)> {
        let (from_ms, until_ms) = self.bounds(now_ms, offset_at);
        let mut asked = Vec::new();
        if self.session.is_empty() {
            asked.push(("list", list.word().to_owned()));
        } else {
            asked.push(("session", self.session.clone()));
        }
        asked.extend(from_ms.map(|from_ms| ("from_ms", from_ms.to_string())));
        asked.extend(until_ms.map(|until_ms| ("until_ms", until_ms.to_string())));
        if !self.site.is_empty() {
            asked.push(("site", self.site.clone()));
        }
        if self.is_any {
            asked.push(("match", "any".to_owned()));
        }
        for (field, value) in FIELDS.iter().zip(&self.values) {
            asked.extend(meant(field.kind, value).map(|meant| (field.name, meant)));
        }
        asked
    }

    /// The fields whose text is not what it must be.
    pub(super) fn faults(&self) -> Vec<&'static str> {
        let is_wrong = |(field, value): &(&FieldOf, &String)| {
            !value.trim().is_empty() && meant(field.kind, value).is_none()
        };
        FIELDS.iter().zip(&self.values).filter(is_wrong).map(|(field, _)| field.label).collect()
    }

    /// What narrows the list, each with how it reads and what the filters are without it.
    pub(super) fn labels(&self) -> Vec<(String, Self)> {
        let mut labels = Vec::new();
        if !self.session.is_empty() {
            labels.push(("One session".to_owned(), Self { session: String::new(), ..self.clone() }));
        }
        let without = Self { period: Period::All, days: Default::default(), ..self.clone() };
        match (self.period, &self.days) {
            (Period::All, _) => {}
            (Period::Custom, [from, until]) => {
                let day = |day: &String| if day.is_empty() { "\u{2026}".to_owned() } else { day.clone() };
                labels.push((format!("{} to {}", day(from), day(until)), without));
            }
            (period, _) => labels.push((period.label().to_owned(), without)),
        }
        if !self.site.is_empty() {
            labels.push((format!("Site: {}", self.site), Self { site: String::new(), ..self.clone() }));
        }
        for (place, (field, value)) in FIELDS.iter().zip(&self.values).enumerate() {
            if !value.is_empty() {
                let kind = KINDS.iter().find(|(word, _)| field.kind == FieldKind::Kind && word == value);
                let shown = kind.map_or(value.as_str(), |(_, label)| label);
                labels.push((format!("{}: {shown}", field.label), self.with(place, "")));
            }
        }
        labels
    }

    /// With another text in one of [`FIELDS`].
    pub(super) fn with(&self, place: usize, text: &str) -> Self {
        let mut with = self.clone();
        if let Some(value) = with.values.get_mut(place) {
            *value = text.trim().to_owned();
        }
        with
    }

    /// Whether recordings are left out.
    pub(super) fn is_narrowed(&self) -> bool {
        !self.labels().is_empty()
    }

    /// Whether something behind "More filters" is set.
    pub(super) fn has_more(&self) -> bool {
        let is_set = |(field, value): (&FieldOf, &String)| !field.is_first && !value.is_empty();
        self.is_any || FIELDS.iter().zip(&self.values).any(is_set)
    }
}

/// What the gateway is asked for by a text; `None` where it is empty or not what it must be.
fn meant(kind: FieldKind, text: &str) -> Option<String> {
    let text = text.trim();
    let number = |unit: f64, most: f64| {
        let number: f64 = text.replace(',', ".").parse().ok()?;
        let number = (number * unit).round();
        // whole numbers below 2^53 are exact
        (0.0..=most).contains(&number).then(|| format!("{number:.0}"))
    };
    match kind {
        FieldKind::Text => {
            let is_right = !text.replace(['|', '=', ' '], "").is_empty()
                && text.chars().count() <= ListQuery::LONGEST_TEXT;
            is_right.then(|| text.to_owned())
        }
        FieldKind::Minutes => number(60.0, f64::from(u32::MAX)),
        FieldKind::Count => text.parse::<u32>().ok().map(|count| count.to_string()),
        FieldKind::Megabytes => number(MB, 9e15),
        FieldKind::Kind => KINDS.iter().any(|(word, _)| *word == text).then(|| text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn of(values: &[(&str, &str)]) -> Filters {
        let values: BTreeMap<&str, &str> = values.iter().copied().collect();
        Filters::of_query(|name| values.get(name).map(|value| (*value).to_owned()))
    }

    #[test]
    fn an_empty_address_narrows_nothing() {
        let filters = of(&[]);
        assert_eq!(filters, Filters::default());
        assert!(!filters.is_narrowed() && filters.query().iter().all(|(_, value)| value.is_none()));
        assert_eq!(filters.asked(RecordingList::Archived, 0, |_| 0), [("list", "archived".to_owned())]);
    }

    #[test]
    fn periods_begin_in_the_users_zone() {
        // 22 February 2026, 09:16:05 UTC, which is 10:16:05 there
        let now_ms = 1_771_751_765_000;
        let today = of(&[("time", "today")]).bounds(now_ms, |_| 60);
        assert_eq!(today, (Some(1_771_714_800_000), None));
        assert_eq!(of(&[("time", "7")]).bounds(now_ms, |_| 60), (Some(now_ms - 7 * DAY_MS), None));
        let custom = of(&[("time", "custom"), ("from", "2026-02-22"), ("until", "2026-02-22")]);
        assert_eq!(custom.bounds(0, |_| 60), (Some(1_771_714_800_000), Some(1_771_801_199_999)));
        let open = of(&[("time", "custom"), ("from", "yesterday")]);
        assert_eq!(open.bounds(0, |_| 60), (None, None));
    }

    #[test]
    fn what_is_written_is_asked_in_the_gateways_units() {
        let filters = of(&[
            ("user", " =CORP\\ada "),
            ("duration_min_s", "1,5"),
            ("events_max", "7"),
            ("size_min", "2"),
            ("kind", "terminal"),
            ("match", "any"),
            ("host", " | "),
            ("events_min", "-1"),
        ]);
        let asked: BTreeMap<_, _> = filters.asked(RecordingList::All, 0, |_| 0).into_iter().collect();
        let asked = |name: &str| asked.get(name).map(String::as_str);
        assert_eq!((asked("user"), asked("duration_min_s")), (Some("=CORP\\ada"), Some("90")));
        assert_eq!((asked("events_max"), asked("size_min")), (Some("7"), Some("2000000")));
        assert_eq!((asked("kind"), asked("match"), asked("host")), (Some("terminal"), Some("any"), None));
        assert_eq!(filters.faults(), ["Host name", "Events at least"]);
    }

    #[test]
    fn a_label_takes_its_filter_away() {
        let filters = of(&[("time", "today"), ("user", "ada"), ("kind", "events"), ("session", "s")]);
        let labels = filters.labels();
        let texts: Vec<_> = labels.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(texts, ["One session", "Today", "User name: ada", "Kind: Events only"]);
        for (_, without) in &labels {
            assert_eq!(without.labels().len(), labels.len() - 1);
        }
        let session = filters.asked(RecordingList::All, 0, |_| 0);
        assert!(
            session.contains(&("session", "s".to_owned())) && session.iter().all(|(name, _)| *name != "list")
        );
    }

    #[test]
    fn the_address_says_what_is_looked_for() {
        let texts = ["", "a", "CORP\\ada | =b", "100 %&=?#", "\u{e4} \"<b>\"", "custom"];
        for number in 0..600_usize {
            let text = |place: usize| {
                let drawn = number.wrapping_mul(2_654_435_761).wrapping_add(place * 40_503) >> 7;
                texts.get(drawn % texts.len()).copied().unwrap_or_default().to_owned()
            };
            let period = Period::ALL.get(number % 6).copied().unwrap_or_default();
            let filters = Filters {
                period,
                days: if period == Period::Custom { [text(1), text(2)] } else { Default::default() },
                site: text(3),
                session: text(4),
                is_any: number % 5 == 0,
                values: std::array::from_fn(|place| text(place + 5)),
            };
            let said: BTreeMap<_, _> = filters.query().into_iter().collect();
            let again = Filters::of_query(|name| said.get(name).cloned().flatten());
            assert_eq!(again, filters);
        }
    }
}
