//! Characters that are drawn as shapes, so that neighbouring cells join without seams: box drawing, blocks, braille,
//! powerline symbols and the blocks of "Symbols for Legacy Computing".

use super::boxes;
use super::mask::Mask;

/// Draws a character; false where it is none of these. `line` is the width of a light line in pixels.
pub(super) fn draw(character: char, line: i32, mask: &mut Mask) -> bool {
    match character {
        '─'..='╿' => boxes::draw(character, line, mask),
        '▀'..='▟' => {
            block(character, mask);
            true
        }
        // the square stands in the middle, as wide as the cell
        '■' => {
            let (width, height) = mask.sides();
            mask.fill(0..width, (height - width) / 2..(height + width) / 2, 255);
            true
        }
        '\u{2800}'..='\u{28ff}' => {
            braille(u32::from(character) - 0x2800, mask);
            true
        }
        '\u{e0b0}'..='\u{e0bf}' => {
            powerline(character, line, mask);
            true
        }
        '\u{1fb00}'..='\u{1fb3b}' => {
            sextant(u32::from(character) - 0x1fb00, mask);
            true
        }
        '\u{1fb70}'..='\u{1fb8b}' => legacy_block(character, mask),
        _ => false,
    }
}

/// Pixel at `part` of `parts` of a side, rounded: neighbours agree on their edge.
fn at(part: u32, parts: i32, side: i32) -> i32 {
    (part.cast_signed() * side * 2 + parts) / (parts * 2)
}

/// U+2580 to U+259F.
fn block(character: char, mask: &mut Mask) {
    let (width, height) = mask.sides();
    let (middle_x, middle_y) = (at(1, 2, width), at(1, 2, height));
    let code = u32::from(character);
    match character {
        '▀' => mask.fill(0..width, 0..middle_y, 255),
        // lower one eighth to full block
        '▁'..='█' => mask.fill(0..width, at(8 - (code - 0x2580), 8, height)..height, 255),
        // left seven eighths to one eighth
        '▉'..='▏' => mask.fill(0..at(8 - (code - 0x2588), 8, width), 0..height, 255),
        '▐' => mask.fill(middle_x..width, 0..height, 255),
        '░' => mask.fill(0..width, 0..height, 64),
        '▒' => mask.fill(0..width, 0..height, 128),
        '▓' => mask.fill(0..width, 0..height, 191),
        '▔' => mask.fill(0..width, 0..at(1, 8, height), 255),
        '▕' => mask.fill(at(7, 8, width)..width, 0..height, 255),
        _ => {
            // quadrants: bit 0 upper left, 1 upper right, 2 lower left, 3 lower right
            let quadrants = match character {
                '▖' => 0b0100,
                '▗' => 0b1000,
                '▘' => 0b0001,
                '▙' => 0b1101,
                '▚' => 0b1001,
                '▛' => 0b0111,
                '▜' => 0b1011,
                '▝' => 0b0010,
                '▞' => 0b0110,
                _ => 0b1110,
            };
            for quadrant in 0..4 {
                if quadrants >> quadrant & 1 == 1 {
                    let columns = if quadrant % 2 == 0 { 0..middle_x } else { middle_x..width };
                    let rows = if quadrant < 2 { 0..middle_y } else { middle_y..height };
                    mask.fill(columns, rows, 255);
                }
            }
        }
    }
}

/// U+2800 to U+28FF: the dots are bits, counted down the left column, then the right, then the bottom row.
fn braille(dots: u32, mask: &mut Mask) {
    let (width, height) = mask.sides();
    let (w, h) = (width as f32, height as f32);
    let radius = (w / 4.0).min(h / 8.0) * 0.65;
    for dot in 0..8_u8 {
        if dots >> dot & 1 == 0 {
            continue;
        }
        let (column, row) = match dot {
            0..3 => (0_u8, dot),
            3..6 => (1, dot - 3),
            _ => (dot - 6, 3),
        };
        let x = w * (f32::from(column) * 2.0 + 1.0) / 4.0;
        let y = h * (f32::from(row) * 2.0 + 1.0) / 8.0;
        mask.paint(|px, py| (px - x) * (px - x) + (py - y) * (py - y) <= radius * radius);
    }
}

/// U+E0B0 to U+E0BF.
fn powerline(character: char, line: i32, mask: &mut Mask) {
    let (width, height) = mask.sides();
    let (w, h) = (width as f32, height as f32);
    let half = line as f32 / 2.0;
    // distance of a point to a line from one corner to another, by its cross product
    let slope = (w * w + h * h).sqrt();
    let half_slope = (w * w + h * h / 4.0).sqrt();
    let is_mirrored = matches!(character, '\u{e0b2}' | '\u{e0b3}' | '\u{e0b6}' | '\u{e0b7}');
    mask.paint(|x, y| {
        let x = if is_mirrored { w - x } else { x };
        let from_middle = (y - h / 2.0).abs();
        match character {
            '\u{e0b0}' | '\u{e0b2}' => x / w + from_middle * 2.0 / h <= 1.0,
            '\u{e0b1}' | '\u{e0b3}' => ((w - x) * h / 2.0 - from_middle * w).abs() <= half * half_slope,
            '\u{e0b4}' | '\u{e0b6}' => (x / w).powi(2) + (from_middle * 2.0 / h).powi(2) <= 1.0,
            '\u{e0b5}' | '\u{e0b7}' => {
                let ellipse =
                    |dx: f32, dy: f32| (x / (w - dx)).powi(2) + (from_middle / (h / 2.0 - dy)).powi(2);
                let thick = half * 2.0;
                ellipse(0.0, 0.0) <= 1.0 && ellipse(thick, thick) > 1.0
            }
            '\u{e0b8}' => y * w >= x * h,
            '\u{e0b9}' | '\u{e0bf}' => (x * h - y * w).abs() <= half * slope,
            '\u{e0ba}' => y * w >= (w - x) * h,
            '\u{e0bb}' | '\u{e0bd}' => ((w - x) * h - y * w).abs() <= half * slope,
            '\u{e0bc}' => y * w <= (w - x) * h,
            _ => y * w <= x * h,
        }
    });
}

