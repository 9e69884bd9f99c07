//! The targets, by name.

use crate::codecs::{self, Pieces};
use crate::packing::Packing;
use recording::chunk::Track;
use recording::facts::{Facts, Kind};
use recording::format::{Recording, verify};
use recording::import::asciicast::{AsciicastImporter, Version};
use recording::import::bundle::{self, BundleImporter, importer_of};
use recording::import::devolutions::DevolutionsImporter;
use recording::import::guacamole::GuacamoleImporter;
use recording::import::rfb::RfbImporter;
use recording::import::script::ScriptImporter;
use recording::import::tlog::TlogImporter;
use recording::import::ttyrec::{Header, TtyrecImporter};
use recording::import::webm::{Packet, WebmReader};
use recording::import::{AnyImporter, Discard, Importer, Output, Report};
use recording::picture::{Damage, Picture};
use recording::units::{Size, Span, Timestamp};

/// Layers of a fuzzed Guacamole recording have this many pixels at most: the limit of users, 64 Mpx, would make most
/// runs slow and find nothing more.
const AREA_LIMIT_PX: u64 = 512 * 512;

/// Something that reads foreign bytes.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name, as the command line and the folders of corpora and crashes have it.
    pub name: &'static str,
    /// Reads the bytes.
    pub run: fn(&[u8]),
}

/// Every target.
pub const TARGETS: &[Target] = &[
    Target { name: "container", run: container },
    Target { name: "screen", run: codecs::screen },
    Target { name: "terminal", run: codecs::terminal },
    Target { name: "pointer", run: codecs::pointer },
    Target { name: "input", run: codecs::input },
    Target { name: "event", run: codecs::event },
    Target { name: "performance", run: codecs::performance },
    Target { name: "audio", run: codecs::audio },
    Target { name: "activity", run: codecs::activity },
    Target { name: "changes", run: codecs::changes },
    Target { name: "thumbnail", run: codecs::thumbnail },
    Target { name: "guacamole", run: guacamole },
    Target { name: "rfb", run: rfb },
    Target { name: "asciicast", run: asciicast },
    Target { name: "ttyrec", run: ttyrec },
    Target { name: "tlog", run: tlog },
    Target { name: "script", run: script },
    Target { name: "devolutions", run: devolutions },
    Target { name: "webm", run: webm },
    Target { name: "wrapped", run: wrapped },
    Target { name: "any", run: any },
    Target { name: "detect", run: detect },
];

/// Opens, verifies and reads all of a container.
fn container(bytes: &[u8]) {
    let _verdict = verify(bytes, &mut |_, _| {});
    let Ok(mut recording) = Recording::open(bytes) else { return };
    let _loaded = recording.load_index(bytes, Timestamp::ZERO, Timestamp::from_ms(1));
    let _loaded = recording.load_whole_index(bytes);
    for track in Track::ALL {
        for entry in recording.entries(track) {
            let _chunk = recording.chunk(bytes, entry);
        }
    }
}

fn guacamole(bytes: &[u8]) {
    feed(&mut GuacamoleImporter::with_area_limit(None, AREA_LIMIT_PX), bytes);
}

fn rfb(bytes: &[u8]) {
    feed(&mut RfbImporter::with_area_limit(None, AREA_LIMIT_PX), bytes);
}

/// The first byte says which header the frames have.
fn ttyrec(bytes: &[u8]) {
    let Some((header, bytes)) = bytes.split_first() else { return };
    let header = if header % 2 == 0 { Header::Plain } else { Header::WithChannel };
    feed(&mut TtyrecImporter::new(header, None), bytes);
}

fn tlog(bytes: &[u8]) {
    feed(&mut TlogImporter::new(None), bytes);
}

/// Pieces: the data, the timing, and the log of input where there are three.
fn script(bytes: &[u8]) {
    let files: Vec<&[u8]> = Pieces(bytes).take(3).map(|(_, piece)| piece).collect();
    let names = &["typescript", "timing", "input"][..files.len()];
    feed_files(&mut ScriptImporter::new(names), files);
}

