//! A canvas to draw charts on: sharp on every screen, in pixels of the page, with the colours of the style sheets.

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{
    CanvasRenderingContext2d, CssStyleDeclaration, HtmlCanvasElement, MutationObserver, MutationObserverInit,
};
use yew::prelude::*;

/// What a canvas refused to do.
#[derive(Debug, thiserror::Error)]
#[error("the canvas refuses to draw")]
pub(crate) struct Refused;

type Drawn = Result<(), DrawingErrorKind<Refused>>;

/// A canvas element that is drawn on anew.
pub(crate) struct Canvas {
    context: CanvasRenderingContext2d,
    style: CssStyleDeclaration,
    size: (u32, u32),
}

impl Canvas {
    /// Empties the canvas and gives it this size in pixels of the page.
    ///
    /// # Errors
    /// Where it is not in the page, or cannot be drawn on.
    pub(crate) fn fresh(node: &NodeRef, size: (u32, u32)) -> Result<Self, DrawingErrorKind<Refused>> {
        Self::opened(node, size).ok_or(DrawingErrorKind::DrawingError(Refused))
    }

    fn opened(node: &NodeRef, (width, height): (u32, u32)) -> Option<Self> {
        let element = node.cast::<HtmlCanvasElement>()?;
        let window = gloo::utils::window();
        let ratio = Some(window.device_pixel_ratio()).filter(|ratio| ratio.is_finite()).unwrap_or(1.0);
        let ratio = ratio.clamp(0.5, 4.0);
        let device = |size: u32| (f64::from(size) * ratio).round() as u32;
        // a new size also empties it
        element.set_width(device(width));
        element.set_height(device(height));
        let context = element.get_context("2d").ok().flatten()?;
        let context = context.dyn_into::<CanvasRenderingContext2d>().ok()?;
        context.scale(ratio, ratio).ok()?;
        let style = window.get_computed_style(&element).ok().flatten()?;
        Some(Self { context, style, size: (width, height) })
    }

    /// The colour that a token of the style sheets has here, as `#rrggbb`.
    pub(crate) fn token(&self, name: &str) -> String {
        self.style.get_property_value(name).unwrap_or_default().trim().to_owned()
    }

    fn font(&self, style: &impl BackendTextStyle) -> String {
        let family = self.style.get_property_value("font-family").unwrap_or_default();
        format!("{}px {}", style.size(), if family.is_empty() { "sans-serif" } else { &family })
    }

    fn fill(&self, color: BackendColor) {
        self.context.set_fill_style_str(&css(color));
    }

    fn trace(&self, points: impl IntoIterator<Item = BackendCoord>) {
        self.context.begin_path();
        for (at, (x, y)) in points.into_iter().enumerate() {
            // lines of one pixel lie on pixels, not between them
            let (x, y) = (f64::from(x) + 0.5, f64::from(y) + 0.5);
            if at == 0 {
                self.context.move_to(x, y);
            } else {
                self.context.line_to(x, y);
            }
        }
    }

    fn stroke(&self, style: &impl BackendStyle) {
        self.context.set_stroke_style_str(&css(style.color()));
        self.context.set_line_width(f64::from(style.stroke_width()));
        self.context.stroke();
    }
}

fn css(color: BackendColor) -> String {
    let (red, green, blue) = color.rgb;
    format!("rgba({red},{green},{blue},{})", color.alpha)
}

impl DrawingBackend for Canvas {
    type ErrorType = Refused;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        self.fill(color);
        self.context.fill_rect(f64::from(x), f64::from(y), 1.0, 1.0);
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        if !fill {
            let corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
            return self.draw_path(corners, style);
        }
        self.fill(style.color());
        let (left, top) = (f64::from(left), f64::from(top));
        self.context.fill_rect(left, top, f64::from(right) - left, f64::from(bottom) - top);
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        if style.color().alpha > 0.0 {
            self.trace(path);
            self.stroke(style);
        }
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        self.context.begin_path();
        let refused = |_| DrawingErrorKind::DrawingError(Refused);
        let turn = std::f64::consts::TAU;
        self.context.arc(f64::from(x), f64::from(y), f64::from(radius), 0.0, turn).map_err(refused)?;
        if fill {
            self.fill(style.color());
            self.context.fill();
        } else {
            self.stroke(style);
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vert: I,
        style: &S,
    ) -> Drawn {
        self.trace(vert);
        self.fill(style.color());
        self.context.fill();
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, (x, y): BackendCoord) -> Drawn {
        self.context.set_font(&self.font(style));
        self.fill(style.color());
        self.context.set_text_align(match style.anchor().h_pos {
            HPos::Left => "left",
            HPos::Center => "center",
            HPos::Right => "right",
        });
        self.context.set_text_baseline(match style.anchor().v_pos {
            VPos::Top => "top",
            VPos::Center => "middle",
            VPos::Bottom => "bottom",
        });
        let refused = |_| DrawingErrorKind::DrawingError(Refused);
        self.context.fill_text(text, f64::from(x), f64::from(y)).map_err(refused)
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Refused>> {
        self.context.set_font(&self.font(style));
        let measured =
            self.context.measure_text(text).map_err(|_| DrawingErrorKind::DrawingError(Refused))?;
        Ok((measured.width().ceil() as u32, style.size().ceil() as u32))
    }
}

/// A number that is another one whenever the page changes between light and dark.
#[hook]
pub(crate) fn use_repaint() -> u32 {
    let count = use_state(|| 0_u32);
    use_effect_with((), {
        // the setter of the first drawing would count from 0 for ever
        let (setter, last) = (count.setter(), std::cell::Cell::new(0_u32));
        move |()| {
            let callback = Closure::<dyn FnMut()>::new(move || {
                last.set(last.get().wrapping_add(1));
                setter.set(last.get());
            });
            let observer = MutationObserver::new(callback.as_ref().unchecked_ref()).ok();
            let root = gloo::utils::document().document_element();
            if let Some((observer, root)) = observer.as_ref().zip(root) {
                let options = MutationObserverInit::new();
                options.set_attributes(true);
                let watched = js_sys::Array::of1(&"data-theme".into());
                options.set_attribute_filter(&watched);
                // refused, the chart keeps the colours it was drawn in
                observer.observe_with_options(&root, &options).ok();
            }
            move || {
                if let Some(observer) = observer {
                    observer.disconnect();
                }
                drop(callback);
            }
        }
    });
    *count
}
