//! Drawing: areas, rounded shapes and anti-aliased text on opaque pictures.

use ab_glyph::{Font, FontRef, PxScale, ScaleFont, point};
use recording::picture::Picture;
use std::collections::HashMap;
use tiny_skia::{FillRule, PathBuilder, PixmapMut, Transform};

/// A colour as 0xRRGGBB.
pub(super) type Colour = u32;

/// An area of a picture in pixels; may lie partly outside of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) w: i32,
    pub(super) h: i32,
}

impl Area {
    pub(super) const fn new(x: i32, y: i32, w: i32, h: i32) -> Self {
        Self { x, y, w, h }
    }

    pub(super) const fn right(self) -> i32 {
        self.x + self.w
    }

    pub(super) const fn bottom(self) -> i32 {
        self.y + self.h
    }

    /// Smaller by `by` on each side; larger where that is negative.
    pub(super) const fn inset(self, by: i32) -> Self {
        Self::new(self.x + by, self.y + by, self.w - 2 * by, self.h - 2 * by)
    }

    pub(super) const fn moved(self, x: i32, y: i32) -> Self {
        Self::new(self.x + x, self.y + y, self.w, self.h)
    }

    /// What both cover; of no size where that is nothing.
    pub(super) fn meet(self, other: Self) -> Self {
        let (x, y) = (self.x.max(other.x), self.y.max(other.y));
        let (right, bottom) = (self.right().min(other.right()), self.bottom().min(other.bottom()));
        Self::new(x, y, (right - x).max(0), (bottom - y).max(0))
    }

    /// The smallest area that holds both.
    pub(super) fn join(self, other: Self) -> Self {
        if self.is_empty() {
            return other;
        }
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Self::new(x, y, self.right().max(other.right()) - x, self.bottom().max(other.bottom()) - y)
    }

    pub(super) const fn is_empty(self) -> bool {
        self.w <= 0 || self.h <= 0
    }
}

/// The whole of a picture.
pub(super) fn whole(picture: &Picture) -> Area {
    let size = picture.size();
    Area::new(0, 0, size.width.cast_signed(), size.height.cast_signed())
}

/// The bytes of a row of an area, as far as it is inside.
pub(super) fn row(picture: &mut Picture, x: i32, y: i32, width: i32) -> Option<&mut [u8]> {
    picture.row_mut(u32::try_from(x).ok()?, u32::try_from(y).ok()?, u32::try_from(width).ok()?)
}

const fn channels(colour: Colour) -> [u8; 3] {
    let [_, red, green, blue] = colour.to_be_bytes();
    [red, green, blue]
}

/// `over` with `alpha` of 255 on `under`.
pub(super) fn mix(under: u8, over: u8, alpha: u32) -> u8 {
    let sum = u32::from(over) * alpha + u32::from(under) * (255 - alpha);
    u8::try_from((sum + 127) / 255).unwrap_or(u8::MAX)
}

/// Lays a colour over a pixel of RGBA.
pub(super) fn blend(pixel: &mut [u8], colour: Colour, alpha: u32) {
    for (under, over) in pixel.iter_mut().zip(channels(colour)) {
        *under = mix(*under, over, alpha.min(255));
    }
}

/// Fills an area.
pub(super) fn fill(picture: &mut Picture, area: Area, colour: Colour) {
    let area = area.meet(whole(picture));
    let [red, green, blue] = channels(colour);
    for y in area.y..area.bottom() {
        let Some(row) = row(picture, area.x, y, area.w) else { continue };
        let (pixels, _) = row.as_chunks_mut::<4>();
        pixels.fill([red, green, blue, 255]);
    }
}

/// Lays a colour over an area, `alpha` of 255.
pub(super) fn veil(picture: &mut Picture, area: Area, colour: Colour, alpha: u32) {
    let area = area.meet(whole(picture));
    for y in area.y..area.bottom() {
        let Some(row) = row(picture, area.x, y, area.w) else { continue };
        for pixel in row.chunks_exact_mut(4) {
            blend(pixel, colour, alpha);
        }
    }
}

/// A frame one pixel wide.
pub(super) fn outline(picture: &mut Picture, area: Area, colour: Colour) {
    fill(picture, Area::new(area.x, area.y, area.w, 1), colour);
    fill(picture, Area::new(area.x, area.bottom() - 1, area.w, 1), colour);
    fill(picture, Area::new(area.x, area.y, 1, area.h), colour);
    fill(picture, Area::new(area.right() - 1, area.y, 1, area.h), colour);
}

