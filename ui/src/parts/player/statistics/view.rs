//! The view over the picture: tabs, and what is shown where there is nothing to show.

use super::commands::Commands;
use super::counts::Counts;
use super::logic::{Clock, MOST_BARS};
use super::screen_time::ScreenTime;
use super::tab::StatisticsTab;
use super::transfers::Transfers;
use crate::browser::document;
use crate::format;
use crate::parts::{Button, ButtonKind, IconName, Message, Tone};
use yew::prelude::*;

/// What each tab is given.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct PanelProps {
    /// Where the player's element is, whose worker counts.
    pub(crate) element: NodeRef,
    /// Whether it can be asked.
    pub(crate) is_ready: bool,
    pub(crate) duration_us: u64,
    /// Which clock its times are told by.
    pub(crate) clock: Clock,
    /// Goes to a moment, in microseconds.
    pub(crate) on_jump: Callback<u64>,
}

#[derive(PartialEq, Properties)]
pub(crate) struct StatisticsProps {
    pub(crate) tab: StatisticsTab,
    pub(crate) panel: PanelProps,
    /// Opens another tab, or none.
    pub(crate) on_open: Callback<Option<StatisticsTab>>,
}

/// The statistics of a recording.
#[component]
pub(crate) fn Statistics(props: &StatisticsProps) -> Html {
    let tabs = use_node_ref();
    use_effect_with((), {
        let tabs = tabs.clone();
        move |()| document::focus_child(&tabs, "[aria-selected=true]", 0)
    });
    let onkeydown = {
        let (tabs, on_open, current) = (tabs.clone(), props.on_open.clone(), props.tab);
        Callback::from(move |event: KeyboardEvent| {
            let all = StatisticsTab::ALL;
            let last = all.len() - 1;
            let place = all.iter().position(|tab| *tab == current).unwrap_or(0);
            let next = match event.key().as_str() {
                "ArrowRight" => (place + 1) % all.len(),
                "ArrowLeft" => place.checked_sub(1).unwrap_or(last),
                "Home" => 0,
                "End" => last,
                _ => return,
            };
            event.prevent_default();
            document::focus_child(&tabs, "[role=tab]", next);
            on_open.emit(all.get(next).copied());
        })
    };
    let tab = |tab: StatisticsTab| {
        let on_open = props.on_open.clone();
        let onclick = Callback::from(move |_: MouseEvent| on_open.emit(Some(tab)));
        let is_open = tab == props.tab;
        html! {
            <button
                type="button"
                role="tab"
                class="statistics__tab"
                aria-selected={if is_open { "true" } else { "false" }}
                aria-controls="statistics-panel"
                tabindex={if is_open { "0" } else { "-1" }}
                {onclick}
            >
                { tab.label() }
            </button>
        }
    };
    let close = props.on_open.reform(|_: MouseEvent| None);
    let panel = props.panel.clone();
    html! {
        <section class="statistics" aria-label="Statistics">
            <header class="statistics__header">
                <div class="statistics__tabs" role="tablist" aria-label="Statistics" ref={tabs} {onkeydown}>
                    { for StatisticsTab::ALL.into_iter().map(tab) }
                </div>
                <Button label="Close statistics" icon={IconName::Close} kind={ButtonKind::Plain} hides_label=true key_hint="Esc" on_click={close} />
            </header>
            <div class="statistics__panel" id="statistics-panel" role="tabpanel" aria-label={props.tab.label()} tabindex="0">
                <div class="statistics__content">
                    { match props.tab {
                        StatisticsTab::ScreenTime => html! { <ScreenTime ..panel /> },
                        StatisticsTab::Transfers => html! { <Transfers ..panel /> },
                        StatisticsTab::Commands => html! { <Commands ..panel /> },
                        StatisticsTab::Events => html! { <Counts ..panel /> },
                    } }
                </div>
            </div>
        </section>
    }
}

/// The card of a chart that has this many bars to draw.
pub(super) fn card(title: &str, bars: usize, chart: Html) -> Html {
    html! {
        <section class="statistics__card">
            <h3 class="statistics__title">{ title }</h3>
            { chart }
            if bars > MOST_BARS {
                <p class="statistics__note">
                    { format!("The first {MOST_BARS} of {} are drawn; the table has them all.", format::grouped(bars as u64)) }
                </p>
            }
        </section>
    }
}

/// Keeps the place of what is being counted.
pub(super) fn waiting() -> Html {
    html! {
        <div class="statistics__bones" role="status" aria-label="Counting">
            { for (0..6).map(|_| html! { <span class="table__bone" /> }) }
        </div>
    }
}

/// What is said where nothing could be counted.
pub(super) fn failed(reason: &str) -> Html {
    html! {
        <Message icon={IconName::Warning} title="The statistics cannot be shown" tone={Tone::Failure}>
            <p>{ format::sentence(reason).unwrap_or_else(|| "The player gives no reason.".into()) }</p>
            <p>{ "Close the statistics and open them again; if it stays so, reload the page." }</p>
        </Message>
    }
}

/// What is said where there is nothing.
pub(super) fn nothing(title: &'static str, text: &'static str) -> Html {
    html! {
        <Message icon={IconName::Statistics} {title}><p>{ text }</p></Message>
    }
}
