//! Where the rows of a long list stand, so that only those in view are drawn. All rows are of one height; one of them
//! may be open and is then taller.

use std::ops::Range;

/// Height of a closed row in pixels; the style sheet has the same.
pub(super) const ROW_PX: f64 = 48.0;

/// Rows drawn beyond each edge of the view.
const BEYOND: usize = 6;

/// The rows of a list, in pixels from its top.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Layout {
    /// How many rows there are.
    pub(super) count: usize,
    /// The row that is open, and by how much it is taller.
    pub(super) open: Option<(usize, f64)>,
}

impl Layout {
    /// Height of all rows.
    pub(super) fn total_px(&self) -> f64 {
        self.top_px(self.count)
    }

    /// Where a row begins.
    pub(super) fn top_px(&self, row: usize) -> f64 {
        // a list in memory has far fewer than 2^53 rows
        let more_px = self.open.filter(|(open, _)| *open < row).map_or(0.0, |(_, more_px)| more_px);
        row as f64 * ROW_PX + more_px
    }

    /// The row at a distance from the top; the last beyond the end.
    fn row_at(&self, px: f64) -> usize {
        let row = |px: f64| (px / ROW_PX).floor().max(0.0) as usize;
        match self.open {
            Some((open, more_px)) if px >= self.top_px(open) => row(px - more_px).max(open),
            Some(_) | None => row(px),
        }
    }

    /// The rows to draw where `height_px` are seen from `scrolled_px` on.
    pub(super) fn drawn(&self, scrolled_px: f64, height_px: f64) -> Range<usize> {
        let first = self.row_at(scrolled_px).saturating_sub(BEYOND);
        let end = self.row_at(scrolled_px + height_px).saturating_add(1 + BEYOND);
        first.min(self.count)..end.min(self.count)
    }

    /// Where to scroll so that a row is seen in the middle; `None` where it is seen already, or there is none.
    pub(super) fn to_show(self, row: usize, scrolled_px: f64, height_px: f64) -> Option<f64> {
        if row >= self.count || height_px <= 0.0 {
            return None;
        }
        let (top_px, end_px) = (self.top_px(row), self.top_px(row) + ROW_PX);
        if top_px >= scrolled_px && end_px <= scrolled_px + height_px {
            return None;
        }
        let most_px = (self.total_px() - height_px).max(0.0);
        Some((top_px - (height_px - ROW_PX) / 2.0).clamp(0.0, most_px).round())
    }
}

/// How many rows a page goes by where `height_px` are seen: one less than are seen whole, and at least one.
pub(super) fn page(height_px: f64) -> usize {
    // `as` saturates
    ((height_px / ROW_PX).floor() as usize).saturating_sub(1).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_keeps_a_row_in_view() {
        assert_eq!([page(0.0), page(60.0), page(480.0), page(f64::NAN)], [1, 1, 9, 1]);
    }

    #[test]
    fn few_rows_are_drawn_however_many_there_are() {
        let layout = Layout { count: 10_000, open: None };
        assert_eq!(layout.total_px(), 480_000.0);
        assert_eq!(layout.drawn(0.0, 480.0), 0..17);
        assert_eq!(layout.drawn(240_000.0, 480.0), 4_994..5_017);
        assert_eq!(layout.drawn(479_520.0, 480.0), 9_984..10_000);
        assert_eq!(Layout::default().drawn(50.0, 480.0), 0..0);
    }

    #[test]
    fn an_open_row_moves_those_behind_it() {
        let layout = Layout { count: 10, open: Some((2, 300.0)) };
        assert_eq!((layout.top_px(2), layout.top_px(3)), (96.0, 444.0));
        assert_eq!(layout.row_at(143.0), 2);
        assert_eq!(layout.row_at(443.0), 2);
        assert_eq!(layout.row_at(444.0), 3);
    }

    #[test]
    fn a_row_that_is_seen_stays_where_it_is() {
        let layout = Layout { count: 100, open: None };
        assert_eq!(layout.to_show(3, 0.0, 480.0), None);
        assert_eq!(layout.to_show(50, 0.0, 480.0), Some(2_184.0));
        assert_eq!(layout.to_show(99, 0.0, 480.0), Some(4_320.0));
        assert_eq!(layout.to_show(0, 900.0, 480.0), Some(0.0));
        assert_eq!(layout.to_show(100, 0.0, 480.0), None);
    }

    #[test]
    fn what_is_in_view_is_drawn() {
        for count in [1, 2, 19, 20_000] {
            for (row, open) in [(0, 0), (count / 2, count / 3), (count - 1, 0), (count / 3, count - 1)] {
                for (more_px, height_px) in [(0.0, 60.0), (37.5, 333.0), (900.0, 900.0)] {
                    let layout = Layout { count, open: Some((open, more_px)) };
                    let scrolled_px = layout.to_show(row, f64::MIN, height_px).unwrap();
                    let drawn = layout.drawn(scrolled_px, height_px);
                    assert!(drawn.contains(&row), "{layout:?} {row} {height_px}");
                    assert!(drawn.len() < 40);
                }
            }
        }
    }
}
