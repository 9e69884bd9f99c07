//! Which commands were run, and the searches that narrow them.

use super::asked::{Asked, use_asked};
use super::lanes;
use super::listed::{Heading, Listed, Row};
use super::logic;
use super::saved::{self, SavedSearch};
use super::view::{PanelProps, card, failed, nothing, waiting};
use crate::browser::document;
use crate::parts::chart::{Lane, LaneChart};
use crate::parts::{Button, ButtonKind, IconName};
use events::statistics::{CommandRun, StatisticsAnswer, StatisticsQuery};
use std::rc::Rc;
use yew::prelude::*;

/// Most characters of a command in the table.
const MOST_COMMAND: usize = 500;

#[component]
pub(super) fn Commands(props: &PanelProps) -> Html {
    let (written, name) = (use_state_eq(String::new), use_state_eq(String::new));
    let added = use_state_eq(Vec::<String>::new);
    let searches = use_state_eq(saved::load);
    let chosen = use_state_eq(Vec::<String>::new);
    let notice = use_state_eq(|| None::<&'static str>);
    let terms = saved::terms(&added, &written, &searches, &chosen);
    let is_narrowed = !terms.is_empty();
    let query = StatisticsQuery::Commands { searches: terms };
    let asked = use_asked(&props.element, props.is_ready, query);

    let own_terms = saved::terms(&added, &written, &[], &[]);
    let add = {
        let (written, added, own_terms) = (written.setter(), added.setter(), own_terms.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            added.set(own_terms.clone());
            written.set(String::new());
        })
    };
    let keep = {
        let (searches, name, notice, own_terms) =
            (searches.clone(), name.clone(), notice.setter(), own_terms.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let title = name.trim().to_owned();
            if title.is_empty() || own_terms.is_empty() {
                notice.set(Some("Write what to look for, and a name for it."));
                return;
            }
            let all = saved::with(&searches, SavedSearch { name: title, terms: own_terms.clone() });
            let is_kept = saved::store(&all);
            notice
                .set((!is_kept).then_some("This browser keeps nothing: the search is gone with this page."));
            searches.set(all);
            name.set(String::new());
        })
    };
    let typed = |to: &UseStateHandle<String>| {
        let to = to.setter();
        Callback::from(move |event: InputEvent| {
            if let Some(text) = document::written(&event) {
                to.set(text);
            }
        })
    };
    let take_out = |term: &String| {
        let (added, term) = (added.clone(), term.clone());
        let label = format!("Take \"{term}\" out");
        let onclick = {
            let term = term.clone();
            Callback::from(move |_: MouseEvent| {
                added.set(added.iter().filter(|other| **other != term).cloned().collect());
            })
        };
        html! {
            <li class="term">
                <code class="term__text">{ logic::one_line(&term, 60) }</code>
                <Button {label} icon={IconName::Close} kind={ButtonKind::Plain} hides_label=true on_click={onclick} />
            </li>
        }
    };
    let one_saved = |search: &SavedSearch| saved_search(search, &searches, &chosen, &notice);
    html! {
        <>
            <div class="statistics__controls is-searches">
                <section class="searches" aria-labelledby="custom-search">
                    <h3 class="pick__legend" id="custom-search">{ "Custom search" }</h3>
                    <form class="searches__line" role="search" onsubmit={add}>
                        <input
                            class="search__field"
                            type="search"
                            aria-label="Text in the command"
                            placeholder="Text in the command"
                            autocomplete="off"
                            spellcheck="false"
                            value={(*written).clone()}
                            oninput={typed(&written)}
                        />
                        <button type="submit" class="pf-v6-c-button button pf-m-secondary">
                            <span class="pf-v6-c-button__text">{ "Add another" }</span>
                        </button>
                    </form>
                    if !added.is_empty() {
                        <ul class="terms" aria-label="Texts of which a command contains at least one">
                            { for added.iter().map(take_out) }
                        </ul>
                    }
                    if !own_terms.is_empty() {
                        <form class="searches__line" onsubmit={keep}>
                            <input
                                class="search__field"
                                type="text"
                                aria-label="Name of the search"
                                placeholder="Name of the search"
                                maxlength="80"
                                autocomplete="off"
                                value={(*name).clone()}
                                oninput={typed(&name)}
                            />
                            <button type="submit" class="pf-v6-c-button button pf-m-secondary">
                                <span class="pf-v6-c-button__text">{ "Save search" }</span>
                            </button>
                        </form>
                    }
                    <p class="statistics__note" role="status">{ notice.unwrap_or_default() }</p>
                </section>
                <section class="searches" aria-labelledby="saved-search">
                    <h3 class="pick__legend" id="saved-search">{ "Saved search" }</h3>
                    if searches.is_empty() {
                        <p class="statistics__note">{ "None yet. A custom search can be saved under a name." }</p>
                    } else {
                        <ul class="searches__saved">{ for searches.iter().map(one_saved) }</ul>
                    }
                </section>
            </div>
            { match &asked {
                Asked::Counting => waiting(),
                Asked::Failed(reason) => failed(reason),
                Asked::Counted(answer, _) => match &**answer {
                    StatisticsAnswer::Commands(runs) if !runs.is_empty() => {
                        html! { <Shown answer={answer.clone()} panel={props.clone()} /> }
                    }
                    _ if is_narrowed => nothing("No command contains that", "Any of the texts is enough; capitals do not matter."),
                    _ => nothing("No commands", "This recording tells of no command that was run."),
                },
            } }
        </>
    }
}

