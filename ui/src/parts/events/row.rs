//! One row of the list, and what it opens to.

use super::listed::{Listed, Origin};
use super::words;
use crate::browser::width::use_height;
use crate::browser::zone;
use crate::format;
use events::{Family, Severity};
use std::rc::Rc;
use yew::prelude::*;

/// The outline of a family's icon, on a grid of 24.
fn outline(family: Family) -> &'static str {
    match family {
        Family::Commands => "M3 5h18v14H3zM7 9l3 3-3 3M12.500 15H17",
        Family::Applications => "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM16.500 13v7M13 16.500h7",
        Family::Windows => "M3 5h18v14H3zM3 9h18M6 7h.01M9 7h.01",
        Family::Web => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c-5 6-5 12 0 18M12 3c5 6 5 12 0 18",
        Family::Files => "M6 3h8l5 5v13H6zM14 3v5h5",
        Family::Transfers => "M8 20V5M4 9l4-4 4 4M16 4v15M12 15l4 4 4-4",
        Family::Clipboard => "M6 5h12v16H6zM9 3h6v4H9zM9 12h6M9 16h6",
        Family::Typing => "M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M7 14h10",
        Family::Devices => "M8 10h8v11H8zM10 3h4v7h-4z",
        Family::Registry => "M4 4h6v6H4zM14 14h6v6h-6zM7 10v7h7",
        Family::Accounts => "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21c0-4 3-6 8-6s8 2 8 6",
        Family::Connections => "M3 6h8v6H3zM13 12h8v6h-8zM7 12v4h6M17 12V8h-6",
        Family::Idle => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l4 2",
        Family::Performance => "M3 18l5-6 4 3 8-10M15 5h5v5",
        Family::Session => "M6 21V4h12l-3 4 3 4H6",
        Family::Other => "M12 3l9 9-9 9-9-9zM12 8v5M12 16v.2",
    }
}

/// The icon of a family. It says nothing by itself: the name of the event's type stands beside it.
pub(super) fn icon(family: Family) -> Html {
    html! {
        <svg class="icon event__icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d={outline(family)} />
        </svg>
    }
}

/// The shape and the word of a severity.
pub(crate) fn severity(severity: Severity) -> Html {
    let (class, sign) = match severity {
        Severity::Severe => ("is-severe", "▲"),
        Severity::Medium => ("is-medium", "◆"),
        Severity::Normal => ("is-normal", "●"),
    };
    html! {
        <span class={classes!("severity", class)}>
            <span aria-hidden="true">{ sign }</span>
            { severity.label() }
        </span>
    }
}

#[derive(Properties)]
pub(super) struct RowProps {
    pub(super) listed: Listed,
    /// Which row, from 0, and of how many.
    pub(super) place: (usize, usize),
    pub(super) top_px: f64,
    pub(super) is_current: bool,
    pub(super) is_open: bool,
    /// Whether the keyboard comes to this row.
    pub(super) is_roving: bool,
    /// Jumps there; the row.
    pub(super) on_jump: Callback<usize>,
    /// Opens or closes it; the row.
    pub(super) on_open: Callback<usize>,
    /// How tall the opened part is, in pixels.
    pub(super) on_height: Callback<f64>,
}

impl PartialEq for RowProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.listed.event, &other.listed.event)
            && self.listed.origin == other.listed.origin
            && self.place == other.place
            && self.top_px == other.top_px
            && (self.is_current, self.is_open, self.is_roving)
                == (other.is_current, other.is_open, other.is_roving)
            && self.on_jump == other.on_jump
            && self.on_open == other.on_open
            && self.on_height == other.on_height
    }
}

#[component]
pub(super) fn Row(props: &RowProps) -> Html {
    let (Listed { event, origin }, (place, count)) = (&props.listed, props.place);
    let time = match origin {
        Some(origin) => format::wall_time(origin.wall_us, zone::offset_minutes),
        None => format::clock(event.at_us),
    };
    let doubt = words::doubt(event);
    let class = classes!(
        "event",
        origin.map(|origin| format!("is-lane-{}", origin.lane)),
        props.is_current.then_some("is-current"),
        props.is_open.then_some("is-open"),
        doubt.is_some().then_some("is-doubtful")
    );
    let tabindex = if props.is_roving { "0" } else { "-1" };
    let label = words::label(event);
    let of = origin.map(|origin| format!(" of {}", origin.letter)).unwrap_or_default();
    html! {
        <li
            {class}
            style={format!("--top: {}px", props.top_px)}
            aria-setsize={count.to_string()}
            aria-posinset={(place + 1).to_string()}
        >
            <button
                type="button"
                class="event__jump"
                data-row={place.to_string()}
                {tabindex}
                aria-current={props.is_current.then_some("true")}
                onclick={props.on_jump.reform(move |_: MouseEvent| place)}
            >
                { icon(event.what.family()) }
                <span class="event__head">
                    <span class="event__time">{ &time }</span>
                    { for origin.map(|origin| html! { <span class="lane-tag">{ origin.letter }</span> }) }
                    <span class="event__type">{ &label }</span>
                    { for event.severity.map(severity) }
                    if doubt.is_some() {
                        <span class="event__doubt">{ "? Doubtful" }</span>
                    }
                </span>
                <bdi class="event__text">{ words::main_text(event) }</bdi>
            </button>
            <button
                type="button"
                class="event__more"
                {tabindex}
                aria-expanded={if props.is_open { "true" } else { "false" }}
                aria-label={format!("Details of {label}{of} at {time}")}
                title={if props.is_open { "Hide details" } else { "Show details" }}
                onclick={props.on_open.reform(move |_: MouseEvent| place)}
            >
                <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
                    <path d={if props.is_open { "M5 15l7-7 7 7" } else { "M5 9l7 7 7-7" }} />
                </svg>
            </button>
            if props.is_open {
                <Details listed={props.listed.clone()} {doubt} on_height={props.on_height.clone()} />
            }
        </li>
    }
}

#[derive(PartialEq, Properties)]
struct DetailsProps {
    listed: Listed,
    doubt: Option<String>,
    on_height: Callback<f64>,
}

/// All that is known of an event. It tells its height: the rows behind it begin after that.
#[component]
fn Details(props: &DetailsProps) -> Html {
    let node = use_node_ref();
    let height_px = use_height(&node);
    use_effect_with((height_px, props.on_height.clone()), |(height_px, on_height)| {
        on_height.emit(*height_px);
    });
    let Listed { event, origin } = &props.listed;
    let details = origin.map(of).into_iter().flatten().chain(words::details(event));
    html! {
        <div class="event__details" ref={node}>
            if let Some(doubt) = &props.doubt {
                <p class="event__doubt">{ doubt }</p>
            }
            <dl class="facts">
                { for details.map(|(name, value)| html! {
                    <div class="facts__row">
                        <dt class="facts__name">{ name }</dt>
                        <dd class="facts__value"><bdi>{ value }</bdi></dd>
                    </div>
                }) }
            </dl>
        </div>
    }
}

/// What is known of an event beside those of other recordings.
fn of(origin: Origin) -> [(String, String); 2] {
    [
        ("Recording".to_owned(), origin.letter.to_string()),
        ("Wall clock".to_owned(), format::wall_moment(origin.wall_us, zone::offset_minutes)),
    ]
}
