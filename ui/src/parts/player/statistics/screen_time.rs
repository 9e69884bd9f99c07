//! How long the windows of each application were in focus, and when.

use super::asked::{Asked, use_asked};
use super::choice::Choice;
use super::listed::{Heading, Listed, Row};
use super::logic::{self, MOST_BARS, RangeChoice};
use super::view::{PanelProps, card, failed, nothing, waiting};
use crate::browser::document;
use crate::format;
use crate::parts::chart::{Bar, BarChart, Scale};
use crate::parts::{Button, ButtonKind, IconName};
use events::statistics::{ApplicationTime, DurationRange, StatisticsAnswer, StatisticsQuery};
use std::rc::Rc;
use yew::prelude::*;

/// The heading of the periods, which takes the focus when they open.
const PERIODS_ID: &str = "statistics-periods";
/// Most characters of an application's name.
const MOST_NAME: usize = 80;

#[component]
pub(super) fn ScreenTime(props: &PanelProps) -> Html {
    let choice = use_state_eq(|| RangeChoice::All);
    let written = use_state_eq(|| (String::new(), String::new()));
    let opened = use_state_eq(|| None::<AttrValue>);
    let own = DurationRange {
        least_us: logic::seconds_us(&written.0).unwrap_or(0),
        most_us: logic::seconds_us(&written.1),
    };
    let query = StatisticsQuery::ScreenTime { range: choice.range(own) };
    let asked = use_asked(&props.element, props.is_ready, query);
    use_effect_with((*opened).clone(), |opened| {
        if opened.is_some() {
            document::focus_id(PERIODS_ID);
        }
    });
    let on_choose = {
        let choice = choice.setter();
        Callback::from(move |now| choice.set(now))
    };
    let field = |label: &'static str, place: usize| {
        let written = written.clone();
        let value = if place == 0 { written.0.clone() } else { written.1.clone() };
        let is_refused = !value.trim().is_empty() && logic::seconds_us(&value).is_none();
        let oninput = Callback::from(move |event: InputEvent| {
            if let Some(text) = document::written(&event) {
                let (from, to) = (*written).clone();
                written.set(if place == 0 { (text, to) } else { (from, text) });
            }
        });
        html! {
            <label class="statistics__field">
                <span>{ label }</span>
                <input
                    type="text"
                    inputmode="decimal"
                    class="setting__input"
                    {value}
                    {oninput}
                    aria-invalid={if is_refused { "true" } else { "false" }}
                />
                <span>{ "s" }</span>
            </label>
        }
    };
    let content = match &asked {
        Asked::Counting => waiting(),
        Asked::Failed(reason) => failed(reason),
        Asked::Counted(answer, _) => match &**answer {
            StatisticsAnswer::ScreenTime(times) if !times.is_empty() => shown(times, &opened, props),
            StatisticsAnswer::ScreenTime(_) if *choice == RangeChoice::All => nothing(
                "It is not known which windows were in focus",
                "This recording says of no window that it came to the front.",
            ),
            _ => nothing("No period lasts that long", "Choose \"All\" to see every period in focus."),
        },
    };
    html! {
        <>
            <div class="statistics__controls">
                <Choice<RangeChoice> label="Duration of a period" of={RangeChoice::ALL.to_vec()} chosen={*choice} {on_choose} />
                if *choice == RangeChoice::Own {
                    <div class="statistics__fields">{ field("From", 0) }{ field("to", 1) }</div>
                }
            </div>
            { content }
        </>
    }
}

fn shown(times: &[ApplicationTime], opened: &UseStateHandle<Option<AttrValue>>, props: &PanelProps) -> Html {
    let name = |one: &ApplicationTime| AttrValue::from(logic::one_line(&one.app_name, MOST_NAME));
    let bars: Rc<[Bar]> = times
        .iter()
        .take(MOST_BARS)
        .map(|one| Bar {
            name: name(one),
            kind: None,
            token: "--color-chart",
            value: one.total_us as f64,
            said: logic::length(one.total_us).into(),
            action: "Show its periods".into(),
        })
        .collect();
    let names: Vec<AttrValue> = times.iter().map(|one| one.app_name.clone().into()).collect();
    let place = opened.as_ref().and_then(|opened| names.iter().position(|name| name == opened));
    let on_pick = {
        let opened = opened.clone();
        Callback::from(move |picked: usize| {
            let picked = names.get(picked).cloned().filter(|picked| opened.as_ref() != Some(picked));
            opened.set(picked);
        })
    };
    let total_us = times.iter().map(|one| one.total_us).fold(0, u64::saturating_add);
    let rows = times.iter().map(|one| Row {
        cells: vec![
            name(one),
            logic::length(one.total_us).into(),
            logic::percent(one.total_us, total_us).into(),
            format::grouped(one.periods.len() as u64).into(),
        ],
        at_us: None,
        is_code: false,
        under: None,
    });
    let columns = vec![
        Heading::text("Application"),
        Heading::number("Time in focus"),
        Heading::number("Share"),
        Heading::number("Periods"),
    ];
    let chart = html! {
        <BarChart label="Time in focus per application" {bars} scale={Scale::Duration} opened={Some(place)} {on_pick} />
    };
    let close = {
        let opened = opened.setter();
        Callback::from(move |_: MouseEvent| opened.set(None))
    };
    html! {
        <div class="statistics__cards">
            { card("Time in focus per application", times.len(), chart) }
            <div class="statistics__card">
                if let Some(one) = place.and_then(|place| times.get(place)) {
                    <section class="statistics__periods" aria-labelledby={PERIODS_ID}>
                        <header class="statistics__head">
                            <h3 id={PERIODS_ID} class="statistics__title" tabindex="-1">
                                { format!("Periods of {}", name(one)) }
                            </h3>
                            <Button label="Close periods" icon={IconName::Close} kind={ButtonKind::Plain} hides_label=true on_click={close} />
                        </header>
                        { periods(one, &props.on_jump) }
                    </section>
                }
                <Listed caption="Time in focus per application" {columns} rows={rows.collect::<Vec<_>>()} on_jump={props.on_jump.clone()} />
            </div>
        </div>
    }
}

fn periods(one: &ApplicationTime, on_jump: &Callback<u64>) -> Html {
    let rows = one.periods.iter().map(|period| Row {
        cells: vec![logic::moment(period.start_us).into(), logic::length(period.duration_us).into()],
        at_us: Some(period.start_us),
        is_code: false,
        under: None,
    });
    let columns = vec![Heading::text("Start"), Heading::number("Duration")];
    html! {
        <Listed key={one.app_name.clone()} caption="Start and duration of each period" {columns} rows={rows.collect::<Vec<_>>()} on_jump={on_jump.clone()} />
    }
}
