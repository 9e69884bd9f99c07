//! Random desktop sessions, and what they show at any time.

use proptest::prelude::*;
use recording::facts::{Facts, Kind};
use recording::import::Output;
use recording::input::PointerShape;
use recording::picture::{Damage, Picture};
use recording::record::{Recorder, RecorderOptions};
use recording::units::{Rect, Size, Timestamp};

/// One thing that happens.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// A rectangle is filled; with noise where there is a seed.
    Fill { rect: Rect, colour: [u8; 3], noise: Option<u32> },
    /// A rectangle moves by so many pixels.
    Move { rect: Rect, dx: i32, dy: i32 },
    /// The screen has another size.
    Resize(Size),
    /// The frame is the same as before.
    Nothing,
    /// The pointer moves.
    Point(i32, i32),
    /// The pointer looks different, or is hidden.
    Shape(Option<u8>),
}

/// A session: acts with the time since the act before, in milliseconds.
pub(crate) type Script = Vec<(u64, Act)>;

fn rect(side: u32) -> impl Strategy<Value = Rect> {
    (0..side, 0..side, 1..side, 1..side).prop_map(|(x, y, width, height)| Rect::new(x, y, width, height))
}

fn act(side: u32) -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => (rect(side), any::<[u8; 3]>(), proptest::option::of(any::<u32>()))
            .prop_map(|(rect, colour, noise)| Act::Fill { rect, colour, noise }),
        3 => (rect(side), -20i32..20, -90i32..90).prop_map(|(rect, dx, dy)| Act::Move { rect, dx, dy }),
        1 => (1..side, 1..side).prop_map(|(width, height)| Act::Resize(Size::new(width, height))),
        1 => Just(Act::Nothing),
        3 => (-9i32..250, -9i32..250).prop_map(|(x, y)| Act::Point(x, y)),
        1 => proptest::option::of(any::<u8>()).prop_map(Act::Shape),
    ]
}

/// Gaps between acts: none, a frame, seconds, and now and then minutes, so that all kinds of keyframes are passed.
fn gap() -> impl Strategy<Value = u64> {
    prop_oneof![2 => Just(0u64), 6 => 1u64..100, 2 => 100u64..4_000, 1 => 4_000u64..400_000]
}

/// Sessions on screens of at most `side` pixels with at most `acts` acts.
pub(crate) fn script(side: u32, acts: usize) -> impl Strategy<Value = Script> {
    proptest::collection::vec((gap(), act(side)), 1..acts)
}

/// What a session shows at a time.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct View {
    pub(crate) frame_time: Timestamp,
    pub(crate) picture: Picture,
    /// Hot spot and shape of the pointer, where it shows.
    pub(crate) pointer: Option<(i32, i32, Vec<u8>)>,
}

/// A recorded session and the truth about it.
pub(crate) struct Session {
    pub(crate) bytes: Vec<u8>,
    pub(crate) duration: Timestamp,
    pub(crate) frames: Vec<(Timestamp, Picture)>,
    pointers: Vec<PointerAt>,
}

/// Since when the pointer is where and looks how.
type PointerAt = (Timestamp, Option<(i32, i32)>, Option<PointerShape>);

