//! Encoding: sound as it comes, cut into chunks of about a second that all streams share.

use super::frame::encode_frame;
use super::opus;
use super::segment::{AudioCodec, AudioSegment, encode};
use crate::audio::{Audio, AudioFormat};
use crate::chunk::{Chunk, Part, Track};
use crate::error::{Error, Result};
use crate::limits;
use crate::units::{Span, Timestamp};
use std::collections::{BTreeMap, VecDeque};

/// Sound that a chunk holds.
const CHUNK_SPAN: Span = Span::from_ms(1_000);
/// A chunk is closed when the session has gone on for this long after it, so that sound that comes late finds its
/// place.
const SLACK: Span = Span::from_ms(500);
/// Sound that comes no further than this from where its stream left off goes on there, without a seam.
const JOIN: Span = Span::from_ms(1);
/// Samples of a FLAC frame.
const BLOCK: usize = 4_096;
/// Fewest samples of a FLAC frame, the last one apart (RFC 9639, section 8.2).
const LEAST_BLOCK: usize = 16;
/// A chunk takes no further segment when it holds this many values.
const CHUNK_VALUES: u64 = limits::AUDIO_CHUNK_VALUES / 2;
/// Longest packet of Opus: a header and 48 frames of at most 1,275 bytes (RFC 6716, section 3.4).
const OPUS_BYTES: usize = 48 * (1_275 + 2) + 4;

/// Encodes sound, of any number of streams at once.
///
/// Silence is not stored: between two streams there is none, and within one, blocks of nothing but zeros are left
/// out.
#[derive(Default)]
pub struct AudioEncoder {
    /// The latest time that was told.
    now: Timestamp,
    /// Start and end of the last chunk.
    start: Timestamp,
    end: Timestamp,
    runs: Vec<Run>,
    /// The run that each stream is in, by number.
    open: BTreeMap<u32, u64>,
    next_run: u64,
    /// Values that wait in all runs together.
    waiting: u64,
}

/// Sound counted on from one moment, as far as it was not written.
struct Run {
    number: u64,
    format: AudioFormat,
    start: Timestamp,
    /// Number of the first sample that waits.
    first: u64,
    waiting: Waiting,
}

enum Waiting {
    Pcm(VecDeque<i16>),
    /// Each packet with its samples, and the sum of these.
    Opus(VecDeque<(u64, Vec<u8>)>, u64),
}

impl Run {
    /// Samples that wait.
    fn samples(&self) -> u64 {
        match &self.waiting {
            Waiting::Pcm(values) => values.len() as u64 / u64::from(self.format.channels()),
            Waiting::Opus(_, samples) => *samples,
        }
    }

    /// When the first sample that waits is heard.
    fn from(&self) -> Timestamp {
        self.format.time_of(self.start, self.first)
    }

    /// When the next sample would be heard.
    fn next(&self) -> Timestamp {
        self.format.time_of(self.start, self.first.saturating_add(self.samples()))
    }

    /// Values that wait.
    fn values(&self) -> u64 {
        self.samples() * u64::from(self.format.channels())
    }

    /// Takes a piece of `samples` samples of its own kind, as far as there is room. Answers how many values it took.
    fn push(&mut self, samples: u64, audio: &Audio<'_>) -> u64 {
        let room = self.room();
        let before = self.values();
        match (&mut self.waiting, audio) {
            (Waiting::Pcm(waiting), Audio::Pcm { values, .. }) => {
                let taken = samples.min(room) * u64::from(self.format.channels());
                waiting.extend(values.iter().take(usize::try_from(taken).unwrap_or(usize::MAX)));
            }
            (Waiting::Opus(packets, waiting), Audio::Opus { packet, .. }) if samples <= room => {
                packets.push_back((samples, packet.to_vec()));
                *waiting += samples;
            }
            (Waiting::Opus(..), Audio::Opus { .. } | Audio::Pcm { .. })
            | (Waiting::Pcm(_), Audio::Opus { .. }) => {}
        }
        self.values() - before
    }

