//! The secret of a link to a shared recording: from the address into memory, and nowhere else.

use crate::browser::address;
use crate::route::Route;
use std::rc::Rc;
use yew::prelude::*;

/// What opens the recording. It survives the sign-in page, and no reload. It is not written out where values are.
#[derive(Clone, PartialEq)]
pub(crate) struct SharedSecret(pub(crate) Rc<str>);

/// Takes the secret out of the address of the page of shared recordings, when it is opened and whenever another link is
/// pasted there.
#[hook]
pub(super) fn use_taken_secret(route: Option<&Route>) -> Option<SharedSecret> {
    let is_shared = route == Some(&Route::Shared);
    let secret = use_state_eq(|| None);
    use_effect_with(is_shared, {
        let setter = secret.setter();
        move |is_shared| {
            let take = move || {
                let taken = address::take_fragment().filter(|text| !text.is_empty());
                if let Some(text) = taken {
                    setter.set(Some(SharedSecret(text.into())));
                }
            };
            let listener = is_shared.then(|| {
                take();
                address::on_fragment(take)
            });
            move || drop(listener)
        }
    });
    (*secret).clone().filter(|_| is_shared)
}

/// What was behind the `#` of the address.
#[hook]
pub(crate) fn use_shared_secret() -> Option<SharedSecret> {
    use_context::<Option<SharedSecret>>().flatten()
}
