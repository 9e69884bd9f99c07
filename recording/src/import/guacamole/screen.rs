//! Puts the visible layers together into the picture of the screen, where they changed.

use super::affine::Affine;
use super::compositing::{over_with_alpha, pixels_mut};
use super::layers::{Layers, Shown};
use super::surface::Surface;
use crate::error::Result;
use crate::picture::{Damage, Picture};
use crate::units::Rect;

/// The picture of the screen as of the last frame.
pub(super) struct Screen {
    picture: Picture,
}

impl Screen {
    /// A black screen of the size of the layers'.
    pub(super) fn new(layers: &Layers) -> Result<Self> {
        Ok(Self { picture: Picture::new(layers.screen_size())? })
    }

    pub(super) fn picture(&self) -> &Picture {
        &self.picture
    }

    /// Brings the picture up to date. Answers the tiles that have changed: all of them where the size did.
    pub(super) fn update(&mut self, layers: &mut Layers) -> Result<Damage> {
        let suspected = layers.take_damage();
        let size = layers.screen_size();
        let is_resized = self.picture.size() != size;
        let mut changed = if is_resized { Damage::all(size) } else { Damage::none(size) };
        if is_resized {
            self.picture = Picture::new(size)?;
        } else if suspected.is_empty() {
            return Ok(changed);
        }
        let tiles: Vec<usize> =
            if is_resized { changed.tiles().collect() } else { suspected.tiles().collect() };
        let shown = layers.shown();
        let mut line = Vec::new();
        let mut work = 0;
        for tile in tiles {
            let rect = changed.tile_rect(tile);
            let above: Vec<&Shown<'_>> =
                shown.iter().filter(|layer| !layer.clip.intersect(rect).is_empty()).collect();
            work += u64::from(rect.width) * u64::from(rect.height) * (above.len() as u64 + 1);
            let mut is_changed = false;
            for y in rect.y..rect.bottom() {
                line.clear();
                line.resize(rect.width as usize * 4, 0);
                for pixel in pixels_mut(&mut line) {
                    *pixel = [0, 0, 0, 255];
                }
                for layer in &above {
                    draw_line(layer, rect, y, &mut line);
                }
                if let Some(row) = self.picture.row_mut(rect.x, y, rect.width)
                    && row != line.as_slice()
                {
                    row.copy_from_slice(&line);
                    is_changed = true;
                }
            }
            if is_changed {
                changed.add_tile(tile);
            }
        }
        drop(shown);
        layers.budget.work(work)?;
        Ok(changed)
    }
}

/// Draws what a layer has in one row of a tile.
fn draw_line(layer: &Shown<'_>, tile: Rect, y: u32, line: &mut [u8]) {
    let part = layer.clip.intersect(Rect::new(tile.x, y, tile.width, 1));
    if part.is_empty() {
        return;
    }
    let start = (part.x - tile.x) as usize * 4;
    let Some(target) = line.get_mut(start..start + part.width as usize * 4) else { return };
    if let Some((x, top)) = layer.transform.as_translation() {
        let column = u32::try_from(i64::from(part.x) - i64::from(x));
        let row = u32::try_from(i64::from(y) - i64::from(top));
        if let (Ok(column), Ok(row)) = (column, row)
            && let Some(source) = layer.surface.row(column, row, part.width)
        {
            over_with_alpha(target, source, layer.opacity);
        }
    } else if let Some(inverse) = layer.transform.inverse() {
        let source = sampled(layer.surface, inverse, part);
        over_with_alpha(target, &source, layer.opacity);
    }
}

/// The pixels of a row of the target, each taken from where `inverse` leads in the surface.
fn sampled(surface: &Surface, inverse: Affine, row: Rect) -> Vec<u8> {
    let pixel = |x: i64, y: i64| {
        let found = u32::try_from(x).ok().zip(u32::try_from(y).ok());
        let found = found.and_then(|(x, y)| surface.row(x, y, 1));
        found.and_then(|pixel| pixel.first_chunk::<4>().copied()).unwrap_or_default()
    };
    sample(inverse, row, pixel)
}

/// The pixels of a rectangle of the target, each mixed of the four nearest to where `inverse` leads.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "float casts saturate")]
pub(super) fn sample(inverse: Affine, rect: Rect, pixel: impl Fn(i64, i64) -> [u8; 4]) -> Vec<u8> {
    let mut sampled = Vec::new();
    for y in rect.y..rect.bottom() {
        for x in rect.x..rect.right() {
            let (x, y) = inverse.apply((f64::from(x) + 0.5, f64::from(y) + 0.5));
            let (x, y) = (x - 0.5, y - 0.5);
            let (right, lower) = (x - x.floor(), y - y.floor());
            let (x, y) = (x.floor() as i64, y.floor() as i64);
            let near = [
                (pixel(x, y), (1.0 - right) * (1.0 - lower)),
                (pixel(x.saturating_add(1), y), right * (1.0 - lower)),
                (pixel(x, y.saturating_add(1)), (1.0 - right) * lower),
                (pixel(x.saturating_add(1), y.saturating_add(1)), right * lower),
            ];
            let mut mixed = [0.0; 4];
            for (pixel, weight) in near {
                for (mixed, channel) in mixed.iter_mut().zip(pixel) {
                    *mixed += f64::from(channel) * weight;
                }
            }
            sampled.extend(mixed.map(|channel| channel.round() as u8));
        }
    }
    sampled
}
