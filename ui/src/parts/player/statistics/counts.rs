//! How many events there are of each type.

use super::asked::{Asked, use_asked};
use super::listed::{Heading, Listed, Row};
use super::logic::{self, MOST_BARS};
use super::view::{PanelProps, card, failed, nothing, waiting};
use crate::format;
use crate::parts::chart::{Bar, BarChart, Scale};
use events::Family;
use events::statistics::{StatisticsAnswer, StatisticsQuery, TypeCount};
use std::rc::Rc;
use yew::prelude::*;

/// Most characters of a type's name: those of other sources are not ours.
const MOST_NAME: usize = 80;

#[component]
pub(super) fn Counts(props: &PanelProps) -> Html {
    match use_asked(&props.element, props.is_ready, StatisticsQuery::Counts) {
        Asked::Counting => waiting(),
        Asked::Failed(reason) => failed(&reason),
        Asked::Counted(answer, _) => match &*answer {
            StatisticsAnswer::Counts(counts) if !counts.is_empty() => shown(counts, props),
            _ => nothing("No events", "This recording tells of nothing that happened in the session."),
        },
    }
}

fn shown(counts: &[TypeCount], props: &PanelProps) -> Html {
    let all = counts.iter().map(|one| one.count).fold(0, u64::saturating_add);
    let name = |one: &TypeCount| match logic::one_line(&one.label, MOST_NAME) {
        // what other sources call their types may be nothing at all
        label if label.is_empty() => AttrValue::from("No name"),
        label => label.into(),
    };
    let bars: Rc<[Bar]> = counts
        .iter()
        .take(MOST_BARS)
        .map(|one| Bar {
            name: name(one),
            kind: Some(one.family().label().into()),
            token: token(one.family()),
            value: one.count as f64,
            said: format!("{} ({})", format::grouped(one.count), logic::percent(one.count, all)).into(),
            action: "Go to the first".into(),
        })
        .collect();
    let firsts: Vec<u64> = counts.iter().map(|one| one.first_us).collect();
    let on_jump = props.on_jump.clone();
    let on_pick = Callback::from(move |place: usize| {
        if let Some(at_us) = firsts.get(place) {
            on_jump.emit(*at_us);
        }
    });
    let rows = counts.iter().map(|one| Row {
        cells: vec![
            name(one),
            format::grouped(one.count).into(),
            logic::percent(one.count, all).into(),
            logic::moment(one.first_us).into(),
        ],
        at_us: Some(one.first_us),
        is_code: false,
        under: Some(one.family().label().into()),
    });
    let columns = vec![
        Heading::text("Type and family"),
        Heading::number("Events"),
        Heading::number("Share"),
        Heading::number("First"),
    ];
    let title = format!("{} events by type", format::grouped(all));
    html! {
        <div class="statistics__cards">
            { card(&title, counts.len(), html! {
                <BarChart label="Events by type" {bars} scale={Scale::Number} {on_pick} />
            }) }
            <div class="statistics__card">
                <Listed caption="Events by type" {columns} rows={rows.collect::<Vec<_>>()} on_jump={props.on_jump.clone()} />
            </div>
        </div>
    }
}

/// The token of a family's colour.
fn token(family: Family) -> &'static str {
    match family {
        Family::Commands => "--color-family-commands",
        Family::Applications => "--color-family-applications",
        Family::Windows => "--color-family-windows",
        Family::Web => "--color-family-web",
        Family::Files => "--color-family-files",
        Family::Transfers => "--color-family-transfers",
        Family::Clipboard => "--color-family-clipboard",
        Family::Typing => "--color-family-typing",
        Family::Devices => "--color-family-devices",
        Family::Registry => "--color-family-registry",
        Family::Accounts => "--color-family-accounts",
        Family::Connections => "--color-family-connections",
        Family::Idle => "--color-family-idle",
        Family::Performance => "--color-family-performance",
        Family::Session => "--color-family-session",
        Family::Other => "--color-family-other",
    }
}
