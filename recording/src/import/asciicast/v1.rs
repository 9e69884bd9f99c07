//! Version 1: one JSON object whose member `stdout` lists `[seconds since the one before, data]`.
//!
//! The members come in any order, so the document is held whole ([`limits::ASCIICAST_V1_BYTES`]) and read twice:
//! first the facts, then the events, one by one and never as a list.

use super::header::Members;
use super::importer::check_version;
use super::session::Session;
use crate::error::{Error, Result};
use crate::import::Output;
use crate::limits;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// Takes the next bytes of the document.
pub(super) fn collect(document: &mut Vec<u8>, bytes: &[u8]) -> Result<()> {
    if document.len() + bytes.len() > limits::ASCIICAST_V1_BYTES {
        return Err(Error::LimitReached {
            what: "asciicast of version 1",
            limit: limits::ASCIICAST_V1_BYTES as u64,
        });
    }
    document.extend_from_slice(bytes);
    Ok(())
}

/// Reads the whole document.
pub(super) fn read(session: &mut Session, document: &[u8], output: &mut dyn Output) -> Result<()> {
    let document = String::from_utf8_lossy(document);
    let document = document.strip_prefix('\u{feff}').unwrap_or(&document);
    let mut members = Members::default();
    // a document that is cut off has its facts before the cut all the same
    let whole = walk(document, Facts { members: &mut members });
    check_version(members.version, super::Version::V1)?;
    let header = members.header(&mut session.report, 0);
    session.begin(header, output)?;
    let mut failure = None;
    let events = Events { session, output, document, failure: &mut failure };
    let walked = walk(document, events);
    if let Some(error) = failure {
        return Err(error);
    }
    if let Err(error) = whole.and(walked) {
        session.report.truncated = true;
        if !error.is_eof() {
            session.report.note("document is broken, the rest is lost", place_of(&error, document));
        }
    }
    Ok(())
}

fn walk<'a>(document: &'a str, seed: impl DeserializeSeed<'a, Value = ()>) -> serde_json::Result<()> {
    let mut reader = serde_json::Deserializer::from_str(document);
    seed.deserialize(&mut reader)?;
    reader.end()
}

/// Byte offset of a syntax error.
fn place_of(error: &serde_json::Error, document: &str) -> u64 {
    let lines_before = document.split_inclusive('\n').take(error.line().saturating_sub(1));
    lines_before.map(|line| line.len() as u64).sum::<u64>() + error.column().saturating_sub(1) as u64
}

/// Collects the members but `stdout`.
struct Facts<'m, 'a> {
    members: &'m mut Members<'a>,
}

impl<'a> DeserializeSeed<'a> for Facts<'_, 'a> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'a> Visitor<'a> for Facts<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            let member = match key.as_str() {
                "version" => &mut self.members.version,
                "width" => &mut self.members.width,
                "height" => &mut self.members.height,
                "timestamp" => &mut self.members.timestamp,
                "title" => &mut self.members.title,
                "command" => &mut self.members.command,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            *member = Some(map.next_value()?);
        }
        Ok(())
    }
}

/// Hands the events of `stdout` on.
struct Events<'m, 'a> {
    session: &'m mut Session,
    output: &'m mut dyn Output,
    document: &'a str,
    failure: &'m mut Option<Error>,
}

impl<'a> DeserializeSeed<'a> for Events<'_, 'a> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'a> Visitor<'a> for Events<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == "stdout" {
                map.next_value_seed(List(&mut self))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

struct List<'e, 'm, 'a>(&'e mut Events<'m, 'a>);

impl<'a> DeserializeSeed<'a> for List<'_, '_, 'a> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'a> Visitor<'a> for List<'_, '_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of events")
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<(), A::Error> {
        let Events { session, output, document, failure } = self.0;
        while let Some(event) = list.next_element::<&'a RawValue>()? {
            // the event lies inside the document
            let offset = (event.get().as_ptr() as usize).saturating_sub(document.as_ptr() as usize) as u64;
            let taken = match serde_json::from_str::<Vec<&RawValue>>(event.get()) {
                Ok(elements) => session.output_event(&elements, offset, *output),
                Err(_) => {
                    session.report.note("element is not an event", offset);
                    Ok(())
                }
            };
            if let Err(error) = taken {
                **failure = Some(error);
                return Err(serde::de::Error::custom("the output failed"));
            }
        }
        Ok(())
    }
}
