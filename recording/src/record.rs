//! The recorder: takes what happened from an importer or a capture and writes it into a container.

mod waiting;

use crate::audio::Audio;
use crate::chunk::Chunk;
use crate::codec::activity::ActivityEncoder;
use crate::codec::audio::AudioEncoder;
use crate::codec::changes::ChangesEncoder;
use crate::codec::event::EventEncoder;
use crate::codec::input::InputEncoder;
use crate::codec::performance::PerformanceEncoder;
use crate::codec::pointer::PointerEncoder;
use crate::codec::screen::ScreenEncoder;
use crate::codec::terminal::TerminalEncoder;
use crate::codec::thumbnail::{ShownNow, ThumbnailEncoder};
use crate::error::{Error, Result};
use crate::facts::{Facts, Kind};
use crate::format::{Sink, Summary, Writer, WriterOptions};
use crate::import::Output;
use crate::input::{Input, PointerShape};
use crate::limits;
use crate::picture::{Damage, Picture};
use crate::terminal::TerminalEvent;
use crate::units::{Span, Timestamp};
use events::{Event, Performance};
use waiting::WaitingEvents;

/// What an encoder holds back is written at the latest when the session has gone on for this long, so that
/// what belongs to one moment lies close together in the file.
const HOLD: Span = Span::from_secs(10);
/// The same for thumbnails: they are small, compress better together, and are written once more at the end.
const HOLD_THUMBNAILS: Span = Span::from_secs(60);

/// How a session is recorded.
#[derive(Clone, Copy)]
pub struct RecorderOptions {
    /// What the salts of the hashes are made from, see [`WriterOptions::secret`].
    pub secret: [u8; 32],
    /// The zstd level that all tracks are compressed at: 3 keeps up with a live session, 9 to 19 save space.
    pub level: i32,
}

/// Writes a session into a recording: encodes what it is told and appends the chunks in order of time. Holds no
/// more than the last seconds of the session, its current picture, its thumbnails, the index, the times of what
/// happened, and what of the picture changed then.
pub struct Recorder<S: Sink> {
    options: RecorderOptions,
    stage: Stage<S>,
    screen: Held<ScreenEncoder>,
    changes: ChangesEncoder,
    terminal: Option<Held<TerminalEncoder>>,
    pointer: Held<PointerEncoder>,
    input: Held<InputEncoder>,
    event: Held<EventEncoder>,
    /// Events ahead of everything else; `None` where nothing else is recorded that could catch up.
    waiting: Option<WaitingEvents>,
    performance: Held<PerformanceEncoder>,
    activity: ActivityEncoder,
    audio: AudioEncoder,
    thumbnail: Held<ThumbnailEncoder>,
    /// Chunks on their way from the encoders to the writer.
    chunks: Vec<Chunk>,
}

/// How far the recording is.
enum Stage<S: Sink> {
    Waiting(S),
    Writing(Box<Writer<S>>),
    Closed(S, Summary),
    /// Writing failed.
    Failed,
}

/// An encoder, and since when it holds something that is not in a chunk.
struct Held<E> {
    encoder: E,
    since: Option<Timestamp>,
}

impl<E> Held<E> {
    fn new(encoder: E) -> Self {
        Self { encoder, since: None }
    }

    /// The encoder was told something of `time`.
    fn told(&mut self, time: Timestamp, wrote: bool) {
        if wrote {
            self.since = Some(time);
        } else {
            self.since.get_or_insert(time);
        }
    }

    /// Whether it is time to write what it holds; takes it as written.
    fn is_due(&mut self, time: Timestamp) -> bool {
        self.is_due_after(HOLD, time)
    }

    /// The same for what is held for another span.
    fn is_due_after(&mut self, hold: Span, time: Timestamp) -> bool {
        self.since.take_if(|since| time.since(*since) >= hold).is_some()
    }
}

