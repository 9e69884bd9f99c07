//! Comments as they stand among events.

use api::Comment;
use events::{Event, Happening, OtherHappening, Value};
use std::rc::Rc;

/// What a comment is called among events.
const NAME: &str = "Comment";

/// Comments as events, by rising time.
pub(crate) fn as_events(comments: &[Comment]) -> Rc<[Rc<Event>]> {
    let event = |comment: &Comment| {
        let fields = vec![
            ("author".to_owned(), Value::Text(comment.author.clone())),
            ("text".to_owned(), Value::Text(comment.text.clone())),
        ];
        let what = Happening::Other(OtherHappening { name: NAME.to_owned(), fields });
        Rc::new(Event { severity: Some(comment.severity), ..Event::new(comment.at_us, what) })
    };
    let mut events: Vec<_> = comments.iter().map(event).collect();
    events.sort_by_key(|event| event.at_us);
    events.into()
}

/// Both by rising time; of the same moment the events first.
pub(crate) fn merged(events: &Rc<[Rc<Event>]>, comments: &Rc<[Rc<Event>]>) -> Rc<[Rc<Event>]> {
    if comments.is_empty() {
        return events.clone();
    }
    let mut all: Vec<_> = events.iter().chain(comments.iter()).cloned().collect();
    // stable: what came first stays first
    all.sort_by_key(|event| event.at_us);
    all.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::Severity;

    fn comment(at_us: u64, severity: Severity) -> Comment {
        Comment {
            id: String::new(),
            recording_id: String::new(),
            recording: String::new(),
            at_us,
            severity,
            text: "look <b>".to_owned(),
            author: "Ada".to_owned(),
            is_own: true,
            made_at_ms: 0,
        }
    }

    #[test]
    fn comments_stand_among_events_by_their_moments() {
        let comments = as_events(&[comment(30, Severity::Severe), comment(10, Severity::Normal)]);
        let marker = |at_us| Rc::new(Event::new(at_us, Happening::Marker { label: String::new() }));
        let events: Rc<[Rc<Event>]> = [10, 20].map(marker).into();
        let all = merged(&events, &comments);
        let told: Vec<_> = all.iter().map(|event| (event.at_us, event.severity.is_some())).collect();
        assert_eq!(told, [(10, false), (10, true), (20, false), (30, true)]);
        assert_eq!(all[3].severity, Some(Severity::Severe));
        assert!(Rc::ptr_eq(&merged(&events, &as_events(&[])), &events));
    }
}
