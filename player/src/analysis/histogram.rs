//! How much happens when, told from the index alone.

use recording::chunk::{Part, Track};
use recording::format::{CHUNK_OVERHEAD_BYTES, Entry, Recording};
use recording::units::Timestamp;

/// Most buckets.
const BUCKETS: usize = 65_536;
/// Bytes of picture or output that count as much as one byte of input: a key takes a few bytes, what it causes some
/// hundred.
const INPUT_WEIGHT: f64 = 32.0;
/// Bytes in a second up to which the scale is about linear, and logarithmic from there on.
const KNEE_BYTES_PER_SECOND: f64 = 1_000.0;

/// How much happens in each of `buckets` equal parts of the recording, at most 65,536: 0 where nothing is recorded, 1
/// where the most is. With b the bytes in a second of encoded change, those of keyboard and mouse counted 32 times, a bucket is ln(1 + b / 1000), divided by the greatest.
///
/// Counts what is loaded of the index; a chunk counts evenly over its time, so that the resolution is that of chunks:
/// a second while much happens, ten where little does. Keyframes that repeat what is shown are not counted.
pub fn histogram(recording: &Recording, buckets: usize) -> Vec<f32> {
    let mut bytes = vec![0.0; buckets.min(BUCKETS)];
    let seconds = recording.duration().as_secs_f64() / (bytes.len().max(1) as f64);
    let scale = Scale { seconds: seconds.max(1e-6), bytes: &mut bytes };
    fill(recording, scale);
    let level = |bytes: &f64| (bytes / seconds.max(1e-6) / KNEE_BYTES_PER_SECOND).ln_1p();
    let levels: Vec<f64> = bytes.iter().map(level).collect();
    let greatest = levels.iter().copied().fold(0.0, f64::max);
    #[expect(clippy::cast_possible_truncation, reason = "values from 0 to 1, to be drawn")]
    let share = |level: f64| if greatest > 0.0 { (level / greatest) as f32 } else { 0.0 };
    levels.into_iter().map(share).collect()
}

fn fill(recording: &Recording, mut scale: Scale<'_>) {
    let mut shown: Option<Timestamp> = None;
    for entry in recording.entries(Track::Screen) {
        let is_change = match entry.part {
            Part::Data | Part::Operations => true,
            // One that shows what no unit did is a frame of its own.
            Part::Key => shown.is_none_or(|shown| entry.start > shown),
            Part::LightKey => false,
        };
        if is_change {
            scale.add(entry, 1.0);
        }
        shown = shown.max(Some(entry.end));
    }
    for entry in recording.entries(Track::Terminal).iter().filter(|entry| entry.part == Part::Data) {
        scale.add(entry, 1.0);
    }
    for entry in recording.entries(Track::Input) {
        scale.add(entry, INPUT_WEIGHT);
    }
    // Most of these bytes are shapes of the pointer, repeated in each chunk.
    for entry in recording.entries(Track::Pointer) {
        scale.add(entry, 1.0);
    }
}

/// The buckets, and how long each is.
struct Scale<'a> {
    seconds: f64,
    bytes: &'a mut [f64],
}

impl Scale<'_> {
    /// Spreads the bytes of a chunk over its time.
    fn add(&mut self, entry: &Entry, weight: f64) {
        let bytes = f64::from(entry.len.saturating_sub(CHUNK_OVERHEAD_BYTES)) * weight;
        let (start, end) = (entry.start.as_secs_f64() / self.seconds, entry.end.as_secs_f64() / self.seconds);
        let (first, last) = (self.place(start), self.place(end));
        let span = end - start;
        let Some(buckets) = self.bytes.get_mut(first..=last.max(first)) else { return };
        for (place, bucket) in (first..).zip(buckets) {
            let from = start.max(place as f64);
            let to = end.min(place as f64 + 1.0);
            *bucket += if first == last { bytes } else { bytes * (to - from).max(0.0) / span };
        }
    }

    fn place(&self, at: f64) -> usize {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the buckets")]
        let place = at.floor() as usize;
        place.min(self.bytes.len().saturating_sub(1))
    }
}
