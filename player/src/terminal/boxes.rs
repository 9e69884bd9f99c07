//! Box drawing, U+2500 to U+257F, as shapes: lines meet in the middle of the cell and reach its edges exactly.

use super::mask::Mask;
use std::ops::Range;

/// The arms of each character from U+2500 on, as hexadecimal digits: left, right, up, down; 0 none, 1 light,
/// 2 heavy, 3 double. Zero altogether where the character is dashed, an arc or a diagonal.
const ARMS: [u16; 128] = [
    0x1100, 0x2200, 0x0011, 0x0022, 0x0000, 0x0000, 0x0000, 0x0000, // U+2500
    0x0000, 0x0000, 0x0000, 0x0000, 0x0101, 0x0201, 0x0102, 0x0202, // U+2508
    0x1001, 0x2001, 0x1002, 0x2002, 0x0110, 0x0210, 0x0120, 0x0220, // U+2510
    0x1010, 0x2010, 0x1020, 0x2020, 0x0111, 0x0211, 0x0121, 0x0112, // U+2518
    0x0122, 0x0221, 0x0212, 0x0222, 0x1011, 0x2011, 0x1021, 0x1012, // U+2520
    0x1022, 0x2021, 0x2012, 0x2022, 0x1101, 0x2101, 0x1201, 0x2201, // U+2528
    0x1102, 0x2102, 0x1202, 0x2202, 0x1110, 0x2110, 0x1210, 0x2210, // U+2530
    0x1120, 0x2120, 0x1220, 0x2220, 0x1111, 0x2111, 0x1211, 0x2211, // U+2538
    0x1121, 0x1112, 0x1122, 0x2121, 0x1221, 0x2112, 0x1212, 0x2221, // U+2540
    0x2212, 0x2122, 0x1222, 0x2222, 0x0000, 0x0000, 0x0000, 0x0000, // U+2548
    0x3300, 0x0033, 0x0301, 0x0103, 0x0303, 0x3001, 0x1003, 0x3003, // U+2550
    0x0310, 0x0130, 0x0330, 0x3010, 0x1030, 0x3030, 0x0311, 0x0133, // U+2558
    0x0333, 0x3011, 0x1033, 0x3033, 0x3301, 0x1103, 0x3303, 0x3310, // U+2560
    0x1130, 0x3330, 0x3311, 0x1133, 0x3333, 0x0000, 0x0000, 0x0000, // U+2568
    0x0000, 0x0000, 0x0000, 0x0000, 0x1000, 0x0010, 0x0100, 0x0001, // U+2570
    0x2000, 0x0020, 0x0200, 0x0002, 0x1200, 0x0012, 0x2100, 0x0021, // U+2578
];

const NONE: u16 = 0;
const HEAVY: u16 = 2;
const DOUBLE: u16 = 3;

/// Draws one of the characters; false where it is none of them. `line` is the width of a light line in pixels.
pub(super) fn draw(character: char, line: i32, mask: &mut Mask) -> bool {
    let Some(&arms) = u32::from(character).checked_sub(0x2500).and_then(|place| ARMS.get(place as usize))
    else {
        return false;
    };
    match character {
        '┄'..='┋' | '╌'..='╏' => dashes(character, line, mask),
        '╭' => arc(1, 1, line, mask),
        '╮' => arc(-1, 1, line, mask),
        '╯' => arc(-1, -1, line, mask),
        '╰' => arc(1, -1, line, mask),
        '╱' => diagonals(true, false, line, mask),
        '╲' => diagonals(false, true, line, mask),
        '╳' => diagonals(true, true, line, mask),
        _ => lines(arms, line, mask),
    }
    true
}

/// Where the strokes of the arms along one axis lie across it.
struct Strokes {
    /// The stroke of a double line at the lower coordinate, or the only one.
    first: Range<i32>,
    /// The stroke of a double line at the higher coordinate, or the only one.
    last: Range<i32>,
}

impl Strokes {
    fn of(kind: u16, line: i32, length: i32) -> Self {
        let width = if kind == HEAVY || kind == DOUBLE { line * 3 } else { line };
        let start = (length - width).div_euclid(2);
        if kind == DOUBLE {
            Self { first: start..start + line, last: start + 2 * line..start + 3 * line }
        } else {
            Self { first: start..start + width, last: start..start + width }
        }
    }
}

/// What an arm runs into: the two arms that cross its axis.
struct Crossing {
    low: u16,
    high: u16,
    /// All that the crossing arms cover, or the place of a light line where there is none.
    covered: Range<i32>,
    double: Strokes,
}

