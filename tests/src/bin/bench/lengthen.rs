//! Long recordings, made of a short one: the same session again and again, each time with later time stamps.

use anyhow::{Context, Result, ensure};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

/// Time between the last frame of one turn and the first of the next.
const GAP_MS: u64 = 100;

/// Writes the Guacamole recording at `from` as often as it takes for `hours`, and gives the bytes written.
pub(crate) fn lengthen(from: &Path, to: &Path, hours: u64) -> Result<u64> {
    let bytes = fs::read(from).with_context(|| format!("cannot read {}", from.display()))?;
    let stamps = stamps(&bytes);
    let synced: Vec<u64> = stamps.iter().filter(|stamp| stamp.is_sync).map(|stamp| stamp.ms).collect();
    let (Some(first), Some(last)) = (synced.iter().min(), synced.iter().max()) else {
        anyhow::bail!("{} has no frames", from.display());
    };
    let turn_ms = last - first + GAP_MS;
    let turns = (hours * 3_600_000).div_ceil(turn_ms);
    ensure!(turns > 0, "no time to fill");
    let file = File::create(to).with_context(|| format!("cannot create {}", to.display()))?;
    let mut out = BufWriter::new(file);
    for turn in 0..turns {
        let mut done = 0;
        for stamp in &stamps {
            out.write_all(bytes.get(done..stamp.start).unwrap_or_default())?;
            let later = (stamp.ms + turn * turn_ms).to_string();
            write!(out, "{}.{later}", later.len())?;
            done = stamp.end;
        }
        out.write_all(bytes.get(done..).unwrap_or_default())?;
    }
    out.flush()?;
    Ok(out.get_ref().metadata()?.len())
}

/// A time stamp: the bytes of its element, length and all, and what it says.
struct Stamp {
    start: usize,
    end: usize,
    ms: u64,
    is_sync: bool,
}

/// The time stamps of all instructions that carry one: `sync` in its first argument, `mouse` and `key` in their last.
/// Ends where the bytes are no instruction any more.
fn stamps(bytes: &[u8]) -> Vec<Stamp> {
    let mut stamps = Vec::new();
    let mut at = 0;
    let mut elements: Vec<(usize, usize, usize)> = Vec::new();
    while let Some((value, end)) = element(bytes, at) {
        elements.push((at, value, end));
        at = end + 1;
        if bytes.get(end) == Some(&b';') {
            stamps.extend(stamp(bytes, &elements));
            elements.clear();
        }
    }
    stamps
}

/// Where the value of the element at `at` starts and ends.
fn element(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let dot = at + bytes.get(at..)?.iter().take(12).position(|&byte| byte == b'.')?;
    let mut points: usize = std::str::from_utf8(bytes.get(at..dot)?).ok()?.parse().ok()?;
    let mut end = dot + 1;
    // lengths count code points: bytes that continue one do not count
    while points > 0 {
        end += 1;
        while bytes.get(end)? & 0xC0 == 0x80 {
            end += 1;
        }
        points -= 1;
    }
    matches!(bytes.get(end)?, b',' | b';').then_some((dot + 1, end))
}

fn stamp(bytes: &[u8], elements: &[(usize, usize, usize)]) -> Option<Stamp> {
    let (_, value, end) = elements.first()?;
    let (is_sync, (start, value, end)) = match bytes.get(*value..*end)? {
        b"sync" => (true, *elements.get(1)?),
        // older recordings have them without a time stamp
        b"mouse" if elements.len() >= 5 => (false, *elements.last()?),
        b"key" if elements.len() >= 4 => (false, *elements.last()?),
        _ => return None,
    };
    let ms = std::str::from_utf8(bytes.get(value..end)?).ok()?.parse().ok()?;
    Some(Stamp { start, end, ms, is_sync })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_are_found_and_moved() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("a"), folder.path().join("b"));
        let text = "4.size,1.0,2.64,2.48;4.name,5.h\u{e9}ll\u{1F600};5.mouse,1.1,1.2,1.0,3.910;3.key,2.97,1.1,3.950;4.sync,3.900,1.0;4.sync,4.9950;";
        fs::write(&from, text).unwrap();
        lengthen(&from, &to, 1).unwrap();
        let long = fs::read_to_string(&to).unwrap();
        assert!(long.starts_with(text));
        let second = long.get(text.len()..).unwrap();
        let expected = "4.size,1.0,2.64,2.48;4.name,5.h\u{e9}ll\u{1F600};5.mouse,1.1,1.2,1.0,5.10060;3.key,2.97,1.1,5.10100;4.sync,5.10050,1.0;4.sync,5.19100;";
        assert!(second.starts_with(expected), "{}", second.get(..200).unwrap());
        assert_eq!(long.matches("4.size").count(), 3_600_000_usize.div_ceil(9150));
    }
}
