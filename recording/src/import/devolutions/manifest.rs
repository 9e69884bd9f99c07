//! `recording.json`: the session and its parts, in whole seconds since 1970.

use crate::limits;
use crate::units::Timestamp;
use serde::Deserialize;

/// What the file says.
#[derive(Debug, PartialEq)]
pub(super) struct Manifest {
    pub(super) session_id: Option<String>,
    pub(super) started_at_ms: Option<i64>,
    pub(super) parts: Vec<Part>,
}

/// A part, in the order in which they are played.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// Name of its file.
    pub(super) name: String,
    /// When it starts, since the start of the session.
    pub(super) start: Timestamp,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    session_id: Option<String>,
    start_time: Option<f64>,
    files: Vec<File>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    file_name: String,
    start_time: Option<f64>,
    duration: Option<f64>,
}

/// Reads the file; `None` where it is something else. Parts over [`limits::PARTS`] are left out.
pub(super) fn read(bytes: &[u8]) -> Option<Manifest> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if !bytes.trim_ascii_start().starts_with(b"{") {
        return None;
    }
    let document: Document = serde_json::from_slice(bytes).ok()?;
    if document.files.is_empty() {
        return None;
    }
    let starts = starts(&document.files);
    let files = document.files.into_iter().zip(starts).take(limits::PARTS);
    let start_time = document.start_time.filter(|seconds| *seconds > 0.0);
    Some(Manifest {
        session_id: document.session_id.filter(|id| id.len() <= limits::LABEL_BYTES),
        started_at_ms: start_time.and_then(|start| {
            i64::try_from(Timestamp::from_secs_f64(start).as_us() / 1000)
                .ok()
                .filter(|ms| *ms < i64::MAX / 1000)
        }),
        parts: files.map(|(file, start)| Part { name: file.file_name, start }).collect(),
    })
}

/// When each part starts: by the clock where that makes sense, one after the other where it does not.
fn starts(files: &[File]) -> Vec<Timestamp> {
    let stamps: Option<Vec<f64>> = files.iter().map(|file| file.start_time).collect();
    if let Some(stamps) = stamps
        && let (Some(first), Some(last)) = (stamps.first(), stamps.last())
        && stamps.is_sorted()
        && last - first < seconds_limit()
        && (stamps.len() == 1 || last > first)
    {
        return stamps.iter().map(|stamp| Timestamp::from_secs_f64(stamp - first)).collect();
    }
    let mut start = 0.0;
    let after_one_another = files.iter().map(|file| {
        let own = start;
        start = (start + file.duration.unwrap_or(0.0).max(0.0)).min(seconds_limit());
        Timestamp::from_secs_f64(own)
    });
    after_one_another.collect()
}

#[expect(clippy::cast_precision_loss, reason = "a million is exact")]
fn seconds_limit() -> f64 {
    limits::DURATION_SECONDS as f64
}

/// Whether this is all of a `recording.json`.
pub(in crate::import) fn is_manifest(bytes: &[u8]) -> bool {
    read(bytes).is_some()
}

/// The names of the parts, where this is all of a `recording.json`.
pub(in crate::import) fn part_names(bytes: &[u8]) -> Option<Vec<String>> {
    Some(read(bytes)?.parts.into_iter().map(|part| part.name).collect())
}

/// Names of parts that may lie beside a `recording.json`.
pub(in crate::import) fn likely_companions(name: &str) -> Vec<String> {
    const LIKELY_PARTS: usize = 32;
    if name != "recording.json" {
        return Vec::new();
    }
    let endings = |number| ["webm", "trp", "cast"].map(|ending| format!("recording-{number}.{ending}"));
    (0..LIKELY_PARTS).flat_map(endings).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts_of(files: &str) -> Vec<u64> {
        let json = format!(r#"{{"sessionId":"a","startTime":1700000000,"duration":9,"files":[{files}]}}"#);
        let manifest = read(json.as_bytes()).unwrap();
        assert_eq!(manifest.started_at_ms, Some(1_700_000_000_000));
        manifest.parts.iter().map(|part| part.start.as_us() / 1_000_000).collect()
    }

    #[test]
    fn parts_start_by_the_clock_or_one_after_the_other() {
        let file = |start: &str, duration: u32| {
            format!(r#"{{"fileName":"recording-0.trp","startTime":{start},"duration":{duration}}}"#)
        };
        let all = |files: &[String]| starts_of(&files.join(","));
        assert_eq!(all(&[file("1700000000", 5), file("1700000030", 5)]), [0, 30]);
        assert_eq!(all(&[file("1700000000", 5), file("1600000000", 7), file("1", 5)]), [0, 5, 12]);
        assert_eq!(all(&[file("0", 5), file("0", 7)]), [0, 5]);
        assert_eq!(all(&[file("null", 5), file("1700000000", 7)]), [0, 5]);
        assert_eq!(all(&[file("0", 4_000_000), file("1e300", 7)]), [0, 1_000_000]);
    }

    #[test]
    fn other_json_is_none() {
        for other in ["", "{}", "[]", r#"{"files":[]}"#, r#"{"files":[{"name":"x"}]}"#, r#"{"version":2}"#] {
            assert_eq!(read(other.as_bytes()), None, "{other}");
        }
    }
}
