//! The framebuffer: what is drawn on, what changed, and what it cost.

use crate::error::{Error, Result};
use crate::import::work::Work;
use crate::picture::{Damage, Picture};
use crate::units::{Rect, Size};

/// The picture of the session. What is drawn outside of it is cut off.
pub(super) struct Canvas {
    picture: Picture,
    damage: Damage,
    area_limit_px: u64,
    pub(super) work: Work,
    /// Something that a step passed over, to be counted.
    pub(super) passed_over: Option<&'static str>,
}

impl Canvas {
    /// No picture yet.
    pub(super) fn new(area_limit_px: u64) -> Self {
        Self {
            picture: Picture::default(),
            damage: Damage::none(Size::default()),
            area_limit_px,
            work: Work::default(),
            passed_over: None,
        }
    }

    pub(super) fn picture(&self) -> &Picture {
        &self.picture
    }

    /// The most pixels that a picture may have.
    pub(super) fn area_limit_px(&self) -> u64 {
        self.area_limit_px
    }

    /// What changed since this was asked last; `None` where nothing did.
    pub(super) fn take_damage(&mut self) -> Option<Damage> {
        let fresh = Damage::none(self.picture.size());
        if self.damage.is_empty() { None } else { Some(std::mem::replace(&mut self.damage, fresh)) }
    }

    /// Gives the screen another size. What is inside both stays, the rest is black.
    pub(super) fn resize(&mut self, size: Size) -> Result<()> {
        let old = self.picture.size();
        if size == old {
            return Ok(());
        }
        if size.area() > self.area_limit_px {
            return Err(Error::LimitReached {
                what: "area of the screen of the RFB recording in pixels",
                limit: self.area_limit_px,
            });
        }
        self.work.add(size.area())?;
        let mut picture = Picture::new(size)?;
        let width = size.width.min(old.width);
        for y in 0..size.height.min(old.height) {
            if let (Some(row), Some(before)) = (picture.row_mut(0, y, width), self.picture.row(0, y, width)) {
                row.copy_from_slice(before);
            }
        }
        self.picture = picture;
        self.damage = Damage::all(size);
        Ok(())
    }

    /// Fills a rectangle with a colour.
    pub(super) fn fill(&mut self, rect: Rect, colour: [u8; 4]) -> Result<()> {
        let rect = rect.intersect(Rect::of(self.picture.size()));
        if rect.is_empty() {
            return Ok(());
        }
        self.work.add(area(rect))?;
        for y in rect.y..rect.bottom() {
            if let Some(row) = self.picture.row_mut(rect.x, y, rect.width) {
                row.as_chunks_mut::<4>().0.fill(colour);
            }
        }
        self.damage.add(rect);
        Ok(())
    }

    /// Replaces pixels of row `y` from column `x` on with opaque RGBA.
    pub(super) fn put_line(&mut self, x: u32, y: u32, rgba: &[u8]) -> Result<()> {
        let width = u32::try_from(rgba.len() / 4).unwrap_or(u32::MAX);
        self.work.add(width.into())?;
        let inside = Rect::new(x, y, width, 1).intersect(Rect::of(self.picture.size()));
        let Some(rgba) = rgba.get(..inside.width as usize * 4) else { return Ok(()) };
        if let Some(row) = self.picture.row_mut(inside.x, inside.y, inside.width)
            && !inside.is_empty()
        {
            row.copy_from_slice(rgba);
            self.damage.add(inside);
        }
        Ok(())
    }

    /// Copies what lies from column `x` and row `y` on to `rect`; both may overlap (RFC 6143 section 7.7.2).
    pub(super) fn copy(&mut self, x: u32, y: u32, rect: Rect) -> Result<()> {
        let screen = Rect::of(self.picture.size());
        let target = rect.intersect(screen);
        // both start at their left and top, so that cutting the far edges off suffices
        let source = Rect::new(x, y, target.width, target.height).intersect(screen);
        if source.is_empty() || target.is_empty() {
            return Ok(());
        }
        let target = Rect::new(target.x, target.y, source.width, source.height);
        self.work.add(area(target))?;
        let stride = self.picture.stride();
        let place = |x: u32, y: u32| y as usize * stride + x as usize * 4;
        let bytes = source.width as usize * 4;
        let rgba = self.picture.rgba_mut();
        let copy_line = |rgba: &mut [u8], line: u32| {
            let from = place(source.x, source.y + line);
            // INVARIANT: both rectangles are inside of the picture
            rgba.copy_within(from..from + bytes, place(target.x, target.y + line));
        };
        if target.y > source.y {
            (0..target.height).rev().for_each(|line| copy_line(rgba, line));
        } else {
            (0..target.height).for_each(|line| copy_line(rgba, line));
        }
        self.damage.add(target);
        Ok(())
    }
}

/// Pixels of a rectangle.
pub(super) fn area(rect: Rect) -> u64 {
    u64::from(rect.width) * u64::from(rect.height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_overlapping_copy_takes_what_was_there() {
        for (from, to) in
            [((0, 0), (1, 1)), ((1, 1), (0, 0)), ((1, 0), (0, 1)), ((0, 1), (1, 0)), ((0, 0), (2, 3))]
        {
            let mut canvas = Canvas::new(1000);
            canvas.resize(Size::new(6, 6)).unwrap();
            for y in 0..6 {
                let line: Vec<u8> = (0..6).flat_map(|x| [x, y, 7, 255]).collect();
                canvas.put_line(0, y.into(), &line).unwrap();
            }
            canvas.copy(from.0, from.1, Rect::new(to.0, to.1, 4, 9)).unwrap();
            for y in 0..6_u32.saturating_sub(from.1.max(to.1)) {
                for x in 0..4 {
                    let pixel = canvas.picture().row(to.0 + x, to.1 + y, 1).unwrap();
                    assert_eq!(pixel[..2], [(from.0 + x) as u8, (from.1 + y) as u8]);
                }
            }
        }
    }

    #[test]
    fn what_lies_outside_is_cut_off() {
        let mut canvas = Canvas::new(100);
        canvas.resize(Size::new(4, 4)).unwrap();
        canvas.take_damage();
        canvas.fill(Rect::new(3, 3, 65_535, 65_535), [9, 9, 9, 255]).unwrap();
        canvas.put_line(2, 0, &[1; 4 * 50]).unwrap();
        canvas.put_line(9, 9, &[1; 4]).unwrap();
        canvas.copy(9, 9, Rect::new(0, 0, 4, 4)).unwrap();
        assert_eq!(canvas.picture().row(3, 3, 1).unwrap(), [9, 9, 9, 255]);
        assert_eq!(canvas.picture().row(1, 0, 2).unwrap(), [0, 0, 0, 255, 1, 1, 1, 1]);
        assert!(canvas.resize(Size::new(65_535, 65_535)).is_err());
    }
}
