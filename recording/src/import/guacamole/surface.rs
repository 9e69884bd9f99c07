//! The pixels of one layer or buffer, and the state of drawing on it.

use super::affine::Affine;
use super::budget::{Budget, Held};
use super::compositing::{self, Operator};
use super::path::Path;
use crate::error::Result;
use crate::units::{Rect, Size};
use std::sync::Arc;

/// Rows are held in steps of this many, as drawing reaches them.
const ROW_STEP: u32 = 64;

/// A drawing surface: premultiplied RGBA, transparent at first.
pub(super) struct Surface {
    size: Size,
    /// The rows from the top on down to the lowest that was drawn on; those below are transparent.
    pixels: Vec<u8>,
    held: Held,
    pub(super) state: State,
    pub(super) stack: Vec<State>,
    pub(super) path: Path,
}

/// What `push` keeps and `pop` brings back.
#[derive(Clone)]
pub(super) struct State {
    pub(super) transform: Affine,
    pub(super) clip: Clip,
    pub(super) miter_limit: f64,
}

/// Where drawing takes effect.
#[derive(Clone, Default)]
pub(super) struct Clip {
    /// Nothing is drawn outside of it; `None` for no limit.
    pub(super) area: Option<Rect>,
    /// How much is drawn of each pixel inside of it; `None` for all.
    pub(super) coverage: Option<Arc<Coverage>>,
}

/// How much of each pixel of a rectangle a shape covers, 255 for all.
pub(super) struct Coverage {
    pub(super) rect: Rect,
    pub(super) alpha: Vec<u8>,
    pub(super) _held: Held,
}

