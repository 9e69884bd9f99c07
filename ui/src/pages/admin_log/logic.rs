//! What is asked of a log, and how its address says it.

use api::{AdminLog, LogEntry};

/// How many entries a page may have.
pub(super) const SIZES: [u32; 4] = [10, 20, 50, 100];
const DAY_MS: i64 = 86_400_000;

/// Which time is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Period {
    Today,
    Week,
    Month,
    Quarter,
    #[default]
    All,
}

impl Period {
    pub(super) const ALL: [Self; 5] = [Self::Today, Self::Week, Self::Month, Self::Quarter, Self::All];

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Today => "Today",
            Self::Week => "Last 7 days",
            Self::Month => "Last 30 days",
            Self::Quarter => "Last 90 days",
            Self::All => "All time",
        }
    }

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Week => "7",
            Self::Month => "30",
            Self::Quarter => "90",
            Self::All => "all",
        }
    }

    pub(super) fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|period| period.word() == word)
    }

    /// When it begins, where the user's clock is `offset_minutes` ahead of UTC.
    pub(super) fn begins_ms(self, now_ms: i64, offset_minutes: i32) -> Option<i64> {
        let days = |days: i64| Some(now_ms.saturating_sub(days.saturating_mul(DAY_MS)));
        match self {
            Self::Today => {
                let offset_ms = i64::from(offset_minutes).saturating_mul(60_000);
                let since_midnight = now_ms.saturating_add(offset_ms).rem_euclid(DAY_MS);
                Some(now_ms.saturating_sub(since_midnight))
            }
            Self::Week => days(7),
            Self::Month => days(30),
            Self::Quarter => days(90),
            Self::All => None,
        }
    }
}

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) page: u32,
    pub(super) size: u32,
    pub(super) period: Period,
    pub(super) category: String,
    pub(super) action: String,
    pub(super) taken_by: String,
}

impl Default for Wanted {
    fn default() -> Self {
        Self {
            page: 1,
            size: SIZES[0],
            period: Period::default(),
            category: String::new(),
            action: String::new(),
            taken_by: String::new(),
        }
    }
}

