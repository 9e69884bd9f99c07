//! Something fetched from the gateway for as long as a component is drawn.

use crate::client::ClientError;
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

/// Fetches by `key`, anew whenever it changes; the answer to an earlier key is dropped.
#[hook]
pub(crate) fn use_query<K, T, F>(key: K, fetch: impl FnOnce(K) -> F + 'static) -> Query<T>
where
    K: Clone + PartialEq + 'static,
    T: PartialEq + 'static,
    F: Future<Output = Result<T, ClientError>> + 'static,
{
    let query = use_state(|| Query::Loading);
    use_effect_with(key, {
        let setter = query.setter();
        move |key| {
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
