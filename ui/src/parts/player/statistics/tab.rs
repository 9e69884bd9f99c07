//! The tabs, and which of them the address says is open.

use crate::browser::address;
use yew::prelude::*;

/// Name in the address's query.
const NAME: &str = "statistics";

/// A tab of the statistics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StatisticsTab {
    ScreenTime,
    Transfers,
    Commands,
    Events,
}

impl StatisticsTab {
    pub(crate) const ALL: [Self; 4] = [Self::ScreenTime, Self::Transfers, Self::Commands, Self::Events];

    /// What people call it.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::ScreenTime => "Screen time",
            Self::Transfers => "File transfers",
            Self::Commands => "Commands",
            Self::Events => "Events",
        }
    }

    /// The word in the address.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::ScreenTime => "screen-time",
            Self::Transfers => "file-transfers",
            Self::Commands => "commands",
            Self::Events => "events",
        }
    }

    /// The tab of a word in an address; the first for one that is not known.
    fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|tab| tab.word() == word).unwrap_or(Self::ScreenTime)
    }
}

/// Which tab is open, as the address says, and how to open another or none. Each is an entry of the history.
#[hook]
pub(crate) fn use_statistics() -> (Option<StatisticsTab>, Callback<Option<StatisticsTab>>) {
    let read = || address::query(NAME).map(|word| StatisticsTab::from_word(&word));
    let tab = use_state_eq(read);
    use_effect_with((), {
        let tab = tab.setter();
        move |()| {
            let listener = address::on_travel(move || tab.set(read()));
            move || drop(listener)
        }
    });
    let open = use_callback(tab.setter(), move |wanted: Option<StatisticsTab>, tab| {
        if wanted != read() {
            address::push_query(NAME, wanted.map(StatisticsTab::word));
        }
        tab.set(wanted);
    });
    (*tab, open)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tab_is_found_by_its_word() {
        for tab in StatisticsTab::ALL {
            assert_eq!(StatisticsTab::from_word(tab.word()), tab);
        }
        assert_eq!(StatisticsTab::from_word("<script>"), StatisticsTab::ScreenTime);
    }
}
