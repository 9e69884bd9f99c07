//! From the cells of a terminal to pixels.

use super::font::Metrics;
use super::glyphs::{GlyphSource, Glyphs, is_combining};
use super::theme::{Colors, Rgb, mix};
use avt::{Cell, Cursor, Terminal};
use recording::facts::Theme;
use recording::picture::{Damage, Picture};
use recording::units::{Rect, Size};
use recording::{Result, limits};

/// Largest picture of a terminal in pixels: beyond it (about 80,000 cells) the font gets smaller.
const PICTURE_AREA_PX: u64 = 16 * 1024 * 1024;

/// Draws a terminal, row by row, with a theme and a size of text.
pub struct TerminalRenderer {
    colors: Colors,
    glyphs: Glyphs,
    font_px: u32,
    metrics: Metrics,
    // where the cursor was drawn last; `None` where it is hidden
    cursor: Option<(usize, usize)>,
}

impl TerminalRenderer {
    /// A renderer for a recording's theme, or the default one, with text of about `font_px` pixels per em: 16 makes
    /// cells of 10 x 20 pixels.
    pub fn new(theme: Option<&Theme>, font_px: u32) -> Self {
        let glyphs = Glyphs::new();
        let metrics = glyphs.font().metrics(font_px.clamp(1, 200));
        Self { colors: Colors::new(theme), glyphs, font_px: font_px.clamp(1, 200), metrics, cursor: None }
    }

    /// Draws what the bundled font lacks from here on.
    pub fn set_glyph_source(&mut self, source: Box<dyn GlyphSource>) {
        self.glyphs.set_source(source);
    }

    /// The colour of an empty cell, as red, green, blue.
    pub fn background(&self) -> [u8; 3] {
        self.colors.background
    }

    /// Size of the picture of a terminal of so many columns and rows, in pixels.
    pub fn picture_size(&self, cells: Size) -> Size {
        size_in_pixels(cells, &self.fitting(cells))
    }

    /// Draws `rows` of the terminal (all of them where it is `None`), and those where the cursor was and is. Where
    /// `picture` has another size than the terminal needs it is replaced and drawn in full. Returns what was drawn.
    ///
    /// # Errors
    /// [`recording::Error::LimitReached`] where the picture is too large even with the smallest text.
    pub fn render(
        &mut self,
        terminal: &Terminal,
        rows: Option<&[usize]>,
        picture: &mut Picture,
    ) -> Result<Damage> {
        let (columns, row_count) = terminal.size();
        let cells = Size::new(
            u32::try_from(columns).unwrap_or(u32::MAX),
            u32::try_from(row_count).unwrap_or(u32::MAX),
        );
        let metrics = self.fitting(cells);
        if metrics != self.metrics {
            self.metrics = metrics;
            self.glyphs.forget();
        }
        let size = size_in_pixels(cells, &metrics);
        let is_new = picture.size() != size;
        if is_new {
            *picture = Picture::new(size)?;
        }
        let cursor = place_of(terminal.cursor(), columns);
        let mut is_due = vec![rows.is_none() || is_new; row_count];
        let moved = [self.cursor, cursor].into_iter().flatten().filter(|_| self.cursor != cursor);
        for row in rows.unwrap_or_default().iter().copied().chain(moved.map(|(_, row)| row)) {
            if let Some(slot) = is_due.get_mut(row) {
                *slot = true;
            }
        }
        self.cursor = cursor;
        let mut damage = Damage::none(size);
        let mut top = 0;
        for (row, (line, is_due)) in terminal.screen().visible_lines().zip(is_due).enumerate() {
            if is_due {
                let cursor = cursor.filter(|(_, cursor_row)| *cursor_row == row).map(|(column, _)| column);
                self.draw_row(line.cells(), top, cursor, picture);
                damage.add(Rect::new(0, top, size.width, metrics.cell_height));
            }
            top += metrics.cell_height;
        }
        Ok(damage)
    }

