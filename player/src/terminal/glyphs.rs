//! The masks of characters, from shapes, the bundled font or elsewhere, kept for the next time.

use super::font::{Font, Metrics};
use super::mask::Mask;
use super::symbols;
use std::collections::HashMap;
use std::rc::Rc;
use unicode_width::UnicodeWidthChar;

/// Masks that are kept; when there are more, all are forgotten (a screen rarely shows more than a few hundred).
const KEPT_MASKS: usize = 4096;

/// Draws characters that the bundled font lacks, such as ideographs and emoji.
///
/// # For implementors
/// The answer must depend on the arguments alone: it is kept and used again.
pub trait GlyphSource {
    /// Coverage of a character in a box of `width` x `height` pixels, its baseline `baseline` rows below the top;
    /// `None` where there is no glyph for it. A mask of another size counts as none.
    fn glyph(&mut self, request: &GlyphRequest) -> Option<Mask>;
}

/// What a [`GlyphSource`] is to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GlyphRequest {
    /// The character.
    pub character: char,
    /// Columns of the box in pixels: one cell or two.
    pub width: u32,
    /// Rows of the box in pixels.
    pub height: u32,
    /// Rows from the top of the box to the baseline.
    pub baseline: u32,
    /// Whether it is bold.
    pub is_bold: bool,
    /// Whether it is italic.
    pub is_italic: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    character: char,
    is_wide: bool,
    is_bold: bool,
    is_italic: bool,
}

/// All masks of one size.
pub(super) struct Glyphs {
    font: Font,
    elsewhere: Option<Box<dyn GlyphSource>>,
    kept: HashMap<Key, Rc<Mask>>,
}

impl Glyphs {
    pub(super) fn new() -> Self {
        Self { font: Font::new(), elsewhere: None, kept: HashMap::new() }
    }

    pub(super) fn font(&self) -> &Font {
        &self.font
    }

    pub(super) fn set_source(&mut self, source: Box<dyn GlyphSource>) {
        self.elsewhere = Some(source);
        self.kept.clear();
    }

    /// Forgets all masks: the size has changed.
    pub(super) fn forget(&mut self) {
        self.kept.clear();
    }

    /// The mask of a character; `None` where there is nothing to draw.
    pub(super) fn mask(
        &mut self,
        character: char,
        is_wide: bool,
        is_bold: bool,
        is_italic: bool,
        metrics: &Metrics,
    ) -> Option<Rc<Mask>> {
        if is_invisible(character) {
            return None;
        }
        let key = Key { character, is_wide, is_bold, is_italic };
        if let Some(mask) = self.kept.get(&key) {
            return Some(mask.clone());
        }
        if self.kept.len() >= KEPT_MASKS {
            self.kept.clear();
        }
        let mask = Rc::new(self.draw(key, metrics));
        self.kept.insert(key, mask.clone());
        Some(mask)
    }

    fn draw(&mut self, key: Key, metrics: &Metrics) -> Mask {
        let Key { character, is_wide, is_bold, is_italic } = key;
        let (width, height) = (metrics.cell_width * if is_wide { 2 } else { 1 }, metrics.cell_height);
        let mut mask = Mask::new(width, height);
        if symbols::draw(character, metrics.line, &mut mask)
            || self.font.draw(character, is_bold, is_italic, metrics, &mut mask)
        {
            return mask;
        }
        let baseline = u32::try_from(metrics.baseline).unwrap_or(0);
        // a mark that cannot be drawn is left out: a box over the letter would hide it
        let is_mark = is_combining(character);
        let request = GlyphRequest { character, width, height, baseline, is_bold, is_italic };
        let found = self.elsewhere.as_mut().and_then(|source| source.glyph(&request));
        if let Some(found) = found.filter(|found| found.size() == (width, height)) {
            return found;
        }
        if !is_mark {
            draw_replacement(metrics, &mut mask);
        }
        mask
    }
}

/// A hollow box: there is a character, and no glyph for it.
fn draw_replacement(metrics: &Metrics, mask: &mut Mask) {
    let (width, height) = mask.sides();
    let side = (width / 8).max(1);
    let (top, bottom) = (height / 6, metrics.baseline.max(height / 6 + 3));
    mask.fill(side..width - side, top..bottom, 255);
    let line = metrics.line;
    mask.fill(side + line..width - side - line, top + line..bottom - line, 0);
}

/// Marks that belong over the character before them.
pub(crate) fn is_combining(character: char) -> bool {
    character >= '\u{300}' && character.width() == Some(0)
}

/// Characters that show nothing: blanks, controls, and marks that join or choose glyphs.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\0'..=' ' | '\u{7f}'..='\u{a0}' | '\u{ad}' | '\u{34f}' | '\u{115f}'..='\u{1160}' | '\u{180b}'..='\u{180f}'
        | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}' | '\u{3000}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}
