//! A table that grows: a recording may have more rows than one wants to draw at once.

use crate::format;
use crate::parts::Button;
use yew::prelude::*;

/// How many rows are drawn at first, and added each time.
pub(super) const PAGE: usize = 200;

#[derive(PartialEq, Properties)]
pub(super) struct ListedProps {
    /// What the table lists.
    pub(super) caption: AttrValue,
    pub(super) columns: Vec<Heading>,
    pub(super) rows: Vec<Row>,
    pub(super) on_jump: Callback<u64>,
}

/// The head of a column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Heading {
    pub(super) text: AttrValue,
    /// Whether the column holds numbers, aligned at their end.
    pub(super) is_number: bool,
}

impl Heading {
    pub(super) fn text(text: impl Into<AttrValue>) -> Self {
        Self { text: text.into(), is_number: false }
    }

    pub(super) fn number(text: impl Into<AttrValue>) -> Self {
        Self { text: text.into(), is_number: true }
    }
}

/// A row: its cells, and where its first cell leads.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub(super) cells: Vec<AttrValue>,
    /// Presentation time in microseconds; `None` where it leads nowhere.
    pub(super) at_us: Option<u64>,
    /// Whether the last cell is text of a terminal.
    pub(super) is_code: bool,
    /// What stands under the first cell's text.
    pub(super) under: Option<AttrValue>,
}

#[component]
pub(super) fn Listed(props: &ListedProps) -> Html {
    let shown = use_state_eq(|| PAGE);
    let more = {
        let shown = shown.clone();
        Callback::from(move |_: MouseEvent| shown.set(shown.saturating_add(PAGE)))
    };
    let left = props.rows.len().saturating_sub(*shown);
    let heading = |heading: &Heading| {
        html! { <th scope="col" role="columnheader" class={heading.is_number.then_some("is-number")}>{ &heading.text }</th> }
    };
    let has_code = props.rows.iter().any(|row| row.is_code);
    // where there is little room its rows are laid out anew, by which a browser may take them for no table any more
    html! {
        <div class="listed">
            <table class={classes!("plain-table", "listed__table", has_code.then_some("has-code"))} role="table">
                <caption class="only-read">{ &props.caption }</caption>
                <thead role="rowgroup"><tr role="row">{ for props.columns.iter().map(heading) }</tr></thead>
                <tbody role="rowgroup">{ for props.rows.iter().take(*shown).map(|row| drawn(row, props)) }</tbody>
            </table>
            if left > 0 {
                <Button
                    label={format!("Show {} more of {}", left.min(PAGE), format::grouped(left as u64))}
                    on_click={more}
                />
            }
        </div>
    }
}

fn drawn(row: &Row, props: &ListedProps) -> Html {
    let last = row.cells.len().saturating_sub(1);
    let cell = |(place, text): (usize, &AttrValue)| {
        let is_number = props.columns.get(place).is_some_and(|heading| heading.is_number);
        let is_code = row.is_code && place == last;
        let class = classes!(is_number.then_some("is-number"), is_code.then_some("is-code"));
        let under = row.under.as_ref().filter(|_| place == 0);
        let under = under.map(|under| html! { <span class="listed__under">{ under }</span> });
        match row.at_us.filter(|_| place == 0) {
            Some(at_us) => {
                let on_jump = props.on_jump.clone();
                let onclick = Callback::from(move |_: MouseEvent| on_jump.emit(at_us));
                html! {
                    <th scope="row" role="rowheader" {class}>
                        <button type="button" class="listed__jump" title="Go to this moment" {onclick}>{ text }</button>
                        { for under }
                    </th>
                }
            }
            None if place == 0 => {
                html! { <th scope="row" role="rowheader" {class}>{ text }{ for under }</th> }
            }
            None => html! { <td role="cell" {class}>{ text }</td> },
        }
    };
    html! { <tr role="row">{ for row.cells.iter().enumerate().map(cell) }</tr> }
}
