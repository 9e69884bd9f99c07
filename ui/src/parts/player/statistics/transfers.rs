//! How many files, or bytes, were transferred and when.

use super::asked::{Asked, use_asked};
use super::choice::Choice;
use super::listed::{Heading, Listed, Row};
use super::logic;
use super::view::{PanelProps, card, failed, nothing, waiting};
use crate::format;
use crate::parts::chart::{Column, ColumnChart, TimeAxis};
use events::statistics::{Bucket, Direction, Granularity, StatisticsAnswer, StatisticsQuery};
use std::rc::Rc;
use yew::prelude::*;

/// What the height of a column stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    Number,
    Size,
}

/// How sizes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Bytes,
    Megabytes,
}

impl Unit {
    fn written(self, bytes: u64) -> String {
        match self {
            Self::Bytes => format::bytes_exact(bytes),
            Self::Megabytes => format::megabytes(bytes),
        }
    }
}

/// What is shown and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Settings {
    granularity: Granularity,
    direction: Direction,
    measure: Measure,
    unit: Unit,
}

impl Settings {
    /// These with what the answer was asked for.
    fn answered(self, query: &StatisticsQuery) -> Self {
        match query {
            StatisticsQuery::Transfers { granularity, direction, .. } => {
                Self { granularity: *granularity, direction: *direction, ..self }
            }
            StatisticsQuery::ScreenTime { .. }
            | StatisticsQuery::Commands { .. }
            | StatisticsQuery::Counts => self,
        }
    }

    /// The value of a column, and how it is said.
    fn value(self, bucket: &Bucket) -> (f64, String) {
        match self.measure {
            Measure::Number => (bucket.count as f64, files(bucket.count)),
            Measure::Size => (bucket.bytes as f64, self.unit.written(bucket.bytes)),
        }
    }

    fn title(self) -> String {
        let what = match self.measure {
            Measure::Number => "Files",
            Measure::Size => "Size of files",
        };
        let ways = match self.direction {
            Direction::All => "in both directions",
            Direction::HostToClient => "from host to client",
            Direction::ClientToHost => "from client to host",
        };
        format!("{what} transferred {ways}, {}", self.granularity.label().to_lowercase())
    }

    fn token(self) -> &'static str {
        match self.direction {
            Direction::All => "--color-chart",
            Direction::HostToClient => "--color-chart-host",
            Direction::ClientToHost => "--color-chart-client",
        }
    }
}

fn files(count: u64) -> String {
    format!("{} file{}", format::grouped(count), if count == 1 { "" } else { "s" })
}

#[component]
pub(super) fn Transfers(props: &PanelProps) -> Html {
    let settings = use_state_eq(|| Settings {
        granularity: Granularity::Minute,
        direction: Direction::All,
        measure: Measure::Number,
        unit: Unit::Megabytes,
    });
    let now = *settings;
    let zone_ms = props.clock.zone_ms();
    let query =
        StatisticsQuery::Transfers { zone_ms, granularity: now.granularity, direction: now.direction };
    let asked = use_asked(&props.element, props.is_ready, query);
    let set = {
        let settings = settings.setter();
        Callback::from(move |now| settings.set(now))
    };
    let content = match &asked {
        Asked::Counting => waiting(),
        Asked::Failed(reason) => failed(reason),
        Asked::Counted(answer, query) => match &**answer {
            StatisticsAnswer::Transfers(buckets) if !buckets.is_empty() => {
                let settings = now.answered(query);
                html! { <Shown {settings} buckets={Rc::from(buckets.as_slice())} panel={props.clone()} /> }
            }
            _ if now.direction == Direction::All => nothing(
                "No file was transferred",
                "This recording tells of no file that went from one machine to the other.",
            ),
            _ => nothing("No file went that way", "Choose \"All transfers\" to see those the other way."),
        },
    };
    html! {
        <>
            <div class="statistics__controls">
                <Choice<Granularity>
                    label="Granularity"
                    of={Granularity::ALL.map(|one| (one, one.label())).to_vec()}
                    chosen={now.granularity}
                    on_choose={set.reform(move |granularity| Settings { granularity, ..now })}
                />
                <Choice<Direction>
                    label="Direction"
                    of={Direction::ALL.map(|one| (one, one.label())).to_vec()}
                    chosen={now.direction}
                    on_choose={set.reform(move |direction| Settings { direction, ..now })}
                />
                <Choice<Measure>
                    label="Measure"
                    of={vec![(Measure::Number, "Number"), (Measure::Size, "Size")]}
                    chosen={now.measure}
                    on_choose={set.reform(move |measure| Settings { measure, ..now })}
                />
                <Choice<Unit>
                    label="Unit of sizes"
                    of={vec![(Unit::Bytes, "Bytes"), (Unit::Megabytes, "MB")]}
                    chosen={now.unit}
                    on_choose={set.reform(move |unit| Settings { unit, ..now })}
                />
            </div>
            { content }
        </>
    }
}