impl Crossing {
    fn new(low: u16, high: u16, line: i32, length: i32) -> Self {
        let light = Strokes::of(1, line, length);
        let mut covered = light.first;
        for kind in [low, high] {
            if kind != NONE {
                let strokes = Strokes::of(kind, line, length);
                covered = covered.start.min(strokes.first.start)..covered.end.max(strokes.last.end);
            }
        }
        Self { low, high, covered, double: Strokes::of(DOUBLE, line, length) }
    }

    /// Where a stroke towards the low edge ends. A double line is left open inside: the stroke stops at it.
    fn end(&self, stops: bool) -> i32 {
        if stops { self.double.first.end } else { self.covered.end }
    }

    /// Where a stroke towards the high edge starts.
    fn start(&self, stops: bool) -> i32 {
        if stops { self.double.last.start } else { self.covered.start }
    }

    /// Whether a stroke stops at a double line: the first of two faces the low arm, the last the high one, and a
    /// single one faces both. `passes` tells that the arm goes on at the other side.
    fn stops(&self, is_double: bool, is_first: bool, passes: bool) -> bool {
        match (is_double, is_first) {
            (true, true) => self.low == DOUBLE,
            (true, false) => self.high == DOUBLE,
            (false, _) => !passes && self.low == DOUBLE && self.high == DOUBLE,
        }
    }
}

fn lines(arms: u16, line: i32, mask: &mut Mask) {
    let (width, height) = mask.sides();
    let [left, right, up, down] = [arms >> 12, arms >> 8 & 15, arms >> 4 & 15, arms & 15];
    let columns = Crossing::new(up, down, line, width);
    // up and down cross a horizontal arm: its upper stroke faces up, its lower one down
    for (kind, is_left) in [(left, true), (right, false)] {
        if kind == NONE {
            continue;
        }
        let strokes = Strokes::of(kind, line, height);
        let passes = left != NONE && right != NONE;
        for (stroke, is_first) in [(strokes.first, true), (strokes.last, false)] {
            let stops = columns.stops(kind == DOUBLE, is_first, passes);
            let reach = if is_left { 0..columns.end(stops) } else { columns.start(stops)..width };
            mask.fill(reach, stroke, 255);
        }
    }
    let rows = Crossing::new(left, right, line, height);
    for (kind, is_up) in [(up, true), (down, false)] {
        if kind == NONE {
            continue;
        }
        let strokes = Strokes::of(kind, line, width);
        let passes = up != NONE && down != NONE;
        for (stroke, is_first) in [(strokes.first, true), (strokes.last, false)] {
            let stops = rows.stops(kind == DOUBLE, is_first, passes);
            let reach = if is_up { 0..rows.end(stops) } else { rows.start(stops)..height };
            mask.fill(stroke, reach, 255);
        }
    }
}

fn dashes(character: char, line: i32, mask: &mut Mask) {
    let (width, height) = mask.sides();
    let count = match character {
        '┄'..='┇' => 3,
        '┈'..='┋' => 4,
        _ => 2,
    };
    // the order within each group is light, heavy; horizontal before vertical
    let place = u32::from(character) - u32::from('─');
    let kind = if place % 2 == 1 { HEAVY } else { 1 };
    let is_vertical = place / 2 % 2 == 1;
    let (length, across) = if is_vertical { (height, width) } else { (width, height) };
    let stroke = Strokes::of(kind, line, across).first;
    let gap = (length / (count * 3)).max(1);
    for dash in 0..count {
        let start = dash * length / count + gap / 2;
        let end = (dash + 1) * length / count - (gap - gap / 2);
        if is_vertical {
            mask.fill(stroke.clone(), start..end, 255);
        } else {
            mask.fill(start..end, stroke.clone(), 255);
        }
    }
}