impl Session {
    /// Records a script on a screen that starts at `size`.
    pub(crate) fn record(size: Size, script: &[(u64, Act)]) -> Self {
        let mut recorder = Recorder::new(Vec::new(), RecorderOptions { secret: [7; 32], level: 1 });
        let facts = Facts { kind: Kind::Desktop, size, ..Facts::default() };
        recorder.begin(&facts).unwrap();
        let mut picture = Picture::new(size).unwrap();
        let mut now_ms = 0;
        let mut frames = vec![(Timestamp::ZERO, picture.clone())];
        let mut pointers = vec![(Timestamp::ZERO, None, None)];
        recorder.frame(Timestamp::ZERO, &picture, &Damage::all(size)).unwrap();
        for (gap_ms, act) in script {
            now_ms += gap_ms;
            let now = Timestamp::from_ms(now_ms);
            let (_, mut position, mut shape) = pointers.last().cloned().unwrap();
            match act {
                Act::Point(x, y) => {
                    position = Some((*x, *y));
                    recorder.pointer_position(now, *x, *y).unwrap();
                    pointers.push((now, position, shape));
                }
                Act::Shape(seed) => {
                    shape = seed.map(pointer_shape);
                    recorder.pointer_shape(now, shape.as_ref()).unwrap();
                    pointers.push((now, position, shape));
                }
                Act::Fill { .. } | Act::Move { .. } | Act::Resize(_) | Act::Nothing => {
                    let damage = draw(&mut picture, act);
                    recorder.frame(now, &picture, &damage).unwrap();
                    // A frame that changes nothing is none.
                    if frames.last().is_none_or(|(_, before)| *before != picture) {
                        frames.push((now, picture.clone()));
                    }
                }
            }
        }
        let duration = Timestamp::from_ms(now_ms + 500);
        recorder.end(duration).unwrap();
        let (bytes, _) = recorder.into_parts().unwrap();
        Self { bytes, duration, frames, pointers }
    }

    /// When the picture changed and what it was then, the first frame included; times may repeat.
    pub(crate) fn frames(&self) -> &[(Timestamp, Picture)] {
        &self.frames
    }

    /// What is to be seen at `time`.
    pub(crate) fn at(&self, time: Timestamp) -> View {
        let time = time.min(self.duration);
        let (frame_time, picture) = self.frames.iter().rev().find(|(at, _)| *at <= time).unwrap();
        let (_, position, shape) = self.pointers.iter().rev().find(|(at, ..)| *at <= time).unwrap();
        let pointer = position.zip(shape.clone()).map(|((x, y), shape)| (x, y, shape.rgba));
        View { frame_time: *frame_time, picture: picture.clone(), pointer }
    }
}

fn pointer_shape(seed: u8) -> PointerShape {
    let (width, height) = (u32::from(seed % 7) + 1, u32::from(seed % 5) + 1);
    let pixels = usize::try_from(width * height * 4).unwrap();
    PointerShape { width, height, hot_x: 1, hot_y: 2, rgba: (0..pixels).map(|at| seed ^ at as u8).collect() }
}

pub(crate) fn draw(picture: &mut Picture, act: &Act) -> Damage {
    let size = picture.size();
    let mut damage = Damage::none(size);
    match act {
        Act::Fill { rect, colour, noise } => {
            let rect = rect.intersect(Rect::of(size));
            let mut state = noise.unwrap_or(0) | 1;
            let rows = if rect.is_empty() { 0..0 } else { rect.y..rect.bottom() };
            for y in rows {
                for pixel in picture.row_mut(rect.x, y, rect.width).unwrap().chunks_exact_mut(4) {
                    pixel[..3].copy_from_slice(colour);
                    if noise.is_some() {
                        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                        pixel[..3].copy_from_slice(&state.to_le_bytes()[1..]);
                    }
                }
            }
            damage.add(rect);
        }
        Act::Move { rect, dx, dy } => {
            let before = picture.clone();
            let from = rect.intersect(Rect::of(size));
            for y in from.y..from.bottom() {
                for x in from.x..from.right() {
                    let (Some(to_x), Some(to_y)) = (x.checked_add_signed(*dx), y.checked_add_signed(*dy))
                    else {
                        continue;
                    };
                    if let Some(to) = picture.row_mut(to_x, to_y, 1) {
                        to.copy_from_slice(before.row(x, y, 1).unwrap());
                        damage.add(Rect::new(to_x, to_y, 1, 1));
                    }
                }
            }
        }
        Act::Resize(size) => {
            *picture = Picture::new(*size).unwrap();
            damage = Damage::all(*size);
        }
        Act::Nothing | Act::Point(..) | Act::Shape(_) => {}
    }
    damage
}