impl<S: Sink> Recorder<S> {
    /// A recorder that will write to `sink`, which must be empty.
    pub fn new(sink: S, options: RecorderOptions) -> Self {
        let level = options.level;
        Self {
            options,
            stage: Stage::Waiting(sink),
            screen: Held::new(ScreenEncoder::new(level)),
            changes: ChangesEncoder::new(level),
            terminal: None,
            pointer: Held::new(PointerEncoder::new(level)),
            input: Held::new(InputEncoder::new(level)),
            event: Held::new(EventEncoder::new(level)),
            waiting: Some(WaitingEvents::default()),
            performance: Held::new(PerformanceEncoder::new(level)),
            activity: ActivityEncoder::new(level),
            audio: AudioEncoder::new(),
            thumbnail: Held::new(ThumbnailEncoder::new(level)),
            chunks: Vec::new(),
        }
    }

    /// Bytes written so far.
    pub fn bytes(&self) -> u64 {
        match &self.stage {
            Stage::Writing(writer) => writer.bytes(),
            Stage::Closed(_, summary) => summary.bytes,
            Stage::Waiting(_) | Stage::Failed => 0,
        }
    }

    /// The sink and what the recording comes to, after [`Output::end`].
    ///
    /// # Errors
    /// [`Error::Unavailable`] where the session has not ended or writing it failed.
    pub fn into_parts(self) -> Result<(S, Summary)> {
        match self.stage {
            Stage::Closed(sink, summary) => Ok((sink, summary)),
            Stage::Waiting(_) | Stage::Writing(_) | Stage::Failed => {
                Err(out_of_turn("the session has not ended"))
            }
        }
    }

    /// Writes what encoders have held for long enough by `time`.
    fn write_due(&mut self, time: Timestamp) -> Result<()> {
        if time.as_us() > limits::DURATION_SECONDS.saturating_mul(1_000_000) {
            return Err(Error::LimitReached { what: "duration in seconds", limit: limits::DURATION_SECONDS });
        }
        let due: Vec<Event> =
            self.waiting.as_mut().map(|waiting| waiting.take_until(time).collect()).unwrap_or_default();
        for event in &due {
            self.put_event(event)?;
        }
        let chunks = &mut self.chunks;
        if self.screen.is_due(time) {
            self.screen.encoder.rest(time, chunks)?;
        }
        if let Some(terminal) = &mut self.terminal
            && terminal.is_due(time)
        {
            terminal.encoder.flush(chunks)?;
        }
        if self.pointer.is_due(time) {
            self.pointer.encoder.flush(chunks)?;
        }
        if self.input.is_due(time) {
            self.input.encoder.flush(chunks)?;
        }
        if self.event.is_due(time) {
            self.event.encoder.flush(chunks)?;
        }
        if self.performance.is_due(time) {
            self.performance.encoder.flush(chunks)?;
        }
        self.audio.advance(time, chunks)?;
        if self.thumbnail.is_due_after(HOLD_THUMBNAILS, time) {
            self.thumbnail.encoder.flush(chunks)?;
        }
        self.write()
    }

    /// Encodes an event.
    fn put_event(&mut self, event: &Event) -> Result<()> {
        let told = Timestamp::from_us(event.told_us);
        let before = self.chunks.len();
        self.event.encoder.event(event, &mut self.chunks)?;
        self.event.told(told, self.chunks.len() > before);
        Ok(())
    }

    /// Hands the chunks to the writer.
    fn write(&mut self) -> Result<()> {
        let Stage::Writing(writer) = &mut self.stage else { return Err(out_of_turn("it is not open")) };
        let activity = &mut self.activity;
        let mut summary = Vec::new();
        let written = self
            .chunks
            .drain(..)
            .try_for_each(|chunk| writer.append(&chunk).and_then(|()| activity.chunk(&chunk, &mut summary)))
            .and_then(|()| summary.iter().try_for_each(|chunk| writer.append(chunk)));
        if written.is_err() {
            self.stage = Stage::Failed;
        }
        written
    }
}

