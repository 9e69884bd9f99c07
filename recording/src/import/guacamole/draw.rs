//! Carries out the drawing instructions (Guacamole manual, "Drawing instructions" and "Layers and buffers").

use super::affine::Affine;
use super::arguments::{Carried, Refused};
use super::compositing::{Operator, premultiplied};
use super::layers::Layers;
use super::parser::Instruction;
use super::path::{Arc, Pen, Shape, cut};
use super::screen::sample;
use super::stream::decode_base64;
use super::surface::{Clip, Coverage, Paint};
use super::transfer::transfer;
use crate::import::image;
use crate::limits;
use crate::units::{Rect, Size};
use tiny_skia::{LineCap, LineJoin};

impl Layers {
    /// Carries out a drawing instruction. Answers whether it was one.
    pub(super) fn carry_out(&mut self, instruction: &Instruction<'_>) -> Carried<bool> {
        let layer = |number| instruction.integer(number);
        let whole = |number| instruction.integer(number);
        match instruction.opcode() {
            b"arc" => self.arc(instruction)?,
            b"cfill" => self.fill(instruction)?,
            b"clip" => self.clip(layer(0)?)?,
            b"close" => self.surface(layer(0)?)?.path.close()?,
            b"copy" => self.copy(instruction)?,
            b"cstroke" => self.stroke(instruction)?,
            b"curve" => {
                let points = [[1, 2], [3, 4], [5, 6]].map(|[x, y]| point(instruction, x, y));
                let [one, other, end] = points;
                let (one, other, end) = (one?, other?, end?);
                self.reach(layer(0)?, whole(5)?.into(), whole(6)?.into())?;
                let surface = self.surface(layer(0)?)?;
                surface.path.curve(surface.state.transform, [one, other, end])?;
            }
            b"dispose" => self.dispose(layer(0)?),
            b"distort" => self.distort(layer(0)?, instruction.affine(1)?)?,
            b"identity" => self.surface(layer(0)?)?.state.transform = Affine::IDENTITY,
            b"jpeg" | b"png" | b"webp" => {
                let (operator, index) = (instruction.operator(0)?, layer(1)?);
                let data = decode_base64(instruction.present(4)?)?;
                self.draw_encoded(operator, index, whole(2)?, whole(3)?, &data)?;
            }
            b"lfill" => self.fill(instruction)?,
            b"line" => {
                let end = point(instruction, 1, 2)?;
                self.reach(layer(0)?, whole(1)?.into(), whole(2)?.into())?;
                let surface = self.surface(layer(0)?)?;
                surface.path.line(surface.state.transform, end)?;
            }
            b"lstroke" => self.stroke(instruction)?,
            b"move" => self.place(layer(0)?, layer(1)?, [whole(2)?, whole(3)?, whole(4)?])?,
            b"pop" => {
                let surface = self.surface(layer(0)?)?;
                if let Some(state) = surface.stack.pop() {
                    surface.state = state;
                }
            }
            b"push" => {
                let surface = self.surface(layer(0)?)?;
                if surface.stack.len() >= limits::GUACAMOLE_STACK {
                    return Err(Refused::Passed("state pushed over the limit"));
                }
                surface.stack.push(surface.state.clone());
            }
            b"rect" => {
                let edges = [whole(1)?, whole(2)?, whole(3)?, whole(4)?];
                let [x, y, width, height] = edges;
                self.reach(layer(0)?, i64::from(x) + i64::from(width), i64::from(y) + i64::from(height))?;
                let surface = self.surface(layer(0)?)?;
                surface.path.rect(surface.state.transform, edges)?;
            }
            b"reset" => self.surface(layer(0)?)?.reset(),
            b"set" => {
                if instruction.argument(1) == Some(b"miter-limit") {
                    self.surface(layer(0)?)?.state.miter_limit = instruction.float(2)?.clamp(1.0, 1_000.0);
                }
            }
            b"shade" => self.shade(layer(0)?, whole(1)?)?,
            b"size" => self.resize(layer(0)?, whole(1)?, whole(2)?)?,
            b"start" => {
                let start = point(instruction, 1, 2)?;
                self.reach(layer(0)?, whole(1)?.into(), whole(2)?.into())?;
                let surface = self.surface(layer(0)?)?;
                surface.path.start(surface.state.transform, start)?;
            }
            b"transfer" => self.transfer(instruction)?,
            b"transform" => {
                let by = instruction.affine(1)?;
                let surface = self.surface(layer(0)?)?;
                let transform = surface.state.transform.after(by);
                if !transform.is_finite() {
                    return Err(Refused::Passed("instruction with a bad number"));
                }
                surface.state.transform = transform;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Decodes a picture and draws it.
    pub(super) fn draw_encoded(
        &mut self,
        operator: Operator,
        index: i32,
        x: i32,
        y: i32,
        data: &[u8],
    ) -> Carried {
        let image = image::decode(data, self.budget.held_limit_px()).map_err(Refused::Passed)?;
        self.budget.work(image.size.area())?;
        self.draw_pixels(operator, index, x, y, &image.rgba, image.size)
    }

    /// Pixels of a layer, as far as the rectangle lies inside of it, and where its corner is in the rectangle.
    pub(super) fn extract(&mut self, index: i32, [x, y, width, height]: [i32; 4]) -> Carried<Extract> {
        let (x, y) = (i64::from(x), i64::from(y));
        let (surface, budget) = self.surface_and_budget(index)?;
        let rect = cut([x, y, x + i64::from(width), y + i64::from(height)], Rect::of(surface.size()));
        // drawing them is counted as well
        budget.work(u64::from(rect.width) * u64::from(rect.height) / 2)?;
        let size = Size::new(rect.width, rect.height);
        Ok(Extract { rgba: surface.extract(rect), size, x: i64::from(rect.x) - x, y: i64::from(rect.y) - y })
    }

    /// Draws premultiplied pixels with their corner at a place.
    fn draw_pixels(
        &mut self,
        operator: Operator,
        index: i32,
        x: i32,
        y: i32,
        rgba: &[u8],
        size: Size,
    ) -> Carried {
        let transform = self.surface(index)?.state.transform;
        let width = size.width as usize;
        let (x, y) = (i64::from(x), i64::from(y));
        let changed = if let Some((by_x, by_y)) = transform.as_translation() {
            // a buffer grows by where it was asked to draw, before any transform
            self.reach(index, x + i64::from(size.width), y + i64::from(size.height))?;
            let (x, y) = (x + i64::from(by_x), y + i64::from(by_y));
            let edges = [x, y, x + i64::from(size.width), y + i64::from(size.height)];
            let (surface, shape) = self.ready(index, edges)?;
            surface.draw(operator, shape, None, &Paint::Pixels { rgba, width, x, y })
        } else {
            #[expect(clippy::cast_precision_loss, reason = "coordinates come from 32 bits")]
            let placed = transform.after(Affine { e: x as f64, f: y as f64, ..Affine::IDENTITY });
            let (left, top, right, bottom) = placed.bounds(size.width.into(), size.height.into());
            let bounds = Rect::of(self.surface(index)?.size());
            let shape = cut([left - 1, top - 1, right + 1, bottom + 1], bounds);
            let Some(inverse) = placed.inverse().filter(|_| !shape.is_empty()) else { return Ok(()) };
            let edges = [shape.x, shape.y, shape.right(), shape.bottom()].map(i64::from);
            let (surface, shape) = self.ready(index, edges)?;
            let pixels = rgba.as_chunks::<4>().0;
            let sampled = sample(inverse, shape, |x, y| {
                let column = usize::try_from(x).ok().filter(|column| *column < width);
                let pixel = column.zip(usize::try_from(y).ok()).map(|(x, y)| y.saturating_mul(width) + x);
                pixel.and_then(|pixel| pixels.get(pixel)).copied().unwrap_or_default()
            });
            let (width, x, y) = (shape.width as usize, i64::from(shape.x), i64::from(shape.y));
            surface.draw(operator, shape, None, &Paint::Pixels { rgba: &sampled, width, x, y })
        };
        self.mark(index, changed);
        Ok(())
    }

    fn copy(&mut self, instruction: &Instruction<'_>) -> Carried {
        let source = instruction.integer(0)?;
        let rect = rect(instruction, 1)?;
        let (operator, index) = (instruction.operator(5)?, instruction.integer(6)?);
        let (x, y) = (instruction.integer(7)?, instruction.integer(8)?);
        let extract = self.extract(source, rect)?;
        if extract.size.is_empty() {
            return Ok(());
        }
        let (x, y) = extract.moved(x, y);
        self.draw_pixels(operator, index, x, y, &extract.rgba, extract.size)
    }

    /// Changes pixels by those of another layer, whatever transform and clipping there is.
    fn transfer(&mut self, instruction: &Instruction<'_>) -> Carried {
        let source = instruction.integer(0)?;
        let rect = rect(instruction, 1)?;
        let (function, index) = (instruction.integer(5)?, instruction.integer(6)?);
        let extract = self.extract(source, rect)?;
        if extract.size.is_empty() {
            return Ok(());
        }
        let (x, y) = extract.moved(instruction.integer(7)?, instruction.integer(8)?);
        let (x, y) = (i64::from(x), i64::from(y));
        let size = extract.size;
        let edges = [x, y, x + i64::from(size.width), y + i64::from(size.height)];
        let (surface, target) = self.ready(index, edges)?;
        let inside = |edge: u32, from: i64| u32::try_from(i64::from(edge) - from).unwrap_or(0);
        let (left, top) = (inside(target.x, x), inside(target.y, y));
        let mut pixels = surface.extract(target);
        let mut carried = true;
        let rows = pixels.chunks_exact_mut((target.width as usize * 4).max(1));
        for (line, row) in (top as usize..).zip(rows) {
            let first = (line * size.width as usize + left as usize) * 4;
            let source = extract.rgba.get(first..first + row.len()).unwrap_or_default();
            carried &= transfer(function, row, source);
        }
        if !carried {
            return Err(Refused::Passed("unknown transfer function"));
        }
        surface.put(target, &pixels);
        self.mark(index, target);
        Ok(())
    }

    /// `cfill` and `lfill`: fills the path with a colour or with a layer that repeats.
    fn fill(&mut self, instruction: &Instruction<'_>) -> Carried {
        let (operator, index) = (instruction.operator(0)?, instruction.integer(1)?);
        let ink = if instruction.opcode() == b"cfill" {
            Ink::Colour(instruction.colour(2)?)
        } else {
            self.tile(instruction.integer(2)?)?
        };
        let surface = self.surface(index)?;
        let shape = surface.path.fill(Rect::of(surface.size()));
        self.draw_shape(operator, index, shape, &ink)
    }

    /// `cstroke` and `lstroke`: strokes the path with a colour or with a layer that repeats.
    fn stroke(&mut self, instruction: &Instruction<'_>) -> Carried {
        let (operator, index) = (instruction.operator(0)?, instruction.integer(1)?);
        let cap = match instruction.integer(2)? {
            1 => LineCap::Round,
            2 => LineCap::Square,
            _ => LineCap::Butt,
        };
        let join = match instruction.integer(3)? {
            0 => LineJoin::Bevel,
            2 => LineJoin::Round,
            _ => LineJoin::Miter,
        };
        let width = f64::from(instruction.integer(4)?.clamp(0, limits::GUACAMOLE_STROKE_PX));
        let ink = if instruction.opcode() == b"cstroke" {
            Ink::Colour(instruction.colour(5)?)
        } else {
            self.tile(instruction.integer(5)?)?
        };
        let surface = self.surface(index)?;
        let pen = Pen {
            cap,
            join,
            width,
            miter_limit: surface.state.miter_limit,
            transform: surface.state.transform,
        };
        let shape = if width > 0.0 { surface.path.stroke(&pen, Rect::of(surface.size())) } else { None };
        self.draw_shape(operator, index, shape, &ink)
    }

    fn draw_shape(&mut self, operator: Operator, index: i32, shape: Option<Shape>, ink: &Ink) -> Carried {
        let shape = shape.unwrap_or(Shape { rect: Rect::default(), coverage: None });
        let edges = [shape.rect.x, shape.rect.y, shape.rect.right(), shape.rect.bottom()].map(i64::from);
        let (surface, rect) = self.ready(index, edges)?;
        let transform = surface.state.transform;
        let paint = match ink {
            Ink::Colour(colour) => Paint::Solid(premultiplied(*colour)),
            Ink::Tile(tile) => {
                let Some(inverse) = transform.inverse() else { return Ok(()) };
                Paint::Tiled { rgba: &tile.rgba, size: tile.size, inverse }
            }
        };
        let changed = surface.draw(operator, rect, shape.coverage.as_deref(), &paint);
        self.mark(index, changed);
        Ok(())
    }

    /// All of a layer, to fill with.
    fn tile(&mut self, index: i32) -> Carried<Ink> {
        let size = self.surface(index)?.size();
        let side = |side: u32| i32::try_from(side).unwrap_or(i32::MAX);
        self.extract(index, [0, 0, side(size.width), side(size.height)]).map(Ink::Tile)
    }

    /// Draws only inside of the path from here on.
    fn clip(&mut self, index: i32) -> Carried {
        let (surface, budget) = self.surface_and_budget(index)?;
        let bounds = Rect::of(surface.size());
        let within = surface.state.clip.area.map_or(bounds, |area| area.intersect(bounds));
        let shape = surface.path.fill(within).unwrap_or(Shape { rect: Rect::default(), coverage: None });
        let area = u64::from(shape.rect.width) * u64::from(shape.rect.height);
        budget.work(area)?;
        let coverage = match (shape.coverage, surface.state.clip.coverage.take()) {
            (None, before) => before,
            (Some(mut alpha), before) => {
                if let Some(before) = before {
                    before.narrow(shape.rect, &mut alpha);
                }
                // a byte for each pixel, not four
                let held = budget.hold(area / 4 + 1)?;
                Some(std::sync::Arc::new(Coverage { rect: shape.rect, alpha, _held: held }))
            }
        };
        surface.state.clip = Clip { area: Some(shape.rect), coverage };
        Ok(())
    }

    fn arc(&mut self, instruction: &Instruction<'_>) -> Carried {
        let index = instruction.integer(0)?;
        let radius = instruction.integer(3)?;
        if radius < 0 {
            return Err(Refused::Passed("instruction with a bad number"));
        }
        let arc = Arc {
            centre: point(instruction, 1, 2)?,
            radius: radius.into(),
            start: instruction.float(4)?,
            end: instruction.float(5)?,
            is_falling: instruction.integer(6)? != 0,
        };
        self.reach(index, instruction.integer(1)?.into(), instruction.integer(2)?.into())?;
        let surface = self.surface(index)?;
        surface.path.arc(surface.state.transform, &arc)
    }
}

/// Pixels taken out of a layer.
pub(super) struct Extract {
    /// Rows x columns x premultiplied RGBA.
    pub(super) rgba: Vec<u8>,
    pub(super) size: Size,
    /// How far the pixels are from the corner of the rectangle that was asked for.
    pub(super) x: i64,
    pub(super) y: i64,
}

impl Extract {
    /// Where the pixels go if the rectangle goes to `x` and `y`.
    fn moved(&self, x: i32, y: i32) -> (i32, i32) {
        let by = |edge: i64| i32::try_from(edge).unwrap_or(i32::MAX);
        (x.saturating_add(by(self.x)), y.saturating_add(by(self.y)))
    }
}

/// What shapes are drawn with.
enum Ink {
    /// Red, green, blue and alpha, not premultiplied.
    Colour([u8; 4]),
    Tile(Extract),
}

fn point(instruction: &Instruction<'_>, x: usize, y: usize) -> Carried<(f64, f64)> {
    Ok((instruction.integer(x)?.into(), instruction.integer(y)?.into()))
}

/// Left, top, width and height from argument `first` on.
fn rect(instruction: &Instruction<'_>, first: usize) -> Carried<[i32; 4]> {
    let part = |number| instruction.integer(number);
    Ok([part(first)?, part(first + 1)?, part(first + 2)?, part(first + 3)?])
}
