//! Draws the grid and the bars.

use super::lane::Sign;
use super::layout::{AXIS_PX, Columns, Rows};
use crate::browser::canvas::{Canvas, Refused};
use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};
use plotters::prelude::*;
use std::ops::Range;

/// Why a chart is not drawn.
pub(super) type Undrawn = DrawingAreaErrorKind<Refused>;

/// Size of the values of the grid, in pixels.
const TEXT_PX: u32 = 12;

/// What a grid is drawn with.
struct Look {
    grid: RGBColor,
    text: RGBColor,
}

impl Look {
    fn of(canvas: &Canvas) -> Self {
        Self {
            grid: color(&canvas.token("--color-chart-grid")),
            text: color(&canvas.token("--color-text-muted")),
        }
    }

    fn label(&self) -> TextStyle<'static> {
        // the canvas takes the family of the page
        ("sans-serif", TEXT_PX).into_font().color(&self.text)
    }
}

/// A scale from 0 whose lines are given: the library knows no clock.
struct Ruled {
    most: f64,
    lines: Vec<f64>,
}

impl Ranged for Ruled {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (start, end): (i32, i32)) -> i32 {
        let length = f64::from(end) - f64::from(start);
        // a cast of a float saturates
        (f64::from(start) + value / self.most * length).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<f64> {
        self.lines.clone()
    }

    fn range(&self) -> Range<f64> {
        0.0..self.most
    }
}

/// Lines of a grid: their values, and what is written at one.
pub(super) struct Lines<'a> {
    pub(super) at: Vec<f64>,
    pub(super) said: &'a dyn Fn(&f64) -> String,
}

/// Draws horizontal bars of these values, each in the colour of its token; `most` is the value at the right end.
///
/// # Errors
/// Where the canvas refuses.
pub(super) fn bars(
    canvas: Canvas,
    rows: &Rows,
    values: &[(f64, &str)],
    most: f64,
    lines: Lines<'_>,
) -> Result<(), Undrawn> {
    let look = Look::of(&canvas);
    let values: Vec<(f64, RGBColor)> =
        values.iter().map(|(value, token)| (*value, color(&canvas.token(token)))).collect();
    let root = canvas.into_drawing_area();
    let height = f64::from(rows.height - AXIS_PX);
    let mut chart = ChartBuilder::on(&root)
        .margin_right(rows.width - rows.right())
        .x_label_area_size(AXIS_PX)
        .y_label_area_size(rows.left)
        .build_cartesian_2d(Ruled { most, lines: lines.at }, height..0.0)?;
    chart
        .configure_mesh()
        .disable_y_mesh()
        .disable_y_axis()
        .axis_style(look.grid)
        .bold_line_style(look.grid)
        .light_line_style(TRANSPARENT)
        .x_label_style(look.label())
        .x_label_formatter(lines.said)
        .draw()?;
    let (left, length) = (f64::from(rows.left), f64::from(rows.right() - rows.left));
    chart.draw_series((0_u32..).zip(values).map(|(place, (value, color))| {
        let top = f64::from(place * rows.row + rows.above);
        // at least as long as can be seen
        let end = (rows.end(value / most) - left) / length * most;
        Rectangle::new([(0.0, top), (end, top + f64::from(rows.bar))], color.filled())
    }))?;
    root.present()
}

/// One column: from, to and its height in the units of the scales.
pub(super) struct Span {
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) value: f64,
}

/// Draws columns in the colour of the token over a time of this length; `most` is the value at the upper end.
///
/// # Errors
/// Where the canvas refuses.
pub(super) fn columns(
    canvas: Canvas,
    (places, token): (&Columns, &str),
    spans: &[Span],
    (length, most): (f64, f64),
    (times, values): (Lines<'_>, Lines<'_>),
) -> Result<(), Undrawn> {
    let (look, bar) = (Look::of(&canvas), color(&canvas.token(token)));
    let root = canvas.into_drawing_area();
    let mut chart = ChartBuilder::on(&root)
        .margin_top(Columns::TOP_PX)
        .margin_right(Columns::RIGHT_PX)
        .x_label_area_size(AXIS_PX)
        .y_label_area_size(places.left)
        .build_cartesian_2d(Ruled { most: length, lines: times.at }, Ruled { most, lines: values.at })?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .axis_style(look.grid)
        .bold_line_style(look.grid)
        .light_line_style(TRANSPARENT)
        .label_style(look.label())
        .x_label_formatter(times.said)
        .y_label_formatter(values.said)
        .draw()?;
    // on the grid's pixels: narrow columns are wider than their time, so that they are seen
    for span in spans {
        let (left, width) = places.across(span.from / length, span.to / length);
        let (top, height) = places.down(span.value / most);
        let corners = [(left, top), (left + width, top + height)];
        let corners = corners.map(|(x, y)| (x.round() as i32, y.round() as i32));
        root.draw(&Rectangle::new(corners, bar.filled()))?;
    }
    root.present()
}

