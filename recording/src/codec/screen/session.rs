//! Sessions for the tests of the codec: random pictures that change as those of a desktop do.

use super::cost::KeyRules;
use super::decoder::ScreenDecoder;
use super::encoder::ScreenEncoder;
use crate::chunk::{Chunk, Part};
use crate::picture::{Damage, Picture};
use crate::units::{Rect, Size, Span, Timestamp};
use proptest::prelude::*;

/// One change of the picture. Rectangles are cut off at its edges.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// One colour.
    Fill(Rect, [u8; 3]),
    /// Random pixels out of this many colours (at most 256) or, with none given, out of all.
    Noise(Rect, u64, Option<u16>),
    /// A gradient, as of a photograph.
    Gradient(Rect, u8),
    /// What was in the rectangle, moved.
    Scroll(Rect, i32, i32),
    /// What a frame before showed, by its number.
    Restore(usize),
    /// Another size; a black picture.
    Resize(Size),
    /// The same picture again.
    Repeat,
}

/// A frame: how long after the one before (microseconds), whether more is called damaged than is, and what changed.
pub(super) type Frame = (u64, bool, Vec<Step>);

/// What was shown and what became of it.
pub(super) struct Session {
    pub(super) shown: Vec<(Timestamp, Picture)>,
    pub(super) chunks: Vec<Chunk>,
}

pub(super) fn sizes() -> impl Strategy<Value = Size> {
    prop_oneof![
        3 => (1_u32..=40, 1_u32..=40),
        6 => (100_u32..=300, 100_u32..=300),
        1 => Just((256, 192)),
        1 => Just((1, 1)),
    ]
    .prop_map(|(width, height)| Size::new(width, height))
}

fn rects() -> impl Strategy<Value = Rect> {
    (0_u32..300, 0_u32..300, 1_u32..300, 1_u32..300)
        .prop_map(|(x, y, width, height)| Rect::new(x, y, width, height))
}

fn steps() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (rects(), any::<[u8; 3]>()).prop_map(|(rect, colour)| Step::Fill(rect, colour)),
        4 => (rects(), any::<u64>(), proptest::option::weighted(0.8, 2_u16..=256))
            .prop_map(|(rect, seed, colours)| Step::Noise(rect, seed, colours)),
        2 => (rects(), any::<u8>()).prop_map(|(rect, tint)| Step::Gradient(rect, tint)),
        4 => (rects(), -40_i32..40, -40_i32..40).prop_map(|(rect, x, y)| Step::Scroll(rect, x, y)),
        2 => (0_usize..40).prop_map(Step::Restore),
        1 => Just(Step::Repeat),
    ]
}

pub(super) fn frames() -> impl Strategy<Value = Vec<Frame>> {
    let changes = prop_oneof![
        12 => proptest::collection::vec(steps(), 0..4),
        1 => sizes().prop_map(|size| vec![Step::Resize(size)]),
    ];
    let later = prop_oneof![1 => Just(0_u64), 6 => 1_u64..200_000, 2 => 200_000_u64..20_000_000, 1 => 0..u64::MAX >> 8];
    proptest::collection::vec((later, any::<bool>(), changes), 1..40)
}

/// Records a session, with a keyframe when more than `allowed` follows the last one.
pub(super) fn record(size: Size, allowed: Span, frames: &[Frame]) -> Session {
    let stored_bytes = allowed.as_us() * 4;
    let rules = KeyRules { allowed, stored_bytes, share_percent: 1_000_000, ..KeyRules::default() };
    let mut encoder = ScreenEncoder::with_rules(1, rules);
    let mut session = Session { shown: Vec::new(), chunks: Vec::new() };
    let mut picture = Picture::new(size).unwrap();
    let mut time = Timestamp::ZERO;
    for (later, is_exact, steps) in frames {
        time = time.plus(Span::from_us(*later));
        let before = picture.clone();
        for step in steps {
            apply(&mut picture, step, &session.shown);
        }
        let damage = if *is_exact { changes(&before, &picture) } else { Damage::all(picture.size()) };
        encoder.frame(time, &picture, &damage, &mut session.chunks).unwrap();
        session.shown.push((time, picture.clone()));
    }
    encoder.finish(&mut session.chunks).unwrap();
    session
}

