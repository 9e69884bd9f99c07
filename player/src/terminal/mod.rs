//! Draws a terminal into a picture, the same natively and in the browser.
//!
//! The bundled font draws text; lines, blocks, braille and powerline symbols are shapes, so that cells join without
//! seams; what the font lacks comes from a [`GlyphSource`], or is a hollow box.

mod boxes;
mod font;
mod glyphs;
mod mask;
mod renderer;
mod symbols;
mod text;
mod theme;

pub(crate) use glyphs::is_combining;
pub use glyphs::{GlyphRequest, GlyphSource};
pub use mask::Mask;
pub use renderer::TerminalRenderer;
pub use text::terminal_text;
