//! From page to page of a table.

use super::logic::{SIZES, count, numbers, pages};
use crate::browser::document;
use crate::parts::{Button, ButtonKind, IconName};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct PagesProps {
    /// From 1.
    pub(super) page: u32,
    /// How many entries a page has.
    pub(super) size: u32,
    /// How many are shown.
    pub(super) shown: usize,
    /// How many there are.
    pub(super) total: u64,
    pub(super) on_page: Callback<u32>,
    pub(super) on_size: Callback<u32>,
}

/// How many entries there are, the numbers of the pages, and how many entries each has.
#[component]
pub(super) fn Pages(props: &PagesProps) -> Html {
    let last = pages(props.total, props.size);
    let page = props.page.min(last);
    let to = |number: u32| props.on_page.reform(move |_: MouseEvent| number);
    let onchange = {
        let on_size = props.on_size.clone();
        Callback::from(move |event: Event| {
            if let Some(size) = document::chosen(&event).and_then(|text| text.parse().ok()) {
                on_size.emit(size);
            }
        })
    };
    html! {
        <footer class="table-foot pages">
            <p class="table-foot__count" role="status">{ count(props.page, props.size, props.shown, props.total) }</p>
            <nav class="pages__numbers" aria-label="Pages">
                <Button
                    label="Previous page"
                    icon={IconName::Previous}
                    kind={ButtonKind::Plain}
                    hides_label=true
                    disabled={page <= 1}
                    on_click={to(page.saturating_sub(1).max(1))}
                />
                { for numbers(page, last).into_iter().map(|number| match number {
                    None => html! { <span class="pages__gap" aria-hidden="true">{ "…" }</span> },
                    Some(number) => html! {
                        <button
                            type="button"
                            class={classes!("pages__number", (number == page).then_some("is-current"))}
                            aria-label={format!("Page {number}")}
                            aria-current={(number == page).then_some("page")}
                            onclick={to(number)}
                        >
                            { number }
                        </button>
                    },
                }) }
                <Button
                    label="Next page"
                    icon={IconName::Next}
                    kind={ButtonKind::Plain}
                    hides_label=true
                    disabled={page >= last}
                    on_click={to(page.saturating_add(1).min(last))}
                />
            </nav>
            <label class="only-read" for="page-size">{ "Entries on a page" }</label>
            <select class="field__input pages__size" id="page-size" {onchange}>
                { for SIZES.into_iter().map(|size| html! {
                    <option value={size.to_string()} selected={size == props.size}>{ format!("{size} / page") }</option>
                }) }
            </select>
        </footer>
    }
}