/// Pieces: `recording.json`, then its parts, called as [`PARTS`] has it. Those of kind 1 are read by the caller, as
/// videos are.
fn devolutions(bytes: &[u8]) {
    let pieces: Vec<(u8, &[u8])> = Pieces(bytes).take(1 + PARTS.len()).collect();
    let names: Vec<&str> = std::iter::once("recording.json").chain(PARTS).take(pieces.len()).collect();
    let mut importer = DevolutionsImporter::new(&names);
    let (kinds, files): (Vec<u8>, Vec<&[u8]>) = pieces.into_iter().unzip();
    feed_files(&mut importer, files.clone());
    let mut importer = DevolutionsImporter::new(&names);
    while let Some(wanted) = importer.wants() {
        let (Some(kind), Some(file)) = (kinds.get(wanted), files.get(wanted)) else { return };
        if wanted > 0 && *kind == 1 {
            let read = pictures(file, &mut importer.part_output(&mut Discard::default()));
            importer.end_part(read.map(|()| Report::default()).map_err(|error| error.to_string()));
        } else if importer.feed(file, &mut Discard::default()).is_err()
            || importer.end_file(&mut Discard::default()).is_err()
        {
            return;
        }
    }
    let _report = importer.finish(&mut Discard::default());
}

/// Names of the parts.
pub(crate) const PARTS: [&str; 4] =
    ["recording-0.webm", "recording-1.trp", "recording-2.cast", "recording-3.webm"];

/// Tells of a picture for each byte, at a time that the byte says.
fn pictures(bytes: &[u8], output: &mut dyn Output) -> recording::Result<()> {
    let picture = Picture::new(Size::new(8, 8))?;
    output.begin(&Facts { kind: Kind::Desktop, size: picture.size(), ..Facts::default() })?;
    let mut time = Timestamp::ZERO;
    for byte in bytes {
        time = time.plus(Span::from_ms(u64::from(*byte) << (byte % 32)));
        output.frame(time, &picture, &Damage::all(picture.size()))?;
    }
    output.end(time)
}

/// The container of videos; their pictures are for browsers to decode.
fn webm(bytes: &[u8]) {
    let mut reader = WebmReader::new();
    let piece = piece_of(bytes);
    let mut last = Timestamp::ZERO;
    let mut taken = 0;
    let mut take = |_, packet: Packet<'_>| {
        assert!(packet.time >= last, "times of packets fall");
        last = packet.time;
        taken += packet.data.len();
        Ok(())
    };
    if bytes.chunks(piece).try_for_each(|piece| reader.feed(piece, &mut take)).is_ok() {
        let _report = reader.finish();
    }
    assert!(taken <= bytes.len(), "packets hold more than the file");
}

/// Pieces that are packed, as the kind of each says, and perhaps packed again; kind 0 is left as it is, which is damage.
fn wrapped(bytes: &[u8]) {
    let packing = |kind: u8| usize::from(kind).checked_sub(1).and_then(|kind| Packing::ALL.get(kind));
    let mut all = Vec::new();
    for (kind, piece) in Pieces(bytes).take(4) {
        let mut packed = piece.to_vec();
        for kind in [kind % 8, kind / 8 % 8] {
            packed = packing(kind).map_or_else(|| packed.clone(), |packing| packing.pack(&packed));
        }
        all.extend(packed);
    }
    feed(&mut AnyImporter::new(None), &all);
}

/// Feeds the files that an importer asks for, in small pieces.
fn feed_files(importer: &mut dyn BundleImporter, mut files: Vec<&[u8]>) {
    while let Some(wanted) = importer.wants() {
        let Some(file) = files.get_mut(wanted) else { return };
        let (piece, rest) = file.split_at(file.len().min(100));
        *file = rest;
        let fed = if piece.is_empty() {
            importer.end_file(&mut Discard::default())
        } else {
            importer.feed(piece, &mut Discard::default())
        };
        if fed.is_err() {
            return;
        }
    }
    let _report = importer.finish(&mut Discard::default());
}

/// The first byte says the version.
fn asciicast(bytes: &[u8]) {
    let Some((version, bytes)) = bytes.split_first() else { return };
    let version = [Version::V1, Version::V2, Version::V3][usize::from(version % 3)];
    feed(&mut AsciicastImporter::new(version, None), bytes);
}

/// Wrappings and the detection of formats.
fn any(bytes: &[u8]) {
    feed(&mut AnyImporter::new(None), bytes);
}

/// Any source, in which what happened is found out.
fn detect(bytes: &[u8]) {
    feed_files(&mut *importer_of(bundle::Kind::Single, &[]), vec![bytes]);
}

/// Feeds an importer in pieces whose length depends on the bytes, so that instructions are cut at all places.
fn feed(importer: &mut dyn Importer, bytes: &[u8]) {
    let fed =
        bytes.chunks(piece_of(bytes)).try_for_each(|piece| importer.feed(piece, &mut Discard::default()));
    if fed.is_ok() {
        let _report = importer.finish(&mut Discard::default());
    }
}

fn piece_of(bytes: &[u8]) -> usize {
    bytes.first().map_or(1, |first| 1 + usize::from(*first) * 7)
}
