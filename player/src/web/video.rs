//! Importing a WebM video: the container is read by `recording`, its pictures are decoded by the browser.

use super::import::{Imported, Progress, recorder, refused};
use super::message::Failure;
use super::video_decoder::{Decoded, Decoder};
use recording::facts::{Facts, Kind, SourceFacts};
use recording::import::webm::{Packet, Video, WebmReader};
use recording::import::{Format, Output, Report};
use recording::picture::{Damage, Picture, TILE_PX};
use recording::record::Recorder;
use recording::units::{Rect, Timestamp};

/// Reads a video that comes in pieces, and tells an output of its pictures.
pub(super) struct VideoReader {
    name: Option<String>,
    reader: WebmReader,
    decoder: Option<Decoder>,
    shown: Option<Picture>,
    /// Time of the first packet, which is the start.
    start: Option<Timestamp>,
    last: Timestamp,
    notes: Report,
    /// The decoder gave up: what it showed until then is kept.
    is_broken: bool,
    /// Bytes of the file that have come, and that progress has been told of.
    read_bytes: u64,
    told_bytes: u64,
}

/// A packet with its data, for the decoder.
struct Held {
    video: Video,
    time: Timestamp,
    is_key: bool,
    data: Vec<u8>,
}

impl VideoReader {
    /// A reader of a file of this name, where it is known.
    pub(super) fn new(name: Option<&str>) -> Self {
        Self {
            name: name.map(str::to_owned),
            reader: WebmReader::new(),
            decoder: None,
            shown: None,
            start: None,
            last: Timestamp::ZERO,
            notes: Report::default(),
            is_broken: false,
            read_bytes: 0,
            told_bytes: 0,
        }
    }

    /// Takes the next bytes of the file, and waits until the decoder has kept up with them.
    ///
    /// # Errors
    /// `aborted` where nobody wants it any more; `unsupported` where the browser cannot decode it; what stops the
    /// import.
    pub(super) async fn feed(
        &mut self,
        bytes: &[u8],
        output: &mut dyn Output,
        progress: &mut Progress,
        is_current: &impl Fn() -> bool,
    ) -> Result<(), Failure> {
        let mut packets = Vec::new();
        let mut keep = |video: Video, packet: Packet<'_>| {
            let Packet { time, is_key, data } = packet;
            packets.push(Held { video, time, is_key, data: data.to_vec() });
            Ok(())
        };
        self.reader.feed(bytes, &mut keep)?;
        for packet in packets {
            if !is_current() {
                return Err(Failure::aborted());
            }
            self.decode(&packet, output).await?;
            // decoding is what takes long, so that it is what is told of
            self.count(packet.data.len(), progress);
        }
        self.read_bytes += bytes.len() as u64;
        let left = self.read_bytes.saturating_sub(self.told_bytes);
        self.count(usize::try_from(left).unwrap_or(usize::MAX), progress);
        Ok(())
    }

    /// The file ends here.
    ///
    /// # Errors
    /// What stops the import, as where there was no picture.
    pub(super) async fn finish(mut self, output: &mut dyn Output) -> Result<Report, Failure> {
        if let Some(decoder) = &mut self.decoder
            && !self.is_broken
        {
            let flushed = decoder.flush().await;
            self.take(flushed, output).await?;
        }
        let mut report = self.reader.finish()?;
        report.notes.append(&mut self.notes.notes);
        report.truncated |= self.notes.truncated;
        if self.shown.is_none() {
            return Err(recording::Error::Empty { what: "WebM video" }.into());
        }
        output.end(self.last)?;
        Ok(report)
    }

    fn count(&mut self, bytes: usize, progress: &mut Progress) {
        self.told_bytes += bytes as u64;
        progress.add(bytes);
    }

    async fn decode(&mut self, packet: &Held, output: &mut dyn Output) -> Result<(), Failure> {
        if self.is_broken {
            return Ok(());
        }
        let start = *self.start.get_or_insert(packet.time);
        if self.decoder.is_none() {
            if !packet.is_key {
                self.notes.note("picture before the first that can be decoded alone", 0);
                return Ok(());
            }
            self.decoder = Some(Decoder::new(packet.video, &packet.data)?);
        }
        let Some(decoder) = &mut self.decoder else { return Ok(()) };
        let time = Timestamp::from_us(packet.time.since(start).as_us());
        let decoded = match decoder.decode(time, packet.is_key, &packet.data) {
            Ok(()) => decoder.keep_up().await,
            Err(failure) => Err(failure),
        };
        self.take(decoded, output).await
    }

    /// Tells of what was decoded by now.
    async fn take(&mut self, decoded: Result<(), Failure>, output: &mut dyn Output) -> Result<(), Failure> {
        while let Some(picture) = self.decoder.as_mut().and_then(Decoder::next_picture) {
            let picture = picture.read().await?;
            self.show(picture, output)?;
        }
        let Err(failure) = decoded else { return Ok(()) };
        if self.shown.is_none() {
            return Err(failure);
        }
        self.notes.note("video that cannot be decoded any further", 0);
        self.notes.truncated = true;
        self.is_broken = true;
        Ok(())
    }

    fn show(&mut self, Decoded { time, picture }: Decoded, output: &mut dyn Output) -> Result<(), Failure> {
        self.last = self.last.max(time);
        let size = picture.size();
        let damage = match &self.shown {
            Some(shown) if shown.size() == size => changed_tiles(shown, &picture),
            Some(_) => Damage::all(size),
            None => {
                let source = SourceFacts { format: Format::Webm.name().to_owned(), name: self.name.clone() };
                let facts = Facts { kind: Kind::Desktop, size, source: Some(source), ..Facts::default() };
                output.begin(&facts)?;
                if time > Timestamp::ZERO {
                    output.frame(Timestamp::ZERO, &Picture::new(size)?, &Damage::all(size))?;
                }
                Damage::all(size)
            }
        };
        if !damage.is_empty() {
            output.frame(self.last, &picture, &damage)?;
        }
        self.shown = Some(picture);
        Ok(())
    }
}

