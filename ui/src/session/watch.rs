//! Hears from the gateway what changed for this page, while it is open.

use crate::browser::socket::Socket;
use crate::browser::{ticks, visibility};
use crate::client::{request, session};
use api::{WatchEvent, WatchRequest, paths};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use yew::platform::spawn_local;
use yew::prelude::*;

/// How long it waits before it connects again, in milliseconds: at first, and at the most.
const AGAIN_MS: u32 = 1_000;
const AGAIN_MOST_MS: u32 = 30_000;

/// The recordings that pages show, and the connection over which the gateway says when they may not any longer. It is
/// open while somebody is signed in and the page is seen or shows a recording.
#[derive(Clone, Default)]
pub(crate) struct Watching(Rc<RefCell<Inner>>);

#[derive(Default)]
struct Inner {
    /// Somebody is signed in.
    is_wanted: bool,
    socket: Option<Socket>,
    /// The socket is open, not just opening.
    is_open: bool,
    /// It was open before: what changed since then was not heard.
    was_open: bool,
    /// The session was asked for since the connection broke, and is still there.
    is_known: bool,
    shown: BTreeMap<String, Callback<()>>,
    again: Option<gloo::timers::callback::Timeout>,
    wait_ms: u32,
    on_change: Callback<()>,
}

impl PartialEq for Watching {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Watching {
    fn set_wanted(&self, is_wanted: bool) {
        self.0.borrow_mut().is_wanted = is_wanted;
        self.suit();
    }

    /// Opens or closes the connection, as is right now.
    fn suit(&self) {
        let mut inner = self.0.borrow_mut();
        if !inner.is_wanted || !visibility::is_seen() && inner.shown.is_empty() {
            (inner.socket, inner.again, inner.is_open, inner.wait_ms) = (None, None, false, 0);
            return;
        }
        if inner.socket.is_some() {
            return;
        }
        inner.again = None;
        let (on_open, on_text, on_close) = (self.clone(), self.clone(), self.clone());
        inner.socket = Socket::open(
            paths::WATCH,
            move || on_open.has_opened(),
            move |text| on_text.take(&text),
            move || on_close.has_closed(),
        );
    }

    fn has_opened(&self) {
        let missed = {
            let mut inner = self.0.borrow_mut();
            let missed = inner.was_open.then(|| inner.on_change.clone());
            (inner.is_open, inner.was_open, inner.is_known, inner.wait_ms) = (true, true, false, 0);
            for recording in inner.shown.keys() {
                inner.say(&WatchRequest::Show { recording: recording.clone() });
            }
            missed
        };
        if let Some(missed) = missed {
            missed.emit(());
        }
    }

    /// The gateway is gone, or the network, or the session: it is tried again, each time later. A browser does not tell
    /// why a connection does not open, so that the session is asked for; once, since asking keeps it alive.
    fn has_closed(&self) {
        let asks = {
            let mut inner = self.0.borrow_mut();
            if inner.socket.take().is_none() {
                return;
            }
            let asks = !inner.is_open && !inner.is_known;
            inner.is_open = false;
            let wait_ms = inner.wait_ms.max(AGAIN_MS);
            inner.wait_ms = wait_ms.saturating_mul(2).min(AGAIN_MOST_MS);
            let watching = self.clone();
            inner.again = Some(ticks::later(wait_ms, move || watching.suit()));
            asks
        };
        if asks {
            let watching = self.clone();
            spawn_local(async move {
                // that nobody is signed in is heard by all who listen for it
                if session::session().await.is_ok() {
                    watching.0.borrow_mut().is_known = true;
                }
            });
        }
    }

    fn take(&self, text: &str) {
        let told = {
            let inner = self.0.borrow();
            match serde_json::from_str(text) {
                Ok(WatchEvent::Hidden { recording }) => inner.shown.get(&recording).cloned(),
                Ok(WatchEvent::RightsChanged) => Some(inner.on_change.clone()),
                Ok(WatchEvent::SignedOut) => Some(Callback::from(|()| request::tell_signed_out())),
                // a word of a later gateway
                Err(_) => None,
            }
        };
        if let Some(told) = told {
            told.emit(());
        }
    }

    fn show(&self, recording: String, on_hidden: Callback<()>) {
        {
            let mut inner = self.0.borrow_mut();
            inner.say(&WatchRequest::Show { recording: recording.clone() });
            inner.shown.insert(recording, on_hidden);
        }
        self.suit();
    }

    fn leave(&self, recording: &str) {
        {
            let mut inner = self.0.borrow_mut();
            inner.say(&WatchRequest::Leave { recording: recording.to_owned() });
            inner.shown.remove(recording);
        }
        self.suit();
    }
}

impl Inner {
    fn say(&self, request: &WatchRequest) {
        if let (Some(socket), Ok(text)) = (&self.socket, serde_json::to_string(request)) {
            socket.send(&text);
        }
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct WatchProviderProps {
    /// Somebody is signed in.
    pub(crate) is_wanted: bool,
    /// The rights changed, or may have while nothing was heard.
    pub(crate) on_change: Callback<()>,
    pub(crate) children: Html,
}

/// Keeps the connection while somebody is signed in.
#[component]
pub(crate) fn WatchProvider(props: &WatchProviderProps) -> Html {
    let watching = use_memo((), |()| Watching::default());
    let watching = (*watching).clone();
    watching.0.borrow_mut().on_change = props.on_change.clone();
    use_effect_with(props.is_wanted, {
        let watching = watching.clone();
        move |is_wanted| {
            watching.set_wanted(*is_wanted);
            let listener = visibility::on_change({
                let watching = watching.clone();
                move || watching.suit()
            });
            move || {
                drop(listener);
                watching.set_wanted(false);
            }
        }
    });
    html! { <ContextProvider<Watching> context={watching}>{ props.children.clone() }</ContextProvider<Watching>> }
}

/// Whether the gateway said, since this page showed the recording, that it may not be shown. Without an id nothing is
/// watched.
#[hook]
pub(crate) fn use_watched(recording: Option<&AttrValue>) -> bool {
    let watching = use_context::<Watching>();
    let is_hidden = use_state_eq(|| false);
    use_effect_with((watching, recording.cloned()), {
        let is_hidden = is_hidden.setter();
        move |(watching, recording): &(Option<Watching>, Option<AttrValue>)| {
            is_hidden.set(false);
            let watched = watching.clone().zip(recording.as_ref().map(AttrValue::to_string));
            if let Some((watching, recording)) = &watched {
                watching.show(recording.clone(), Callback::from(move |()| is_hidden.set(true)));
            }
            move || {
                if let Some((watching, recording)) = watched {
                    watching.leave(&recording);
                }
            }
        }
    });
    *is_hidden
}
