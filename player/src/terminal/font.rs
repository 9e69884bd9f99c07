//! The bundled font: DejaVu Sans Mono, regular and bold; oblique by slanting.
//!
//! `ttf-parser` reads the outlines and `ab_glyph_rasterizer` fills them: both are pure, small, and compute the same
//! natively and in the browser, which a font of the system would not.

use super::mask::Mask;
use ab_glyph_rasterizer::{Point, Rasterizer, point};
use ttf_parser::{Face, GlyphId, OutlineBuilder};

const REGULAR: &[u8] = include_bytes!("../../fonts/DejaVuSansMono.ttf");
const BOLD: &[u8] = include_bytes!("../../fonts/DejaVuSansMono-Bold.ttf");

/// How far a slanted glyph moves to the right per pixel of height: DejaVu's own oblique leans 11 degrees.
const SLANT: f32 = 0.194;

/// Pixels of a cell and of what is drawn in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Metrics {
    pub(super) cell_width: u32,
    pub(super) cell_height: u32,
    /// Pixels per em, such that a glyph is exactly a cell wide.
    em: f32,
    /// Rows from the top of the cell to the baseline.
    pub(super) baseline: i32,
    /// Width of a light line, an underline and a strike.
    pub(super) line: i32,
}

/// The two weights.
pub(super) struct Font {
    regular: Face<'static>,
    bold: Face<'static>,
}

impl Font {
    pub(super) fn new() -> Self {
        let face = |bytes| Face::parse(bytes, 0).expect("the bundled font is sound: the tests draw with it");
        Self { regular: face(REGULAR), bold: face(BOLD) }
    }

    /// The metrics at about `font_px` pixels per em: cells are whole pixels, and the glyphs are scaled to them.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes are a few pixels")]
    pub(super) fn metrics(&self, font_px: u32) -> Metrics {
        let units = f32::from(self.regular.units_per_em());
        let advance = self.regular.glyph_index('0').and_then(|glyph| self.regular.glyph_hor_advance(glyph));
        let advance = f32::from(advance.unwrap_or(self.regular.units_per_em() / 2)) / units;
        let cell_width = (font_px as f32 * advance).round().max(1.0);
        let em = cell_width / advance;
        let (ascent, descent) =
            (f32::from(self.regular.ascender()) / units, f32::from(self.regular.descender()) / units);
        let cell_height = (em * 1.2).round().max(2.0);
        let baseline = ((cell_height - em * (ascent - descent)) / 2.0 + em * ascent).round();
        Metrics {
            cell_width: cell_width as u32,
            cell_height: cell_height as u32,
            em,
            baseline: baseline as i32,
            line: ((em / 14.0).round() as i32).max(1),
        }
    }

    /// Draws a character into a mask of one or two cells; false where the font has no glyph for it.
    pub(super) fn draw(
        &self,
        character: char,
        is_bold: bool,
        is_italic: bool,
        metrics: &Metrics,
        mask: &mut Mask,
    ) -> bool {
        let weights = if is_bold { [&self.bold, &self.regular] } else { [&self.regular, &self.bold] };
        let found = weights.into_iter().find_map(|face| Some((face, face.glyph_index(character)?)));
        let Some((face, glyph)) = found else { return false };
        fill(face, glyph, is_italic, metrics, mask);
        true
    }
}

