//! The table and what stands in its place.

use super::columns::Column;
use super::logic::{Mark, Row};
use crate::parts::{FileChoice, Icon, IconName, Message, PageLink};
use crate::route::Route;
use api::{Kind, RecordingList};
use patternfly_yew::prelude::{Color, Label};
use yew::prelude::*;

/// The head of the table; `zone` is that of the times below. The check box selects all that are loaded.
pub(super) fn head(
    columns: &[Column],
    zone: &str,
    is_all_chosen: bool,
    on_choose_all: Callback<Event>,
) -> Html {
    html! {
        <thead>
            <tr>
                <th scope="col" class="table__choice">
                    <input
                        class="choice"
                        type="checkbox"
                        aria-label="Select all that are loaded"
                        checked={is_all_chosen}
                        onchange={on_choose_all}
                    />
                </th>
                <th scope="col" class="table__name">{ "Name" }</th>
                { for columns.iter().map(|column| html! {
                    <th scope="col" class={class_of(*column)}>
                        { if column.is_time() { format!("{} ({zone})", column.label()) } else { column.label().to_owned() } }
                    </th>
                }) }
                <th scope="col" class="table__actions"><span class="only-read">{ "Play" }</span></th>
            </tr>
        </thead>
    }
}

fn class_of(column: Column) -> Classes {
    classes!(format!("table__{}", column.word()), "table__cell", column.is_number().then_some("is-number"))
}

/// One recording. The link of its name covers the row; a deleted one is not played.
pub(super) fn row(
    id: &str,
    row: &Row,
    list: RecordingList,
    is_chosen: bool,
    on_choose: Callback<Event>,
) -> Html {
    let to = Route::Playback { id: id.to_owned() };
    let is_deleted = list == RecordingList::Deleted;
    html! {
        <tr key={id.to_owned()} class={classes!("table__row", is_chosen.then_some("is-chosen"))}>
            <td class="table__choice">
                <input
                    class="choice"
                    type="checkbox"
                    aria-label={format!("Select {}", row.name)}
                    checked={is_chosen}
                    onchange={on_choose}
                />
            </td>
            <th scope="row" class="table__name">
                <span class="table__name-line">
                    if is_deleted {
                        <span class="table__link"><bdi>{ &row.name }</bdi></span>
                    } else {
                        <PageLink class="table__link" to={to.clone()}><bdi>{ &row.name }</bdi></PageLink>
                    }
                    if let Some(file_name) = &row.file_name {
                        <span class="table__file"><bdi>{ file_name }</bdi></span>
                    }
                    { for row.marks.iter().map(mark) }
                </span>
                <span class="table__second-line">{ start(row) }</span>
            </th>
            { for row.cells.iter().map(|(column, text)| html! {
                <td class={class_of(*column)} title={title(*column, row, text.as_deref())}>{ cell(*column, row, text.as_deref()) }</td>
            }) }
            <td class="table__actions">
                if !is_deleted {
                    <PageLink
                        class="pf-v6-c-button pf-m-plain button is-icon table__play"
                        {to}
                        label={format!("Play {}", row.name)}
                        title="Play"
                    >
                        <Icon name={IconName::Play} />
                    </PageLink>
                }
            </td>
        </tr>
    }
}

fn cell(column: Column, row: &Row, text: Option<&str>) -> Html {
    match (column, text) {
        (Column::Start, _) => start(row),
        (Column::Kind, Some(text)) => {
            let kind = match row.kind {
                Kind::Desktop => IconName::Desktop,
                Kind::Terminal => IconName::Terminal,
                Kind::Events => IconName::Events,
            };
            html! { <span class="table__kind-text"><Icon name={kind} />{ text.to_owned() }</span> }
        }
        (_, Some(text)) => html! { <bdi>{ text.to_owned() }</bdi> },
        (_, None) => html! { <span class="table__unknown" aria-label="not known">{ "-" }</span> },
    }
}

/// What is shown on hover: what may be cut off, and sizes to the byte.
fn title(column: Column, row: &Row, text: Option<&str>) -> Option<String> {
    match column {
        Column::Size => Some(row.size_exact.clone()),
        Column::User | Column::Host | Column::Client | Column::Application | Column::Site => {
            text.map(str::to_owned)
        }
        _ => None,
    }
}

fn start(row: &Row) -> Html {
    match &row.start {
        Some(start) => html! {
            <>
                <time datetime={start.machine.clone()}>{ &start.text }</time>
                if let Some(zone) = &start.zone {
                    <span class="table__zone">{ format!(" ({zone})") }</span>
                }
            </>
        },
        None => html! { <span class="table__unknown">{ "Not in the source" }</span> },
    }
}

fn mark(mark: &Mark) -> Html {
    let color = if mark.is_warning { Color::Orange } else { Color::Grey };
    html! {
        <span class="table__mark" title={mark.detail.clone()}><Label label={mark.text.clone()} {color} compact=true /></span>
    }
}

/// Rows that keep the place while the list loads.
pub(super) fn skeleton(columns: &[Column]) -> Html {
    let classes = || {
        let of_columns = columns.iter().map(|column| class_of(*column));
        [classes!("table__choice"), classes!("table__name")]
            .into_iter()
            .chain(of_columns)
            .chain([classes!("table__actions")])
    };
    html! {
        <tbody aria-hidden="true">
            { for (0..8).map(|_| html! {
                <tr class="table__row is-skeleton">
                    { for classes().map(|class| html! { <td {class}><span class="table__bone" /></td> }) }
                </tr>
            }) }
        </tbody>
    }
}

/// There is nothing on the list.
pub(super) fn empty(list: RecordingList, is_narrowed: bool) -> Html {
    let calm = |title: &'static str, text: &'static str| {
        html! { <Message icon={IconName::Recordings} {title}><p>{ text }</p></Message> }
    };
    match (list, is_narrowed) {
        (_, true) => {
            calm("Nothing found", "No recording fulfils all of the filters. Take some of them away.")
        }
        (RecordingList::All, false) => html! {
            <Message icon={IconName::Recordings} title="No recordings yet">
                <p>{ "Import some on the machine of the gateway, then refresh this list:" }</p>
                <p><code class="message__code">{ "afterimage import FILE\u{2026}" }</code></p>
                <p>{ "Or drop a file on this window to play it here, without uploading it." }</p>
                <FileChoice is_primary=true />
            </Message>
        },
        (RecordingList::Archived, false) => {
            calm("Nothing is archived", "Select recordings on the page All Recordings and archive them.")
        }
        (RecordingList::Restricted, false) => calm(
            "Nothing is restricted",
            "Select recordings on the page All Recordings and place access restrictions on them.",
        ),
        (RecordingList::Deleted, false) => calm(
            "Nothing can be brought back",
            "What is deleted is here for some days before it is gone for good.",
        ),
    }
}
