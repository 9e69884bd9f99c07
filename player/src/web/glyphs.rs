//! Glyphs that the bundled font lacks, from the fonts of the browser.

use super::message::{Failure, reason};
use crate::terminal::{GlyphRequest, GlyphSource, Mask};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{OffscreenCanvas, OffscreenCanvasRenderingContext2d};

/// Draws characters with the browser's fonts on a small canvas of its own.
pub(super) struct BrowserGlyphs {
    canvas: OffscreenCanvas,
    context: OffscreenCanvasRenderingContext2d,
}

impl BrowserGlyphs {
    /// # Errors
    /// `unsupported` where the browser gives no canvas.
    pub(super) fn new() -> Result<Self, Failure> {
        let refused = |error: &JsValue| {
            Failure::new("unsupported", format!("the browser cannot draw text: {}", reason(error)))
        };
        let canvas = OffscreenCanvas::new(1, 1).map_err(|error| refused(&error))?;
        let options = js_sys::Object::new();
        let context = js_sys::Reflect::set(&options, &"willReadFrequently".into(), &JsValue::TRUE)
            .and_then(|_| canvas.get_context_with_context_options("2d", &options))
            .map_err(|error| refused(&error))?
            .and_then(|context| context.dyn_into::<OffscreenCanvasRenderingContext2d>().ok())
            .ok_or_else(|| refused(&JsValue::UNDEFINED))?;
        Ok(Self { canvas, context })
    }

    fn draw(&self, request: &GlyphRequest) -> Result<Mask, JsValue> {
        let GlyphRequest { character, width, height, baseline, is_bold, is_italic } = *request;
        // A new size clears the canvas and what was set on it.
        self.canvas.set_width(width);
        self.canvas.set_height(height);
        let slant = if is_italic { "italic " } else { "" };
        let weight = if is_bold { "bold " } else { "" };
        // The bundled font has cells a quarter higher than its em; so it fits beside it.
        let size_px = height * 4 / 5;
        self.context.set_font(&format!("{slant}{weight}{size_px}px monospace, sans-serif"));
        self.context.set_fill_style_str("#fff");
        self.context.set_text_align("center");
        let (centre, width_px) = (f64::from(width) / 2.0, f64::from(width));
        let mut buffer = [0; 4];
        let text = character.encode_utf8(&mut buffer);
        self.context.fill_text_with_max_width(text, centre, f64::from(baseline), width_px)?;
        let image = self.context.get_image_data(0.0, 0.0, width_px, f64::from(height))?;
        let alpha = image.data().as_chunks::<4>().0.iter().map(|[_, _, _, alpha]| *alpha).collect();
        Mask::from_coverage(width, height, alpha).ok_or(JsValue::UNDEFINED)
    }
}

impl GlyphSource for BrowserGlyphs {
    fn glyph(&mut self, request: &GlyphRequest) -> Option<Mask> {
        // Where the browser cannot draw it either, the box that stands for a lacking glyph is drawn.
        self.draw(request).ok().filter(|mask| mask.coverage().iter().any(|covered| *covered > 0))
    }
}