/// What is drawn with.
pub(super) enum Paint<'a> {
    /// One premultiplied colour.
    Solid([u8; 4]),
    /// Premultiplied pixels, `width` in a row, the first of which lies at column `x` and row `y` of the surface.
    Pixels { rgba: &'a [u8], width: usize, x: i64, y: i64 },
    /// Premultiplied pixels that repeat in both directions, found through `inverse` from the surface's.
    Tiled { rgba: &'a [u8], size: Size, inverse: Affine },
}

impl Default for State {
    fn default() -> Self {
        Self { transform: Affine::IDENTITY, clip: Clip::default(), miter_limit: 10.0 }
    }
}

impl Coverage {
    /// Lowers `alpha`, a value for each pixel of `rect`, to what this covers as well.
    pub(super) fn narrow(&self, rect: Rect, alpha: &mut [u8]) {
        let mut covered = vec![0; rect.width as usize];
        for (y, row) in (rect.y..).zip(alpha.chunks_exact_mut((rect.width as usize).max(1))) {
            self.row(rect.x, y, &mut covered);
            for (alpha, covered) in row.iter_mut().zip(&covered) {
                *alpha = compositing::multiply(*alpha, *covered);
            }
        }
    }

    /// The coverage of the pixels of a row from column `x` on; nothing outside of the rectangle.
    fn row(&self, x: u32, y: u32, row: &mut [u8]) {
        row.fill(0);
        let Some(line) = y.checked_sub(self.rect.y).filter(|line| *line < self.rect.height) else { return };
        let width = self.rect.width as usize;
        let start = line as usize * width;
        let Some(alpha) = self.alpha.get(start..start + width) else { return };
        for (column, slot) in (u64::from(x)..).zip(row) {
            let inside =
                column.checked_sub(self.rect.x.into()).and_then(|column| usize::try_from(column).ok());
            *slot = inside.and_then(|column| alpha.get(column)).copied().unwrap_or(0);
        }
    }
}

impl Surface {
    /// A transparent surface.
    pub(super) fn new(size: Size, budget: &Budget) -> Result<Self> {
        Ok(Self {
            size,
            pixels: Vec::new(),
            held: budget.hold(0)?,
            state: State::default(),
            stack: Vec::new(),
            path: Path::default(),
        })
    }

    /// Columns and rows.
    pub(super) fn size(&self) -> Size {
        self.size
    }

    /// Gives it another size. What is inside both stays; drawing starts over with its first state.
    pub(super) fn resize(&mut self, size: Size, budget: &mut Budget) -> Result<()> {
        let old = self.size;
        let rows = self.held_rows().min(size.height);
        if size.width == old.width {
            self.pixels.truncate(rows as usize * size.width as usize * 4);
            self.held.resize(u64::from(rows) * u64::from(size.width))?;
        } else {
            let width = size.width as usize * 4;
            let kept = width.min(old.width as usize * 4);
            let area = u64::from(rows) * u64::from(size.width);
            budget.work(area)?;
            self.held.resize(area)?;
            let mut pixels = vec![0; rows as usize * width];
            if kept > 0 {
                let old_rows = self.pixels.chunks_exact(old.width as usize * 4);
                for (new, old) in pixels.chunks_exact_mut(width).zip(old_rows) {
                    let (Some(new), Some(old)) = (new.get_mut(..kept), old.get(..kept)) else { break };
                    new.copy_from_slice(old);
                }
            }
            self.pixels = pixels;
        }
        self.size = size;
        self.reset();
        Ok(())
    }

    /// Forgets the path, the clipping, the transform and what was pushed.
    pub(super) fn reset(&mut self) {
        self.state = State::default();
        self.stack.clear();
        self.path = Path::default();
    }

    /// Makes sure that the rows down to `bottom` can be drawn on.
    pub(super) fn hold_rows(&mut self, bottom: u32, budget: &mut Budget) -> Result<()> {
        if bottom <= self.held_rows() || self.size.is_empty() {
            return Ok(());
        }
        let rows = bottom.div_ceil(ROW_STEP).saturating_mul(ROW_STEP).min(self.size.height);
        let area = u64::from(rows) * u64::from(self.size.width);
        budget.work(area / 8)?;
        self.held.resize(area)?;
        let length = rows as usize * self.size.width as usize * 4;
        self.pixels.reserve_exact(length.saturating_sub(self.pixels.len()));
        self.pixels.resize(length, 0);
        Ok(())
    }

    /// The pixels of row `y` from column `x` on, or `None` where the row is transparent or does not exist.
    pub(super) fn row(&self, x: u32, y: u32, width: u32) -> Option<&[u8]> {
        let range = self.row_range(x, y, width)?;
        self.pixels.get(range)
    }

    /// What can be drawn on: the rows that are held, inside of the clipping.
    pub(super) fn drawable(&self) -> Rect {
        let held = Rect::new(0, 0, self.size.width, self.held_rows());
        self.state.clip.area.map_or(held, |clip| clip.intersect(held))
    }

    /// Copies pixels out; what lies outside is transparent.
    pub(super) fn extract(&self, rect: Rect) -> Vec<u8> {
        let width = rect.width as usize * 4;
        let mut pixels = vec![0; width * rect.height as usize];
        for (y, target) in (rect.y..).zip(pixels.chunks_exact_mut(width.max(1))) {
            if let Some(row) = self.row(rect.x, y, rect.width) {
                target.copy_from_slice(row);
            }
        }
        pixels
    }

    /// Replaces pixels, whatever the state of drawing is. `rect` must be inside of the held rows.
    pub(super) fn put(&mut self, rect: Rect, rgba: &[u8]) {
        let width = rect.width as usize * 4;
        for (y, source) in (rect.y..rect.bottom()).zip(rgba.chunks_exact(width.max(1))) {
            if let Some(row) = self.row_mut(rect.x, y, rect.width) {
                row.copy_from_slice(source);
            }
        }
    }

    /// Draws a shape with a paint. `shape` is inside of the surface, `coverage` has a value for each of its pixels
    /// (`None` where all are covered). Answers what may have changed.
    pub(super) fn draw(
        &mut self,
        operator: Operator,
        shape: Rect,
        coverage: Option<&[u8]>,
        paint: &Paint<'_>,
    ) -> Rect {
        let drawable = self.drawable();
        let inside = shape.intersect(drawable);
        let region = if operator.clears_outside() { drawable } else { inside };
        if region.is_empty() {
            return region;
        }
        let clip = self.state.clip.coverage.clone();
        let mut rows = Rows::new(shape, inside, region, coverage, paint);
        let mut drawn = Vec::new();
        let mut covered = vec![0; if clip.is_some() { region.width as usize } else { 0 }];
        for y in region.y..region.bottom() {
            let Some(target) = self.row_mut(region.x, y, region.width) else { break };
            let source = rows.at(y);
            match &clip {
                None => operator.draw(target, source),
                Some(clip) => {
                    drawn.clear();
                    drawn.extend_from_slice(target);
                    operator.draw(&mut drawn, source);
                    clip.row(region.x, y, &mut covered);
                    compositing::blend_by_coverage(target, &drawn, &covered);
                }
            }
        }
        region
    }

    fn held_rows(&self) -> u32 {
        // INVARIANT: never more rows than the size has
        let stride = self.size.width as usize * 4;
        u32::try_from(self.pixels.len().checked_div(stride).unwrap_or(0)).unwrap_or(u32::MAX)
    }

    fn row_mut(&mut self, x: u32, y: u32, width: u32) -> Option<&mut [u8]> {
        let range = self.row_range(x, y, width)?;
        self.pixels.get_mut(range)
    }

    fn row_range(&self, x: u32, y: u32, width: u32) -> Option<std::ops::Range<usize>> {
        if y >= self.size.height || x.checked_add(width)? > self.size.width {
            return None;
        }
        let start = (y as usize * self.size.width as usize + x as usize) * 4;
        Some(start..start + width as usize * 4)
    }
}

/// Makes the rows of a region as they are to be drawn.
struct Rows<'a> {
    shape: Rect,
    /// The part of the shape that is inside of the region.
    inside: Rect,
    region: Rect,
    coverage: Option<&'a [u8]>,
    paint: &'a Paint<'a>,
    /// The row in hand, transparent outside of the shape.
    pixels: Vec<u8>,
    /// A row that the shape does not reach.
    blank: Vec<u8>,
}