    /// The metrics at the largest size of text, at most the one asked for, with which the picture is within bounds.
    fn fitting(&self, cells: Size) -> Metrics {
        let mut font_px = self.font_px;
        loop {
            let metrics = self.glyphs.font().metrics(font_px);
            let size = size_in_pixels(cells, &metrics);
            let fits = size.width <= limits::PICTURE_SIDE_PX
                && size.height <= limits::PICTURE_SIDE_PX
                && size.area() <= PICTURE_AREA_PX;
            if fits || font_px <= 1 {
                return metrics;
            }
            font_px = font_px * 3 / 4;
        }
    }

    fn draw_row(&mut self, cells: &[Cell], top: u32, cursor: Option<usize>, picture: &mut Picture) {
        let metrics = self.metrics;
        let mut left = 0;
        // the character that marks in the cells after it are drawn over
        let mut base: Option<(Rect, Rgb)> = None;
        for (column, cell) in cells.iter().enumerate() {
            // the second half of a wide character is drawn with the first
            let width = metrics.cell_width * u32::from(cell.width());
            if width == 0 {
                continue;
            }
            let is_cursor = cursor.is_some_and(|at| at == column || cell.width() == 2 && at == column + 1);
            let (foreground, background) = self.colors.of(cell.pen(), is_cursor);
            let area = Rect::new(left, top, width, metrics.cell_height);
            left += width;
            fill(picture, area, background);
            draw_decorations(cell, area, &metrics, foreground, picture);
            // The emulator gives a combining mark a cell of its own; it is seen over the character before it.
            match base {
                Some((base, color)) if is_combining(cell.char()) => {
                    self.draw_character(cell, base, color, picture);
                }
                _ => {
                    self.draw_character(cell, area, foreground, picture);
                    base = Some((area, foreground));
                }
            }
        }
    }

    fn draw_character(&mut self, cell: &Cell, area: Rect, color: Rgb, picture: &mut Picture) {
        let pen = cell.pen();
        let is_wide = area.width > self.metrics.cell_width;
        let mask = self.glyphs.mask(cell.char(), is_wide, pen.is_bold(), pen.is_italic(), &self.metrics);
        let Some(mask) = mask else { return };
        let rows = mask.coverage().chunks_exact((area.width as usize).max(1));
        for (y, coverage) in (area.y..area.bottom()).zip(rows) {
            let Some(pixels) = picture.row_mut(area.x, y, area.width) else { return };
            for (pixel, covered) in pixels.as_chunks_mut::<4>().0.iter_mut().zip(coverage) {
                if *covered > 0 {
                    let [under_red, under_green, under_blue, _] = *pixel;
                    let [red, green, blue] = mix([under_red, under_green, under_blue], color, *covered);
                    *pixel = [red, green, blue, 255];
                }
            }
        }
    }
}

fn size_in_pixels(cells: Size, metrics: &Metrics) -> Size {
    Size::new(
        cells.width.saturating_mul(metrics.cell_width),
        cells.height.saturating_mul(metrics.cell_height),
    )
}

/// Column and row of the cursor where it shows. After the last column has been written it stays on it.
fn place_of(cursor: Cursor, columns: usize) -> Option<(usize, usize)> {
    let (column, row) = cursor.position()?;
    Some((column.min(columns.saturating_sub(1)), row))
}

fn draw_decorations(cell: &Cell, area: Rect, metrics: &Metrics, color: Rgb, picture: &mut Picture) {
    let line = metrics.line.cast_unsigned();
    let baseline = u32::try_from(metrics.baseline).unwrap_or(0);
    if cell.pen().is_underline() {
        let below = (baseline + line + 1).min(metrics.cell_height.saturating_sub(line));
        fill(picture, Rect::new(area.x, area.y + below, area.width, line), color);
    }
    if cell.pen().is_strikethrough() {
        let above = baseline.saturating_sub(metrics.cell_height * 5 / 20);
        fill(picture, Rect::new(area.x, area.y + above, area.width, line), color);
    }
}

