//! A picture of the screen and the part of it that changed.

use crate::error::{Error, Result};
use crate::limits;
use crate::units::{Rect, Size};

/// A picture: rows x columns x RGBA, row-major, alpha always 255.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Picture {
    size: Size,
    rgba: Vec<u8>,
}

impl Picture {
    /// A black picture.
    ///
    /// # Errors
    /// [`Error::LimitReached`] where it is larger than [`limits::PICTURE_SIDE_PX`] or [`limits::PICTURE_AREA_PX`].
    pub fn new(size: Size) -> Result<Self> {
        if size.width > limits::PICTURE_SIDE_PX || size.height > limits::PICTURE_SIDE_PX {
            return Err(Error::LimitReached { what: "picture side", limit: limits::PICTURE_SIDE_PX.into() });
        }
        if size.area() > limits::PICTURE_AREA_PX {
            return Err(Error::LimitReached { what: "picture area", limit: limits::PICTURE_AREA_PX });
        }
        let pixels = usize::try_from(size.area())
            .map_err(|_| Error::LimitReached { what: "picture area", limit: limits::PICTURE_AREA_PX })?;
        Ok(Self { size, rgba: [0, 0, 0, 255].repeat(pixels) })
    }

    /// Columns and rows.
    pub fn size(&self) -> Size {
        self.size
    }

    /// All pixels: rows x columns x RGBA, row-major.
    pub fn rgba(&self) -> &[u8] {
        &self.rgba
    }

    /// All pixels, to be drawn on. Keep alpha at 255.
    pub fn rgba_mut(&mut self) -> &mut [u8] {
        &mut self.rgba
    }

    /// Bytes from one row to the next.
    pub fn stride(&self) -> usize {
        self.size.width as usize * 4
    }

    /// The bytes of `width` pixels of row `y` from column `x` on; `None` where they are not all inside.
    pub fn row(&self, x: u32, y: u32, width: u32) -> Option<&[u8]> {
        let range = self.row_range(x, y, width)?;
        self.rgba.get(range)
    }

    /// The bytes of `width` pixels of row `y` from column `x` on, to be drawn on; `None` where they are not all inside.
    pub fn row_mut(&mut self, x: u32, y: u32, width: u32) -> Option<&mut [u8]> {
        let range = self.row_range(x, y, width)?;
        self.rgba.get_mut(range)
    }

    /// The bytes of each row of `rect`, from the top; `None` where it is empty or not all inside.
    pub fn rows(&self, rect: Rect) -> Option<impl Iterator<Item = &[u8]>> {
        if rect.is_empty() || rect.right() > self.size.width || rect.bottom() > self.size.height {
            return None;
        }
        let start = rect.y as usize * self.stride() + rect.x as usize * 4;
        let row_bytes = rect.width as usize * 4;
        let len = (rect.height as usize - 1) * self.stride() + row_bytes;
        let bytes = self.rgba.get(start..start + len)?;
        Some(bytes.chunks(self.stride()).map(move |row| &row[..row_bytes]))
    }

    fn row_range(&self, x: u32, y: u32, width: u32) -> Option<std::ops::Range<usize>> {
        if y >= self.size.height || x.checked_add(width)? > self.size.width {
            return None;
        }
        let start = y as usize * self.stride() + x as usize * 4;
        Some(start..start + width as usize * 4)
    }
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({}x{})", self.size.width, self.size.height)
    }
}

/// Side of the tiles in which damage is kept and the screen codec works, in pixels.
pub const TILE_PX: u32 = 64;

/// Which tiles of a picture changed: a grid of 64x64-pixel tiles, row-major, the last of a row or column cut off
/// by the picture's edge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    size: Size,
    columns: u32,
    tiles: Vec<bool>,
}

impl Damage {
    /// No damage in a picture of this size.
    pub fn none(size: Size) -> Self {
        let columns = size.width.div_ceil(TILE_PX);
        let rows = size.height.div_ceil(TILE_PX);
        Self { size, columns, tiles: vec![false; columns as usize * rows as usize] }
    }

    /// All of a picture of this size.
    pub fn all(size: Size) -> Self {
        let mut damage = Self::none(size);
        damage.tiles.fill(true);
        damage
    }

    /// Size of the picture.
    pub fn size(&self) -> Size {
        self.size
    }

    /// Tiles in a row.
    pub fn columns(&self) -> u32 {
        self.columns
    }

    /// Number of tiles, damaged or not.
    pub fn tile_count(&self) -> usize {
        self.tiles.len()
    }

    /// Marks the tiles that `rect` touches; what lies outside is ignored.
    pub fn add(&mut self, rect: Rect) {
        for tile in self.tiles_of(rect) {
            self.add_tile(tile);
        }
    }

    /// Numbers of the tiles that `rect` touches, damaged or not, rising; what lies outside is ignored.
    pub fn tiles_of(&self, rect: Rect) -> impl Iterator<Item = usize> + use<> {
        let (rect, columns) = (rect.intersect(Rect::of(self.size)), self.columns);
        let rect = if rect.is_empty() { Rect::default() } else { rect };
        (rect.y / TILE_PX..rect.bottom().div_ceil(TILE_PX)).flat_map(move |row| {
            (rect.x / TILE_PX..rect.right().div_ceil(TILE_PX))
                .map(move |column| (row * columns + column) as usize)
        })
    }

    /// Marks one tile; one that does not exist is ignored.
    pub fn add_tile(&mut self, tile: usize) {
        if let Some(slot) = self.tiles.get_mut(tile) {
            *slot = true;
        }
    }

    /// Whether the tile is damaged.
    pub fn contains(&self, tile: usize) -> bool {
        self.tiles.get(tile).copied().unwrap_or(false)
    }

    /// Whether nothing is damaged.
    pub fn is_empty(&self) -> bool {
        !self.tiles.contains(&true)
    }

    /// Forgets all damage.
    pub fn clear(&mut self) {
        self.tiles.fill(false);
    }

    /// Numbers of the damaged tiles, rising.
    pub fn tiles(&self) -> impl Iterator<Item = usize> + '_ {
        self.tiles.iter().enumerate().filter_map(|(tile, damaged)| damaged.then_some(tile))
    }

    /// The pixels of a tile, cut off at the picture's edge; empty where the tile does not exist.
    pub fn tile_rect(&self, tile: usize) -> Rect {
        let Ok(tile) = u32::try_from(tile) else { return Rect::default() };
        if self.columns == 0 {
            return Rect::default();
        }
        let rect = Rect::new(
            tile % self.columns * TILE_PX,
            (tile / self.columns).saturating_mul(TILE_PX),
            TILE_PX,
            TILE_PX,
        );
        rect.intersect(Rect::of(self.size))
    }

    /// The damaged tiles joined into horizontal runs: what to hand to a canvas.
    pub fn runs(&self) -> Vec<Rect> {
        let mut runs: Vec<Rect> = Vec::new();
        for tile in self.tiles() {
            let rect = self.tile_rect(tile);
            match runs.last_mut() {
                Some(last) if last.y == rect.y && last.right() == rect.x => last.width += rect.width,
                _ => runs.push(rect),
            }
        }
        runs
    }
}