impl<S: Sink> Output for Recorder<S> {
    fn begin(&mut self, facts: &Facts) -> Result<()> {
        let sink = match std::mem::replace(&mut self.stage, Stage::Failed) {
            Stage::Waiting(sink) => sink,
            other => {
                self.stage = other;
                return Err(out_of_turn("it has begun before"));
            }
        };
        let options = WriterOptions::new(self.options.secret);
        self.stage = Stage::Writing(Box::new(Writer::create(sink, facts, options)?));
        if facts.kind == Kind::Events {
            self.waiting = None;
        }
        if facts.kind == Kind::Terminal {
            self.terminal = Some(Held::new(TerminalEncoder::new(facts.size, self.options.level)));
        }
        Ok(())
    }

    fn frame(&mut self, time: Timestamp, picture: &Picture, damage: &Damage) -> Result<()> {
        self.write_due(time)?;
        self.thumbnail.encoder.before_change(time, self.screen.encoder.shown().into())?;
        self.thumbnail.encoder.changed(time, Some(damage));
        self.thumbnail.told(time, false);
        self.screen.encoder.frame(time, picture, damage, &mut self.chunks)?;
        self.screen.told(time, !self.chunks.is_empty());
        if let Some(changes) = self.screen.encoder.changes() {
            self.changes.frame(changes, &mut self.chunks)?;
        }
        self.write()
    }

    fn pointer_shape(&mut self, time: Timestamp, shape: Option<&PointerShape>) -> Result<()> {
        self.write_due(time)?;
        self.pointer.encoder.shape(time, shape, &mut self.chunks)?;
        self.pointer.told(time, !self.chunks.is_empty());
        self.write()
    }

    fn pointer_position(&mut self, time: Timestamp, x: i32, y: i32) -> Result<()> {
        self.write_due(time)?;
        self.pointer.encoder.position(time, x, y, &mut self.chunks)?;
        self.pointer.told(time, !self.chunks.is_empty());
        self.write()
    }

    fn terminal(&mut self, time: Timestamp, event: &TerminalEvent) -> Result<()> {
        self.write_due(time)?;
        let Some(terminal) = &mut self.terminal else {
            return Err(out_of_turn("its facts do not name a terminal"));
        };
        self.thumbnail.encoder.before_change(time, ShownNow::Terminal(terminal.encoder.shown()))?;
        self.thumbnail.encoder.changed(time, None);
        self.thumbnail.told(time, false);
        terminal.encoder.event(time, event, &mut self.chunks)?;
        terminal.told(time, !self.chunks.is_empty());
        self.write()
    }

    fn input(&mut self, time: Timestamp, input: &Input) -> Result<()> {
        self.write_due(time)?;
        self.input.encoder.input(time, input, &mut self.chunks)?;
        self.input.told(time, !self.chunks.is_empty());
        self.write()
    }

    fn event(&mut self, event: &Event) -> Result<()> {
        if !matches!(self.stage, Stage::Writing(_)) {
            return Err(out_of_turn("it is not open"));
        }
        let ready = match &mut self.waiting {
            Some(waiting) => waiting.push(event.clone()),
            None => {
                self.write_due(Timestamp::from_us(event.told_us))?;
                Some(event.clone())
            }
        };
        match ready {
            Some(event) => {
                self.put_event(&event)?;
                self.write()
            }
            None => Ok(()),
        }
    }

    fn performance(&mut self, performance: &Performance) -> Result<()> {
        let time = Timestamp::from_us(performance.at_us);
        self.write_due(time)?;
        self.performance.encoder.measured(performance, &mut self.chunks)?;
        self.performance.told(time, !self.chunks.is_empty());
        self.write()
    }

    fn audio(&mut self, stream: u32, time: Timestamp, audio: &Audio<'_>) -> Result<()> {
        // Sound of another stream may lie further ahead, so that this tells nothing of the other tracks.
        self.audio.audio(stream, time, audio, &mut self.chunks)?;
        self.write()
    }