/// From one colour at the top to another at the bottom.
pub(super) fn gradient(picture: &mut Picture, area: Area, top: Colour, bottom: Colour) {
    let (from, to) = (channels(top), channels(bottom));
    for step in 0..area.h {
        let alpha = u32::try_from(step * 255 / area.h.max(1)).unwrap_or(0);
        let mut colour = 0;
        for (from, to) in from.into_iter().zip(to) {
            colour = colour << 8 | u32::from(mix(from, to, alpha));
        }
        fill(picture, Area::new(area.x, area.y + step, area.w, 1), colour);
    }
}

/// A shape whose edges are smooth.
fn shape(picture: &mut Picture, path: PathBuilder, colour: Colour, alpha: u8) {
    let size = picture.size();
    let [red, green, blue] = channels(colour);
    let mut paint = tiny_skia::Paint { anti_alias: true, ..tiny_skia::Paint::default() };
    paint.set_color_rgba8(red, green, blue, alpha);
    let Some(path) = path.finish() else { return };
    // the pictures are opaque, so that it does not matter that these pixels are to be premultiplied
    if let Some(mut pixels) = PixmapMut::from_bytes(picture.rgba_mut(), size.width, size.height) {
        pixels.fill_path(&path, &paint, FillRule::Winding, Transform::identity(), None);
    }
}

/// An area with round corners.
pub(super) fn rounded(picture: &mut Picture, area: Area, radius: i32, colour: Colour) {
    if area.is_empty() {
        return;
    }
    let (x, y) = (area.x as f32, area.y as f32);
    let (right, bottom) = (area.right() as f32, area.bottom() as f32);
    let radius = radius.min(area.w / 2).min(area.h / 2) as f32;
    let mut path = PathBuilder::new();
    path.move_to(x + radius, y);
    path.line_to(right - radius, y);
    path.quad_to(right, y, right, y + radius);
    path.line_to(right, bottom - radius);
    path.quad_to(right, bottom, right - radius, bottom);
    path.line_to(x + radius, bottom);
    path.quad_to(x, bottom, x, bottom - radius);
    path.line_to(x, y + radius);
    path.quad_to(x, y, x + radius, y);
    path.close();
    shape(picture, path, colour, 255);
}

/// A disc.
pub(super) fn disc(picture: &mut Picture, x: i32, y: i32, radius: i32, colour: Colour, alpha: u8) {
    let mut path = PathBuilder::new();
    path.push_circle(x as f32, y as f32, radius as f32);
    shape(picture, path, colour, alpha);
}

/// A polygon.
pub(super) fn polygon(picture: &mut Picture, corners: &[(i32, i32)], colour: Colour, alpha: u8) {
    let mut path = PathBuilder::new();
    for (at, (x, y)) in corners.iter().enumerate() {
        if at == 0 {
            path.move_to(*x as f32, *y as f32);
        } else {
            path.line_to(*x as f32, *y as f32);
        }
    }
    path.close();
    shape(picture, path, colour, alpha);
}

/// The faces that text is set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Face {
    Regular,
    Bold,
    Mono,
}

/// How a text is set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    pub(super) face: Face,
    /// Pixels per em.
    pub(super) px: u8,
    pub(super) colour: Colour,
}

impl Style {
    pub(super) const fn new(face: Face, px: u8, colour: Colour) -> Self {
        Self { face, px, colour }
    }
}

/// A glyph as it is drawn: how much of each pixel it covers.
struct Glyph {
    left: i32,
    top: i32,
    width: usize,
    coverage: Vec<u8>,
    /// In quarters of a pixel.
    advance: i32,
}

/// Sets text.
pub(super) struct Letters {
    faces: [FontRef<'static>; 3],
    glyphs: HashMap<(Face, u8, char, i32), Glyph>,
}

impl Letters {
    pub(super) fn new() -> Self {
        let face = |bytes| {
            FontRef::try_from_slice(bytes).expect("the bundled fonts are sound: the tests draw with them")
        };
        let faces = [
            face(include_bytes!("../../fonts/DejaVuSansCondensed.ttf").as_slice()),
            face(include_bytes!("../../fonts/DejaVuSansCondensed-Bold.ttf").as_slice()),
            face(include_bytes!("../../fonts/DejaVuSansMono.ttf").as_slice()),
        ];
        Self { faces, glyphs: HashMap::new() }
    }

