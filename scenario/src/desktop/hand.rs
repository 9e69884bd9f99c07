//! The user's hand: moves the pointer as people do, clicks, turns the wheel.

use crate::error::Result;
use crate::stage::Stage;
use recording::input::PointerShape;

/// Held left button.
const LEFT: u8 = 1;
/// Wheel turned down.
const WHEEL_DOWN: u8 = 16;
/// Time between two places of the pointer.
const STEP_MS: u64 = 30;

/// An arrow: `#` is black, `.` white.
const ARROW: [&str; 19] = [
    "#           ",
    "##          ",
    "#.#         ",
    "#..#        ",
    "#...#       ",
    "#....#      ",
    "#.....#     ",
    "#......#    ",
    "#.......#   ",
    "#........#  ",
    "#.........# ",
    "#......#####",
    "#...#..#    ",
    "#..##..#    ",
    "#.#  #..#   ",
    "##   #..#   ",
    "#     #..#  ",
    "      #..#  ",
    "       ##   ",
];

/// Where the pointer is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hand {
    x: i32,
    y: i32,
}

impl Hand {
    pub(super) const fn new(x: i32, y: i32) -> Self {
        Self { x, y }
    }

    /// The pointer appears.
    pub(super) fn begin(self, stage: &mut Stage<'_>) -> Result<()> {
        let rgba = ARROW.iter().flat_map(|row| row.bytes()).flat_map(|dot| match dot {
            b'#' => [20, 24, 30, 255],
            b'.' => [255; 4],
            _ => [0; 4],
        });
        stage.pointer_shape(&PointerShape {
            width: 12,
            height: 19,
            hot_x: 0,
            hot_y: 0,
            rgba: rgba.collect(),
        })?;
        stage.pointer_at(self.x, self.y)
    }

    /// Moves there, faster in the middle, in at least five steps.
    pub(super) fn reach(&mut self, stage: &mut Stage<'_>, x: i32, y: i32) -> Result<()> {
        let (from_x, from_y) = (self.x, self.y);
        let far = (x - from_x).abs().max((y - from_y).abs());
        let steps = (far / 60).clamp(5, 18);
        // nobody moves along a straight line
        let bow = i32::try_from(stage.random.within(0, 24)).unwrap_or(0) - 12;
        for step in 1..=steps {
            stage.pass(STEP_MS)?;
            // smooth step, in thousandths
            let t = step * 1000 / steps;
            let eased = t * t / 1000 * (3000 - 2 * t) / 1000;
            let lift = bow * (t * (1000 - t) / 250) / 1000;
            self.x = from_x + (x - from_x) * eased / 1000 + if far > 100 { lift } else { 0 };
            self.y = from_y + (y - from_y) * eased / 1000 - if far > 100 { lift } else { 0 };
            if step == steps {
                (self.x, self.y) = (x, y);
            }
            stage.mouse(self.x, self.y, 0)?;
        }
        Ok(())
    }

    /// Presses and lets go of the button.
    pub(super) fn click(self, stage: &mut Stage<'_>) -> Result<()> {
        stage.pass(60)?;
        stage.mouse(self.x, self.y, LEFT)?;
        stage.pass(70)?;
        stage.mouse(self.x, self.y, 0)
    }

    /// Turns the wheel by one notch.
    pub(super) fn wheel(self, stage: &mut Stage<'_>) -> Result<()> {
        stage.mouse(self.x, self.y, WHEEL_DOWN)?;
        stage.pass(15)?;
        stage.mouse(self.x, self.y, 0)
    }

    /// Moves a little, from this very moment on, and ends where it was.
    pub(super) fn stir(self, stage: &mut Stage<'_>) -> Result<()> {
        for (at, way) in [3, 7, 9, 6, 2, 0].into_iter().enumerate() {
            if at > 0 {
                stage.pass(STEP_MS + 10)?;
            }
            stage.mouse(self.x + way, self.y + way / 2, 0)?;
        }
        Ok(())
    }
}