    fn end(&mut self, time: Timestamp) -> Result<()> {
        self.write_due(time)?;
        for event in self.waiting.take().unwrap_or_default().take_rest(time) {
            self.put_event(&event)?;
        }
        let chunks = &mut self.chunks;
        self.screen.encoder.rest(time, chunks)?;
        self.screen.encoder.finish(chunks)?;
        if let Some(terminal) = &mut self.terminal {
            terminal.encoder.finish(chunks)?;
        }
        self.pointer.encoder.finish(chunks)?;
        self.input.encoder.finish(chunks)?;
        self.event.encoder.finish(time, chunks)?;
        self.performance.encoder.finish(time, chunks)?;
        self.audio.finish(chunks)?;
        self.write()?;
        self.changes.finish(time, &mut self.chunks)?;
        self.activity.finish(time, &mut self.chunks)?;
        let shown = match &self.terminal {
            Some(terminal) => ShownNow::Terminal(terminal.encoder.shown()),
            None => self.screen.encoder.shown().into(),
        };
        // The storyboard comes last, so that it lies close to the index.
        self.thumbnail.encoder.finish(time, shown, &mut self.chunks)?;
        self.write()?;
        match std::mem::replace(&mut self.stage, Stage::Failed) {
            Stage::Writing(writer) => {
                let (sink, summary) = writer.close(time)?;
                self.stage = Stage::Closed(sink, summary);
                Ok(())
            }
            other => {
                self.stage = other;
                Err(out_of_turn("it is not open"))
            }
        }
    }
}

