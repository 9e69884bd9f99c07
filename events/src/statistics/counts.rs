//! How many events there are of each type.

use crate::event::Event;
use crate::schema::Family;
use serde::{Deserialize, Serialize};

/// The number of events of one type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeCount {
    /// Name of the type.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// Name of the family that it belongs to.
    pub family: String,
    /// How many.
    pub count: u64,
    /// When the first of them happened: presentation time in microseconds.
    pub first_us: u64,
}

impl TypeCount {
    /// The family that it belongs to.
    pub fn family(&self) -> Family {
        Family::from_name(&self.family).unwrap_or(Family::Other)
    }
}

/// The types that occur, the most frequent first, then by name.
pub fn counts(events: &[Event]) -> Vec<TypeCount> {
    let mut types = std::collections::BTreeMap::<&str, TypeCount>::new();
    for event in events {
        let what = &event.what;
        let one = types.entry(what.name()).or_insert_with(|| TypeCount {
            name: what.name().to_owned(),
            label: what.label().to_owned(),
            family: what.family().name().to_owned(),
            count: 0,
            first_us: event.at_us,
        });
        one.count += 1;
        one.first_us = one.first_us.min(event.at_us);
    }
    let mut counts: Vec<TypeCount> = types.into_values().collect();
    counts.sort_by_key(|one| std::cmp::Reverse(one.count));
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::happening::Happening;

    #[test]
    fn the_most_frequent_type_comes_first() {
        let end = |at_us| Event::new(at_us, Happening::AppEnd { app_name: "vi".to_owned() });
        let other = |at_us| Event::new(at_us, Happening::from_named("printer.job", Vec::new()));
        let counts = counts(&[end(1), other(2), other(3)]);
        let rows: Vec<_> =
            counts.iter().map(|one| (&*one.label, one.family(), one.count, one.first_us)).collect();
        assert_eq!(rows, [("printer.job", Family::Other, 2, 2), ("App End", Family::Applications, 1, 1)]);
    }
}