    /// The glyph of a character that starts `quarter` quarters of a pixel to the right of a whole one.
    fn glyph(&mut self, style: Style, character: char, quarter: i32) -> &Glyph {
        let faces = &self.faces;
        self.glyphs.entry((style.face, style.px, character, quarter)).or_insert_with(|| {
            let face = match style.face {
                Face::Regular => &faces[0],
                Face::Bold => &faces[1],
                Face::Mono => &faces[2],
            };
            let em = face.units_per_em().unwrap_or(2048.0);
            let scale = PxScale::from(f32::from(style.px) * face.height_unscaled() / em);
            let id = face.glyph_id(character);
            let advance = face.as_scaled(scale).h_advance(id);
            let mut glyph = Glyph {
                left: 0,
                top: 0,
                width: 0,
                coverage: Vec::new(),
                advance: whole_number(advance * 4.0),
            };
            let placed = id.with_scale_and_position(scale, point(quarter as f32 / 4.0, 0.0));
            if let Some(outline) = face.outline_glyph(placed) {
                let bounds = outline.px_bounds();
                glyph.left = whole_number(bounds.min.x);
                glyph.top = whole_number(bounds.min.y);
                glyph.width = usize::try_from(whole_number(bounds.width())).unwrap_or(0);
                outline.draw(|_, _, covered| {
                    let byte = whole_number(covered.clamp(0.0, 1.0) * 255.0);
                    glyph.coverage.push(u8::try_from(byte).unwrap_or(0));
                });
            }
            glyph
        })
    }

    /// How wide a text is, in pixels.
    pub(super) fn width(&mut self, text: &str, style: Style) -> i32 {
        let quarters: i32 = text.chars().map(|character| self.glyph(style, character, 0).advance).sum();
        (quarters + 3) / 4
    }

    /// Draws a text whose baseline starts at `x`, `y`, as far as it lies within `clip`. Gives where it ends.
    pub(super) fn draw(
        &mut self,
        picture: &mut Picture,
        clip: Area,
        (x, y): (i32, i32),
        text: &str,
        style: Style,
    ) -> i32 {
        let clip = clip.meet(whole(picture));
        let mut at = x * 4;
        for character in text.chars() {
            let (pixel, quarter) = (at.div_euclid(4), at.rem_euclid(4));
            let glyph = self.glyph(style, character, quarter);
            at += glyph.advance;
            let (left, top) = (pixel + glyph.left, y + glyph.top);
            for (line, covered) in (0..).zip(glyph.coverage.chunks(glyph.width.max(1))) {
                let width = i32::try_from(covered.len()).unwrap_or(0);
                let part = Area::new(left, top + line, width, 1).meet(clip);
                if part.is_empty() {
                    continue;
                }
                let skipped = usize::try_from(part.x - left).unwrap_or(0);
                let Some(row) = row(picture, part.x, part.y, part.w) else { continue };
                for (pixel, covered) in row.chunks_exact_mut(4).zip(covered.iter().skip(skipped)) {
                    blend(pixel, style.colour, u32::from(*covered));
                }
            }
        }
        (at + 3) / 4
    }

    /// The lines that a text takes where a line is at most `width` pixels wide.
    pub(super) fn wrap(&mut self, text: &str, width: i32, style: Style) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in text.split('\n') {
            let mut line = String::new();
            for word in paragraph.split_inclusive(' ') {
                let longer = format!("{line}{word}");
                if !line.is_empty() && self.width(longer.trim_end(), style) > width {
                    lines.push(std::mem::replace(&mut line, word.to_owned()));
                } else {
                    line = longer;
                }
            }
            lines.push(line);
        }
        lines
    }
}

/// The nearest whole number of a few thousand pixels.
#[expect(clippy::cast_possible_truncation, reason = "sizes of glyphs are a few pixels")]
fn whole_number(value: f32) -> i32 {
    value.round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use recording::units::Size;

    #[test]
    fn text_is_drawn_inside_its_clip_and_as_wide_as_it_says() {
        let mut letters = Letters::new();
        let mut picture = Picture::new(Size::new(200, 40)).expect("small");
        let style = Style::new(Face::Regular, 16, 0xff_ffff);
        let clip = Area::new(0, 0, 40, 40);
        let end = letters.draw(&mut picture, clip, (4, 25), "Afterimage", style);
        assert_eq!(end - 4, letters.width("Afterimage", style));
        let lit = |x: u32, width: u32| {
            (0..40).any(|y| picture.row(x, y, width).expect("inside").chunks(4).any(|pixel| pixel[0] > 200))
        };
        assert!(lit(4, 36) && !lit(40, 160));
        assert!((60..100).contains(&end), "{end}");
    }

    #[test]
    fn lines_are_no_wider_than_asked() {
        let mut letters = Letters::new();
        let style = Style::new(Face::Regular, 13, 0);
        let lines = letters.wrap("one two three four five six seven\neight", 80, style);
        assert!(lines.len() > 3);
        assert_eq!(lines.concat(), "one two three four five six seveneight");
        assert!(lines.iter().all(|line| letters.width(line.trim_end(), style) <= 80));
    }
}