fn apply(picture: &mut Picture, step: &Step, shown: &[(Timestamp, Picture)]) {
    match step {
        Step::Fill(rect, colour) => draw(picture, *rect, |_, _| *colour),
        Step::Noise(rect, seed, colours) => {
            let mut random = Random(*seed);
            draw(picture, *rect, |_, _| {
                let number = match colours {
                    Some(colours) => random.next() % u64::from(*colours) * 0x01_03_05,
                    None => random.next(),
                };
                let [red, green, blue, ..] = number.to_le_bytes();
                [red, green, blue]
            });
        }
        Step::Gradient(rect, tint) => {
            draw(picture, *rect, |x, y| [x as u8, (x / 2 + y) as u8, y as u8 ^ tint]);
        }
        Step::Scroll(rect, by_x, by_y) => {
            let before = picture.clone();
            let size = picture.size();
            draw(picture, *rect, |x, y| {
                let from_x = x.saturating_add_signed(*by_x).min(size.width - 1);
                let from_y = y.saturating_add_signed(*by_y).min(size.height - 1);
                let pixel = before.row(from_x, from_y, 1).unwrap();
                [pixel[0], pixel[1], pixel[2]]
            });
        }
        Step::Restore(frame) => {
            if let Some((_, earlier)) =
                shown.get(*frame).filter(|(_, earlier)| earlier.size() == picture.size())
            {
                picture.clone_from(earlier);
            }
        }
        Step::Resize(size) => *picture = Picture::new(*size).unwrap(),
        Step::Repeat => {}
    }
}

fn draw(picture: &mut Picture, rect: Rect, mut colour: impl FnMut(u32, u32) -> [u8; 3]) {
    let rect = rect.intersect(Rect::of(picture.size()));
    for y in rect.y..rect.bottom() {
        for x in rect.x..rect.right() {
            let [red, green, blue] = colour(x, y);
            picture.row_mut(x, y, 1).unwrap().copy_from_slice(&[red, green, blue, 255]);
        }
    }
}

/// The tiles that differ; all of them where the size does.
pub(super) fn changes(before: &Picture, after: &Picture) -> Damage {
    if before.size() != after.size() {
        return Damage::all(after.size());
    }
    let mut damage = Damage::none(after.size());
    for tile in 0..damage.tile_count() {
        let rect = damage.tile_rect(tile);
        if !before.rows(rect).unwrap().eq(after.rows(rect).unwrap()) {
            damage.add_tile(tile);
        }
    }
    damage
}

/// Plays chunks forward from the start, as a player does: light keyframes are skipped.
pub(super) struct Player<'a> {
    pub(super) decoder: ScreenDecoder,
    rest: std::slice::Iter<'a, Chunk>,
}

impl<'a> Player<'a> {
    pub(super) fn new(chunks: &'a [Chunk]) -> Self {
        Self { decoder: ScreenDecoder::new(), rest: chunks.iter() }
    }

    /// Decodes all that comes at or before `time`.
    pub(super) fn play_to(&mut self, time: Timestamp) {
        loop {
            self.decoder.play_to(time).unwrap();
            let is_next = self.rest.as_slice().first().is_some_and(|chunk| chunk.start <= time);
            if self.decoder.next_time().is_some() || !is_next {
                return;
            }
            let chunk = self.rest.next().unwrap();
            match chunk.part {
                Part::Key => self.decoder.load_key(Part::Key, &chunk.payload).unwrap(),
                Part::LightKey => {}
                Part::Operations => {
                    let pixels = self.rest.next().unwrap();
                    assert_eq!((pixels.part, pixels.start, pixels.end), (Part::Data, chunk.start, chunk.end));
                    self.decoder.load_unit(&chunk.payload, &pixels.payload).unwrap();
                }
                Part::Data => panic!("pixels without operation lists"),
            }
        }
    }
}

/// What a player shows that goes to `time` at once: the last full keyframe, a light one after it, what follows.
pub(super) fn seek(chunks: &[Chunk], time: Timestamp, with_light: bool) -> Player<'_> {
    let last = |part: Part| chunks.iter().rposition(|chunk| chunk.part == part && chunk.start <= time);
    let full = last(Part::Key).unwrap();
    let mut player = Player::new(&chunks[full..]);
    if let Some(light) = last(Part::LightKey).filter(|light| with_light && *light > full) {
        player.decoder.load_key(Part::Key, &chunks[full].payload).unwrap();
        player.decoder.load_key(Part::LightKey, &chunks[light].payload).unwrap();
        player.rest = chunks[light + 1..].iter();
    }
    player.play_to(time);
    player
}

/// Numbers that look random and are the same in every run (SplitMix64).
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// A number below `bound`, which is not zero.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }
}
