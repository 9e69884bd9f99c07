//! The table and what stands in its place.

use super::logic::{Mark, Row};
use crate::parts::room::Choice;
use crate::parts::{Button, ButtonKind, FileChoice, Icon, IconName, Message, PageLink};
use crate::route::Route;
use api::Kind;
use patternfly_yew::prelude::{Color, Label};
use yew::prelude::*;

/// The head of the table; `zone` is that of the times below.
pub(super) fn head(zone: &str) -> Html {
    html! {
        <thead>
            <tr>
                <th scope="col" class="table__choice"><span class="only-read">{ "Select" }</span></th>
                <th scope="col" class="table__start">{ format!("Start time ({zone})") }</th>
                <th scope="col" class="table__name">{ "Name" }</th>
                <th scope="col" class="table__kind">{ "Kind" }</th>
                <th scope="col" class="table__screen is-number">{ "Size on screen" }</th>
                <th scope="col" class="table__duration is-number">{ "Duration" }</th>
                <th scope="col" class="table__size is-number">{ "Size" }</th>
                <th scope="col" class="table__actions"><span class="only-read">{ "Play" }</span></th>
            </tr>
        </thead>
    }
}

/// One recording. The link of its name covers the row.
pub(super) fn row(id: &str, row: &Row, is_chosen: bool, on_choose: &Callback<String>) -> Html {
    let choose = {
        let id = id.to_owned();
        on_choose.reform(move |_: Event| id.clone())
    };
    let to = Route::Playback { id: id.to_owned() };
    let kind = match row.kind {
        Kind::Desktop => IconName::Desktop,
        Kind::Terminal => IconName::Terminal,
        Kind::Events => IconName::Events,
    };
    html! {
        <tr key={id.to_owned()} class={classes!("table__row", is_chosen.then_some("is-chosen"))}>
            <td class="table__choice">
                <input
                    class="choice"
                    type="checkbox"
                    aria-label={format!("Select {}", row.name)}
                    checked={is_chosen}
                    onchange={choose}
                />
            </td>
            <td class="table__start">{ start(row) }</td>
            <th scope="row" class="table__name">
                <span class="table__name-line">
                    <PageLink class="table__link" to={to.clone()}>{ &row.name }</PageLink>
                    if let Some(file_name) = &row.file_name {
                        <span class="table__file">{ file_name }</span>
                    }
                    { for row.marks.iter().map(mark) }
                </span>
                <span class="table__second-line">{ start(row) }</span>
            </th>
            <td class="table__kind"><span class="table__kind-text"><Icon name={kind} />{ row.kind.label() }</span></td>
            <td class="table__screen is-number">{ &row.size_on_screen }</td>
            <td class="table__duration is-number">{ &row.duration }</td>
            <td class="table__size is-number" title={row.size_exact.clone()}>{ &row.size }</td>
            <td class="table__actions">
                <PageLink
                    class="pf-v6-c-button pf-m-plain button is-icon table__play"
                    {to}
                    label={format!("Play {}", row.name)}
                    title="Play"
                >
                    <Icon name={IconName::Play} />
                </PageLink>
            </td>
        </tr>
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
pub(super) fn skeleton() -> Html {
    html! {
        <tbody aria-hidden="true">
            { for (0..8).map(|_| html! {
                <tr class="table__row is-skeleton">
                    { for ["choice", "start", "name", "kind", "screen", "duration", "size", "actions"].map(|column| html! {
                        <td class={format!("table__{column}")}><span class="table__bone" /></td>
                    }) }
                </tr>
            }) }
        </tbody>
    }
}

/// What can be done with those that are selected, in place of what stands above the list otherwise.
pub(super) fn chosen_strip(count: usize, choice: &Choice, on_clear: Callback<MouseEvent>) -> Html {
    let said = if count == 1 { "1 selected".to_owned() } else { format!("{count} selected") };
    let open = match choice {
        Choice::Room(route) => html! {
            <PageLink class="pf-v6-c-button pf-m-primary button" to={route.clone()}>
                <Icon name={IconName::Room} />
                <span class="pf-v6-c-button__text">{ format!("Open {count} together") }</span>
            </PageLink>
        },
        Choice::Not(_) => html! {
            <Button
                label="Open together"
                icon={IconName::Room}
                kind={ButtonKind::Primary}
                disabled=true
                on_click={Callback::noop()}
            />
        },
    };
    html! {
        <section class="chosen-strip" aria-label="Selected recordings">
            <span class="chosen-strip__count" role="status">{ said }</span>
            <span class="chosen-strip__reason">
                { match choice {
                    Choice::Room(_) => "They play side by side on one wall clock".to_owned(),
                    Choice::Not(reason) => reason.clone(),
                } }
            </span>
            { open }
            <Button label="Clear selection" on_click={on_clear} />
        </section>
    }
}

/// Nothing was imported yet.
pub(super) fn empty() -> Html {
    html! {
        <Message icon={IconName::Recordings} title="No recordings yet">
            <p>{ "Import some on the machine of the gateway, then refresh this list:" }</p>
            <p><code class="message__code">{ "afterimage import FILE…" }</code></p>
            <p>{ "Or drop a file on this window to play it here, without uploading it." }</p>
            <FileChoice is_primary=true />
        </Message>
    }
}
