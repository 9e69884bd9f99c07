//! The events of all recordings beside the tiles.

use super::known::Known;
use super::words::letter;
use crate::browser::document;
use crate::format;
use crate::parts::events::{Choice, EventFinder, Listed, cut};
use events::Event;
use std::rc::Rc;
use yew::prelude::*;

/// Characters of a reason that are shown: the player's words may hold what a recording says.
const MOST_SHOWN: usize = 300;

/// The id of its title.
const TITLE: &str = "told-title";

#[derive(PartialEq, Properties)]
pub(super) struct ToldProps {
    /// All that happened, in the order of the recordings.
    pub(super) all: Rc<[Rc<Event>]>,
    /// What of it is listed, by rising wall time.
    pub(super) rows: Rc<[Listed]>,
    /// The wall time that is shown.
    pub(super) wall_us: u64,
    /// Recordings whose events are still being read.
    pub(super) unread: usize,
    /// Recordings whose events cannot be told, each with its reason.
    pub(super) failures: Vec<AttrValue>,
    pub(super) choice: Choice,
    pub(super) on_choice: Callback<Choice>,
    /// To this wall time.
    pub(super) on_jump: Callback<u64>,
    /// Whether it is to come into view and have the focus.
    pub(super) wants_focus: bool,
    /// It has it.
    pub(super) on_focus: Callback<()>,
}

#[component]
pub(super) fn Told(props: &ToldProps) -> Html {
    use_effect_with(props.wants_focus, {
        let on_focus = props.on_focus.clone();
        move |wants_focus| {
            if *wants_focus {
                document::focus_id(TITLE);
                on_focus.emit(());
            }
        }
    });
    html! {
        <section class="events" aria-labelledby={TITLE}>
            <h2 class="pane__title events__title" id={TITLE} tabindex="-1">{ "Events of all recordings" }</h2>
            { for props.failures.iter().map(|failure| html! {
                <p class="events__said is-failure" role="status">{ failure }</p>
            }) }
            <div class="events__panel">
                if props.all.is_empty() {
                    <p class="events__said" role="status">{ nothing(props.unread) }</p>
                } else {
                    <EventFinder
                        all={props.all.clone()}
                        rows={props.rows.clone()}
                        at_us={props.wall_us}
                        choice={props.choice.clone()}
                        on_choice={props.on_choice.clone()}
                        on_jump={props.on_jump.clone()}
                        label="Events of all recordings"
                        note={note(props.unread)}
                    />
                }
            </div>
        </section>
    }
}

/// Why the events of a recording are not listed; `None` where they are, or may still come.
pub(super) fn failure(place: usize, known: &Known) -> Option<AttrValue> {
    let reason = format::sentence(&cut(known.events_failure.as_ref()?, MOST_SHOWN)).unwrap_or_default();
    Some(format!("The events of {} cannot be shown. {reason}", letter(place)).into())
}

/// What is said where there is no event.
fn nothing(unread: usize) -> &'static str {
    if unread > 0 { "Loading the events" } else { "No events were recorded." }
}

/// What is said behind the number of events while there may be more.
fn note(unread: usize) -> AttrValue {
    match unread {
        0 => AttrValue::default(),
        1 => ", 1 recording still being read".into(),
        unread => format!(", {unread} recordings still being read").into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn while_recordings_are_read_one_is_told_so() {
        assert_eq!([nothing(0), nothing(2)], ["No events were recorded.", "Loading the events"]);
        assert_eq!([note(0), note(1)], ["", ", 1 recording still being read"]);
        assert_eq!(note(3), ", 3 recordings still being read");
    }

    #[test]
    fn what_cannot_be_shown_says_why_and_hides_nothing() {
        let known = Known { events_failure: Some("track 6 is\u{202e} gone".into()), ..Known::default() };
        let said = failure(1, &known);
        assert_eq!(said.as_deref(), Some("The events of B cannot be shown. Track 6 is<U+202E> gone."));
        assert_eq!(failure(1, &Known::default()), None);
    }
}