/// A search with a name: its box, and the button that deletes it.
fn saved_search(
    search: &SavedSearch,
    searches: &UseStateHandle<Vec<SavedSearch>>,
    chosen: &UseStateHandle<Vec<String>>,
    notice: &UseStateHandle<Option<&'static str>>,
) -> Html {
    let is_chosen = chosen.contains(&search.name);
    let onchange = {
        let (chosen, name) = (chosen.clone(), search.name.clone());
        Callback::from(move |_: Event| {
            let mut now: Vec<String> = chosen.iter().filter(|other| **other != name).cloned().collect();
            if now.len() == chosen.len() {
                now.push(name.clone());
            }
            chosen.set(now);
        })
    };
    let delete = {
        let (searches, chosen, notice) = (searches.clone(), chosen.clone(), notice.setter());
        let name = search.name.clone();
        Callback::from(move |_: MouseEvent| {
            let left: Vec<SavedSearch> = searches.iter().filter(|one| one.name != name).cloned().collect();
            let is_kept = saved::store(&left);
            notice.set((!is_kept).then_some("This browser keeps nothing: the search will be there again."));
            searches.set(left);
            chosen.set(chosen.iter().filter(|other| **other != name).cloned().collect());
        })
    };
    let terms: Vec<String> = search.terms.iter().map(|term| logic::one_line(term, 40)).collect();
    html! {
        <li class="searches__one">
            <label class="searches__name">
                <input type="checkbox" checked={is_chosen} {onchange} />
                <span>{ logic::one_line(&search.name, 80) }</span>
                <code class="searches__terms">{ terms.join(" or ") }</code>
            </label>
            <Button label={format!("Delete search {}", search.name)} icon={IconName::Close} kind={ButtonKind::Plain} hides_label=true on_click={delete} />
        </li>
    }
}

#[derive(PartialEq, Properties)]
struct ShownProps {
    /// The answer with the commands, which stays the same while something else changes.
    answer: Rc<StatisticsAnswer>,
    panel: PanelProps,
}

#[component]
fn Shown(props: &ShownProps) -> Html {
    let runs: &[CommandRun] = match &*props.answer {
        StatisticsAnswer::Commands(runs) => runs,
        StatisticsAnswer::ScreenTime(_) | StatisticsAnswer::Transfers(_) | StatisticsAnswer::Counts(_) => &[],
    };
    let drawn = use_memo(props.answer.clone(), |_| {
        let (all, count) = lanes::lanes(runs);
        (Rc::<[Lane]>::from(all), count)
    });
    let (lanes_drawn, programs) = &*drawn;
    let rows = runs.iter().map(|run| Row {
        cells: vec![
            logic::moment(run.at_us).into(),
            logic::exit(run).into(),
            logic::took(run).into(),
            logic::one_line(&run.command, MOST_COMMAND).into(),
        ],
        at_us: Some(run.at_us),
        is_code: true,
        under: None,
    });
    let columns = vec![
        Heading::text("Time"),
        Heading::number("Exit status"),
        Heading::number("Duration"),
        Heading::text("Command"),
    ];
    let chart = html! {
        <LaneChart
            label="When each program ran"
            lanes={lanes_drawn.clone()}
            duration_us={props.panel.duration_us}
            legend={lanes::legend(runs)}
            on_jump={props.panel.on_jump.clone()}
        />
    };
    html! {
        <>
            <p class="only-read" role="status">{ lanes::title(runs) }</p>
            <div class="statistics__cards">
                { card(&lanes::title(runs), *programs, chart) }
                <div class="statistics__card">
                    <Listed caption="Commands" {columns} rows={rows.collect::<Vec<_>>()} on_jump={props.panel.on_jump.clone()} />
                </div>
            </div>
        </>
    }
}