/// A rounded corner between the arm towards `x` (1 right, -1 left) and the one towards `y` (1 down, -1 up).
fn arc(x: i32, y: i32, line: i32, mask: &mut Mask) {
    let (width, height) = mask.sides();
    let column = Strokes::of(1, line, width).first;
    let row = Strokes::of(1, line, height).first;
    let half = line as f32 / 2.0;
    let (middle_x, middle_y) = (column.start as f32 + half, row.start as f32 + half);
    let room = middle_x.min(width as f32 - middle_x).min(middle_y).min(height as f32 - middle_y);
    // the last pixel before the edge is straight, so that it meets the next cell squarely
    let radius = (room - 1.0).max(0.0);
    let (center_x, center_y) = (middle_x + x as f32 * radius, middle_y + y as f32 * radius);
    mask.paint(|px, py| {
        let (dx, dy) = (px - center_x, py - center_y);
        let is_in_corner = dx * x as f32 <= 0.0 && dy * y as f32 <= 0.0;
        if is_in_corner {
            ((dx * dx + dy * dy).sqrt() - radius).abs() <= half
        } else if dy * y as f32 > 0.0 {
            (px - middle_x).abs() <= half
        } else {
            dx * x as f32 > 0.0 && (py - middle_y).abs() <= half
        }
    });
}

fn diagonals(rising: bool, falling: bool, line: i32, mask: &mut Mask) {
    let (width, height) = mask.sides();
    let (w, h) = (width as f32, height as f32);
    let reach = line as f32 / 2.0 * (w * w + h * h).sqrt();
    mask.paint(|x, y| {
        let is_on = |cross: f32| cross.abs() <= reach;
        falling && is_on(x * h - y * w) || rising && is_on((w - x) * h - y * w)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cell as text: `#` where it is covered, `.` where it is not.
    fn check(character: char, expected: &str) {
        let mut mask = Mask::new(7, 7);
        assert!(draw(character, 1, &mut mask));
        let rows: Vec<String> = mask
            .coverage()
            .chunks(7)
            .map(|row| row.iter().map(|covered| if *covered > 127 { '#' } else { '.' }).collect())
            .collect();
        assert_eq!(rows.join("\n"), expected.replace(' ', "\n"), "{character}");
    }

    #[test]
    fn corners_and_crossings() {
        check('─', "....... ....... ....... ####### ....... ....... .......");
        check('┌', "....... ....... ....... ...#### ...#... ...#... ...#...");
        check('┿', "...#... ...#... ####### ####### ####### ...#... ...#...");
        check('╬', "..#.#.. ..#.#.. ###.### ....... ###.### ..#.#.. ..#.#..");
        check('╔', "....... ....... ..##### ..#.... ..#.### ..#.#.. ..#.#..");
        check('╝', "..#.#.. ..#.#.. ###.#.. ....#.. #####.. ....... .......");
        check('╠', "..#.#.. ..#.#.. ..#.### ..#.... ..#.### ..#.#.. ..#.#..");
        check('╦', "....... ....... ####### ....... ###.### ..#.#.. ..#.#..");
        check('╪', "...#... ...#... ####### ...#... ####### ...#... ...#...");
        check('╫', "..#.#.. ..#.#.. ..#.#.. ####### ..#.#.. ..#.#.. ..#.#..");
        check('╢', "..#.#.. ..#.#.. ..#.#.. ###.#.. ..#.#.. ..#.#.. ..#.#..");
        check('╙', "..#.#.. ..#.#.. ..#.#.. ..##### ....... ....... .......");
        check('╤', "....... ....... ####### ....... ####### ...#... ...#...");
        check('╞', "...#... ...#... ...#### ...#... ...#### ...#... ...#...");
        check('╼', "....... ....... ...#### ####### ...#### ....... .......");
    }

    #[test]
    fn every_character_draws_and_reaches_its_edges() {
        for character in '─'..='╿' {
            let mut mask = Mask::new(10, 20);
            assert!(draw(character, 1, &mut mask));
            assert!(mask.coverage().iter().any(|covered| *covered > 0), "{character}");
        }
        assert!(!draw('a', 1, &mut Mask::new(10, 20)));
        assert!(!draw('▀', 1, &mut Mask::new(10, 20)));
    }

    #[test]
    fn arcs_meet_straight_lines() {
        for (corner, touches_right, touches_bottom) in
            [('╭', true, true), ('╮', false, true), ('╯', false, false), ('╰', true, false)]
        {
            let (mut arc, mut straight) = (Mask::new(10, 20), Mask::new(10, 20));
            draw(corner, 1, &mut arc);
            draw('┼', 1, &mut straight);
            let column = if touches_right { 9 } else { 0 };
            let row = if touches_bottom { 19 } else { 0 };
            for y in 0..20 {
                assert_eq!(arc.coverage()[y * 10 + column], straight.coverage()[y * 10 + column], "{corner}");
            }
            assert_eq!(
                arc.coverage()[row * 10..row * 10 + 10],
                straight.coverage()[row * 10..row * 10 + 10],
                "{corner}"
            );
        }
    }
}
