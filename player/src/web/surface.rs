//! Drawing on the canvas: only what changed, the pointer on top.

use super::message::{Failure, reason};
use crate::engine::Pointer;
use recording::picture::Picture;
use recording::units::{Rect, Size};
use wasm_bindgen::{Clamped, JsCast, JsValue};
use web_sys::{ImageData, OffscreenCanvas, OffscreenCanvasRenderingContext2d};

/// How much of a preview's brightness is left.
const PREVIEW_ALPHA: f64 = 0.6;

/// A canvas that shows a picture and a pointer over it.
pub struct Surface {
    canvas: OffscreenCanvas,
    context: OffscreenCanvasRenderingContext2d,
    size: Size,
    /// The pointer that is on the canvas.
    drawn: Option<Pointer>,
    /// A preview is on the canvas.
    is_preview: bool,
    /// Where previews are put before they are drawn large.
    small: Option<OffscreenCanvas>,
}

impl Surface {
    /// Takes over a canvas.
    ///
    /// # Errors
    /// `unsupported` where the browser cannot draw on it.
    pub fn new(canvas: OffscreenCanvas) -> Result<Self, Failure> {
        let context = context(&canvas)?;
        Ok(Self { canvas, context, size: Size::default(), drawn: None, is_preview: false, small: None })
    }

    /// Draws the damaged parts of `picture` and, where it changed or was damaged, the pointer. True where anything
    /// was drawn.
    ///
    /// # Errors
    /// `unsupported` where the browser refuses.
    pub fn draw(
        &mut self,
        picture: &Picture,
        damage: &[Rect],
        pointer: Option<Pointer>,
    ) -> Result<bool, Failure> {
        let size = picture.size();
        if size.is_empty() {
            return Ok(false);
        }
        let mut damage = damage.to_vec();
        if size != self.size {
            self.canvas.set_width(size.width);
            self.canvas.set_height(size.height);
            self.size = size;
            damage = vec![Rect::of(size)];
        }
        if std::mem::take(&mut self.is_preview) {
            damage = vec![Rect::of(size)];
        }
        let has_moved = pointer != self.drawn;
        if damage.is_empty() && !has_moved {
            return Ok(false);
        }
        let covers =
            |pointer: Option<&Pointer>| pointer.map_or_else(Rect::default, |pointer| pointer.rect(size));
        if has_moved {
            damage.push(covers(self.drawn.as_ref()));
        }
        // A view on the picture where it lies: nothing is copied before the canvas takes the damaged parts.
        let whole = image(picture.rgba(), size)?;
        for rect in damage.iter().filter(|rect| !rect.is_empty()) {
            self.put(&whole, Rect::of(size), *rect)?;
        }
        if let Some(pointer) = &pointer {
            let over = covers(Some(pointer));
            if has_moved || damage.iter().any(|rect| !rect.intersect(over).is_empty()) {
                let (rect, patch) = pointer.compose(picture);
                if !rect.is_empty() {
                    let size = Size::new(rect.width, rect.height);
                    self.put(&image(&patch, size)?, rect, Rect::of(size))?;
                }
            }
        }
        self.drawn = pointer;
        Ok(true)
    }

    /// Draws a preview over all of the canvas, as large as fits and dimmed, so that nobody takes it for a frame.
    ///
    /// # Errors
    /// `unsupported` where the browser refuses.
    pub fn draw_preview(&mut self, preview: &Picture) -> Result<(), Failure> {
        let (size, room) = (preview.size(), self.size);
        if size.is_empty() || room.is_empty() {
            return Ok(());
        }
        let small = match &self.small {
            Some(small) => small,
            None => self.small.insert(OffscreenCanvas::new(1, 1).map_err(|error| refused(&error))?),
        };
        small.set_width(size.width);
        small.set_height(size.height);
        context(small)?
            .put_image_data(&image(preview.rgba(), size)?, 0.0, 0.0)
            .map_err(|error| refused(&error))?;
        let scale = (f64::from(room.width) / f64::from(size.width))
            .min(f64::from(room.height) / f64::from(size.height));
        let (width, height) = (f64::from(size.width) * scale, f64::from(size.height) * scale);
        let (left, top) = ((f64::from(room.width) - width) / 2.0, (f64::from(room.height) - height) / 2.0);
        self.context.set_fill_style_str("#000");
        self.context.fill_rect(0.0, 0.0, room.width.into(), room.height.into());
        self.context.set_global_alpha(PREVIEW_ALPHA);
        let drawn = self
            .context
            .draw_image_with_offscreen_canvas_and_dw_and_dh(small, left, top, width, height)
            .map_err(|error| refused(&error));
        self.context.set_global_alpha(1.0);
        self.is_preview = true;
        drawn
    }

    /// Forgets what is drawn: the next call of [`Surface::draw`] draws all of the picture.
    pub fn forget(&mut self) {
        self.size = Size::default();
        self.drawn = None;
    }

    /// Puts `part` of an image that lies at `place` of the canvas.
    fn put(&self, image: &ImageData, place: Rect, part: Rect) -> Result<(), Failure> {
        self.context
            .put_image_data_with_dirty_x_and_dirty_y_and_dirty_width_and_dirty_height(
                image,
                f64::from(place.x),
                f64::from(place.y),
                f64::from(part.x),
                f64::from(part.y),
                f64::from(part.width),
                f64::from(part.height),
            )
            .map_err(|error| refused(&error))
    }
}

/// The context of a canvas without transparency.
fn context(canvas: &OffscreenCanvas) -> Result<OffscreenCanvasRenderingContext2d, Failure> {
    let options = js_sys::Object::new();
    js_sys::Reflect::set(&options, &JsValue::from_str("alpha"), &JsValue::FALSE)
        .and_then(|_| canvas.get_context_with_context_options("2d", &options))
        .map_err(|error| refused(&error))?
        .and_then(|context| context.dyn_into::<OffscreenCanvasRenderingContext2d>().ok())
        .ok_or_else(|| refused(&JsValue::UNDEFINED))
}

fn image(rgba: &[u8], size: Size) -> Result<ImageData, Failure> {
    ImageData::new_with_u8_clamped_array_and_sh(Clamped(rgba), size.width, size.height)
        .map_err(|error| refused(&error))
}

fn refused(error: &JsValue) -> Failure {
    Failure::new("unsupported", format!("the browser cannot draw the picture: {}", reason(error)))
}
