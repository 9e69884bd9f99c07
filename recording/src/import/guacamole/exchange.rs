//! What goes between the two machines beside the picture: the clipboard and files. Streams carry it, as they do images.

use super::arguments::{Carried, Refused};
use super::stream::decode_base64;
use crate::error::Result;
use crate::import::{Output, Report};
use crate::limits;
use crate::units::Timestamp;
use events::{ClipboardData, Event, Happening, Side};

/// Most of what was exchanged that waits for a frame.
const WAITING: usize = 4_096;
/// What listings of folders say they are (guacamole-common-js, `Guacamole.Object.STREAM_INDEX_MIMETYPE`).
const LISTING: &[u8] = b"application/vnd.glyptodon.guacamole.stream-index+json";

/// A stream of something that is exchanged.
pub(super) enum Exchange {
    /// The clipboard, with its text as far as it is kept.
    Clipboard { kind: ClipboardData, text: Vec<u8>, is_cut: bool },
    /// A file: where it comes from, its name, and how much of it there was.
    File { source: Side, name: String, size: u64 },
}

/// What was exchanged since the last frame.
#[derive(Default)]
pub(super) struct Exchanged {
    waiting: Vec<Happening>,
}

impl Exchange {
    /// The clipboard, of this media type.
    pub(super) fn clipboard(mime: &[u8]) -> Self {
        let kind = if mime.starts_with(b"image/") {
            ClipboardData::Bitmap
        } else if mime.starts_with(b"text/") && !mime.starts_with(b"text/uri-list") {
            ClipboardData::Text
        } else {
            ClipboardData::File
        };
        Self::Clipboard { kind, text: Vec::new(), is_cut: false }
    }

    /// A file of this media type and name, sent by that side; `None` where it is the list of the files in a folder.
    pub(super) fn file(source: Side, mime: &[u8], name: &[u8]) -> Option<Self> {
        let name = limits::label(String::from_utf8_lossy(name).into_owned());
        (mime != LISTING).then_some(Self::File { source, name, size: 0 })
    }

    /// Takes a piece of it.
    pub(super) fn push(&mut self, base64: &[u8]) -> Carried {
        let data = decode_base64(base64)?;
        match self {
            Self::File { size, .. } => *size = size.saturating_add(data.len() as u64),
            Self::Clipboard { kind: ClipboardData::Bitmap, .. } => {}
            Self::Clipboard { text, is_cut, .. } => {
                // a little more than fits into an event, so that it is seen to be cut
                let room = (limits::EVENT_TEXT_BYTES + 8).saturating_sub(text.len());
                *is_cut |= data.len() > room;
                text.extend_from_slice(data.get(..room).unwrap_or(&data));
            }
        }
        Ok(())
    }

    /// What has happened once it is complete.
    fn happening(self) -> Happening {
        match self {
            Self::Clipboard { kind, text, is_cut } => {
                let mut text = String::from_utf8_lossy(&text).into_owned();
                if is_cut {
                    text.push('\u{2026}');
                }
                let content = (kind != ClipboardData::Bitmap).then_some(text);
                Happening::ClipboardOperation { data_type: kind, process_name: None, content }
            }
            Self::File { source, name, size } => {
                Happening::FileTransfer { file_source: source, file_size: Some(size), file_name: name }
            }
        }
    }
}

impl Exchanged {
    /// Something was exchanged completely.
    pub(super) fn add(&mut self, exchange: Exchange) -> Carried {
        if self.waiting.len() >= WAITING {
            return Err(Refused::Passed("clipboard or file over the limit of those that wait for a frame"));
        }
        self.waiting.push(exchange.happening());
        Ok(())
    }

    /// Tells what came before the frame of this time.
    pub(super) fn tell(&mut self, time: Timestamp, output: &mut dyn Output) -> Result<()> {
        self.waiting.drain(..).try_for_each(|what| output.event(&Event::new(time.as_us(), what)))
    }

    /// Tells at the end what came after the last frame, at its time.
    pub(super) fn tell_rest(
        &mut self,
        time: Timestamp,
        report: &mut Report,
        output: &mut dyn Output,
    ) -> Result<()> {
        for _ in &self.waiting {
            report.note("clipboard or file after the last frame, told at its time", 0);
        }
        self.tell(time, output)
    }
}
