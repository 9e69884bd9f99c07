//! What of a chart goes where, in pixels of the page.

/// Height of the line below a chart that says what its grid stands for.
pub(super) const AXIS_PX: u32 = 24;
/// Most pixels across that a chart is drawn for.
const MOST_PX: u32 = 8_000;
/// Space to the right of the longest bar for the last line's value.
const RIGHT_PX: u32 = 28;
/// Least width of a bar that stands for something.
const LEAST_BAR_PX: f64 = 2.0;

/// Places of horizontal bars, each with its name beside it, or above it where there is little room.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rows {
    pub(super) width: u32,
    pub(super) height: u32,
    /// Where the bars begin.
    pub(super) left: u32,
    /// Height of one row.
    pub(super) row: u32,
    /// From the top of a row to its bar.
    pub(super) above: u32,
    /// Height of a bar.
    pub(super) bar: u32,
    /// Width of what stands beside the longest bar.
    beside: u32,
}

impl Rows {
    /// Lays out `count` bars over this width, with room beside them for their kinds where they have such.
    pub(super) fn new(width: f64, count: usize, has_kinds: bool) -> Self {
        let width = pixels(width);
        let is_narrow = width < 520;
        let (row, above, bar) = if is_narrow { (48, 26, 14) } else { (34, 8, 18) };
        let left = if is_narrow { 0 } else { (width * 3 / 10).clamp(120, 240) };
        let beside = match (is_narrow, has_kinds) {
            (true, true) => 104,
            (true, false) => RIGHT_PX,
            (false, true) => 212,
            (false, false) => 132,
        };
        let rows = u32::try_from(count).unwrap_or(u32::MAX).saturating_mul(row);
        Self { width, height: rows.saturating_add(AXIS_PX), left, row, above, bar, beside }
    }

    /// Whether names stand above their bars.
    pub(super) fn is_stacked(&self) -> bool {
        self.left == 0
    }

    /// Where the bars end at most; the rest is for what stands beside the longest.
    pub(super) fn right(&self) -> u32 {
        self.width.saturating_sub(self.beside).max(self.left + 1)
    }

    /// Where the bar of this share of the longest ends.
    pub(super) fn end(&self, share: f64) -> f64 {
        let (left, right) = (f64::from(self.left), f64::from(self.right()));
        let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
        let length = share * (right - left);
        left + if share > 0.0 { length.max(LEAST_BAR_PX) } else { 0.0 }
    }

    /// Where this share of the whole is.
    pub(super) fn at(&self, share: f64) -> f64 {
        let (left, right) = (f64::from(self.left), f64::from(self.right()));
        let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
        left + share * (right - left)
    }

    /// The share of the whole that is there, in pixels from the left edge.
    pub(super) fn share(&self, x: f64) -> f64 {
        let (left, right) = (f64::from(self.left), f64::from(self.right()));
        ((x - left) / (right - left)).clamp(0.0, 1.0)
    }

    /// How many lines the grid has room for.
    pub(super) fn ticks(&self) -> u32 {
        ((self.right() - self.left) / 80).clamp(1, 8)
    }
}

/// Places of columns over time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Columns {
    pub(super) width: u32,
    pub(super) height: u32,
    /// Width of what stands left of the grid.
    pub(super) left: u32,
}

impl Columns {
    /// Space above the highest column.
    pub(super) const TOP_PX: u32 = 12;
    /// Space right of the last column.
    pub(super) const RIGHT_PX: u32 = 24;

    /// Lays out columns over this width.
    pub(super) fn new(width: f64) -> Self {
        let width = pixels(width);
        Self { width, height: if width < 520 { 220 } else { 300 }, left: if width < 520 { 60 } else { 72 } }
    }

    /// How many lines across the grid there is room for.
    pub(super) fn times(&self) -> u32 {
        (self.plot_width() / if self.width < 520 { 68 } else { 84 }).clamp(1, 12)
    }

    fn plot_width(&self) -> u32 {
        self.width.saturating_sub(self.left + Self::RIGHT_PX).max(1)
    }

    /// Left edge and width of what reaches from one share of the whole to another; never thinner than can be seen.
    pub(super) fn across(&self, from: f64, to: f64) -> (f64, f64) {
        let share = |share: f64| if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
        let (from, to, whole) = (share(from), share(to), f64::from(self.plot_width()));
        let width = ((to - from) * whole - 1.0).max(LEAST_BAR_PX);
        (f64::from(self.left) + from * whole, width)
    }

    /// Upper edge and height of a column of this share of the highest.
    pub(super) fn down(&self, share: f64) -> (f64, f64) {
        let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
        let whole = f64::from(self.height.saturating_sub(AXIS_PX + Self::TOP_PX));
        let height = if share > 0.0 { (share * whole).max(LEAST_BAR_PX) } else { 0.0 };
        (f64::from(Self::TOP_PX) + whole - height, height)
    }
}

fn pixels(width: f64) -> u32 {
    // a cast of a float saturates; nothing is drawn narrower than a phone
    (width as u32).clamp(160, MOST_PX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_above_where_it_is_narrow() {
        assert!(Rows::new(340.0, 3, false).is_stacked());
        let wide = Rows::new(900.0, 3, false);
        assert!(!wide.is_stacked());
        assert_eq!((wide.left, wide.height), (240, 3 * 34 + AXIS_PX));
    }

    #[test]
    fn the_longest_bar_leaves_room_and_the_shortest_is_seen() {
        let rows = Rows::new(900.0, 3, false);
        assert!((rows.end(1.0) - f64::from(rows.right())).abs() < 1e-9);
        assert!((rows.end(0.000_001) - f64::from(rows.left) - LEAST_BAR_PX).abs() < 1e-9);
        assert!((rows.end(0.0) - f64::from(rows.left)).abs() < 1e-9);
    }

    #[test]
    fn a_place_is_found_where_it_is_drawn() {
        for width in [300.0, 900.0] {
            let rows = Rows::new(width, 3, false);
            assert!((rows.share(rows.at(0.25)) - 0.25).abs() < 1e-9);
            assert!(rows.share(-5.0) == 0.0 && rows.share(1e9) == 1.0);
        }
    }

    #[test]
    fn no_width_and_no_count_is_too_much() {
        for width in [f64::NAN, -5.0, 0.0, f64::INFINITY] {
            for count in [0, 1, usize::MAX] {
                let rows = Rows::new(width, count, false);
                assert!(rows.right() > rows.left && rows.width <= MOST_PX);
            }
            let columns = Columns::new(width);
            assert!(columns.across(f64::NAN, 2.0).1 > 0.0 && columns.down(f64::NAN).1 < 1.0);
        }
    }

    #[test]
    fn columns_share_the_width() {
        let columns = Columns::new(1_096.0);
        assert_eq!(columns.across(0.0, 0.5), (72.0, 499.0));
        assert_eq!(columns.down(1.0), (12.0, 264.0));
    }
}