    /// Takes out what begins before `until`, as segments without silence.
    fn take(&mut self, until: Timestamp) -> Vec<AudioSegment> {
        let count = self.format.samples_in(until.since(self.start)).saturating_sub(self.first);
        let mut segments = Vec::new();
        match &mut self.waiting {
            Waiting::Pcm(values) => {
                let channels = usize::from(self.format.channels());
                let count = usize::try_from(count).unwrap_or(usize::MAX).min(values.len() / channels);
                let taken: Vec<i16> = values.drain(..count * channels).collect();
                let mut rest = taken.as_slice();
                let mut segment = None;
                for block in blocks(count) {
                    let (values, after) = rest.split_at((block * channels).min(rest.len()));
                    rest = after;
                    if values.iter().all(|value| *value == 0) {
                        segments.extend(segment.take());
                    } else {
                        let segment = segment.get_or_insert_with(|| {
                            empty(self.number, AudioCodec::Flac, self.format, self.start, self.first)
                        });
                        let frame =
                            encode_frame(values, self.format.channels(), self.format.rate(), segment.samples);
                        segment.push(block as u64, &frame);
                    }
                    self.first += block as u64;
                }
                segments.extend(segment);
            }
            Waiting::Opus(packets, waiting) => {
                let mut segment = empty(self.number, AudioCodec::Opus, self.format, self.start, self.first);
                while segment.samples < count
                    && let Some((samples, packet)) = packets.pop_front()
                {
                    segment.push(samples, &packet);
                    self.first += samples;
                    *waiting -= samples;
                }
                segments.extend((segment.samples > 0).then_some(segment));
            }
        }
        segments
    }

    /// Samples that the run may still take within the longest recording.
    fn room(&self) -> u64 {
        let longest = Timestamp::from_ms(limits::DURATION_SECONDS * 1000);
        let until = longest.since(self.start).as_us();
        let whole = u128::from(until) * u128::from(self.format.rate()) / 1_000_000;
        let taken = self.first.saturating_add(self.samples());
        u64::try_from(whole).unwrap_or(u64::MAX).saturating_sub(taken)
    }
}

impl AudioEncoder {
    /// An encoder that has heard nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a piece of sound that is heard from `time` on, and appends the chunks that are complete with it to
    /// `out`. Times of one stream do not fall. A piece that comes less than 1 ms from where its stream left off, in
    /// the same format, goes on there; any other begins anew, over what is still heard of the one before.
    ///
    /// A time that lies before the last chunk counts as the start of that; what would be heard after the longest
    /// recording is not taken.
    ///
    /// # Errors
    /// [`Error::Malformed`] for what is no packet of Opus, [`Error::Unsupported`] for more than 2 channels of it.
    pub fn audio(
        &mut self,
        stream: u32,
        time: Timestamp,
        audio: &Audio<'_>,
        out: &mut Vec<Chunk>,
    ) -> Result<()> {
        let (format, samples) = measure(audio)?;
        if samples > 0 {
            self.now = self.now.max(time);
            let time = time.max(self.start);
            let place = self.run_for(stream, time, format, audio);
            if let Some(run) = self.runs.get_mut(place) {
                self.waiting += run.push(samples, audio);
            }
        }
        self.advance(time, out)
    }

    /// The session has come to `time`: appends the chunks that are complete to `out`.
    ///
    /// # Errors
    /// None at present.
    pub fn advance(&mut self, time: Timestamp, out: &mut Vec<Chunk>) -> Result<()> {
        self.now = self.now.max(time);
        while let Some(from) = self.from() {
            let until = from.plus(CHUNK_SPAN);
            let is_due = self.now >= until.plus(SLACK) || self.waiting > limits::AUDIO_WAITING_VALUES;
            if !is_due {
                break;
            }
            self.cut(until, out);
        }
        Ok(())
    }

    /// Ends the track.
    ///
    /// # Errors
    /// None at present.
    pub fn finish(&mut self, out: &mut Vec<Chunk>) -> Result<()> {
        while let Some(from) = self.from() {
            self.cut(from.plus(CHUNK_SPAN), out);
        }
        self.open.clear();
        Ok(())
    }

    /// When the first sound that waits is heard.
    fn from(&self) -> Option<Timestamp> {
        self.runs.iter().filter(|run| run.samples() > 0).map(Run::from).min()
    }