#[derive(PartialEq, Properties)]
struct ShownProps {
    settings: Settings,
    buckets: Rc<[Bucket]>,
    panel: PanelProps,
}

#[component]
fn Shown(props: &ShownProps) -> Html {
    let (now, clock, buckets) = (props.settings, props.panel.clock, props.buckets.clone());
    let length_ms = now.granularity.ms();
    let (start_ms, end_ms) = logic::axis(clock, props.panel.duration_us, now.granularity, &buckets);
    let days = clock.days(props.panel.duration_us);
    let has_days = days.as_ref().is_some_and(|days| days.contains('–'));
    let time = |bucket: &Bucket| AttrValue::from(clock.span(bucket.start_ms, length_ms, has_days));
    let columns: Rc<[Column]> = buckets
        .iter()
        .map(|bucket| {
            let (value, said) = now.value(bucket);
            Column { start_ms: bucket.start_ms, value, time: time(bucket), said: said.into() }
        })
        .collect();
    let say_time = use_callback(clock, |(at_ms, step_ms), clock| clock.tick(at_ms, step_ms));
    let say_value =
        use_callback((now.measure, now.unit), |value: f64, (measure, unit)| match (measure, unit) {
            (Measure::Number, _) | (Measure::Size, Unit::Bytes) => format::grouped(value as u64),
            (Measure::Size, Unit::Megabytes) => format::megabytes(value as u64),
        });
    let firsts: Vec<u64> = buckets.iter().map(|bucket| bucket.first_us).collect();
    let on_jump = props.panel.on_jump.clone();
    let on_pick = Callback::from(move |place: usize| {
        if let Some(at_us) = firsts.get(place) {
            on_jump.emit(*at_us);
        }
    });
    let axis = TimeAxis { start_ms, end_ms, column_ms: length_ms, zone_ms: clock.zone_ms() };
    let rows = buckets.iter().map(|bucket| Row {
        cells: vec![
            time(bucket),
            format::grouped(bucket.count).into(),
            now.unit.written(bucket.bytes).into(),
        ],
        at_us: Some(bucket.first_us),
        is_code: false,
        under: None,
    });
    let headings = vec![Heading::text(clock.name()), Heading::number("Files"), Heading::number("Size")];
    let chart = html! {
        <>
            <ColumnChart
                label={now.title()}
                {columns}
                {axis}
                token={now.token()}
                {say_time}
                {say_value}
                action="Go to the first"
                {on_pick}
            />
            <p class="statistics__axis">
                { clock.name() }
                if let Some(days) = days {
                    { format!(" · {days}") }
                }
            </p>
        </>
    };
    html! {
        <div class="statistics__cards">
            { card(&now.title(), 0, chart) }
            <div class="statistics__card">
                <Listed caption={now.title()} columns={headings} rows={rows.collect::<Vec<_>>()} on_jump={props.panel.on_jump.clone()} />
            </div>
        </div>
    }
}