fn fill(face: &Face<'_>, glyph: GlyphId, is_italic: bool, metrics: &Metrics, mask: &mut Mask) {
    let (width, height) = mask.size();
    let margin = metrics.cell_width;
    // Outlines may leave the cell; the rasterizer wants them all inside, so it gets a margin on each side.
    let (wide, high) = ((width + 2 * margin) as usize, (height + 2 * margin) as usize);
    let advance = f32::from(face.glyph_hor_advance(glyph).unwrap_or_default());
    let scale = metrics.em / f32::from(face.units_per_em());
    let mut outline = Outline {
        rasterizer: Rasterizer::new(wide, high),
        scale,
        // a narrow glyph stands in the middle of a wide cell
        x: margin as f32 + (width as f32 - advance * scale).max(0.0) / 2.0,
        y: margin as f32 + metrics.baseline as f32,
        slant: if is_italic { SLANT } else { 0.0 },
        // slanting leaves the middle of the lower-case letters in place
        upright: f32::from(face.x_height().unwrap_or_default()) / 2.0,
        limit: point(wide as f32 - 1.0, high as f32 - 1.0),
        start: point(0.0, 0.0),
        at: point(0.0, 0.0),
    };
    if face.outline_glyph(glyph, &mut outline).is_none() {
        return;
    }
    let margin = margin as usize;
    let mut coverage = Vec::with_capacity(mask.coverage().len());
    outline.rasterizer.for_each_pixel_2d(|x, y, covered| {
        let is_inside = (margin..margin + width as usize).contains(&(x as usize))
            && (margin..margin + height as usize).contains(&(y as usize));
        if is_inside {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255, rounded")]
            coverage.push((covered.clamp(0.0, 1.0) * 255.0 + 0.5) as u8);
        }
    });
    if let Some(drawn) = Mask::from_coverage(width, height, coverage) {
        *mask = drawn;
    }
}

/// Takes an outline in font units and hands it to the rasterizer in pixels.
struct Outline {
    rasterizer: Rasterizer,
    scale: f32,
    x: f32,
    y: f32,
    slant: f32,
    upright: f32,
    limit: Point,
    start: Point,
    at: Point,
}

impl Outline {
    fn place(&self, x: f32, y: f32) -> Point {
        let x = self.x + (x + (y - self.upright) * self.slant) * self.scale;
        let y = self.y - y * self.scale;
        point(x.clamp(0.0, self.limit.x), y.clamp(0.0, self.limit.y))
    }
}

impl OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.at = self.place(x, y);
        self.start = self.at;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let to = self.place(x, y);
        self.rasterizer.draw_line(self.at, to);
        self.at = to;
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (control, to) = (self.place(x1, y1), self.place(x, y));
        self.rasterizer.draw_quad(self.at, control, to);
        self.at = to;
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (first, second, to) = (self.place(x1, y1), self.place(x2, y2), self.place(x, y));
        self.rasterizer.draw_cubic(self.at, first, second, to);
        self.at = to;
    }

    fn close(&mut self) {
        self.rasterizer.draw_line(self.at, self.start);
        self.at = self.start;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_whole_pixels() {
        let font = Font::new();
        let metrics = font.metrics(16);
        assert_eq!(
            (metrics.cell_width, metrics.cell_height, metrics.baseline, metrics.line),
            (10, 20, 16, 1)
        );
        assert!(font.metrics(1).cell_height >= 2);
    }

    #[test]
    fn every_glyph_of_both_weights_draws() {
        let font = Font::new();
        let metrics = font.metrics(16);
        let mut drawn = 0;
        for character in '\u{20}'..='\u{ffff}' {
            for (is_bold, is_italic) in [(false, false), (true, true)] {
                let mut mask = Mask::new(metrics.cell_width, metrics.cell_height);
                drawn += u32::from(font.draw(character, is_bold, is_italic, &metrics, &mut mask));
            }
        }
        assert!(drawn > 6_000, "{drawn}");
    }

    #[test]
    fn weights_and_slant_differ() {
        let font = Font::new();
        let metrics = font.metrics(16);
        let mask = |is_bold, is_italic| {
            let mut mask = Mask::new(metrics.cell_width, metrics.cell_height);
            assert!(font.draw('h', is_bold, is_italic, &metrics, &mut mask));
            mask
        };
        let ink = |mask: &Mask| mask.coverage().iter().map(|covered| u32::from(*covered)).sum::<u32>();
        assert!(ink(&mask(true, false)) > ink(&mask(false, false)) * 11 / 10);
        assert_ne!(mask(false, true), mask(false, false));
        // nothing is cut off
        assert!(ink(&mask(false, true)).abs_diff(ink(&mask(false, false))) < 300);
    }
}