/// The error for a call that does not belong where it was made.
fn out_of_turn(reason: &str) -> Error {
    Error::Unavailable { doing: "recording", reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chunk::{Part, Track};
    use crate::codec::event::decode_events;
    use crate::codec::pointer::PointerTrack;
    use crate::codec::screen::ScreenDecoder;
    use crate::format::{Recording, verify};
    use crate::units::{Rect, Size};
    use events::Happening;

    const OPTIONS: RecorderOptions = RecorderOptions { secret: [1; 32], level: 3 };

    fn frame(size: Size, shade: u8) -> (Picture, Damage) {
        let mut picture = Picture::new(size).unwrap();
        for y in 0..20 {
            picture.row_mut(10, y, 30).unwrap().fill(shade);
        }
        for pixel in picture.rgba_mut().chunks_exact_mut(4) {
            pixel[3] = 255;
        }
        let mut damage = Damage::none(size);
        damage.add(Rect::new(10, 0, 30, 20));
        (picture, damage)
    }

    fn desktop(size: Size) -> Facts {
        Facts { size, ..Facts::default() }
    }

    #[test]
    fn a_desktop_session_comes_back() {
        let size = Size::new(200, 100);
        let mut recorder = Recorder::new(Vec::new(), OPTIONS);
        recorder.begin(&desktop(size)).unwrap();
        let mut last = None;
        for second in 0..40_u8 {
            let time = Timestamp::from_ms(u64::from(second) * 1000);
            let (picture, damage) = frame(size, second);
            recorder.frame(time, &picture, &damage).unwrap();
            recorder.pointer_position(time, second.into(), 3).unwrap();
            last = Some(picture);
        }
        let marker = Event::new(5_000_000, Happening::Marker { label: "here".to_owned() });
        recorder.event(&marker).unwrap();
        recorder.end(Timestamp::from_ms(60_000)).unwrap();
        let (bytes, summary) = recorder.into_parts().unwrap();
        assert_eq!(summary.duration, Timestamp::from_ms(60_000));
        assert_eq!(summary.bytes, bytes.len() as u64);

        let source = bytes.as_slice();
        assert!(verify(source, &mut |_, _| {}).unwrap().is_sound());
        let mut recording = Recording::open(source).unwrap();
        recording.load_whole_index(source).unwrap();
        let mut decoder = ScreenDecoder::new();
        let mut operations = Vec::new();
        for entry in recording.entries(Track::Screen) {
            let payload = recording.chunk(source, entry).unwrap().payload;
            match entry.part {
                Part::Key => decoder.load_key(Part::Key, &payload).unwrap(),
                Part::LightKey => {}
                Part::Operations => operations = payload,
                Part::Data => {
                    decoder.load_unit(&operations, &payload).unwrap();
                    decoder.play_to(entry.end).unwrap();
                }
            }
        }
        assert!(decoder.picture().rgba() == last.unwrap().rgba());
        let pointer = recording.entries(Track::Pointer).last().unwrap();
        let pointer = PointerTrack::decode(&recording.chunk(source, pointer).unwrap().payload).unwrap();
        assert_eq!(pointer.at(Timestamp::from_ms(60_000)).position, Some((39, 3)));
        let event = recording.chunk(source, &recording.entries(Track::Event)[0]).unwrap();
        assert_eq!(decode_events(&event.payload).unwrap(), [marker]);
    }

    #[test]
    fn what_belongs_to_one_moment_lies_close() {
        let size = Size::new(200, 100);
        let mut recorder = Recorder::new(Vec::new(), OPTIONS);
        recorder.begin(&desktop(size)).unwrap();
        recorder.pointer_position(Timestamp::ZERO, 1, 1).unwrap();
        for second in 0..100_u8 {
            let time = Timestamp::from_ms(u64::from(second) * 1000);
            let (picture, damage) = frame(size, second);
            recorder.frame(time, &picture, &damage).unwrap();
        }
        recorder.end(Timestamp::from_ms(100_000)).unwrap();
        let (bytes, _) = recorder.into_parts().unwrap();
        let source = bytes.as_slice();
        let mut recording = Recording::open(source).unwrap();
        recording.load_whole_index(source).unwrap();
        let pointer = recording.entries(Track::Pointer)[0];
        let after =
            recording.entries(Track::Screen).iter().find(|entry| entry.offset > pointer.offset).unwrap();
        assert!(after.start <= Timestamp::from_ms(20_000), "held until {:?}", after.start);
    }

    #[test]
    fn an_hour_without_change_is_small() {
        let size = Size::new(200, 100);
        let (picture, _) = frame(size, 3);
        let mut recorder = Recorder::new(Vec::new(), OPTIONS);
        recorder.begin(&desktop(size)).unwrap();
        for second in 0..3600 {
            let time = Timestamp::from_ms(second * 1000);
            // A clock that changes once in a minute.
            let (picture, damage) = if second % 60 == 59 {
                frame(size, (second / 60) as u8)
            } else {
                (picture.clone(), Damage::none(size))
            };
            recorder.frame(time, &picture, &damage).unwrap();
        }
        recorder.end(Timestamp::from_ms(3_600_000)).unwrap();
        let (bytes, _) = recorder.into_parts().unwrap();
        assert!(bytes.len() < 500_000, "{} bytes", bytes.len());
    }

    #[test]
    fn calls_out_of_turn_are_refused() {
        let mut recorder = Recorder::new(Vec::new(), OPTIONS);
        assert!(recorder.pointer_position(Timestamp::ZERO, 0, 0).is_err());
        recorder.begin(&desktop(Size::new(9, 9))).unwrap();
        assert!(recorder.begin(&Facts::default()).is_err());
        assert!(recorder.terminal(Timestamp::ZERO, &TerminalEvent::Output("x".to_owned())).is_err());
        let late = Timestamp::from_us(limits::DURATION_SECONDS * 1_000_000 + 1);
        assert!(matches!(
            recorder.input(late, &Input::Text("x".to_owned())),
            Err(Error::LimitReached { .. })
        ));
        assert!(recorder.into_parts().is_err());
    }
}
