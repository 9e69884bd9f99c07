//! Going to a time by what is live there shows what playing up to it shows, from wherever it starts.

use super::decoder::ScreenDecoder;
use super::liveness::Liveness;
use super::loaded::{KeyPicture, ScreenKey, ScreenPixels, ScreenUnit};
use super::session::{Session, frames, record, sizes};
use crate::chunk::{Chunk, Part};
use crate::long::scaled;
use crate::picture::Picture;
use crate::units::{Span, Timestamp};
use proptest::prelude::*;
use std::sync::Arc;

/// A decoder, and where in a session it stands: after so many frames of the unit at a place.
struct Traveller {
    decoder: ScreenDecoder,
    stand: Option<(usize, usize)>,
}

/// How a walk ended.
#[derive(Debug, PartialEq)]
enum Way {
    /// At the keyframe, or before it.
    Key,
    /// At what was shown.
    Stand,
    /// It needs what the decoder does not know.
    Unknown,
}

impl Traveller {
    fn new() -> Self {
        Self { decoder: ScreenDecoder::new(), stand: None }
    }

    /// Goes to `time` from the keyframe at this place of the file.
    fn go_from_key(&mut self, chunks: &[Chunk], key: usize, time: Timestamp) -> Way {
        let read = |at: usize| Arc::new(ScreenKey::read(chunks[at].part, &chunks[at].payload).unwrap());
        let full = chunks[..=key].iter().rposition(|chunk| chunk.part == Part::Key).unwrap();
        let light = (full != key).then(|| read(key));
        let picture = KeyPicture::new(read(full), light).unwrap();
        let key_time = picture.time();
        let units = units(chunks, key + 1, time);
        let mut need = Liveness::new(picture.size());
        let live = walk(&mut need, &units, None);
        if !need.is_done() {
            need.pass_key(key_time).unwrap();
        }
        if need.is_done() {
            self.decoder.start_without_key(&need).unwrap();
        } else {
            self.decoder.start(picture, &need).unwrap();
        }
        self.run(chunks, &units, &live);
        let last = units
            .last()
            .and_then(|(at, unit, frames)| Some((*at, *frames, unit.frame_time(frames.checked_sub(1)?)?)));
        self.decoder.settle(last.map_or(key_time, |(.., shown)| shown));
        self.stand = Some(last.map_or((key, 0), |(at, frames, _)| (at, frames)));
        Way::Key
    }

    /// Goes on to `time` from what is shown, passing light keyframes one by one.
    fn go_on(&mut self, chunks: &[Chunk], time: Timestamp) -> Way {
        let Some((stand, played)) = self.stand else { return Way::Unknown };
        let units = units(chunks, stand, time);
        for group in units.chunk_by(|one, other| one.1.key_time() == other.1.key_time()) {
            let key = group[0].1.key_time();
            if self.decoder.key_time() != Some(key) {
                self.decoder.pass_key(key);
            }
            let mut need = Liveness::new(self.decoder.picture().size());
            let live = walk(&mut need, group, Some((stand, played)));
            if need.needs_key() && !self.decoder.knows_key(key) {
                return Way::Unknown;
            }
            self.run(chunks, group, &live);
            if let Some((at, unit, frames)) = group.last() {
                self.stand = Some((*at, *frames));
                if let Some(shown) = frames.checked_sub(1).and_then(|last| unit.frame_time(last)) {
                    self.decoder.settle(shown);
                }
            }
        }
        Way::Stand
    }

    fn run(&mut self, chunks: &[Chunk], units: &[Unit], live: &[super::LiveOperations]) {
        for ((at, unit, _), live) in units.iter().zip(live) {
            let pixels =
                live.needs_pixels().then(|| ScreenPixels::read(&chunks[at + 1].payload, unit).unwrap());
            self.decoder.run(unit, pixels.as_ref(), live).unwrap();
        }
    }
}

/// A unit, its place in the file, and its frames up to the time in question.
type Unit = (usize, ScreenUnit, usize);

fn units(chunks: &[Chunk], from: usize, time: Timestamp) -> Vec<Unit> {
    let due = chunks
        .iter()
        .enumerate()
        .skip(from)
        .filter(|(_, chunk)| chunk.part == Part::Operations && chunk.start <= time);
    due.map(|(at, chunk)| {
        let unit = ScreenUnit::read(&chunk.payload).unwrap();
        let frames = unit.frames_to(time);
        (at, unit, frames)
    })
    .collect()
}

fn walk(need: &mut Liveness, units: &[Unit], stand: Option<(usize, usize)>) -> Vec<super::LiveOperations> {
    let mut live: Vec<_> = units
        .iter()
        .rev()
        .map(|(at, unit, frames)| {
            let played = stand.filter(|(stand, _)| stand == at).map_or(0, |(_, played)| played);
            if need.is_done() { Default::default() } else { need.unit(unit, played..*frames).unwrap() }
        })
        .collect();
    live.reverse();
    live
}

fn picture_at(session: &Session, time: Timestamp) -> &Picture {
    let frames = session.shown.partition_point(|(shown, _)| *shown <= time);
    &session.shown[frames - 1].1
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(scaled(800)))]

    #[test]
    fn what_is_live_is_all_that_shows(
        size in sizes(),
        allowed in 0_u64..3000,
        frames in frames(),
        places in proptest::collection::vec((any::<proptest::sample::Index>(), 0_u64..1_000_000, any::<proptest::sample::Index>()), 8),
    ) {
        let session = record(size, Span::from_us(allowed), &frames);
        let chunks = &session.chunks;
        let mut traveller = Traveller::new();
        let mut before = Timestamp::ZERO;
        for (index, later, key) in places {
            let time = session.shown[index.index(session.shown.len())].0.plus(Span::from_us(later));
            let full = chunks.iter().rposition(|chunk| chunk.part == Part::Key && chunk.start <= time).unwrap();
            let is_key = |chunk: &Chunk| matches!(chunk.part, Part::Key | Part::LightKey) && chunk.start <= time;
            // Any keyframe will do: also one that is not the last.
            let keys: Vec<usize> = (full..chunks.len()).filter(|at| is_key(&chunks[*at])).collect();
            let has_stand = traveller.stand.is_some_and(|(stand, _)| stand > full) && before <= time;
            let went_on = has_stand && traveller.go_on(chunks, time) == Way::Stand;
            if !went_on {
                traveller.go_from_key(chunks, keys[key.index(keys.len())], time);
            }
            before = time;
            prop_assert!(
                traveller.decoder.picture() == picture_at(&session, time),
                "the picture at {time:?} differs, from what was shown: {went_on}"
            );
        }
    }
}