impl Wanted {
    /// The names of the address's query that say it.
    pub(super) const NAMES: [&'static str; 6] = ["page", "size", "time", "category", "action", "by"];

    /// What the address says; what it does not say, or says wrongly, is as it is by default.
    pub(super) fn of_query(query: impl Fn(&str) -> Option<String>) -> Self {
        let default = Self::default();
        let number = |name: &str| query(name).and_then(|text| text.parse().ok());
        let text = |name: &str| query(name).unwrap_or_default();
        Self {
            page: number("page").filter(|page| *page > 0).unwrap_or(default.page),
            size: number("size").filter(|size| SIZES.contains(size)).unwrap_or(default.size),
            period: query("time").and_then(|word| Period::of_word(&word)).unwrap_or_default(),
            category: text("category"),
            action: text("action"),
            taken_by: text("by"),
        }
    }

    /// The same as names and values; what is as by default has none.
    pub(super) fn query(&self) -> [(&'static str, Option<String>); 6] {
        let default = Self::default();
        let some = |text: &String| (!text.is_empty()).then(|| text.clone());
        let [page, size, time, category, action, by] = Self::NAMES;
        [
            (page, (self.page != default.page).then(|| self.page.to_string())),
            (size, (self.size != default.size).then(|| self.size.to_string())),
            (time, (self.period != default.period).then(|| self.period.word().to_owned())),
            (category, some(&self.category)),
            (action, some(&self.action)),
            (by, some(&self.taken_by)),
        ]
    }

    /// What the gateway is asked.
    pub(super) fn asked(
        &self,
        log: AdminLog,
        now_ms: i64,
        offset_minutes: i32,
    ) -> Vec<(&'static str, String)> {
        let mut asked = vec![
            ("log", log.word().to_owned()),
            ("page", self.page.to_string()),
            ("limit", self.size.to_string()),
        ];
        asked.extend(
            self.period.begins_ms(now_ms, offset_minutes).map(|from_ms| ("from_ms", from_ms.to_string())),
        );
        for (name, text) in
            [("category", &self.category), ("action", &self.action), ("taken_by", &self.taken_by)]
        {
            if !text.trim().is_empty() {
                asked.push((name, text.trim().to_owned()));
            }
        }
        asked
    }

    /// Whether entries are left out.
    pub(super) fn is_narrowed(&self) -> bool {
        self.period != Period::All
            || [&self.category, &self.action, &self.taken_by].into_iter().any(|text| !text.is_empty())
    }
}

/// How many pages there are; one where there is nothing.
pub(super) fn pages(total: u64, size: u32) -> u32 {
    u32::try_from(total.div_ceil(u64::from(size.max(1)))).unwrap_or(u32::MAX).max(1)
}

/// The numbers that stand between the arrows: both ends and those around the page that is shown; none where some are left
/// out.
pub(super) fn numbers(page: u32, pages: u32) -> Vec<Option<u32>> {
    let near = |number: u32| number == 1 || number == pages || number.abs_diff(page) <= 1;
    let mut numbers: Vec<Option<u32>> = Vec::new();
    for number in (1..=pages).filter(|number| near(*number)) {
        if let Some(Some(last)) = numbers.last().copied()
            && number > last + 1
        {
            // a gap of one is that one
            numbers.push((number == last + 2).then_some(last + 1));
        }
        numbers.push(Some(number));
    }
    numbers
}

/// `1-10 of 25 items`.
pub(super) fn count(page: u32, size: u32, shown: usize, total: u64) -> String {
    let items = if total == 1 { "item" } else { "items" };
    let more = if total >= api::LogPage::MOST { "+" } else { "" };
    if shown == 0 {
        return format!("0 of {total}{more} {items}");
    }
    let first = u64::from(page.saturating_sub(1)) * u64::from(size) + 1;
    let last = first + (shown as u64).saturating_sub(1);
    format!("{first}-{last} of {total}{more} {items}")
}

/// Whether it was allowed, in words.
pub(super) const fn authorized(entry: &LogEntry) -> &'static str {
    if entry.is_authorized { "Yes" } else { "No" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_says_what_is_wanted() {
        let wanted = Wanted {
            page: 3,
            size: 50,
            period: Period::Week,
            action: "Add group".to_owned(),
            ..Wanted::default()
        };
        let query: Vec<_> =
            wanted.query().into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        let read = Wanted::of_query(|name| {
            query.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
        });
        assert_eq!(read, wanted);
        assert!(Wanted::default().query().iter().all(|(_, value)| value.is_none()));
        let wrong = Wanted::of_query(|_| Some("0".to_owned()));
        assert_eq!((wrong.page, wrong.size, wrong.period), (1, 10, Period::All));
    }

    #[test]
    fn today_begins_at_the_users_midnight() {
        let now_ms = 10 * DAY_MS + 30 * 60_000;
        assert_eq!(Period::Today.begins_ms(now_ms, 0), Some(10 * DAY_MS));
        assert_eq!(Period::Today.begins_ms(now_ms, -60), Some(9 * DAY_MS + 60 * 60_000));
        assert_eq!(Period::Week.begins_ms(now_ms, 0), Some(now_ms - 7 * DAY_MS));
        assert_eq!(Period::All.begins_ms(now_ms, 0), None);
    }

    #[test]
    fn pages_are_numbered_with_gaps() {
        assert_eq!((pages(0, 10), pages(10, 10), pages(11, 10)), (1, 1, 2));
        assert_eq!(numbers(1, 1), [Some(1)]);
        assert_eq!(numbers(1, 9), [Some(1), Some(2), None, Some(9)]);
        assert_eq!(numbers(5, 9), [Some(1), None, Some(4), Some(5), Some(6), None, Some(9)]);
        assert_eq!(numbers(3, 5), [Some(1), Some(2), Some(3), Some(4), Some(5)]);
        assert_eq!(numbers(4, 9), [Some(1), Some(2), Some(3), Some(4), Some(5), None, Some(9)]);
    }

    #[test]
    fn the_count_says_which_of_how_many() {
        assert_eq!(count(1, 10, 10, 25), "1-10 of 25 items");
        assert_eq!(count(3, 10, 5, 25), "21-25 of 25 items");
        assert_eq!(count(1, 10, 1, 1), "1-1 of 1 item");
        assert_eq!(count(1, 10, 0, 0), "0 of 0 items");
        assert_eq!(count(1, 10, 10, 10_000), "1-10 of 10000+ items");
    }
}