fn fill(picture: &mut Picture, area: Rect, [red, green, blue]: Rgb) {
    for y in area.y..area.bottom() {
        let Some(pixels) = picture.row_mut(area.x, y, area.width) else { return };
        pixels.as_chunks_mut::<4>().0.fill([red, green, blue, 255]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::{GlyphRequest, Mask};
    use recording::codec::terminal::Emulator;

    fn blank() -> Picture {
        Picture::new(Size::new(1, 1)).expect("small")
    }

    fn drawn(size: Size, output: &str) -> Picture {
        let mut emulator = Emulator::new(size);
        emulator.output(output);
        let mut picture = blank();
        TerminalRenderer::new(None, 16).render(emulator.terminal(), None, &mut picture).expect("draws");
        picture
    }

    /// The colour at a pixel.
    fn at(picture: &Picture, x: u32, y: u32) -> Rgb {
        let pixel = picture.row(x, y, 1).expect("inside");
        [pixel[0], pixel[1], pixel[2]]
    }

    const HIDDEN: &str = "\x1b[?25l";

    #[test]
    fn the_picture_has_whole_cells() {
        let renderer = TerminalRenderer::new(None, 16);
        assert_eq!(renderer.picture_size(Size::new(80, 24)), Size::new(800, 480));
        assert_eq!(drawn(Size::new(3, 2), "").size(), Size::new(30, 40));
    }

    #[test]
    fn a_large_terminal_gets_smaller_text() {
        let renderer = TerminalRenderer::new(None, 16);
        for cells in [Size::new(2000, 131), Size::new(131, 2000), Size::new(512, 512), Size::new(2000, 1)] {
            let size = renderer.picture_size(cells);
            assert!(
                size.width <= limits::PICTURE_SIDE_PX && size.height <= limits::PICTURE_SIDE_PX,
                "{size:?}"
            );
            assert!(size.area() <= PICTURE_AREA_PX && size.width >= cells.width, "{size:?}");
        }
    }

    #[test]
    fn colours_reach_the_pixels() {
        let size = Size::new(2, 1);
        let picture = drawn(size, &format!("{HIDDEN}\x1b[48;2;1;2;3m \x1b[38;2;9;8;7m█"));
        assert_eq!(at(&picture, 0, 0), [1, 2, 3]);
        assert_eq!(at(&picture, 10, 0), [9, 8, 7]);
        let inverse = drawn(size, &format!("{HIDDEN}\x1b[7;48;2;1;2;3;38;2;9;8;7m █"));
        assert_eq!(at(&inverse, 0, 0), [9, 8, 7]);
        assert_eq!(at(&inverse, 10, 0), [1, 2, 3]);
        let faint = drawn(size, &format!("{HIDDEN}\x1b[2;48;2;0;0;0;38;2;255;255;255m█"));
        assert_eq!(at(&faint, 0, 0), [128; 3]);
        let indexed = drawn(size, &format!("{HIDDEN}\x1b[48;5;196m "));
        assert_eq!(at(&indexed, 5, 5), [255, 0, 0]);
    }

    #[test]
    fn lines_are_drawn_under_and_through() {
        let size = Size::new(1, 1);
        let plain = drawn(size, HIDDEN);
        for (code, row) in [("4", 18), ("9", 11)] {
            let picture = drawn(size, &format!("{HIDDEN}\x1b[{code}m "));
            let rows: Vec<u32> = (0..20).filter(|y| at(&picture, 4, *y) != at(&plain, 4, *y)).collect();
            assert_eq!(rows, [row], "{code}");
        }
    }

    #[test]
    fn the_cursor_turns_its_cell_round() {
        let size = Size::new(3, 2);
        let shown = drawn(size, "\x1b[2;2H");
        let colors = Colors::new(None);
        assert_eq!(at(&shown, 15, 30), colors.foreground);
        assert_eq!(at(&shown, 5, 30), colors.background);
        assert_eq!(at(&drawn(size, "\x1b[2;2H\x1b[?25l"), 15, 30), colors.background);
        // after the last column it stays on it; on a wide character it takes both cells
        assert_eq!(at(&drawn(size, "   "), 25, 1), colors.foreground);
        let wide = drawn(size, "界\x1b[1;2H");
        assert_eq!((at(&wide, 0, 0), at(&wide, 19, 0)), (colors.foreground, colors.foreground));
    }

    #[test]
    fn rows_that_changed_are_enough() {
        let pieces = [
            "hello\r\nworld",
            "\x1b[1;1H\x1b[41mX",
            "\x1b[3;3H",
            "\x1b[?25l",
            "\x1b[?25h",
            "\r\n\n\n\n\nscrolled",
            "界\x1b[4h界\x1b[1;1H界",
            "\x1b[?1049h\x1b[2Jalt",
            "\x1b[?1049l",
            "\x1b[2M",
            "\x1bM\x1bM\x1bM",
            "\x1bc",
        ];
        let mut emulator = Emulator::new(Size::new(12, 5));
        let (mut step, mut whole) = (TerminalRenderer::new(None, 16), TerminalRenderer::new(None, 16));
        let (mut by_rows, mut in_full) = (blank(), blank());
        for (turn, piece) in pieces.iter().cycle().take(40).enumerate() {
            if turn % 7 == 6 {
                emulator.resize(Size::new(8 + turn as u32 % 9, 3 + turn as u32 % 4));
            }
            emulator.output(piece);
            let before = by_rows.clone();
            let rows = emulator.take_changed_rows();
            let damage = step.render(emulator.terminal(), Some(&rows), &mut by_rows).expect("draws");
            whole.render(emulator.terminal(), None, &mut in_full).expect("draws");
            assert!(by_rows == in_full, "after {piece:?}");
            if before.size() == by_rows.size() {
                for tile in (0..damage.tile_count()).filter(|tile| !damage.contains(*tile)) {
                    let rect = damage.tile_rect(tile);
                    for y in rect.y..rect.bottom() {
                        assert_eq!(before.row(rect.x, y, rect.width), by_rows.row(rect.x, y, rect.width));
                    }
                }
            }
        }
    }

    #[test]
    fn nothing_is_drawn_where_nothing_changed() {
        let emulator = Emulator::new(Size::new(80, 24));
        let (mut renderer, mut picture) = (TerminalRenderer::new(None, 16), blank());
        assert!(!renderer.render(emulator.terminal(), Some(&[]), &mut picture).expect("draws").is_empty());
        assert!(renderer.render(emulator.terminal(), Some(&[]), &mut picture).expect("draws").is_empty());
    }

    #[test]
    fn a_combining_mark_stands_over_its_letter() {
        let size = Size::new(2, 1);
        let (letter, both) = (drawn(size, &format!("{HIDDEN}e")), drawn(size, &format!("{HIDDEN}e\u{301}")));
        assert_ne!(letter.row(0, 2, 10), both.row(0, 2, 10));
        for y in 0..20 {
            assert_eq!(letter.row(10, y, 10), both.row(10, y, 10));
        }
    }

    /// Fills every character, and remembers nothing.
    struct Solid;

    impl GlyphSource for Solid {
        fn glyph(&mut self, request: &GlyphRequest) -> Option<Mask> {
            let pixels = request.width * request.height;
            (request.character == '界').then(|| {
                Mask::from_coverage(request.width, request.height, vec![255; pixels as usize]).expect("fits")
            })
        }
    }

    #[test]
    fn what_the_font_lacks_comes_from_elsewhere() {
        let mut emulator = Emulator::new(Size::new(4, 1));
        emulator.output(&format!("{HIDDEN}界語"));
        let (mut renderer, mut picture) = (TerminalRenderer::new(None, 16), blank());
        renderer.render(emulator.terminal(), None, &mut picture).expect("draws");
        let colors = Colors::new(None);
        // a hollow box
        assert_eq!((at(&picture, 2, 8), at(&picture, 10, 8)), (colors.foreground, colors.background));
        renderer.set_glyph_source(Box::new(Solid));
        renderer.render(emulator.terminal(), None, &mut picture).expect("draws");
        assert_eq!((at(&picture, 0, 0), at(&picture, 19, 19)), (colors.foreground, colors.foreground));
        assert_eq!(at(&picture, 30, 8), colors.background);
    }
}