/// U+1FB00 to U+1FB3B: all patterns of two columns and three rows but those that are blocks of their own (nothing,
/// the left half, the right half, everything).
fn sextant(place: u32, mask: &mut Mask) {
    const LEFT_HALF: u32 = 0b01_0101;
    const RIGHT_HALF: u32 = 0b10_1010;
    let mut pattern = place + 1;
    pattern += u32::from(pattern >= LEFT_HALF);
    pattern += u32::from(pattern >= RIGHT_HALF);
    let (width, height) = mask.sides();
    for cell in 0..6 {
        if pattern >> cell & 1 == 1 {
            let (column, row) = (cell % 2, cell / 2);
            mask.fill(
                at(column, 2, width)..at(column + 1, 2, width),
                at(row, 3, height)..at(row + 1, 3, height),
                255,
            );
        }
    }
}

/// U+1FB70 to U+1FB8B: single eighths and the blocks that U+2580 lacks.
fn legacy_block(character: char, mask: &mut Mask) -> bool {
    let (width, height) = mask.sides();
    let code = u32::from(character);
    match character {
        // one vertical eighth, the second to the seventh
        '\u{1fb70}'..='\u{1fb75}' => {
            let part = code - 0x1fb70 + 1;
            mask.fill(at(part, 8, width)..at(part + 1, 8, width), 0..height, 255);
        }
        // one horizontal eighth, the second to the seventh
        '\u{1fb76}'..='\u{1fb7b}' => {
            let part = code - 0x1fb76 + 1;
            mask.fill(0..width, at(part, 8, height)..at(part + 1, 8, height), 255);
        }
        // upper two, three, five, six, seven eighths; the half has a character of its own
        '\u{1fb82}'..='\u{1fb86}' => {
            let part = code - 0x1fb82 + 2;
            mask.fill(0..width, 0..at(part + u32::from(part > 3), 8, height), 255);
        }
        // right two, three, five, six, seven eighths
        '\u{1fb87}'..='\u{1fb8b}' => {
            let part = code - 0x1fb87 + 2;
            mask.fill(at(8 - (part + u32::from(part > 3)), 8, width)..width, 0..height, 255);
        }
        _ => return false,
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(character: char) -> Mask {
        let mut mask = Mask::new(10, 20);
        assert!(draw(character, 1, &mut mask), "{character}");
        mask
    }

    /// Two characters that together fill the cell, with nothing covered twice.
    fn check_parts(one: char, other: char) {
        let (one_mask, other_mask) = (drawn(one), drawn(other));
        for (pixel, (one_part, other_part)) in
            one_mask.coverage().iter().zip(other_mask.coverage()).enumerate()
        {
            let sum = u32::from(*one_part) + u32::from(*other_part);
            // slanted edges are rounded down in both
            assert!((254..=255).contains(&sum), "{one}{other}: {sum} at pixel {pixel}");
        }
    }

    #[test]
    fn parts_fit_together() {
        for (one, other) in [
            ('▀', '▄'),
            ('▌', '▐'),
            ('▚', '▞'),
            ('▘', '▟'),
            ('▝', '▙'),
            ('▖', '▜'),
            ('▗', '▛'),
            ('\u{1fb00}', '\u{1fb3b}'),
            ('\u{1fb09}', '\u{1fb32}'),
            ('▊', '\u{1fb87}'),
            ('▆', '\u{1fb82}'),
            ('▂', '\u{1fb85}'),
        ] {
            check_parts(one, other);
        }
    }

    #[test]
    fn the_full_block_is_full() {
        assert!(drawn('█').coverage().iter().all(|covered| *covered == 255));
    }

    #[test]
    fn powerline_triangles_reach_corner_and_tip() {
        let mask = drawn('\u{e0b0}');
        assert!(mask.coverage()[9 * 10] == 255 && mask.coverage()[9 * 10 + 9] > 60);
        assert_eq!(mask.coverage()[9], 0);
        let mirrored = drawn('\u{e0b2}');
        for (row, other) in mask.coverage().chunks(10).zip(mirrored.coverage().chunks(10)) {
            assert!(row.iter().eq(other.iter().rev()));
        }
    }

    #[test]
    fn every_character_of_the_ranges_draws() {
        let ranges = ['▀'..='▟', '\u{2801}'..='\u{28ff}', '\u{e0b0}'..='\u{e0bf}', '\u{1fb00}'..='\u{1fb3b}'];
        for character in ranges.into_iter().flatten() {
            assert!(drawn(character).coverage().iter().any(|covered| *covered > 0), "{character}");
        }
        assert!(!draw('A', 1, &mut Mask::new(10, 20)));
    }
}
