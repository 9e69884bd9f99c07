//! From the cells of a terminal to pixels.

use super::font::Metrics;
use super::glyphs::{GlyphSource, Glyphs};
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
        for (column, cell) in cells.iter().enumerate() {
            // the second half of a wide character is drawn with the first
            let width = metrics.cell_width * u32::from(cell.width());
            let is_wide = cell.width() == 2;
            if width > 0 {
                let is_cursor = cursor.is_some_and(|at| at == column || is_wide && at == column + 1);
                let (foreground, background) = self.colors.of(cell.pen(), is_cursor);
                let area = Rect::new(left, top, width, metrics.cell_height);
                fill(picture, area, background);
                self.draw_character(cell, area, foreground, background, picture);
                draw_decorations(cell, area, &metrics, foreground, picture);
            }
            left += width;
        }
    }

    fn draw_character(
        &mut self,
        cell: &Cell,
        area: Rect,
        foreground: Rgb,
        background: Rgb,
        picture: &mut Picture,
    ) {
        let pen = cell.pen();
        let is_wide = cell.width() == 2;
        let mask = self.glyphs.mask(cell.char(), is_wide, pen.is_bold(), pen.is_italic(), &self.metrics);
        let Some(mask) = mask else { return };
        let rows = mask.coverage().chunks_exact((area.width as usize).max(1));
        for (y, coverage) in (area.y..area.bottom()).zip(rows) {
            let Some(pixels) = picture.row_mut(area.x, y, area.width) else { return };
            for (pixel, covered) in pixels.as_chunks_mut::<4>().0.iter_mut().zip(coverage) {
                if *covered > 0 {
                    let [red, green, blue] = mix(background, foreground, *covered);
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