/// What happened in one row: from and to on the scale, and its sign.
pub(super) type Happened = (f64, f64, Sign);

/// Draws a row of signs for each lane; `most` is the value at the right end.
///
/// # Errors
/// Where the canvas refuses.
pub(super) fn lanes(
    canvas: Canvas,
    rows: &Rows,
    lanes: &[Vec<Happened>],
    most: f64,
    lines: Lines<'_>,
) -> Result<(), Undrawn> {
    let look = Look::of(&canvas);
    let bar = color(&canvas.token("--color-chart"));
    let failed = color(&canvas.token("--color-chart-failed"));
    let surface = color(&canvas.token("--color-surface"));
    let root = canvas.into_drawing_area();
    let height = f64::from(rows.height - AXIS_PX);
    let mut chart = ChartBuilder::on(&root)
        .margin_right(rows.width - rows.right())
        .x_label_area_size(AXIS_PX)
        .y_label_area_size(rows.left)
        .build_cartesian_2d(Ruled { most, lines: lines.at }, height..0.0)?;
    chart
        .configure_mesh()
        .disable_y_mesh()
        .disable_y_axis()
        .axis_style(look.grid)
        .bold_line_style(look.grid)
        .light_line_style(TRANSPARENT)
        .x_label_style(look.label())
        .x_label_formatter(lines.said)
        .draw()?;
    // on the grid's pixels: what is short is wider than its time, so that it is seen
    let x = |value: f64| rows.at(value / most).round() as i32;
    for (place, lane) in (0_u32..).zip(lanes) {
        let top = i32::try_from(place * rows.row + rows.above).unwrap_or(i32::MAX);
        let bottom = top.saturating_add(i32::try_from(rows.bar).unwrap_or(0));
        let middle = top.midpoint(bottom);
        let ends = [(x(0.0), middle), (x(most), middle)];
        root.draw(&PathElement::new(ends, look.grid))?;
        for (from, to, sign) in lane {
            let (left, right) = (x(*from), x(*to).max(x(*from).saturating_add(3)));
            let corners = [(left, top), (right, bottom)];
            match sign {
                Sign::Done => root.draw(&Rectangle::new(corners, bar.filled()))?,
                Sign::Unknown => {
                    root.draw(&Rectangle::new(corners, surface.filled()))?;
                    root.draw(&Rectangle::new([corners[0], (right, bottom - 1)], bar))?;
                }
                Sign::Failed => {
                    let line = [(left, middle), (right, middle)];
                    root.draw(&PathElement::new(line, failed.stroke_width(2)))?;
                    // a rim keeps the cross apart from what it stands on
                    root.draw(&Cross::new((left, middle), 6, surface.stroke_width(6)))?;
                    root.draw(&Cross::new((left, middle), 6, failed.stroke_width(3)))?;
                }
            }
        }
    }
    root.present()
}

/// The colour written as `#rrggbb`; grey for anything else, which shows on light and on dark.
fn color(text: &str) -> RGBColor {
    const GREY: RGBColor = RGBColor(128, 128, 128);
    let part = |at: usize| text.get(at..at + 2).and_then(|part| u8::from_str_radix(part, 16).ok());
    match (text.strip_prefix('#').map(str::len), part(1), part(3), part(5)) {
        (Some(6), Some(red), Some(green), Some(blue)) => RGBColor(red, green, blue),
        _ => GREY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_as_it_is_written() {
        assert_eq!(color("#0066cc"), RGBColor(0, 102, 204));
        for text in ["", "#fff", "rgb(0 0 0)", "#gggggg", "#ää1"] {
            assert_eq!(color(text), RGBColor(128, 128, 128), "{text}");
        }
    }
}
