//! The importer of a folder: `recording.json`, then the parts in its order.

use super::manifest;
use super::placed::{Place, Placed};
use crate::error::{Error, Result};
use crate::facts::PartFacts;
use crate::import::bundle::{BundleImporter, plain_name};
use crate::import::wrapped::Unwrapper;
use crate::import::{AnyImporter, Importer, Output, Report};
use crate::limits;

/// Imports the parts of a session as one recording.
///
/// A part that is not there or cannot be played is left out and told; times are those of the clock, so that what lies
/// between two parts is a pause. A part that runs into the next holds that back.
pub struct DevolutionsImporter {
    names: Vec<String>,
    manifest: Vec<u8>,
    /// Files of the parts that are there, in order, with their numbers from 0; `None` before the manifest is read.
    parts: Option<Vec<(usize, usize)>>,
    /// How many of them are done.
    done: usize,
    part: Option<AnyImporter>,
    place: Place,
    report: Report,
    /// Why the first part that cannot be played cannot.
    failure: Option<Error>,
}

impl DevolutionsImporter {
    /// An importer of the files with these names, without their folders; the first is `recording.json`.
    pub fn new(names: &[&str]) -> Self {
        Self {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            manifest: Vec::new(),
            parts: None,
            done: 0,
            part: None,
            place: Place { name: names.first().map(|name| (*name).to_owned()), ..Place::default() },
            report: Report::default(),
            failure: None,
        }
    }

    /// Where the caller tells of the part that is wanted, where it reads that by itself, as a browser does with video:
    /// times are those of the part, and are set at its place in the session. [`Self::end_part`] ends the part instead of
    /// [`BundleImporter::end_file`].
    pub fn part_output<'a>(&'a mut self, output: &'a mut dyn Output) -> impl Output + use<'a> {
        Placed { place: &mut self.place, output }
    }

    /// Ends the part that is wanted, of which the caller told through [`Self::part_output`]: with what was passed over, or
    /// with why it cannot be played (any further).
    pub fn end_part(&mut self, outcome: Result<Report, String>) {
        match outcome {
            Ok(report) => self.add(report),
            Err(reason) => {
                self.leave_out(&reason);
                let failure = Error::Unsupported { what: "part of a session", found: reason };
                self.failure.get_or_insert(failure);
            }
        }
        self.next_part();
    }

    /// The part that is being read: its file, and its number from 0.
    fn current(&self) -> Option<(usize, usize)> {
        self.parts.as_ref()?.get(self.done).copied()
    }

    fn plan(&mut self) -> Result<()> {
        let manifest = unpacked(&std::mem::take(&mut self.manifest))?;
        let manifest = manifest::read(&manifest)
            .ok_or(Error::Malformed { what: "recording.json of a session in parts", offset: 0 })?;
        let mut parts = Vec::new();
        for (number, part) in manifest.parts.into_iter().enumerate() {
            let wanted = plain_name(&part.name);
            match self.names.iter().skip(1).position(|name| plain_name(name) == wanted) {
                Some(place) => parts.push((place + 1, number)),
                None => self.report.note(&format!("part {} is not there", number + 1), 0),
            }
            self.place.parts.push(PartFacts { start: part.start, name: shorten(part.name) });
        }
        self.place.session_id = manifest.session_id;
        self.place.started_at_ms = manifest.started_at_ms;
        self.parts = Some(parts);
        self.start_part();
        Ok(())
    }

    /// Gets ready for the part that comes next, where there is one.
    fn start_part(&mut self) {
        self.part = None;
        if let Some((file, number)) = self.current() {
            self.place.start = self.place.parts.get(number).map(|part| part.start).unwrap_or_default();
            self.place.earliest = self.place.latest;
            if self.place.start < self.place.earliest {
                self.report.note(&format!("part {} starts before the one before it ends", number + 1), 0);
            }
            self.part = Some(AnyImporter::new(self.names.get(file).map(String::as_str)));
        }
    }

    /// Goes on without a part that cannot be played; what cannot be written ends it all.
    fn settle(&mut self, outcome: Result<()>) -> Result<()> {
        match outcome {
            Ok(()) => Ok(()),
            Err(error @ (Error::Unavailable { .. } | Error::LimitReached { .. })) => Err(error),
            Err(error) => {
                self.leave_out(&error.to_string());
                self.failure.get_or_insert(error);
                self.part = None;
                Ok(())
            }
        }
    }

    /// Tells which part cannot be played, and why.
    fn leave_out(&mut self, reason: &str) {
        let Some((file, number)) = self.current() else { return };
        let name = self.names.get(file).map_or("", String::as_str);
        self.report.note(&format!("part {} ({name}) cannot be played: {reason}", number + 1), 0);
    }

    fn add(&mut self, report: Report) {
        self.report.truncated |= report.truncated;
        self.report.notes.extend(report.notes);
    }

    fn next_part(&mut self) {
        self.done += 1;
        self.start_part();
    }
}

impl BundleImporter for DevolutionsImporter {
    fn wants(&self) -> Option<usize> {
        match &self.parts {
            None => Some(0),
            Some(_) => self.current().map(|(file, _)| file),
        }
    }

    fn feed(&mut self, bytes: &[u8], output: &mut dyn Output) -> Result<()> {
        if self.parts.is_none() {
            if self.manifest.len() + bytes.len() > limits::DEVOLUTIONS_MANIFEST_BYTES {
                return Err(too_long());
            }
            self.manifest.extend_from_slice(bytes);
            return Ok(());
        }
        let Some(part) = &mut self.part else { return Ok(()) };
        let fed = part.feed(bytes, &mut Placed { place: &mut self.place, output });
        self.settle(fed)
    }

    fn end_file(&mut self, output: &mut dyn Output) -> Result<()> {
        if self.parts.is_none() {
            return self.plan();
        }
        if let Some(part) = &mut self.part {
            let finished = part.finish(&mut Placed { place: &mut self.place, output });
            let outcome = finished.map(|report| self.add(report));
            self.settle(outcome)?;
        }
        self.next_part();
        Ok(())
    }

    fn finish(&mut self, output: &mut dyn Output) -> Result<Report> {
        if self.place.kind.is_none() {
            let empty = Error::Empty { what: "session in parts, none of which is there," };
            return Err(self.failure.take().unwrap_or(empty));
        }
        output.end(self.place.latest)?;
        Ok(std::mem::take(&mut self.report))
    }
}

/// The list of parts, which may be packed as the parts may.
fn unpacked(stored: &[u8]) -> Result<Vec<u8>> {
    let (mut unwrapper, mut list) = (Unwrapper::new(), Vec::new());
    let mut take = |bytes: &[u8]| {
        if list.len() + bytes.len() > limits::DEVOLUTIONS_MANIFEST_BYTES {
            return Err(too_long());
        }
        list.extend_from_slice(bytes);
        Ok(())
    };
    unwrapper.feed(stored, &mut take)?;
    // one that is damaged or cut off is no JSON, which is told by who reads it
    unwrapper.finish(&mut take)?;
    Ok(list)
}

fn too_long() -> Error {
    Error::LimitReached { what: "recording.json in bytes", limit: limits::DEVOLUTIONS_MANIFEST_BYTES as u64 }
}

/// A name that fits into the facts.
fn shorten(mut name: String) -> String {
    name.truncate(name.floor_char_boundary(limits::PART_NAME_BYTES));
    name
}