    /// The place of the run that a piece goes on with, or of a new one.
    fn run_for(&mut self, stream: u32, time: Timestamp, format: AudioFormat, audio: &Audio<'_>) -> usize {
        let goes_on = |run: &Run| {
            let next = run.next();
            let is_near = time.since(next).max(next.since(time)) <= JOIN;
            let is_alike = matches!(
                (&run.waiting, audio),
                (Waiting::Pcm(_), Audio::Pcm { .. }) | (Waiting::Opus(..), Audio::Opus { .. })
            );
            is_near && is_alike && run.format == format && next >= self.start
        };
        let open = self.open.get(&stream);
        let known = open.and_then(|number| self.runs.iter().position(|run| run.number == *number));
        if let Some(place) = known.filter(|place| self.runs.get(*place).is_some_and(goes_on)) {
            return place;
        }
        let number = self.next_run;
        self.next_run += 1;
        self.open.insert(stream, number);
        let waiting = match audio {
            Audio::Pcm { .. } => Waiting::Pcm(VecDeque::new()),
            Audio::Opus { .. } => Waiting::Opus(VecDeque::new(), 0),
        };
        self.runs.push(Run { number, format, start: time, first: 0, waiting });
        self.runs.len() - 1
    }

    /// Writes all sound that begins before `until`.
    fn cut(&mut self, until: Timestamp, out: &mut Vec<Chunk>) {
        let before = self.runs.iter().map(Run::values).sum::<u64>();
        let mut segments: Vec<_> = self.runs.iter_mut().flat_map(|run| run.take(until)).collect();
        let after = self.runs.iter().map(Run::values).sum::<u64>();
        self.waiting = self.waiting.saturating_sub(before.saturating_sub(after));
        segments.sort_by_key(AudioSegment::start);
        let mut rest = segments.as_slice();
        while !rest.is_empty() {
            let mut values = 0;
            let count = rest
                .iter()
                .take(limits::AUDIO_CHUNK_SEGMENTS)
                .take_while(|segment| {
                    let is_free = values < CHUNK_VALUES;
                    values += segment.samples * u64::from(segment.format.channels());
                    is_free
                })
                .count();
            let (of_chunk, after) = rest.split_at(count);
            rest = after;
            out.push(self.chunk(of_chunk));
        }
        // A run that has ended, or that nothing can go on with any more, is of no further use.
        let forgotten = |run: &Run| run.samples() == 0 && self.now.since(run.next()) > CHUNK_SPAN;
        self.open.retain(|_, number| !self.runs.iter().any(|run| run.number == *number && forgotten(run)));
        let open = &self.open;
        self.runs.retain(|run| run.samples() > 0 || open.values().any(|number| *number == run.number));
    }

    fn chunk(&mut self, segments: &[AudioSegment]) -> Chunk {
        self.start = segments.first().map_or(self.start, AudioSegment::start);
        self.end = segments.iter().map(AudioSegment::end).fold(self.end, Timestamp::max);
        Chunk {
            track: Track::Audio,
            part: Part::Data,
            start: self.start,
            end: self.end,
            payload: encode(segments),
        }
    }
}

/// The format of a piece and how many samples it has.
fn measure(audio: &Audio<'_>) -> Result<(AudioFormat, u64)> {
    match audio {
        Audio::Pcm { format, values } => Ok((*format, values.len() as u64 / u64::from(format.channels()))),
        Audio::Opus { channels, packet } => {
            let malformed = Error::Malformed { what: "packet of Opus", offset: 0 };
            let samples = opus::samples(packet).filter(|_| packet.len() <= OPUS_BYTES).ok_or(malformed)?;
            if !(1..=2).contains(channels) {
                let found = format!("Opus in {channels} channels");
                return Err(Error::Unsupported { what: "sound", found });
            }
            Ok((AudioFormat::new(opus::RATE, *channels)?, samples))
        }
    }
}

/// A segment without packets.
fn empty(run: u64, codec: AudioCodec, format: AudioFormat, run_start: Timestamp, first: u64) -> AudioSegment {
    AudioSegment { run, codec, format, run_start, first, samples: 0, packets: Vec::new(), data: Vec::new() }
}

/// The lengths of the FLAC frames that `samples` samples are written in.
fn blocks(samples: usize) -> impl Iterator<Item = usize> {
    let mut left = samples;
    std::iter::from_fn(move || {
        let block = if left < BLOCK + LEAST_BLOCK { left } else { BLOCK };
        left -= block;
        (block > 0).then_some(block)
    })
}
