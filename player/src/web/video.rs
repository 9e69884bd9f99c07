//! Importing a WebM video: the container is read by `recording`, its pictures are decoded by the browser.

use super::import::{Imported, Progress, recorder};
use super::message::Failure;
use super::video_decoder::{Decoded, Decoder};
use recording::facts::{Facts, Kind, SourceFacts};
use recording::import::webm::{Packet, Video, WebmReader};
use recording::import::{Format, Output, Report};
use recording::picture::{Damage, Picture, TILE_PX};
use recording::record::Recorder;
use recording::units::{Rect, Timestamp};

/// An import of a video that is under way.
pub(super) struct VideoImport {
    name: Option<String>,
    reader: WebmReader,
    decoder: Option<Decoder>,
    recorder: Recorder<Vec<u8>>,
    shown: Option<Picture>,
    /// Time of the first packet, which is the start.
    start: Option<Timestamp>,
    last: Timestamp,
    notes: Report,
    /// The decoder gave up: what it showed until then is kept.
    is_broken: bool,
    progress: Progress,
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

impl VideoImport {
    /// An import of a file of this name and length, where they are known.
    ///
    /// # Errors
    /// `unsupported` where the browser has no source of randomness.
    pub(super) fn new(name: Option<&str>, total: Option<u64>) -> Result<Self, Failure> {
        Ok(Self {
            name: name.map(str::to_owned),
            reader: WebmReader::new(),
            decoder: None,
            recorder: recorder()?,
            shown: None,
            start: None,
            last: Timestamp::ZERO,
            notes: Report::default(),
            is_broken: false,
            progress: Progress::new("import", total),
            read_bytes: 0,
            told_bytes: 0,
        })
    }

    /// Takes the next bytes of the file, and waits until the decoder has kept up with them.
    ///
    /// # Errors
    /// `aborted` where nobody wants it any more; `unsupported` where the browser cannot decode it; what stops the
    /// import.
    pub(super) async fn feed(&mut self, bytes: &[u8], is_current: &impl Fn() -> bool) -> Result<(), Failure> {
        let mut packets = Vec::new();
        let mut keep = |video: Video, packet: Packet<'_>| {
            let Packet { time, is_key, data } = packet;
            packets.push(Held { video, time, is_key, data: data.to_vec() });
            Ok(())
        };
        self.reader.feed(bytes, &mut keep).map_err(|error| self.refused(error.into()))?;
        for packet in packets {
            if !is_current() {
                return Err(Failure::aborted());
            }
            self.decode(&packet).await?;
            // decoding is what takes long, so that it is what is told of
            self.count(packet.data.len());
        }
        self.read_bytes += bytes.len() as u64;
        let left = self.read_bytes.saturating_sub(self.told_bytes);
        self.count(usize::try_from(left).unwrap_or(usize::MAX));
        Ok(())
    }

    /// The file ends here.
    ///
    /// # Errors
    /// What stops the import, as where there was no picture.
    pub(super) async fn finish(mut self) -> Result<Imported, Failure> {
        if let Some(decoder) = &mut self.decoder
            && !self.is_broken
        {
            let flushed = decoder.flush().await;
            self.take(flushed).await?;
        }
        let mut report = self.reader.finish().map_err(|error| self.refused(error.into()))?;
        report.notes.append(&mut self.notes.notes);
        report.truncated |= self.notes.truncated;
        if self.shown.is_none() {
            return Err(self.refused(recording::Error::Empty { what: "WebM video" }.into()));
        }
        self.recorder.end(self.last)?;
        let (bytes, _) = self.recorder.into_parts()?;
        Ok(Imported { bytes, report })
    }

    fn count(&mut self, bytes: usize) {
        self.told_bytes += bytes as u64;
        self.progress.add(bytes);
    }

    async fn decode(&mut self, packet: &Held) -> Result<(), Failure> {
        if self.is_broken {
            return Ok(());
        }
        let start = *self.start.get_or_insert(packet.time);
        if self.decoder.is_none() {
            if !packet.is_key {
                self.notes.note("picture before the first that can be decoded alone", 0);
                return Ok(());
            }
            let decoder =
                Decoder::new(packet.video, &packet.data).map_err(|failure| self.refused(failure))?;
            self.decoder = Some(decoder);
        }
        let Some(decoder) = &mut self.decoder else { return Ok(()) };
        let time = Timestamp::from_us(packet.time.since(start).as_us());
        let decoded = match decoder.decode(time, packet.is_key, &packet.data) {
            Ok(()) => decoder.keep_up().await,
            Err(failure) => Err(failure),
        };
        self.take(decoded).await
    }

    /// Records what was decoded by now.
    async fn take(&mut self, decoded: Result<(), Failure>) -> Result<(), Failure> {
        while let Some(picture) = self.decoder.as_mut().and_then(Decoder::next_picture) {
            let picture = picture.read().await?;
            self.show(picture)?;
        }
        let Err(failure) = decoded else { return Ok(()) };
        if self.shown.is_none() {
            return Err(self.refused(failure));
        }
        self.notes.note("video that cannot be decoded any further", 0);
        self.notes.truncated = true;
        self.is_broken = true;
        Ok(())
    }

    fn show(&mut self, Decoded { time, picture }: Decoded) -> Result<(), Failure> {
        self.last = self.last.max(time);
        let size = picture.size();
        let damage = match &self.shown {
            Some(shown) if shown.size() == size => changed_tiles(shown, &picture),
            Some(_) => Damage::all(size),
            None => {
                let source = SourceFacts { format: Format::Webm.name().to_owned(), name: self.name.clone() };
                let facts = Facts { kind: Kind::Desktop, size, source: Some(source), ..Facts::default() };
                self.recorder.begin(&facts)?;
                if time > Timestamp::ZERO {
                    self.recorder.frame(Timestamp::ZERO, &Picture::new(size)?, &Damage::all(size))?;
                }
                Damage::all(size)
            }
        };
        if !damage.is_empty() {
            self.recorder.frame(self.last, &picture, &damage)?;
        }
        self.shown = Some(picture);
        Ok(())
    }

    fn refused(&self, failure: Failure) -> Failure {
        let name = self.name.as_deref().unwrap_or("the file");
        Failure::new(failure.code, format!("{name} cannot be played: {}", failure.message))
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
