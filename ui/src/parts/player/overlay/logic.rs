//! What the overlay and the curves say, and the curves' shapes.

use super::super::bar::Window;
use crate::format;
use events::{Load, Overlay, Performance, Reading};
use std::fmt::Write as _;

/// One quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantity {
    RoundTrip,
    Sent,
    Received,
    Cpu,
    Memory,
}

impl Quantity {
    pub(super) const ALL: [Self; 5] = [Self::RoundTrip, Self::Sent, Self::Received, Self::Cpu, Self::Memory];

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::RoundTrip => "Round trip time",
            Self::Sent => "Network (send)",
            Self::Received => "Network (receive)",
            Self::Cpu => "CPU usage",
            Self::Memory => "Memory usage",
        }
    }

    fn of_load(self, load: Load) -> Option<u64> {
        match self {
            Self::RoundTrip => None,
            Self::Sent => Some(load.sent_bytes),
            Self::Received => Some(load.received_bytes),
            Self::Cpu => Some(load.cpu.into()),
            Self::Memory => Some(load.memory.into()),
        }
    }

    fn of(self, reading: Reading) -> Option<u64> {
        match reading {
            Reading::RoundTrip(us) => (self == Self::RoundTrip).then_some(us),
            Reading::Load(load) => self.of_load(load),
        }
    }

    /// Its value in the overlay, where there is one.
    pub(super) fn shown(self, overlay: &Overlay) -> Option<u64> {
        match self {
            Self::RoundTrip => overlay.round_trip_us,
            _ => overlay.load.and_then(|load| self.of_load(load)),
        }
    }

    /// A value with its unit: `24 ms`, `1.20 MB/s`, `34.5 %`.
    pub(super) fn written(self, value: u64) -> String {
        match self {
            Self::RoundTrip if value < 10_000 => format!("{:.1} ms", value as f64 / 1e3),
            Self::RoundTrip => format!("{:.0} ms", value as f64 / 1e3),
            Self::Sent | Self::Received => format!("{}/s", format::bytes(value)),
            Self::Cpu | Self::Memory => format!("{:.1} %", value as f64 / 100.0),
        }
    }

    /// What the top of its curve stands for: all of it for shares, otherwise the most that occurs.
    pub(super) fn top(self, performance: &[Performance]) -> u64 {
        /// All of the processors or of the memory, in hundredths of a percent.
        const ALL: u64 = 10_000;
        match self {
            Self::Cpu | Self::Memory => ALL,
            _ => performance.iter().filter_map(|one| self.of(one.reading)).max().unwrap_or(0).max(1),
        }
    }
}

/// The highest value in each of `columns` equal parts of the window; `None` where nothing was measured.
fn columns(
    quantity: Quantity,
    performance: &[Performance],
    window: Window,
    columns: usize,
) -> Vec<Option<u64>> {
    let mut highest = vec![None; columns];
    let first = performance.partition_point(|one| one.at_us < window.start_us);
    let end = performance.partition_point(|one| one.at_us <= window.end_us());
    for one in performance.get(first..end).unwrap_or_default() {
        let Some(value) = quantity.of(one.reading) else { continue };
        // Columns of a bar: far below 2^53.
        let column = (window.share(one.at_us) * columns as f64) as usize;
        if let Some(place) = highest.get_mut(column.min(columns.saturating_sub(1))) {
            *place = Some(value.max(place.unwrap_or(0)));
        }
    }
    highest
}

/// The curve of a quantity as a path of SVG, `step_px` for each column, 0 on the line `height_px` below the top.
/// Columns without a measurement keep the value before them: a value holds until there is another.
pub(super) fn curve(
    quantity: Quantity,
    performance: &[Performance],
    window: Window,
    (width_px, step_px): (usize, usize),
    height_px: usize,
) -> String {
    let top = quantity.top(performance) as f64;
    let mut path = String::new();
    for (column, value) in
        columns(quantity, performance, window, width_px / step_px.max(1)).iter().enumerate()
    {
        let Some(value) = value else { continue };
        let y = height_px as f64 * (1.0 - (*value as f64 / top).min(1.0));
        let x = column * step_px;
        // Writing to a string cannot fail.
        if path.is_empty() {
            write!(path, "M{x} {y:.1}").ok();
        } else {
            write!(path, "H{x}V{y:.1}").ok();
        }
        write!(path, "h{step_px}").ok();
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(second: u64, cpu: u32, sent_bytes: u64) -> Performance {
        let load = Load { cpu, memory: 0, sent_bytes, received_bytes: 0 };
        Performance { at_us: second * 1_000_000, reading: Reading::Load(load) }
    }

    #[test]
    fn values_have_their_units() {
        let written = [
            (Quantity::RoundTrip, 4_200),
            (Quantity::RoundTrip, 24_400),
            (Quantity::Sent, 1_200_000),
            (Quantity::Cpu, 3_450),
            (Quantity::Memory, 10_000),
        ]
        .map(|(quantity, value)| quantity.written(value));
        assert_eq!(written, ["4.2 ms", "24 ms", "1.20 MB/s", "34.5 %", "100.0 %"]);
    }

    #[test]
    fn what_was_not_measured_is_not_shown() {
        let overlay = Overlay { round_trip_us: Some(5), load: None };
        let shown = Quantity::ALL.map(|quantity| quantity.shown(&overlay));
        assert_eq!(shown, [Some(5), None, None, None, None]);
    }

    #[test]
    fn a_curve_holds_its_value_and_loses_no_peak() {
        let performance = [load(0, 5_000, 0), load(4, 0, 0), load(5, 10_000, 0), load(9, 20_000, 7)];
        let window = Window::whole(10_000_000);
        let path = curve(Quantity::Cpu, &performance, window, (10, 2), 20);
        assert_eq!(path, "M0 10.0h2H4V0.0h2H8V0.0h2", "beyond all of it is drawn as all");
        let zoomed = Window { start_us: 4_000_000, length_us: 1_000_000, ..window };
        let path = curve(Quantity::Cpu, &performance, zoomed, (4, 2), 20);
        assert_eq!(path, "M0 20.0h2H2V0.0h2");
        assert_eq!(Quantity::Sent.top(&performance), 7);
        assert_eq!(curve(Quantity::RoundTrip, &performance, window, (10, 2), 20), "");
    }
}
