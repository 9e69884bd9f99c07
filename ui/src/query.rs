//! Something fetched from the gateway for as long as a component is drawn.

use crate::client::{ClientError, request};
use crate::session::use_session;
use std::future::Future;
use std::rc::Rc;
use yew::platform::spawn_local;
use yew::prelude::*;

/// Something that is fetched.
#[derive(Debug, PartialEq)]
pub(crate) enum Query<T> {
    /// Under way.
    Loading,
    /// Not to be had.
    Failed(ClientError),
    /// Here.
    Ready(Rc<T>),
}

// Derived, it would ask `T` to be `Clone`, which a shared value need not be.
impl<T> Clone for Query<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Loading => Self::Loading,
            Self::Failed(error) => Self::Failed(error.clone()),
            Self::Ready(value) => Self::Ready(value.clone()),
        }
    }
}

impl<T> Query<T> {
    /// What is here.
    pub(crate) fn ready(&self) -> Option<&Rc<T>> {
        match self {
            Self::Ready(value) => Some(value),
            Self::Loading | Self::Failed(_) => None,
        }
    }
}

/// Fetches by `key`, anew whenever it changes; the answer to an earlier key is dropped.
#[hook]
pub(crate) fn use_query<K, T, F>(key: K, fetch: impl FnOnce(K) -> F + 'static) -> Query<T>
where
    K: Clone + PartialEq + 'static,
    T: PartialEq + 'static,
    F: Future<Output = Result<T, ClientError>> + 'static,
{
    let query = use_state(|| Query::Loading);
    let session = use_session();
    // What failed because nobody was signed in is asked for again once somebody is.
    let is_denied = matches!(&*query, Query::Failed(error) if error.is(request::NOT_SIGNED_IN));
    let denied_at = use_mut_ref(|| 0);
    let epoch = session.map_or(0, |session| session.epoch);
    if is_denied {
        *denied_at.borrow_mut() = epoch;
    }
    let round = *denied_at.borrow();
    use_effect_with((key, round), {
        let setter = query.setter();
        move |(key, _)| {
            let is_latest = Rc::new(std::cell::Cell::new(true));
            setter.set(Query::Loading);
            let answer = fetch(key.clone());
            let still = is_latest.clone();
            spawn_local(async move {
                let answer = answer.await;
                if still.get() {
                    setter.set(answer.map_or_else(Query::Failed, |value| Query::Ready(Rc::new(value))));
                }
            });
            move || is_latest.set(false)
        }
    });
    (*query).clone()
}

/// Something fetched that stays on the page while it is fetched anew.
pub(crate) struct Kept<T> {
    /// What was fetched last.
    pub(crate) shown: Option<Rc<T>>,
    /// Why it could not be fetched the last time.
    pub(crate) failure: Option<ClientError>,
    /// Fetches it anew.
    pub(crate) again: Callback<()>,
}

/// How often something was asked for.
#[derive(Default, PartialEq)]
struct Round(u32);

impl Reducible for Round {
    type Action = ();

    fn reduce(self: Rc<Self>, (): ()) -> Rc<Self> {
        Rc::new(Self(self.0.wrapping_add(1)))
    }
}

/// As [`use_query`], anew whenever it is asked for; what was there stays until the answer comes, and after a failure.
#[hook]
pub(crate) fn use_kept<T, F>(fetch: impl FnOnce() -> F + 'static) -> Kept<T>
where
    T: PartialEq + 'static,
    F: Future<Output = Result<T, ClientError>> + 'static,
{
    let round = use_reducer(Round::default);
    let query = use_query(round.0, |_| fetch());
    let last = use_mut_ref(|| None);
    if let Some(ready) = query.ready() {
        *last.borrow_mut() = Some(ready.clone());
    }
    let again = use_callback(round.dispatcher(), |(), round| round.dispatch(()));
    let failure = match query {
        Query::Failed(error) => Some(error),
        Query::Loading | Query::Ready(_) => None,
    };
    let shown = last.borrow().clone();
    Kept { shown, failure, again }
}
