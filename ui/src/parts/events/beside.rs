//! The events beside a player: what the page hands from the one to the other.

use super::choice::Choice;
use super::kept::use_choice;
use super::pane::EventsPane;
use crate::parts::player::{Happened, Remote};
use events::Event;
use std::rc::Rc;
use yew::prelude::*;

/// What the player tells the pane, and the other way round.
#[derive(Clone, PartialEq)]
pub(crate) struct Beside {
    pub(crate) happened: Happened,
    /// The comments among the events, and how they are listed by themselves.
    comments: Option<(Rc<[Rc<Event>]>, Html)>,
    /// What of it the list shows.
    pub(crate) listed: Rc<[Rc<Event>]>,
    pub(crate) remote: Remote,
    /// Whether the search is to have the focus.
    pub(crate) wants_search: bool,
    pub(crate) on_happened: Callback<Happened>,
    pub(crate) on_passed: Callback<Option<u64>>,
    /// Gives the focus to the search.
    pub(crate) on_find: Callback<()>,
    passed_us: Option<u64>,
    choice: Choice,
    on_choice: Callback<Choice>,
    on_jump: Callback<u64>,
    on_again: Callback<()>,
    on_search: Callback<()>,
}

/// The events beside the player of a page.
#[hook]
pub(crate) fn use_beside() -> Beside {
    let happened = use_state(Happened::default);
    let passed_us = use_state_eq(|| None::<u64>);
    let wants_search = use_state_eq(|| false);
    let (choice, on_choice) = use_choice();
    let listed = use_memo(((*happened).clone(), choice.clone()), |(happened, choice)| {
        choice.narrow(&happened.events())
    });
    let remote = use_memo((), |()| Remote::default());
    Beside {
        happened: (*happened).clone(),
        comments: None,
        listed: (*listed).clone(),
        remote: (*remote).clone(),
        wants_search: *wants_search,
        on_happened: use_callback(happened.setter(), |now, happened| happened.set(now)),
        on_passed: use_callback(passed_us.setter(), |now, passed_us| passed_us.set(now)),
        on_find: use_callback(wants_search.setter(), |(), wants| wants.set(true)),
        passed_us: *passed_us,
        choice,
        on_choice,
        on_jump: use_callback((*remote).clone(), |at_us: u64, remote| remote.go(at_us)),
        on_again: use_callback((*remote).clone(), |(), remote| remote.load_again()),
        on_search: use_callback(wants_search.setter(), |(), wants| wants.set(false)),
    }
}

impl Beside {
    /// The same with comments, among the events and as a list of their own.
    pub(crate) fn with_comments(self, comments: Rc<[Rc<Event>]>, list: Html) -> Self {
        Self { comments: Some((comments, list)), ..self }
    }

    /// The pane.
    pub(crate) fn pane(&self) -> Html {
        html! {
            <EventsPane
                happened={self.happened.clone()}
                comments={self.comments.clone()}
                listed={self.listed.clone()}
                passed_us={self.passed_us}
                choice={self.choice.clone()}
                on_choice={self.on_choice.clone()}
                on_jump={self.on_jump.clone()}
                on_again={self.on_again.clone()}
                wants_search={self.wants_search}
                on_search={self.on_search.clone()}
            />
        }
    }
}
