//! The file of this machine that is to be played, or the files that make one recording: dropped anywhere on the window or
//! chosen.

use crate::browser::files::{self, LocalFile};
use crate::route::Route;
use std::rc::Rc;
use yew::prelude::*;
use yew_nested_router::prelude::use_router;

/// The file in hand, and how to hand over another.
#[derive(Clone, PartialEq)]
pub(crate) struct LocalFileHandle {
    /// The file last dropped or chosen, until the page is reloaded.
    pub(crate) file: Option<LocalFile>,
    /// Counts the files handed over, so that the same one given again is opened again.
    pub(crate) number: u32,
    /// Takes a file and goes to the page that plays it.
    pub(crate) open: Callback<LocalFile>,
    /// Lets go of the file; what was under way with it stops.
    pub(crate) close: Callback<()>,
}

#[derive(PartialEq, Properties)]
pub(crate) struct LocalFileProviderProps {
    pub(crate) children: Html,
}

/// Takes files that are dropped on the window, wherever in the console one is.
#[component]
pub(crate) fn LocalFileProvider(props: &LocalFileProviderProps) -> Html {
    let file = use_state(|| None::<LocalFile>);
    let number = use_state(|| 0_u32);
    let is_over = use_state(|| false);
    let router = use_router::<Route>();
    let open = use_callback(
        (file.setter(), number.clone(), router),
        |chosen: LocalFile, (setter, number, router)| {
            number.set(**number + 1);
            setter.set(Some(chosen));
            if let Some(router) = router {
                router.push(Route::Local);
            }
        },
    );
    use_effect_with((open.clone(), is_over.setter()), |(open, is_over)| {
        let (open, is_over) = (open.clone(), is_over.clone());
        let listeners = files::on_window_drop(Callback::from(move |change| match change {
            files::Drag::Over => is_over.set(true),
            files::Drag::Left => is_over.set(false),
            files::Drag::Dropped(file) => {
                is_over.set(false);
                open.emit(file);
            }
        }));
        move || drop(listeners)
    });
    let close = use_callback(file.setter(), |(), setter| setter.set(None));
    let handle = Rc::new(LocalFileHandle { file: (*file).clone(), number: *number, open, close });
    html! {
        <ContextProvider<Rc<LocalFileHandle>> context={handle}>
            { props.children.clone() }
            if *is_over {
                <div class="drop-curtain" aria-hidden="true">
                    <div class="drop-curtain__card">
                        <p class="drop-curtain__title">{ "Drop to play in this browser" }</p>
                        <p>{ "The file stays on this machine. Nothing is uploaded." }</p>
                    </div>
                </div>
            }
        </ContextProvider<Rc<LocalFileHandle>>>
    }
}

/// The file in hand; `None` outside of [`LocalFileProvider`].
#[hook]
pub(crate) fn use_local_file() -> Option<Rc<LocalFileHandle>> {
    use_context()
}
