//! Events on the bar: one mark for every few pixels, by the gravest that happened there, so that ten thousand events
//! are as quickly drawn as ten.

use super::window::Window;
use crate::format;
use crate::parts::events::{cut, main_text};
use events::{Event, Severity};
use std::fmt::Write as _;
use std::rc::Rc;
use yew::prelude::*;

/// Width in which events have one mark.
const STEP_PX: usize = 6;

/// Height of the lane.
const HEIGHT_PX: usize = 10;

/// Characters of an event's main text that the tip shows.
const MOST_SHOWN: usize = 60;

/// Events that share a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mark {
    /// Where the first of the gravest stands, in pixels.
    x: usize,
    severity: Option<Severity>,
}

/// The marks of what the window shows, from left to right.
fn marks(events: &[Rc<Event>], window: Window, width_px: usize) -> Vec<Mark> {
    let from = events.partition_point(|event| event.at_us < window.start_us);
    let to = events.partition_point(|event| event.at_us <= window.end_us());
    let last = width_px.saturating_sub(1);
    let mut marks: Vec<Mark> = Vec::new();
    for event in events.get(from..to).unwrap_or_default() {
        // a share of a width: far below 2^53, and `as` saturates
        let x = ((window.share(event.at_us) * width_px as f64) as usize).min(last);
        let mark = Mark { x, severity: event.severity };
        match marks.last_mut() {
            Some(before) if before.x / STEP_PX == x / STEP_PX => {
                if mark.severity > before.severity {
                    *before = mark;
                }
            }
            Some(_) | None => marks.push(mark),
        }
    }
    marks
}

/// The shapes of all marks of one severity: the graver, the larger, and each of another form.
fn path(marks: &[Mark], severity: Option<Severity>) -> String {
    let mut path = String::new();
    for Mark { x, .. } in marks.iter().filter(|mark| mark.severity == severity) {
        // writing to a string cannot fail
        match severity {
            None => write!(path, "M{x} 5h2v5h-2z"),
            Some(Severity::Normal) => write!(path, "M{x} 4m-2 0h6v6h-6z"),
            Some(Severity::Medium) => write!(path, "M{x} 1l4.500 4.500l-4.500 4.500l-4.500 -4.500z"),
            Some(Severity::Severe) => write!(path, "M{x} 0l5.500 10h-11z"),
        }
        .ok();
    }
    path
}

#[derive(PartialEq, Properties)]
pub(super) struct EventLaneProps {
    pub(super) window: Window,
    /// Width of the bar in pixels.
    pub(super) width_px: usize,
    pub(super) events: Rc<[Rc<Event>]>,
}

/// The lane of marks. What they are is said in the tip and in the list.
#[component]
pub(super) fn EventLane(props: &EventLaneProps) -> Html {
    let EventLaneProps { window, width_px, events } = props;
    let marks = marks(events, *window, *width_px);
    let view_box = format!("0 0 {} {HEIGHT_PX}", (*width_px).max(1));
    html! {
        <svg class="bar__events" viewBox={view_box} preserveAspectRatio="none" aria-hidden="true">
            <path d={path(&marks, None)} />
            <path class="is-normal" d={path(&marks, Some(Severity::Normal))} />
            <path class="is-medium" d={path(&marks, Some(Severity::Medium))} />
            <path class="is-severe" d={path(&marks, Some(Severity::Severe))} />
        </svg>
    }
}

/// The events within `slack_us` of a moment, in words: the gravest of the nearest, and how many more there are.
pub(super) fn found(events: &[Rc<Event>], at_us: u64, slack_us: u64) -> Vec<String> {
    let from = events.partition_point(|event| event.at_us < at_us.saturating_sub(slack_us));
    let to = events.partition_point(|event| event.at_us <= at_us.saturating_add(slack_us));
    let near = events.get(from..to).unwrap_or_default();
    let rank = |event: &&Rc<Event>| (std::cmp::Reverse(event.severity), event.at_us.abs_diff(at_us));
    let Some(event) = near.iter().min_by_key(rank) else { return Vec::new() };
    let severity = event.severity.map(|severity| format!("{}: ", severity.label())).unwrap_or_default();
    let label = cut(event.what.label(), MOST_SHOWN);
    let text = main_text(event);
    let text = match text.char_indices().nth(MOST_SHOWN) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    };
    let mut said = vec![format!("{severity}{label} at {}, {text}", format::clock(event.at_us))];
    match near.len() - 1 {
        0 => {}
        1 => said.push("and 1 more event".to_owned()),
        more => said.push(format!("and {more} more events")),
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use events::Happening;

    fn event(at_us: u64, severity: Option<Severity>) -> Rc<Event> {
        let end = Happening::AppEnd { app_name: "vi\u{202e}".to_owned() };
        Rc::new(Event { severity, ..Event::new(at_us, end) })
    }

    #[test]
    fn ten_thousand_events_have_few_marks_and_the_gravest_is_seen() {
        let mut events: Vec<Rc<Event>> = (0..10_000).map(|at| event(at * 100, None)).collect();
        events[7_777] = event(777_700, Some(Severity::Severe));
        events[7_778] = event(777_800, Some(Severity::Normal));
        let marks = marks(&events, Window::whole(1_000_000), 600);
        assert_eq!(marks.len(), 100);
        let grave: Vec<&Mark> = marks.iter().filter(|mark| mark.severity.is_some()).collect();
        assert_eq!(grave, [&Mark { x: 466, severity: Some(Severity::Severe) }]);
    }

    #[test]
    fn each_severity_has_a_shape_of_its_own() {
        let severities = [None, Some(Severity::Normal), Some(Severity::Medium), Some(Severity::Severe)];
        let mut paths: Vec<String> =
            severities.into_iter().map(|severity| path(&[Mark { x: 9, severity }], severity)).collect();
        assert_eq!(paths[0], "M9 5h2v5h-2z");
        paths.dedup();
        assert_eq!(paths.len(), 4);
        assert_eq!(path(&[Mark { x: 9, severity: None }], Some(Severity::Severe)), "");
    }

    #[test]
    fn the_gravest_under_the_pointer_is_told_with_its_time() {
        let events = [event(10_000_000, None), event(11_000_000, Some(Severity::Medium))];
        assert_eq!(
            found(&events, 10_000_000, 1_000_000),
            ["Medium: App End at 00:00:11, vi<U+202E>", "and 1 more event"]
        );
        assert_eq!(found(&events, 10_000_000, 0), ["App End at 00:00:10, vi<U+202E>"]);
        assert!(found(&events, 0, 5).is_empty() && found(&[], 0, 5).is_empty());
    }
}