/// An import of a single video that is under way.
pub(super) struct VideoImport {
    name: Option<String>,
    reader: VideoReader,
    recorder: Recorder<Vec<u8>>,
    progress: Progress,
}

impl VideoImport {
    /// An import of a file of this name and length, where they are known.
    ///
    /// # Errors
    /// `unsupported` where the browser has no source of randomness.
    pub(super) fn new(name: Option<&str>, total: Option<u64>) -> Result<Self, Failure> {
        Ok(Self {
            name: name.map(str::to_owned),
            reader: VideoReader::new(name),
            recorder: recorder()?,
            progress: Progress::new("import", total),
        })
    }

    /// Takes the next bytes of the file.
    ///
    /// # Errors
    /// As [`VideoReader::feed`].
    pub(super) async fn feed(&mut self, bytes: &[u8], is_current: &impl Fn() -> bool) -> Result<(), Failure> {
        let Self { reader, recorder, progress, .. } = self;
        let fed = reader.feed(bytes, recorder, progress, is_current).await;
        fed.map_err(|failure| refused(failure, self.name.as_deref()))
    }

    /// The file ends here.
    ///
    /// # Errors
    /// As [`VideoReader::finish`].
    pub(super) async fn finish(self) -> Result<Imported, Failure> {
        let Self { name, reader, mut recorder, .. } = self;
        let finished = reader.finish(&mut recorder).await;
        let report = finished.map_err(|failure| refused(failure, name.as_deref()))?;
        let (bytes, _) = recorder.into_parts()?;
        Ok(Imported { bytes, report })
    }
}

/// The tiles in which two pictures of one size differ.
fn changed_tiles(before: &Picture, after: &Picture) -> Damage {
    let size = after.size();
    let mut damage = Damage::none(size);
    for y in 0..size.height {
        let (Some(old), Some(new)) = (before.row(0, y, size.width), after.row(0, y, size.width)) else {
            break;
        };
        if old == new {
            continue;
        }
        let tile_bytes = TILE_PX as usize * 4;
        let tiles = old.chunks(tile_bytes).zip(new.chunks(tile_bytes));
        for (x, (old, new)) in (0..size.width).step_by(TILE_PX as usize).zip(tiles) {
            if old != new {
                damage.add(Rect::new(x, y, 1, 1));
            }
        }
    }
    damage
}