impl<'a> Rows<'a> {
    fn new(
        shape: Rect,
        inside: Rect,
        region: Rect,
        coverage: Option<&'a [u8]>,
        paint: &'a Paint<'a>,
    ) -> Self {
        let length = region.width as usize * 4;
        let blank = vec![0; if inside == region { 0 } else { length }];
        let mut rows = Self { shape, inside, region, coverage, paint, pixels: vec![0; length], blank };
        if let Paint::Solid(colour) = *paint {
            rows.fill(colour);
        }
        rows
    }

    /// Where the shape is in a row.
    fn columns(&self) -> std::ops::Range<usize> {
        let start = self.inside.x.saturating_sub(self.region.x) as usize * 4;
        start..start + self.inside.width as usize * 4
    }

    fn fill(&mut self, colour: [u8; 4]) {
        let range = self.columns();
        for pixel in self.pixels.get_mut(range).into_iter().flat_map(compositing::pixels_mut) {
            *pixel = colour;
        }
    }

    /// The pixels of row `y` of the region.
    fn at(&mut self, y: u32) -> &[u8] {
        if y < self.inside.y || y >= self.inside.bottom() || self.inside.is_empty() {
            return &self.blank;
        }
        let range = self.columns();
        match *self.paint {
            Paint::Solid(_) if self.coverage.is_none() => return &self.pixels,
            Paint::Solid(colour) => self.fill(colour),
            Paint::Pixels { rgba, width, x, y: top } => {
                let column = usize::try_from(i64::from(self.inside.x) - x).unwrap_or(usize::MAX);
                let line = usize::try_from(i64::from(y) - top).unwrap_or(usize::MAX);
                let first = line.saturating_mul(width).saturating_add(column).saturating_mul(4);
                let source = rgba.get(first..first.saturating_add(range.len())).unwrap_or_default();
                if self.coverage.is_none() && self.inside.width == self.region.width && !source.is_empty() {
                    return source;
                }
                if let Some(target) = self.pixels.get_mut(range.clone())
                    && target.len() == source.len()
                {
                    target.copy_from_slice(source);
                }
            }
            Paint::Tiled { rgba, size, inverse } => {
                let targets =
                    self.pixels.get_mut(range.clone()).into_iter().flat_map(compositing::pixels_mut);
                for (x, target) in (self.inside.x..).zip(targets) {
                    let point = inverse.apply((f64::from(x) + 0.5, f64::from(y) + 0.5));
                    *target = tile_pixel(rgba, size, point);
                }
            }
        }
        if let Some(coverage) = self.coverage {
            let line = (y - self.shape.y) as usize * self.shape.width as usize;
            let first = line + (self.inside.x - self.shape.x) as usize;
            let coverage = coverage.get(first..first + self.inside.width as usize).unwrap_or_default();
            if let Some(target) = self.pixels.get_mut(range) {
                compositing::cover(target, coverage);
            }
        }
        &self.pixels
    }
}

/// The pixel of a repeating picture at a point.
#[expect(clippy::cast_possible_truncation, reason = "float casts saturate")]
fn tile_pixel(rgba: &[u8], size: Size, (x, y): (f64, f64)) -> [u8; 4] {
    if size.is_empty() {
        return [0; 4];
    }
    let column = (x.floor() as i64).rem_euclid(size.width.into());
    let line = (y.floor() as i64).rem_euclid(size.height.into());
    let pixel = line * i64::from(size.width) + column;
    let found = usize::try_from(pixel).ok().and_then(|pixel| rgba.as_chunks::<4>().0.get(pixel));
    found.copied().unwrap_or_default()
}
