//! Searches that are kept under a name.

use crate::browser::kept;
use serde::{Deserialize, Serialize};

/// Where they are kept.
const KEY: &str = "afterimage.command-searches";
/// Most searches that are kept.
const MOST_SEARCHES: usize = 100;

/// A search with a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SavedSearch {
    pub(super) name: String,
    /// The texts of which a command contains at least one.
    pub(super) terms: Vec<String>,
}

/// Those of earlier; none where what was kept cannot be read.
pub(super) fn load() -> Vec<SavedSearch> {
    kept::get(KEY).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// Keeps these. The answer tells whether they will be there on the next visit.
pub(super) fn store(searches: &[SavedSearch]) -> bool {
    serde_json::to_string(searches).is_ok_and(|text| kept::set(KEY, &text))
}

/// These with one more, in place of one of the same name, by name.
pub(super) fn with(searches: &[SavedSearch], one: SavedSearch) -> Vec<SavedSearch> {
    let others = searches.iter().filter(|other| other.name != one.name).take(MOST_SEARCHES - 1);
    let mut all: Vec<SavedSearch> = others.cloned().chain([one.clone()]).collect();
    all.sort_by_key(|one| one.name.to_lowercase());
    all
}

/// All texts to look for: what was added, what is being written, and those of the searches that are chosen.
pub(super) fn terms(
    added: &[String],
    written: &str,
    searches: &[SavedSearch],
    chosen: &[String],
) -> Vec<String> {
    let saved =
        searches.iter().filter(|search| chosen.contains(&search.name)).flat_map(|search| &search.terms);
    let all = added.iter().map(String::as_str).chain([written]).chain(saved.map(String::as_str));
    let mut terms: Vec<String> = Vec::new();
    for term in all.map(str::trim).filter(|term| !term.is_empty()) {
        if !terms.iter().any(|other| other == term) {
            terms.push(term.to_owned());
        }
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(name: &str, terms: &[&str]) -> SavedSearch {
        SavedSearch { name: name.to_owned(), terms: terms.iter().map(|&term| term.to_owned()).collect() }
    }

    #[test]
    fn a_name_stands_once() {
        let one = with(&[], search("root", &["sudo"]));
        let two = with(&one, search("Files", &["rm"]));
        let again = with(&two, search("root", &["su ", "sudo"]));
        assert_eq!(again, [search("Files", &["rm"]), search("root", &["su ", "sudo"])]);
        let many = (0..150).fold(Vec::new(), |all, name| with(&all, search(&name.to_string(), &[])));
        assert_eq!(many.len(), MOST_SEARCHES);
    }

    #[test]
    fn searches_are_combined_and_repeat_nothing() {
        let saved = [search("root", &["sudo", "su "]), search("files", &["rm"])];
        let added = ["ls".to_owned(), "sudo".to_owned()];
        assert_eq!(terms(&added, " ", &saved, &["root".to_owned()]), ["ls", "sudo", "su"]);
        assert!(terms(&[], "", &saved, &[]).is_empty());
        assert_eq!(terms(&[], "x", &saved, &["files".to_owned()]), ["x", "rm"]);
    }
}
