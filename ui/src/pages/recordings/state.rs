//! What of the list is loaded, and what is under way.

use crate::client::ClientError;
use api::{Recording, RecordingPage};
use std::rc::Rc;
use yew::Reducible;

/// Which part of the list is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fetch {
    /// From the start; replaces what is loaded.
    First,
    /// The page after what is loaded.
    More {
        /// Where it begins.
        cursor: String,
    },
}

/// What is under way, or went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Nothing was ever loaded.
    Loading,
    /// Nothing could be loaded.
    Failed(ClientError),
    /// At rest.
    Ready,
    /// A request is under way; what is loaded stays.
    Fetching(Fetch),
    /// What is loaded stays, but the request failed.
    FetchFailed(Fetch, ClientError),
}

/// The list as far as it is loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listing {
    /// Loaded recordings, in the gateway's order.
    pub(crate) items: Vec<Rc<Recording>>,
    /// Where the next page begins; `None` when all is loaded.
    pub(crate) next_cursor: Option<String>,
    /// What is under way.
    pub(crate) phase: Phase,
}

impl Default for Listing {
    fn default() -> Self {
        Self { items: Vec::new(), next_cursor: None, phase: Phase::Loading }
    }
}

/// What happens to the list.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    /// A request has left.
    Begin(Fetch),
    /// It was answered.
    Answered(Fetch, Result<RecordingPage, ClientError>),
}

impl Reducible for Listing {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            Action::Begin(fetch) => {
                next.phase = match next.phase {
                    Phase::Loading | Phase::Failed(_) => Phase::Loading,
                    Phase::Ready | Phase::Fetching(_) | Phase::FetchFailed(..) => Phase::Fetching(fetch),
                };
            }
            Action::Answered(fetch, Ok(page)) => {
                if fetch == Fetch::First {
                    next.items.clear();
                }
                // A recording imported meanwhile shifts the pages: none is listed twice.
                let fresh =
                    page.items.into_iter().filter(|item| !next.items.iter().any(|old| old.id == item.id));
                let fresh: Vec<_> = fresh.map(Rc::new).collect();
                next.items.extend(fresh);
                next.next_cursor = page.next_cursor;
                next.phase = Phase::Ready;
            }
            Action::Answered(fetch, Err(error)) => {
                next.phase = match next.phase {
                    Phase::Loading | Phase::Failed(_) => Phase::Failed(error),
                    Phase::Ready | Phase::Fetching(_) | Phase::FetchFailed(..) => {
                        Phase::FetchFailed(fetch, error)
                    }
                };
            }
        }
        Rc::new(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::sample;

    fn recording(id: &str) -> Recording {
        Recording { id: id.into(), ..sample::recording() }
    }

    fn page(ids: &[&str], next: Option<&str>) -> RecordingPage {
        RecordingPage {
            items: ids.iter().map(|id| recording(id)).collect(),
            next_cursor: next.map(Into::into),
        }
    }

    fn run(actions: Vec<Action>) -> Listing {
        let listing = actions.into_iter().fold(Rc::new(Listing::default()), Reducible::reduce);
        (*listing).clone()
    }

    fn ids(listing: &Listing) -> Vec<&str> {
        listing.items.iter().map(|item| item.id.as_str()).collect()
    }

    #[test]
    fn the_next_page_is_added_and_nothing_is_listed_twice() {
        let more = Fetch::More { cursor: "c".into() };
        let listing = run(vec![
            Action::Answered(Fetch::First, Ok(page(&["3", "2"], Some("c")))),
            Action::Begin(more.clone()),
            Action::Answered(more, Ok(page(&["2", "1"], None))),
        ]);
        assert_eq!(ids(&listing), ["3", "2", "1"]);
        assert_eq!((listing.next_cursor, listing.phase), (None, Phase::Ready));
    }

    #[test]
    fn a_refresh_keeps_the_list_while_it_runs_and_when_it_fails() {
        let first = Action::Answered(Fetch::First, Ok(page(&["1"], None)));
        let refreshing = run(vec![first.clone(), Action::Begin(Fetch::First)]);
        assert_eq!((ids(&refreshing), &refreshing.phase), (vec!["1"], &Phase::Fetching(Fetch::First)));
        let failed = run(vec![
            first,
            Action::Begin(Fetch::First),
            Action::Answered(Fetch::First, Err(ClientError::Unreachable)),
        ]);
        assert_eq!(ids(&failed), ["1"]);
        assert_eq!(failed.phase, Phase::FetchFailed(Fetch::First, ClientError::Unreachable));
    }

    #[test]
    fn a_failed_first_load_can_be_tried_again() {
        let failed = Action::Answered(Fetch::First, Err(ClientError::Unreachable));
        assert_eq!(run(vec![failed.clone()]).phase, Phase::Failed(ClientError::Unreachable));
        assert_eq!(run(vec![failed, Action::Begin(Fetch::First)]).phase, Phase::Loading);
    }
}
